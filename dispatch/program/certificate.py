"""Is the answer optimal? Judged from A, c and the bounds alone, never from what the solver reports of itself.

With row duals y and reduced costs d = c − Aᵀy, a primal-dual pair is optimal iff

    primal    every bound holds
    dual      y > 0 only where the lower row bound is finite, y < 0 only where the upper is; d likewise for columns
    gap       cᵀx = Σ y⁺·row_lower − y⁻·row_upper + Σ d⁺·lower − d⁻·upper

Complementarity is the gap, entry by entry. Violations are backward errors, entry by entry (Oettli and Prager): that of
row i is divided by 1 + |bound| + Σ|a_ij·x_j|, that of a column by 1 + |bound|, that of a dual by 1 + |c_j| +
Σ|a_ij·y_i|, so that 1e-6 means a millionth of what actually flows. The gap is relative to 1 + |objective|.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dispatch.program.linear_program import LinearProgram

# HiGHS works to 1e-7 absolute on scaled data; unscaling and the barrier's stop leave an order of magnitude.
PRIMAL_TOLERANCE = 1e-6
DUAL_TOLERANCE = 1e-6
GAP_TOLERANCE = 1e-6


@dataclass(frozen=True)
class Certificate:
    """Worst violations (relative) and where they are; `bound` is the dual objective in CNY."""

    primal: float
    primal_at: str
    dual: float
    dual_at: str
    complementarity: float
    gap: float
    objective: float
    bound: float

    @property
    def passed(self) -> bool:
        """All within tolerance."""
        return (
            self.primal <= PRIMAL_TOLERANCE
            and self.dual <= DUAL_TOLERANCE
            and self.complementarity <= GAP_TOLERANCE
            and abs(self.gap) <= GAP_TOLERANCE
        )

    @property
    def proven_bound(self) -> float:
        """No point within the limits costs less; −inf where the duals do not prove anything."""
        return self.bound if self.dual <= DUAL_TOLERANCE else -np.inf


def certify(program: LinearProgram, x: np.ndarray, row_dual: np.ndarray) -> Certificate:
    """Certificate of a primal-dual pair; x: (columns,), row_dual: (rows,), both finite.

    A dual on an infinite bound is infeasible and contributes nothing to the dual objective.
    """
    activity = program.matrix @ x
    reduced = program.c - row_dual @ program.matrix
    size = program.matrix.absolute()
    row_break = _broken(activity, program.row_lower, program.row_upper, size @ np.abs(x))
    column_break = _broken(x, program.column_lower, program.column_upper, np.zeros_like(x))
    priced = np.abs(row_dual) @ size
    row_wrong = _unsupported(row_dual, program.row_lower, program.row_upper) / (1 + np.abs(row_dual))
    column_wrong = _unsupported(reduced, program.column_lower, program.column_upper) / (1 + np.abs(program.c) + priced)
    row_pay, row_slack = _pays(row_dual, activity, program.row_lower, program.row_upper)
    column_pay, column_slack = _pays(reduced, x, program.column_lower, program.column_upper)
    objective = program.c0 + float(program.c @ x)
    bound = program.c0 + row_pay + column_pay
    scale = 1 + abs(objective)
    primal, primal_at = _worst(row_break, column_break, program)
    dual, dual_at = _worst(row_wrong, column_wrong, program)
    return Certificate(
        primal,
        primal_at,
        dual,
        dual_at,
        (row_slack + column_slack) / scale,
        (objective - bound) / scale,
        objective,
        bound,
    )


def _broken(value: np.ndarray, lower: np.ndarray, upper: np.ndarray, flowing: np.ndarray) -> np.ndarray:
    with np.errstate(invalid="ignore"):
        below = np.where(np.isfinite(lower), (lower - value) / (1 + np.abs(lower) + flowing), -np.inf)
        above = np.where(np.isfinite(upper), (value - upper) / (1 + np.abs(upper) + flowing), -np.inf)
    return np.maximum(np.maximum(below, above), 0.0)


def _unsupported(dual: np.ndarray, lower: np.ndarray, upper: np.ndarray) -> np.ndarray:
    """Size of a dual that leans on a bound that is not there."""
    return np.where((dual > 0) & ~np.isfinite(lower) | (dual < 0) & ~np.isfinite(upper), np.abs(dual), 0.0)


def _pays(dual: np.ndarray, value: np.ndarray, lower: np.ndarray, upper: np.ndarray) -> tuple[float, float]:
    """Contribution to the dual objective, and Σ|dual|·distance to the bound that it leans on."""
    leaning = np.where(dual > 0, lower, upper)
    known = np.isfinite(leaning) & (dual != 0)
    paid = dual[known] * leaning[known]
    return float(paid.sum()), float(np.abs(dual[known] * (value[known] - leaning[known])).sum())


def _worst(rows: np.ndarray, columns: np.ndarray, program: LinearProgram) -> tuple[float, str]:
    row, column = rows.max(initial=0.0), columns.max(initial=0.0)
    if max(row, column) <= 0:
        return 0.0, ""
    if row >= column:
        return float(row), program.row_name(int(rows.argmax()))
    return float(column), program.column_name(int(columns.argmax()))
