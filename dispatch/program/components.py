"""What a model is made of: index sets, numbers, columns, rows. Values without Pyomo and without rules of their own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

Rule = Callable[..., Any]


@dataclass(frozen=True, eq=False)
class Axis:
    """An index set: labels of assets, or the integers 0…size−1 of a time axis (`labels` is None)."""

    name: str
    size: int
    labels: tuple[str, ...] | None
    set: Any

    def key(self, position: int) -> Any:
        """What Pyomo calls this position."""
        return position if self.labels is None else self.labels[position]


@dataclass(frozen=True, eq=False)
class Numbers:
    """Values of a Param: an array over axes; with `target`, positions on that axis instead of numbers."""

    values: np.ndarray
    axes: tuple[Axis, ...]
    target: Axis | None = None


@dataclass(frozen=True, eq=False)
class Members:
    """Values of an indexed Set: `member[start[i]:start[i+1]]` are the positions listed under position i."""

    start: np.ndarray
    member: np.ndarray
    axis: Axis
    of: Axis


@dataclass(frozen=True, eq=False)
class Columns:
    """A family of columns: bounds are arrays that broadcast over the axes."""

    name: str
    axes: tuple[Axis, ...]
    lower: np.ndarray
    upper: np.ndarray
    component: Any
    shown: bool = True


@dataclass(frozen=True, eq=False)
class Rows:
    """A family of rows, cost terms or derived quantities: a rule over axes."""

    name: str
    axes: tuple[Axis, ...]
    rule: Rule


@dataclass(frozen=True, eq=False)
class Given:
    """Input values that result frames show beside what was decided."""

    name: str
    axes: tuple[Axis, ...]
    values: np.ndarray


@dataclass(frozen=True, eq=False)
class Dual:
    """A row dual worth reporting: `column` is its name in the frame, `per` what one MW of it stands for."""

    rows: str
    column: str
    per: np.ndarray


@dataclass(frozen=True, eq=False)
class Injection:
    """What the assets of an axis give to their buses: `rule(asset, period)` MW; bus_of: ids, one an asset."""

    assets: Axis
    bus_of: tuple[str, ...]
    rule: Rule
