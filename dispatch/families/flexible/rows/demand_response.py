"""What every flexible load does: draw less or more than the demand of the load that it is attached to.

Sets: i flexible load of one kind, t period; D the demand of its load (the baseline, MW), unserved that of its load,
idle the share of what could run that does not. Columns, MW, with bounds from the kind:

    0 ≤ down_mw[i,t] ≤ down_max        0 ≤ up_mw[i,t] ≤ up_max

    p_mw[i,t] = D·(1 − idle) − down + up                      what the plant draws where nothing goes unserved

Rows:

    (flexible.1) unserved[t] ≤ p_mw[i,t]                      nobody is served less than nothing

The load itself withdraws D − unserved from its bus; here the difference D − p is given back. Wear is paid half on what
is drawn less and half on what is drawn more, so that a MWh that is moved pays it once, and moving nothing by doing both
at once pays for nothing. A MWh unserved is an outage, not a service: it stays at the price of its load's class, makes
nothing, and what it does to a process is said where there is a process (`potline`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

import numpy as np

from dispatch.case.schema import Case
from dispatch.families.flexible.entity import Flexible
from dispatch.families.load.entity import Load
from dispatch.program.formulation import Axis, Family, Formulation, Rule
from dispatch.program.headroom import Part
from dispatch.series.assemble import Series

E = TypeVar("E", bound=Flexible)


@dataclass(frozen=True, eq=False)
class Bent(Generic[E]):
    """A kind of flexible load in the model. demand, up_max: (n, N) MW; `down`, `up`, `unserved` are rules of (i, t)."""

    m: Formulation
    f: Family
    plants: tuple[E, ...]
    loads: tuple[Load, ...]
    axis: Axis
    demand: np.ndarray
    up_max: np.ndarray
    baseline: Any
    down: Rule
    up: Rule
    unserved: Rule

    def numbers(self, of: Any) -> np.ndarray:
        """(n, 1) a number of every plant."""
        return np.array([[of(plant)] for plant in self.plants], dtype=float)

    def some(self, name: str, chosen: Sequence[E]) -> Axis:
        """An axis of some of the plants."""
        return self.f.axis(name, [plant.id for plant in chosen], says=self.axis.name)

    def part(self, name: str, chosen: Sequence[bool]) -> Bent[E]:
        """The same, of some of the plants only; their axis is called `name`."""
        at = np.flatnonzero(chosen)
        plants = tuple(self.plants[i] for i in at)
        loads = tuple(self.loads[i] for i in at)
        return replace(
            self, plants=plants, loads=loads, axis=self.some(name, plants), demand=self.demand[at],
            up_max=self.up_max[at],
        )  # fmt: skip


def loads_of(plants: Sequence[Flexible], case: Case) -> tuple[Load, ...]:
    """The load that each plant bends."""
    known = {load.id: load for load in case.load}
    return tuple(known[plant.load] for plant in plants)


def demand_of(plants: Sequence[Flexible], case: Case, series: Series) -> np.ndarray:
    """(n, N) MW that the loads of the plants ask for."""
    loads = loads_of(plants, case)
    return np.array([[load.p_nom_mw] for load in loads]) * series.stack(loads, "p_pu")


def bend(
    m: Formulation, kind: str, plants: tuple[E, ...], case: Case, series: Series, down_max: Any, up_max: Any
) -> Bent[E]:
    """Open the family of a kind with its two columns; `straighten` closes it. Bounds broadcast over (n, N)."""
    f, T = m.family(kind), m.period
    F = f.axis(kind, [plant.id for plant in plants])
    loads, demand = loads_of(plants, case), demand_of(plants, case, series)
    of = m.families["load"]
    known = of.axis_of["load"].labels or ()
    home = f.param("load_of", (F,), [known.index(load.id) for load in loads], target=of.axis_of["load"])
    unserved = of.var_of["unserved_mw"]
    baseline = f.param("baseline_mw", (F, T), demand)
    down = f.var("down_mw", (F, T), upper=down_max)
    up = f.var("up_mw", (F, T), upper=up_max)
    return Bent(
        m, f, plants, loads, F, demand, np.broadcast_to(up_max, demand.shape), baseline,
        lambda i, t: down[i, t], lambda i, t: up[i, t], lambda i, t: unserved[home[i], t],
    )  # fmt: skip


def straighten(bent: Bent[E], idle: Rule | None = None) -> Rule:
    """The draw of every plant: its row, its injection and its quantity; returns the rule of p_mw."""
    m, f, F = bent.m, bent.f, bent.axis

    def left(i: Any, t: Any) -> Any:
        """What the plant draws less than its baseline."""
        less = bent.down(i, t) - bent.up(i, t)
        return less if idle is None else less + bent.baseline[i, t] * idle(i, t)

    def p_mw(i: Any, t: Any) -> Any:
        return bent.baseline[i, t] - left(i, t)

    def served(i: Any, t: Any) -> Any:  # (flexible.1)
        return bent.unserved(i, t) <= p_mw(i, t)

    f.constraint("served", (F, m.period), served)
    f.given("baseline_mw", (F, m.period), bent.demand)
    f.quantity("p_mw", (F, m.period), p_mw)
    f.opposed("down_mw", "up_mw")
    m.inject(F, [load.bus for load in bent.loads], left)
    owners = tuple(load.id for load in bent.loads)
    m.load_changes.append(Part(F, lambda i, t: bent.up(i, t) - bent.down(i, t), owners, bent.up_max))
    if idle is not None:
        m.load_changes.append(Part(F, lambda i, t: -bent.baseline[i, t] * idle(i, t), owners))
    return p_mw


def add_wear(bent: Bent[Any], series: Series) -> None:
    """Half of the wear on what is drawn less, half on what is drawn more."""
    m, f = bent.m, bent.f
    price = f.param("wear_cost", (bent.axis, m.period), series.stack(bent.plants, "wear_cost_cny_per_mwh"))

    def wear(i: Any, t: Any) -> Any:
        return m.cost_h[t] * price[i, t] / 2 * (bent.down(i, t) + bent.up(i, t))

    f.cost("wear", (bent.axis, m.period), wear)
