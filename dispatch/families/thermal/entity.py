"""Thermal plants."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from dispatch.case.entity import Cost, Entity, Power, Share
from dispatch.case.varying import PeriodValue
from dispatch.families.bus.entity import BusId


class Thermal(Entity):
    """Thermal plant whose committed capacity is a continuous share of the fleet.

    `p_min_pu` is per unit of the committed capacity. Ramps are per unit of committed capacity per
    hour. A plant without minimum load, no-load and start cost needs no commitment columns.
    """

    technology: str = Field(min_length=1)
    bus: BusId
    p_nom_mw: Power
    p_min_pu: Share = 0.0
    p_max_pu: PeriodValue = 1.0
    committed_min_pu: PeriodValue = 0.0
    fuel_cost_cny_per_mwh: PeriodValue = 0.0
    other_cost_cny_per_mwh: PeriodValue = 0.0
    no_load_cost_cny_per_mw_h: Cost = 0.0
    start_cost_cny_per_mw: Cost = 0.0
    ramp_up_pu_per_h: Annotated[float, Field(gt=0, le=60)] | None = None
    ramp_down_pu_per_h: Annotated[float, Field(gt=0, le=60)] | None = None
    p_initial_mw: Power | None = None
    committed_initial_mw: Power | None = None
    emission_t_per_mwh: Annotated[float, Field(ge=0, le=10)] = 0.0
