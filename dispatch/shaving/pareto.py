"""Cost against spread: the least cost at every spread between the least there is and that of the cheapest dispatch.

    pareto(case, horizon, points=5)

ε-constraints, one session: with shortage and curtailment held at their least, every window's measure is held at

    limit[w](k) = least[w] + k/(points − 1) · (cheapest[w] − least[w])

and cost is least. Between two points of the curve no dispatch lies below the line that joins their costs by more than
the two goals' tolerances: cost is convex in the limits. Columns: share (k/(points − 1)), spread_mw (Σ weight · measure
of the windows), cost_cny, cny_per_mw (against the point before), seconds.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd

from dispatch.case.objective import Objective
from dispatch.case.schema import Case
from dispatch.errors import InfeasibleError, SolveError
from dispatch.families.peak.goals import MEASURES, PeakGoals, held_at
from dispatch.horizon import Horizon
from dispatch.program.build import build_model
from dispatch.program.compile import compile_program
from dispatch.program.complementarity import Directions, solve_complementary
from dispatch.program.explain import explain_infeasible
from dispatch.program.highs import HighsSession
from dispatch.program.linear_program import LinearProgram
from dispatch.program.solution import Status
from dispatch.series.assemble import assemble_series
from dispatch.solve.stages import solve_goals


def pareto(case: Case, horizon: Horizon, points: int = 5, done: Callable[[int], None] | None = None) -> pd.DataFrame:
    """The curve, from the flattest dispatch to the cheapest. Head keeps the planes that the model begins with.

    done: called with the number of points solved so far. Raises InfeasibleError or SolveError.
    """
    if points < 2:
        raise ValueError("a curve needs at least two points")
    goal = case.objective.model_copy(update={"goal": "peak"})
    case = case.model_copy(update={"objective": Objective.model_validate(goal.model_dump())})
    series = assemble_series(case, horizon)
    opened = compile_program(build_model(case, series))
    session = HighsSession(opened, case.solver)
    answer = solve_goals(session, opened, PeakGoals(case, series))
    stages = answer.stages
    if answer.infeasible:
        raise InfeasibleError(explain_infeasible(opened, case.solver) or ())
    if stages[-1].goal != "cost" or not answer.optimal:
        raise SolveError(answer.solution.message)
    by_goal = {stage.goal: stage.reached for stage in stages}
    peak, known = by_goal["peak"], answer.solution.x
    before_peak = {goal: by_goal[goal].held for goal in MEASURES if goal in by_goal and goal != "peak"}
    held = held_at(opened, before_peak)
    cheapest, _, _ = _cheapest(session, held, known)
    rows = []
    for share in np.linspace(0.0, 1.0, points):
        limit = peak.held + share * np.maximum(cheapest - peak.held, 0.0)
        measure, cost, seconds = _cheapest(session, held_at(held, {"peak": limit}), known)
        rows.append({"share": share, "spread_mw": float(peak.weight @ measure), "cost_cny": cost, "seconds": seconds})
        if done is not None:
            done(len(rows))
    table = pd.DataFrame(rows)
    less = -table["spread_mw"].diff()
    table["cny_per_mw"] = table["cost_cny"].diff() / less.where(less.abs() > 1e-6)
    return table


def _cheapest(session: HighsSession, program: LinearProgram, known: np.ndarray) -> tuple[np.ndarray, float, float]:
    """(measures, cost, seconds) of the cheapest dispatch within what is held."""
    began = time.perf_counter()
    # Of two dispatches that cost the same the flatter one counts.
    c = program.c.copy()
    program.columns[MEASURES["peak"]].of(c)[...] += 1e-6
    session.renew(replace(program, c=c), near=True, feasible=True)
    solution, _ = solve_complementary(session, Directions(known, follow=True))
    if solution.status != Status.OPTIMAL:
        raise SolveError(solution.message)
    measure = program.columns[MEASURES["peak"]].of(solution.x).ravel().copy()
    return measure, program.c0 + float(program.c @ solution.x), time.perf_counter() - began
