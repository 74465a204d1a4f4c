"""Head by successive linear programs: solve, look at the true power of the answer, touch it there, solve again.

    0     the window hull gives a first answer, whose power is not true
    1     planes that touch the true power at it (`dispatch.water.tangent`), volumes held where they are: what the rest
          of the system makes of this water, and what it costs
    2 …   planes that touch the true power at the best answer so far, volumes within `ρ` m of its levels; solve; judge

Judged by the **true objective**: the cost of the program, in which what the plants are said to make beyond the truth
is valued away at the prices of the answer,

    J_true = J + Σ weight·Δt·(price[bus, t] − marginal cost)·(p − p_true)

This is the first order of a re-dispatch in which the water stays and the rest of the system makes up for the
difference; LP cost is convex in what is injected, so a re-dispatch costs at least that much, and exactly that while
no price changes. From solve 1 on differences are some tenths of a per cent and J_true is good to less than the
tolerance. Of the hull's answer, which may be 3 % from the truth, it would say too little by far, so that J_true of
solve 0 is that of solve 1.

A step that worsens the true objective by more than `tolerance_pu`, or that has no answer, is taken back and ρ halved.
One that moves it by less, with a mean power error of at most `ENOUGH_PU`, ends the search, and its answer counts;
where only the error is still larger, ρ is halved too. Every solve is recorded in the table `head_iteration`. The
compiled model stays: only the planes are evaluated again (`Formulation` keeps rules, `renew_rows` their rows),
volumes get other bounds, and simplex begins at the last basis.

`hull` with a `band_m` takes the same way with a second hull instead of tangents: over the levels within the band
around the first answer, to which volumes are then held.

What the answer proves is the bound of the first hull, which every plant loaded like its other banks keeps above the
truth.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from dispatch.case.schema import Case
from dispatch.families.hydro.rows.head import GENERATED, PLANE_PARAMS, PLANES, VOLUME, slots
from dispatch.program.certificate import Certificate, certify
from dispatch.program.compile import renew_rows
from dispatch.program.complementarity import solve_complementary
from dispatch.program.formulation import Formulation
from dispatch.program.highs import HighsSession, Solution, Status
from dispatch.program.linear_program import LinearProgram
from dispatch.results.tables import Table
from dispatch.series.assemble import Series
from dispatch.water.head import HeadPlant, Planes, modelled_plants
from dispatch.water.tangent import tangent_planes
from dispatch.water.windows import hull_planes

# Mean power error, energy-weighted, that an answer may have; the audit holds the successive method to it.
ENOUGH_PU = 0.003
# Errors are relative to the true power, but below this share of the rating to that share.
LEAST_PU = 0.1


@dataclass(frozen=True, eq=False)
class Answer:
    """A solution and what it truly makes. Arrays are (plants, N), `boundary_hm3` is (lakes, N+G)."""

    program: LinearProgram
    solution: Solution
    relaxed: Certificate | None
    flow_m3s: np.ndarray
    volume_hm3: np.ndarray
    release_m3s: np.ndarray
    boundary_hm3: np.ndarray
    generated_mw: np.ndarray
    true_mw: np.ndarray
    true_objective_cny: float


@dataclass(frozen=True, eq=False)
class Search:
    """The answer that counts, the table of all solves, and the bound that the first hull proved."""

    program: LinearProgram
    solution: Solution
    relaxed: Certificate | None
    bound_cny: float | None
    iterations: Table | None


@dataclass(eq=False)
class _Record:
    """The columns of `head_iteration`, one entry a solve."""

    plants: tuple[HeadPlant, ...]
    energy_h: np.ndarray
    columns: dict[str, list[float]] = field(default_factory=dict)

    def note(self, answer: Answer | None, trust_m: float, accepted: bool, seconds: float) -> float:
        """Write one solve down, None for one without an answer; returns its mean power error."""
        entry = {"trust_m": trust_m, "accepted": float(accepted), "seconds": seconds}
        entry = (self._figures(answer) if answer is not None else {}) | entry
        for name in [*self.columns, *(name for name in entry if name not in self.columns)]:
            self.columns.setdefault(name, []).append(entry.get(name, np.nan))
        return entry.get("mean_error_pu", np.nan)

    def _figures(self, answer: Answer) -> dict[str, float]:
        energy, true = answer.generated_mw @ self.energy_h, answer.true_mw @ self.energy_h
        wrong = np.abs(answer.generated_mw - answer.true_mw)
        rated = np.array([[p.house.p_nom_mw] for p in self.plants])
        mean = float((wrong @ self.energy_h).sum() / max(true.sum(), 1e-9))
        entry = {
            "objective_cny": answer.solution.objective,
            "true_objective_cny": answer.true_objective_cny,
            "energy_mwh": float(energy.sum()),
            "true_energy_mwh": float(true.sum()),
            "mean_error_pu": mean,
            "worst_plant_mean_error_pu": float(((wrong @ self.energy_h) / np.maximum(true, 1e-9)).max()),
            "max_error_pu": float((wrong / np.maximum(answer.true_mw, LEAST_PU * rated)).max()),
            "solver_iterations": float(answer.solution.iterations),
        }
        return entry | {f"true_energy_mwh.{p.house.id}": float(e) for p, e in zip(self.plants, true, strict=True)}

    def table(self) -> Table:
        """`head_iteration`."""
        count = len(next(iter(self.columns.values())))
        columns = {name: np.array(values) for name, values in self.columns.items()}
        return Table("iteration", tuple(str(k) for k in range(count)), None, None, columns)


def is_searched(case: Case) -> bool:
    """Whether head takes more than one solve."""
    return bool(modelled_plants(case)) and (case.head.method == "successive" or case.head.band_m is not None)


def solve_with_head(session: HighsSession, model: Formulation, case: Case, series: Series) -> Search:
    """Solve a session by the method of the case: once where one hull or no head is asked for, else again and again."""
    plants = modelled_plants(case)
    again = is_searched(case)
    began = time.perf_counter()
    opened = session.program
    solution, relaxed = solve_complementary(session)
    if not again or solution.status != Status.OPTIMAL:
        return Search(session.program, solution, relaxed, None, None)
    search = HeadSearch(session, model, case, series, plants, opened)
    first = search.judged(solution, relaxed)
    bound = (relaxed or certify(session.program, solution.x, solution.row_dual)).proven_bound
    walk = search.banded if case.head.method == "hull" else search.tangents
    best = walk(first, time.perf_counter() - began)
    return Search(best.program, best.solution, best.relaxed, bound, search.record.table())


class HeadSearch:
    """One session, solved at one point after the other; `opened` is its program before any direction was closed."""

    def __init__(
        self, session: HighsSession, model: Formulation, case: Case, series: Series,
        plants: tuple[HeadPlant, ...], opened: LinearProgram,
    ):  # fmt: skip
        self.session, self.model, self.case, self.series = session, model, case, series
        self.plants, self.opened = plants, opened
        self.record = _Record(plants, series.horizon.energy_h)
        self._lakes = np.array([plant.lake for plant in plants])
        self._houses = np.array([case.powerhouse.index(plant.house) for plant in plants])

    def tangents(self, first: Answer, seconds: float) -> Answer:
        """Touch and solve until the true objective rests; see the module."""
        head = self.case.head
        best = self._settled(first, seconds)
        trust_m = head.trust_m
        for k in range(head.most_iterations - 1):
            # The first of these leaves an answer whose volumes were held: its basis would be of no use.
            found, seconds = self._touched(best, trust_m, near=k > 0)
            moved = _moved(best, found)
            accepted = bool(moved <= head.tolerance_pu)
            error = self.record.note(found, trust_m, accepted, seconds)
            if found is not None and accepted:
                best = found
            if abs(moved) < head.tolerance_pu and error <= ENOUGH_PU:
                break
            if not accepted or abs(moved) < head.tolerance_pu:
                trust_m /= 2
        return best

    def _settled(self, first: Answer, seconds: float) -> Answer:
        """Solve 1: the first answer's water with its true power; the first answer itself where there is no such
        dispatch.
        """
        found, more = self._touched(first, 0.0)
        truth = np.inf if found is None else found.true_objective_cny
        first = replace(first, true_objective_cny=truth)
        self.record.note(first, np.inf, True, seconds)
        self.record.note(found, 0.0, found is not None, more)
        return found or first

    def _touched(self, best: Answer, trust_m: float, near: bool = False) -> tuple[Answer | None, float]:
        """(answer of the planes that touch at `best`, seconds)."""
        began = time.perf_counter()
        found = self._stepped(self.touching(best, trust_m), near)
        return found, time.perf_counter() - began

    def touching(self, best: Answer, trust_m: float) -> LinearProgram:
        """The program whose planes touch the true power at an answer, volumes within so many metres of it."""
        low, high = self._within(best, trust_m)
        horizon = self.series.horizon
        lowest = (low[:, horizon.first_boundary] + low[:, horizon.last_boundary])[self._lakes] / 2
        planes = tangent_planes(self.plants, best.flow_m3s, best.volume_hm3, best.release_m3s, lowest)
        return self._laid(planes, low, high)

    def banded(self, first: Answer, seconds: float) -> Answer:
        """The hull again, over the levels within the band around the first answer."""
        band_m = self.case.head.band_m
        assert band_m is not None
        began = time.perf_counter()
        low, high = self._within(first, band_m)
        planes = hull_planes(self.plants, self.case.head.window, self.series.horizon, low, high)
        found = self._stepped(self._laid(planes, low, high))
        self.record.note(first, np.inf, True, seconds)
        self.record.note(found, band_m, found is not None, time.perf_counter() - began)
        return found or first

    def _within(self, answer: Answer, trust_m: float) -> tuple[np.ndarray, np.ndarray]:
        """(lakes, N+G) limits of the volumes: the legal ones, narrowed to so many metres around an answer."""
        layout = self.opened.columns[VOLUME]
        low, high = layout.of(self.opened.column_lower).copy(), layout.of(self.opened.column_upper).copy()
        for plant in {p.lake: p for p in self.plants}.values():
            i, level = plant.lake, plant.level
            at = np.clip(answer.boundary_hm3[i], low[i], high[i])
            middle = plant.forebay_m(at)
            low[i] = np.minimum(at, np.maximum(low[i], level(np.clip(middle - trust_m, level.low, level.high))))
            high[i] = np.maximum(at, np.minimum(high[i], level(np.clip(middle + trust_m, level.low, level.high))))
        return low, high

    def _stepped(self, program: LinearProgram, near: bool = False) -> Answer | None:
        """The answer of a program, perhaps near the last; None where there is none."""
        self.session.renew(program, near)
        solution, relaxed = solve_complementary(self.session)
        return self.judged(solution, relaxed) if solution.status == Status.OPTIMAL else None

    def _laid(self, planes: Planes, low: np.ndarray, high: np.ndarray) -> LinearProgram:
        """The program with other planes and limits of the volumes."""
        family = self.model.families["powerhouse"]
        padded = planes.padded(slots(self.case))
        for name in PLANE_PARAMS.keys() & family.param_of.keys():
            family.renew(name, getattr(padded, PLANE_PARAMS[name]))
        program = renew_rows(self.model, self.opened, [PLANES])
        lower, upper = program.column_lower.copy(), program.column_upper.copy()
        layout = program.columns[VOLUME]
        layout.of(lower)[...], layout.of(upper)[...] = low, high
        return replace(program, column_lower=lower, column_upper=upper)

    def judged(self, solution: Solution, relaxed: Certificate | None) -> Answer:
        """What a solution of the session's program truly makes and costs."""
        program, horizon = self.session.program, self.series.horizon
        x = solution.x
        turbine = program.columns["powerhouse.turbine_m3s"].of(x)
        release = program.columns["reservoir.spill_m3s"].of(x).copy()
        home = {lake.id: i for i, lake in enumerate(self.case.reservoir)}
        np.add.at(release, [home[h.reservoir] for h in self.case.powerhouse], turbine)
        boundary = program.columns[VOLUME].of(x)
        mean = (boundary[:, horizon.first_boundary] + boundary[:, horizon.last_boundary]) / 2
        flow, volume, released = turbine[self._houses], mean[self._lakes], release[self._lakes]
        p_max = self.series.stack([p.house for p in self.plants], "p_max_pu")
        true = np.array([
            p.true_mw(*v) for p, *v in zip(self.plants, flow, volume, released, p_max, strict=True)
        ])  # fmt: skip
        made = program.columns[GENERATED].of(x)
        worth = self._price(solution) - self.series.stack([p.house for p in self.plants], "marginal_cost_cny_per_mwh")
        cost = solution.objective + float((horizon.cost_h * worth * (made - true)).sum())
        return Answer(program, solution, relaxed, flow, volume, released, boundary, made, true, cost)

    def _price(self, solution: Solution) -> np.ndarray:
        """(plants, N) CNY/MWh at the bus of every plant."""
        rows = self.opened.rows["price.power_balance"]
        labels: Sequence[str] = rows.axes[0].labels or ()
        at = [labels.index(p.house.bus) for p in self.plants]
        return np.asarray(rows.of(solution.row_dual)[at] / self.series.horizon.cost_h)


def _moved(best: Answer, found: Answer | None) -> float:
    """How much dearer a new answer truly is, relative; ∞ for none, −∞ where it is the first that is true at all."""
    if found is None:
        return np.inf
    if not np.isfinite(best.true_objective_cny):
        return -np.inf
    return (found.true_objective_cny - best.true_objective_cny) / (1 + abs(best.true_objective_cny))
