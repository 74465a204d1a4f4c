"""Lexicographic objectives: one solve after the other, every goal that was reached held while the next is sought.

Which goals there are, at what they are held and how much room that leaves is up to the room that brings them
(`dispatch.solve.problem.Goals`). Never by mixed weights. Goals that a case has no columns for are left out.

All solves share one session: costs and bounds of columns change, the matrix stays. From one goal to the next nothing
but the matrix is alike, so that each begins from nothing, with presolve: from the last basis primal simplex may walk
along one flat face for minutes. The first solve is that for least cost. Where nothing is short in it, it is the stage
of shortage too: no cheaper proof that nothing need be short.

Opposed columns (charge and discharge …) pay a little a MWh in all stages before cost, or nothing would keep a store
from running both ways at once; what is left is closed as always (`program.complementarity`). To burn energy lessens
curtailment and fills valleys, so that here it pays: no stage may leave it open to the next, which could not keep what
was reached by burning. Every stage opens all directions again; for peak and cost, pairs that run both ways keep to the
directions of the stage before, which leaves at least its dispatch. After some rounds (WIDEN) assets that still burn
keep to one direction in all periods. `bound` is what no dispatch goes below, even one that runs both ways.

What is reported is the last solve: its cost is the least that keeps the promises, its bound is that of all dispatches
that keep them, its duals are prices beside held goals. The solve for the peak and its duals are kept: they say why the
peak was not lower (`dispatch.families.peak.binding_limits`).

Rows that are exact only near an answer (`dispatch.solve.problem.Linearization`): the search for least cost comes first;
stages begin with its last rows. Where their answer fits them worse than the method allows, rows are made at it, and all
stages solved again.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from dispatch.errors import SolveError
from dispatch.program.complementarity import Directions, with_directions_open
from dispatch.program.highs import HighsSession
from dispatch.program.linear_program import LinearProgram
from dispatch.solve.answer import Answer, Reached, Stage, solve_session
from dispatch.solve.iteration import Figures, Recorder, iterate
from dispatch.solve.problem import Goals, Linearization, Problem, goals_of, linearization_of

COST = "cost"
MOST_REPETITIONS = 4
# Rounds of closing directions: from the last basis they are cheap, by an interior method each is a whole solve.
WIDEN = {"simplex": 12, "": 1}
# Peaks are flat at many periods at once, where simplex walks long: a week of Zhaotong with all its flexible loads takes
# 14 s of simplex and 5 s of an interior method with crossover; without them it is 0.5 and 2 s.
FLAT_METHOD, FLAT_METHOD_FROM_NONZEROS = "ipx_crossover", 150_000
# Pairs whose directions are searched for, in programs that are small: a day or two, or a week with few stores. Taking
# the smaller of each cost a day of the quickstart an eighth of its spread.
SEARCHED, SEARCHED_TO_NONZEROS = 60, 200_000


def solve_stages(problem: Problem) -> Answer:
    """Seek all goals of a case; the last stage is the answer, whether optimal or not. Least cost has no stages."""
    goals, linear, opened = goals_of(problem), linearization_of(problem), problem.session.program
    if goals is None:
        return solve_session(problem.session) if linear is None else linear.solve()
    if linear is None:
        return solve_goals(problem.session, opened, goals)
    cheapest = linear.solve()
    if not cheapest.optimal:
        return cheapest
    found = solve_goals(problem.session, with_directions_open(cheapest.program, problem.model), goals)
    found = _repeated(problem.session, goals, linear, found)
    return replace(found, proven_cny=cheapest.proven_cny, records={**cheapest.records, **found.records})


def _repeated(session: HighsSession, goals: Goals, linear: Linearization, found: Answer) -> Answer:
    """Rows made at the answer, and all goals again, until they fit well enough."""
    for times in range(MOST_REPETITIONS):
        if found.stages[-1].goal != COST or not found.optimal:
            break
        program = linear.closer(found, times)
        if program is None:
            break
        found = solve_goals(session, program, goals)
    return found


def solve_goals(session: HighsSession, program: LinearProgram, goals: Goals) -> Answer:
    """All goals in order; ends early with a stage that has no answer. `program` is that of least cost."""
    search = GoalSearch(session, program, goals)
    iterate(search)
    answer = replace(search.stages[-1].answer, stages=tuple(search.stages))
    return answer.with_record(search.recorder.name, search.recorder.table())


class GoalSearch:
    """One pass a goal; `held` is the program of least cost with all goals held that were reached."""

    def __init__(self, session: HighsSession, program: LinearProgram, goals: Goals):
        self.stages: list[Stage] = []
        self._left = [*goals.names(program), COST]
        self.recorder = Recorder("stage", "stage", tuple(self._left))
        self._session, self._goals, self._opened, self._held = session, goals, program, program

    def propose(self) -> str | None:
        """The next goal."""
        if not self._left or (self.stages and self.stages[-1].answer.infeasible):
            return None
        return self._left.pop(0)

    def solve(self, goal: str) -> Answer:
        """The answer of a goal."""
        known = self.stages[-1].answer.solution.x if self.stages else None
        if goal == self._goals.met_by_least_cost:
            cheapest = self._cheapest()
            solution = cheapest.solution
            if cheapest.infeasible or (cheapest.optimal and self._goals.is_met(self._held, goal, solution.x)):
                # Its bound is one of cost; no goal can be missed by less than nothing.
                return replace(cheapest, relaxed=None)
            known = solution.x if cheapest.optimal else None
        self._session.renew(self._held if goal == COST else self._goals.aim_at(self._held, goal))
        nonzeros = self._held.matrix.nnz
        search = SEARCHED if goal != COST and nonzeros <= SEARCHED_TO_NONZEROS else 0
        directions = Directions(known, goal in self._goals.keep_directions, self._widen_after, search)
        large = nonzeros > FLAT_METHOD_FROM_NONZEROS
        method = FLAT_METHOD if goal in self._goals.flat and self._by_simplex and large else None
        return solve_session(self._session, directions, method=method)

    def judge(self, goal: str, found: Answer) -> Figures:
        """Hold what was reached."""
        solution = found.solution
        if goal == COST:
            reached = Reached(np.array([solution.objective]), np.full(1, np.inf), np.ones(1))
        else:
            reached = self._goals.reached(self._opened, goal, solution.x)
        self.stages.append(Stage(goal, found, reached))
        if not found.infeasible and goal != COST:
            if not found.optimal:
                raise SolveError(f"stage {goal}: {solution.message} ({solution.solver})")
            self._held = self._goals.hold(self._held, goal, reached)
        held = float(reached.weight @ reached.held)
        return {"value": reached.total, "held": held, "iterations": float(solution.iterations)}

    @property
    def _by_simplex(self) -> bool:
        return self._session.prefers == "simplex"

    @property
    def _widen_after(self) -> int:
        return WIDEN["simplex" if self._by_simplex else ""]

    def _cheapest(self) -> Answer:
        """The answer of least cost."""
        self._session.renew(self._held)
        return solve_session(self._session, Directions(widen_after=self._widen_after))
