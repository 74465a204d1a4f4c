"""Climate of a generated year of weather compared with its targets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

from dispatch.families.weather.entity import Weather
from dispatch.weather.clearness import SUNSHINE_W_PER_M2
from dispatch.weather.normals import monthly_target
from dispatch.weather.seasons import MONTH_DAYS, Year
from dispatch.weather.site_weather import SiteWeather
from dispatch.weather.synthetic import climate_targets

_MONTH_START = np.concatenate([[0], np.cumsum(MONTH_DAYS)])
COLUMNS = ("site", "quantity", "month", "target", "achieved", "deviation", "deviation_pu", "assumed")


def climate_table(weathers: Iterable[SiteWeather] | Mapping[str, SiteWeather]) -> pd.DataFrame:
    """One row per site, quantity and month, in this order.

    quantity: `ghi_kwh_per_m2` and `sun_hours_h` of the year; `temperature_c` and `wind_speed_m_per_s` by month and as
    the mean of the year; month: 1 … 12, 0 for the year. `target` is NaN if a measured site has none, `achieved` if
    its table does not cover the whole month. `deviation` = achieved − target, `deviation_pu` against the target (NaN
    for temperature). `assumed`: the target is a default by latitude and altitude, not of the case.
    """
    weathers = weathers.values() if isinstance(weathers, Mapping) else weathers
    rows = [row for weather in weathers for row in _rows(weather)]
    frame = pd.DataFrame(rows, columns=["site", "quantity", "month", "target", "achieved", "assumed"])
    frame["deviation"] = frame["achieved"] - frame["target"]
    relative = frame["quantity"] != "temperature_c"
    frame["deviation_pu"] = (frame["deviation"] / frame["target"]).where(relative)
    return frame[list(COLUMNS)]


def _rows(weather: SiteWeather) -> list[tuple[str, str, int, float, float, bool]]:
    targets, assumed = _targets(weather)
    months = _months(weather)
    hours = MONTH_DAYS * 24.0
    sun = (weather.dni_w_per_m2 > SUNSHINE_W_PER_M2).astype(float)
    achieved = {
        "ghi_kwh_per_m2": (_monthly(weather.ghi_w_per_m2, months, weather) * hours / 1000).sum(),
        "sun_hours_h": (_monthly(sun, months, weather) * hours).sum(),
    }
    rows = [
        (weather.site.id, name, 0, float(targets[name]), float(value), name in assumed)
        for name, value in achieved.items()
    ]
    for name in ("temperature_c", "wind_speed_m_per_s"):
        means = _monthly(getattr(weather, name), months, weather)
        wanted = np.broadcast_to(targets[name], 12)
        year = (float((wanted * hours).sum() / hours.sum()), float((means * hours).sum() / hours.sum()))
        pairs = [year, *zip(wanted.tolist(), means.tolist(), strict=True)]
        rows += [(weather.site.id, name, month, *pair, name in assumed) for month, pair in enumerate(pairs)]
    return rows


def _targets(weather: SiteWeather) -> tuple[Mapping[str, float | np.ndarray], frozenset[str]]:
    """Targets by quantity, and which of them are defaults. Measured weather has only those that are given."""
    site = weather.site
    if not site.table:
        normals = climate_targets(site, Year(weather.start, weather.step_s))
        found = {name: getattr(normals, name) for name in _given(site)}
        return found, normals.assumed
    return {name: np.nan if value is None else value for name, value in _given(site).items()}, frozenset()


def _given(site: Weather) -> dict[str, float | np.ndarray | None]:
    return {
        "ghi_kwh_per_m2": site.ghi_kwh_per_m2,
        "sun_hours_h": site.sun_hours_h,
        "temperature_c": monthly_target(site.temperature_c),
        "wind_speed_m_per_s": monthly_target(site.wind_speed_m_per_s),
    }


def _months(weather: SiteWeather) -> np.ndarray:
    """(n,) month 0 … 11 of each period, −1 for 29 February; by solar time where the year does not repeat."""
    if weather.repeat == "year":
        day = (np.arange(len(weather.start)) + 0.5) * weather.step_s / 86400
        return np.searchsorted(_MONTH_START, day, side="right") - 1
    shift = np.timedelta64(round(weather.site.lon * 240), "s")
    local = pd.DatetimeIndex(weather.start + shift)
    leap_day = (local.month == 2) & (local.day == 29)
    return np.where(leap_day, -1, local.month - 1)


def monthly_means(weather: SiteWeather, values: np.ndarray) -> np.ndarray:
    """(12,) means of (n,) values; NaN where less than all but a day of the month is there. Years are averaged."""
    return _monthly(values, _months(weather), weather)


def monthly_sums(weather: SiteWeather, per_hour: np.ndarray) -> np.ndarray:
    """(12,) sums over the months of a year of (n,) values per hour; NaN as for `monthly_means`."""
    return monthly_means(weather, per_hour) * MONTH_DAYS * 24.0


def _monthly(values: np.ndarray, months: np.ndarray, weather: SiteWeather) -> np.ndarray:
    kept = months >= 0
    count = np.bincount(months[kept], minlength=12)
    sums = np.bincount(months[kept], weights=values[kept], minlength=12)
    whole = count * weather.step_s >= (MONTH_DAYS - 1) * 86400
    return np.where(whole, sums / np.maximum(count, 1), np.nan)
