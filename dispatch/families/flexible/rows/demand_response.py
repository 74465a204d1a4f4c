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
nothing, and its effect on a process is described where there is a process (`potline`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

import numpy as np

from dispatch.case.schema import Case
from dispatch.families.flexible.entity import Flexible
from dispatch.families.load.entity import Load
from dispatch.program.components import Axis, Rule
from dispatch.program.formulation import Family, Formulation
from dispatch.program.headroom import Part
from dispatch.series.assemble import Series

E = TypeVar("E", bound=Flexible)


@dataclass(frozen=True, eq=False)
class FlexibleLoads(Generic[E]):
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
        return self.f.axis(name, [plant.id for plant in chosen], index_name=self.axis.name)

    def part(self, name: str, chosen: Sequence[bool]) -> FlexibleLoads[E]:
        """The same, of some of the plants only; their axis is called `name`."""
        at = np.flatnonzero(chosen)
        plants = tuple(self.plants[i] for i in at)
        loads = tuple(self.loads[i] for i in at)
        return replace(
            self,
            plants=plants,
            loads=loads,
            axis=self.some(name, plants),
            demand=self.demand[at],
            up_max=self.up_max[at],
        )


def loads_of(plants: Sequence[Flexible], case: Case) -> tuple[Load, ...]:
    """The load of each plant."""
    known = {load.id: load for load in case.load}
    return tuple(known[plant.load] for plant in plants)


def demand_of(plants: Sequence[Flexible], case: Case, series: Series) -> np.ndarray:
    """(n, N) MW that the loads of the plants ask for."""
    loads = loads_of(plants, case)
    return np.array([[load.p_nom_mw] for load in loads]) * series.stack(loads, "p_pu")


def add_flexible_columns(
    m: Formulation, kind: str, plants: tuple[E, ...], case: Case, series: Series, down_max: Any, up_max: Any
) -> FlexibleLoads[E]:
    """Open the family of a kind with its two columns; `add_flexible_draw` closes it. Bounds broadcast over (n, N)."""
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
    return FlexibleLoads(
        m,
        f,
        plants,
        loads,
        F,
        demand,
        np.broadcast_to(up_max, demand.shape),
        baseline,
        lambda i, t: down[i, t],
        lambda i, t: up[i, t],
        lambda i, t: unserved[home[i], t],
    )


def add_flexible_draw(flexible: FlexibleLoads[E], idle: Rule | None = None) -> Rule:
    """The draw of every plant: its row, its injection and its quantity; returns the rule of p_mw."""
    m, f, F = flexible.m, flexible.f, flexible.axis

    def left(i: Any, t: Any) -> Any:
        """What the plant draws less than its baseline."""
        less = flexible.down(i, t) - flexible.up(i, t)
        return less if idle is None else less + flexible.baseline[i, t] * idle(i, t)

    def p_mw(i: Any, t: Any) -> Any:
        return flexible.baseline[i, t] - left(i, t)

    def served(i: Any, t: Any) -> Any:  # (flexible.1)
        return flexible.unserved(i, t) <= p_mw(i, t)

    f.constraint("served", (F, m.period), served)
    f.given("baseline_mw", (F, m.period), flexible.demand)
    f.quantity("p_mw", (F, m.period), p_mw)
    f.opposed("down_mw", "up_mw")
    m.inject(F, [load.bus for load in flexible.loads], left)
    owners = tuple(load.id for load in flexible.loads)
    m.load_changes.append(Part(F, lambda i, t: flexible.up(i, t) - flexible.down(i, t), owners, flexible.up_max))
    if idle is not None:
        m.load_changes.append(Part(F, lambda i, t: -flexible.baseline[i, t] * idle(i, t), owners))
    return p_mw


def add_wear(flexible: FlexibleLoads[Any], series: Series) -> None:
    """Half of the wear on what is drawn less, half on what is drawn more."""
    m, f = flexible.m, flexible.f
    price = f.param("wear_cost", (flexible.axis, m.period), series.stack(flexible.plants, "wear_cost_cny_per_mwh"))

    def wear(i: Any, t: Any) -> Any:
        return m.cost_h[t] * price[i, t] / 2 * (flexible.down(i, t) + flexible.up(i, t))

    f.cost("wear", (flexible.axis, m.period), wear)
