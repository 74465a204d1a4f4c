"""Shares off line by interval of the calendar, what comes back, and what that costs.

least ≤ off ≤ most in every interval, 1 − online_terminal after a segment
restarted ≥ 0 and ≥ what was off before less what is off now
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from dispatch.audit.recorder import Array
from dispatch.families.flexible.replay.calendar import calendar
from dispatch.families.flexible.replay.demand_response import E, Flat, FlexibleResults


def audit_fleet(
    flexible: FlexibleResults[E],
    kind_of: Callable[[E], str],
    least: Array,
    most: Array,
    restart_cny_per_mw: Callable[[E], float],
    ends: Callable[[E], tuple[float, float]],
) -> tuple[Array, Array]:
    """Judge the intervals of all plants; returns idle (n, N) and whether a plant's share changes after a period (n, N).

    least, most: (n, N) share off line; ends: share on line before and after a segment.
    """
    recorder, kind = flexible.recorder, flexible.view.family
    idle, changes = np.zeros_like(flexible.demand), np.zeros(flexible.demand.shape, dtype=bool)
    found = {
        i: calendar(recorder.horizon, kind_of(x)) for i, x in enumerate(flexible.view.assets) if kind_of(x) != "none"
    }
    if not found:
        return idle, changes
    several = recorder.horizon.segments > 1
    labels = ["always on line"] if len(found) < len(flexible.view.assets) else []
    chains: list[tuple[int, int, list[str], list[int]]] = []
    for i, windows in found.items():
        for g in range(recorder.horizon.segments):
            inside = [w for w in range(len(windows.names)) if windows.segment[w] == g]
            after = f"after ({g + 1})" if several else "after"
            names = [f"{flexible.view.ids[i]} {name}" for name in [*(windows.names[w] for w in inside), after]]
            chains.append((i, g, names, inside))
            labels += names
    table = Flat(recorder, flexible.view.reader, f"{kind}_stretch", labels)
    off, back = (dict(zip(labels, table.read(column), strict=True)) for column in ("off_pu", "restarted_pu"))
    costs = []
    for i, g, names, inside in chains:
        first, final = ends(flexible.view.assets[i])
        mine = Flat(recorder, flexible.view.reader, f"{kind}_stretch", labels, names)
        share = np.array([off[name] for name in names])
        low = np.array([least[i, found[i].of == w].max() for w in inside] + [1 - final])
        high = np.array([most[i, found[i].of == w].min() for w in inside] + [1 - final])
        mine.between("off_limit", share, low, np.maximum(low, high))
        came = np.array([back[name] for name in names])
        mine.at_least("restart", came, np.maximum(0.0, np.append(1 - first, share[:-1]) - share), np.ones(len(names)))
        weight = recorder.horizon.weight[recorder.horizon.segment_first_period[g]]
        costs.append(weight * restart_cny_per_mw(flexible.view.assets[i]) * flexible.loads[i].p_nom_mw * came)
        for w, value in zip(inside, share, strict=False):
            idle[i, found[i].of == w] = value
    recorder.cost(f"{kind}_stretch.restart", np.concatenate(costs))
    for i, windows in found.items():
        changes[i, :-1] = np.diff(windows.of) != 0
    return idle, changes & (np.append(np.diff(recorder.horizon.segment), 1) == 0)
