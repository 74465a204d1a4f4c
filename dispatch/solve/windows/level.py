"""The next states to try: a level bundle.

With the best cost f known so far, at the states S*, and the bound of the master, the next point is

    argmin Σ_s ((S_s − S*_s)/range_s)²   within the master's rows and cuts,  Σ cost·S + Σ θ ≤ bound + LEVEL·(f − bound)

As squares are solved to low precision only, the analytic centre of that set takes the place of a point that misses it.
It needs O(1/ε²) points whatever the number of states (Lemaréchal, Nemirovskii, Nesterov 1995, Math. Programming 69),
where optima of the master jump from one corner of its box to another. Near the optimum moves and gaps become small, so
that both are measured in units of their own: money in f − bound, states in the last move.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from dispatch.program.hot import InteriorSession
from dispatch.program.linear_program import LinearProgram
from dispatch.program.rowwise import Rowwise
from dispatch.program.subproblem import numbered

LEVEL = 0.5
# Cuts so many gaps below the best cost at the best point cannot matter nearby.
FAR_GAPS = 1e6
# Of the gap: what a nearest point may miss of its level.
MISSED = 0.2


def level_point(
    master: LinearProgram, centre: np.ndarray, cost: np.ndarray, gap: float, scale: np.ndarray
) -> np.ndarray | None:
    """(S,) the next states to try; None where the solver finds none.

    master: its columns are states and θ, its rows with θ are cuts. centre: (S,) S*; cost: (K,) of the windows there,
    gap: f − bound, both in the money of the master; scale: (S,) a unit for every state.
    """
    states, width = len(centre), len(master.c)
    size = np.concatenate([scale, np.full(width - states, gap)])
    origin = np.concatenate([centre, cost])
    matrix = master.matrix
    row = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    value = matrix.data * size[matrix.indices]
    is_cut = np.bincount(row, matrix.indices >= states, matrix.shape[0]) > 0
    largest = np.zeros(matrix.shape[0])
    np.maximum.at(largest, row, np.abs(value))
    unit = np.where(is_cut | (largest == 0), gap, largest)
    shift = matrix @ origin
    scaled = Rowwise(matrix.indptr, matrix.indices, value / unit[row], matrix.shape)
    lower, upper = (master.row_lower - shift) / unit, (master.row_upper - shift) / unit
    near = ~is_cut | (lower > -FAR_GAPS)
    below = Rowwise.of_row(master.c * size / gap)
    rows = scaled.only(near).below(below)
    limits = (np.append(b[near], end) for b, end in ((lower, -np.inf), (upper, LEVEL - 1.0)))
    row_lower, row_upper = limits
    program = replace(
        master,
        matrix=rows,
        row_lower=row_lower,
        row_upper=row_upper,
        rows=numbered("row", rows.shape[0]),
        column_lower=(master.column_lower - origin) / size,
        column_upper=(master.column_upper - origin) / size,
    )
    weight = np.concatenate([np.ones(states), np.zeros(width - states)])
    found = InteriorSession(program).nearest(weight)
    if found is None or not _reaches(rows, row_lower, found):
        found = InteriorSession(program).centre()
    if found is None or not _reaches(rows, row_lower, found):
        return None
    point = centre + scale * found[:states]
    return np.clip(point, master.column_lower[:states], master.column_upper[:states])


def _reaches(rows: Rowwise, row_lower: np.ndarray, found: np.ndarray) -> bool:
    """Whether a point satisfies cuts and level about as well as is worth another pass; money is in gaps."""
    activity = rows @ found
    missed = np.maximum(row_lower - activity, 0.0).sum() + max(0.0, activity[-1] - (LEVEL - 1.0))
    return bool(missed < MISSED)
