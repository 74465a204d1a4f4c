"""Totals of the goals that are met one after the other."""

from __future__ import annotations

import numpy as np

from dispatch.audit.recorder import Array, Recorder
from dispatch.audit.tolerances import EXACT, FEASIBLE
from dispatch.audit.verdict import Check
from dispatch.families.peak.replay.curve import given_mw
from dispatch.families.peak.replay.reading import column_of, reported

# Rooms that are not named here say in their own replay which costs are shortages (`cost(…, is_shortage=True)`).
PAID_SHORT = (
    "load.unserved",
    "reservoir.shortfall",
    "reservoir.flood",
    "corridor.missed",
    "contingency.shortfall",
    "contingency.shortfall_ms",
)


def audit_goals(recorder: Recorder, measure: Array, number: Array, shaved: Array) -> None:
    """Totals of `stage`; sums over windows that stand for several count as often."""
    horizon, goal = recorder.horizon, recorder.case.objective
    first = np.unique(number, return_index=True)[1]
    often = np.where(shaved, (horizon.energy_h / horizon.dt_h)[first], 0.0)
    short, most_short = _shortage(recorder)
    lost, new, available = _curtailed(recorder)
    own = {"shortage": 0.0, "curtailment": goal.curtailment_room_pu * new}
    found = {"shortage": (short, most_short), "curtailment": (lost, available), "cost": (recorder.objective_cny, 0.0)}
    found["peak"] = float(often @ measure), float(often.sum() * np.abs(given_mw(recorder)).max())
    columns = {name: reported(recorder, "stage", name) for name in ("value", "held", "final")}
    for name in columns["value"]:
        amount, size = found.get(name, (np.nan, np.nan))
        value, held, final = (columns[key].get(name, np.nan) for key in columns)
        # Of all that could be lost a hundredth is what a solver's noise goes by: millions of columns add up.
        noise = abs(held) + size / 100 if np.isfinite(held) else size
        _judge(recorder, "stage.promise", name, min(amount - held, 1e30), noise, FEASIBLE, amount, held)
        # The peak's own columns may lie above the curve where nothing presses them down.
        slack = amount - final if name == "peak" else abs(amount - final)
        _judge(recorder, "stage.final", name, slack, size, FEASIBLE, final, amount)
        if name in own:
            floor = goal.floor_pu * size
            margin = max(0.0 if value <= floor else max(goal.held_pu * abs(value), floor), own[name])
            _judge(recorder, "stage.held", name, abs(held - value - margin), size, EXACT, held, value + margin)


def _judge(
    recorder: Recorder, check: str, at: str, excess: float, size: float, tolerance: float, value: float, limit: float
) -> None:
    worst = excess / (1.0 + abs(size))
    recorder.record(Check(check, 1e30 if np.isnan(worst) else max(worst, 0.0), tolerance, at, "", value, limit))


def _shortage(recorder: Recorder) -> tuple[float, float]:
    """CNY of what should never happen, from the replayed costs, and of everything unserved."""
    paid = sum(recorder.costs[name][0] for name in (*PAID_SHORT, *recorder.shortages) if name in recorder.costs)
    return paid, _most_short(recorder)


def _most_short(recorder: Recorder) -> float:
    case, series, hours = recorder.case, recorder.series, recorder.horizon.cost_h
    loads = sum(
        float((hours * load.p_nom_mw * series.of(load, "p_pu") * series.of(load, "unserved_cost_cny_per_mwh")).sum())
        for load in case.load
    )
    lakes = [lake for lake in case.reservoir if lake.release_shortfall_cost_cny_per_hm3 is not None]
    missed = sum(
        float((0.0036 * hours * series.of(lake, "release_min_m3s")).sum())
        * (lake.release_shortfall_cost_cny_per_hm3 or 0)
        for lake in lakes
    )
    return loads + missed


def _curtailed(recorder: Recorder) -> tuple[float, float, float]:
    """(MWh curtailed and spilled, MWh that renewables could have made, the same with hydro at its rating)."""
    case, series, hours = recorder.case, recorder.series, recorder.horizon.energy_h
    lost = most = 0.0
    for plant in case.renewable:
        available = plant.p_nom_mw * series.of(plant, "p_max_pu") * series.of(plant, "availability_pu")
        lost += float(((available - column_of(recorder, "renewable", plant.id, "p_mw")) * hours).sum())
        most += float((available * hours).sum())
    for lake in case.reservoir:
        houses = [house for house in case.powerhouse if house.reservoir == lake.id]
        if sum(house.turbine_max_m3s for house in houses) > 0:
            flows = np.array([house.turbine_max_m3s for house in houses])
            productivity = (
                flows @ np.array([series.of(house, "productivity_mw_per_m3s") for house in houses]) / flows.sum()
            )
            lost += float((productivity * column_of(recorder, "reservoir", lake.id, "spill_m3s") * hours).sum())
    return lost, most, most + sum(house.p_nom_mw for house in case.powerhouse) * float(hours.sum())
