"""Flat curves and held goals: the curve from powers, the measures from the curve, and whether what was reached is kept.

    residual = load − available wind and PV − storage − what loads draw less            in the study area
               (curve `residual`: − other renewables − hydro + exports that have a plan + one-way lines that leave)
    measure  = max − min (or max) of the curve in a window of the local calendar + ε·Σ|change|
    shortage = Σ price · (unserved energy, missed releases, floods, obligations, reserves)
    curtailment = Σ h · (available − p) + Σ h · spill · mean productivity

Every goal must stay within value + max(held_pu·|value|, floor_pu·size) of what its stage reached, shortage and
curtailment of less than the floor at their value; curtailment within curtailment_room_pu of what renewables could have
made, if that is more. `held_price` is what other families need: with a held goal in force, a unit that counts towards
it costs that much more.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from dispatch.audit.reader import Reader
from dispatch.audit.recorder import Array, Ledger
from dispatch.audit.tolerances import EXACT, FEASIBLE
from dispatch.audit.verdict import Check
from dispatch.audit.view import Lens
from dispatch.case.technology import is_pv, is_wind
from dispatch.families.bus.expected import study_area_buses
from dispatch.families.flexible.entity import enabled
from dispatch.families.network.entity import Line
from dispatch.families.renewable.entity import Renewable
from dispatch.families.rooms import FLEXIBLE
from dispatch.families.virtual_plant.expected import members_of

PAID_SHORT = ("load.unserved", "reservoir.shortfall", "reservoir.flood", "corridor.missed", "contingency.shortfall",
              "contingency.shortfall_ms")  # fmt: skip
_LETTER = {"day": "D", "week": "W-SUN", "month": "M", "year": "Y"}


def held_price(book: Ledger, goal: str) -> float:
    """CNY that holding a goal adds to each unit of it in the last solve; 0 where nothing is held, NaN if not told."""
    if book.case.objective.goal != "peak":
        return 0.0
    told = _told(book, "stage", "price_cny")
    return max(told.get(goal, 0.0), 0.0) if told else np.nan


def curve_price(book: Ledger, reader: Reader, counted: Sequence[bool]) -> Array:
    """(n, N) CNY/MWh that a MW given to the curve saves in the last solve, through what its windows are held at; 0 for
    assets that do not count and where no curve is held.
    """
    curve = (book.case.objective.curve,)
    told = np.zeros((1, book.horizon.periods))
    if book.case.objective.goal == "peak" and any(counted):
        told = reader.read("peak", curve, curve, "residual_price_cny_per_mwh")
    return np.where(np.array(counted, dtype=bool)[:, None], told, 0.0)


def in_residual(book: Ledger, plant: Renewable) -> bool:
    """Whether the power of a renewable plant counts in the curve `residual`, and that curve is sought."""
    varying = is_wind(plant.technology) or is_pv(plant.technology)
    return book.case.objective.curve == "residual" and plant.bus in study_area_buses(book.case) and not varying


def leaves_residual(book: Ledger, line: Line) -> bool:
    """Whether what a line sends away counts in the curve `residual`, and that curve is sought."""
    home = study_area_buses(book.case)
    leaving = line.one_way and (line.bus0 in home) > (line.bus1 in home)
    return book.case.objective.curve == "residual" and leaving


def audit_rows(book: Ledger, reader: Reader) -> None:
    """The curve, its windows and every promise."""
    goal = book.case.objective
    if goal.goal != "peak":
        return
    curve = _curve(book, reader)
    told = reader.read("peak", (goal.curve,), (goal.curve,), "residual_mw")
    given = _given(book)
    book.compare(
        "peak.residual", np.abs(told - curve), told, curve, np.abs(given) + np.abs(curve), (goal.curve,), "period"
    )
    number, labels = _windows(book)
    shaved = _shaved(book, number, len(labels))
    measure, height = _measures(book, curve[0], number, len(labels))
    size = float(np.abs(given).max())
    _audit_windows(book, labels, np.where(shaved, measure, 0.0), np.where(shaved, height, 0.0), shaved, size)
    _audit_goals(book, np.where(shaved, measure, 0.0), number, shaved)


def _audit_windows(
    book: Ledger, labels: tuple[str, ...], measure: Array, height: Array, shaved: Array, size: float
) -> None:
    goal = book.case.objective
    columns = {name: _told(book, "stage_window", f"{name}_mw") for name in ("value", "held", "final")}
    value, held, final = (np.array([columns[name].get(label, np.nan) for label in labels]) for name in columns)
    room = np.maximum(goal.held_pu * np.abs(value), goal.floor_pu * size)
    scale = np.full(len(labels), size)
    rows = {
        "peak.promise": (measure - held, measure, held, scale, FEASIBLE),
        "peak.window": (measure - final, measure, final, scale, FEASIBLE),
        "stage.held": (np.abs(held - value - room), held, value + room, scale, EXACT),
    }
    for name, (excess, found, limit, relative, tolerance) in rows.items():
        book.compare(
            name, excess[:, None], found[:, None], limit[:, None], relative[:, None], labels, "whole", tolerance
        )
    told = _told(book, "peak_total", "top_mw")
    top = np.array([told.get(label, np.nan) for label in labels])
    low = _told(book, "peak_total", "bottom_mw") if goal.measure == "spread" else {}
    bottom = np.array([low.get(label, 0.0 if goal.measure == "peak" else np.nan) for label in labels])
    excess = np.where(shaved, height - (top - bottom), 0.0)
    book.compare(
        "peak.window", excess[:, None], height[:, None], (top - bottom)[:, None], scale[:, None], labels, "whole"
    )


def _audit_goals(book: Ledger, measure: Array, number: Array, shaved: Array) -> None:
    """Totals of `stage`; sums over windows that stand for several count as often."""
    horizon, goal = book.horizon, book.case.objective
    first = np.unique(number, return_index=True)[1]
    often = np.where(shaved, (horizon.energy_h / horizon.dt_h)[first], 0.0)
    short, most_short = _shortage(book)
    lost, new, available = _curtailed(book)
    own = {"shortage": 0.0, "curtailment": goal.curtailment_room_pu * new}
    found = {"shortage": (short, most_short), "curtailment": (lost, available), "cost": (book.objective_cny, 0.0)}
    found["peak"] = float(often @ measure), float(often.sum() * np.abs(_given(book)).max())
    columns = {name: _told(book, "stage", name) for name in ("value", "held", "final")}
    for name in columns["value"]:
        amount, size = found.get(name, (np.nan, np.nan))
        value, held, final = (columns[key].get(name, np.nan) for key in columns)
        # Of all that could be lost a hundredth is what a solver's noise goes by: millions of columns add up.
        noise = abs(held) + size / 100 if np.isfinite(held) else size
        _judge(book, "stage.promise", name, min(amount - held, 1e30), noise, FEASIBLE, amount, held)
        # The peak's own columns may lie above the curve where nothing presses them down.
        slack = amount - final if name == "peak" else abs(amount - final)
        _judge(book, "stage.final", name, slack, size, FEASIBLE, final, amount)
        if name in own:
            floor = goal.floor_pu * size
            room = max(0.0 if value <= floor else max(goal.held_pu * abs(value), floor), own[name])
            _judge(book, "stage.held", name, abs(held - value - room), size, EXACT, held, value + room)


def _judge(
    book: Ledger, check: str, at: str, excess: float, size: float, tolerance: float, value: float, limit: float
) -> None:
    worst = excess / (1.0 + abs(size))
    book.record(Check(check, 1e30 if np.isnan(worst) else max(worst, 0.0), tolerance, at, "", value, limit))


def _shortage(book: Ledger) -> tuple[float, float]:
    """CNY of what should never happen, from the replayed costs, and of everything unserved."""
    paid = sum(book.costs[name][0] for name in PAID_SHORT if name in book.costs)
    return paid, _most_short(book)


def _most_short(book: Ledger) -> float:
    case, series, hours = book.case, book.series, book.horizon.cost_h
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


def _curtailed(book: Ledger) -> tuple[float, float, float]:
    """(MWh curtailed and spilled, MWh that renewables could have made, the same with hydro at its rating)."""
    case, series, hours = book.case, book.series, book.horizon.energy_h
    lost = most = 0.0
    for plant in case.renewable:
        available = plant.p_nom_mw * series.of(plant, "p_max_pu") * series.of(plant, "availability_pu")
        lost += float(((available - _of(book, "renewable", plant.id, "p_mw")) * hours).sum())
        most += float((available * hours).sum())
    for lake in case.reservoir:
        houses = [house for house in case.powerhouse if house.reservoir == lake.id]
        if sum(house.turbine_max_m3s for house in houses) > 0:
            flows = np.array([house.turbine_max_m3s for house in houses])
            worth = flows @ np.array([series.of(house, "productivity_mw_per_m3s") for house in houses]) / flows.sum()
            lost += float((worth * _of(book, "reservoir", lake.id, "spill_m3s") * hours).sum())
    return lost, most, most + sum(house.p_nom_mw for house in case.powerhouse) * float(hours.sum())


def _given(book: Ledger) -> Array:
    """(N,) load less available wind and PV in the study area."""
    home, series = study_area_buses(book.case), book.series
    total = np.zeros(book.horizon.periods)
    for load in book.case.load:
        total = total + (load.bus in home) * load.p_nom_mw * series.of(load, "p_pu")
    for plant in book.case.renewable:
        varying = is_wind(plant.technology) or is_pv(plant.technology)
        share = series.of(plant, "p_max_pu") * series.of(plant, "availability_pu")
        total = total - (plant.bus in home and varying) * plant.p_nom_mw * share
    return total


def _curve(book: Ledger, reader: Reader) -> Array:
    """(1, N) what is left after everything that counts."""
    case = book.case
    left = _given(book) - _output(book, reader, "storage", case.storage) - _bent(book)
    if case.objective.curve == "residual":
        steady = [plant for plant in case.renewable if in_residual(book, plant)]
        planned = [k for k in case.corridor if k.schedule_mw != 0.0]
        left = left - _output(book, reader, "renewable", steady) - _output(book, reader, "powerhouse", case.powerhouse)
        left = left + _output(book, reader, "corridor", planned, "export_mw")
        for line in case.line:
            if leaves_residual(book, line):
                left = left + _of(book, "line", line.id, "p0_mw")
    return np.asarray(left)[None, :]


def _output(book: Ledger, reader: Reader, family: str, assets: Sequence[Any], column: str = "p_mw") -> Array:
    home = study_area_buses(book.case)
    chosen = tuple(asset for asset in assets if asset.bus in home)
    known = tuple(asset.id for asset in getattr(book.case, family))
    ids = tuple(asset.id for asset in chosen)
    return Lens(book, reader, family, chosen, known).read(column).sum(axis=0) if ids else np.zeros(book.horizon.periods)


def _bent(book: Ledger) -> Array:
    """(N,) what loads in the study area draw less than they ask for, cars that give back included."""
    case, home = book.case, study_area_buses(book.case)
    loads = {load.id: load for load in case.load}
    total = np.zeros(book.horizon.periods)
    for kind in FLEXIBLE:
        for entity in enabled(getattr(case, kind)):
            if loads[entity.load].bus in home:
                total = total + _of(book, kind, entity.id, "baseline_mw") - _of(book, kind, entity.id, "p_mw")
                if kind == "charging" and entity.v2g_share_pu > 0:
                    total = total + _of(book, kind, entity.id, "give_mw") - _of(book, kind, entity.id, "restore_mw")
    for plant in enabled(case.virtual_plant):
        if not any(offer.virtual_plant == plant.id for offer in case.offer):
            continue
        members = members_of(plant, case)
        asked = np.array([m.share_pu * m.load.p_nom_mw * book.series.of(m.load, "p_pu") for m in members])
        usual = np.array([[m.share_pu * m.load.p_nom_mw] for m in members]) * np.ones_like(asked)
        parts = np.where(asked.sum(axis=0) > 0, asked, usual)
        inside = np.array([m.load.bus in home for m in members])
        total = total + parts[inside].sum(axis=0) / parts.sum(axis=0) * _of(book, "virtual_plant", plant.id, "less_mw")
    return total


def _windows(book: Ledger) -> tuple[Array, tuple[str, ...]]:
    """(N,) number of the window of each period, and what the run calls them."""
    goal, horizon = book.case.objective, book.horizon
    local = horizon.local_time().tz_localize(None)
    key = local.to_period(_LETTER[goal.window]).astype(str) if goal.window != "all" else pd.Index([""] * len(local))
    pairs = list(zip(key, horizon.segment.tolist(), strict=True))
    order = {pair: i for i, pair in enumerate(dict.fromkeys(pairs))}
    table = book.tables.optional("stage_window")
    labels = tuple(table.labels) if table is not None else ()
    short = len(order) - len(labels)
    # Told by position: as many as the calendar has, in its order.
    labels = (*labels, *(f"? {i}" for i in range(max(short, 0))))[: len(order)]
    return np.array([order[pair] for pair in pairs]), labels


def _shaved(book: Ledger, number: Array, count: int) -> Array:
    goal = book.case.objective
    if not goal.dates:
        return np.ones(count, dtype=bool)
    dates = set(goal.dates)
    asked = np.array([day in dates for day in book.horizon.local_time().date])
    return np.array([bool(asked[number == w].any()) for w in range(count)])


def _measures(book: Ledger, curve: Array, number: Array, count: int) -> tuple[Array, Array]:
    """(n,) measures of all windows, and their heights without what changes count."""
    goal, horizon = book.case.objective, book.horizon
    shaved = _shaved(book, number, count)
    height = np.array([
        curve[number == w].max() - (curve[number == w].min() if goal.measure == "spread" else 0.0) for w in range(count)
    ])  # fmt: skip
    before, after = horizon.step_before, horizon.step_after
    both = shaved[number[before]] & shaved[number[after]]
    change = np.abs(curve[after] - curve[before]) * both
    return height + goal.smoothing * np.bincount(number[after], change, count), height


def _told(book: Ledger, name: str, column: str) -> dict[str, float]:
    """label → number of a table without time; empty, and a failed check, where it cannot be read."""
    table = book.tables.optional(name)
    book.record(Check("tables.missing", int(table is None), 0, name))
    if table is None:
        return {}
    book.record(Check("tables.columns", int(column not in table.columns), 0, f"{name}.{column}"))
    if column not in table.columns:
        return {}
    return {label: float(value) for label, value in zip(table.labels, table.columns[column], strict=False)}


def _of(book: Ledger, family: str, label: str, column: str) -> Array:
    table = book.tables.optional(family)
    if table is None or column not in table.columns or label not in table.labels:
        return np.full(book.horizon.periods, np.nan)
    return np.asarray(table.columns[column][list(table.labels).index(label)], dtype=float)
