"""How much of a plant is on line: a share off line, the same throughout a calendar window, and what its return costs.

Sets: i plant, s interval of a plant: each window of its segment in turn, and one for the time after it
(`<kind>_stretch`). Columns, per unit of the plant:

    off_pu[s]         between off_min and off_max of the interval; 1 − online_terminal_pu after the segment
    restarted_pu[s]   ≥ 0, share that comes back when s begins; 0 where nothing is decided

Rows:

    (fleet.1) restarted[s] ≥ off[interval before s] − off[s]        1 − online_initial_pu before the segment

What is off when a segment ends must come back after it, and pays here: a slice cannot close a plant for nothing. Cost:
`restart` per MW of the plant's nominal power that comes back, times the weight of the segment.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from dispatch.families.flexible.rows.demand_response import FlexibleLoads
from dispatch.families.flexible.rows.windows import calendar
from dispatch.program.components import Axis, Rule


@dataclass(frozen=True)
class Interval:
    """A window of plant `i` in which its share off line is one number; `before` is −1 where a segment starts. Plants
    that decide nothing share one of no plant (−1), in which nothing is off."""

    i: int
    label: str
    segment: int
    before: int
    low: float
    high: float


@dataclass(frozen=True, eq=False)
class Fleets:
    """axis: the plants whose share on line is decided; idle: rule of (i, t) for all plants of the kind; number: (n, N)
    interval of each plant and period."""

    axis: Axis
    idle: Rule
    number: np.ndarray


def add_fleets(
    flexible: FlexibleLoads[Any],
    kinds: Sequence[str],
    least_off: np.ndarray,
    most_off: np.ndarray,
    restart_cny_per_mw: Sequence[float],
) -> Fleets | None:
    """Shares off line for plants whose kind of window is not `none`, least and most (n, N). None for no such plant."""
    m, plants = flexible.m, flexible.plants
    deciding = [i for i, kind in enumerate(kinds) if kind != "none"]
    if not deciding:
        return None
    intervals, number = _intervals(flexible, kinds, least_off, most_off)
    f = m.family(f"{flexible.f.name}_stretch")
    S = f.axis("stretch", [s.label for s in intervals])
    C = flexible.some("fleet", [plants[i] for i in deciding])
    off = f.var("off_pu", (S,), [s.low for s in intervals], [s.high for s in intervals])
    # Columns of plants without a decision are neither priced nor needed: they are fixed at 0.
    restarted = f.var("restarted_pu", (S,), 0.0, [np.inf if s.i >= 0 else 0.0 for s in intervals])
    interval = flexible.f.param("stretch", (flexible.axis, m.period), number, target=S)
    first = np.array([s.before < 0 for s in intervals])
    initial = [1 - plants[s.i].online_initial_pu if s.before < 0 and s.i >= 0 else 0.0 for s in intervals]
    initially = f.param("off_before_pu", (S,), initial)
    later = np.flatnonzero(~first)
    before = f.members("before", S, S, later, np.array([intervals[k].before for k in later]))

    def restart(s: Any) -> Any:  # (fleet.1)
        return restarted[s] >= initially[s] + sum(off[k] for k in before[s]) - off[s]

    weight = m.horizon.weight[m.horizon.segment_first_period]
    price = [
        weight[s.segment] * restart_cny_per_mw[s.i] * flexible.loads[s.i].p_nom_mw if s.i >= 0 else 0.0
        for s in intervals
    ]
    cost = f.param("restart_cost", (S,), price)
    f.constraint("restart", (S,), restart)
    f.cost("restart", (S,), lambda s: cost[s] * restarted[s])
    return Fleets(C, lambda i, t: off[interval[i, t]], number)


def _intervals(
    flexible: FlexibleLoads[Any], kinds: Sequence[str], least_off: np.ndarray, most_off: np.ndarray
) -> tuple[list[Interval], np.ndarray]:
    """All intervals, and (n, N) which of them a period of a plant belongs to."""
    horizon, found = flexible.m.horizon, list[Interval]()
    if "none" in kinds:
        found.append(Interval(-1, "always on line", 0, -1, 0.0, 0.0))
    number = np.zeros((len(flexible.plants), horizon.periods), dtype=np.int64)
    for i, (plant, kind) in enumerate(zip(flexible.plants, kinds, strict=True)):
        if kind == "none":
            continue
        windows = calendar(horizon, kind)
        for w, (label, g) in enumerate(zip(windows.labels, windows.segment, strict=True)):
            inside = windows.number == w
            new = w == 0 or windows.segment[w - 1] != g
            number[i, inside] = len(found)
            low = float(least_off[i, inside].max())
            high = max(low, float(most_off[i, inside].min()))
            found.append(Interval(i, f"{plant.id} {label}", int(g), -1 if new else len(found) - 1, low, high))
            if w + 1 == len(windows.labels) or windows.segment[w + 1] != g:
                end = 1 - plant.online_terminal_pu
                name = f"{plant.id} after" + (f" ({g + 1})" if horizon.segments > 1 else "")
                found.append(Interval(i, name, int(g), len(found) - 1, end, end))
    return found, number
