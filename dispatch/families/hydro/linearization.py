"""Head by successive linear programs: solve, look at the true power of the answer, touch it there, solve again.

    0     the window hull gives a first answer, whose power is not true
    1     planes that touch the true power at it (`dispatch.water.tangent`), volumes held where they are: what the rest
          of the system makes of this water, and what it costs
    2 …   planes that touch the true power at the best answer so far, volumes within `ρ` m of its levels; solve; judge

Answers are judged by their true objective (`dispatch.families.hydro.head_point`). From pass 1 on differences are some
tenths of a per cent and it is good to less than the tolerance. Of the hull's answer, which may be 3 % from the truth,
it would say too little by far, so that the true objective of pass 0 is that of pass 1.

A pass that worsens the true objective by more than `tolerance_pu`, or that has no answer, is taken back and ρ halved.
One that moves it by less, with a mean power error of at most `ENOUGH_PU`, ends the search, and its answer counts;
where only the error is still larger, ρ is halved too. Every pass is recorded in the table `head_iteration`. The
compiled model stays: only the planes are evaluated again (`Formulation` keeps rules, `renew_rows` their rows),
volumes get other bounds, and simplex begins at the last basis.

`hull` with a `band_m` takes the same way with a second hull instead of tangents: over the levels within the band
around the first answer, to which volumes are then held.

What the answer proves is the bound of the first hull, which every plant loaded like its other banks keeps above the
truth.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

import numpy as np

from dispatch.case.schema import Case
from dispatch.families.hydro.head_point import HeadPlanes, HeadPoint
from dispatch.program.certificate import certify
from dispatch.program.highs import HighsSession
from dispatch.program.linear_program import LinearProgram
from dispatch.solve.answer import Answer, solve_session
from dispatch.solve.iteration import Figures, Recorder, iterate
from dispatch.solve.problem import Problem
from dispatch.water.head import modelled_plants

# Mean power error, energy-weighted, that an answer may have; the audit holds the successive method to it.
ENOUGH_PU = 0.003


def linearization(problem: Problem) -> HeadLinearization | None:
    """That of head; None where one hull or no head is asked for, or no plant has curves."""
    head = problem.case.head
    iterated = head.method == "successive" or head.band_m is not None
    return HeadLinearization(problem) if iterated and modelled_plants(problem.case) else None


class HeadLinearization:
    """Planes of head in the program that a session holds (`dispatch.solve.problem.Linearization`)."""

    def __init__(self, problem: Problem):
        self._session, self._case = problem.session, problem.case
        self._planes = HeadPlanes(problem.model, problem.case, problem.series, problem.session.program)

    def solve(self) -> Answer:
        """Least cost by the method of the case."""
        began = time.perf_counter()
        first = solve_session(self._session)
        if not first.optimal:
            return first
        point = self._planes.point(first)
        bound = (first.relaxed or certify(first.program, first.solution.x, first.solution.row_dual)).proven_bound
        method = TangentSearch if self._case.head.method == "successive" else BandSearch
        search: TangentSearch | BandSearch = method(
            self._session, self._planes, self._case, point, time.perf_counter() - began
        )
        iterate(search)
        best = replace(search.best.answer, proven_cny=bound)
        return best.with_record(search.recorder.name, search.recorder.table())

    def closer(self, answer: Answer, times: int) -> LinearProgram | None:
        """Planes through an answer, volumes held closer each time; none for a hull."""
        if self._case.head.method != "successive":
            return None
        point = self._planes.point(answer)
        if self._planes.figures(point)["mean_error_pu"] <= ENOUGH_PU:
            return None
        return self._planes.touching(point, self._case.head.trust_m / 2 ** (times + 1))


@dataclass(frozen=True, eq=False)
class HeadTrial:
    """A program with other planes; `near` where few of them changed since the last solve."""

    program: LinearProgram
    trust_m: float
    near: bool = False


class HeadSearch:
    """What both methods share: one session, its first answer as pass 0, the best point so far."""

    def __init__(self, session: HighsSession, planes: HeadPlanes, case: Case, first: HeadPoint, seconds: float):
        self._session, self._planes, self._rule = session, planes, case.head
        self.best = first
        self.recorder = Recorder("head_iteration")
        self.recorder.note(self._figures(first, np.inf, True), seconds)

    def solve(self, trial: HeadTrial) -> HeadPoint | None:
        """The point of a trial; None where it has no answer."""
        self._session.renew(trial.program, trial.near)
        answer = solve_session(self._session)
        return self._planes.point(answer) if answer.optimal else None

    def _figures(self, point: HeadPoint | None, trust_m: float, accepted: bool) -> dict[str, float]:
        known = self._planes.figures(point) if point is not None else {}
        return known | {"trust_m": trust_m, "accepted": float(accepted)}


class TangentSearch(HeadSearch):
    """Planes that touch the true power at the best point, until the true objective rests; see the module."""

    def __init__(self, session: HighsSession, planes: HeadPlanes, case: Case, first: HeadPoint, seconds: float):
        super().__init__(session, planes, case, first, seconds)
        self._trust_m = self._rule.trust_m
        self._ended = False

    def propose(self) -> HeadTrial | None:
        """Pass 1 holds the volumes of the first answer, so that its basis would be of no use to pass 2."""
        number = len(self.recorder)
        if self._ended or number > self._rule.most_iterations:
            return None
        trust_m = 0.0 if number == 1 else self._trust_m
        return HeadTrial(self._planes.touching(self.best, trust_m), trust_m, near=number > 2)

    def judge(self, trial: HeadTrial, found: HeadPoint | None) -> Figures:
        """Whether a point is the best from now on; the size of the next step."""
        if len(self.recorder) == 1:
            return self._judge_first(found)
        change = _change(self.best, found)
        accepted = bool(change <= self._rule.tolerance_pu)
        figures = self._figures(found, trial.trust_m, accepted)
        if found is not None and accepted:
            self.best = found
        resting = abs(change) < self._rule.tolerance_pu
        self._ended = resting and figures["mean_error_pu"] <= ENOUGH_PU
        if not accepted or resting:
            self._trust_m /= 2
        return figures

    def _judge_first(self, found: HeadPoint | None) -> Figures:
        """The first answer's water with its true power; the first answer itself where there is no such dispatch."""
        truth = np.inf if found is None else found.true_objective_cny
        self.recorder.amend(0, {"true_objective_cny": truth})
        self.best = replace(self.best, true_objective_cny=truth) if found is None else found
        return self._figures(found, 0.0, found is not None)


class BandSearch(HeadSearch):
    """The hull once more, over the levels within the band around the first answer."""

    def propose(self) -> HeadTrial | None:
        """One trial."""
        band_m = self._rule.band_m
        if len(self.recorder) > 1 or band_m is None:
            return None
        return HeadTrial(self._planes.hull_around(self.best, band_m), band_m)

    def judge(self, trial: HeadTrial, found: HeadPoint | None) -> Figures:
        """The narrower hull counts where it has an answer."""
        self.best = found or self.best
        return self._figures(found, trial.trust_m, found is not None)


def _change(best: HeadPoint, found: HeadPoint | None) -> float:
    """How much dearer a new point truly is, relative; ∞ for none, −∞ where it is the first that is true at all."""
    if found is None:
        return np.inf
    if not np.isfinite(best.true_objective_cny):
        return -np.inf
    return (found.true_objective_cny - best.true_objective_cny) / (1 + abs(best.true_objective_cny))
