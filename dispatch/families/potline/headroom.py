"""Headroom of potlines: what they draw may be shed, as far as the heat of their cells allows.

(potline.9) R ≤ shed                     (potline.7) leaves the line alive after `shed_hours_h`
(potline.10) R ≤ shed_max·(p − unserved) a line that draws nothing sheds nothing
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from dispatch.families.flexible.rows.headroom import FlexibleHeadroom

if TYPE_CHECKING:
    from dispatch.families.response.entity import Way
    from dispatch.families.response.resolve import ResolvedResponder
    from dispatch.families.response.rows.plan import Plan


class PotlineHeadroom(FlexibleHeadroom):
    """As other flexible loads, within `shed_mw`."""

    def rating_mw(self, asset: Any) -> np.ndarray:
        """(N,) demand."""
        return self.demand_mw(asset)

    def limits_share(self, responder: ResolvedResponder) -> bool:
        """No: what may be shed is a limit of the line, the share one of its rating."""
        return False

    def add_headroom(self, plan: Plan, way: Way) -> None:
        """(potline.9) and (potline.10)."""
        chosen = plan.serving("up", "potline")
        if not chosen:
            return
        f, T, lines = plan.f, self.m.period, [x.asset for x in chosen]
        R = f.axis("potline_up", [x.id for x in lines], index_name="potline")
        shed = self.m.families["potline"].var_of["shed_mw"]
        reserve, drawn = plan.reserves_of("potline_up_services", R, chosen, "up"), self.output
        most = f.param("potline_most_pu", (R,), [x.shed_max_pu for x in lines])  # type: ignore[attr-defined]
        f.constraint("potline_up", (R, T), lambda r, t: reserve(r, t) <= shed[r, t])  # (potline.9)
        f.constraint("potline_drawn", (R, T), lambda r, t: reserve(r, t) <= most[r] * drawn(r, t))  # (potline.10)
