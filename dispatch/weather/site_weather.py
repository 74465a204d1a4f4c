"""`SiteWeather`: sky and air at one site, period by period; the only weather input of plants."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dispatch.case.table import Repeat
from dispatch.families.weather.entity import Weather


@dataclass(frozen=True, eq=False)
class SiteWeather:
    """Weather of a site on regular periods.

    start: (n,) datetime64[s] UTC, period starts; step_s: length of each; all values (n,) float64 means over the period:
    irradiance W/m² (global and diffuse on the horizontal, direct normal), air temperature °C at 2 m, wind m/s at
    `wind_height_m`, pressure Pa. `repeat` is `year` for a synthetic or typical year of 365 days from local new year.
    """

    site: Weather
    start: np.ndarray
    step_s: int
    ghi_w_per_m2: np.ndarray
    dni_w_per_m2: np.ndarray
    dhi_w_per_m2: np.ndarray
    temperature_c: np.ndarray
    wind_speed_m_per_s: np.ndarray
    wind_height_m: float
    pressure_pa: np.ndarray
    repeat: Repeat = "no"
