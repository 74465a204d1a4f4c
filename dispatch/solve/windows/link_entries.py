"""Makes states and the entries of link rows, one kind after the other."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dispatch.program.linear_program import LinearProgram
from dispatch.solve.windows.link_types import Incoming, Links, MasterRows, Outgoing, States
from dispatch.solve.windows.split import MASTER, Split


@dataclass(frozen=True, eq=False)
class Entries:
    """Entries of the matrix with the windows of their row and column."""

    row: np.ndarray
    column: np.ndarray
    value: np.ndarray
    row_window: np.ndarray
    window: np.ndarray

    @classmethod
    def of(cls, program: LinearProgram, split: Split) -> Entries:
        """Those whose row and column do not belong to the same window."""
        matrix = program.matrix
        row = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
        odd = np.flatnonzero((split.row[row] != split.column[matrix.indices]) | (split.row[row] == MASTER))
        row, column = row[odd], matrix.indices[odd].astype(np.int64)
        return cls(row, column, matrix.data[odd], split.row[row], split.column[column])

    def part(self, chosen: np.ndarray) -> Entries:
        return Entries(*(v[chosen] for v in (self.row, self.column, self.value, self.row_window, self.window)))


class Ranges:
    """Limits of single terms value·x."""

    def __init__(self, program: LinearProgram):
        self.column_lower, self.column_upper = program.column_lower, program.column_upper

    def of(self, column: np.ndarray, value: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        one, other = value * self.column_lower[column], value * self.column_upper[column]
        return np.minimum(one, other), np.maximum(one, other)

    def of_sums(
        self, column: np.ndarray, value: np.ndarray, at: np.ndarray, size: int
    ) -> tuple[np.ndarray, np.ndarray]:
        low, high = self.of(column, value)
        return _sums(at, low, size), _sums(at, high, size)


def _sums(at: np.ndarray, value: np.ndarray, size: int) -> np.ndarray:
    """Sums of values that may be infinite."""
    total = np.zeros(size)
    np.add.at(total, at, value)
    return total


class LinkMaker:
    """States and link entries, one kind after the other."""

    def __init__(self, limits: Ranges):
        self._limits, self._count, self._fresh = limits, 0, 0
        self._states: list[tuple[np.ndarray, ...]] = []
        self._out: list[tuple[np.ndarray, ...]] = []
        self._in: list[tuple[np.ndarray, ...]] = []
        self._in_entry: list[tuple[np.ndarray, ...]] = []
        self._master: list[tuple[np.ndarray, ...]] = []

    def copy(self, foreign: Entries, timeless: Entries, whole: np.ndarray, c: np.ndarray, split: Split) -> None:
        """Columns of the master, and states at boundaries that the next window gets a copy of."""
        states = np.concatenate([whole, np.unique(foreign.column)])
        of_column = np.full(len(c), -1)
        of_column[states] = self._count + np.arange(len(states))
        low, high = self._limits.column_lower[states], self._limits.column_upper[states]
        inside = split.column[states] != MASTER
        used = np.concatenate([timeless.row, foreign.row])
        column = np.concatenate([timeless.column, foreign.column])
        value = np.concatenate([timeless.value, foreign.value])
        window = np.concatenate([timeless.row_window, foreign.row_window])
        worth = np.full(len(c), -1)
        worth[column] = used
        self._states.append((low, high, np.where(inside, 0.0, c[states]), states, worth[states]))
        owners = states[inside]
        self._out.append((split.column[owners], of_column[owners], owners, np.ones(len(owners))))
        pairs, of = np.unique(np.stack([window, column]), axis=1, return_inverse=True)
        self._take_in(pairs[0], of_column[pairs[1]], *(v[pairs[1]] for v in self._column_limits()))
        self._in_entry.append((self._fresh - pairs.shape[1] + of.ravel(), used, value))
        self._of_column, self._count = of_column, self._count + len(states)

    def carry(self, foreign: Entries, asset: np.ndarray) -> None:
        """One state for all that an asset's equations take from another window."""
        key = np.stack([foreign.row_window, asset[foreign.row], foreign.window])
        found, state = np.unique(key, axis=1, return_inverse=True)
        state = state.ravel()
        low, high = self._limits.of_sums(foreign.column, foreign.value, state, found.shape[1])
        worth = np.zeros(found.shape[1], dtype=np.int64)
        worth[state] = foreign.row
        nothing = np.full(found.shape[1], -1)
        self._states.append((low, high, np.zeros(found.shape[1]), nothing, worth))
        self._out.append((foreign.window, self._count + state, foreign.column, foreign.value))
        arrivals, of = np.unique(np.stack([foreign.row, foreign.window]), axis=1, return_inverse=True)
        of = of.ravel()
        low, high = self._limits.of_sums(foreign.column, foreign.value, of, arrivals.shape[1])
        of_state, window = np.zeros(arrivals.shape[1], np.int64), np.zeros(arrivals.shape[1], np.int64)
        of_state[of], window[of] = self._count + state, foreign.row_window
        self._take_in(window, of_state, low, high)
        fresh = self._fresh - arrivals.shape[1] + np.arange(arrivals.shape[1])
        self._in_entry.append((fresh, arrivals[0], np.ones(arrivals.shape[1])))
        self._count += found.shape[1]

    def share(self, entries: Entries) -> None:
        """Shares of the windows in rows of the master, and the columns of the master itself in them."""
        own = entries.part(entries.window == MASTER)
        self._master.append((own.row, self._of_column[own.column], own.value))
        parts = entries.part(entries.window != MASTER)
        found, state = np.unique(np.stack([parts.row, parts.window]), axis=1, return_inverse=True)
        state = state.ravel()
        low, high = self._limits.of_sums(parts.column, parts.value, state, found.shape[1])
        nothing = np.full(found.shape[1], -1)
        self._states.append((low, high, np.zeros(found.shape[1]), nothing, found[0]))
        self._out.append((parts.window, self._count + state, parts.column, parts.value))
        states = self._count + np.arange(found.shape[1])
        self._master.append((found[0], states, np.ones(found.shape[1])))
        self._count += found.shape[1]

    def links(self, rows: np.ndarray, dropped: np.ndarray) -> Links:
        """All of it."""
        row, state, value = (np.concatenate(v) for v in zip(*self._master, strict=True))
        return Links(
            States(*(np.concatenate(v) for v in zip(*self._states, strict=True))),
            Outgoing(*(np.concatenate(v) for v in zip(*self._out, strict=True))),
            Incoming(
                *(np.concatenate(v) for v in zip(*self._in, strict=True)),
                *(np.concatenate(v) for v in zip(*self._in_entry, strict=True)),
            ),
            MasterRows(rows, np.searchsorted(rows, row), state, value),
            dropped,
        )

    def _column_limits(self) -> tuple[np.ndarray, np.ndarray]:
        return self._limits.column_lower, self._limits.column_upper

    def _take_in(self, window: np.ndarray, state: np.ndarray, low: np.ndarray, high: np.ndarray) -> None:
        self._in.append((window, state, low, high))
        self._fresh += len(window)
