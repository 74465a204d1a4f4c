"""Submerged-arc furnaces."""

from __future__ import annotations

from typing import Literal

from dispatch.case.entity import Cost, Share
from dispatch.case.varying import PeriodValue
from dispatch.families.flexible.entity import (
    Banded,
    Positive,
    Ramp,
    Window,
)


class Furnace(Banded):
    """Submerged-arc furnaces (silicon, calcium carbide). Where `fleet` names windows, how many run is a decision.

    Without it, all furnaces that make the baseline are on line. With it, a share of the nominal power of the load is on
    line, the same throughout a window, at least `online_min_pu` and at most `available_pu` (wet, normal and dry
    season); what comes back costs `restart_cost_cny_per_mw`.
    """

    mwh_per_t: Positive | None = 12.0
    product_value_cny_per_t: Cost = 10000.0
    target_window: Window = "week"
    target: Literal["at_least", "equal"] = "equal"
    ramp_pu_per_h: Ramp | None = 6.0
    fleet: Literal["none", "week", "month", "season"] = "none"
    available_pu: PeriodValue = 1.0
    online_min_pu: Share = 0.0
    online_initial_pu: Share = 1.0
    online_terminal_pu: Share = 1.0
    restart_cost_cny_per_mw: Cost = 20_000.0
