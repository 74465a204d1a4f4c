"""Nothing charges and discharges, or sends both ways, at once.

The LP allows a mix of two opposed columns, and where prices are negative enough burning energy pays. That is not a
dispatch that a machine can run. So where both are positive after the solve, the smaller one is closed and the
program solved again from its basis, until none is left. What this costs is reported: the first optimum stays a
lower bound on the best one-way dispatch. Where that way of closing leaves no dispatch at all, a small mixed-integer
program over the pairs in question finds the directions that do.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy import sparse

from dispatch.case.schema import Solver
from dispatch.program.certificate import Certificate, certify
from dispatch.program.highs import HighsSession, Solution, Status
from dispatch.program.linear_program import LinearProgram
from dispatch.program.rowwise import Rowwise

# Up to this both are noise of the barrier: a share of the asset's own limit, plus a floor in MW. Measured on a year of
# Zhaotong with HiPO at a gap of 1e-7: 0.011 MW at worst, 1e-5 of the line's limit.
AT_ONCE_PU = 5e-5
AT_ONCE_MW = 1e-4
MOST_ROUNDS = 20
# Seconds that a search for the best directions may take, where closing the smaller would do too.
SEARCH_S = 10.0
# More pairs than this are not worth a search tree: the case burns energy everywhere, which the user should know.
MOST_CHOICES = 2000


def both_ways(program: LinearProgram, x: np.ndarray) -> np.ndarray:
    """(2, n) column numbers of opposed pairs that are positive on both sides: the smaller above the larger."""
    found = [np.zeros((2, 0), dtype=np.int64)]
    for one, other in program.opposed:
        first, second = _common(program, one, other)
        limit = program.column_upper[first].max(axis=1, initial=0.0, keepdims=True)
        noise = AT_ONCE_MW + AT_ONCE_PU * np.where(np.isfinite(limit), limit, 0.0)
        both = (x[first] > noise) & (x[second] > noise)
        pair = np.array([first[both], second[both]])
        found.append(np.where(x[pair[0]] <= x[pair[1]], pair, pair[::-1]))
    return np.hstack(found)


def solve_one_way(
    session: HighsSession, known: np.ndarray | None = None, *, follow: bool = False, widen_after: int = MOST_ROUNDS,
    method: str | None = None, search: int = 0,
) -> tuple[Solution, Certificate | None]:  # fmt: skip
    """(solution, certificate of the optimum before any direction was closed, None where none had to be).

    Where closing the smaller of each pair leaves no dispatch, the directions of `known` are taken, a dispatch within
    all limits that runs one way (columns,); with `follow` they are taken at once. Without one, `choose_directions`
    finds those that leave a dispatch. Where burning energy pays it moves on to periods that are still open: after
    `widen_after` rounds, assets that still run both ways keep to one direction in all periods. While no more than
    `search` pairs are in question, their best directions are searched for instead of taken. `method` is that of the
    first solve, with all directions open. The caller certifies the final solution on `session.program`, whose bounds
    then include the closed columns.
    """
    opened = session.program
    pairs = np.zeros((2, 0), dtype=np.int64)
    solution, relaxed = session.solve(method), None
    closed = np.zeros(0, dtype=np.int64)
    for done in range(MOST_ROUNDS):
        if solution.status == Status.OPTIMAL:
            found = both_ways(session.program, solution.x)
            if not found.size:
                break
            relaxed = relaxed or certify(session.program, solution.x, solution.row_dual)
            pairs = np.unique(np.hstack([pairs, found]), axis=1)
            wide = found if done < widen_after else _at_all_times(opened, solution.x, found)
            best = _best(opened, pairs, session.options) if pairs.shape[1] <= search else None
            # A search that was broken off once would be again, with more pairs.
            search = search if best is not None else 0
            if best is not None:
                session.change_column_bounds(closed, *(b[closed] for b in _bounds(opened)))
                closing, closed = best, closed[:0]
            else:
                closing = _directions_of(known, wide) if follow and known is not None else wide[0]
        elif solution.status == Status.INFEASIBLE and pairs.shape[1]:
            chosen = _directions_of(known, pairs) if known is not None else _choose(opened, pairs, session.options)
            if chosen is None:
                break
            session.change_column_bounds(closed, *(b[closed] for b in _bounds(opened)))
            closing, follow = chosen, known is not None
        else:
            break
        session.close_columns(closing)
        closed = np.union1d(closed, closing)
        solution = session.solve()
    return solution, relaxed


def _at_all_times(program: LinearProgram, x: np.ndarray, found: np.ndarray) -> np.ndarray:
    """(2, n) pairs found, and those of other periods of the same assets that run one way: the smaller above the larger.

    Where both are idle nothing is said.
    """
    wide = [found]
    for one, other in program.opposed:
        pair = np.array(_common(program, one, other))
        pair = pair[:, np.isin(pair, found).any(axis=(0, 2))].reshape(2, -1)
        pair = pair[:, (x[pair] > AT_ONCE_MW).any(axis=0)]
        wide.append(np.where(x[pair[0]] <= x[pair[1]], pair, pair[::-1]))
    return np.unique(np.hstack(wide), axis=1)


def _directions_of(known: np.ndarray, pairs: np.ndarray) -> np.ndarray:
    """The column of every pair (2, n) that a dispatch leaves idle; the first, which is smaller now, of idle pairs."""
    return np.where(known[pairs[0]] <= known[pairs[1]], pairs[0], pairs[1])


def _choose(program: LinearProgram, pairs: np.ndarray, options: Solver) -> np.ndarray | None:
    """`choose_directions` where there are few enough pairs to try."""
    return choose_directions(program, pairs, options) if pairs.shape[1] <= MOST_CHOICES else None


def _best(program: LinearProgram, pairs: np.ndarray, options: Solver) -> np.ndarray | None:
    """Those proven best (to HiGHS's 1e-4) in SEARCH_S, else None: what a search that is broken off has found may be far
    worse."""
    limit = min(SEARCH_S, options.time_limit_s)
    return choose_directions(program, pairs, options.model_copy(update={"time_limit_s": limit}))


def choose_directions(program: LinearProgram, pairs: np.ndarray, options: Solver) -> np.ndarray | None:
    """Which column of every pair (2, n) to close for the cheapest dispatch; None where no choice leaves one.

    One binary z a pair: first ≤ upper·z, second ≤ upper·(1 − z), all else as it is.
    """
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


def _bounds(program: LinearProgram) -> tuple[np.ndarray, np.ndarray]:
    return program.column_lower, program.column_upper


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
