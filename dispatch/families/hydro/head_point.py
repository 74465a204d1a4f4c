"""The planes of head in a program: what an answer truly makes, and the program whose planes touch the truth there.

Judged by the **true objective**: the cost of the program, less the power reported beyond the true power, valued
at the prices of the answer,

    J_true = J + Σ weight·Δt·(price[bus, t] − marginal cost)·(p − p_true)

This is the first order of a re-dispatch in which the water stays and the rest of the system makes up for the
difference; LP cost is convex in what is injected, so a re-dispatch costs at least that much, and exactly that while
no price changes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from dispatch.case.schema import Case
from dispatch.families.hydro.rows.head import GENERATED, PLANE_PARAMS, PLANES, VOLUME, slots
from dispatch.program.compile import renew_rows
from dispatch.program.formulation import Formulation
from dispatch.program.linear_program import LinearProgram
from dispatch.program.solution import Solution
from dispatch.series.assemble import Series
from dispatch.solve.answer import Answer
from dispatch.water.head import HeadPlant, Planes, modelled_plants
from dispatch.water.tangent import tangent_planes
from dispatch.water.windows import hull_planes

# Errors are relative to the true power, but below this share of the rating to that share.
LEAST_PU = 0.1


@dataclass(frozen=True, eq=False)
class HeadPoint:
    """An answer and what it truly makes. Arrays are (plants, N), `boundary_hm3` is (lakes, N+G)."""

    answer: Answer
    flow_m3s: np.ndarray
    volume_hm3: np.ndarray
    release_m3s: np.ndarray
    boundary_hm3: np.ndarray
    generated_mw: np.ndarray
    true_mw: np.ndarray
    true_objective_cny: float


class HeadPlanes:
    """The planes and limits of volumes of one model; `opened` is its program with all directions open."""

    def __init__(self, model: Formulation, case: Case, series: Series, opened: LinearProgram):
        self._model, self._case, self._series, self._opened = model, case, series, opened
        self._plants: tuple[HeadPlant, ...] = modelled_plants(case)
        self._lakes = np.array([plant.lake for plant in self._plants])
        self._houses = np.array([case.powerhouse.index(plant.house) for plant in self._plants])

    def touching(self, point: HeadPoint, trust_m: float) -> LinearProgram:
        """The program whose planes touch the true power at a point, volumes within so many metres of it."""
        low, high = self._within(point, trust_m)
        horizon = self._series.horizon
        lowest = (low[:, horizon.first_boundary] + low[:, horizon.last_boundary])[self._lakes] / 2
        planes = tangent_planes(self._plants, point.flow_m3s, point.volume_hm3, point.release_m3s, lowest)
        return self._with_planes(planes, low, high)

    def hull_around(self, point: HeadPoint, band_m: float) -> LinearProgram:
        """The program with the hull over the levels within so many metres of a point, and volumes held there."""
        low, high = self._within(point, band_m)
        planes = hull_planes(self._plants, self._case.head.window, self._series.horizon, low, high)
        return self._with_planes(planes, low, high)

    def point(self, answer: Answer) -> HeadPoint:
        """What an answer truly makes and costs."""
        program, x, horizon = answer.program, answer.solution.x, self._series.horizon
        turbine = program.columns["powerhouse.turbine_m3s"].of(x)
        release = program.columns["reservoir.spill_m3s"].of(x).copy()
        lake_of = {lake.id: i for i, lake in enumerate(self._case.reservoir)}
        np.add.at(release, [lake_of[h.reservoir] for h in self._case.powerhouse], turbine)
        boundary = program.columns[VOLUME].of(x)
        mean = (boundary[:, horizon.first_boundary] + boundary[:, horizon.last_boundary]) / 2
        flow, volume, released = turbine[self._houses], mean[self._lakes], release[self._lakes]
        houses = [p.house for p in self._plants]
        p_max = self._series.stack(houses, "p_max_pu")
        water = zip(self._plants, flow, volume, released, p_max, strict=True)
        true = np.array([plant.true_mw(*values) for plant, *values in water])
        made = program.columns[GENERATED].of(x)
        value = self._price(answer.solution) - self._series.stack(houses, "marginal_cost_cny_per_mwh")
        cost = answer.solution.objective + float((horizon.cost_h * value * (made - true)).sum())
        return HeadPoint(answer, flow, volume, released, boundary, made, true, cost)

    def figures(self, point: HeadPoint) -> dict[str, float]:
        """The figures of a point for the record of a search."""
        energy_h = self._series.horizon.energy_h
        energy, true = point.generated_mw @ energy_h, point.true_mw @ energy_h
        error = np.abs(point.generated_mw - point.true_mw)
        rated = np.array([[p.house.p_nom_mw] for p in self._plants])
        figures = {
            "objective_cny": point.answer.solution.objective,
            "true_objective_cny": point.true_objective_cny,
            "energy_mwh": float(energy.sum()),
            "true_energy_mwh": float(true.sum()),
            "mean_error_pu": float((error @ energy_h).sum() / max(true.sum(), 1e-9)),
            "worst_plant_mean_error_pu": float(((error @ energy_h) / np.maximum(true, 1e-9)).max()),
            "max_error_pu": float((error / np.maximum(point.true_mw, LEAST_PU * rated)).max()),
            "solver_iterations": float(point.answer.solution.iterations),
        }
        return figures | {f"true_energy_mwh.{p.house.id}": float(e) for p, e in zip(self._plants, true, strict=True)}

    def _within(self, point: HeadPoint, trust_m: float) -> tuple[np.ndarray, np.ndarray]:
        """(lakes, N+G) limits of the volumes: the legal ones, narrowed to so many metres around a point."""
        layout = self._opened.columns[VOLUME]
        low, high = layout.of(self._opened.column_lower).copy(), layout.of(self._opened.column_upper).copy()
        for plant in {p.lake: p for p in self._plants}.values():
            i, level = plant.lake, plant.level
            at = np.clip(point.boundary_hm3[i], low[i], high[i])
            middle = plant.forebay_m(at)
            low[i] = np.minimum(at, np.maximum(low[i], level(np.clip(middle - trust_m, level.low, level.high))))
            high[i] = np.maximum(at, np.minimum(high[i], level(np.clip(middle + trust_m, level.low, level.high))))
        return low, high

    def _with_planes(self, planes: Planes, low: np.ndarray, high: np.ndarray) -> LinearProgram:
        """The program with other planes and limits of the volumes."""
        family = self._model.families["powerhouse"]
        padded = planes.padded(slots(self._case))
        for name in PLANE_PARAMS.keys() & family.param_of.keys():
            family.renew(name, getattr(padded, PLANE_PARAMS[name]))
        program = renew_rows(self._model, self._opened, [PLANES])
        lower, upper = program.column_lower.copy(), program.column_upper.copy()
        layout = program.columns[VOLUME]
        layout.of(lower)[...], layout.of(upper)[...] = low, high
        return replace(program, column_lower=lower, column_upper=upper)

    def _price(self, solution: Solution) -> np.ndarray:
        """(plants, N) CNY/MWh at the bus of every plant."""
        rows = self._opened.rows["price.power_balance"]
        labels: Sequence[str] = rows.axes[0].labels or ()
        at = [labels.index(p.house.bus) for p in self._plants]
        return np.asarray(rows.of(solution.row_dual)[at] / self._series.horizon.cost_h)
