"""Dispatch, simulate, tighten and dispatch again until model and simulation agree.

After the solve every period × contingency is simulated with what the dispatch holds ready (`dispatch.frequency`). Where
the dispatch promises security (hard limits, or soft ones without a shortfall) and the simulation fails, the contingency
is taken larger there, by its `margin` (frequency rows) or `margin_ms` (millisecond share); by how much says (secure.1)
in `dispatch.families.response.margins`. Only those rows are evaluated again (`renew_rows`); where few change simplex
begins at the last basis. Margins are never lowered: the search ends when all that is promised holds, after
`tighten_rounds`, where a margin can grow no further, or where the larger contingencies leave no dispatch (hard limits);
then the last dispatch with an answer counts, and what still fails is in the tables: `frequency` has `claimed` beside
`secure`.

With soft limits a larger margin may be paid for instead of met: a shortfall appears where a promise was made. That
mends nothing, so the margins that caused it are taken back for good: the promise remains and is reported as failed. So
every promise of the first answer that fails at any time ends in one of three ways, counted apart:

    mended      promised and kept by the last answer
    failed      promised and not kept (also of a first answer, where no round is left or none has an answer)
    withdrawn   no longer promised: a shortfall that taking margins back did not undo

Energy that lasts no longer than its backing is judged, but no margin mends it. With goal `peak` the shortage of the
last stage is held, so that a round which needs more of it has no answer and the search ends there. A head that has
converged before is not iterated again.

Answers on the way may let something run both ways at once, which changes no net power; directions are closed
(`program.complementarity`) when all promises hold or the rounds are used up, and the dispatch that this gives is
simulated as well: where it fails and rounds are left, the search goes on.

A first answer with no violation stays as it is. What the search ends with is solved against its own margins: its cost
and its bound are those of the tightened program. `secure_iteration` keeps one row a solve, with cost, failures, what
was mended or withdrawn, periods tightened, the largest margin, the worst deviation and RoCoF, seconds; `answered` is 0
for a solve that had no answer: its margins are those that were tried, other figures those of the answer that stays.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

import numpy as np

from dispatch.families.response.margins import ByKind, MarginRule, Promises, Simulated
from dispatch.families.response.rows.contingencies import MARGIN_ROWS
from dispatch.frequency.tables import run_simulation
from dispatch.program.compile import renew_rows
from dispatch.program.complementarity import active_pairs, solve_complementary, with_directions_open
from dispatch.program.solution import Status
from dispatch.solve.answer import Answer
from dispatch.solve.collect import collect_tables
from dispatch.solve.iteration import Figures, Recorder, iterate
from dispatch.solve.problem import Problem

# Of all rows of contingencies: where more change, a fresh solve with presolve is quicker than one from the basis.
FEW_PU = 0.05
# Solves in a row that take margins back; what is short after them stays so, and is counted as withdrawn.
MOST_RESTORES = 3


def refine(problem: Problem, answer: Answer) -> Answer:
    """Simulate an answer and tighten until it keeps what it promises; its finding is the simulation (`Simulated`).

    Only where `response.simulate` asks for it. An answer at a limit of the solver is simulated, not tightened.
    """
    rule = problem.case.response
    if not (rule.simulate and rule.asked) or answer.solution.status not in (Status.OPTIMAL, Status.FEASIBLE_AT_LIMIT):
        return answer
    began = time.perf_counter()
    simulate = Simulator(problem)
    first = simulate(answer)
    if first is None:
        return answer
    search = SecuritySearch(problem, simulate, answer, first, time.perf_counter() - began)
    iterate(search)
    recorded = search.point.answer.with_record(search.recorder.name, search.recorder.table())
    return recorded.with_finding("response", search.point.simulated)


@dataclass(frozen=True, eq=False)
class Point:
    """An answer, its simulation, and margins: those that it was solved with, or those to go on from."""

    answer: Answer
    simulated: Simulated
    margins: ByKind


class Simulator:
    """Simulates answers of one problem and reports which round it is."""

    def __init__(self, problem: Problem):
        self._problem, self._rounds = problem, 0

    def __call__(self, answer: Answer) -> Simulated | None:
        """None where nothing may be lost."""
        problem = self._problem
        if problem.listener is not None:
            problem.listener(f"Δf {self._rounds}/{problem.case.response.tighten_rounds}")
        self._rounds += 1
        tables = collect_tables(problem.model, answer.program, answer.solution)
        return run_simulation(problem.case, problem.series, tables)


@dataclass(frozen=True, eq=False)
class SecurityTrial:
    """Margins to solve with; None closes the directions of the program that the session holds."""

    margins: ByKind | None


class SecuritySearch:
    """See the module. `point` is the answer that counts; `_closed` the last one that runs nothing both ways."""

    def __init__(
        self, problem: Problem, simulate: Simulator, answer: Answer, simulated: Simulated, seconds: float
    ) -> None:
        """answer, simulated: where the search begins; seconds: what that took."""
        self.recorder = Recorder("secure_iteration")
        self._session, self._model, self._simulate = problem.session, problem.model, simulate
        self._rule = MarginRule(simulated[0], problem.series)
        self._promises = Promises(self._rule)
        self.point = self._closed = Point(answer, simulated, self._rule.start)
        self._opened = with_directions_open(answer.program, self._model)
        self._rows = [name for name in MARGIN_ROWS if any(rows.name == name for rows in self._model.rows)]
        # Rounds that may still raise margins, solves in a row that took some back, whether directions are to be closed.
        self._left = problem.case.response.tighten_rounds if answer.optimal else 0
        self._restores, self._active = 0, False
        self.recorder.note(self._figures(self._rule.start, answered=True), seconds)

    def propose(self) -> SecurityTrial | None:
        """Larger margins, or those that were taken back; then closed directions."""
        wider = self._rule.wider(self.point.simulated, self.point.margins) if self._left else None
        if wider is None and self._restores:
            wider = self.point.margins
        if wider is not None:
            self._left = max(self._left - 1, 0)
            return SecurityTrial(wider)
        return SecurityTrial(None) if self._active else None

    def solve(self, trial: SecurityTrial) -> Answer:
        """With larger margins all directions are open."""
        if trial.margins is None:
            solution, relaxed = solve_complementary(self._session)
        else:
            changed = float(np.mean([trial.margins[kind] > self.point.margins[kind] for kind in trial.margins]))
            self._renew(trial.margins, near=changed < FEW_PU)
            solution, relaxed = self._session.solve(), None
        return self.point.answer.replaced_by(Answer(self._session.program, solution, relaxed))

    def judge(self, trial: SecurityTrial, found: Answer) -> Figures | None:
        """Simulate an answer; it counts whatever the result."""
        if not found.optimal:
            return self._fall_back(trial)
        before, margins = self.point, trial.margins or self.point.margins
        simulated = self._simulate(found)
        assert simulated is not None
        self.point = Point(found, simulated, margins)
        self._active = trial.margins is not None and active_pairs(found.program, found.solution.x).size > 0
        self._closed = self._closed if self._active else self.point
        figures = self._figures(margins, answered=True)
        self._restore(trial, before)
        return figures

    def _fall_back(self, trial: SecurityTrial) -> Figures | None:
        """Larger margins leave no answer: those before do, if not with closed directions, then the last that had."""
        self._left = self._restores = 0
        figures = None
        if trial.margins is not None:
            figures = self._figures(trial.margins, answered=False)
        else:
            self.point, self._active = self._closed, False
        self._renew(self.point.margins, near=False)
        return figures

    def _restore(self, trial: SecurityTrial, before: Point) -> None:
        """Take margins back that bought a shortfall."""
        restored = None
        if trial.margins is not None:
            events, now = before.simulated[0], self.point.simulated[0]
            restored = self._rule.restored(events, now, before.margins, self.point.margins)
        self._restores = 0 if restored is None else self._restores + 1
        if restored is not None and self._restores <= MOST_RESTORES:
            self.point = replace(self.point, margins=restored)
        else:
            self._restores = 0

    def _renew(self, margins: ByKind, *, near: bool) -> None:
        family = self._model.families["contingency"]
        for kind, values in margins.items():
            family.renew(kind, values)
        self._session.renew(renew_rows(self._model, self._opened, self._rows), near=near)

    def _figures(self, margins: ByKind, *, answered: bool) -> dict[str, float]:
        objective = {"objective_cny": self.point.answer.solution.objective, "answered": float(answered)}
        return objective | self._promises.figures(self.point.simulated, margins)
