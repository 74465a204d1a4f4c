"""Nothing charges and discharges, or sends both ways, at once.

The LP allows a mix of two opposed columns, and where prices are negative enough burning energy pays. That is not a
dispatch that a machine can run. So where both are positive after the solve, the smaller one is closed and the
program solved again from its basis, until none is left. What this costs is reported: the first optimum stays a
lower bound on the best one-way dispatch.
"""

from __future__ import annotations

import numpy as np

from dispatch.program.certificate import Certificate, certify
from dispatch.program.highs import HighsSession, Solution, Status
from dispatch.program.linear_program import LinearProgram

# Up to this both are noise of the barrier: a share of the asset's own limit, plus a floor in MW. Measured on a year of
# Zhaotong with HiPO at a gap of 1e-7: 0.011 MW at worst, 1e-5 of the line's limit.
AT_ONCE_PU = 5e-5
AT_ONCE_MW = 1e-4
MOST_ROUNDS = 20


def both_ways(program: LinearProgram, x: np.ndarray) -> np.ndarray:
    """Numbers of the columns to close: the smaller of every opposed pair that is positive on both sides."""
    close = [np.zeros(0, dtype=np.int64)]
    for one, other in program.opposed:
        a, b = program.columns[one], program.columns[other]
        first, second = _common(program, a.name, b.name)
        limit = program.column_upper[first].max(axis=1, initial=0.0, keepdims=True)
        noise = AT_ONCE_MW + AT_ONCE_PU * np.where(np.isfinite(limit), limit, 0.0)
        both = (x[first] > noise) & (x[second] > noise)
        close.append(np.where(x[first] <= x[second], first, second)[both])
    return np.concatenate(close)


def solve_one_way(session: HighsSession) -> tuple[Solution, Certificate | None]:
    """(solution, certificate of the optimum before any direction was closed, None where none had to be).

    The caller certifies the final solution on `session.program`, whose bounds then include the closed columns.
    """
    solution, relaxed = session.solve(), None
    for _ in range(MOST_ROUNDS):
        if solution.status != Status.OPTIMAL:
            break
        closing = both_ways(session.program, solution.x)
        if not len(closing):
            break
        relaxed = relaxed or certify(session.program, solution.x, solution.row_dual)
        session.close_columns(closing)
        solution = session.solve()
    return solution, relaxed


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
