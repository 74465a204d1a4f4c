"""The linear program as arrays, with the names to read any number of it.

    minimise c0 + cᵀx   subject to   row_lower ≤ A x ≤ row_upper,   column_lower ≤ x ≤ column_upper

Columns and rows are ordered family by family; within a family the last axis runs fastest.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from dispatch.horizon import Horizon
from dispatch.program.components import Axis, Dual
from dispatch.program.rowwise import Rowwise


@dataclass(frozen=True, eq=False)
class Layout:
    """Where a family sits: numbers `offset` … `offset + size` − 1, shaped as its axes."""

    name: str
    offset: int
    axes: tuple[Axis, ...]

    @property
    def shape(self) -> tuple[int, ...]:
        return tuple(a.size for a in self.axes)

    @property
    def size(self) -> int:
        return int(np.prod(self.shape))

    def of(self, vector: np.ndarray) -> np.ndarray:
        """This family's part of a vector over all columns (or rows), in the shape of its axes."""
        return vector[self.offset : self.offset + self.size].reshape(self.shape)


@dataclass(frozen=True, eq=False)
class CostTerm:
    """A named part of the objective: constant + Σ value·x[column], in CNY."""

    column: np.ndarray
    value: np.ndarray
    constant: float

    def at(self, x: np.ndarray) -> float:
        """CNY at a solution."""
        return self.constant + float(self.value @ x[self.column])


@dataclass(frozen=True, eq=False)
class LinearProgram:
    """Arrays and layouts; see the module for the form."""

    c0: float
    c: np.ndarray
    matrix: Rowwise
    row_lower: np.ndarray
    row_upper: np.ndarray
    column_lower: np.ndarray
    column_upper: np.ndarray
    columns: dict[str, Layout]
    rows: dict[str, Layout]
    horizon: Horizon
    costs: dict[str, CostTerm] = field(default_factory=dict)
    duals: tuple[Dual, ...] = ()
    opposed: tuple[tuple[str, str], ...] = ()

    @property
    def shape(self) -> tuple[int, int, int]:
        """(rows, columns, nonzeros)."""
        return (len(self.row_lower), len(self.c), int(self.matrix.nnz))

    def column_name(self, number: int) -> str:
        """`storage.soc_mwh[bat1, 2030-01-01T00:15+08:00]` of a column number."""
        return _name(self.columns, number, self.horizon)

    def row_name(self, number: int) -> str:
        """The same of a row number."""
        return _name(self.rows, number, self.horizon)

    def column_period(self) -> np.ndarray:
        """(columns,) period of every column, −1 where it has none; a state belongs to the period that it ends."""
        return _periods(self.columns, len(self.c), self.horizon)

    def row_period(self) -> np.ndarray:
        """(rows,) the same of every row."""
        return _periods(self.rows, len(self.row_lower), self.horizon)


def axis_labels(axis: Axis, horizon: Horizon) -> pd.Index:
    """What the positions of an axis are called: ids, or local times of periods and boundaries."""
    if axis.labels is not None:
        return pd.Index(axis.labels, name=axis.name)
    stamps = {"period": horizon.start, "boundary": horizon.boundary_time, "step": horizon.start[horizon.step_after]}
    if axis.name not in stamps:
        return pd.RangeIndex(axis.size, name=axis.name)
    return pd.DatetimeIndex(stamps[axis.name], tz="UTC", name="time").tz_convert(horizon.zone)


def _name(layouts: dict[str, Layout], number: int, horizon: Horizon) -> str:
    ordered = list(layouts.values())
    found = ordered[bisect_right([layout.offset for layout in ordered], number) - 1]
    at = np.unravel_index(number - found.offset, found.shape)
    keys = [axis_labels(a, horizon)[int(i)] for a, i in zip(found.axes, at, strict=True)]
    texts = [k.isoformat(timespec="minutes") if isinstance(k, pd.Timestamp) else str(k) for k in keys]
    return f"{found.name}[{', '.join(texts)}]"


def _periods(layouts: dict[str, Layout], total: int, horizon: Horizon) -> np.ndarray:
    ending = np.empty(horizon.boundaries, dtype=np.int64)
    ending[horizon.first_boundary] = np.arange(horizon.periods)
    ending[horizon.last_boundary] = np.arange(horizon.periods)
    known = {"period": np.arange(horizon.periods), "boundary": ending, "step": horizon.step_after}
    period = np.full(total, -1, dtype=np.int64)
    for layout in layouts.values():
        for d, axis in enumerate(layout.axes):
            if axis.name in known and layout.size:
                shaped = known[axis.name].reshape(tuple(axis.size if i == d else 1 for i in range(len(layout.axes))))
                layout.of(period)[...] = shaped
    return period
