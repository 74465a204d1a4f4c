"""Headroom of flexible loads: what they draw may be dropped.

(flexible.2) R ≤ share·(p − unserved)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from dispatch.families.flexible.rows.demand_response import FlexibleLoads
from dispatch.program.components import Rule
from dispatch.program.headroom import Headroom
from dispatch.series.assemble import Series

if TYPE_CHECKING:
    from dispatch.families.response.entity import Way
    from dispatch.families.response.resolve import ResolvedResponder
    from dispatch.families.response.rows.plan import Plan


class FlexibleHeadroom(Headroom):
    """Output is what a flexible load draws, less what goes unserved of its load."""

    ways = ("up",)

    def __init__(self, flexible: FlexibleLoads[Any], series: Series, idle: Rule | None = None):
        super().__init__(flexible.m, series, flexible.f.name, _drawn(flexible, idle))

    def demand_mw(self, asset: Any) -> np.ndarray:
        """(N,) demand of the load of an asset."""
        load = next(x for x in self.series.case.load if x.id == asset.load)
        return np.asarray(self.series.of(load, "p_pu") * load.p_nom_mw)

    def rating_mw(self, asset: Any) -> np.ndarray:
        """(N,) demand or nominal power of the load, whichever is more."""
        load = next(x for x in self.series.case.load if x.id == asset.load)
        return np.maximum(self.demand_mw(asset), load.p_nom_mw)

    def limits_share(self, responder: ResolvedResponder) -> bool:
        """(flexible.2) does."""
        return True

    def add_headroom(self, plan: Plan, way: Way) -> None:
        """(flexible.2)."""
        plan.hold_within_share(self.family, self.output)


def _drawn(flexible: FlexibleLoads[Any], idle: Rule | None) -> Rule:
    def drawn(i: Any, t: Any) -> Any:
        return flexible.baseline[i, t] - flexible.down(i, t) + flexible.up(i, t) - flexible.unserved(i, t)

    if idle is None:
        return drawn
    return lambda i, t: drawn(i, t) - flexible.baseline[i, t] * idle(i, t)
