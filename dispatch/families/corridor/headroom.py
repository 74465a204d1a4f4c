"""Headroom of corridors: what is sent out may change within the limits of the corridor.

    (corridor.4) export − R↑ ≥ p_min            (corridor.5) export + R↓ ≤ p_max

Output is what is sent out, so that less of it answers a deficit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from dispatch.program.components import Rule
from dispatch.program.formulation import Formulation
from dispatch.program.headroom import Headroom, Part
from dispatch.series.assemble import Series

if TYPE_CHECKING:
    from dispatch.families.response.entity import Way
    from dispatch.families.response.rows.plan import Plan


class CorridorHeadroom(Headroom):
    """deviations: upper bounds (n, N) of `above`, `below` and `import`, in the order of the corridors."""

    def __init__(self, m: Formulation, series: Series, export: Rule, deviations: dict[str, np.ndarray]):
        super().__init__(m, series, "corridor", export)
        self.deviations = deviations

    def parts(self) -> list[Part]:
        """Deviations from the schedule, each over the corridors that have one."""
        f = self.m.families["corridor"]
        above, below, taken = (f.var_of[n] for n in ("above_schedule_mw", "below_schedule_mw", "import_mw"))
        rules: dict[str, Rule] = {
            "above": lambda k, t: above[k, t],
            "below": lambda k, t: -below[k, t],
            "import": lambda k, t: -taken[k, t],
        }
        return [Part(f.axis_of[name], rule, f.axis_of[name].labels or ()) for name, rule in rules.items()]

    def scheduled_mw(self, asset: Any) -> np.ndarray:
        """(N,) the schedule."""
        return self.series.of(asset, "schedule_mw")

    def largest_mw(self, asset: Any, *, gives: bool) -> np.ndarray:
        """(N,) the most that is sent out; where `gives` is false the most that is taken in."""
        position = (self.m.families["corridor"].axis_of["corridor"].labels or ()).index(asset.id)
        above, below, taken = (self.deviations[name][position] for name in ("above", "below", "import"))
        schedule = self.series.of(asset, "schedule_mw")
        return np.asarray(schedule + above if gives else below + taken - schedule)

    def rating_mw(self, asset: Any) -> np.ndarray:
        """(N,) from the lowest to the highest exchange."""
        of = self.series.of
        return np.asarray(asset.p_nom_mw * (of(asset, "p_max_pu") - of(asset, "p_min_pu")))

    def add_headroom(self, plan: Plan, way: Way) -> None:
        """(corridor.4) or (corridor.5)."""
        chosen = plan.serving(way, "corridor")
        if not chosen:
            return
        f, T, corridors = plan.f, self.m.period, tuple(x.asset for x in chosen)
        R = f.axis(f"corridor_{way}", [k.id for k in corridors], index_name="corridor")
        p_nom = np.array([[k.p_nom_mw] for k in corridors])  # type: ignore[attr-defined]
        limit = p_nom * self.series.stack(corridors, "p_min_pu" if way == "up" else "p_max_pu")
        edge = f.param(f"corridor_{way}_mw", (R, T), limit)
        export, reserve = self.output, plan.reserves_of(f"corridor_{way}_services", R, chosen, way)
        rules = {
            "up": lambda r, t: export(r, t) - reserve(r, t) >= edge[r, t],  # (corridor.4)
            "down": lambda r, t: export(r, t) + reserve(r, t) <= edge[r, t],  # (corridor.5)
        }
        f.constraint(f"corridor_{way}", (R, T), rules[way])
