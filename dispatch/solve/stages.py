"""Lexicographic objectives: one solve after the other, every goal that was reached held while the next is sought.

The goals, what is held and how much room they leave: `dispatch.solve.goals`. Never by mixed weights. Goals that a case
has no columns for are left out.

All solves share one session: costs and bounds of columns change, the matrix stays. From one goal to the next nothing
but the matrix is alike, so that each begins from nothing, with presolve: from the last basis primal simplex may walk
along one flat face for minutes. The first solve is that for least cost. Where nothing is short in it, it is the stage
`shortage` too: no cheaper proof that nothing need be short.

Opposed columns (charge and discharge …) pay IDLE a MWh in stages 1 to 3, or nothing would keep a store from running
both ways at once; what is left is closed as always (`program.complementarity`). To burn energy lessens curtailment and
fills valleys, so that here it pays: no stage may leave it open to the next, which could not keep what was reached by
burning. Every stage opens all directions again; for peak and cost, pairs that run both ways keep to the directions of
the stage before, which leaves at least its dispatch. After some rounds (WIDEN) assets that still burn keep to one
direction in all periods. `bound` is what no dispatch goes below, even one that runs both ways.

What is reported is the last solve: its cost is the least that keeps the promises, its bound is that of all dispatches
that keep them, its duals are prices beside held goals. The solve for the peak and its duals are kept: they say why the
peak was not lower (`dispatch.solve.binding_limits`).

Head: with one hull, stages share its planes. Where head is iterated (`dispatch.solve.head_iteration`), the search for
least cost comes first; stages begin with its last planes and limits of volumes. Where their answer misses the true
power by more than the method allows, planes are laid through it, volumes held closer, and all stages solved again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from dispatch.case.schema import Case
from dispatch.errors import SolveError
from dispatch.program.complementarity import Directions, with_directions_open
from dispatch.program.formulation import Formulation
from dispatch.program.highs import HighsSession
from dispatch.program.linear_program import LinearProgram
from dispatch.series.assemble import Series
from dispatch.solve.answer import Answer, solve_session
from dispatch.solve.goals import MEASURES, Goals, Reached, held_at
from dispatch.solve.head_iteration import ENOUGH_PU, is_iterated, solve_with_head
from dispatch.solve.head_point import HeadPlanes
from dispatch.solve.iteration import Figures, Recorder, iterate

MOST_REPETITIONS = 4
# Rounds of closing directions: from the last basis they are cheap, by an interior method each is a whole solve.
WIDEN = {"simplex": 12, "": 1}
# Peaks are flat at many periods at once, where simplex walks long: a week of Zhaotong with all its flexible loads takes
# 14 s of simplex and 5 s of an interior method with crossover; without them it is 0.5 and 2 s.
PEAK_METHOD, PEAK_METHOD_FROM_NONZEROS = "ipx_crossover", 150_000
# Pairs whose directions are searched for, in programs that are small: a day or two, or a week with few stores. Taking
# the smaller of each cost a day of the quickstart an eighth of its spread.
SEARCHED, SEARCHED_TO_NONZEROS = 60, 200_000


@dataclass(frozen=True, eq=False)
class Stage:
    """One goal, the answer that sought it and what that came to."""

    goal: str
    answer: Answer
    reached: Reached


Stages = tuple[Stage, ...]


def solve_stages(session: HighsSession, model: Formulation, case: Case, series: Series) -> tuple[Answer, Stages]:
    """Seek all goals of a case; the last stage is the answer, whether optimal or not.

    With least cost as goal this is `solve_with_head`, without stages.
    """
    if case.objective.goal == "cost":
        return solve_with_head(session, model, case, series), ()
    if not is_iterated(case):
        return solve_goals(session, session.program, case, series)
    planes = HeadPlanes(model, case, series, session.program)
    cheapest = solve_with_head(session, model, case, series)
    if not cheapest.optimal:
        return cheapest, ()
    answer, stages = solve_goals(session, with_directions_open(cheapest.program, model), case, series)
    if case.head.method == "successive":
        answer, stages = _with_true_head(session, planes, case, series, (answer, stages))
    return cheapest.replaced_by(answer).with_record("stage", answer.records["stage"]), stages


def _with_true_head(
    session: HighsSession, planes: HeadPlanes, case: Case, series: Series, found: tuple[Answer, Stages]
) -> tuple[Answer, Stages]:
    """Planes through the answer, and all goals again, until its power is true enough."""
    trust_m = case.head.trust_m / 2
    for _ in range(MOST_REPETITIONS):
        answer, stages = found
        if stages[-1].goal != "cost" or not answer.optimal:
            break
        point = planes.point(answer)
        if planes.figures(point)["mean_error_pu"] <= ENOUGH_PU:
            break
        found = solve_goals(session, planes.touching(point, trust_m), case, series)
        trust_m /= 2
    return found


def solve_goals(session: HighsSession, program: LinearProgram, case: Case, series: Series) -> tuple[Answer, Stages]:
    """All goals in order; ends early with a stage that has no answer. `program` is that of least cost."""
    search = GoalSearch(session, program, Goals(case, series))
    iterate(search)
    answer = search.stages[-1].answer
    return answer.with_record(search.recorder.name, search.recorder.table()), tuple(search.stages)


class GoalSearch:
    """One pass a goal; `held` is the program of least cost with all goals held that were reached."""

    def __init__(self, session: HighsSession, program: LinearProgram, goals: Goals):
        self.stages: list[Stage] = []
        self._left = [*(goal for goal, name in MEASURES.items() if name in program.columns), "cost"]
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
        if goal == "shortage":
            cheapest = self._cheapest()
            solution = cheapest.solution
            if cheapest.infeasible or (cheapest.optimal and self._goals.nothing_short(self._held, solution.x)):
                # Its bound is one of cost; shortage cannot be below nothing.
                return replace(cheapest, relaxed=None)
            known = solution.x if cheapest.optimal else None
        self._session.renew(self._held if goal == "cost" else self._goals.aim_at(self._held, goal))
        nonzeros = self._held.matrix.nnz
        search = SEARCHED if goal != "cost" and nonzeros <= SEARCHED_TO_NONZEROS else 0
        directions = Directions(known, goal in ("peak", "cost"), self._widen_after, search)
        large = nonzeros > PEAK_METHOD_FROM_NONZEROS
        method = PEAK_METHOD if goal == "peak" and self._by_simplex and large else None
        return solve_session(self._session, directions, method=method)

    def judge(self, goal: str, found: Answer) -> Figures:
        """Hold what was reached."""
        solution = found.solution
        reached = self._goals.reached(self._opened, goal, solution.x, solution.objective)
        self.stages.append(Stage(goal, found, reached))
        if not found.infeasible and goal != "cost":
            if not found.optimal:
                raise SolveError(f"stage {goal}: {solution.message} ({solution.solver})")
            self._held = held_at(self._held, {goal: reached.held})
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
