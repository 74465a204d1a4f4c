"""A synthetic weather year: every site by itself out of fields that all sites share.

It is a typical year: the monthly means of temperature and wind are those of the climate, and two thirds of what the
cloudiness of a month has by chance are taken out, the same way at all sites, so that they correlate as before; yearly
sunshine and GHI are met.

Streams of noise by (seed, process): cloudiness of the days, of the moment, temperature of the days, wind. Correlation
length is that of the case for cloudy days and wind, a sixth of it for cloudiness within the day, three times for
temperature (estimates). A site depends on its place, its climate, the seed, the length and the time zone (where new
year begins), and on nothing else; by these it is remembered.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

import numpy as np
import pvlib
import scipy

from dispatch.cache import content_key, remembered
from dispatch.case.names import label_of
from dispatch.case.schema import Case
from dispatch.errors import CaseError, Fault, Where
from dispatch.families.weather.entity import Weather
from dispatch.weather.air import TEMPERATURE_MEMORY, WIND_MEMORY, pressure_of, temperature_of, wind_of
from dispatch.weather.clearness import (
    DAY_MEMORY,
    MOMENT_MEMORY,
    SUNSHINE_W_PER_M2,
    Clearness,
    ImpossibleClimateError,
    clearness_of,
)
from dispatch.weather.field import positions_km, regional_field
from dispatch.weather.normals import Normals, normals_of
from dispatch.weather.seasons import DAY_S, DAYS, Year, solar_seconds
from dispatch.weather.site_weather import SiteWeather
from dispatch.weather.sky import Sky, sky_of

STEP_S = 900
VALUES = ("ghi_w_per_m2", "dni_w_per_m2", "dhi_w_per_m2", "temperature_c", "wind_speed_m_per_s", "pressure_pa")
_MADE_BY = f"synthetic-2 pvlib-{pvlib.__version__} scipy-{scipy.__version__}"
_PLACELESS = {"id", "zh", "en", "county", "table", "source", "note"}
_MOMENT_WAVES = 128
# Share of the monthly anomalies of cloudiness that is taken out, so that months come out near their climate.
_TYPICAL = 2 / 3
# Correlation length against that of the case.
_MOMENT_REACH, _TEMPERATURE_REACH = 1 / 6, 3.0


class _Fields:
    """The noise of many places, drawn when the first of them turns out not to be remembered."""

    def __init__(self, case: Case, sites: Sequence[Weather], steps: int):
        self._seed, self._km, self._steps = case.synthesis.seed, case.synthesis.correlation_km, steps
        self._places = positions_km([s.lat for s in sites], [s.lon for s in sites])

    @cached_property
    def cloudy_day(self) -> np.ndarray:
        """(sites, 365) D, with months like those of a typical year."""
        drawn = regional_field((self._seed, 1), self._places, DAYS, memory=DAY_MEMORY, length_km=self._km)
        days = Year(np.arange(DAYS).astype("datetime64[s]"), DAY_S)
        return np.stack([noise + _TYPICAL * (days.adding(np.zeros(12), noise) - noise) for noise in drawn])

    @cached_property
    def moment(self) -> np.ndarray:
        """(sites, n) S."""
        length = self._km * _MOMENT_REACH
        return regional_field(
            (self._seed, 2), self._places, self._steps, memory=MOMENT_MEMORY, length_km=length, waves=_MOMENT_WAVES
        )

    @cached_property
    def warm_day(self) -> np.ndarray:
        """(sites, 365) A."""
        length = self._km * _TEMPERATURE_REACH
        return regional_field((self._seed, 3), self._places, DAYS, memory=TEMPERATURE_MEMORY, length_km=length)

    @cached_property
    def wind(self) -> np.ndarray:
        """(sites, n) W."""
        return regional_field((self._seed, 4), self._places, self._steps, memory=WIND_MEMORY, length_km=self._km)


def synthetic_weather(case: Case, sites: Sequence[Weather]) -> dict[str, SiteWeather]:
    """A year at 15 min per site. Raises CaseError with every climate that cannot be."""
    year = Year.of(case.time.zone, STEP_S)
    fields = _Fields(case, sites, len(year.start))
    faults: list[Fault] = []
    made: dict[str, SiteWeather] = {}
    for number, site in enumerate(sites):
        try:
            arrays = _arrays(case, site, year, fields, number)
        except CaseError as error:
            faults += error.faults
            continue
        values = {name: arrays[name] for name in VALUES}
        made[site.id] = SiteWeather(site, year.start, STEP_S, wind_height_m=site.wind_height_m, repeat="year", **values)
    if faults:
        raise CaseError(faults)
    return made


def climate_targets(site: Weather, year: Year) -> Normals:
    """What a synthetic year of the site is made to have."""
    sky = sky_of(site.lat, site.lon, site.altitude_m, year.start, year.step_s)
    return _normals(site, sky, year)


def _arrays(case: Case, site: Weather, year: Year, fields: _Fields, number: int) -> Mapping[str, np.ndarray]:
    climate = site.model_dump(mode="json", exclude=_PLACELESS)
    drawn = [case.synthesis.seed, case.synthesis.correlation_km]
    key = content_key(_MADE_BY, climate, drawn, str(year.start[0]), year.step_s)
    return remembered(key, lambda: _make(site, year, fields, number))


def _make(site: Weather, year: Year, fields: _Fields, number: int) -> dict[str, np.ndarray]:
    sky = sky_of(site.lat, site.lon, site.altitude_m, year.start, year.step_s)
    normals = _normals(site, sky, year)
    _check(site, normals)
    day, second = solar_seconds(year.start, year.step_s, site.lon)
    clearness = _clearness(site, sky, year, normals, fields.cloudy_day[number][day % DAYS], fields.moment[number])
    temperature, slow = temperature_of(
        year, normals.temperature_c, fields.warm_day[number], clearness.index, day, second
    )
    ghi, dni = sky.ghi * clearness.index, sky.dni * clearness.beam
    return {
        "ghi_w_per_m2": ghi,
        "dni_w_per_m2": dni,
        "dhi_w_per_m2": ghi - dni * sky.cos_zenith,
        "temperature_c": temperature,
        "wind_speed_m_per_s": wind_of(
            year, normals.wind_speed_m_per_s, fields.wind[number], second / 3600, site.wind_peak_h, site.wind_swing_pu
        ),
        "pressure_pa": pressure_of(site.altitude_m, slow),
    }


def _normals(site: Weather, sky: Sky, year: Year) -> Normals:
    step_h = year.step_s / 3600
    return normals_of(site, float(sky.ghi.sum()) * step_h / 1000, _possible(sky) * step_h)


def _possible(sky: Sky) -> int:
    return int((sky.dni > SUNSHINE_W_PER_M2).sum())


def _clearness(
    site: Weather, sky: Sky, year: Year, normals: Normals, daily: np.ndarray, moment: np.ndarray
) -> Clearness:
    step_h = year.step_s / 3600
    shape = normals.sunshine_shape
    possible = np.bincount(year.month, weights=(sky.dni > SUNSHINE_W_PER_M2) * step_h, minlength=12)
    share = year.curve(shape * normals.sun_hours_h / max(float((possible * shape).sum()), 1.0))
    try:
        return clearness_of(sky, daily, moment, share, year.step_s, normals.ghi_kwh_per_m2, normals.sun_hours_h)
    except ImpossibleClimateError as reason:
        raise CaseError(_impossible(site, normals, reason)) from None


def _impossible(site: Weather, normals: Normals, reason: ImpossibleClimateError) -> Fault:
    where = Where(entity=label_of(site, reason.quantity))
    if reason.quantity == "sun_hours_h":
        limit, value = f"≤ {reason.highest:.0f} h", normals.sun_hours_h
        return Fault.of(
            "impossible_sunshine", where, value=value, limit=limit, lat=site.lat, altitude_m=site.altitude_m
        )
    limit, value = f"{reason.lowest:.0f}–{reason.highest:.0f} kWh/m²", normals.ghi_kwh_per_m2
    hours = round(normals.sun_hours_h)
    return Fault.of("impossible_ghi", where, value=round(value, 1), limit=limit, lat=site.lat, hours=hours)


def _check(site: Weather, normals: Normals) -> None:
    """Monthly values that no place on earth has. Raises CaseError."""
    bounds = {"wind_speed_m_per_s": (0.05, 25.0), "temperature_c": (-90.0, 60.0), "sunshine_shape": (1e-3, 1e3)}
    faults = []
    for field, (low, high) in bounds.items():
        values = getattr(normals, field)
        wrong = values[(values < low) | (values > high)]
        if len(wrong):
            where = Where(entity=label_of(site, field))
            faults.append(Fault.of("impossible_month", where, value=float(wrong[0]), limit=f"{low:g} … {high:g}"))
    if faults:
        raise CaseError(faults)
