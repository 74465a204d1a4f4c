"""PV availability per site: sun position × clear sky × stochastic clearness, calibrated to county GHI and plant hours.

1. Clear-sky GHI after Haurwitz; solar position by Spencer's series at the middle of the hour.
2. A daily clearness kc = 0.12 + 0.92·u^a; u ranks a latent of regional, county and site noise (AR(1), φ = 0.7 a day)
   plus shifts by month and county; `a` is solved so that the county's annual GHI is met (E; Qiaojia after N1).
3. Hourly noise, widest under broken clouds; diffuse share falls with kc; plane of array tilted south.
4. Cell temperature from the county's altitude-adjusted monthly mean; −0.35 %/K; inverter limit at 1 pu.
5. The DC/AC ratio is solved so that the plant's annual full-load hours are met. It absorbs all losses.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from generate.axis import DAYS, HOUR_OF_DAY, HOURS, MONTH_OF_DAY, ar1, daily_from_monthly, month_means, solve_increasing
from generate.axis import uniform_ranks as ranks

# Mean temperature of Zhaotong city (1,920 m), °C, P: naimohansi.cn; other altitudes at −5.5 K/km [E].
MONTHLY_TEMPERATURE_C = np.array([2.2, 4.2, 8.5, 12.6, 15.7, 18.0, 19.5, 19.0, 15.9, 12.0, 7.7, 3.6])
# Shift of the clearness latent by month [E]: a clear spring, an overcast rainy season and autumn.
MONTHLY_SHIFT = np.array([0.1, 0.3, 0.6, 0.7, 0.4, -0.35, -0.2, 0.0, -0.5, -0.6, -0.1, 0.0])
# Winter (November–March) is sunny in the dry valley of the Jinsha, overcast in the north [E].
WINTER, WINTER_SHIFT = (11, 12, 1, 2, 3), {"qiaojia": 0.45, "ludian": 0.3, "zhaoyang": 0.2, "yongshan": 0.0}


@dataclass(frozen=True)
class Site:
    """A PV site: where, how high, its county's GHI (kWh/m²·yr) and its own full-load hours (h/yr, AC)."""

    county: str
    lat: float
    lon: float
    elevation_m: float
    ghi: float
    hours: float


def sun_height(site: Site) -> tuple[np.ndarray, np.ndarray]:
    """(8760,) cosine of the zenith angle and (8760,) that of the angle of incidence on a plane 25° south."""
    day = np.arange(HOURS) // 24
    b = 2 * np.pi * day / DAYS
    decl = 0.006918 - 0.399912 * np.cos(b) + 0.070257 * np.sin(b) - 0.006758 * np.cos(2 * b) + 0.000907 * np.sin(2 * b)
    equation = 229.18 * (
        0.000075 + 0.001868 * np.cos(b) - 0.032077 * np.sin(b) - 0.014615 * np.cos(2 * b) - 0.040849 * np.sin(2 * b)
    )
    hour_angle = np.radians(15 * (HOUR_OF_DAY + 0.5 - 12) + (site.lon - 120) + equation / 4)
    lat, tilted = np.radians(site.lat), np.radians(site.lat - 25)
    zenith = np.sin(decl) * np.sin(lat) + np.cos(decl) * np.cos(lat) * np.cos(hour_angle)
    incidence = np.sin(decl) * np.sin(tilted) + np.cos(decl) * np.cos(tilted) * np.cos(hour_angle)
    return np.clip(zenith, 0, 1), np.clip(incidence, 0, 1)


def clearness(site_name: str, site: Site, exponent: float) -> np.ndarray:
    """(8760,) ratio of GHI to clear-sky GHI."""
    noise = 0.75 * ar1("sun region", DAYS, 0.7) + 0.5 * ar1(f"sun {site.county}", DAYS, 0.6)
    noise += 0.25 * ar1(f"sun {site_name}", DAYS, 0.5)
    # The noise must not decide the seasons: only a third of its monthly means is kept.
    latent = noise - 0.67 * month_means(noise)[MONTH_OF_DAY - 1] + MONTHLY_SHIFT[MONTH_OF_DAY - 1]
    latent += np.where(np.isin(MONTH_OF_DAY, WINTER), WINTER_SHIFT.get(site.county, -0.2), 0.0)
    u = np.repeat(ranks(latent), 24)
    flicker = 0.75 * ar1(f"cloud {site.county}", HOURS, 0.6) + 0.5 * ar1(f"cloud {site_name}", HOURS, 0.3)
    return np.clip(0.12 + 0.92 * u**exponent + 0.13 * (1 - np.abs(2 * u - 1)) * flicker, 0.04, 1.08)


def irradiance(site_name: str, site: Site) -> tuple[np.ndarray, np.ndarray]:
    """(8760,) GHI and (8760,) irradiance in the plane of array, W/m²."""
    zenith, incidence = sun_height(site)
    up = np.maximum(zenith, 0.02)
    clear = np.where(zenith > 0.01, 1098 * zenith * np.exp(-0.057 / up), 0.0) * (1 + 2.5e-5 * site.elevation_m)
    exponent = -solve_increasing(
        lambda minus_a: float((clear * clearness(site_name, site, -minus_a)).sum()) / 1000, site.ghi, -6.0, -0.15
    )
    kc = clearness(site_name, site, exponent)
    ghi = clear * kc
    diffuse = ghi * np.clip(1.12 - 1.0 * kc, 0.12, 1.0)
    beam = np.minimum((ghi - diffuse) / np.maximum(zenith, 0.06), 1050.0)
    tilt = np.cos(np.radians(25))
    return ghi, beam * incidence + diffuse * (1 + tilt) / 2 + 0.2 * ghi * (1 - tilt) / 2


def pv_profile(site_name: str, site: Site) -> np.ndarray:
    """(8760,) available power per unit of AC rating, with the site's annual full-load hours."""
    _, poa = irradiance(site_name, site)
    daily = daily_from_monthly(MONTHLY_TEMPERATURE_C + 20) - 20 - 0.0055 * (site.elevation_m - 1920)
    ambient = np.repeat(daily, 24) + 4.5 * np.sin(2 * np.pi * (HOUR_OF_DAY - 9) / 24)
    dc = poa / 1000 * (1 - 0.0035 * (ambient + 0.03 * poa - 25))
    ratio = solve_increasing(lambda r: float(np.minimum(r * dc, 1).sum()), site.hours, 0.2, 4.0)
    out = np.clip(np.minimum(ratio * dc, 1), 0, 1)
    return np.where(out < 0.002, 0.0, out)  # no plant starts below; tiny limits trouble solvers
