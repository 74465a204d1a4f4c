"""Wind, PV and run-of-river plants."""

from __future__ import annotations

from pydantic import Field

from dispatch.case.entity import Entity, Power
from dispatch.case.technology import is_pv, is_wind
from dispatch.case.varying import PeriodValue
from dispatch.families.bus.entity import BusId


class Renewable(Entity):
    """Wind, PV or run-of-river: available power that may be used or curtailed.

    `availability_pu` is the share of the plant in service (commissioning in steps, maintenance); it multiplies
    `p_max_pu`.
    """

    technology: str = Field(min_length=1)
    bus: BusId
    p_nom_mw: Power
    p_max_pu: PeriodValue = 1.0
    availability_pu: PeriodValue = 1.0
    p_min_pu: PeriodValue = 0.0
    marginal_cost_cny_per_mwh: PeriodValue = 0.0
    curtailment_cost_cny_per_mwh: PeriodValue = 0.0

    @property
    def varies(self) -> bool:
        """Whether the weather of the hour makes it: wind and PV."""
        return is_wind(self.technology) or is_pv(self.technology)

    @property
    def is_steady(self) -> bool:
        """Whether it is neither wind nor PV: run of river and the like."""
        return not self.varies
