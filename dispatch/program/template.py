"""Pyomo rules → arrays: call a rule once with symbolic indices, evaluate the expression on numpy arrays.

`pyomo.core.expr.template_expr.templatize_rule` gives one expression for a whole family. Here an index
becomes an integer array, a Param a gather from its array, a Var an array of column numbers, and a sum over a set
an expansion, so that a family of 10⁵ rows costs about as much as one of ten.

All arrays of one evaluation broadcast over one **shape**, which starts as the sizes of the family's
axes; none is expanded before the matrix is assembled. A sum enters a larger shape and comes back:

- over a whole axis: one more trailing dimension;
- over an indexed set ``members[r]``: the dimension along which r varies is replaced by the list of all
  (r, member) pairs (a ragged expansion).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyomo.environ as pyo
from pyomo.core.expr import relational_expr as re_
from pyomo.core.expr.template_expr import (
    GetItemExpression,
    IndexTemplate,
    TemplateSumExpression,
    templatize_rule,
)

from dispatch.program.broadcast import (
    OPERATIONS,
    BroadcastShape,
    Label,
    Linear,
    Positions,
    TemplateError,
    Term,
    add,
    along,
    deepen,
    gather,
    pick,
    scale,
    shaped,
    spread,
    take,
    take_array,
    walk,
)
from dispatch.program.components import Axis, Members, Numbers, Rows
from dispatch.program.formulation import Formulation


class Tiler:
    """Evaluates rules of one formulation, given the first column number of every Var."""

    def __init__(self, model: Formulation, offset: dict[str, int]):
        self.model = model
        self.offset = offset
        self._remap: dict[tuple[int, int], np.ndarray] = {}

    def tile(self, rows: Rows) -> tuple[tuple[Term, ...], np.ndarray, np.ndarray]:
        """The terms of a row family with its lower and upper bounds (n,); raises TemplateError."""
        if not rows_in(rows):
            return (), np.zeros(0), np.zeros(0)
        expression, over = self._open(rows)
        low, body, high = _sided(expression, [self._linear(side, over) for side in _sides(expression)], over)
        if low.terms or high.terms:
            raise TemplateError(f"{rows.name}: variables in a bound of a two-sided row")
        lower, upper = low.constant - body.constant, high.constant - body.constant
        return body.terms, spread(lower, over), spread(upper, over)

    def tile_linear(self, rows: Rows) -> tuple[tuple[Term, ...], np.ndarray]:
        """The terms of a cost or a derived quantity, and its constants in the shape of its axes."""
        if not rows_in(rows):
            return (), np.zeros(tuple(a.size for a in rows.axes))
        expression, over = self._open(rows)
        linear = self._linear(expression, over)
        return linear.terms, np.broadcast_to(linear.constant, over.shape)

    def _open(self, rows: Rows) -> tuple[Any, BroadcastShape]:
        # A single index is enough: to find the dimension of a set, Pyomo walks the whole product of index sets.
        first = pyo.Set(initialize=[tuple(axis.key(0) for axis in rows.axes)], dimen=len(rows.axes))
        first.construct()
        expression, indices = templatize_rule(self.model.pyomo, lambda _, i: rows.rule(*i), first)
        shape = tuple(a.size for a in rows.axes)
        env: dict[int, Label | np.ndarray] = {}
        for d, (axis, template) in enumerate(zip(rows.axes, indices, strict=True)):
            env[id(template)] = along(axis, walk(axis.size), d, len(shape))
        return expression, BroadcastShape(shape, env)

    def _linear(self, expression: Any, over: BroadcastShape) -> Linear:
        value = self._value(expression, over)
        if isinstance(value, Label):
            raise TemplateError("a label stands where a number is needed")
        return value if isinstance(value, Linear) else Linear(np.asarray(value, dtype=float), ())

    def _value(self, e: Any, over: BroadcastShape) -> Any:
        """A number array, a Label or a Linear."""
        if isinstance(e, IndexTemplate):
            return over.index[id(e)]
        if isinstance(e, TemplateSumExpression):
            return self._sum(e, over)
        if isinstance(e, GetItemExpression):
            return self._item(e, over)
        for kind, operation in OPERATIONS:
            if isinstance(e, kind):
                return operation([self._value(a, over) for a in e.args], over)
        if isinstance(e, (int, float, np.number)):
            return np.asarray(float(e))
        raise TemplateError(f"cannot tile {type(e).__name__}: {e}")

    def _item(self, e: Any, over: BroadcastShape) -> Any:
        component, *arguments = e.args
        found = self.model.inventory[id(component)]
        if isinstance(found, (Axis, Members)):
            raise TemplateError(f"a set stands where a number is needed: {e}")
        at = tuple(self._position(self._value(a, over), axis) for a, axis in zip(arguments, found.axes, strict=True))
        if isinstance(found, Numbers):
            values = gather(found.values, at)
            return np.asarray(values, dtype=float) if found.target is None else Label(found.target, values)
        column = np.zeros((), np.int32)
        for position, axis in zip(at, found.axes, strict=True):
            column = column * axis.size + position
        return Linear(np.asarray(0.0), (Term(None, column + self.offset[found.name], np.asarray(1.0)),))

    def _position(self, value: Any, axis: Axis) -> np.ndarray:
        """Positions on `axis` of labels or of integers."""
        if isinstance(value, Label):
            if value.axis is axis:
                return value.at
            key = (id(value.axis), id(axis))
            if key not in self._remap:
                home = {label: i for i, label in enumerate(axis.labels or ())}
                self._remap[key] = np.array([home.get(label, -1) for label in value.axis.labels or ()], dtype=np.int32)
            at = self._remap[key][value.at]
        else:
            at = np.asarray(value).astype(np.int32)
        if at.size and (at.min() < 0 or at.max() >= axis.size):
            raise TemplateError(f"an index reaches outside axis {axis.name!r}")
        return at

    def _sum(self, e: TemplateSumExpression, over: BroadcastShape) -> Linear:
        inner: BroadcastShape = over
        back = tuple(shaped(walk(size), d, len(over.shape)) for d, size in enumerate(over.shape))
        for group in e.template_iters():
            if len(group) != 1:
                raise TemplateError("a sum over a set of tuples cannot be tiled")
            inner, back = self._expand(group[0], inner, back)
        body = self._linear(e.template_args()[0], inner)
        terms = tuple(
            Term(back if t.row is None else tuple(pick(b, t.row) for b in back), t.column, t.value) for t in body.terms
        )
        if not body.constant.any():
            return Linear(np.asarray(0.0), terms)
        row = np.broadcast_to(np.ravel_multi_index(np.broadcast_arrays(*back), over.shape), inner.shape)
        constant = np.bincount(row.ravel(), np.broadcast_to(body.constant, inner.shape).ravel(), minlength=over.size)
        return Linear(constant.reshape(over.shape), terms)

    def _expand(
        self, template: IndexTemplate, over: BroadcastShape, back: Positions
    ) -> tuple[BroadcastShape, Positions]:
        """The shape of a sum, and the outer position of each of its entries."""
        source = template._set
        if isinstance(source, GetItemExpression):
            return self._expand_members(template, source, over, back)
        axis = self.model.axis_of(source)
        shape = (*over.shape, axis.size)
        env = {k: deepen(v) for k, v in over.index.items()}
        env[id(template)] = along(axis, walk(axis.size), len(shape) - 1, len(shape))
        return BroadcastShape(shape, env), tuple(b[..., None] for b in back)

    def _expand_members(
        self, template: IndexTemplate, source: Any, over: BroadcastShape, back: Positions
    ) -> tuple[BroadcastShape, Positions]:
        component, argument = source.args
        members = self.model.inventory[id(component)]
        assert isinstance(members, Members)
        at = self._position(self._value(argument, over), members.axis)
        at = at.reshape((1,) * (len(over.shape) - at.ndim) + at.shape)
        varying = [d for d, n in enumerate(at.shape) if n > 1] or [0]
        if len(varying) > 1:
            raise TemplateError(f"the set {component.name} depends on two indices at once")
        d = varying[0]
        flat = np.broadcast_to(at, tuple(over.shape[d] if i == d else 1 for i in range(at.ndim))).ravel()
        count = members.start[flat + 1] - members.start[flat]
        pair = np.repeat(np.arange(len(flat)), count)
        inside = np.arange(len(pair)) - np.repeat(np.cumsum(count) - count, count)
        chosen = members.member[members.start[flat][pair] + inside]
        shape = tuple(len(pair) if i == d else n for i, n in enumerate(over.shape))
        env = {k: take(v, pair, d, len(shape)) for k, v in over.index.items()}
        env[id(template)] = along(members.of, chosen, d, len(shape))
        return BroadcastShape(shape, env), tuple(take_array(b, pair, d, len(shape)) for b in back)


def rows_in(rows: Rows) -> int:
    """Rows of a family; Pyomo cannot make indices for an empty one."""
    return int(np.prod([a.size for a in rows.axes]))


def _sides(e: Any) -> Sequence[Any]:
    """What a rule relates: two sides, or (lower, body, upper)."""
    if isinstance(e, tuple):
        low, body, high = e if len(e) == 3 else (e[0], e[1], e[0])
        return (-np.inf if low is None else low, body, np.inf if high is None else high)
    if isinstance(e, re_.RangedExpression | re_.EqualityExpression | re_.InequalityExpression):
        sides: Sequence[Any] = e.args
        return sides
    raise TemplateError(f"a rule must return a relation, got {type(e).__name__}: {e}")


def _sided(e: Any, sides: Sequence[Linear], over: BroadcastShape) -> tuple[Linear, Linear, Linear]:
    """(lower, body, upper); a side without variables stays a bound, else body = left − right.

    Judged on what the sides evaluate to: from a template of nested sums Pyomo cannot determine whether it contains a
    variable.
    """
    if len(sides) == 3:
        return sides[0], sides[1], sides[2]
    left, right = sides
    if not right.terms:
        body, low, high = left, right, right
    elif not left.terms:
        body, low, high = right, left, left
    else:
        body = add([left, scale(right, np.asarray(-1.0), over)], over)
        low = high = Linear(np.asarray(0.0), ())
    if isinstance(e, re_.InequalityExpression):
        if body is right:
            high = Linear(np.asarray(np.inf), ())
        else:
            low = Linear(np.asarray(-np.inf), ())
    return low, body, high
