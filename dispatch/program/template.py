"""Pyomo rules → arrays: call a rule once with symbolic indices, evaluate the expression on numpy arrays.

`pyomo.core.expr.template_expr.templatize_rule` gives one expression for a whole family. Here an index
becomes an integer array, a Param a gather from its array, a Var an array of column numbers, and a sum over a set
an expansion, so that a family of 10⁵ rows costs about as much as one of ten.

All arrays of one evaluation broadcast over a **frame**, whose shape starts as the sizes of the family's
axes. A sum enters a larger frame and comes back:

- over a whole axis: one more trailing dimension;
- over an indexed set ``members[r]``: the dimension along which r varies is replaced by the list of all
  (r, member) pairs (a ragged expansion).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from pyomo.core.expr import numeric_expr as ne
from pyomo.core.expr import relational_expr as re_
from pyomo.core.expr.template_expr import (
    GetItemExpression,
    IndexTemplate,
    TemplateSumExpression,
    templatize_rule,
)

from dispatch.blocks.formulation import Axis, Formulation, Members, Numbers, Rows


@dataclass(frozen=True, eq=False)
class Label:
    """Positions on a labelled axis."""

    axis: Axis
    at: np.ndarray


@dataclass(frozen=True, eq=False)
class Term:
    """Coefficients on columns. `row` is None where entry i belongs to frame position i, else its flat position."""

    row: np.ndarray | None
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


@dataclass(frozen=True, eq=False)
class Tiled:
    """A family as flat triplets: row, column, value; `constant` has one entry a row."""

    rows: int
    row: np.ndarray
    column: np.ndarray
    value: np.ndarray
    constant: np.ndarray


_NOTHING = Tiled(0, np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0), np.zeros(0))


class TemplateError(ValueError):
    """A rule uses something that cannot be tiled (a product of variables, a nested dependent set …)."""


class Tiler:
    """Evaluates rules of one formulation, given the first column number of every Var."""

    def __init__(self, sheet: Formulation, offset: dict[str, int]):
        self.sheet = sheet
        self.offset = offset
        self._remap: dict[tuple[int, int], np.ndarray] = {}

    def tile(self, rows: Rows) -> tuple[Tiled, np.ndarray, np.ndarray]:
        """A row family as triplets with its lower and upper bounds (n,); raises TemplateError."""
        if not _size(rows):
            return _NOTHING, _NOTHING.constant, _NOTHING.constant
        expression, frame = self._open(rows)
        lower, body, upper = _relation(expression)
        low, high = self._value(lower, frame), self._value(upper, frame)
        linear = self._linear(body, frame)
        if isinstance(low, Linear) or isinstance(high, Linear):
            moved = low if isinstance(low, Linear) else high
            raise TemplateError(f"{rows.name}: variables in a bound of a two-sided row: {moved}")
        tiled = _flatten(linear, frame)
        shift = tiled.constant
        return tiled, _spread(low, frame) - shift, _spread(high, frame) - shift

    def tile_linear(self, rows: Rows) -> Tiled:
        """A cost term or a derived quantity as triplets plus constants."""
        if not _size(rows):
            return _NOTHING
        expression, frame = self._open(rows)
        return _flatten(self._linear(expression, frame), frame)

    def _open(self, rows: Rows) -> tuple[Any, Frame]:
        product = rows.axes[0].set
        for axis in rows.axes[1:]:
            product = product * axis.set
        expression, indices = templatize_rule(self.sheet.model, lambda _, i: rows.rule(*i), product)
        shape = tuple(a.size for a in rows.axes)
        env: dict[int, Label | np.ndarray] = {}
        for d, (axis, template) in enumerate(zip(rows.axes, indices, strict=True)):
            env[id(template)] = _along(axis, np.arange(axis.size), d, len(shape))
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
            values = found.values[at]
            return values.astype(float) if found.target is None else Label(found.target, values)
        sizes = [a.size for a in found.axes]
        column: np.ndarray = np.asarray(self.offset[found.name])
        for position, stride in zip(at, np.cumprod([1, *sizes[:0:-1]])[::-1], strict=True):
            column = column + position * stride
        return Linear(np.asarray(0.0), (Term(None, column, np.asarray(1.0)),))

    def _position(self, value: Any, axis: Axis) -> np.ndarray:
        """Positions on `axis` of labels or of integers."""
        if isinstance(value, Label):
            if value.axis is axis:
                return value.at
            key = (id(value.axis), id(axis))
            if key not in self._remap:
                home = {label: i for i, label in enumerate(axis.labels or ())}
                self._remap[key] = np.array([home.get(label, -1) for label in value.axis.labels or ()], dtype=np.int64)
            at = self._remap[key][value.at]
        else:
            at = np.asarray(value).astype(np.int64)
        if at.size and (at.min() < 0 or at.max() >= axis.size):
            raise TemplateError(f"an index reaches outside axis {axis.name!r}")
        return at

    def _sum(self, e: TemplateSumExpression, frame: Frame) -> Linear:
        inner, back = frame, np.arange(frame.size).reshape(frame.shape)
        for group in e.template_iters():
            if len(group) != 1:
                raise TemplateError("a sum over a set of tuples cannot be tiled")
            inner, back = self._expand(group[0], inner, back)
        body = self._linear(e.template_args()[0], inner)
        constant = np.bincount(
            np.broadcast_to(back, inner.shape).ravel(),
            np.broadcast_to(body.constant, inner.shape).ravel(),
            minlength=frame.size,
        ).reshape(frame.shape)
        terms = []
        for term in body.terms:
            row = back if term.row is None else np.broadcast_to(back, inner.shape).ravel()[term.row]
            terms.append(Term(row, term.column, term.value))
        return Linear(constant, tuple(terms))

    def _expand(self, template: IndexTemplate, frame: Frame, back: np.ndarray) -> tuple[Frame, np.ndarray]:
        """The frame of a sum, and the outer flat position of each of its entries."""
        source = template._set
        if isinstance(source, GetItemExpression):
            return self._expand_members(template, source, frame, back)
        axis = self.sheet.axis_of(source)
        shape = (*frame.shape, axis.size)
        env = {k: _deepen(v) for k, v in frame.index.items()}
        env[id(template)] = _along(axis, np.arange(axis.size), len(shape) - 1, len(shape))
        return Frame(shape, env), back[..., None]

    def _expand_members(
        self, template: IndexTemplate, source: Any, frame: Frame, back: np.ndarray
    ) -> tuple[Frame, np.ndarray]:
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
        return Frame(shape, env), _take_array(back, pair, d, len(shape))


def _size(rows: Rows) -> int:
    """Rows of a family; Pyomo cannot make indices for an empty one."""
    return int(np.prod([a.size for a in rows.axes]))


def _along(axis: Axis, positions: np.ndarray, d: int, rank: int) -> Label | np.ndarray:
    shaped = positions.reshape(tuple(len(positions) if i == d else 1 for i in range(rank)))
    return shaped if axis.labels is None else Label(axis, shaped)


def _deepen(value: Label | np.ndarray) -> Label | np.ndarray:
    return Label(value.axis, value.at[..., None]) if isinstance(value, Label) else value[..., None]


def _take_array(array: np.ndarray, pair: np.ndarray, d: int, rank: int) -> np.ndarray:
    full = array.reshape((1,) * (rank - array.ndim) + array.shape)
    return full if full.shape[d] == 1 else np.take(full, pair, axis=d)


def _take(value: Label | np.ndarray, pair: np.ndarray, d: int, rank: int) -> Label | np.ndarray:
    if isinstance(value, Label):
        return Label(value.axis, _take_array(value.at, pair, d, rank))
    return _take_array(value, pair, d, rank)


def _relation(e: Any) -> tuple[Any, Any, Any]:
    """(lower, body, upper) of what a rule returned; numbers stay on their side, else body = left − right."""
    if isinstance(e, tuple):
        low, body, high = e if len(e) == 3 else (e[0], e[1], e[0])
        return (-np.inf if low is None else low, body, np.inf if high is None else high)
    if isinstance(e, re_.RangedExpression):
        return e.args[0], e.args[1], e.args[2]
    left, right = e.args
    bare_left, bare_right = (not _has_variable(side) for side in (left, right))
    if isinstance(e, re_.EqualityExpression):
        return (left, right, left) if bare_left else (right, left, right) if bare_right else (0.0, left - right, 0.0)
    if isinstance(e, re_.InequalityExpression):
        if bare_left:
            return left, right, np.inf
        return (-np.inf, left, right) if bare_right else (-np.inf, left - right, 0.0)
    raise TemplateError(f"a rule must return a relation, got {type(e).__name__}")


def _has_variable(e: Any) -> bool:
    return bool(getattr(e, "is_potentially_variable", lambda: False)())


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
        local = factor
        if term.row is not None and np.size(factor) > 1:
            local = np.broadcast_to(factor, frame.shape).ravel()[term.row]
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


def _flatten(linear: Linear, frame: Frame) -> Tiled:
    identity = np.arange(frame.size).reshape(frame.shape)
    rows, columns, values = [], [], []
    for term in linear.terms:
        row = identity if term.row is None else term.row
        r, c, v = np.broadcast_arrays(row, term.column, term.value)
        rows.append(r.ravel())
        columns.append(c.ravel())
        values.append(v.ravel())
    empty = np.zeros(0)
    join: Callable[[list[np.ndarray]], np.ndarray] = lambda parts: np.concatenate(parts) if parts else empty  # noqa: E731
    return Tiled(
        frame.size,
        join(rows).astype(np.int64),
        join(columns).astype(np.int64),
        join(values).astype(float),
        _spread(linear.constant, frame).copy(),
    )
