"""Hand-made weather for plants: constant, or a clear sky from a formula of its own, on any site."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from dispatch.families.pv_plant.entity import PvPlant
from dispatch.families.weather.entity import Weather
from dispatch.families.wind_farm.entity import WindFarm
from dispatch.weather.site_weather import SiteWeather

NO_LOSS = {"soiling_pu": 0.0, "mismatch_pu": 0.0, "wiring_pu": 0.0, "other_loss_pu": 0.0}
CALM_FARM = {"wake_loss_pu": 0.0, "other_loss_pu": 0.0}


def pv(**fields: Any) -> PvPlant:
    """A PV plant at site `s`."""
    return PvPlant.model_validate({"id": "p", "weather": "s", **fields})


def farm(**fields: Any) -> WindFarm:
    """A wind farm at site `s`."""
    return WindFarm.model_validate({"id": "f", "weather": "s", "turbine": "V126/3450", **fields})


def weather(
    start: str = "2025-01-01T00:00",
    periods: int = 1,
    step_s: int = 900,
    site: dict[str, Any] | None = None,
    **values: Any,
) -> SiteWeather:
    """Constant weather, or what `values` give; stamps are UTC, wind is at the height that both models ask for least."""
    place = Weather.model_validate({"id": "s", "lat": 0.0, "lon": 0.0, **(site or {})})
    stamps = np.datetime64(start, "s") + np.arange(periods) * np.timedelta64(step_s, "s")
    usual = {
        "ghi_w_per_m2": 0.0, "dni_w_per_m2": 0.0, "dhi_w_per_m2": 0.0, "temperature_c": 15.0,
        "wind_speed_m_per_s": 2.0, "pressure_pa": 101_325.0,
    }  # fmt: skip
    height = values.pop("wind_height_m", 2.0)
    repeat = values.pop("repeat", "no")
    arrays = {name: np.full(periods, values.pop(name, value), dtype=float) for name, value in usual.items()}
    assert not values
    return SiteWeather(place, stamps, step_s, wind_height_m=height, repeat=repeat, **arrays)


def clear_sky(
    lat: float, lon: float = 0.0, days: int = 365, step_s: int = 3600, start: str = "2025-01-01T00:00", **more: Any
) -> SiteWeather:
    """A cloudless sky: DNI 900·0.7^(m^0.678 − 1) at air mass m = 1/cos z, a tenth of it diffuse; sun after Cooper."""
    periods = days * 86_400 // step_s
    fine = 12
    stamps = np.datetime64(start, "s") + (np.arange(periods * fine) + 0.5) * (step_s / fine) * np.timedelta64(1, "s")
    index = pd.DatetimeIndex(stamps)
    hour = index.hour + index.minute / 60 + index.second / 3600 + lon / 15
    declination = np.radians(23.45) * np.sin(2 * np.pi * (284 + index.day_of_year) / 365)
    turn = np.pi * (hour - 12) / 12
    height = np.sin(np.radians(lat)) * np.sin(declination) + np.cos(np.radians(lat)) * np.cos(declination) * np.cos(
        turn
    )
    cosine = np.maximum(np.asarray(height), 0.0)
    dni = np.where(cosine > 0.02, 900 * 0.7 ** (np.maximum(cosine, 0.02) ** -0.678 - 1), 0.0)
    dhi = 0.1 * dni * (cosine > 0)

    def mean(values: np.ndarray) -> np.ndarray:
        return values.reshape(periods, fine).mean(axis=1)

    site = {"lat": lat, "lon": lon, **more.pop("site", {})}
    return weather(
        start, periods, step_s, site, ghi_w_per_m2=mean(dni * cosine + dhi), dni_w_per_m2=mean(dni),
        dhi_w_per_m2=mean(dhi), **more,
    )  # fmt: skip
