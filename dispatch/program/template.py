"""Pyomo rules → arrays: call a rule once with symbolic indices, evaluate the expression on numpy arrays.

`pyomo.core.expr.template_expr.templatize_rule` gives one expression for a whole family. Here an index
becomes an integer array, a Param a gather from its array, a Var an array of column numbers, and a sum over a set
an expansion, so that a family of 10⁵ rows costs about as much as one of ten.

All arrays of one evaluation broadcast over a **frame**, whose shape starts as the sizes of the family's
axes; none is spread out before the matrix is laid. A sum enters a larger frame and comes back:

- over a whole axis: one more trailing dimension;
- over an indexed set ``members[r]``: the dimension along which r varies is replaced by the list of all
  (r, member) pairs (a ragged expansion).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyomo.environ as pyo
from pyomo.core.expr import numeric_expr as ne
from pyomo.core.expr import relational_expr as re_
from pyomo.core.expr.template_expr import (
    GetItemExpression,
    IndexTemplate,
    TemplateSumExpression,
    templatize_rule,
)

from dispatch.blocks.formulation import Axis, Formulation, Members, Numbers, Rows

Positions = tuple[np.ndarray, ...]


@dataclass(frozen=True, eq=False)
class Label:
    """Positions on a labelled axis."""

    axis: Axis
    at: np.ndarray


@dataclass(frozen=True, eq=False)
class Term:
    """Coefficients on columns. `row` says to which frame position entries belong: one array of positions an axis, all
    broadcasting with column and value; None where every entry belongs to its own position."""

    row: Positions | None
    column: np.ndarray
    value: np.ndarray


@dataclass(frozen=True, eq=False)
class Linear:
    """constant + Σ terms over a frame; all arrays broadcast over it."""

    constant: np.ndarray
    terms: tuple[Term, ...]


@dataclass(frozen=True, eq=False)
class Frame:
    """A shape and what every symbolic index stands for on it."""

    shape: tuple[int, ...]
    index: dict[int, Label | np.ndarray]

    @property
    def size(self) -> int:
        return int(np.prod(self.shape))


class TemplateError(ValueError):
    """A rule uses something that cannot be tiled (a product of variables, a nested dependent set …)."""


class Tiler:
    """Evaluates rules of one formulation, given the first column number of every Var."""

    def __init__(self, sheet: Formulation, offset: dict[str, int]):
        self.sheet = sheet
        self.offset = offset
        self._remap: dict[tuple[int, int], np.ndarray] = {}

    def tile(self, rows: Rows) -> tuple[tuple[Term, ...], np.ndarray, np.ndarray]:
        """The terms of a row family with its lower and upper bounds (n,); raises TemplateError."""
        if not rows_in(rows):
            return (), np.zeros(0), np.zeros(0)
        expression, frame = self._open(rows)
        low, body, high = _sided(expression, [self._linear(side, frame) for side in _sides(expression)], frame)
        if low.terms or high.terms:
            raise TemplateError(f"{rows.name}: variables in a bound of a two-sided row")
        lower, upper = low.constant - body.constant, high.constant - body.constant
        return body.terms, _spread(lower, frame), _spread(upper, frame)

    def tile_linear(self, rows: Rows) -> tuple[tuple[Term, ...], np.ndarray]:
        """The terms of a cost or a derived quantity, and its constants in the shape of its axes."""
        if not rows_in(rows):
            return (), np.zeros(tuple(a.size for a in rows.axes))
        expression, frame = self._open(rows)
        linear = self._linear(expression, frame)
        return linear.terms, np.broadcast_to(linear.constant, frame.shape)

    def _open(self, rows: Rows) -> tuple[Any, Frame]:
        # One index stands for all: to learn the dimension of a set, Pyomo walks the whole product of index sets.
        first = pyo.Set(initialize=[tuple(axis.key(0) for axis in rows.axes)], dimen=len(rows.axes))
        first.construct()
        expression, indices = templatize_rule(self.sheet.model, lambda _, i: rows.rule(*i), first)
        shape = tuple(a.size for a in rows.axes)
        env: dict[int, Label | np.ndarray] = {}
        for d, (axis, template) in enumerate(zip(rows.axes, indices, strict=True)):
            env[id(template)] = _along(axis, _count(axis.size), d, len(shape))
        return expression, Frame(shape, env)

    def _linear(self, expression: Any, frame: Frame) -> Linear:
        value = self._value(expression, frame)
        if isinstance(value, Label):
            raise TemplateError("a label stands where a number is needed")
        return value if isinstance(value, Linear) else Linear(np.asarray(value, dtype=float), ())

    def _value(self, e: Any, frame: Frame) -> Any:
        """A number array, a Label or a Linear."""
        if isinstance(e, IndexTemplate):
            return frame.index[id(e)]
        if isinstance(e, TemplateSumExpression):
            return self._sum(e, frame)
        if isinstance(e, GetItemExpression):
            return self._item(e, frame)
        for kind, operation in _OPERATIONS:
            if isinstance(e, kind):
                return operation([self._value(a, frame) for a in e.args], frame)
        if isinstance(e, (int, float, np.number)):
            return np.asarray(float(e))
        raise TemplateError(f"cannot tile {type(e).__name__}: {e}")

    def _item(self, e: Any, frame: Frame) -> Any:
        component, *arguments = e.args
        found = self.sheet.inventory[id(component)]
        if isinstance(found, (Axis, Members)):
            raise TemplateError(f"a set stands where a number is needed: {e}")
        at = tuple(self._position(self._value(a, frame), axis) for a, axis in zip(arguments, found.axes, strict=True))
        if isinstance(found, Numbers):
            values = _gather(found.values, at)
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

    def _sum(self, e: TemplateSumExpression, frame: Frame) -> Linear:
        inner: Frame = frame
        back = tuple(_shaped(_count(size), d, len(frame.shape)) for d, size in enumerate(frame.shape))
        for group in e.template_iters():
            if len(group) != 1:
                raise TemplateError("a sum over a set of tuples cannot be tiled")
            inner, back = self._expand(group[0], inner, back)
        body = self._linear(e.template_args()[0], inner)
        terms = tuple(
            Term(back if t.row is None else tuple(_pick(b, t.row) for b in back), t.column, t.value) for t in body.terms
        )
        if not body.constant.any():
            return Linear(np.asarray(0.0), terms)
        row = np.broadcast_to(np.ravel_multi_index(np.broadcast_arrays(*back), frame.shape), inner.shape)
        constant = np.bincount(row.ravel(), np.broadcast_to(body.constant, inner.shape).ravel(), minlength=frame.size)
        return Linear(constant.reshape(frame.shape), terms)

    def _expand(self, template: IndexTemplate, frame: Frame, back: Positions) -> tuple[Frame, Positions]:
        """The frame of a sum, and the outer position of each of its entries."""
        source = template._set
        if isinstance(source, GetItemExpression):
            return self._expand_members(template, source, frame, back)
        axis = self.sheet.axis_of(source)
        shape = (*frame.shape, axis.size)
        env = {k: _deepen(v) for k, v in frame.index.items()}
        env[id(template)] = _along(axis, _count(axis.size), len(shape) - 1, len(shape))
        return Frame(shape, env), tuple(b[..., None] for b in back)

    def _expand_members(
        self, template: IndexTemplate, source: Any, frame: Frame, back: Positions
    ) -> tuple[Frame, Positions]:
        component, argument = source.args
        members = self.sheet.inventory[id(component)]
        assert isinstance(members, Members)
        at = self._position(self._value(argument, frame), members.axis)
        at = at.reshape((1,) * (len(frame.shape) - at.ndim) + at.shape)
        varying = [d for d, n in enumerate(at.shape) if n > 1] or [0]
        if len(varying) > 1:
            raise TemplateError(f"the set {component.name} depends on two indices at once")
        d = varying[0]
        flat = np.broadcast_to(at, tuple(frame.shape[d] if i == d else 1 for i in range(at.ndim))).ravel()
        count = members.start[flat + 1] - members.start[flat]
        pair = np.repeat(np.arange(len(flat)), count)
        inside = np.arange(len(pair)) - np.repeat(np.cumsum(count) - count, count)
        chosen = members.member[members.start[flat][pair] + inside]
        shape = tuple(len(pair) if i == d else n for i, n in enumerate(frame.shape))
        env = {k: _take(v, pair, d, len(shape)) for k, v in frame.index.items()}
        env[id(template)] = _along(members.of, chosen, d, len(shape))
        return Frame(shape, env), tuple(_take_array(b, pair, d, len(shape)) for b in back)


def rows_in(rows: Rows) -> int:
    """Rows of a family; Pyomo cannot make indices for an empty one."""
    return int(np.prod([a.size for a in rows.axes]))


def _count(size: int) -> np.ndarray:
    """0 … size − 1, as HiGHS numbers things."""
    return np.arange(size, dtype=np.int32)


def _shaped(positions: np.ndarray, d: int, rank: int) -> np.ndarray:
    return positions.reshape(tuple(len(positions) if i == d else 1 for i in range(rank)))


def _along(axis: Axis, positions: np.ndarray, d: int, rank: int) -> Label | np.ndarray:
    shaped = _shaped(positions, d, rank)
    return shaped if axis.labels is None else Label(axis, shaped)


def _pick(array: np.ndarray, row: Positions) -> np.ndarray:
    """The entries of an array over a frame at given positions; where it does not vary, any position will do."""
    full = array.reshape((1,) * (len(row) - array.ndim) + array.shape)
    picked: np.ndarray = full[
        tuple(r if size > 1 else np.zeros_like(r) for r, size in zip(row, full.shape, strict=True))
    ]
    return picked


def _gather(values: np.ndarray, at: Positions) -> np.ndarray:
    """values[at], without a copy where every axis is walked whole and in order."""
    rank = max((p.ndim for p in at), default=0)
    shape, last = [1] * rank, -1
    for position, size in zip(at, values.shape, strict=True):
        running = [d for d, n in enumerate(position.shape) if n != 1]
        whole = position.ndim == rank and position.size == size and (position.ravel() == _count(size)).all()
        if not whole or len(running) > 1 or any(d <= last for d in running):
            gathered: np.ndarray = values[at]
            return gathered
        for d in running:
            shape[d], last = size, d
    return values.reshape(shape)


def _deepen(value: Label | np.ndarray) -> Label | np.ndarray:
    return Label(value.axis, value.at[..., None]) if isinstance(value, Label) else value[..., None]


def _take_array(array: np.ndarray, pair: np.ndarray, d: int, rank: int) -> np.ndarray:
    full = array.reshape((1,) * (rank - array.ndim) + array.shape)
    return full if full.shape[d] == 1 else np.take(full, pair, axis=d)


def _take(value: Label | np.ndarray, pair: np.ndarray, d: int, rank: int) -> Label | np.ndarray:
    if isinstance(value, Label):
        return Label(value.axis, _take_array(value.at, pair, d, rank))
    return _take_array(value, pair, d, rank)


def _sides(e: Any) -> Sequence[Any]:
    """What a rule relates: two sides, or (lower, body, upper)."""
    if isinstance(e, tuple):
        low, body, high = e if len(e) == 3 else (e[0], e[1], e[0])
        return (-np.inf if low is None else low, body, np.inf if high is None else high)
    if isinstance(e, re_.RangedExpression | re_.EqualityExpression | re_.InequalityExpression):
        sides: Sequence[Any] = e.args
        return sides
    raise TemplateError(f"a rule must return a relation, got {type(e).__name__}: {e}")


def _sided(e: Any, sides: Sequence[Linear], frame: Frame) -> tuple[Linear, Linear, Linear]:
    """(lower, body, upper); a side without variables stays a bound, else body = left − right.

    Judged on what the sides evaluate to: from a template of nested sums Pyomo cannot tell whether it holds a variable.
    """
    if len(sides) == 3:
        return sides[0], sides[1], sides[2]
    left, right = sides
    if not right.terms:
        body, low, high = left, right, right
    elif not left.terms:
        body, low, high = right, left, left
    else:
        body = _add([left, _scale(right, np.asarray(-1.0), frame)], frame)
        low = high = Linear(np.asarray(0.0), ())
    if isinstance(e, re_.InequalityExpression):
        if body is right:
            high = Linear(np.asarray(np.inf), ())
        else:
            low = Linear(np.asarray(-np.inf), ())
    return low, body, high


def _add(values: list[Any], frame: Frame) -> Any:
    if not any(isinstance(v, Linear) for v in values):
        return sum(values[1:], values[0])
    constant = np.asarray(0.0)
    terms: list[Term] = []
    for v in values:
        constant = constant + (v.constant if isinstance(v, Linear) else v)
        terms += v.terms if isinstance(v, Linear) else ()
    return Linear(constant, tuple(terms))


def _scale(value: Any, factor: np.ndarray, frame: Frame) -> Any:
    if not isinstance(value, Linear):
        return value * factor
    terms = []
    for term in value.terms:
        local = factor if term.row is None or np.size(factor) == 1 else _pick(factor, term.row)
        terms.append(Term(term.row, term.column, term.value * local))
    return Linear(value.constant * factor, tuple(terms))


def _multiply(values: list[Any], frame: Frame) -> Any:
    left, right = values
    if isinstance(left, Linear) and isinstance(right, Linear):
        raise TemplateError("a product of two variables is not linear")
    return _scale(left, right, frame) if isinstance(left, Linear) else _scale(right, left, frame)


def _divide(values: list[Any], frame: Frame) -> Any:
    if isinstance(values[1], Linear):
        raise TemplateError("a division by a variable is not linear")
    return _scale(values[0], 1.0 / values[1], frame)


def _power(values: list[Any], frame: Frame) -> Any:
    if any(isinstance(v, Linear) for v in values):
        raise TemplateError("a power of a variable is not linear")
    return values[0] ** values[1]


_OPERATIONS: list[tuple[type[Any], Callable[[list[Any], Frame], Any]]] = [
    (ne.NegationExpression, lambda v, f: _scale(v[0], np.asarray(-1.0), f)),
    (ne.ProductExpression, _multiply),
    (ne.DivisionExpression, _divide),
    (ne.PowExpression, _power),
    (ne.SumExpression, _add),
    (ne.LinearExpression, _add),
]


def _spread(value: Any, frame: Frame) -> np.ndarray:
    return np.broadcast_to(np.asarray(value, dtype=float), frame.shape).ravel()
