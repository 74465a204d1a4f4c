"""What a load owes because it drew less, and how much may be owed: shared by computing and charging.

Sets: i load, b boundary. Column queue[i,b], MWh, 0 ≤ queue ≤ limit. Rows:

    (queue.1) queue[i, end t] = queue[i, start t] + Δt · (down − up)
    (queue.2) queue[i, start of g] = queue[i, end of g]                                 where cyclic; else both are 0

so that every segment draws the energy of its baseline, to the solver's tolerance. Room is known at instants, straight
in between, and the queue runs straight through a period; at boundaries alone it could rise above a dip of the limit
inside a long period. So the limit is lowered at both ends of such a period, by the factor by which the straight line
between them has to be lowered to pass below the dip. That is exact where nothing turns inside a period (the native
step, deadlines of whole steps) and safe otherwise; it needs no rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from dispatch.families.flexible.rows.demand_response import FlexibleLoads
from dispatch.horizon import Horizon


def below_dips(
    horizon: Horizon, limit: np.ndarray, at_s: Sequence[np.ndarray], dips: Sequence[np.ndarray]
) -> np.ndarray:
    """(N+G,) limit at boundaries, lowered so that the straight line through them stays below the limit everywhere.

    limit: (N+G,) as it is at boundaries; at_s, dips: for every segment seconds since its start and the limit there.
    """
    factor = np.ones(horizon.boundaries)
    for g in range(horizon.segments):
        first = int(horizon.segment_first_period[g])
        length_s = np.rint(3600 * horizon.dt_h[first : int(horizon.segment_last_period[g]) + 1])
        edge_s = np.concatenate([[0.0], np.cumsum(length_s)])
        own = slice(int(horizon.segment_start[g]), int(horizon.segment_end[g]) + 1)
        chord = np.interp(at_s[g], edge_s, limit[own])
        part = np.where(chord > 0, dips[g] / np.where(chord > 0, chord, 1.0), 1.0)
        period = np.clip(np.searchsorted(edge_s, at_s[g], side="right") - 1, 0, len(length_s) - 1)
        worst = np.ones(len(length_s))
        np.minimum.at(worst, period, np.minimum(part, 1.0))
        # What rounding leaves of a factor of one is one.
        worst = np.where(worst > 1 - 1e-9, 1.0, worst)
        factor[own] = np.minimum(np.append(worst, 1.0), np.append(1.0, worst))
    return np.asarray(limit * factor)


def add_queue(flexible: FlexibleLoads[Any], name: str, limit: np.ndarray, cyclic: np.ndarray) -> Any:
    """The column `name` with its rows. limit: (n, N+G) MWh; cyclic: (n,) bool."""
    m, f, F = flexible.m, flexible.f, flexible.axis
    most = limit.copy()
    for ends in (m.horizon.segment_start, m.horizon.segment_end):
        most[np.ix_(~cyclic, ends)] = 0.0
    queue = f.var(name, (F, m.boundary), upper=most)
    turning = flexible.some("cyclic", [plant for plant, yes in zip(flexible.plants, cyclic, strict=True) if yes])

    def balance(i, t):  # (queue.1)
        return queue[i, m.end[t]] == queue[i, m.start[t]] + m.dt_h[t] * (flexible.down(i, t) - flexible.up(i, t))

    def cycle(i, g):  # (queue.2)
        return queue[i, m.segment_start[g]] == queue[i, m.segment_end[g]]

    f.constraint("balance", (F, m.period), balance)
    f.constraint("cycle", (turning, m.segment), cycle)
    return queue
