"""Climate of a site, and defaults for what its case does not specify.

Defaults, by latitude φ and altitude z; rough by nature, and every one that is used is marked as assumed
(`dispatch.weather.climate`). All are engineering estimates unless a source is named:

- sunshine, share of the hours that a clear sky would give: 0.50 at the equator, 0.58 at 15°, 0.66 at 25°, 0.62 at 35°,
  0.47 at 45°, 0.38 at 55°, 0.35 from 65° on.
- GHI from sunshine, and the other way round, by Ångström: H/H_clear = (0.25 + 0.50·s)/0.75, with the coefficients of
  FAO Irrigation and Drainage Paper 56, eq. 35, s the share of sunshine.
- course of sunshine over the year: up to 35° latitude the four months around high sun (Jun–Sep in the north) have 0.75
  of the share of the others, the tropics' and the monsoon's wet season; from 45° on the five months of low sun
  (Nov–Mar) have 0.7; in between, both fade.
- temperature: yearly mean at sea level 27 °C up to 10°, 25 at 20°, 20 at 30°, 13 at 40°, 7 at 50°, 0 at 60°, −9 at 70°,
  −22 from 80° on; −6.5 K/km (ISA 2533); half the yearly swing 1 K at the equator, 2 at 10°, 5 at 20°, 9 at 30°, 12 from
  40° on; warmest 30 days after high sun.
- wind: 3 m/s at 10 m, by the power law with exponent 1/7 at other heights (IEC 61400-1 for flat land has 0.2), 15 %
  more than that in early spring and as much less in early autumn.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dispatch.case.varying import Monthly
from dispatch.families.weather.entity import Weather
from dispatch.weather.atmosphere import LAPSE_K_PER_M
from dispatch.weather.seasons import DAYS, MONTH_DAYS

ANGSTROM = (0.25, 0.50)
_SUNSHINE = ([0, 15, 25, 35, 45, 55, 65], [0.50, 0.58, 0.66, 0.62, 0.47, 0.38, 0.35])
_WARMTH = ([10, 20, 30, 40, 50, 60, 70, 80], [27, 25, 20, 13, 7, 0, -9, -22])
_SWING = ([0, 10, 20, 30, 40], [1, 2, 5, 9, 12])
_WIND_M_PER_S, _WIND_SWING, _SHEAR = 3.0, 0.15, 1 / 7
_WET, _DARK = 0.75, 0.70


@dataclass(frozen=True)
class Normals:
    """The climate that a synthetic year is made to have. sunshine_shape, temperature_c, wind_speed_m_per_s: (12,)."""

    ghi_kwh_per_m2: float
    sun_hours_h: float
    sunshine_shape: np.ndarray
    temperature_c: np.ndarray
    wind_speed_m_per_s: np.ndarray
    assumed: frozenset[str]


def normals_of(site: Weather, clear_ghi_kwh_per_m2: float, clear_hours_h: float) -> Normals:
    """Climate of the site with defaults filled in; clear_…: totals of a year of clear sky."""
    ghi, hours = site.ghi_kwh_per_m2, site.sun_hours_h
    intercept, slope = ANGSTROM
    if hours is None and ghi is None:
        share = float(np.interp(abs(site.lat), *_SUNSHINE))
    elif hours is None:
        share = (float(ghi or 0) / clear_ghi_kwh_per_m2 * (intercept + slope) - intercept) / slope
    else:
        share = hours / clear_hours_h
    given = ("ghi_kwh_per_m2", "sun_hours_h", "sunshine_shape", "temperature_c", "wind_speed_m_per_s")
    return Normals(
        ghi_kwh_per_m2=clear_ghi_kwh_per_m2 * (intercept + slope * share) / (intercept + slope) if ghi is None else ghi,
        sun_hours_h=clear_hours_h * share if hours is None else hours,
        sunshine_shape=_monthly(site.sunshine_shape, _usual_sunshine(site.lat)),
        temperature_c=_monthly(site.temperature_c, _usual_temperature(site.lat, site.altitude_m)),
        wind_speed_m_per_s=_monthly(site.wind_speed_m_per_s, _usual_wind(site.lat, site.wind_height_m)),
        assumed=frozenset(name for name in given if getattr(site, name) is None),
    )


def monthly_target(value: float | Monthly | None) -> np.ndarray | None:
    """(12,) monthly values of a site; None if not given."""
    if value is None:
        return None
    return value.scale * np.asarray(value.monthly) if isinstance(value, Monthly) else np.full(12, float(value))


def _monthly(value: float | Monthly | None, usual: np.ndarray) -> np.ndarray:
    given = monthly_target(value)
    return usual if given is None else given


def _since_high_sun(lat: float) -> np.ndarray:
    """(12,) days from the longest day to mid-month."""
    middle = np.cumsum(MONTH_DAYS) - MONTH_DAYS / 2
    return middle - (172 if lat >= 0 else 172 - DAYS / 2)


def _usual_sunshine(lat: float) -> np.ndarray:
    wet_months, dark_months = np.array([5, 6, 7, 8]), np.array([10, 11, 0, 1, 2])
    if lat < 0:
        wet_months, dark_months = (wet_months + 6) % 12, (dark_months + 6) % 12
    northern = float(np.clip((abs(lat) - 35) / 10, 0, 1))
    shape = np.ones(12)
    shape[wet_months] -= (1 - _WET) * (1 - northern)
    shape[dark_months] -= (1 - _DARK) * northern
    return shape


def _usual_temperature(lat: float, altitude_m: float) -> np.ndarray:
    mean = float(np.interp(abs(lat), *_WARMTH)) - LAPSE_K_PER_M * altitude_m
    swing = float(np.interp(abs(lat), *_SWING))
    return mean + swing * np.cos(2 * np.pi * (_since_high_sun(lat) - 30) / DAYS)


def _usual_wind(lat: float, height_m: float) -> np.ndarray:
    mean = _WIND_M_PER_S * (height_m / 10) ** _SHEAR
    return mean * (1 + _WIND_SWING * np.cos(2 * np.pi * (_since_high_sun(lat) + 100) / DAYS))
