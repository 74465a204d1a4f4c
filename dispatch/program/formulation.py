"""The model of a case in plain Pyomo, to which every family adds its part.

A family declares axes, numbers, columns and rules::

    f = m.family("storage")
    S, T, B = f.axis("storage", ids), m.period, m.boundary
    soc = f.var("soc_mwh", (S, B), upper=limit)             # (n, N+G) array or anything that broadcasts
    f.constraint("soc_balance", (S, T), lambda s, t: soc[s, m.end[t]] == ...)
    f.cost("wear", (S, T), lambda s, t: ...)                # a term of the objective, in CNY
    f.quantity("curtailed_mw", (S, T), lambda s, t: ...)    # derived, no column: evaluated after the solve
    m.inject(S, bus_of, lambda s, t: p_mw[s, t])            # what it gives to its bus

Rules are ordinary Pyomo rules over Pyomo components and take the indices only. Two routes read them:

- ``tiled``: components are declared and stay empty; `dispatch.program` calls every rule once with symbolic
  indices and evaluates the result on the numpy arrays kept here. This is what runs.
- ``pyomo``: components are filled, so that `m.pyomo` is an ordinary ConcreteModel for any Pyomo solver,
  `pprint` and the tests that both routes make the same matrix. For short horizons.

Rules may loop over Python lists; a loop over a Pyomo Set must be a `sum`, and the sets of one sum must
not depend on one another (Pyomo's templates cannot express that).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pyomo.environ as pyo

from dispatch.horizon import Horizon
from dispatch.program.components import Axis, Columns, Dual, Given, Injection, Members, Numbers, Rows, Rule

if TYPE_CHECKING:
    from dispatch.program.headroom import Output, Part

Route = Literal["tiled", "pyomo"]


class Formulation:
    """All families of one model on one horizon. `inventory` maps Pyomo components to what they hold.

    outputs: what each family offers to the response; load_changes: what changes the draw of loads beside their demand.
    """

    def __init__(self, horizon: Horizon, buses: Sequence[str], route: Route = "tiled"):
        self.horizon = horizon
        self.route = route
        self.pyomo = pyo.ConcreteModel()
        self.inventory: dict[int, Axis | Numbers | Members | Columns] = {}
        self.columns: list[Columns] = []
        self.rows: list[Rows] = []
        self.costs: list[Rows] = []
        self.quantities: list[Rows] = []
        self.given: list[Given] = []
        self.duals: list[Dual] = []
        self.opposed: list[tuple[str, str]] = []
        self.injections: list[tuple[Rule, np.ndarray]] = []
        self.injected: list[Injection] = []
        self.families: dict[str, Family] = {}
        self.outputs: dict[str, Output] = {}
        self.load_changes: list[Part] = []
        axis = Family(self, "time", self.pyomo)
        self.period, self.boundary = (axis.axis("period", horizon.periods), axis.axis("boundary", horizon.boundaries))
        self.segment, self.step = axis.axis("segment", horizon.segments), axis.axis("step", len(horizon.step_before))
        self.bus = axis.axis("bus", buses)
        per_period = {"dt_h": horizon.dt_h, "cost_h": horizon.cost_h}
        self.dt_h, self.cost_h = (axis.param(k, (self.period,), v) for k, v in per_period.items())
        self.start = axis.param("start", (self.period,), horizon.first_boundary)
        self.end = axis.param("end", (self.period,), horizon.last_boundary)
        self.before = axis.param("before", (self.step,), horizon.step_before)
        self.after = axis.param("after", (self.step,), horizon.step_after)
        self.step_h = axis.param("step_h", (self.step,), horizon.step_h)
        self.segment_start = axis.param("segment_start", (self.segment,), horizon.segment_start)
        self.segment_end = axis.param("segment_end", (self.segment,), horizon.segment_end)
        self.segment_weight = axis.param(
            "segment_weight", (self.segment,), horizon.weight[horizon.segment_first_period]
        )
        self.step_weight = axis.param("step_weight", (self.step,), horizon.weight[horizon.step_after])

    def family(self, name: str) -> Family:
        """A new physical family with a Pyomo Block of its own."""
        block = pyo.Block()
        reserved = hasattr(pyo.ConcreteModel, name)  # Block.load is a method of Pyomo's
        self.pyomo.add_component(f"{name}_" if reserved else name, block)
        self.families[name] = Family(self, name, block)
        return self.families[name]

    def inject(self, assets: Axis, bus_of: Sequence[str], rule: Rule) -> None:
        """Give `rule(asset, period)` MW (positive into the grid) to the bus of every asset."""
        position = {bus: i for i, bus in enumerate(self.bus.labels or ())}
        at = np.array([position[b] for b in bus_of], dtype=np.int64)
        self.injected.append(Injection(assets, tuple(bus_of), rule))
        name = f"{assets.name}_at_{len(self.injections)}"
        found = Family(self, "balance", self.pyomo).members(name, self.bus, assets, at)
        self.injections.append((lambda b, t: sum(rule(a, t) for a in found[b]), np.unique(at)))

    def add_objective(self) -> None:
        """Give the Pyomo model the sum of all costs as `cost_cny`; for the `pyomo` route."""
        terms = (
            rows.rule(*(axis.key(i) for axis, i in zip(rows.axes, at, strict=True)))
            for rows in self.costs
            for at in np.ndindex(*(axis.size for axis in rows.axes))
        )
        self.pyomo.add_component("cost_cny", pyo.Objective(expr=pyo.quicksum(terms)))

    def axis_of(self, pyomo_set: Any) -> Axis:
        """The axis behind a Pyomo set."""
        found = self.inventory[id(pyomo_set)]
        assert isinstance(found, Axis)
        return found


@dataclass(eq=False)
class Family:
    """The part of one family in the model. Names of columns, rows and costs are prefixed with its own."""

    model: Formulation
    name: str
    block: Any
    var_of: dict[str, Any] = field(default_factory=dict)
    axis_of: dict[str, Axis] = field(default_factory=dict)
    param_of: dict[str, Any] = field(default_factory=dict)
    members_of: dict[str, Any] = field(default_factory=dict)

    def axis(self, name: str, content: int | Sequence[str], index_name: str = "") -> Axis:
        """An index set of labels, or of the integers 0…n−1. `index_name`: as result tables call it, `name` if empty."""
        if isinstance(content, (int, np.integer)):
            size, labels, made = int(content), None, pyo.RangeSet(0, int(content) - 1)
        else:
            size, labels = len(content), tuple(content)
            made = pyo.Set(initialize=list(content), ordered=True, dimen=1)
        self.block.add_component(f"{name}_axis", made)
        found = Axis(index_name or name, size, labels, made)
        self.model.inventory[id(made)] = found
        self.axis_of[name] = found
        return found

    def param(self, name: str, axes: tuple[Axis, ...], values: Any, target: Axis | None = None) -> Any:
        """Numbers over axes (an array that broadcasts), or with `target` positions on that axis."""
        shape = tuple(a.size for a in axes)
        array = np.broadcast_to(np.asarray(values, dtype=None if target is None else np.int64), shape)
        sets = [a.set for a in axes]
        if self.model.route == "pyomo":
            say = (lambda v: v.item()) if target is None else (lambda v: target.key(int(v)))
            filled = {_index(axes, at): say(array[at]) for at in np.ndindex(shape)}
            made = pyo.Param(*sets, initialize=filled, domain=pyo.Any)
        else:
            made = pyo.Param(*sets, domain=pyo.Any, mutable=True)
        self.block.add_component(name, made)
        self.model.inventory[id(made)] = Numbers(array, axes, target)
        self.param_of[name] = made
        return made

    def renew(self, name: str, values: np.ndarray) -> None:
        """Other numbers for a param, tiled route only; `dispatch.program.compile.renew_rows` lays its rows again."""
        made = self.param_of[name]
        known = self.model.inventory[id(made)]
        assert isinstance(known, Numbers)
        array = np.broadcast_to(np.asarray(values, dtype=known.values.dtype), known.values.shape)
        self.model.inventory[id(made)] = Numbers(array, known.axes, known.target)

    def members(self, name: str, axis: Axis, of: Axis, at: np.ndarray, member: np.ndarray | None = None) -> Any:
        """An indexed set: position `member[j]` of axis `of` (j itself by default) is listed under `at[j]`."""
        positions = np.arange(len(at)) if member is None else member
        order = np.argsort(at, kind="stable")
        start = np.searchsorted(at[order], np.arange(axis.size + 1))
        listed = positions[order]
        content = {axis.key(i): [of.key(int(j)) for j in listed[start[i] : start[i + 1]]] for i in range(axis.size)}
        made = pyo.Set(axis.set, initialize=content)
        self.block.add_component(name, made)
        self.model.inventory[id(made)] = Members(start, listed, axis, of)
        self.members_of[name] = made
        return made

    def var(
        self, name: str, axes: tuple[Axis, ...], lower: Any = 0.0, upper: Any = np.inf, *, shown: bool = True
    ) -> Any:
        """Columns over axes; bounds are numbers or arrays that broadcast over the axes.

        A means to an end, which says nothing to a reader of results, is not `shown` in tables.
        """
        shape = tuple(a.size for a in axes)
        low, high = (np.broadcast_to(np.asarray(v, dtype=float), shape) for v in (lower, upper))
        if self.model.route == "pyomo":
            bounds = {_index(axes, at): _bounds(float(low[at]), float(high[at])) for at in np.ndindex(shape)}
            made = pyo.Var(*(a.set for a in axes), bounds=lambda b, *i: bounds[i if len(i) > 1 else i[0]])
        else:
            made = pyo.Var(*(a.set for a in axes), dense=False)
        self.block.add_component(name, made)
        columns = Columns(f"{self.name}.{name}", axes, low, high, made, shown)
        self.model.inventory[id(made)] = columns
        self.model.columns.append(columns)
        self.var_of[name] = made
        return made

    def constraint(self, name: str, axes: tuple[Axis, ...], rule: Rule) -> None:
        """Rows over axes: `rule(*indices)` returns a Pyomo relation or (lower, body, upper)."""
        self.model.rows.append(Rows(f"{self.name}.{name}", axes, rule))
        if self.model.route == "pyomo":
            made = pyo.Constraint(*(a.set for a in axes), rule=lambda b, *i: rule(*i))
            self.block.add_component(name, made)

    def cost(self, name: str, axes: tuple[Axis, ...], rule: Rule) -> None:
        """A cost in CNY: the objective gets the sum of `rule` over the axes."""
        self.model.costs.append(Rows(f"{self.name}.{name}", axes, rule))

    def given(self, name: str, axes: tuple[Axis, ...], values: np.ndarray) -> None:
        """Input worth seeing beside the results (available power, demand, inflow)."""
        self.model.given.append(Given(f"{self.name}.{name}", axes, values))

    def quantity(self, name: str, axes: tuple[Axis, ...], rule: Rule) -> None:
        """A derived quantity without a column, evaluated on the solution."""
        self.model.quantities.append(Rows(f"{self.name}.{name}", axes, rule))

    def opposed(self, one: str, other: str) -> None:
        """Say that two column families of this one should never both be positive."""
        self.model.opposed.append((f"{self.name}.{one}", f"{self.name}.{other}"))

    def dual(self, rows: str, column: str, per: Any = 1.0) -> None:
        """Report the dual of a row family of this one as `column`, divided by `per` (broadcasts over its axes)."""
        self.model.duals.append(Dual(f"{self.name}.{rows}", column, np.asarray(per, dtype=float)))


def _index(axes: tuple[Axis, ...], at: tuple[int, ...]) -> Any:
    keys = tuple(a.key(i) for a, i in zip(axes, at, strict=True))
    return keys if len(keys) > 1 else keys[0]


def _bounds(low: float, high: float) -> tuple[float | None, float | None]:
    return (None if np.isneginf(low) else float(low), None if np.isposinf(high) else float(high))
