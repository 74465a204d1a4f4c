"""`CurveFunction`: a curve of the case as a function of arrays. Level–storage, tailwater, expected output by head.

Between its points the curve is linear. Beyond them it continues with the slope of its end segment, up to `margin_pu`
of its width on either side (a tailwater curve measured from 1,500 m³/s upwards may be evaluated at 1,200); values
farther out, and NaN, raise a ValueError.

    level = CurveFunction.of(curve)
    level(x)                  y at x, any shape
    level.slope(x)            dy/dx; at a point that of the segment to its right, or with side="left" to its left
    level.inverse(y)          x at y; for curves that increase strictly
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from dispatch.families.curve.entity import Curve

# Of the curve's width. The three tailwater curves of the Jinsha cascade then reach down to a release of nothing.
MARGIN_PU = 0.2


@dataclass(frozen=True, eq=False)
class CurveFunction:
    """x, y: (n,) points, x strictly increasing; margin_pu: how far beyond it may be asked, per unit of its width."""

    x: np.ndarray
    y: np.ndarray
    margin_pu: float = MARGIN_PU

    def __post_init__(self) -> None:
        if self.x.shape != self.y.shape or self.x.ndim != 1 or len(self.x) < 2:
            raise ValueError("a curve needs as many y as x, and at least two points")
        if not (np.diff(self.x) > 0).all() or not np.isfinite(self.y).all():
            raise ValueError("the x of a curve must increase and its y be finite")

    @classmethod
    def of(cls, curve: Curve, margin_pu: float = MARGIN_PU) -> CurveFunction:
        """The function of a curve of the case. Raises ValueError where its points make none."""
        return cls(np.array(curve.x, dtype=float), np.array(curve.y, dtype=float), margin_pu)

    @property
    def low(self) -> float:
        """Lowest x that may be asked."""
        return float(self.x[0] - self.margin_pu * (self.x[-1] - self.x[0]))

    @property
    def high(self) -> float:
        """Highest x that may be asked."""
        return float(self.x[-1] + self.margin_pu * (self.x[-1] - self.x[0]))

    @cached_property
    def slopes(self) -> np.ndarray:
        """(n−1,) dy/dx of every segment."""
        return np.asarray(np.diff(self.y) / np.diff(self.x))

    @property
    def increasing(self) -> bool:
        """Whether y increases strictly."""
        return bool((self.slopes > 0).all())

    @property
    def concave(self) -> bool:
        """Whether no segment is steeper than the one before it (to rounding)."""
        return bool((np.diff(self.slopes) <= 1e-12 * np.abs(self.slopes).max()).all())

    def __call__(self, x: ArrayLike) -> np.ndarray:
        """y at x. Raises ValueError beyond the margin."""
        at = self._allowed(x)
        beyond = np.minimum(at - self.x[0], 0) * self.slopes[0] + np.maximum(at - self.x[-1], 0) * self.slopes[-1]
        return np.asarray(np.interp(at, self.x, self.y) + beyond)

    def evaluate(self, x: ArrayLike) -> np.ndarray:
        """The same by name."""
        return self(x)

    def slope(self, x: ArrayLike, side: Literal["left", "right"] = "right") -> np.ndarray:
        """dy/dx at x; at a point that of the segment on `side`, at and beyond the ends that of the end segment."""
        at = self._allowed(x)
        segment = np.searchsorted(self.x, at, side="right" if side == "right" else "left") - 1
        return np.asarray(self.slopes[np.clip(segment, 0, len(self.slopes) - 1)])

    def inverse(self, y: ArrayLike) -> np.ndarray:
        """x at y. Raises ValueError for a curve that does not increase strictly, and beyond the margin."""
        if not self.increasing:
            raise ValueError("only a curve that increases strictly has an inverse")
        wanted = np.asarray(y, dtype=float)
        below, above = np.minimum(wanted - self.y[0], 0), np.maximum(wanted - self.y[-1], 0)
        found = np.interp(wanted, self.y, self.x) + below / self.slopes[0] + above / self.slopes[-1]
        # What `__call__` allows must come back, round-off included.
        return self._allowed(found, slack=1e-9 * (self.x[-1] - self.x[0]))

    def _allowed(self, x: ArrayLike, slack: float = 0.0) -> np.ndarray:
        at = np.asarray(x, dtype=float)
        if not ((at >= self.low - slack) & (at <= self.high + slack)).all():
            worst = f"{np.nanmin(at):g} … {np.nanmax(at):g}" if np.isfinite(at).any() else "no number"
            raise ValueError(f"the curve reaches from {self.low:g} to {self.high:g}, asked for {worst}")
        return at
