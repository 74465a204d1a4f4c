"""Demand that follows the weather: residential and services."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from dispatch.case.entity import Entity, Group, Hours
from dispatch.case.varying import PeriodValue
from dispatch.families.weather.entity import WeatherId

Sensitivity = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
Celsius = Annotated[float, Field(ge=-40, le=60, allow_inf_nan=False)]


class TemperatureLoad(Entity):
    """A demand series from a base series and the air temperature of a `weather` site; used as `temperature_load/<id>`.

    demand = base · (1 + heating · (heating_below_c − T̃)⁺ + cooling · (T̃ − cooling_above_c)⁺) · k, where T̃ follows
    the air with the time constant of buildings. k keeps the yearly energy of the base, or meets `full_load_hours_h`.
    Sensitivities and thresholds are [E] until fitted to a meter (`dispatch.demand.fit`).
    """

    group: ClassVar[Group] = "series"
    weather: WeatherId
    base_pu: PeriodValue = 1.0
    heating_pu_per_k: Sensitivity = 0.015
    cooling_pu_per_k: Sensitivity = 0.02
    heating_below_c: Celsius = 15.0
    cooling_above_c: Celsius = 26.0
    time_constant_h: Annotated[float, Field(ge=0, le=1000)] = 24.0
    full_load_hours_h: Hours | None = None
