"""Case → solved: the pipeline in memory, one line a step.

solved = solve_case(case, horizon)
solved.tables["storage"].wide("p_mw")
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field

from dispatch.case.schema import Case
from dispatch.case.settings import Solver
from dispatch.errors import InfeasibleError, SolveError
from dispatch.horizon import Horizon
from dispatch.program.build import build_model
from dispatch.program.certificate import Certificate, certify
from dispatch.program.compile import compile_program
from dispatch.program.explain import explain_infeasible
from dispatch.program.highs import HighsSession
from dispatch.program.highs_log import Listener
from dispatch.program.linear_program import LinearProgram
from dispatch.program.solution import Solution, Status
from dispatch.results.tables import Tables
from dispatch.series.assemble import Series, assemble_series
from dispatch.solve.answer import Stage
from dispatch.solve.collect import collect_tables
from dispatch.solve.open_session import open_session
from dispatch.solve.problem import Problem, refined, with_derived_tables
from dispatch.solve.stages import solve_stages

Progress = Callable[[str], AbstractContextManager[object]]
"""Called with the name of every step; what it returns is entered while the step runs."""
OpenSession = Callable[[LinearProgram, Solver, Listener | None], HighsSession]


@dataclass(frozen=True, eq=False)
class Solved:
    """A case with its answer. No dispatch costs less than `bound_cny` (−inf where nothing is proven), even one that
    may charge and discharge at once; `seconds` times every step. `stages` are the goals of a lexicographic objective,
    the last of them cost, and empty where least cost is all."""

    case: Case
    series: Series
    program: LinearProgram
    solution: Solution
    certificate: Certificate
    bound_cny: float
    tables: Tables
    costs_cny: dict[str, float]
    seconds: dict[str, float] = field(default_factory=dict)
    stages: tuple[Stage, ...] = ()

    @property
    def horizon(self) -> Horizon:
        return self.series.horizon

    @property
    def objective_cny(self) -> float:
        """Total cost, weights included."""
        return self.solution.objective


class Stopwatch:
    """Times named steps and announces them."""

    def __init__(self, progress: Progress | None = None):
        self.seconds: dict[str, float] = {}
        self._progress = progress or (lambda _: nullcontext())

    def step(self, name: str) -> _Lap:
        """`with clock.step("build"): …`"""
        return _Lap(self, name, self._progress(name))


class _Lap:
    def __init__(self, clock: Stopwatch, name: str, shown: AbstractContextManager[object]):
        self._clock, self._name, self._shown, self._began = clock, name, shown, 0.0

    def __enter__(self) -> None:
        self._shown.__enter__()
        self._began = time.perf_counter()

    def __exit__(self, *raised: object) -> None:
        spent = time.perf_counter() - self._began
        self._clock.seconds[self._name] = self._clock.seconds.get(self._name, 0.0) + spent
        self._shown.__exit__(*raised)  # type: ignore[arg-type]


def solve_case(
    case: Case,
    horizon: Horizon,
    *,
    solver: Solver | None = None,
    listener: Listener | None = None,
    clock: Stopwatch | None = None,
    series: Series | None = None,
    open_session: OpenSession = open_session,
) -> Solved:
    """Assemble, build, solve and certify a case on a horizon.

    series: those of a case that differs in nothing that varies over time, on the same horizon: not assembled again. Of
    another horizon they raise ValueError.
    open_session: gives a solver that holds the program; one that was used before begins near its last answer.
    Raises SeriesError, InfeasibleError (exit code 3) or SolveError (4).
    """
    clock = clock or Stopwatch()
    if series is None:
        with clock.step("series"):
            series = assemble_series(case, horizon)
    elif not series.horizon.same_as(horizon):
        raise ValueError("series of another horizon")
    with clock.step("build"):
        model = build_model(case, series)
        session = open_session(compile_program(model), solver or case.solver, listener)
    with clock.step("solve"):
        problem = Problem(session, model, case, series, listener)
        answer = refined(problem, solve_stages(problem))
        program, solution = answer.program, answer.solution
        _refuse_without_values(session, solution)
        certificate = certify(program, solution.x, solution.row_dual)
        tables = with_derived_tables(collect_tables(model, program, solution), problem, answer)
    costs = {name: cost.at(solution.x) for name, cost in program.costs.items()}
    bound = answer.bound_cny(certificate)
    return Solved(case, series, program, solution, certificate, bound, tables, costs, clock.seconds, answer.stages)


def _refuse_without_values(session: HighsSession, solution: Solution) -> None:
    if solution.status == Status.INFEASIBLE:
        reasons = explain_infeasible(session.program, session.options)
        if reasons is not None and not reasons:
            # Nothing is missing: the verdict was a numerical one, of barrier or presolve.
            raise SolveError(f"{solution.solver} found no dispatch where there is one; try --set solver.name=simplex")
        raise InfeasibleError(reasons or ())
    if solution.status not in (Status.OPTIMAL, Status.FEASIBLE_AT_LIMIT):
        raise SolveError(f"{solution.message} ({solution.solver})")
