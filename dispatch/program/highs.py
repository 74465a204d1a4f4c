"""LinearProgram → Solution through HiGHS; the only module that uses HiGHS.

Every return code is checked: HiGHS *returns* kError for a misspelt option, and an infeasible run returns
kOk with zeros. Duals are ∂objective/∂(row bound) in the sense of minimisation.
"""

from __future__ import annotations

import threading
import time
from dataclasses import replace

import highspy
import numpy as np

from dispatch.case.settings import Solver
from dispatch.errors import SolveError
from dispatch.program.certificate import certify
from dispatch.program.highs_log import Listener, forward_log
from dispatch.program.linear_program import LinearProgram
from dispatch.program.solution import Solution, Status

# Above about this many nonzeros the barrier beats simplex (docs/benchmarks.md, "choice of solver").
SIMPLEX_UP_TO_NONZEROS = 500_000

# Of a program that is not cut into windows, or could not be, the size decides too.
WHOLE_BY_SIZE = ("auto", "windows")

# In the unit of the row: ten times what HiGHS allows itself.
DRIFT = 1e-6

_DUAL, _PRIMAL = 1, 4

_METHOD: dict[str, tuple[str, str]] = {
    "simplex": ("simplex", "on"),
    "ipx": ("ipx", "off"),
    "ipx_crossover": ("ipx", "on"),
    "hipo": ("hipo", "off"),
    "hipo_crossover": ("hipo", "on"),
    # Any named solver would solve the relaxation of a program with whole numbers.
    "integer": ("choose", "on"),
}

_ENDED = {
    highspy.HighsModelStatus.kOptimal: Status.OPTIMAL,
    highspy.HighsModelStatus.kModelEmpty: Status.OPTIMAL,
    highspy.HighsModelStatus.kInfeasible: Status.INFEASIBLE,
    highspy.HighsModelStatus.kUnbounded: Status.UNBOUNDED,
}
_LIMIT = {
    highspy.HighsModelStatus.kTimeLimit,
    highspy.HighsModelStatus.kIterationLimit,
    highspy.HighsModelStatus.kInterrupt,
}


def by_size(program: LinearProgram) -> str:
    """Simplex up to a size, else the barrier. Segments hardly touch one another: simplex finds its way in each as if it
    were alone (nine typical weeks and days of Zhaotong at 1 h, 580,000 nonzeros: 5 s against 25 s by HiPO)."""
    alone = program.matrix.nnz / program.horizon.segments
    return "simplex" if alone <= SIMPLEX_UP_TO_NONZEROS else "hipo"


class HighsSession:
    """A model inside HiGHS that can be solved again after its bounds or costs change."""

    def __init__(
        self,
        program: LinearProgram,
        options: Solver | None = None,
        listener: Listener | None = None,
        integer: np.ndarray | None = None,
    ):
        """`integer`: numbers of columns that may only take whole values; its solutions have no duals."""
        self.program = program
        self._kind = np.zeros(len(program.c), dtype=np.int32)
        if integer is not None:
            self._kind[integer] = int(highspy.HighsVarType.kInteger)
        self.options = options or Solver()
        self._highs = highspy.Highs()  # type: ignore[no-untyped-call]
        self._listener = listener
        self._warm = self._primal = False
        self._set("output_flag", False)
        self._set("threads", self.options.threads)
        self._pass()

    @property
    def whole_numbers(self) -> bool:
        """Whether some columns may only take whole values."""
        return bool(self._kind.any())

    @property
    def prefers(self) -> str:
        """The default method for programs of this size."""
        return self._method("auto") if self.options.name == "auto" else ""

    def _set(self, name: str, value: bool | int | float | str) -> None:
        if self._highs.setOptionValue(name, value) != highspy.HighsStatus.kOk:
            raise SolveError(f"HiGHS refuses option {name}={value!r}")

    def _pass(self) -> None:
        lp = self.program
        _check_numbers(lp)
        rows, columns, nonzeros = lp.shape
        layout = (columns, rows, nonzeros, int(highspy.MatrixFormat.kRowwise), int(highspy.ObjSense.kMinimize))
        bounds = (lp.column_lower, lp.column_upper, lp.row_lower, lp.row_upper)
        matrix = (lp.matrix.indptr, lp.matrix.indices, lp.matrix.data)
        status = self._highs.passModel(*layout, lp.c0, lp.c, *bounds, *matrix, self._kind)
        # kWarning: tiny matrix values are dropped; that would be another model, so it is an error here.
        if status != highspy.HighsStatus.kOk:
            raise SolveError(f"HiGHS did not accept the model ({status.name}); check the coefficient range")

    def change_column_bounds(self, columns: np.ndarray, lower: np.ndarray, upper: np.ndarray) -> None:
        """New bounds for some columns, here and in `program`, so that a certificate sees them; the basis is kept."""
        status = self._highs.changeColsBounds(len(columns), columns.astype(np.int32), lower, upper)
        if status != highspy.HighsStatus.kOk:
            raise SolveError("HiGHS refused new column bounds")
        low, high = self.program.column_lower.copy(), self.program.column_upper.copy()
        low[columns], high[columns] = lower, upper
        self.program = replace(self.program, column_lower=low, column_upper=high)

    def change_row_bounds(self, rows: np.ndarray, lower: np.ndarray, upper: np.ndarray) -> None:
        """The same for some rows."""
        status = self._highs.changeRowsBounds(len(rows), rows.astype(np.int32), lower, upper)  # type: ignore[attr-defined]
        if status != highspy.HighsStatus.kOk:
            raise SolveError("HiGHS refused new row bounds")
        low, high = self.program.row_lower.copy(), self.program.row_upper.copy()
        low[rows], high[rows] = lower, upper
        self.program = replace(self.program, row_lower=low, row_upper=high)

    def renew(self, program: LinearProgram, near: bool = False, *, feasible: bool = False) -> None:
        """Another program of the same shape; where it is `near` the last one, simplex begins at the last basis.

        Where only costs changed the last answer is still `feasible`: the next solve goes on from it by primal simplex,
        while the dual would have to begin far outside.

        From a basis HiGHS solves without presolve, and far from the answer it may lose its way, so only where few
        things changed. To pass the whole model takes a tenth of a second a million nonzeros; single coefficients
        would take longer.
        """
        if program.shape[:2] != self.program.shape[:2]:
            raise ValueError(f"a program of shape {program.shape} cannot take the place of one of {self.program.shape}")
        self.program = program
        basis = self._highs.getBasis()
        self._pass()
        self._warm = near and basis.valid and self._method(self.options.name) == "simplex"
        self._primal = self._warm and feasible
        if self._warm:
            self._highs.setBasis(basis)

    def close_columns(self, columns: np.ndarray) -> None:
        """Let some columns be at most zero."""
        self.change_column_bounds(columns, self.program.column_lower[columns], np.zeros(len(columns)))

    def solve(self, method: str | None = None) -> Solution:
        """Solve with a named method (`Solver.name`; `auto` by size). Raises SolveError where HiGHS errs.

        A barrier run that ends imprecise by its own account counts as optimal where the certificate of its point holds,
        which judges entry by entry; else it is finished by crossover. Simplex from a basis so badly conditioned that
        its point breaks a row is made again from scratch. Only presolve and
        simplex are trusted to find that there is no answer at all: barriers have reported so of programs that have one.
        """
        name = self._method(method or self.options.name)
        from_basis = bool(self._highs.getBasis().valid)
        began = time.perf_counter()
        self._prepare(name)
        name, ended = self._confirmed(name, self._first_run(), from_basis)
        return self._read(ended, name, time.perf_counter() - began)

    def _prepare(self, name: str) -> None:
        """Options of a method."""
        solver, crossover = _METHOD[name]
        self._set("presolve", "on" if self.options.presolve else "off")
        self._set("solver", solver)
        self._set("run_crossover", crossover)
        self._set("ipm_optimality_tolerance", self.options.gap)
        self._set("time_limit", self._highs.getRunTime() + self.options.time_limit_s)

    def _first_run(self) -> highspy.HighsModelStatus:
        """By primal simplex where the last answer is still feasible; once more from scratch where a basis fails."""
        if self._primal:
            self._set("simplex_strategy", _PRIMAL)
        ended = self._run()
        if self._primal:
            self._set("simplex_strategy", _DUAL)
            self._primal = False
        if ended == highspy.HighsModelStatus.kSolveError and self._warm:
            self._highs.clearSolver()
            ended = self._run()
        return ended

    def _confirmed(
        self, name: str, ended: highspy.HighsModelStatus, from_basis: bool
    ) -> tuple[str, highspy.HighsModelStatus]:
        """(method, status) after verdicts that need not be true were tried in another way; see `solve`."""
        solver, crossover = _METHOD[name]
        if ended == highspy.HighsModelStatus.kOptimal and solver == "simplex" and from_basis and self._breaks_a_row():
            self._highs.clearSolver()
            ended = self._run()
        if ended == highspy.HighsModelStatus.kUnknown and self._is_certified():
            ended = highspy.HighsModelStatus.kOptimal
        if ended == highspy.HighsModelStatus.kUnknown and crossover == "off":
            self._set("run_crossover", "on")
            name, ended = f"{name}_crossover", self._run()
        by_barrier = solver in ("ipx", "hipo") and self._highs.getInfo().ipm_iteration_count > 0
        if ended == highspy.HighsModelStatus.kInfeasible and by_barrier:
            self._set("solver", "simplex")
            name, ended = "simplex", self._run()
        if ended == highspy.HighsModelStatus.kUnboundedOrInfeasible:
            self._set("presolve", "off")
            self._set("solver", "simplex")
            ended = self._run()
        return name, ended

    def _breaks_a_row(self) -> bool:
        """Whether A·x is outside the limits of a row; HiGHS judges its own row values, which may have drifted off."""
        lp = self.program
        activity = lp.matrix @ np.asarray(self._highs.getSolution().col_value, dtype=float)
        return bool(np.maximum(lp.row_lower - activity, activity - lp.row_upper).max(initial=0.0) > DRIFT)

    def _is_certified(self) -> bool:
        """Whether the point at hand is optimal, judged from the program alone."""
        found = self._highs.getSolution()
        if not (found.value_valid and found.dual_valid):
            return False
        x, dual = np.asarray(found.col_value, dtype=float), np.asarray(found.row_dual, dtype=float)
        return bool(np.isfinite(x).all() and np.isfinite(dual).all()) and certify(self.program, x, dual).passed

    def _method(self, name: str) -> str:
        if self.whole_numbers:
            return "integer"
        return by_size(self.program) if name in WHOLE_BY_SIZE else name

    def _run(self) -> highspy.HighsModelStatus:
        with forward_log(self._listener):
            self._set("output_flag", self._listener is not None)
            _share_threads(self.options.threads)
            ended = self._highs.run()
            self._set("output_flag", False)
        if ended == highspy.HighsStatus.kError:
            return highspy.HighsModelStatus.kSolveError
        return self._highs.getModelStatus()

    def _read(self, ended: highspy.HighsModelStatus, name: str, seconds: float) -> Solution:
        info = self._highs.getInfo()
        status = _ENDED.get(ended, Status.FAILED)
        if ended == highspy.HighsModelStatus.kModelEmpty and _contradict_zero(self.program):
            status = Status.INFEASIBLE
        feasible = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
        if ended in _LIMIT and feasible:
            status = Status.FEASIBLE_AT_LIMIT
        usable = status in (Status.OPTIMAL, Status.FEASIBLE_AT_LIMIT)
        found = self._highs.getSolution()
        rows, columns, _ = self.program.shape
        x = np.asarray(found.col_value, dtype=float) if usable else np.zeros(columns)
        dual = np.asarray(found.row_dual, dtype=float) if usable and len(found.row_dual) == rows else np.zeros(rows)
        objective = self.program.c0 + float(self.program.c @ x) if usable else np.nan
        counts = (info.simplex_iteration_count, info.ipm_iteration_count, info.crossover_iteration_count)
        iterations = sum(max(0, int(c)) for c in counts)
        message = self._highs.modelStatusToString(ended)
        return Solution(status, x, dual, objective, iterations, seconds, name, message)


def _contradict_zero(program: LinearProgram) -> bool:
    """Whether some row does not allow 0, all that rows can be without columns; HiGHS does not look."""
    return bool((program.row_lower > 0).any() or (program.row_upper < 0).any())


def _check_numbers(program: LinearProgram) -> None:
    """Refuse what HiGHS would take in silence (not a number) or refuse without naming it (crossed bounds)."""
    if not (np.isfinite(program.c0) and np.isfinite(program.c).all() and np.isfinite(program.matrix.data).all()):
        raise SolveError("a cost or a coefficient of the model is not a finite number")
    crossed = np.flatnonzero(program.column_lower > program.column_upper)
    if len(crossed):
        raise SolveError(f"the limits of {program.column_name(int(crossed[0]))} contradict each other")


_shared = threading.local()


def _share_threads(threads: int) -> None:
    """HiGHS keeps one pool of workers for each calling thread; asked for another size it errs, unless the pool is made
    anew."""
    if getattr(_shared, "threads", threads) != threads:
        highspy.Highs.resetGlobalScheduler(True)
    _shared.threads = threads


def solve_program(program: LinearProgram, options: Solver | None = None, listener: Listener | None = None) -> Solution:
    """Solve once. See `HighsSession` for repeated solves."""
    return HighsSession(program, options, listener).solve()
