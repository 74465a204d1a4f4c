"""A part of a program with everything outside it fixed at a solution: small enough to be solved many times.

With x a solution and F the free columns, the sub-problem is

    minimise c_F·z   subject to   row_lower − A_O x_O ≤ A_F z ≤ row_upper − A_O x_O,   bounds of F

over the rows that F touches. x_F satisfies it by construction: where x violates a limit by rounding, the limit is
moved to x. The marginal value of a limit of F is found by moving it and solving again, from the last basis; the duals
of x are not sufficient, since at a vertex where many limits meet they are only slopes of infinitesimal steps in one
direction.
"""

from __future__ import annotations

import numpy as np

from dispatch.case.settings import Solver
from dispatch.program.components import Axis
from dispatch.program.highs import HighsSession
from dispatch.program.linear_program import Layout, LinearProgram
from dispatch.program.rowwise import Rowwise
from dispatch.program.solution import Status

Given = tuple[np.ndarray, np.ndarray]


class Spans:
    """Which periods every column has to do with."""

    def __init__(self, program: LinearProgram):
        """first, last: (columns,) of a column without a period of its own those of all that shares a row with it; first
        is after last where that is nothing.
        """
        self.first, self.last = program.column_period(), program.column_period()
        never = program.horizon.periods
        timeless = self.first < 0
        self.first[timeless] = never
        column, rows = program.matrix.indices, program.matrix.shape[0]
        row = np.repeat(np.arange(rows), np.diff(program.matrix.indptr))
        own = timeless[column]
        # Columns without periods may share rows with one another alone: what they learn is handed on once.
        for _ in range(2):
            row_first, row_last = np.full(rows, never), np.full(rows, -1)
            np.minimum.at(row_first, row, self.first[column])
            np.maximum.at(row_last, row, self.last[column])
            np.minimum.at(self.first, column[own], row_first[row[own]])
            np.maximum.at(self.last, column[own], row_last[row[own]])

    def inside(self, first: int, last: int) -> np.ndarray:
        """(columns,) whether a column has to do with periods from first to last and with no other."""
        return (self.first >= first) & (self.last <= last) & (self.first <= self.last)


class SubProblem:
    """See the module. Numbers of columns and rows are those of the whole program."""

    def __init__(self, program: LinearProgram, x: np.ndarray, free: np.ndarray, activity: np.ndarray | None = None):
        """x: (columns,) an answer; free: (columns,) which may move; activity: (rows,) A x, where it is known."""
        activity = program.matrix @ x if activity is None else activity
        self._columns = np.flatnonzero(free)
        self._rows, matrix = _cut(program.matrix, free)
        outside = activity[self._rows] - matrix @ x[self._columns]
        here = activity[self._rows]
        self._row_lower = np.minimum(program.row_lower[self._rows], here) - outside
        self._row_upper = np.maximum(program.row_upper[self._rows], here) - outside
        at = x[self._columns]
        self._lower = np.minimum(program.column_lower[self._columns], at)
        self._upper = np.maximum(program.column_upper[self._columns], at)
        part = LinearProgram(
            0.0,
            program.c[self._columns],
            matrix,
            self._row_lower,
            self._row_upper,
            self._lower,
            self._upper,
            numbered("column", len(self._columns)),
            numbered("row", len(self._rows)),
            program.horizon,
        )
        self.nonzeros = matrix.nnz
        self._session = HighsSession(part, Solver(name="simplex"))

    def best(self) -> float | None:
        """The least objective of the part; None where the solver has none."""
        solution = self._session.solve()
        return solution.objective if solution.status == Status.OPTIMAL else None

    def loosened(self, side: str, columns: Given, rows: Given) -> float | None:
        """The least objective where the `lower` or `upper` limits of some columns and rows give way; None where none of
        them is in the part.

        columns, rows: (numbers in the whole program, by how much each gives way).
        """
        column, column_by = _positions(self._columns, *columns)
        row, row_by = _positions(self._rows, *rows)
        if not (len(column) or len(row)):
            return None
        of_columns, of_rows = (self._lower[column], self._upper[column]), (self._row_lower[row], self._row_upper[row])
        self._session.change_column_bounds(column, *_moved(of_columns, side, column_by))
        self._session.change_row_bounds(row, *_moved(of_rows, side, row_by))
        found = self.best()
        self._session.change_column_bounds(column, *of_columns)
        self._session.change_row_bounds(row, *of_rows)
        return found


def _moved(limits: tuple[np.ndarray, np.ndarray], side: str, by: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    low, high = limits
    return (low - by, high) if side == "lower" else (low, high + by)


def _cut(matrix: Rowwise, free: np.ndarray) -> tuple[np.ndarray, Rowwise]:
    """(rows with an entry in a free column, those rows of those columns)."""
    kept = free[matrix.indices]
    counted = np.concatenate([[0], np.cumsum(kept)])
    count = counted[matrix.indptr[1:]] - counted[matrix.indptr[:-1]]
    rows = np.flatnonzero(count)
    place = np.cumsum(free) - 1
    start = np.concatenate([[0], np.cumsum(count[rows])]).astype(np.int32)
    index = place[matrix.indices[kept]].astype(np.int32)
    return rows, Rowwise(start, index, matrix.data[kept], (len(rows), int(free.sum())))


def _positions(here: np.ndarray, numbers: np.ndarray, by: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(positions in the part, amounts) of those of some numbers that are in it."""
    known = np.isin(numbers, here)
    return np.searchsorted(here, numbers[known]), by[known]


def numbered(name: str, size: int) -> dict[str, Layout]:
    """One family of `size` numbered columns or rows."""
    return {name: Layout(name, 0, (Axis("number", size, None, None),))}
