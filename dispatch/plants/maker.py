"""Plants and the weather of their sites → one table each, cached by content.

A plant module gives `one(plant, weather) → (p_pu, calibration)`, pure in both arguments and the time zone. The result
depends on nothing else, so a digest of them (and of the libraries' versions) identifies it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from dispatch.cache import content_key, remembered
from dispatch.case.names import label_of, nearest
from dispatch.case.schema import Case
from dispatch.case.table import TimeTable
from dispatch.errors import CaseError, Fault, Where
from dispatch.families.pv_plant.entity import PvPlant
from dispatch.families.wind_farm.entity import WindFarm
from dispatch.plants.calibrate import Calibration
from dispatch.weather.site_weather import SiteWeather
from dispatch.weather.year import weather_of

Plant = TypeVar("Plant", PvPlant, WindFarm)
One = Callable[[Plant, SiteWeather], tuple[np.ndarray, Calibration]]
Seen = Callable[[SiteWeather], SiteWeather]

# What an entity is called changes nothing of what it makes.
_NAMES = {"id", "zh", "en", "source", "note"}


@dataclass(frozen=True)
class Made:
    """A plant's series, per unit of its rating, and how it met the yield that is known of it."""

    table: TimeTable
    calibration: Calibration


def make_all(
    case: Case, plants: Sequence[Plant], one: One[Plant], made_by: str, seen: Seen = lambda weather: weather
) -> dict[str, Made]:
    """Every plant's series. Raises CaseError with the faults of all plants.

    `made_by` names the code and its versions; `seen` is what plants are given for the weather of a site.
    """
    sites = {site.id: site for site in case.weather}
    unknown = [
        Fault.of(
            "unknown_entity",
            Where(entity=label_of(plant, "weather")),
            value=plant.weather,
            family="weather",
            name=plant.weather,
            nearest=nearest(plant.weather, sites),
        )
        for plant in plants
        if plant.weather not in sites
    ]
    if unknown:
        raise CaseError(unknown)
    used = dict.fromkeys(plant.weather for plant in plants)
    weathers = {name: seen(weather) for name, weather in weather_of(case, [sites[name] for name in used]).items()}
    digests = {name: digest(weather) for name, weather in weathers.items()}
    made: dict[str, Made] = {}
    faults: list[Fault] = []
    for plant in plants:
        key = content_key(
            made_by, plant.model_dump(mode="json", exclude=_NAMES), case.time.zone, digests[plant.weather]
        )
        try:
            made[plant.id] = _made(plant, weathers[plant.weather], one, key)
        except CaseError as refused:
            faults += refused.faults
    if faults:
        raise CaseError(faults)
    return made


def require_known(plant: PvPlant | WindFarm, weather: SiteWeather, *quantities: str) -> None:
    """Raise CaseError where the weather lacks a quantity: a value is unknown (NaN), or it is nothing all year."""
    where = Where(entity=label_of(plant, "weather"))
    values: dict[str, np.ndarray] = {
        "ghi_w_per_m2": weather.ghi_w_per_m2,
        "temperature_c": weather.temperature_c,
        "wind_speed_m_per_s": weather.wind_speed_m_per_s,
        "pressure_pa": weather.pressure_pa,
    }
    lacking = [
        name
        for name in quantities
        if not np.isfinite(values[name]).all() or (name != "temperature_c" and not (values[name] > 0).any())
    ]
    if lacking:
        site = weather.site.id
        raise CaseError([Fault.of("weather_lacks", where, value=name, name=site, field=name) for name in lacking])


def digest(weather: SiteWeather) -> str:
    """Names the weather of a site by everything in it that a plant can see."""
    return content_key(
        weather.site.model_dump(mode="json", exclude=_NAMES),
        weather.step_s,
        weather.wind_height_m,
        weather.repeat,
        weather.start.astype("datetime64[s]").astype(np.int64),
        weather.ghi_w_per_m2,
        weather.dni_w_per_m2,
        weather.dhi_w_per_m2,
        weather.temperature_c,
        weather.wind_speed_m_per_s,
        weather.pressure_pa,
    )


def _made(plant: Plant, weather: SiteWeather, one: One[Plant], key: str) -> Made:
    def make() -> dict[str, np.ndarray]:
        p_pu, found = one(plant, weather)
        return {"p_pu": p_pu, "found": np.array([found.before_h, found.after_h, found.factor])}

    arrays = remembered(key, make)
    before_h, after_h, factor = (float(value) for value in arrays["found"])
    start = weather.start.astype("datetime64[s]")
    end = start[-1] + np.timedelta64(weather.step_s, "s")
    table = TimeTable(start, end, {plant.id: arrays["p_pu"]}, "mean", weather.repeat, f"weather '{weather.site.id}'")
    return Made(table, Calibration(plant.id, plant.full_load_hours_h, before_h, after_h, factor))
