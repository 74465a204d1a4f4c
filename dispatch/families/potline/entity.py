"""Aluminium electrolysis."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from dispatch.case.entity import Cost, Hours, Share
from dispatch.case.varying import PeriodValue
from dispatch.families.flexible.entity import (
    Depths,
    Durations,
    Positive,
    Producing,
    Ramp,
    Window,
)


class Potline(Producing):
    """Aluminium electrolysis: a store of heat with a time constant, and cells that must not freeze.

    The heat x, in hours of the baseline, follows x' = −x/τ + (p − p̄)/p̄ and stays within its band. A reduction by
    `duration_depth_pu[i]` lasts at most `duration_h[i]`, after which the line recovers for `recovery_h`. Each local day
    at least `daily_target_pu` of the metal of the cells on line is made. What an outage takes beyond the band freezes
    cells, at `freeze_cost_cny_per_mwh`; a frozen cell is back after `restart_h`.

    `shed_armed_pu` of the baseline is held ready to be shed at once for `shed_hours_h`: at most `shed_max_pu` of what
    is drawn, with the heat to survive it. Where `curtailment` names windows, a share of the cells, the same throughout
    a window, may be off line and draws nothing; bringing them back costs `restart_cost_cny_per_cell`.
    """

    mwh_per_t: Positive | None = 13.4
    product_value_cny_per_t: Cost = 20000.0
    target_window: Window = "month"
    target_pu: Share = 0.98
    daily_target_pu: Share = 0.98
    depth_down_pu: Share = 0.2
    depth_up_pu: Share = 0.05
    heat_time_constant_h: Annotated[float, Field(gt=0, le=1000)] = 10.0
    heat_min_h: Annotated[float, Field(le=0, ge=-100)] = -0.4
    heat_max_h: Annotated[float, Field(ge=0, le=100)] = 0.25
    heat_initial_h: Annotated[float, Field(ge=-100, le=100)] = 0.0
    heat_terminal_h: Annotated[float, Field(ge=0, le=100)] = 0.05
    ramp_pu_per_h: Ramp | None = 0.4
    duration_depth_pu: Depths = (0.1, 0.2, 0.3)
    duration_h: Durations = (4.0, 2.0, 1.0)
    recovery_h: Hours = 4.0
    freeze_cost_cny_per_mwh: Cost = 100_000.0
    shed_max_pu: Share = 0.3
    shed_hours_h: Annotated[float, Field(gt=0, le=24)] = 1.0
    shed_armed_pu: PeriodValue = 0.0
    shed_cost_cny_per_mw_h: Cost = 0.0
    curtailment: Literal["none", "month", "season"] = "none"
    online_min_pu: Share = 0.6
    online_initial_pu: Share = 1.0
    online_terminal_pu: Share = 1.0
    cell_mw: Annotated[float, Field(gt=0, le=10)] = 2.2
    restart_cost_cny_per_cell: Cost = 3_000_000.0
    restart_h: Annotated[float, Field(ge=0, le=8784)] = 720.0
