"""Loads as contingencies and as responders: what they draw may be lost or dropped.

    (load.1) R ≤ share·(demand − unserved)

What a load draws is its demand less unserved energy and whatever changes it (`Formulation.load_changes`): demand
response, cars that feed back, calls of virtual plants.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from dispatch.program.headroom import Headroom, Part

if TYPE_CHECKING:
    from dispatch.families.response.entity import Way
    from dispatch.families.response.resolve import ResolvedResponder
    from dispatch.families.response.rows.plan import Plan


class LoadHeadroom(Headroom):
    """Output is what is served, the changes by other families apart."""

    ways = ("up",)

    def parts(self) -> list[Part]:
        """Unserved energy, and what other families change."""
        f = self.m.families["load"]
        axis, unserved = f.axis_of["load"], f.var_of["unserved_mw"]
        return [Part(axis, lambda i, t: -unserved[i, t], axis.labels or ()), *self.m.load_changes]

    def scheduled_mw(self, asset: Any) -> np.ndarray:
        """(N,) demand."""
        return np.asarray(self.series.of(asset, "p_pu") * asset.p_nom_mw)

    def largest_mw(self, asset: Any, *, gives: bool) -> np.ndarray:
        """(N,) demand and the most that changes add to it."""
        if not gives:
            return super().largest_mw(asset, gives=gives)
        more = np.zeros(self.m.period.size)
        for part in self.m.load_changes:
            for position, owner in enumerate(part.owners):
                if owner == asset.id and part.most_mw is not None:
                    more = more + part.most_mw[position]
        return np.asarray(asset.p_nom_mw * self.series.of(asset, "p_pu") + more)

    def rating_mw(self, asset: Any) -> np.ndarray:
        """(N,) demand."""
        return self.scheduled_mw(asset)

    def limits_share(self, responder: ResolvedResponder) -> bool:
        """(load.1) does."""
        return True

    def add_headroom(self, plan: Plan, way: Way) -> None:
        """(load.1)."""
        plan.hold_within_share("load", self.output)
