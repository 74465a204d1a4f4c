"""What every flexible load must keep: its limits, its draw, its energy by window of the calendar.

0 ≤ down ≤ limit   0 ≤ up ≤ limit   never both       p = demand · (1 − idle) − down + up       unserved ≤ p
the bus gets back demand − p                         wear: half of it on down, half on up

by window: Σ Δt·(demand − p) ≤ lost, or = lost;  0 ≤ lost ≤ (1 − target) · Σ Δt·demand;  tonnes and money follow
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np

from dispatch.audit.reader import Reader
from dispatch.audit.recorder import Array, Recorder
from dispatch.audit.tolerances import AT_ONCE_MW, AT_ONCE_PU, EXACT, FEASIBLE
from dispatch.audit.view import View
from dispatch.families.flexible.entity import Flexible, Producing
from dispatch.families.flexible.replay.calendar import Calendar, calendar
from dispatch.families.load.entity import Load

E = TypeVar("E", bound=Flexible)
P = TypeVar("P", bound=Producing)


@dataclass(frozen=True, eq=False)
class FlexibleResults(Generic[E]):
    """Flexible loads of one kind as the run reports them; arrays are (n, N) MW. `view` compares and names checks."""

    view: View[E]
    loads: tuple[Load, ...]
    demand: Array
    down: Array
    up: Array
    unserved: Array

    @property
    def recorder(self) -> Recorder:
        return self.view.recorder

    def where(self, chosen: Array) -> FlexibleResults[E]:
        """Some of them."""
        loads = tuple(load for load, yes in zip(self.loads, chosen, strict=True) if yes)
        return FlexibleResults(
            self.view.where(chosen),
            loads,
            self.demand[chosen],
            self.down[chosen],
            self.up[chosen],
            self.unserved[chosen],
        )


def read_flexible(recorder: Recorder, reader: Reader, kind: str, plants: Sequence[E]) -> FlexibleResults[E]:
    """What the tables say of the flexible loads of a kind."""
    view = View.of(recorder, reader, kind, plants)
    by_id = {load.id: load for load in recorder.case.load}
    loads = tuple(by_id[plant.load] for plant in plants)
    demand = np.array([load.p_nom_mw * recorder.series.of(load, "p_pu") for load in loads])
    unserved = reader.read("load", list(by_id), [load.id for load in loads], "unserved_mw")
    return FlexibleResults(view, loads, demand, view.read("down_mw"), view.read("up_mw"), unserved)


def audit_demand_response(
    flexible: FlexibleResults[E], down_max: Array, up_max: Array, idle: Array | float = 0.0
) -> Array:
    """Limits, draw, injection; returns the draw (n, N) as it follows from down, up and idle."""
    view, nothing = flexible.view, np.zeros((1, 1))
    view.within("limit", nothing, flexible.down, down_max)
    view.within("limit", nothing, flexible.up, up_max)
    both = np.minimum(flexible.down, flexible.up) - AT_ONCE_PU * flexible.demand.max(axis=1, keepdims=True)
    view.less_than("one_at_a_time", both, AT_ONCE_MW)
    drawn = flexible.demand * (1.0 - idle) - flexible.down + flexible.up
    view.same("baseline", view.read("baseline_mw"), flexible.demand)
    # A difference of demand and deviation: it rounds with the demand.
    reported = view.read("p_mw")
    flexible.recorder.compare(
        f"{view.family}.power",
        np.abs(reported - drawn),
        reported,
        drawn,
        flexible.demand + flexible.up,
        view.ids,
        "period",
        EXACT,
    )
    view.at_least("served", reported - flexible.unserved, nothing, flexible.demand)
    flexible.recorder.inject(
        [load.bus for load in flexible.loads], flexible.demand - reported, flexible.demand + flexible.up
    )
    return drawn


def audit_wear(flexible: FlexibleResults[E]) -> None:
    """Half of the wear each way."""
    moved = flexible.down + flexible.up
    flexible.view.cost(
        "wear", flexible.recorder.horizon.cost_h * flexible.view.series("wear_cost_cny_per_mwh") * moved / 2
    )


def audit_windows(flexible: FlexibleResults[P], drawn: Array, batched: Array | None = None) -> list[Array]:
    """Targets, losses and tonnes of the calendar windows of every plant; returns what each loses by window.

    `batched` (n,) marks plants whose targets are judged by what they start.
    """
    recorder, kind, plants = flexible.recorder, flexible.view.family, flexible.view.assets
    family, found = f"{kind}_window", [calendar(recorder.horizon, plant.target_window) for plant in plants]
    labels = [f"{plant.id} {name}" for plant, windows in zip(plants, found, strict=True) for name in windows.names]
    lost = Flat(recorder, flexible.view.reader, family, labels).read("lost_mwh")
    costs, at, losses = [np.zeros(1)], 0, []
    for i, (plant, windows) in enumerate(zip(plants, found, strict=True)):
        mine = Flat(recorder, flexible.view.reader, family, labels, labels[at : at + len(windows.names)])
        own = lost[at : at + len(windows.names)]
        at += len(windows.names)
        losses.append(own)
        asked = windows.energy(flexible.demand[i])
        mine.between("lost_limit", own, np.zeros_like(own), (1.0 - plant.target_pu) * asked)
        left = windows.energy(flexible.demand[i] - drawn[i])
        if batched is None or not batched[i]:
            size = windows.energy(flexible.demand[i] + flexible.up[i])
            mine.at_most("target", left, own, size)
            if plant.target == "equal":
                mine.at_least("target", left, own, size)
        price = plant.product_value_cny_per_t if plant.lost_cost_cny_per_t is None else plant.lost_cost_cny_per_t
        if plant.mwh_per_t is not None:
            costs.append(windows.weight * price * own / plant.mwh_per_t)
            _audit_tonnes(flexible, i, windows, mine, left, own, drawn[i], price)
    recorder.cost(f"{family}.lost", np.concatenate(costs))
    return losses


def _audit_tonnes(
    flexible: FlexibleResults[P],
    i: int,
    windows: Calendar,
    mine: Flat,
    left: Array,
    lost: Array,
    drawn: Array,
    price: float,
) -> None:
    """What the plant made of what it drew, what it lost and what it made at another time."""
    plant = flexible.view.assets[i]
    per_mwh = 1.0 / (plant.mwh_per_t or np.nan)
    made = windows.energy(drawn - flexible.unserved[i])
    later = windows.energy(flexible.up[i]) + left - lost
    size = windows.energy(flexible.demand[i] + flexible.up[i]) * per_mwh
    for name, tonnes in (("made", made), ("lost", lost), ("deferred", later)):
        mine.same(name, mine.read(f"{name}_t"), tonnes * per_mwh, size)
    mine.same(
        "made",
        mine.read("output_cny"),
        plant.product_value_cny_per_t * made * per_mwh,
        size * plant.product_value_cny_per_t,
    )
    mine.same("lost", mine.read("lost_cny"), price * lost * per_mwh, size * price)


@dataclass(frozen=True, eq=False)
class Flat:
    """Rows of a table without time: windows, intervals, starts. `known`: all of it; `wanted`: those looked at."""

    recorder: Recorder
    reader: Reader
    family: str
    known: Sequence[str]
    wanted: Sequence[str] | None = None

    @property
    def labels(self) -> Sequence[str]:
        return self.known if self.wanted is None else self.wanted

    def read(self, column: str) -> Array:
        """(n,) of a column."""
        return self.reader.read(self.family, self.known, self.labels, column, "whole")[:, 0]

    def at_most(self, check: str, value: Array, limit: Array, size: Array | None = None) -> None:
        self._compare(check, value - limit, value, limit, np.abs(limit) if size is None else size, FEASIBLE)

    def at_least(self, check: str, value: Array, limit: Array, size: Array | None = None) -> None:
        self._compare(check, limit - value, value, limit, np.abs(limit) if size is None else size, FEASIBLE)

    def between(self, check: str, value: Array, low: Array, high: Array) -> None:
        self.at_least(check, value, low)
        self.at_most(check, value, high)

    def same(self, check: str, value: Array, expected: Array, size: Array) -> None:
        self._compare(check, np.abs(value - expected), value, expected, size, EXACT)

    def _compare(self, check: str, excess: Array, value: Array, limit: Array, size: Array, tolerance: float) -> None:
        a, b, c, d = (np.asarray(each, dtype=float).reshape(-1, 1) for each in (excess, value, limit, size))
        self.recorder.compare(f"{self.family}.{check}", a, b, c, d, self.labels, "whole", tolerance)
