"""The evaluator of Pyomo templates on rules of its own: what it tiles, and what it refuses with a reason."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pyomo.environ as pyo
import pytest

from dispatch.program.broadcast import TemplateError
from dispatch.program.compile import compile_program, evaluate_quantities
from dispatch.program.formulation import Family, Formulation, Route
from tests.support import hours, route_differences


class Model:
    """Two assets p, q (q also on an axis of its own), three periods, two columns families and some numbers."""

    def __init__(self, route: Route = "tiled"):
        self.m = Formulation(hours(1, 2, 0.5), ["a"], route)
        self.f: Family = self.m.family("x")
        f, self.T = self.f, self.m.period
        self.I, self.J = f.axis("i", ["p", "q"]), f.axis("j", ["q"], index_name="i")
        self.v, self.w = f.var("v", (self.I, self.T)), f.var("w", (self.J, self.T), -1.0, 5.0)
        self.k = f.param("k", (self.I, self.T), np.arange(6.0).reshape(2, 3) + 1)
        self.next = f.param("next", (self.T,), np.array([1, 2, 0]))
        self.beyond = f.param("beyond", (self.T,), np.array([1, 2, 3]))
        self.j_of = f.members("j_of", self.I, self.J, np.array([1]))
        self.twin = f.param("twin", (self.I,), np.array([1, 0]), target=self.I)
        self.pair = f.param("pair", (self.I, self.T), np.array([[0, 1, 0], [1, 1, 0]]), target=self.I)

    def rows(self, rule: Callable[..., Any], axes: Any = None) -> None:
        self.f.constraint("rows", axes or (self.I, self.T), rule)


RULES: dict[str, Callable[[Model], Callable[..., Any]]] = {
    "two sides with variables": lambda s: lambda i, t: s.v[i, t] + 2 == 3 * s.v[i, s.next[t]] - s.k[i, t],
    "a number on the left": lambda s: lambda i, t: s.k[i, t] <= s.v[i, t] + 1,
    "a number on the right": lambda s: lambda i, t: s.v[i, t] - 4 * s.v[s.twin[i], t] <= s.k[i, t] ** 2,
    "an equality with a number first": lambda s: lambda i, t: s.k[i, t] == s.v[i, t],
    "a range": lambda s: lambda i, t: (-s.k[i, t], s.v[i, t] - s.m.dt_h[t] * s.v[i, s.next[t]], s.k[i, t] + 1),
    "a range open below": lambda s: lambda i, t: (None, s.v[i, t], s.k[i, t]),
    "a sum over an axis": lambda s: lambda i, t: sum(s.k[i, u] * s.v[i, u] for u in s.T.set) >= s.m.dt_h[t],
    "a sum over members": lambda s: lambda i, t: s.v[i, t] + sum(s.w[j, t] / 2 for j in s.j_of[i]) <= 1,
    "a sum in a sum": lambda s: (
        lambda i, t: sum(s.k[i, u] * s.w[j, u] for j in s.j_of[i] for u in s.T.set) - s.v[i, t] <= 0
    ),
    "a sum with a factor outside": lambda s: (
        lambda i, t: s.v[i, t] - s.k[i, t] * sum(s.w[j, s.next[t]] for j in s.j_of[i]) == 0
    ),
    "an asset found through another": lambda s: lambda i, t: s.v[s.twin[i], t] >= s.v[i, t] / s.k[s.twin[i], t],
    "an asset that changes with time": lambda s: lambda i, t: s.v[s.pair[i, t], t] >= 0.5 * s.k[i, t],
    "the same column twice": lambda s: lambda i, t: s.v[i, t] + s.v[i, t] - 0.5 * s.v[i, t] <= 3,
    "columns that cancel": lambda s: lambda i, t: s.v[i, t] - s.v[i, t] + s.v[s.twin[i], t] <= 3,
}


@pytest.mark.parametrize("make", RULES.values(), ids=RULES)
def test_a_rule_is_the_same_on_both_routes(make: Callable[[Model], Callable[..., Any]]) -> None:
    tiled, filled = Model(), Model("pyomo")
    for model in (tiled, filled):
        model.rows(make(model))
        model.f.cost("one", (model.I, model.T), lambda i, t, s=model: s.k[i, t] * s.v[i, t] + s.m.dt_h[t])
        model.f.cost("all", (model.J,), lambda j, s=model: sum(s.m.dt_h[u] * (s.w[j, u] + 2) for u in s.T.set))
    filled.m.add_objective()
    assert not route_differences(compile_program(tiled.m), filled.m)


def test_the_filled_route_compiles_to_the_same_program() -> None:
    """`compile_program` reads rules and arrays, not components: a filled model gives the same arrays."""
    tiled, filled = Model(), Model("pyomo")
    for model in (tiled, filled):
        model.rows(RULES["two sides with variables"](model))
    one, other = compile_program(tiled.m), compile_program(filled.m)
    assert (one.matrix.toarray() == other.matrix.toarray()).all()
    assert (one.row_lower == other.row_lower).all()


def test_a_quantity_is_the_rule_at_the_solution() -> None:
    """k·v + Σ w/2 + Δt with v = 10, 11 … 15 and w = 20, 21, 22, by hand."""
    model = Model()
    model.f.quantity(
        "q",
        (model.I, model.T),
        lambda i, t: model.k[i, t] * model.v[i, t] + sum(model.w[j, t] / 2 for j in model.j_of[i]) + model.m.dt_h[t],
    )
    program = compile_program(model.m)
    x = np.concatenate([np.arange(10.0, 16.0), np.arange(20.0, 23.0)])
    found = evaluate_quantities(model.m, program, x)["x.q"]
    assert found.tolist() == [[10 + 1, 22 + 2, 36 + 0.5], [52 + 10 + 1, 70 + 10.5 + 2, 90 + 11 + 0.5]]


REFUSED: dict[str, tuple[Callable[[Model], Callable[..., Any]], str]] = {
    "a product of variables": (lambda s: lambda i, t: s.v[i, t] * s.v[i, t] <= 1, "product of two variables"),
    "a division by a variable": (lambda s: lambda i, t: s.k[i, t] / s.v[i, t] <= 1, "division by a variable"),
    "a power of a variable": (lambda s: lambda i, t: s.v[i, t] ** 2 <= 1, "power of a variable"),
    "a function": (lambda s: lambda i, t: pyo.exp(s.v[i, t]) <= 1, "cannot tile"),
    "a variable as a bound": (lambda s: lambda i, t: (0, s.v[i, t], s.v[i, s.next[t]]), "bound of a two-sided row"),
    "an index beyond the axis": (lambda s: lambda i, t: s.v[i, s.beyond[t]] <= 1, "outside axis"),
    "an asset that is not on the axis": (lambda s: lambda i, t: s.w[i, t] <= 1, "outside axis"),
    "a label as a number": (lambda s: lambda i, t: s.v[i, t] <= s.twin[i], "label"),
    "an expression that is no relation": (lambda s: lambda i, t: s.v[i, t] + 1, "must return a relation"),
    "a bare variable": (lambda s: lambda i, t: s.v[i, t], "must return a relation"),
    "a truth value": (lambda s: lambda i, t: True, "must return a relation"),
    "a label written out": (lambda s: lambda i, t: s.v["p", t] <= 1, "cannot tile str"),
}


@pytest.mark.parametrize(("make", "reason"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_tiled_is_refused_with_a_reason(
    make: Callable[[Model], Callable[..., Any]], reason: str
) -> None:
    model = Model()
    model.rows(make(model))
    with pytest.raises(TemplateError, match=reason):
        compile_program(model.m)


def test_members_of_a_computed_asset_are_refused() -> None:
    """Pyomo itself cannot make a template of a set that is looked up through a Param."""
    model = Model()
    model.rows(lambda i, t: sum(model.w[j, t] for j in model.j_of[model.pair[i, t]]) <= 1)
    with pytest.raises(RuntimeError, match="index"):
        compile_program(model.m)


def test_a_sum_over_a_set_of_tuples_is_refused() -> None:
    model = Model()
    model.m.pyomo.tuples = model.I.set * model.T.set
    model.rows(lambda t: sum(model.v[i, u] for i, u in model.m.pyomo.tuples) <= 1, (model.T,))
    with pytest.raises(TemplateError, match="tuples"):
        compile_program(model.m)


def test_two_families_of_one_name_are_refused() -> None:
    model = Model()
    model.rows(lambda i, t: model.v[i, t] <= 1)
    model.rows(lambda i, t: model.v[i, t] <= 2)
    with pytest.raises(ValueError, match=r"two families are called 'x\.rows'"):
        compile_program(model.m)


def test_empty_axes_make_empty_families() -> None:
    """Columns, rows, costs and sums over nothing are nothing, on both routes."""
    tiled, filled = Model(), Model("pyomo")
    for model in (tiled, filled):
        none = model.f.axis("none", [])
        empty = model.f.var("empty", (none, model.T))
        of = model.f.members("none_of", model.I, none, np.zeros(0, dtype=int))
        model.rows(lambda i, t, s=model, e=empty, of=of: s.v[i, t] + sum(e[n, t] for n in of[i]) <= 1)
        model.f.constraint("nothing", (none, model.T), lambda n, t, e=empty: e[n, t] <= 1)
        model.f.cost("nothing", (none, model.T), lambda n, t, e=empty: e[n, t])
    filled.m.add_objective()
    program = compile_program(tiled.m)
    assert not route_differences(program, filled.m)
    assert program.rows["x.nothing"].size == program.columns["x.empty"].size == 0


def test_a_family_may_be_called_as_pyomo_calls_its_own() -> None:
    """`load` is a method of Pyomo blocks; the family keeps its name all the same."""
    model = Formulation(hours(1), ["a"])
    family = model.family("load")
    family.var("p", (model.period,))
    assert model.columns[0].name == "load.p"


def test_numbers_broadcast_and_shapes_that_do_not_are_refused() -> None:
    model = Model()
    model.f.param("flat", (model.I, model.T), [[1], [2]])
    with pytest.raises(ValueError, match="broadcast"):
        model.f.param("wrong", (model.I, model.T), np.zeros((3, 2)))
    with pytest.raises(ValueError, match="broadcast"):
        model.f.var("wrong", (model.I, model.T), upper=np.zeros(2))


def test_more_columns_than_highs_can_number_are_refused() -> None:
    """32-bit indices wrap in silence, so the size is judged before anything of it is laid out."""
    model = Formulation(hours(1), ["a"])
    family = model.family("x")
    big = family.axis("big", 2**31)
    family.var("v", (big,))
    with pytest.raises(ValueError, match="HiGHS can number"):
        compile_program(model)
