"""The goals of a lexicographic objective: what each counts, what could be lost of it, and at what it is held.

    1 shortage      CNY of unserved energy and missed safety limits, at the case's own prices     (peak.6)
    2 curtailment   MWh of wind, PV, run-of-river and spill                                       (peak.7)
    3 peak          Σ weight · measure of the windows that are shaved, MW                         (peak.5)
    4 cost          CNY

Each goal is optimized alone, then its columns are held, each at most at

    held = value + max(held_pu · |value|, floor_pu · size)

(`Objective`; in full, with no slack, where less than the floor is short or lost). Windows are held one by one, so that
no day pays for another. size is what could be lost at all: everything unserved and every priced release missed; all
available energy of renewables and the rating of hydro at every hour; the largest |load − wind − PV|.

Curtailment has a slack of its own, `curtailment_room_pu` of what renewables could have made, where that is more.
Without it the last MWh are dear out of all proportion: in a week of Zhaotong with flexible loads one MWh of curtailment
more took 45 MW off a day's spread, and a thousandth of what renewables could make takes a tenth off the sum of the
spreads. An interior method needs that slack as well.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from dispatch.case.schema import Case
from dispatch.families.hydro.rows.limits import HM3_PER_M3S_H
from dispatch.families.peak.rows import shaved_windows, sum_unit
from dispatch.program.linear_program import LinearProgram
from dispatch.series.assemble import Series
from dispatch.solve.answer import Reached
from dispatch.solve.problem import Problem

MEASURES = {"shortage": "peak.shortage_sum", "curtailment": "peak.curtailed_sum", "peak": "peak.measure_mw"}
# What a MWh through either of two opposed columns counts, in the unit of the stage: far below its tolerance.
IDLE = {"shortage": 0.05, "curtailment": 1e-6, "peak": 1e-6}


def goals(problem: Problem) -> PeakGoals | None:
    """The goals of a case; None where least cost is all."""
    return PeakGoals(problem.case, problem.series) if problem.case.objective.goal == "peak" else None


class PeakGoals:
    """The goals of one case on one horizon (`dispatch.solve.problem.Goals`)."""

    met_by_least_cost = "shortage"
    keep_directions: tuple[str, ...] = ("peak", "cost")
    flat: tuple[str, ...] = ("peak",)

    def __init__(self, case: Case, series: Series):
        self._case, self._series = case, series

    def names(self, program: LinearProgram) -> tuple[str, ...]:
        """Goals that a program has columns for."""
        return tuple(goal for goal, name in MEASURES.items() if name in program.columns)

    def aim_at(self, program: LinearProgram, goal: str) -> LinearProgram:
        """The program with a goal as objective."""
        c = np.zeros(len(program.c))
        hours = self._series.horizon.cost_h
        for name in {family for pair in program.opposed for family in pair}:
            program.columns[name].of(c)[...] = IDLE[goal] * hours
        layout = program.columns[MEASURES[goal]]
        layout.of(c)[...] = unit_of(goal, program) * self.weight(goal).reshape(layout.shape)
        return replace(program, c=c, c0=0.0)

    def reached(self, program: LinearProgram, goal: str, x: np.ndarray) -> Reached:
        """What a solution came to."""
        rule = self._case.objective
        value = unit_of(goal, program) * program.columns[MEASURES[goal]].of(x).ravel()
        floor = self.floor(program, goal)
        margin = np.maximum(rule.held_pu * np.abs(value), floor)
        own = rule.curtailment_room_pu * self.renewable_mwh() if goal == "curtailment" else 0.0
        # Nothing short, nothing lost: held in full, and presolve takes all of it out of the program.
        full = (goal != "peak") & (value <= floor)
        return Reached(value, value + np.maximum(np.where(full, 0.0, margin), own), self.weight(goal))

    def hold(self, program: LinearProgram, goal: str, reached: Reached) -> LinearProgram:
        """The program that keeps what was reached."""
        return held_at(program, {goal: reached.held})

    def is_met(self, program: LinearProgram, goal: str, x: np.ndarray) -> bool:
        """Whether a solution misses nothing of a goal."""
        missed = unit_of(goal, program) * float(program.columns[MEASURES[goal]].of(x).sum())
        return missed <= self.floor(program, goal)

    def weight(self, goal: str) -> np.ndarray:
        """(n,) of the columns of a goal: windows that are shaved count as often as their segment does."""
        if goal != "peak":
            return np.ones(1)
        horizon = self._series.horizon
        windows, shaved = shaved_windows(self._case.objective, horizon)
        often = (horizon.energy_h / horizon.dt_h)[horizon.segment_first_period]
        return np.where(shaved, often[windows.segment], 0.0)

    def floor(self, program: LinearProgram, goal: str) -> float:
        """What counts as nothing, in the unit of a goal's columns."""
        return self._case.objective.floor_pu * self._size(program, goal)

    def _size(self, program: LinearProgram, goal: str) -> float:
        """What could be lost at all."""
        if goal == "peak":
            return float(np.abs(program.rows["peak.curve"].of(program.row_lower)).max())
        if goal == "curtailment":
            hours = float(self._series.horizon.energy_h.sum())
            return sum(house.p_nom_mw for house in self._case.powerhouse) * hours + self.renewable_mwh()
        return self._most_short()

    def renewable_mwh(self) -> float:
        """What wind, sun and run-of-river could make."""
        plants, series = self._case.renewable, self._series
        p_nom = np.array([[plant.p_nom_mw] for plant in plants]).reshape(-1, 1)
        most = p_nom * series.stack(plants, "p_max_pu") * series.stack(plants, "availability_pu")
        return float((most @ series.horizon.energy_h).sum())

    def _most_short(self) -> float:
        """CNY of every load unserved and every priced release missed, all the time."""
        series, total = self._series, 0.0
        hours = series.horizon.cost_h
        for load in self._case.load:
            price = series.of(load, "unserved_cost_cny_per_mwh")
            total += float((hours * price * series.of(load, "p_pu")).sum()) * load.p_nom_mw
        for lake in self._case.reservoir:
            if lake.release_shortfall_cost_cny_per_hm3 is not None:
                missed = HM3_PER_M3S_H * float((hours * series.of(lake, "release_min_m3s")).sum())
                total += missed * lake.release_shortfall_cost_cny_per_hm3
        return total


def unit_of(goal: str, program: LinearProgram) -> float:
    """CNY, MWh or MW in one unit of a goal's columns."""
    return 1.0 if goal == "peak" else sum_unit(program.horizon)


def held_at(program: LinearProgram, limits: dict[str, np.ndarray]) -> LinearProgram:
    """The program with the columns of goals held, each at most at its limit in CNY, MWh or MW."""
    upper = program.column_upper.copy()
    for goal, limit in limits.items():
        layout = program.columns[MEASURES[goal]]
        layout.of(upper)[...] = limit.reshape(layout.shape) / unit_of(goal, program)
    return replace(program, column_upper=upper)
