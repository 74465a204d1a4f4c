"""Broadcast shapes: what an expression of a rule becomes when it is evaluated for a whole family at once.

Every array of one evaluation broadcasts over one shape, and none is expanded before the matrix is assembled. A
`Label` is positions on a labelled axis, a `Linear` is a constant plus terms on columns. The operations at the end are
those that keep an expression linear; the others raise.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from pyomo.core.expr import numeric_expr as ne

from dispatch.program.components import Axis

Positions = tuple[np.ndarray, ...]


@dataclass(frozen=True, eq=False)
class Label:
    """Positions on a labelled axis."""

    axis: Axis
    at: np.ndarray


@dataclass(frozen=True, eq=False)
class Term:
    """Coefficients on columns.

    row: to which position of the shape entries belong, one array of positions an axis, all broadcasting with column and
    value; None where every entry belongs to its own position.
    """

    row: Positions | None
    column: np.ndarray
    value: np.ndarray


@dataclass(frozen=True, eq=False)
class Linear:
    """constant + Σ terms; all arrays broadcast over one shape."""

    constant: np.ndarray
    terms: tuple[Term, ...]


@dataclass(frozen=True, eq=False)
class BroadcastShape:
    """A shape and the array of every symbolic index on it."""

    shape: tuple[int, ...]
    index: dict[int, Label | np.ndarray]

    @property
    def size(self) -> int:
        return int(np.prod(self.shape))


class TemplateError(ValueError):
    """A rule uses something that cannot be tiled (a product of variables, a nested dependent set …)."""


def walk(size: int) -> np.ndarray:
    """0 … size − 1, as HiGHS numbers things."""
    return np.arange(size, dtype=np.int32)


def shaped(positions: np.ndarray, d: int, rank: int) -> np.ndarray:
    """Positions along dimension d of `rank`, 1 along all others."""
    return positions.reshape(tuple(len(positions) if i == d else 1 for i in range(rank)))


def along(axis: Axis, positions: np.ndarray, d: int, rank: int) -> Label | np.ndarray:
    """Positions on an axis along dimension d: a Label, or plain integers for a time axis."""
    placed = shaped(positions, d, rank)
    return placed if axis.labels is None else Label(axis, placed)


def pick(array: np.ndarray, row: Positions) -> np.ndarray:
    """The entries of an array over a shape at given positions; where it does not vary, any position will do."""
    full = array.reshape((1,) * (len(row) - array.ndim) + array.shape)
    picked: np.ndarray = full[
        tuple(r if size > 1 else np.zeros_like(r) for r, size in zip(row, full.shape, strict=True))
    ]
    return picked


def gather(values: np.ndarray, at: Positions) -> np.ndarray:
    """values[at], without a copy where every axis is walked whole and in order."""
    rank = max((p.ndim for p in at), default=0)
    shape, last = [1] * rank, -1
    for position, size in zip(at, values.shape, strict=True):
        running = [d for d, n in enumerate(position.shape) if n != 1]
        whole = position.ndim == rank and position.size == size and (position.ravel() == walk(size)).all()
        if not whole or len(running) > 1 or any(d <= last for d in running):
            gathered: np.ndarray = values[at]
            return gathered
        for d in running:
            shape[d], last = size, d
    return values.reshape(shape)


def deepen(value: Label | np.ndarray) -> Label | np.ndarray:
    """The same with one more trailing dimension."""
    return Label(value.axis, value.at[..., None]) if isinstance(value, Label) else value[..., None]


def take_array(array: np.ndarray, pair: np.ndarray, d: int, rank: int) -> np.ndarray:
    """Entries `pair` along dimension d; an array that does not vary there stays as it is."""
    full = array.reshape((1,) * (rank - array.ndim) + array.shape)
    return full if full.shape[d] == 1 else np.take(full, pair, axis=d)


def take(value: Label | np.ndarray, pair: np.ndarray, d: int, rank: int) -> Label | np.ndarray:
    """`take_array` for labels too."""
    if isinstance(value, Label):
        return Label(value.axis, take_array(value.at, pair, d, rank))
    return take_array(value, pair, d, rank)


def add(values: list[Any], over: BroadcastShape) -> Any:
    """The sum of numbers and linear expressions."""
    if not any(isinstance(v, Linear) for v in values):
        return sum(values[1:], values[0])
    constant = np.asarray(0.0)
    terms: list[Term] = []
    for v in values:
        constant = constant + (v.constant if isinstance(v, Linear) else v)
        terms += v.terms if isinstance(v, Linear) else ()
    return Linear(constant, tuple(terms))


def scale(value: Any, factor: np.ndarray, over: BroadcastShape) -> Any:
    """A number or linear expression times numbers."""
    if not isinstance(value, Linear):
        return value * factor
    terms = []
    for term in value.terms:
        local = factor if term.row is None or np.size(factor) == 1 else pick(factor, term.row)
        terms.append(Term(term.row, term.column, term.value * local))
    return Linear(value.constant * factor, tuple(terms))


def _multiply(values: list[Any], over: BroadcastShape) -> Any:
    left, right = values
    if isinstance(left, Linear) and isinstance(right, Linear):
        raise TemplateError("a product of two variables is not linear")
    return scale(left, right, over) if isinstance(left, Linear) else scale(right, left, over)


def _divide(values: list[Any], over: BroadcastShape) -> Any:
    if isinstance(values[1], Linear):
        raise TemplateError("a division by a variable is not linear")
    return scale(values[0], 1.0 / values[1], over)


def _power(values: list[Any], over: BroadcastShape) -> Any:
    if any(isinstance(v, Linear) for v in values):
        raise TemplateError("a power of a variable is not linear")
    return values[0] ** values[1]


OPERATIONS: list[tuple[type[Any], Callable[[list[Any], BroadcastShape], Any]]] = [
    (ne.NegationExpression, lambda v, f: scale(v[0], np.asarray(-1.0), f)),
    (ne.ProductExpression, _multiply),
    (ne.DivisionExpression, _divide),
    (ne.PowExpression, _power),
    (ne.SumExpression, add),
    (ne.LinearExpression, add),
]


def spread(value: Any, over: BroadcastShape) -> np.ndarray:
    """(n,) one number for every position of the shape."""
    return np.broadcast_to(np.asarray(value, dtype=float), over.shape).ravel()
