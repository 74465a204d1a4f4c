"""Reservoirs in cascade and the powerhouses on them."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from dispatch.case.entity import Cost, Entity, Flow, Hours, Power, Volume
from dispatch.case.reference import Ref
from dispatch.case.varying import BoundaryValue, PeriodValue
from dispatch.families.bus.entity import BusId
from dispatch.families.curve.entity import CurveId

ReservoirId = Annotated[str, Ref("reservoir", code="unknown_reservoir")]


class Reservoir(Entity):
    """A volume of water with a balance; its powerhouses turn release into power.

    volume_terminal_min_hm3 applies at the end of every segment; `cyclic` makes the end equal the
    start. Water released and spilled reaches `downstream` after `travel_time_h`; what was released
    before the horizon arrives as `past_release_m3s`, or, where that is not given, wraps around
    within the segment so that no water is lost.

    `level_storage` and `tailwater` name curves (m → hm³, total release m³/s → m). With the former, limits may be given
    as levels too (the narrower counts): rule curves as `level_min_m` and `level_max_m`; above `flood_limit_m` every
    hm³ and hour costs `flood_excess_cost_cny_per_hm3_h`. With the latter, the level below the dam may change by
    `tail_ramp_m_per_h` within an hour and by `tail_ramp_m_per_day` within a calendar day (navigation).
    """

    volume_min_hm3: BoundaryValue = 0.0
    volume_max_hm3: BoundaryValue
    volume_initial_hm3: Volume | None = None
    volume_terminal_min_hm3: Volume | None = None
    cyclic: bool = False
    water_value_cny_per_hm3: Cost = 0.0
    inflow_m3s: PeriodValue = 0.0
    release_min_m3s: PeriodValue = 0.0
    release_max_m3s: PeriodValue | None = None
    release_shortfall_cost_cny_per_hm3: Cost | None = None
    release_ramp_m3s_per_h: Flow | None = None
    spill_max_m3s: Flow | None = None
    spill_cost_cny_per_hm3: Cost = 0.0
    downstream: ReservoirId | None = None
    travel_time_h: Hours = 0.0
    past_release_m3s: Flow | None = None
    level_storage: CurveId | None = None
    tailwater: CurveId | None = None
    level_min_m: BoundaryValue | None = None
    level_max_m: BoundaryValue | None = None
    flood_limit_m: BoundaryValue | None = None
    flood_excess_cost_cny_per_hm3_h: Cost | None = None
    tail_ramp_m_per_h: Annotated[float, Field(gt=0, le=100)] | None = None
    tail_ramp_m_per_day: Annotated[float, Field(gt=0, le=1000)] | None = None


class Powerhouse(Entity):
    """Turbines on a reservoir, at a bus of their own; several may share one reservoir.

    Power is `productivity_mw_per_m3s` × turbine flow, or, where `Case.head` asks for head and the plant has an
    `efficiency_constant`, that × head × flow / 1000, within what the curve `output_by_head` (net head m → share of
    p_nom) allows. A pumping powerhouse lifts water from the reservoir's `downstream` back into it, using
    `pump_mw_per_m3s` per m³/s.
    """

    technology: str = "hydro_reservoir"
    reservoir: ReservoirId
    bus: BusId
    p_nom_mw: Power
    turbine_max_m3s: Flow
    productivity_mw_per_m3s: PeriodValue
    p_max_pu: PeriodValue = 1.0
    marginal_cost_cny_per_mwh: PeriodValue = 0.0
    pump_max_m3s: Flow = 0.0
    pump_mw_per_m3s: Annotated[float, Field(gt=0, le=100)] | None = None
    efficiency_constant: Annotated[float, Field(gt=1, le=9.81)] | None = None
    output_by_head: CurveId | None = None
