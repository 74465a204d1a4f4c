"""Lexicographic objectives: one solve after the other, every goal that was reached held while the next is sought.

    1 shortage      CNY of unserved energy and missed safety limits, at the case's own prices     (peak.6)
    2 curtailment   MWh of wind, PV, run-of-river and spill                                       (peak.7)
    3 peak          Σ weight · measure of the windows that are shaved, MW                         (peak.5)
    4 cost          CNY

Never by mixed weights: a goal is sought alone, then its columns are held, each at most at

    held = value + max(held_pu · |value|, floor_pu · size)

(`Objective`; in full, with no room, where less than the floor is short or lost), and the next goal is sought. Windows
are held one by one, so that no day pays for another. size is what could be lost at all: everything unserved and every
priced release missed; all available energy of renewables and the rating of hydro at every hour; the largest
|load − wind − PV|. Goals that a case has no columns for are left out.

Curtailment has room of its own, `curtailment_room_pu` of what renewables could have made, where that is more. Without
it the last MWh are dear out of all proportion: in a week of Zhaotong with flexible loads one MWh of curtailment more
was worth 45 MW of a day's spread, and a thousandth of what renewables could make takes a tenth off the sum of the
spreads. A program with room inside is also what an interior method needs.

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

Head: with one hull, stages share its planes. Where head is searched for (`dispatch.solve.head_iteration`), the search
for least
cost comes first; stages begin with its last planes and limits of volumes. Where their answer misses the true power by
more than the method allows, planes are laid through it, volumes held closer, and all stages solved again.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

import numpy as np

from dispatch.case.schema import Case
from dispatch.errors import SolveError
from dispatch.families.hydro.rows.limits import HM3_PER_M3S_H
from dispatch.families.peak.rows import shaved_windows, sum_unit
from dispatch.program.certificate import Certificate
from dispatch.program.complementarity import Directions, solve_complementary
from dispatch.program.formulation import Formulation
from dispatch.program.highs import HighsSession, Solution, Status
from dispatch.program.linear_program import LinearProgram
from dispatch.series.assemble import Series
from dispatch.solve.head_iteration import ENOUGH_PU, HeadSearch, Search, is_searched, solve_with_head
from dispatch.water.head import modelled_plants

MEASURES = {"shortage": "peak.shortage_sum", "curtailment": "peak.curtailed_sum", "peak": "peak.measure_mw"}
# What a MWh through either of two opposed columns counts, in the unit of the stage: far below its tolerance.
IDLE = {"shortage": 0.05, "curtailment": 1e-6, "peak": 1e-6}
MOST_CLIMBS = 4
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
    """One goal and the answer that sought it. value, held, weight: (n,) of each of its columns (one for cost)."""

    goal: str
    program: LinearProgram
    solution: Solution
    relaxed: Certificate | None
    value: np.ndarray
    held: np.ndarray
    weight: np.ndarray
    seconds: float
    iterations: int

    @property
    def total(self) -> float:
        """The goal in one number: CNY, MWh, or MW over all windows."""
        return float(self.weight @ self.value)


Stages = tuple[Stage, ...]


def solve_stages(session: HighsSession, model: Formulation, case: Case, series: Series) -> tuple[Search, Stages]:
    """Seek all goals of a case; the last stage is the answer, whether optimal or not.

    With least cost as goal this is `solve_with_head`, without stages.
    """
    if case.objective.goal == "cost":
        return solve_with_head(session, model, case, series), ()
    if not is_searched(case):
        stages = climb(session, session.program, case, series)
        return Search(session.program, stages[-1].solution, stages[-1].relaxed, None, None), stages
    opened = session.program
    found = solve_with_head(session, model, case, series)
    if found.solution.status != Status.OPTIMAL:
        return found, ()
    stages = climb(session, _unclosed(found.program, opened), case, series)
    if case.head.method == "successive":
        stages = _settle(HeadSearch(session, model, case, series, modelled_plants(case), opened), stages)
    return replace(found, program=session.program, solution=stages[-1].solution, relaxed=stages[-1].relaxed), stages


def climb(session: HighsSession, program: LinearProgram, case: Case, series: Series) -> Stages:
    """All goals in order; ends early with a stage that has no answer. `program` is that of least cost."""
    goals = [goal for goal, name in MEASURES.items() if name in program.columns]
    stages: list[Stage] = []
    held, known = program, None
    for goal in (*goals, "cost"):
        began = time.perf_counter()
        solution, relaxed = _sought(session, held, goal, known, case, series)
        value, limit, weight = _reached(program, goal, solution, case, series)
        spent = time.perf_counter() - began
        stages.append(Stage(goal, session.program, solution, relaxed, value, limit, weight, spent, solution.iterations))
        if solution.status == Status.INFEASIBLE:
            break
        known = solution.x
        if solution.status != Status.OPTIMAL and goal != "cost":
            raise SolveError(f"stage {goal}: {solution.message} ({solution.solver})")
        if goal != "cost":
            upper = held.column_upper.copy()
            layout = held.columns[MEASURES[goal]]
            layout.of(upper)[...] = limit.reshape(layout.shape) / unit_of(goal, held)
            held = replace(held, column_upper=upper)
    return tuple(stages)


def _sought(
    session: HighsSession, held: LinearProgram, goal: str, known: np.ndarray | None, case: Case, series: Series
) -> tuple[Solution, Certificate | None]:
    """The solve for one goal: (solution, certificate before directions were closed)."""
    simplex = session.prefers == "simplex"
    widen_after = WIDEN["simplex" if simplex else ""]
    if goal == "shortage":
        session.renew(held)
        solution, _ = solve_complementary(session, Directions(widen_after=widen_after))
        short = unit_of(goal, held) * float(held.columns[MEASURES[goal]].of(solution.x).sum())
        nothing = short <= case.objective.floor_pu * size_of(goal, held, case, series)
        if solution.status == Status.INFEASIBLE or (solution.status == Status.OPTIMAL and nothing):
            # Its bound is one of cost; shortage cannot be below nothing.
            return solution, None
        known = solution.x if solution.status == Status.OPTIMAL else None
    if goal == "cost":
        session.renew(held)
    else:
        session.renew(replace(held, c=aim_at(held, goal, case, series), c0=0.0))
    large = held.matrix.nnz > PEAK_METHOD_FROM_NONZEROS
    method = PEAK_METHOD if goal == "peak" and simplex and large else None
    search = SEARCHED if goal != "cost" and held.matrix.nnz <= SEARCHED_TO_NONZEROS else 0
    follow = goal in ("peak", "cost")
    directions = Directions(known, follow, widen_after, search)
    return solve_complementary(session, directions, method=method)


def aim_at(program: LinearProgram, goal: str, case: Case, series: Series) -> np.ndarray:
    """(columns,) the objective of a stage."""
    c = np.zeros(len(program.c))
    hours = series.horizon.cost_h
    for name in {family for pair in program.opposed for family in pair}:
        program.columns[name].of(c)[...] = IDLE[goal] * hours
    layout = program.columns[MEASURES[goal]]
    layout.of(c)[...] = unit_of(goal, program) * goal_weight(goal, case, series).reshape(layout.shape)
    return c


def unit_of(goal: str, program: LinearProgram) -> float:
    """CNY, MWh or MW in one unit of a goal's columns."""
    return 1.0 if goal == "peak" else sum_unit(program.horizon)


def goal_weight(goal: str, case: Case, series: Series) -> np.ndarray:
    """(n,) of the columns of a goal: windows that are shaved count as often as their segment does."""
    if goal != "peak":
        return np.ones(1)
    windows, shaved = shaved_windows(case.objective, series.horizon)
    horizon = series.horizon
    often = (horizon.energy_h / horizon.dt_h)[horizon.segment_first_period]
    return np.where(shaved, often[windows.segment], 0.0)


def size_of(goal: str, program: LinearProgram, case: Case, series: Series) -> float:
    """What could be lost at all, in the unit of a goal's columns."""
    if goal == "peak":
        return float(np.abs(program.rows["peak.curve"].of(program.row_lower)).max())
    hours = series.horizon.energy_h
    if goal == "curtailment":
        return sum(house.p_nom_mw for house in case.powerhouse) * float(hours.sum()) + renewable_mwh(case, series)
    return _most_short(case, series)


def renewable_mwh(case: Case, series: Series) -> float:
    """What wind, sun and run-of-river could make."""
    p_nom = np.array([[plant.p_nom_mw] for plant in case.renewable]).reshape(-1, 1)
    most = p_nom * series.stack(case.renewable, "p_max_pu") * series.stack(case.renewable, "availability_pu")
    return float((most @ series.horizon.energy_h).sum())


def _most_short(case: Case, series: Series) -> float:
    """CNY of every load unserved and every priced release missed, all the time."""
    hours, total = series.horizon.cost_h, 0.0
    for load in case.load:
        price = series.of(load, "unserved_cost_cny_per_mwh")
        total += float((hours * price * series.of(load, "p_pu")).sum()) * load.p_nom_mw
    for lake in case.reservoir:
        if lake.release_shortfall_cost_cny_per_hm3 is not None:
            missed = HM3_PER_M3S_H * float((hours * series.of(lake, "release_min_m3s")).sum())
            total += missed * lake.release_shortfall_cost_cny_per_hm3
    return total


def _reached(
    program: LinearProgram, goal: str, solution: Solution, case: Case, series: Series
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(value, what it is held at, weight) of a goal's columns."""
    if goal == "cost":
        return np.array([solution.objective]), np.full(1, np.inf), np.ones(1)
    rule = case.objective
    value = unit_of(goal, program) * program.columns[MEASURES[goal]].of(solution.x).ravel()
    floor = rule.floor_pu * size_of(goal, program, case, series)
    room = np.maximum(rule.held_pu * np.abs(value), floor)
    own = rule.curtailment_room_pu * renewable_mwh(case, series) if goal == "curtailment" else 0.0
    # Nothing short, nothing lost: held in full, and presolve takes all of it out of the program.
    full = (goal != "peak") & (value <= floor)
    return value, value + np.maximum(np.where(full, 0.0, room), own), goal_weight(goal, case, series)


def _unclosed(program: LinearProgram, opened: LinearProgram) -> LinearProgram:
    """The same program with all directions as open as they were."""
    upper = program.column_upper.copy()
    for name in {family for pair in program.opposed for family in pair}:
        program.columns[name].of(upper)[...] = program.columns[name].of(opened.column_upper)
    return replace(program, column_upper=upper)


def _settle(search: HeadSearch, stages: Stages) -> Stages:
    """Planes through the answer, and all stages again, until its power is true enough."""
    trust_m = search.case.head.trust_m / 2
    for _ in range(MOST_CLIMBS):
        last = stages[-1]
        if last.goal != "cost" or last.solution.status != Status.OPTIMAL:
            break
        answer = search.judged(last.solution, last.relaxed)
        if search.record.note(answer, trust_m, True, last.seconds) <= ENOUGH_PU:
            break
        stages = climb(search.session, search.touching(answer, trust_m), search.case, search.series)
        trust_m /= 2
    return stages
