"""Mends a dispatch that was put together from windows, so that every row of the program holds.

Where rows are broken (water that arrives at another hour than it was let go for, a ramp across midnight), all columns
some hours before and after are free, everything else stays, and that part is solved for least cost. Where a part has no
answer, or leaves rows broken, its hours are doubled.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dispatch.errors import SolveError
from dispatch.program.hot import HotSession
from dispatch.program.linear_program import LinearProgram
from dispatch.program.rowwise import Rowwise
from dispatch.program.subproblem import Spans, numbered

# In units of 1 + |limit| + Σ|a·x|: a tenth of what the certificate allows.
BROKEN = 1e-7
FIRST_H, LONG_H = 12.0, 72.0
MOST_ROUNDS = 5


@dataclass(frozen=True, eq=False)
class Mended:
    """x: (columns,); broken: rows that are still broken, 0 where all is well; parts that were solved; steps."""

    x: np.ndarray
    broken: int
    parts: int
    rounds: int


def mend_seams(program: LinearProgram, x: np.ndarray) -> Mended:
    """See the module."""
    spans = Spans(program)
    row_first, row_last = _row_spans(program)
    hours, parts = np.full(program.horizon.periods, FIRST_H), 0
    for done in range(MOST_ROUNDS):
        broken = broken_rows(program, x)
        if not len(broken):
            return Mended(x, 0, parts, done)
        intervals = _intervals(program, row_first[broken], row_last[broken], hours)
        x = _mend_all(program, spans, x, intervals)
        parts += len(intervals)
        for first, last in intervals:
            hours[first : last + 1] *= 2
    return Mended(x, len(broken_rows(program, x)), parts, MOST_ROUNDS)


def broken_rows(program: LinearProgram, x: np.ndarray) -> np.ndarray:
    """Numbers of the rows that do not hold."""
    activity, flowing = program.matrix @ x, program.matrix.absolute() @ np.abs(x)
    with np.errstate(invalid="ignore"):
        below = (program.row_lower - activity) / (1 + np.abs(program.row_lower) + flowing)
        above = (activity - program.row_upper) / (1 + np.abs(program.row_upper) + flowing)
    return np.flatnonzero((below > BROKEN) | (above > BROKEN))


def _row_spans(program: LinearProgram) -> tuple[np.ndarray, np.ndarray]:
    """(first, last period) of the columns of every row that have a period of their own; of rows that reach further than
    LONG_H (water that arrives across the turn of the year) where they end, or the period that they are of."""
    own = program.column_period()
    column, rows = program.matrix.indices, program.shape[0]
    row = np.repeat(np.arange(rows), np.diff(program.matrix.indptr))
    timed = own[column] >= 0
    first, last = np.full(rows, program.horizon.periods), np.full(rows, -1)
    np.minimum.at(first, row[timed], own[column[timed]])
    np.maximum.at(last, row[timed], own[column[timed]])
    elapsed = np.concatenate([[0.0], np.cumsum(program.horizon.dt_h)])
    long = (first > last) | (elapsed[last] - elapsed[np.minimum(first, last)] > LONG_H)
    period = program.row_period()
    alone = np.where(period >= 0, period, np.maximum(last, 0))
    return np.where(long, alone, first), np.where(long, alone, last)


def _intervals(program: LinearProgram, first: np.ndarray, last: np.ndarray, hours: np.ndarray) -> list[tuple[int, int]]:
    """Ranges of periods around broken rows, apart from one another."""
    horizon = program.horizon
    elapsed = np.concatenate([[0.0], np.cumsum(horizon.dt_h)])
    low = np.maximum(np.searchsorted(elapsed, elapsed[first] - hours[first], side="left"), 0)
    high = np.minimum(np.searchsorted(elapsed, elapsed[last + 1] + hours[last], side="right") - 2, horizon.periods - 1)
    order = np.argsort(low, kind="stable")
    made: list[tuple[int, int]] = []
    for a, b in zip(low[order].tolist(), np.maximum(high, last)[order].tolist(), strict=True):
        if made and a <= made[-1][1] + 1:
            made[-1] = (made[-1][0], max(b, made[-1][1]))
        else:
            made.append((a, b))
    return made


def _mend_all(program: LinearProgram, spans: Spans, x: np.ndarray, intervals: list[tuple[int, int]]) -> np.ndarray:
    """Every interval in turn, with what the ones before it gave."""
    whole = program.matrix.tocsr()
    near = np.zeros(len(program.c), dtype=bool)
    for first, last in intervals:
        near |= _free(program, spans, first, last)
    rows = _touching(program.matrix, near)
    by_column = whole[rows].tocsc()
    x = x.copy()
    for first, last in intervals:
        free = np.flatnonzero(_free(program, spans, first, last))
        part = np.unique(by_column[:, free].indices)
        _mend(program, whole[rows[part]], rows[part], free, x)
    return x


def _touching(matrix: Rowwise, column: np.ndarray) -> np.ndarray:
    """Numbers of the rows with an entry in some of the columns (columns,)."""
    counted = np.concatenate([[0], np.cumsum(column[matrix.indices])])
    return np.flatnonzero(counted[matrix.indptr[1:]] > counted[matrix.indptr[:-1]])


def _free(program: LinearProgram, spans: Spans, first: int, last: int) -> np.ndarray:
    """(columns,) those of these periods, and those without a period of their own that reach into them from near by."""
    length = last - first + 1
    inside = (spans.first <= last) & (spans.last >= first) & (spans.last - spans.first <= 2 * length)
    return inside & (spans.first <= spans.last)


def _mend(program: LinearProgram, rows: object, number: np.ndarray, free: np.ndarray, x: np.ndarray) -> None:
    """One interval, in place; x stays as it is where there is no answer."""
    matrix = Rowwise.of(rows)
    place = np.full(len(x), -1)
    place[free] = np.arange(len(free))
    activity = matrix @ x
    kept = place[matrix.indices] >= 0
    counted = np.concatenate([[0], np.cumsum(kept)]).astype(np.int32)
    inner = Rowwise(
        counted[matrix.indptr],
        place[matrix.indices[kept]].astype(np.int32),
        matrix.data[kept],
        (len(number), len(free)),
    )
    outside = activity - inner @ x[free]
    lower, upper = program.row_lower[number], program.row_upper[number]
    noise = BROKEN * (1 + np.abs(activity))
    lower = np.where((lower > activity) & (lower <= activity + noise), activity, lower)
    upper = np.where((upper < activity) & (upper >= activity - noise), activity, upper)
    part = LinearProgram(
        0.0,
        program.c[free],
        inner,
        lower - outside,
        upper - outside,
        program.column_lower[free],
        program.column_upper[free],
        numbered("column", len(free)),
        numbered("row", len(number)),
        program.horizon,
    )
    session = HotSession(part)
    try:
        session.optimum()
    except SolveError:
        return
    x[free] = np.clip(session.values(), program.column_lower[free], program.column_upper[free])
