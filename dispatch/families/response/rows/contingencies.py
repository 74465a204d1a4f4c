"""(response.7), what is lost, and what the rows of all contingencies share.

Numbers that a search may renew: `margin`, `margin_ms` (contingency × period), then rows of MARGIN_ROWS.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from dispatch.families.response.entity import ResponseProfile
from dispatch.families.response.resolve import LOSABLE, ResolvedContingency
from dispatch.families.response.rows.plan import WAYS, Plan
from dispatch.families.response.rows.screening import Outside
from dispatch.families.response.rows.totals import keys
from dispatch.program.components import Axis, Rule
from dispatch.program.formulation import Family

# The params of family `contingency` that say how much larger a contingency is taken, and the rows that hold them.
MARGIN, MARGIN_MS = "margin", "margin_ms"
MARGIN_ROWS = ("contingency.millisecond", "contingency.rocof", "contingency.steady", "instant.deviation")

Share = Callable[[ResponseProfile], float]


class Events:
    """What the rows of contingencies share."""

    def __init__(self, plan: Plan):
        self.plan, self.m, self.settings = plan, plan.m, plan.settings
        self.f: Family = plan.m.family("contingency")
        self.T = plan.m.period
        self.C = self.f.axis("contingency", [c.id for c in plan.contingencies])
        self.outside = Outside.of(plan)
        of = plan.series.of
        self.margin = self._numbers(MARGIN, [of(c.entity, "margin_pu") for c in plan.contingencies])
        self.margin_ms = self._numbers(MARGIN_MS, [of(c.entity, "margin_ms_pu") for c in plan.contingencies])
        self.size = self._add_size()
        self.total = plan.m.families["response_profile"].var_of["total_mw"]

    def _numbers(self, name: str, rows: Sequence[np.ndarray]) -> Any:
        return self.f.param(name, (self.C, self.T), np.array(rows).reshape(self.C.size, self.T.size))

    def _add_size(self) -> Any:
        """P_c, a column and a row each: data, or what the asset carries."""
        plan, f, C, events = self.plan, self.f, self.C, self.plan.contingencies
        given = np.zeros((C.size, self.T.size))
        for i, c in enumerate(events):
            if c.fixed:
                given[i] = plan.series.of(c.entity, "size_mw")
            elif c.asset is not None:
                given[i] = c.sign * c.share_pu * plan.m.outputs[c.family].scheduled_mw(c.asset)
        data = self._numbers("size_given_mw", list(given))
        signed = f.param("share_signed_pu", (C,), [0.0 if c.fixed else c.sign * c.share_pu for c in events])
        parts = [
            plan.output_on("lost", f, C, [None if c.fixed or c.family != of else c.asset for c in events], of)
            for of in LOSABLE
            if any(c.family == of and not c.fixed for c in events)
        ]
        size = f.var("size_mw", (C, self.T), lower=-np.inf)

        def size_of(c: Any, t: Any) -> Any:  # (response.7)
            found = data[c, t]
            for carried in parts:
                found = found + signed[c] * carried(c, t)
            return size[c, t] == found

        f.constraint("size", (C, self.T), size_of)
        return size

    def own(self, name: str, axis: Axis, chosen: Sequence[ResolvedContingency], of: Sequence[Share]) -> Rule:
        """The rule (i, t) → response that is lost with the asset, as it would have been delivered."""
        plan, f, parts = self.plan, self.f, []
        for way in WAYS:
            pairs = [
                (i, k, c.share_pu * of[i](s.profile))
                for i, c in enumerate(chosen)
                if c.way == way and c.asset is not None
                for k, (r, s) in enumerate(plan.live[way])
                if r.asset is c.asset and of[i](s.profile) > 0
            ]
            if pairs:
                A = plan.f.axis_of[way]
                at, member = (np.array([p[side] for p in pairs], dtype=np.int64) for side in (0, 1))
                mine = f.members(f"{name}_{way}", axis, A, at, member)
                numbers = np.zeros((axis.size, A.size))
                for i, k, value in pairs:
                    numbers[i, k] = value
                parts.append(
                    (mine, f.param(f"{name}_{way}_pu", (axis, A), numbers), plan.f.var_of[f"reserve_{way}_mw"])
                )

        def lost(i: Any, t: Any) -> Any:
            found: Any = 0
            for mine, pu, reserve in parts:
                found = found + sum(pu[i, s] * reserve[s, t] for s in mine[i])
            return found

        return lost

    def delivered(self, name: str, axis: Axis, chosen: Sequence[ResolvedContingency], of: Sequence[Share]) -> Rule:
        """The rule (i, t) → what all profiles of the direction and the system outside deliver, by a share each."""
        f, profiles = self.f, keys(self.plan)
        numbers = np.zeros((axis.size, max(len(profiles), 1)))
        pairs = []
        for i, c in enumerate(chosen):
            for q, ((_, way), profile) in enumerate(profiles.items()):
                numbers[i, q] = of[i](profile) if way == c.way else 0.0
                pairs += [(i, q)] * bool(numbers[i, q] > 0)
        outside = np.array([[share(self.outside.profile)] for share in of]) * self.outside.primary_mw
        given = f.param(f"{name}_outside_mw", (axis, self.T), outside)
        if not pairs:
            return lambda i, t: given[i, t]
        Q = self.m.families["response_profile"].axis_of["response_profile"]
        at, member = (np.array([p[side] for p in pairs], dtype=np.int64) for side in (0, 1))
        mine = f.members(f"{name}_profiles", axis, Q, at, member)
        pu, total = f.param(f"{name}_pu", (axis, Q), numbers), self.total
        return lambda i, t: given[i, t] + sum(pu[i, q] * total[q, t] for q in mine[i])
