"""Measured weather of a site: a series table of the case, completed and, where the case asks for it, refined.

Columns of the table: temperature_c and wind_speed_m_per_s; ghi_w_per_m2, or dni_w_per_m2 and dhi_w_per_m2; pressure_pa
if known. Values are means over the period (`quantity: mean`) or readings at the stamp (`instant`: the mean of both ends
stands for the period between them).

Completed: what is missing of GHI, DNI and DHI follows from GHI = DNI·cos Z + DHI where two are given, and from the
model of Erbs et al. (1982) where GHI alone is; pressure is that of the standard atmosphere at the site's altitude. cos
Z is the mean over the period of its positive part, taken every 5 min, so that the hour of sunrise has the sun that it
had.

Refined, when the case's step divides that of the table: energy of the period is kept, and the sky decides within it,

    DNI_i = x·DNI_clear,i,  x = min(1.5, (GHI − DHI)/mean(DNI_clear·cos Z))              (observed.1)
    DHI_i = (GHI − mean(x·DNI_clear·cos Z))·GHI_clear,i/mean(GHI_clear)                   (observed.2)

so the sun rises when it rises and closure is exact; what a beam beyond 1.5 of the clear one would need goes to DHI.
With no clear sky to go by (twilight) DHI is held. Temperature and pressure run straight between mid-periods and are
shifted to keep each period's mean; wind is held.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pvlib

from dispatch.case.names import label_of, nearest
from dispatch.case.schema import Case
from dispatch.case.table import TimeTable
from dispatch.case.time_axis import parse_step
from dispatch.errors import CaseError, Fault, Where
from dispatch.families.weather.entity import Weather
from dispatch.weather.site_weather import SiteWeather
from dispatch.weather.sky import Sky, sky_of

# What the air and the sun of this planet can do; anything beyond is a unit mistaken or a sensor broken.
LIMITS = {
    "ghi_w_per_m2": (-20.0, 2000.0),
    "dni_w_per_m2": (-20.0, 1500.0),
    "dhi_w_per_m2": (-20.0, 1500.0),
    "temperature_c": (-90.0, 60.0),
    "wind_speed_m_per_s": (0.0, 100.0),
    "pressure_pa": (30_000.0, 110_000.0),
}
_IRRADIANCE = ("ghi_w_per_m2", "dni_w_per_m2", "dhi_w_per_m2")
_LOOK_S = 300
_MOST_BEAM = 1.5


def observed_weather(case: Case, sites: Sequence[Weather]) -> dict[str, SiteWeather]:
    """Sites that name a table. Raises CaseError with every fault of every table."""
    faults = [fault for site in sites for fault in _faults(case, site)]
    if faults:
        raise CaseError(faults)
    step_s = int(parse_step(case.time.step).total_seconds())
    made = {}
    for site in sites:
        weather = completed(site, case.series[site.table])
        finer = step_s < weather.step_s and weather.step_s % step_s == 0
        made[site.id] = refined(weather, step_s) if finer else weather
    return made


def completed(site: Weather, table: TimeTable) -> SiteWeather:
    """The weather of a table on its own periods, with what it lacks."""
    start, columns = _period_means(table)
    cosine = _mean_cosine(site, start, table.step_s)
    ghi, dni, dhi = _irradiance(start, table.step_s, columns, cosine)
    pressure = float(pvlib.atmosphere.alt2pres(site.altitude_m))
    return SiteWeather(
        site,
        start,
        table.step_s,
        ghi,
        dni,
        dhi,
        columns["temperature_c"],
        columns["wind_speed_m_per_s"],
        site.wind_height_m,
        columns.get("pressure_pa", np.full(len(start), pressure)),
        table.repeat,
    )


def refined(weather: SiteWeather, step_s: int) -> SiteWeather:
    """The weather on shorter periods that divide its own; the energy of every period is kept."""
    parts, site = weather.step_s // step_s, weather.site
    start = (weather.start[:, None] + (np.arange(parts) * step_s).astype("timedelta64[s]")).ravel()
    sky = sky_of(site.lat, site.lon, site.altitude_m, start, step_s)
    dni, dhi = _refined_sun(weather, sky, parts)
    ring = weather.repeat != "no"
    return SiteWeather(
        site,
        start,
        step_s,
        dni * sky.cos_zenith + dhi,
        dni,
        dhi,
        _smooth(weather.temperature_c, parts, ring),
        np.repeat(weather.wind_speed_m_per_s, parts),
        weather.wind_height_m,
        _smooth(weather.pressure_pa, parts, ring),
        weather.repeat,
    )


def _refined_sun(weather: SiteWeather, sky: Sky, parts: int) -> tuple[np.ndarray, np.ndarray]:
    """DNI and DHI by (observed.1) and (observed.2)."""
    clear_beam = (sky.dni * sky.cos_zenith).reshape(-1, parts)
    clear_ghi = sky.ghi.reshape(-1, parts)
    mean_beam, mean_ghi = clear_beam.mean(axis=1), clear_ghi.mean(axis=1)
    wanted = np.maximum(weather.ghi_w_per_m2 - weather.dhi_w_per_m2, 0.0)
    share = np.where(mean_beam > 0, np.minimum(_MOST_BEAM, wanted / np.where(mean_beam > 0, mean_beam, 1.0)), 0.0)
    rest = np.maximum(weather.ghi_w_per_m2 - share * mean_beam, 0.0)
    lit = mean_ghi > 0
    shape = np.where(lit[:, None], clear_ghi / np.where(lit, mean_ghi, 1.0)[:, None], 1.0)
    return np.repeat(share, parts) * sky.dni, (rest[:, None] * shape).ravel()


def _smooth(values: np.ndarray, parts: int, ring: bool) -> np.ndarray:
    """Straight between mid-periods, then shifted so that each period keeps its mean."""
    size = len(values)
    at = (np.arange(size * parts) + 0.5) / parts
    fine = np.interp(at, np.arange(size) + 0.5, values, period=size if ring else None).reshape(-1, parts)
    return (fine + (values - fine.mean(axis=1))[:, None]).ravel()


def _period_means(table: TimeTable) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """Period starts and means; readings at stamps become the means of both ends."""
    columns = {name: table.columns[name] for name in LIMITS if name in table.columns}
    if table.quantity == "mean":
        return table.start, columns
    after = {name: np.roll(values, -1) for name, values in columns.items()}
    means = {name: (values + after[name]) / 2 for name, values in columns.items()}
    if table.repeat != "no":
        return table.start, means
    return table.start[:-1], {name: values[:-1] for name, values in means.items()}


def _mean_cosine(site: Weather, start: np.ndarray, step_s: int) -> np.ndarray:
    """(n,) mean of the positive cosine of the sun's zenith over each period."""
    parts = max(1, step_s // _LOOK_S)
    part_s = step_s // parts
    fine = (start[:, None] + (np.arange(parts) * part_s).astype("timedelta64[s]")).ravel()
    return sky_of(site.lat, site.lon, site.altitude_m, fine, part_s).cos_zenith.reshape(-1, parts).mean(axis=1)


def _irradiance(
    start: np.ndarray, step_s: int, columns: dict[str, np.ndarray], cosine: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """GHI, DNI, DHI, all ≥ 0, from those given: GHI, or both others."""
    given = {name: np.maximum(columns[name], 0.0) for name in _IRRADIANCE if name in columns}
    dni, dhi = given.get("dni_w_per_m2"), given.get("dhi_w_per_m2")
    if dni is not None and dhi is not None:
        return given.get("ghi_w_per_m2", dni * cosine + dhi), dni, dhi
    ghi, up = given["ghi_w_per_m2"], cosine > 0
    if dni is not None:
        return ghi, dni, np.maximum(ghi - dni * cosine, 0.0)
    if dhi is None:
        middle = pd.DatetimeIndex(start + np.timedelta64(step_s // 2, "s"), tz="UTC")
        split = pvlib.irradiance.erbs(ghi, np.degrees(np.arccos(cosine)), middle)
        dhi = np.clip(ghi - np.where(up, np.nan_to_num(split["dni"]), 0.0) * cosine, 0.0, ghi)
    return ghi, np.where(up, np.maximum(ghi - dhi, 0.0) / np.where(up, cosine, 1.0), 0.0), dhi


def _faults(case: Case, site: Weather) -> list[Fault]:
    """What is wrong with the table of a site."""
    where = Where(entity=label_of(site, "table"))
    table = case.series.get(site.table)
    if table is None:
        known = nearest(site.table, case.series)
        return [Fault.of("unknown_series", where, value=site.table, name=site.table, nearest=known)]
    if table.quantity == "sum":
        return [Fault.of("weather_sums", where, value=table.quantity, table=site.table)]
    needed = [name for name in ("temperature_c", "wind_speed_m_per_s") if name not in table.columns]
    sun = [name for name in _IRRADIANCE if name in table.columns]
    if "ghi_w_per_m2" not in sun and len(sun) < 2:
        needed.insert(0, "ghi_w_per_m2")
    if needed:
        there = tuple(table.columns)
        return [Fault.of("no_weather_column", where, table=site.table, name=name, nearest=there) for name in needed]
    return [fault for name in LIMITS if (fault := _out_of_limits(case, site, table, name)) is not None]


def _out_of_limits(case: Case, site: Weather, table: TimeTable, name: str) -> Fault | None:
    values = table.columns.get(name)
    if values is None:
        return None
    low, high = LIMITS[name]
    wrong = np.flatnonzero((values < low) | (values > high))
    if not len(wrong):
        return None
    first = int(wrong[0])
    line = 0 if table.lines is None else int(table.lines[first])
    origin = Path(table.origin) if table.origin else None
    stamp = pd.Timestamp(table.start[first], tz="UTC").tz_convert(case.time.zone).isoformat()
    return Fault.of(
        "impossible_weather",
        Where(origin, line, label_of(site, "table")),
        value=float(values[first]),
        limit=f"{low:g} … {high:g}",
        table=site.table,
        name=name,
        time=stamp,
        count=len(wrong),
    )
