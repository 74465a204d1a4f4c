"""Marginal values of the limits that bind in the solve for the peak, from their duals.

Laws (equations) are no limits and left out, so are that no power is less than nothing, directions closed against
running both ways, and everything of the measure itself. A limit that holds both ends (the start of a store) counts by
the side that it presses on.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from dispatch.families import limits
from dispatch.families.peak.rows import sum_unit
from dispatch.program.linear_program import Layout, LinearProgram
from dispatch.program.solution import Solution

# MW; less is noise of the small terms against flat optima.
LEAST = 1e-3
HELD = {"peak.shortage_sum": "shortage", "peak.curtailed_sum": "curtailment"}


@dataclass(frozen=True, eq=False)
class Press:
    """push: (N,) dual of the curve, positive where it is pressed down; window: (N,) number of the window."""

    push: np.ndarray
    window: np.ndarray


def limit_values(program: LinearProgram, solution: Solution, press: Press) -> Iterator[pd.DataFrame]:
    """One frame a family and side: window, family, asset, side, MW a unit of the limit, period, when it acts."""
    yield from _of_columns(program, solution, press)
    yield from _of_rows(program, solution, press)


def _of_columns(program: LinearProgram, solution: Solution, press: Press) -> Iterator[pd.DataFrame]:
    reduced = program.c - solution.row_dual @ program.matrix
    period = program.column_period()
    for name, layout in program.columns.items():
        if name in HELD:
            value = np.abs(layout.of(reduced)) / sum_unit(program.horizon)
            yield _frame("stage", HELD[name], layout, value, layout.of(period), press)
        elif not (name.startswith("peak.") or name in limits.given()):
            value = np.where(_is_limit(program, layout, solution.x), layout.of(reduced), 0.0)
            yield from _sides(name, layout, value, layout.of(period), press)


def _of_rows(program: LinearProgram, solution: Solution, press: Press) -> Iterator[pd.DataFrame]:
    period = program.row_period()
    for name, layout in program.rows.items():
        law = layout.of(program.row_lower) == layout.of(program.row_upper)
        if name in limits.ratings():
            yield from _of_rating(program, solution, name, press)
        elif not (name.startswith("peak.") or law.all()):
            dual = np.where(law, 0.0, layout.of(solution.row_dual))
            yield from _sides(name, layout, dual, layout.of(period), press)


def _of_rating(program: LinearProgram, solution: Solution, row: str, press: Press) -> Iterator[pd.DataFrame]:
    """charge/P_c + discharge/P_d ≤ 1 is the rating of whatever runs: a dual of y is y/P for one MW of it."""
    layout = program.rows[row]
    labels, share = layout.axes[0].labels or (), np.abs(layout.of(solution.row_dual))
    powers = [program.columns[name] for name in limits.ratings()[row]]
    at = [(powers[0].axes[0].labels or ()).index(label) for label in labels]
    first, second = (power.of(solution.x)[at] for power in powers)
    for power, runs in zip(powers, (first > second, first <= second), strict=True):
        rating = np.maximum(power.of(program.column_upper)[at].max(axis=1, keepdims=True), 1e-9)
        value = np.where(runs, share / rating, 0.0)
        period = np.broadcast_to(np.arange(value.shape[1]), value.shape)
        yield _frame(power.name, "upper", layout, value, period, press)


def _is_limit(program: LinearProgram, layout: Layout, x: np.ndarray) -> np.ndarray:
    """Where a bound that binds could give way: not that a power or a flow is no less than nothing, nor a direction that
    was closed so that nothing runs both ways.
    """
    low, high = layout.of(program.column_lower), layout.of(program.column_upper)
    at_low = np.abs(layout.of(x) - low) <= np.abs(layout.of(x) - high)
    state = any(axis.name == "boundary" for axis in layout.axes)
    natural = at_low & (low == 0.0) & (not state)
    opposed = any(layout.name in pair for pair in program.opposed)
    return ~(natural | (opposed & (high == 0.0)))


def _sides(name: str, layout: Layout, value: np.ndarray, period: np.ndarray, press: Press) -> Iterator[pd.DataFrame]:
    """A lower limit that binds has a positive dual, an upper one a negative."""
    for side, part in (("lower", np.maximum(value, 0.0)), ("upper", np.maximum(-value, 0.0))):
        if part.size and part.max() > LEAST / 10:
            yield _frame(name, side, layout, part, period, press)


def _frame(name: str, side: str, layout: Layout, value: np.ndarray, period: np.ndarray, press: Press) -> pd.DataFrame:
    at = np.flatnonzero(value.ravel() > LEAST / 10)
    amount, when = value.ravel()[at], period.ravel()[at]
    labels = layout.axes[0].labels or ()
    per_asset = max(value.size // max(layout.axes[0].size, 1), 1)
    asset = [labels[i // per_asset] if labels else "" for i in at]
    # What has no time of its own concerns every window; it is listed in the first.
    here = np.where(when >= 0, when, 0)
    # A state links the period before it to the period after.
    state = any(axis.name == "boundary" for axis in layout.axes)
    pressed = np.where((when >= 0) & (not state), press.push[here], 0.0)
    return pd.DataFrame(
        {
            "window": press.window[here],
            "family": name,
            "asset": asset,
            "side": side,
            "mw": amount,
            "period": here,
            "at_peak": np.where(pressed > LEAST, amount, 0.0),
            "at_valley": np.where(pressed < -LEAST, amount, 0.0),
            "between": np.where(np.abs(pressed) <= LEAST, amount, 0.0),
        }
    )
