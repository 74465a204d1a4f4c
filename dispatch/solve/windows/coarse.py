"""The same program with longer steps, made from its arrays alone: where windows begin.

Blocks of `factor` periods become one. Columns of a block are one column, rows of a block are added up (so that stored
energy inside the block cancels, and a dual keeps its unit); limits of flows are means. States exist where blocks end.
Rows and columns of steps (ramps, starts) are left out: a step of the block is another thing. What has no period stays.

The answer is neither above nor below that of the whole. It says about where states will be, and what they are worth.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dispatch.horizon import Horizon
from dispatch.program.linear_program import Layout, LinearProgram
from dispatch.program.rowwise import Rowwise
from dispatch.program.subproblem import numbered

GONE = -1
# What HiGHS would drop: states of a block cancel but for rounding.
TINY = 1e-8


@dataclass(frozen=True, eq=False)
class Coarse:
    """program: that of the blocks; column, row: (columns,), (rows,) number there of every column and row, or GONE."""

    program: LinearProgram
    column: np.ndarray
    row: np.ndarray

    def spread(self, x: np.ndarray) -> np.ndarray:
        """(columns,) of the fine program: every block's value in all of its periods, 0 for what is left out."""
        return np.where(self.column == GONE, 0.0, x[self.column])

    def spread_dual(self, row_dual: np.ndarray) -> np.ndarray:
        """(rows,) the same of duals."""
        return np.where(self.row == GONE, 0.0, row_dual[self.row])


def coarsen(program: LinearProgram, factor: int, edge: np.ndarray) -> Coarse:
    """See the module. edge: (K+1,) periods at which blocks begin anew."""
    block, ends = _blocks(program.horizon, factor, edge)
    column, columns = _numbers(program.columns, len(program.c), block, ends, states_inside=True)
    row, rows = _numbers(program.rows, program.shape[0], block, ends, states_inside=False)
    low, high = (_means(program, bound, column, columns) for bound in (program.column_lower, program.column_upper))
    kept = row != GONE
    part = LinearProgram(
        program.c0,
        np.bincount(column[column != GONE], program.c[column != GONE], columns),
        _added(program.matrix, column, row, (rows, columns)),
        _sums(row[kept], program.row_lower[kept], rows),
        _sums(row[kept], program.row_upper[kept], rows),
        low,
        np.maximum(low, high),
        numbered("column", columns),
        numbered("row", rows),
        program.horizon,
    )
    return Coarse(part, column, row)


def _blocks(horizon: Horizon, factor: int, edge: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(N,) block of every period, (N+G,) coarse boundary of every boundary: that of the end of its block."""
    window = np.repeat(np.arange(len(edge) - 1), np.diff(edge))
    within = np.arange(horizon.periods) - edge[window]
    block = np.cumsum(within % factor == 0) - 1
    boundary = np.empty(horizon.boundaries, dtype=np.int64)
    first = horizon.segment_first_period
    boundary[horizon.first_boundary[first]] = block[first] + np.arange(horizon.segments)
    boundary[horizon.last_boundary] = block + horizon.segment + 1
    return block, boundary


def _numbers(
    layouts: dict[str, Layout], total: int, block: np.ndarray, ends: np.ndarray, *, states_inside: bool
) -> tuple[np.ndarray, int]:
    """(number in the coarse program of every column or row, how many there are)."""
    last_of_block = np.append(ends[1:] != ends[:-1], True)
    first_of_all = ends if states_inside else np.where(last_of_block, ends, GONE)
    number, given = np.full(total, GONE, dtype=np.int64), 0
    for layout in layouts.values():
        if not layout.size:
            continue
        flat, size = np.zeros((), dtype=np.int64), 1
        gone = np.zeros((), dtype=bool)
        for d, axis in enumerate(layout.axes):
            along = {"period": block, "boundary": first_of_all}.get(axis.name, np.arange(axis.size))
            if axis.name == "step":
                along = np.full(axis.size, GONE)
            shaped = along.reshape(tuple(axis.size if i == d else 1 for i in range(len(layout.axes))))
            width = int(along.max(initial=GONE)) + 1
            flat, gone, size = flat * width + shaped, gone | (shaped == GONE), size * width
        layout.of(number)[...] = np.where(gone, GONE, given + flat)
        given += size
    return number, given


def _means(program: LinearProgram, bound: np.ndarray, column: np.ndarray, size: int) -> np.ndarray:
    """(size,) limits of the coarse columns: means over a block; of states those where the block ends."""
    kept = column != GONE
    state = np.zeros(len(bound), dtype=bool)
    for layout in program.columns.values():
        if any(axis.name == "boundary" for axis in layout.axes):
            layout.of(state)[...] = True
    flow = kept & ~state
    count = np.bincount(column[flow], minlength=size)
    mean = _sums(column[flow], bound[flow], size) / np.maximum(count, 1)
    mean[column[kept & state]] = bound[kept & state]
    return mean


def _sums(at: np.ndarray, value: np.ndarray, size: int) -> np.ndarray:
    """Sums of values that may be infinite."""
    total = np.bincount(at, np.where(np.isfinite(value), value, 0.0), size)
    for endless in (-np.inf, np.inf):
        total[at[value == endless]] = endless
    return total


def _added(matrix: Rowwise, column: np.ndarray, row: np.ndarray, shape: tuple[int, int]) -> Rowwise:
    """The matrix with rows and columns of a block added up."""
    from scipy import sparse

    at = np.repeat(row, np.diff(matrix.indptr))
    to = column[matrix.indices]
    kept = (at != GONE) & (to != GONE)
    made = sparse.coo_array((matrix.data[kept], (at[kept], to[kept])), shape=shape).tocsr()
    made.data[np.abs(made.data) < TINY] = 0.0
    made.eliminate_zeros()
    return Rowwise.of(made)
