"""Why the peak was not lower: what each limit that binds in the solve for the peak is worth, from its duals.

Of a limit of a column (or of a row that is no law), the reduced cost (or dual) says by how many MW the goal of the
stage falls if the limit gives way by one unit. Entries of one asset, one limit and one window are added up: all hours
of a rating give way together. They are the columns of the table `limit`, one row each, largest first in each window:

    window, family, asset, side     `storage.p_discharge_mw`, `bat1`, `upper`; `stage` and its goal for a held goal
    mw_per_unit                     MW of the window's measure for one unit (MW, MWh, m³/s, hm³ …) of the limit; what
                                    was held before (shortage, curtailment) stays where it is: dispatched anew, a limit
                                    that gives way may also lower curtailment, and that costs part of the gain
    at_peak, at_valley, between     how much of it acts where the curve is pressed down (its dual on the ceiling is
                                    positive), where it is pressed up, and at other times: a store that is full at noon
    first, last                     period of the first and the last hour in which it binds

Laws (equations) are no limits and left out, so are that no power is less than nothing, directions closed against
running both ways, and everything of the measure itself. A limit that holds both ends
(the start of a store) counts by the side that it presses on. Entries below LEAST of a MW are noise of the small terms
against flat optima.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from dispatch.blocks.peak import shaved_windows
from dispatch.case.schema import Case
from dispatch.horizon import Horizon
from dispatch.program.highs import Solution
from dispatch.program.linear_program import Layout, LinearProgram
from dispatch.results import Table

LEAST = 1e-3
MOST_A_WINDOW = 40
# Wind that blows and load that is asked for are no limits: both stand in the goals themselves.
GIVEN = ("renewable.p_mw", "load.unserved_mw")
HULL = "storage.one_at_a_time"
HELD = {"peak.shortage_cny": "shortage", "peak.curtailed_mwh": "curtailment"}


def binding_limits(
    case: Case, horizon: Horizon, program: LinearProgram, solution: Solution, weight: np.ndarray
) -> Table | None:
    """The table `limit` of the solve for the peak; None where nothing binds.

    weight: (windows,) what each measure counts in the goal of that solve.
    """
    windows, shaved = shaved_windows(case.objective, horizon)
    push = program.rows["peak.curve"].of(solution.row_dual)[0]
    frames = list(_entries(program, solution, horizon, push, windows.number))
    if not frames:
        return None
    found = pd.concat(frames, ignore_index=True)
    share = np.divide(1.0, weight, out=np.zeros(len(weight)), where=weight > 0)[found["window"].to_numpy()]
    for name in ("mw", "at_peak", "at_valley", "between"):
        found[name] *= share
    keys = ["window", "family", "asset", "side"]
    grouped = found.groupby(keys, sort=False, as_index=False).agg(
        mw_per_unit=("mw", "sum"), at_peak=("at_peak", "sum"), at_valley=("at_valley", "sum"),
        between=("between", "sum"), first=("period", "min"), last=("period", "max"),
    )  # fmt: skip
    grouped = grouped[(grouped["mw_per_unit"] >= LEAST) & shaved[grouped["window"].to_numpy()]]
    grouped = grouped.sort_values(["window", "mw_per_unit"], ascending=[True, False], kind="stable")
    grouped = grouped.groupby("window", sort=False).head(MOST_A_WINDOW)
    if grouped.empty:
        return None
    columns: dict[str, np.ndarray] = {name: grouped[name].to_numpy() for name in grouped.columns if name != "window"}
    columns["window"] = np.array([windows.labels[w] for w in grouped["window"]], dtype=object)
    for name in ("family", "asset", "side"):
        columns[name] = columns[name].astype(object)
    for name in ("first", "last"):
        columns[name] = columns[name].astype(float)
    return Table("limit", tuple(str(i) for i in range(len(grouped))), None, None, columns)


def _entries(
    program: LinearProgram, solution: Solution, horizon: Horizon, push: np.ndarray, window: np.ndarray
) -> Iterator[pd.DataFrame]:
    """One frame a family: what each of its limits is worth."""
    reduced = program.c - solution.row_dual @ program.matrix
    period = program.column_period()
    for name, layout in program.columns.items():
        if name in HELD:
            yield _frame("stage", layout, np.abs(layout.of(reduced)), layout.of(period), push, window, HELD[name])
        elif not (name.startswith("peak.") or name in GIVEN):
            worth = np.where(_is_limit(program, layout, solution.x), layout.of(reduced), 0.0)
            yield from _sides(name, layout, worth, layout.of(period), push, window)
    row_period = program.row_period()
    for name, layout in program.rows.items():
        law = layout.of(program.row_lower) == layout.of(program.row_upper)
        if name == HULL:
            yield from _powers(program, solution, layout, push, window)
        elif not (name.startswith("peak.") or law.all()):
            dual = np.where(law, 0.0, layout.of(solution.row_dual))
            yield from _sides(name, layout, dual, layout.of(row_period), push, window)


def _powers(
    program: LinearProgram, solution: Solution, layout: Layout, push: np.ndarray, window: np.ndarray
) -> Iterator[pd.DataFrame]:
    """charge/P_c + discharge/P_d ≤ 1 is the rating of whatever runs: a dual of y is y/P for one MW of it."""
    labels, share = layout.axes[0].labels or (), np.abs(layout.of(solution.row_dual))
    powers = [program.columns[name] for name in ("storage.p_charge_mw", "storage.p_discharge_mw")]
    at = [(powers[0].axes[0].labels or ()).index(label) for label in labels]
    charge, discharge = (power.of(solution.x)[at] for power in powers)
    for power, runs in zip(powers, (charge > discharge, charge <= discharge), strict=True):
        rating = np.maximum(power.of(program.column_upper)[at].max(axis=1, keepdims=True), 1e-9)
        worth = np.where(runs, share / rating, 0.0)
        yield _frame(
            power.name, layout, worth, np.broadcast_to(np.arange(worth.shape[1]), worth.shape), push, window, "upper"
        )


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


def _sides(
    name: str, layout: Layout, worth: np.ndarray, period: np.ndarray, push: np.ndarray, window: np.ndarray
) -> Iterator[pd.DataFrame]:
    """A lower limit that binds has a positive dual, an upper one a negative."""
    for side, part in (("lower", np.maximum(worth, 0.0)), ("upper", np.maximum(-worth, 0.0))):
        if part.size and part.max() > LEAST / 10:
            yield _frame(name, layout, part, period, push, window, side)


def _frame(
    name: str, layout: Layout, worth: np.ndarray, period: np.ndarray, push: np.ndarray, window: np.ndarray, side: str
) -> pd.DataFrame:
    at = np.flatnonzero(worth.ravel() > LEAST / 10)
    amount, when = worth.ravel()[at], period.ravel()[at]
    labels = layout.axes[0].labels or ()
    per_asset = max(worth.size // max(layout.axes[0].size, 1), 1)
    asset = [labels[i // per_asset] if labels else "" for i in at]
    # What has no time of its own concerns every window; it is told in the first.
    here = np.where(when >= 0, when, 0)
    # A state stands between what was before and what comes after.
    state = any(axis.name == "boundary" for axis in layout.axes)
    pressed = np.where((when >= 0) & (not state), push[here], 0.0)
    return pd.DataFrame({
        "window": window[here], "family": name, "asset": asset, "side": side, "mw": amount, "period": here,
        "at_peak": np.where(pressed > LEAST, amount, 0.0), "at_valley": np.where(pressed < -LEAST, amount, 0.0),
        "between": np.where(np.abs(pressed) <= LEAST, amount, 0.0),
    })  # fmt: skip
