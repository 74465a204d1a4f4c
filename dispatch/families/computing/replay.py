"""Data centres, by the curves of work that has arrived and work that has been served.

    A(t) = ∫ deferrable · demand        B(t) = A(t) − queue at the start + ∫ (deferrable · demand − down + up)
    A(t − d) ≤ B(t) ≤ A(t)  at every boundary and wherever A(t − d) turns        queue = A − B at boundaries
    down ≤ deferrable · demand        up ≤ p_max − demand        queue 0 at both ends of a segment, or equal

Before a segment A is 0, or, where cyclic, the segment repeated. Green power, period by period and by window:

    unmatched ≥ 0, ≥ p − Σ contract · generated        Σ weight·Δt·(unmatched − (1 − share)·p) ≤ missing, ≥ 0

Cost: wear half each way, the mean queue by the hour, missing green energy. The green value is above 0 only where
every green MWh of the period counts; generation of a plant under contract earns it on top of the price of its bus.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from dispatch.audit.reader import Reader
from dispatch.audit.recorder import Array, Recorder
from dispatch.audit.view import View
from dispatch.families.computing.entity import Computing
from dispatch.families.flexible.replay.calendar import calendar
from dispatch.families.flexible.replay.demand_response import (
    Flat,
    FlexibleResults,
    audit_demand_response,
    audit_wear,
    read_flexible,
)


def audit_rows(recorder: Recorder, reader: Reader) -> None:
    """All checks of data centres that are switched on."""
    centres = [centre for centre in recorder.case.computing if centre.enabled]
    if not centres:
        return
    flexible = read_flexible(recorder, reader, "computing", centres)
    view, horizon = flexible.view, recorder.horizon
    arriving = view.series("deferrable_pu") * flexible.demand
    view.same("arriving", view.read("arriving_mw"), arriving)
    rated = np.array(
        [[load.p_nom_mw if c.p_max_mw is None else c.p_max_mw] for c, load in zip(centres, flexible.loads, strict=True)]
    )
    drawn = audit_demand_response(flexible, arriving, (rated - flexible.demand).clip(min=0.0))
    queue = view.read("queue_mwh", "boundary")
    for i, centre in enumerate(centres):
        _audit_work(flexible, i, centre, arriving[i], queue[i])
    audit_wear(flexible)
    mean = (queue[:, horizon.first_boundary] + queue[:, horizon.last_boundary]) / 2
    view.cost("delay", horizon.cost_h * view.each(lambda c: c.delay_cost_cny_per_mwh_h) * mean)
    wanting = view.which(lambda c: c.green_share_pu > 0)
    if wanting.any():
        _audit_green(view.where(wanting), drawn[wanting])


def _audit_work(flexible: FlexibleResults[Computing], i: int, centre: Computing, arriving: Array, queue: Array) -> None:
    """The curves of one centre, segment by segment."""
    horizon, own = flexible.recorder.horizon, flexible.view.where(np.arange(len(flexible.loads)) == i)
    ahead, late, level = (np.zeros(horizon.boundaries) for _ in range(3))
    between: list[tuple[float, float]] = []
    for g in range(horizon.segments):
        periods, edges = horizon.segment == g, slice(int(horizon.segment_start[g]), int(horizon.segment_end[g]) + 1)
        edge_h = np.append(0.0, np.cumsum(horizon.dt_h[periods]))
        arrived = np.append(0.0, np.cumsum((horizon.dt_h * arriving)[periods]))
        work = horizon.dt_h * (arriving - flexible.down[i] + flexible.up[i])
        served = np.append(0.0, np.cumsum(work[periods])) - queue[edges][0]
        due = _by(edge_h - centre.deadline_h, edge_h, arrived, centre.cyclic)
        ahead[edges], late[edges], level[edges] = arrived - served, due - served, arrived
        turns = edge_h + centre.deadline_h
        turns = turns % edge_h[-1] if centre.cyclic else turns[turns < edge_h[-1]]
        owed = _by(turns - centre.deadline_h, edge_h, arrived, centre.cyclic) - np.interp(turns, edge_h, served)
        between += [(float(owed.max()), float(arrived[-1]))] if len(turns) else []
    nothing = np.zeros((1, 1))
    own.equal("queue", queue[None, :], ahead[None, :], level[None, :], "boundary")
    own.at_least("queue", ahead[None, :], nothing, level[None, :], "boundary")
    own.at_most("deadline", late[None, :], nothing, level[None, :], "boundary")
    for worst, size in between:
        own.at_most("deadline", np.array([[worst]]), nothing, np.array([[size]]), "whole")
    first, last = queue[None, horizon.segment_start], queue[None, horizon.segment_end]
    own.equal("ends", last, first if centre.cyclic else nothing, np.zeros((1, 1)), "end")
    if not centre.cyclic:
        own.equal("ends", first, nothing, np.zeros((1, 1)), "start")


def _by(at_h: Array, edge_h: Array, arrived: Array, cyclic: bool) -> Array:
    """A at instants up to the end of the segment, also before its start."""
    if not cyclic:
        return np.interp(at_h, edge_h, arrived, left=0.0)
    turns = np.floor(at_h / edge_h[-1])
    return np.asarray(turns * arrived[-1] + np.interp(at_h - turns * edge_h[-1], edge_h, arrived))


def _audit_green(view: View[Computing], drawn: Array) -> None:
    """What is matched in every period, and the share of every window."""
    recorder, nothing, hours = view.recorder, np.zeros((1, 1)), view.recorder.horizon.cost_h
    green = np.array([_contracted(recorder, view.reader, centre) for centre in view.assets])
    view.equal("green", view.read("green_mw"), green, np.abs(green))
    unmatched, value = view.read("unmatched_mw"), view.read("green_value_cny_per_mwh")
    view.at_least("matched", unmatched, nothing)
    view.at_least("matched", unmatched + green, drawn, drawn + green)
    view.optimal("green_value", hours * value, unmatched + green - drawn, nothing, drawn + green)
    windows = [_windows(recorder, centre) for centre in view.assets]
    labels = [f"{centre.id} {name}" for centre, (_, names) in zip(view.assets, windows, strict=True) for name in names]
    priced = [
        f"{centre.id} {name}"
        for centre, (_, names) in zip(view.assets, windows, strict=True)
        for name in names
        if centre.green_shortfall_cost_cny_per_mwh is not None
    ]
    missing = dict(
        zip(priced, Flat(recorder, view.reader, "computing_window", labels, priced).read("missing_mwh"), strict=True)
    )
    costs = [np.zeros(1)]
    for i, (centre, (of, names)) in enumerate(zip(view.assets, windows, strict=True)):
        mine = [f"{centre.id} {name}" for name in names]
        flat = Flat(recorder, view.reader, "computing_window", labels, mine)
        brown, energy = (np.bincount(of, hours * power[i], len(names)) for power in (unmatched, drawn))
        lacking = np.array([missing.get(label, 0.0) for label in mine])
        flat.at_least("missing", lacking, np.zeros(len(names)))
        flat.at_most("green_share", brown - lacking, (1 - centre.green_share_pu) * energy, energy)
        costs.append((centre.green_shortfall_cost_cny_per_mwh or 0.0) * lacking)
    recorder.cost("computing_window.missing", np.concatenate(costs))


def _windows(recorder: Recorder, centre: Computing) -> tuple[Array, tuple[str, ...]]:
    """(window of every period, names)."""
    if centre.green_window == "all":
        return np.zeros(recorder.horizon.periods, dtype=np.int64), ("all",)
    months = calendar(recorder.horizon, "month")
    return months.of, months.names


def _contracted(recorder: Recorder, reader: Reader, centre: Computing) -> Array:
    """(N,) MW that the plants of a centre generate for it."""
    shares = dict.fromkeys(centre.green_plants, 0.0)
    for plant, share in zip(
        centre.green_plants, centre.green_contract_pu or [1.0] * len(centre.green_plants), strict=True
    ):
        shares[plant] += share
    total = np.zeros(recorder.horizon.periods)
    for family in ("renewable", "powerhouse"):
        known = [plant.id for plant in getattr(recorder.case, family)]
        mine = [plant for plant in shares if plant in known]
        if mine:
            total += np.array([[shares[plant]] for plant in mine]).T[0] @ _generated(
                recorder, reader, family, known, mine
            )
    return total


def _generated(recorder: Recorder, reader: Reader, family: str, known: Sequence[str], mine: Sequence[str]) -> Array:
    """(n, N) MW: of a powerhouse what its turbines make, whatever its pumps take."""
    power = reader.read(family, known, mine, "p_mw")
    for i, plant in enumerate(mine):
        house = next((h for h in recorder.case.powerhouse if family == "powerhouse" and h.id == plant), None)
        if house is not None and house.pump_max_m3s > 0:
            power[i] += (house.pump_mw_per_m3s or 0.0) * reader.read(family, known, [plant], "pump_m3s")[0]
    return power


def green_value(recorder: Recorder, reader: Reader, plants: Sequence[str]) -> Array:
    """(n, N) CNY/MWh that centres pay for green power of plants, on top of the price of the bus."""
    values = np.zeros((len(plants), recorder.horizon.periods))
    centres = [centre for centre in recorder.case.computing if centre.enabled]
    known = [centre.id for centre in centres]
    for centre in centres:
        if centre.green_share_pu == 0 or not set(centre.green_plants) & set(plants):
            continue
        value = reader.read("computing", known, [centre.id], "green_value_cny_per_mwh")[0]
        contracts = centre.green_contract_pu or [1.0] * len(centre.green_plants)
        for plant, share in zip(centre.green_plants, contracts, strict=True):
            if plant in plants:
                values[list(plants).index(plant)] += share * value
    return values
