"""Budgets in windows that roll: so much in any so many hours, wherever they begin.

Sets: i plant, b boundary, r a window of a plant (`windows.rolling`; between boundaries S is straight). Rows over a
state S[i,b] that only adds up, from 0 at the start of a segment:

    (rolling.1) S(end of r) − S(start of r) ≤ budget[r] · (1 − idle)

Four entries a row whatever the length of the window: a sum over its periods would have hundreds at 15 min. What was
used before the segment is not known and counts as nothing; a segment shorter than the window is one window.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from dispatch.families.flexible.rows.demand_response import FlexibleLoads
from dispatch.families.flexible.rows.windows import rolling
from dispatch.horizon import Horizon
from dispatch.program.components import Rule

# Where a window begins and the boundary after that, where it ends and the boundary after that.
CORNERS = 4


@dataclass(frozen=True)
class Budget:
    """At most `hours_h` hours of the plant's baseline times `depth_pu` in any `window_h` hours."""

    plant: int
    window_h: float
    depth_pu: float
    hours_h: float

    @property
    def energy_h(self) -> float:
        """Hours of the whole baseline."""
        return self.depth_pu * self.hours_h

    def implies(self, other: Budget) -> bool:
        """No more energy in a longer window (the same window of two equal budgets counts once, for the first pair)."""
        longer = self.window_h > other.window_h or (self.window_h == other.window_h and self.depth_pu < other.depth_pu)
        return longer and self.energy_h <= other.energy_h * (1 + 1e-9)


def state_limits(flexible: FlexibleLoads[Any]) -> np.ndarray:
    """(N+G,) upper bounds of a state that only adds up: 0 where a segment starts."""
    most = np.full(flexible.m.horizon.boundaries, np.inf)
    most[flexible.m.horizon.segment_start] = 0.0
    return most


def cumulative(horizon: Horizon, power_mw: np.ndarray) -> np.ndarray:
    """(n, N+G) MWh since the start of the segment of (n, N) MW."""
    energy = np.zeros((len(power_mw), horizon.boundaries))
    for g, first in enumerate(horizon.segment_first_period):
        inside = slice(int(first), int(horizon.segment_last_period[g]) + 1)
        after = slice(int(horizon.segment_start[g]) + 1, int(horizon.segment_end[g]) + 1)
        energy[:, after] = np.cumsum((horizon.dt_h * power_mw)[:, inside], axis=1)
    return energy


def add_budgets(
    flexible: FlexibleLoads[Any], state: Any, scale_mw: np.ndarray, budgets: Sequence[Budget], idle: Rule | None
) -> None:
    """(rolling.1) for every budget; scale_mw (n, N) is the power that `depth_pu` refers to, averaged over a window."""
    m, f, horizon = flexible.m, flexible.f, flexible.m.horizon
    plant, at, factor, period, budget = [], [], [], [], []
    energy, hours = cumulative(horizon, scale_mw), cumulative(horizon, np.ones((1, horizon.periods)))[0]
    for one in budgets:
        rolls = rolling(horizon, one.window_h)
        after = np.minimum(rolls.boundary + 1, horizon.boundaries - 1)
        corners = np.stack([rolls.boundary[:, 0], after[:, 0], rolls.boundary[:, 1], after[:, 1]], axis=1)
        (a, b) = rolls.share.T
        signs = np.stack([a - 1, -a, 1 - b, b], axis=1)
        mean_mw = (signs * energy[one.plant][corners]).sum(axis=1) / (signs * hours[corners]).sum(axis=1)
        plant.append(np.full(len(corners), one.plant))
        at.append(corners)
        factor.append(signs)
        period.append(rolls.period)
        budget.append(one.energy_h * mean_mw)
    if not budgets:
        return
    R, C = f.axis("roll", int(sum(map(len, plant)))), f.axis("corner", CORNERS)
    owner = f.param("roll_of", (R,), np.concatenate(plant), target=flexible.axis)
    corner = f.param("roll_at", (R, C), np.concatenate(at), target=m.boundary)
    share = f.param("roll_share", (R, C), np.concatenate(factor))
    most = f.param("roll_budget_mwh", (R,), np.concatenate(budget))
    ending = None if idle is None else f.param("roll_end", (R,), np.concatenate(period), target=m.period)

    def budget_row(r: Any) -> Any:  # (rolling.1)
        used_mwh = sum(share[r, c] * state[owner[r], corner[r, c]] for c in C.set)
        return used_mwh <= most[r] * (1 if ending is None or idle is None else 1 - idle(owner[r], ending[r]))

    f.constraint("budget", (R,), budget_row)
