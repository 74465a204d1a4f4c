"""Small programs that are solved again and again by simplex, each from a basis that is known.

A basis may be that of another program of the same shape (the week before), whatever differs between the two. Reading a
solution takes longer than a few steps of simplex, so that only what is asked for is read.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from dispatch.case.settings import Solver
from dispatch.errors import SolveError
from dispatch.program.highs import HighsSession
from dispatch.program.linear_program import LinearProgram
from dispatch.program.rowwise import Rowwise
from dispatch.program.solution import Solution, Status
from dispatch.program.subproblem import numbered

_OK = "kOk"
_TRIANGULAR = 1
# HiGHS drops smaller ones, and says so.
LEAST_COEFFICIENT = 1e-9
# From a basis simplex may take a step for so many rows before it begins anew, with presolve: it may have lost its way.
ROWS_A_STEP, LEAST_STEPS, ENDLESS = 4, 2000, 2**31 - 1
# Interior methods that have not come to an end by then will not.
MOST_ITERATIONS = 100


@dataclass(frozen=True, eq=False)
class Optimum:
    """objective: CNY; row_dual: (rows,); steps of simplex that it took."""

    objective: float
    row_dual: np.ndarray
    steps: int


class HotSession(HighsSession):
    """A program on one thread; `begin_at` before the first solve, then its own last basis."""

    def __init__(self, program: LinearProgram):
        super().__init__(program, Solver(name="simplex", threads=1, time_limit_s=1e6))
        self._set("solver", "simplex")

    @property
    def basis(self) -> Any:
        """That of the last solve, for another session of the same shape."""
        return self._highs.getBasis()

    def begin_at(self, basis: Any) -> None:
        """Begin the next solve at a basis; where its shape is another's, as before."""
        if basis is not None and basis.valid and len(basis.col_status) == len(self.program.c):
            self._highs.setBasis(basis)

    def optimum(self) -> Optimum:
        """The least cost; from scratch where the last basis leads nowhere. SolveError where there is none."""
        warm = self._highs.getBasis().valid
        limit = max(LEAST_STEPS, self.program.shape[0] // ROWS_A_STEP)
        self._set("simplex_iteration_limit", limit if warm else ENDLESS)
        if self._run().name != "kOptimal":
            self._set("simplex_iteration_limit", ENDLESS)
            self._highs.clearSolver()
            found = self.solve("simplex")
            if found.status != Status.OPTIMAL:
                raise SolveError(f"{found.message} ({found.solver})")
        info = self._highs.getInfo()
        dual = np.asarray(self._highs.getSolution().row_dual, dtype=float)
        return Optimum(float(info.objective_function_value), dual, int(info.simplex_iteration_count))

    def values(self) -> np.ndarray:
        """(columns,) of the last solve."""
        return np.asarray(self._highs.getSolution().col_value, dtype=float)

    def vertex(self) -> Solution:
        """A whole solution from the last basis, whatever its status."""
        return self.solve("simplex")

    def change_costs(self, columns: np.ndarray, cost: np.ndarray) -> None:
        """New costs of some columns, here and in `program`; the basis is kept."""
        if self._highs.changeColsCost(len(columns), columns.astype(np.int32), cost).name != _OK:
            raise SolveError("HiGHS refused new costs")
        c = self.program.c.copy()
        c[columns] = cost
        self.program = replace(self.program, c=c)

    def add_rows(self, rows: Rowwise, lower: np.ndarray, upper: np.ndarray) -> None:
        """More rows below the others; the basis is kept."""
        status = self._highs.addRows(
            rows.shape[0], lower, upper, rows.nnz, rows.indptr[:-1].astype(np.int32), rows.indices, rows.data
        )
        if status.name != _OK:
            raise SolveError("HiGHS refused new rows")
        program = self.program
        self._hold(program.matrix.below(rows), np.append(program.row_lower, lower), np.append(program.row_upper, upper))

    def remove_rows(self, numbers: np.ndarray) -> None:
        """Without some rows; those behind move up."""
        if not len(numbers):
            return
        if self._highs.deleteRows(len(numbers), numbers.astype(np.int32)).name != _OK:
            raise SolveError("HiGHS refused to remove rows")
        kept = np.ones(self.program.shape[0], dtype=bool)
        kept[numbers] = False
        program = self.program
        self._hold(program.matrix.only(kept), program.row_lower[kept], program.row_upper[kept])

    def _hold(self, matrix: Rowwise, lower: np.ndarray, upper: np.ndarray) -> None:
        self.program = replace(
            self.program, matrix=matrix, row_lower=lower, row_upper=upper, rows=numbered("row", matrix.shape[0])
        )


class InteriorSession(HighsSession):
    """Points well inside what a program allows, by interior methods that are not driven into a corner; its costs do not
    matter."""

    def __init__(self, program: LinearProgram):
        clean = replace(program, c=np.zeros(len(program.c)), matrix=program.matrix.without_small(LEAST_COEFFICIENT))
        super().__init__(clean, Solver(name="ipx", threads=1))
        self._set("run_crossover", "off")
        self._set("presolve", "off")
        self._set("ipm_iteration_limit", MOST_ITERATIONS)

    def nearest(self, weight: np.ndarray) -> np.ndarray | None:
        """(columns,) about the least Σ weight·x², as far as the method came; None where it has no point."""
        squared = np.flatnonzero(weight).astype(np.int32)
        start = np.concatenate([[0], np.cumsum(weight != 0)]).astype(np.int32)
        size = len(weight)
        if self._highs.passHessian(size, len(squared), _TRIANGULAR, start[:-1], squared, weight[squared]).name != _OK:
            raise SolveError("HiGHS did not accept the squares")
        self._set("solver", "hipo")
        return self._point()

    def centre(self) -> np.ndarray | None:
        """(columns,) near the analytic centre; None where the method finds none."""
        self._set("solver", "ipx")
        return self._point()

    def _point(self) -> np.ndarray | None:
        usable = self._run().name in ("kOptimal", "kUnknown", "kIterationLimit")
        x = np.asarray(self._highs.getSolution().col_value, dtype=float)
        return x if usable and len(x) == len(self.program.c) and bool(np.isfinite(x).all()) else None
