"""Complementarity of opposed columns: nothing charges and discharges, or sends both ways, at once.

The LP allows a mix of two opposed columns, and where prices are negative enough burning energy pays. That is not a
dispatch that a machine can run. So where both are positive after the solve, the smaller one is closed and the
program solved again from its basis, until none is left. What this costs is reported: the first optimum stays a
lower bound on the best dispatch with one direction at a time. Where that way of closing leaves no dispatch at all, a
small mixed-integer program over the pairs in question finds the directions that do.

Where a surplus costs more than burning it, the few MW that are burned may move to another pair in every round, from
line to line across the network. After PAIR_ROUNDS all assets therefore keep to one direction in the periods in
question, and after PERIOD_ROUNDS every pair of the program does, so that nothing is left to burn with.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from dispatch.case.settings import Solver
from dispatch.program.certificate import Certificate, certify
from dispatch.program.formulation import Formulation
from dispatch.program.highs import HighsSession
from dispatch.program.linear_program import LinearProgram
from dispatch.program.rowwise import Rowwise
from dispatch.program.solution import Solution, Status

# Up to this both are noise of the barrier: a share of the asset's own limit, plus a floor in MW. Measured on a year of
# Zhaotong with HiPO at a gap of 1e-7: 0.011 MW at worst, 1e-5 of the line's limit.
AT_ONCE_PU = 5e-5
AT_ONCE_MW = 1e-4
# Rounds of closing pairs that run both ways; then of closing all pairs in the periods in question too. Two days of
# Zhaotong in July 2030 with security need a round for each of more than twenty lines of a single hour.
PAIR_ROUNDS, PERIOD_ROUNDS = 20, 40
# The last rounds are for closed directions that leave no dispatch, which have to be chosen again.
MOST_ROUNDS = 60
# Seconds that a search for the best directions may take, where closing the smaller would do too.
SEARCH_S = 10.0
# With more pairs than this no search is made: the case dissipates energy everywhere, which the user should know.
MOST_CHOICES = 2000


@dataclass(frozen=True, eq=False)
class Directions:
    """How the directions of opposed pairs are chosen where both columns are positive.

    known: (columns,) a dispatch within all limits with one direction a pair; its directions are taken where closing the
    smaller of each pair leaves no dispatch. Without one, `choose_directions` finds those that leave a dispatch.
    follow: take the directions of `known` at once.
    widen_after: rounds after which assets that still run both ways keep to one direction in all periods; where burning
    energy pays it moves on to periods that are still open.
    search: while no more pairs than this are in question, their best directions are searched for instead of taken.
    """

    known: np.ndarray | None = None
    follow: bool = False
    widen_after: int = PAIR_ROUNDS
    search: int = 0


SMALLER_CLOSED = Directions()


def active_pairs(program: LinearProgram, x: np.ndarray) -> np.ndarray:
    """(2, n) column numbers of opposed pairs that are positive on both sides: the smaller above the larger."""
    found = [np.zeros((2, 0), dtype=np.int64)]
    for one, other in program.opposed:
        first, second = _common(program, one, other)
        limit = program.column_upper[first].max(axis=1, initial=0.0, keepdims=True)
        noise = AT_ONCE_MW + AT_ONCE_PU * np.where(np.isfinite(limit), limit, 0.0)
        both = (x[first] > noise) & (x[second] > noise)
        pair = np.array([first[both], second[both]])
        found.append(_smaller_first(pair, x))
    return np.hstack(found)


def solve_complementary(
    session: HighsSession, directions: Directions = SMALLER_CLOSED, *, method: str | None = None
) -> tuple[Solution, Certificate | None]:
    """(solution, certificate of the optimum before any direction was closed, None where none had to be).

    method: that of the first solve, with all directions open. The caller certifies the final solution on
    `session.program`, whose bounds then include the closed columns.
    """
    closing = _Closing(session, directions)
    solution, relaxed = session.solve(method), None
    for rounds in range(MOST_ROUNDS):
        if solution.status == Status.OPTIMAL:
            active = active_pairs(session.program, solution.x)
            if not active.size:
                break
            relaxed = relaxed or certify(session.program, solution.x, solution.row_dual)
            columns: np.ndarray | None = closing.of_active(active, solution.x, rounds)
        elif solution.status == Status.INFEASIBLE:
            columns = closing.where_nothing_is_left()
        else:
            break
        if columns is None:
            break
        closing.close(columns)
        solution = session.solve()
    return solution, relaxed


class _Closing:
    """The columns that rounds of closing have closed, and the pairs that were in question."""

    def __init__(self, session: HighsSession, directions: Directions):
        self._session, self._opened, self._known = session, session.program, directions.known
        self._follow = directions.follow and directions.known is not None
        self._widen_after, self._search = directions.widen_after, directions.search
        self._pairs = np.zeros((2, 0), dtype=np.int64)
        self._closed = np.zeros(0, dtype=np.int64)

    def of_active(self, active: np.ndarray, x: np.ndarray, rounds: int) -> np.ndarray:
        """The columns to close where pairs (2, n) are active in an optimum."""
        self._pairs = np.unique(np.hstack([self._pairs, active]), axis=1)
        best = self._searched()
        if best is not None:
            self._reopen()
            return best
        wide = self._widened(active, x, rounds)
        return _directions_of(self._known, wide) if self._follow and self._known is not None else wide[0]

    def _widened(self, active: np.ndarray, x: np.ndarray, rounds: int) -> np.ndarray:
        """The pairs (2, n) that are active, and those that burning would move on to: more of them in later rounds."""
        if rounds >= PERIOD_ROUNDS:
            return _all_pairs(self._opened, x)
        wide = [active]
        if rounds >= self._widen_after:
            wide.append(_at_all_times(self._opened, x, active))
        if rounds >= PAIR_ROUNDS:
            wide.append(_of_all_assets(self._opened, x, active))
        return np.unique(np.hstack(wide), axis=1) if len(wide) > 1 else active

    def where_nothing_is_left(self) -> np.ndarray | None:
        """Other columns to close, where those that are closed leave no dispatch; None where it is not they."""
        if not self._pairs.shape[1]:
            return None
        if self._known is not None:
            chosen: np.ndarray | None = _directions_of(self._known, self._pairs)
        elif self._pairs.shape[1] <= MOST_CHOICES:
            chosen = choose_directions(self._opened, self._pairs, self._session.options)
        else:
            chosen = None
        if chosen is not None:
            self._reopen()
            self._follow = self._known is not None
        return chosen

    def close(self, columns: np.ndarray) -> None:
        """Limit further columns to at most zero."""
        self._session.close_columns(columns)
        self._closed = np.union1d(self._closed, columns)

    def _searched(self) -> np.ndarray | None:
        """The directions proven best (to HiGHS's 1e-4) in SEARCH_S, else None: what a search that is broken off has
        found may be far worse, and a search that was broken off once would be again, with more pairs.
        """
        best = None
        if self._pairs.shape[1] <= self._search:
            limit = min(SEARCH_S, self._session.options.time_limit_s)
            options = self._session.options.model_copy(update={"time_limit_s": limit})
            best = choose_directions(self._opened, self._pairs, options)
        if best is None:
            self._search = 0
        return best

    def _reopen(self) -> None:
        lower, upper = self._opened.column_lower, self._opened.column_upper
        self._session.change_column_bounds(self._closed, lower[self._closed], upper[self._closed])
        self._closed = self._closed[:0]


def with_directions_open(program: LinearProgram, model: Formulation) -> LinearProgram:
    """The same program with all directions as open as the model has them."""
    upper = program.column_upper.copy()
    families = {columns.name: columns for columns in model.columns}
    for name in {family for pair in program.opposed for family in pair}:
        layout = program.columns[name]
        layout.of(upper)[...] = np.broadcast_to(families[name].upper, layout.shape)
    return replace(program, column_upper=upper)


def _at_all_times(program: LinearProgram, x: np.ndarray, found: np.ndarray) -> np.ndarray:
    """(2, n) pairs of the assets of those found, in all periods in which they run."""
    pairs = [pair[:, np.isin(pair, found).any(axis=(0, 2))] for pair in _opposed_pairs(program)]
    return _running(pairs, x)


def _of_all_assets(program: LinearProgram, x: np.ndarray, found: np.ndarray) -> np.ndarray:
    """(2, n) pairs of all assets that run in the periods of those found."""
    pairs = _opposed_pairs(program)
    in_question = np.any([np.isin(pair, found).any(axis=(0, 1)) for pair in pairs], axis=0)
    return _running([pair[:, :, in_question] for pair in pairs], x)


def _all_pairs(program: LinearProgram, x: np.ndarray) -> np.ndarray:
    """(2, n) all pairs of the program, idle ones too: the smaller above the larger."""
    return _smaller_first(np.hstack([pair.reshape(2, -1) for pair in _opposed_pairs(program)]), x)


def _opposed_pairs(program: LinearProgram) -> list[np.ndarray]:
    """(2, assets, periods) column numbers of each pair of families."""
    return [np.array(_common(program, one, other)) for one, other in program.opposed]


def _running(pairs: list[np.ndarray], x: np.ndarray) -> np.ndarray:
    """(2, n) those of some pairs that are not idle both ways: the smaller above the larger."""
    flat = np.hstack([pair.reshape(2, -1) for pair in pairs])
    return _smaller_first(flat[:, (x[flat] > AT_ONCE_MW).any(axis=0)], x)


def _smaller_first(pairs: np.ndarray, x: np.ndarray) -> np.ndarray:
    return np.where(x[pairs[0]] <= x[pairs[1]], pairs, pairs[::-1])


def _directions_of(known: np.ndarray, pairs: np.ndarray) -> np.ndarray:
    """The column of every pair (2, n) that a dispatch leaves idle; the first, which is smaller now, of idle pairs."""
    return np.where(known[pairs[0]] <= known[pairs[1]], pairs[0], pairs[1])


def choose_directions(program: LinearProgram, pairs: np.ndarray, options: Solver) -> np.ndarray | None:
    """Which column of every pair (2, n) to close for the cheapest dispatch; None where no choice leaves one.

    One binary z a pair: first ≤ upper·z, second ≤ upper·(1 − z), all else as it is.
    """
    from scipy import sparse  # here, because every run imports this module and few need it

    rows, columns, _ = program.shape
    n = pairs.shape[1]
    upper = program.column_upper[pairs]
    binary = columns + np.arange(n)
    gate_value = np.hstack([np.ones(2 * n), -upper[0], upper[1]])
    gate_at = np.tile(np.arange(2 * n), 2), np.hstack([*pairs, binary, binary])
    gate = sparse.csr_array((gate_value, gate_at), shape=(2 * n, columns + n))
    wide = sparse.hstack([program.matrix.tocsr(), sparse.csr_array((rows, n))])
    mixed = replace(
        program,
        c=np.append(program.c, np.zeros(n)),
        matrix=Rowwise.of(sparse.vstack([wide, gate])),
        row_lower=np.append(program.row_lower, np.full(2 * n, -np.inf)),
        row_upper=np.concatenate([program.row_upper, np.zeros(n), upper[1]]),
        column_lower=np.append(program.column_lower, np.zeros(n)),
        column_upper=np.append(program.column_upper, np.ones(n)),
    )
    solution = HighsSession(mixed, options, integer=binary).solve()
    if solution.status != Status.OPTIMAL:
        return None
    return np.where(solution.x[columns:] > 0.5, pairs[1], pairs[0])


def _common(program: LinearProgram, one: str, other: str) -> tuple[np.ndarray, np.ndarray]:
    """Column numbers of the assets that both families have."""
    a, b = program.columns[one], program.columns[other]
    numbers_a = a.offset + np.arange(a.size).reshape(a.shape)
    numbers_b = b.offset + np.arange(b.size).reshape(b.shape)
    if a.axes[0] is b.axes[0]:
        return numbers_a, numbers_b
    labels_a, labels_b = a.axes[0].labels or (), b.axes[0].labels or ()
    shared = [label for label in labels_a if label in set(labels_b)]
    return (
        numbers_a[[labels_a.index(label) for label in shared]],
        numbers_b[[labels_b.index(label) for label in shared]],
    )
