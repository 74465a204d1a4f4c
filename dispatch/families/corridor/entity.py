"""Export corridors."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from dispatch.case.entity import Cost, Energy, Entity, Hours, Power
from dispatch.case.varying import PeriodValue
from dispatch.families.bus.entity import BusId


class Corridor(Entity):
    """An export corridor out of the modelled area; negative power is import.

    The exchange is `schedule_mw` + above − below. Exports earn `price_cny_per_mwh`; energy taken below a zero
    schedule is import and costs `import_price_cny_per_mwh`; every MWh off the schedule costs
    `deviation_cost_cny_per_mwh`. With `hold_h` the exchange is constant over blocks of that many hours.
    Energy obligations are per year of 8,760 h and scale with the hours covered.
    """

    asks_for_power: ClassVar[bool] = True
    bus: BusId
    to: str = ""
    v_nom_kv: float = Field(0.0, ge=0, le=2000, allow_inf_nan=False)
    p_nom_mw: Power
    p_max_pu: PeriodValue = 1.0
    p_min_pu: PeriodValue = 0.0
    schedule_mw: PeriodValue = 0.0
    hold_h: Hours = 0.0
    ramp_mw_per_h: Power | None = None
    price_cny_per_mwh: PeriodValue = 0.0
    import_price_cny_per_mwh: PeriodValue = 0.0
    deviation_cost_cny_per_mwh: PeriodValue = 0.0
    energy_min_mwh: Energy | None = None
    energy_max_mwh: Energy | None = None
    energy_shortfall_cost_cny_per_mwh: Cost | None = None

    @property
    def is_planned(self) -> bool:
        """Whether its exchange follows a plan."""
        return self.schedule_mw != 0.0
