"""Demand."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from dispatch.case.entity import Entity, Power
from dispatch.case.reference import Ref
from dispatch.case.varying import PeriodValue
from dispatch.families.bus.entity import BusId

LoadId = Annotated[str, Ref("load")]


class Load(Entity):
    """Demand of one kind at a bus; what cannot be served is paid at the price of its class."""

    asks_for_power: ClassVar[bool] = True
    kind: str = Field(min_length=1)
    bus: BusId
    p_nom_mw: Power
    p_pu: PeriodValue = 1.0
    unserved_cost_cny_per_mwh: PeriodValue = 20000.0
