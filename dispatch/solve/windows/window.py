"""One window as a program of its own.

    columns   its own | what comes in | slack of the link rows, below and above
    rows      its own | link rows: Σ outgoing value·x + Σ incoming + below − above = state

The slack pays `penalty` a unit, so that every window has an answer whatever the states; with a penalty above the true
worth of a state the slack is zero at the end. The duals of the link rows are the slopes of the window's cost.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from dispatch.program.linear_program import LinearProgram
from dispatch.program.rowwise import Rowwise
from dispatch.program.subproblem import numbered
from dispatch.solve.windows.link_types import Links
from dispatch.solve.windows.split import Split


@dataclass(frozen=True, eq=False)
class Window:
    """program: the window; column, row: numbers of its own columns and rows in the whole; state: of every link row."""

    program: LinearProgram
    column: np.ndarray
    row: np.ndarray
    state: np.ndarray

    @property
    def link_rows(self) -> np.ndarray:
        """Their numbers in the window."""
        return len(self.row) + np.arange(len(self.state))

    @property
    def slack(self) -> slice:
        """Columns that pay the penalty."""
        return slice(self.program.shape[1] - 2 * len(self.state), self.program.shape[1])


def cut_windows(program: LinearProgram, split: Split, links: Links, penalty: np.ndarray) -> Iterator[Window]:
    """Every window in turn; penalty: (S,) CNY a unit of every state."""
    row_window = split.row.copy()
    row_window[links.dropped] = -2
    rows, columns = (_grouped(w, split.windows) for w in (row_window, split.column))
    out, come = (_grouped(w, split.windows) for w in (links.outgoing.window, links.incoming.window))
    entry = _grouped(links.incoming.window[links.incoming.of], split.windows)
    for k in range(split.windows):
        yield _cut(program, links, rows[k], columns[k], (out[k], come[k], entry[k]), penalty)


def _grouped(window: np.ndarray, count: int) -> list[np.ndarray]:
    """Positions of every window, ascending."""
    order = np.argsort(window, kind="stable")
    edge = np.searchsorted(window[order], np.arange(count + 1))
    return [order[edge[k] : edge[k + 1]] for k in range(count)]


def _cut(
    program: LinearProgram,
    links: Links,
    rows: np.ndarray,
    columns: np.ndarray,
    link: tuple[np.ndarray, np.ndarray, np.ndarray],
    penalty: np.ndarray,
) -> Window:
    out, come, entry = link
    outgoing, incoming = links.outgoing, links.incoming
    state = np.unique(np.concatenate([outgoing.state[out], incoming.state[come]]))
    n, fresh, height, tied = len(columns), len(come), len(rows), len(state)
    own_row, own_column, own_value = _own(program.matrix, rows, columns)
    link_of = np.searchsorted(state, outgoing.state[out]), np.searchsorted(state, incoming.state[come])
    slack = n + fresh + np.arange(2 * tied)
    row = [
        own_row,
        np.searchsorted(rows, incoming.row[entry]),
        height + link_of[0],
        height + link_of[1],
        height + np.arange(2 * tied) % max(tied, 1),
    ]
    column = [
        own_column,
        n + np.searchsorted(come, incoming.of[entry]),
        np.searchsorted(columns, outgoing.column[out]),
        n + np.arange(fresh),
        slack,
    ]
    sign = np.repeat([1.0, -1.0], tied)
    value = [own_value, incoming.value[entry], outgoing.value[out], np.ones(fresh), sign]
    shape = (height + tied, n + fresh + 2 * tied)
    matrix = _rowwise(np.concatenate(row), np.concatenate(column), np.concatenate(value), shape)
    zero, endless = np.zeros(2 * tied), np.full(2 * tied, np.inf)
    free = np.zeros(tied)
    part = LinearProgram(
        0.0,
        np.concatenate([program.c[columns], np.zeros(fresh), np.tile(penalty[state], 2)]),
        matrix,
        np.concatenate([program.row_lower[rows], free]),
        np.concatenate([program.row_upper[rows], free]),
        np.concatenate([program.column_lower[columns], incoming.lower[come], zero]),
        np.concatenate([program.column_upper[columns], incoming.upper[come], endless]),
        numbered("column", matrix.shape[1]),
        numbered("row", matrix.shape[0]),
        program.horizon,
    )
    return Window(part, columns, rows, state)


def _own(matrix: Rowwise, rows: np.ndarray, columns: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(row, column, value) of the entries in both, numbered as in the window."""
    count = matrix.indptr[rows + 1] - matrix.indptr[rows]
    ends = np.cumsum(count)
    at = np.arange(ends[-1] if len(ends) else 0) + np.repeat(matrix.indptr[rows] - (ends - count), count)
    column = matrix.indices[at]
    place = np.minimum(np.searchsorted(columns, column), len(columns) - 1)
    inside = columns[place] == column
    return np.repeat(np.arange(len(rows)), count)[inside], place[inside], matrix.data[at[inside]]


def _rowwise(row: np.ndarray, column: np.ndarray, value: np.ndarray, shape: tuple[int, int]) -> Rowwise:
    """Entries as a matrix; those at one place add up (a release that arrives in two periods)."""
    order = np.lexsort((column, row))
    row, column, value = row[order], column[order], value[order]
    new = np.flatnonzero(np.append(True, (np.diff(row) != 0) | (np.diff(column) != 0))[: len(row)])
    start = np.concatenate([[0], np.cumsum(np.bincount(row[new], minlength=shape[0]))]).astype(np.int32)
    return Rowwise(start, column[new].astype(np.int32), np.add.reduceat(value, new) if len(new) else value, shape)
