"""Why the peak was not lower: the limits that bind in the solve for the peak, and what more of each is worth.

Which bind is told by the duals. What they are worth is not: where many limits meet, a dual is the slope for the first
smallest step of one of them, often hundreds of MW for a MW, and a whole step gives a fraction of that or nothing. So
each window is solved again with a limit loosened by a step that an engineer would ask about. Entries of one asset, one
limit and one window are one row of the table `limit`, largest slope times step first in each window:

    window, family, asset, side     `storage.p_discharge_mw`, `bat1`, `upper`; `stage` and its goal for a held goal
    mw_per_unit                     the slope: MW of the window's measure for one unit (MW, MWh, m³/s, hm³ …) of the
                                    limit, where it gives way by ever so little
    by                              the step: one unit; a hundredth of a share, a tenth of an hour of heat
    mw_by                           what the measure falls by if the limit gives way by that step in all periods of the
                                    window in which there is any, found by solving the window again with all others as
                                    they are (`program.subproblem`); what is held (shortage, curtailment) stays held;
                                    NaN where it was not asked: beyond the first MOST_ASKED of a window, in windows that
                                    are flat or have more than MOST_NONZEROS, beyond ALL_NONZEROS in all, windows of
                                    large measures first
    at_peak, at_valley, between     how much of it acts where the curve is pressed down (its dual on the ceiling is
                                    positive), where it is pressed up, and at other times: a store that is full at noon
    first, last                     period of the first and the last hour in which it binds

Laws (equations) are no limits and left out, so are that no power is less than nothing, directions closed against
running both ways, and everything of the measure itself. A limit that holds both ends (the start of a store) counts by
the side that it presses on. Entries below LEAST of a MW are noise of the small terms against flat optima.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from dispatch.case.schema import Case
from dispatch.families.peak.rows import shaved_windows, sum_unit
from dispatch.horizon import Horizon
from dispatch.program.highs import Solution
from dispatch.program.linear_program import Layout, LinearProgram
from dispatch.program.subproblem import Given, Spans, SubProblem
from dispatch.results.limit_names import limit_name
from dispatch.results.tables import Table

LEAST = 1e-3
# A spread below this is as flat as anybody asks for.
FLAT_MW = 0.1
MOST_A_WINDOW = 40
# A day of Zhaotong with all its loads has 30,000 nonzeros at 1 h: a third of a second, and a thirtieth a limit.
MOST_ASKED, MOST_NONZEROS, ALL_NONZEROS = 12, 200_000, 12_000_000
# What a whole unit would be far too much of: shares, hours of heat.
STEPS = {"": 0.01, "pu": 0.01, "h": 0.1}
NONE: Given = (np.zeros(0, dtype=np.int64), np.zeros(0))
KEYS = ["window", "family", "asset", "side"]
# Wind that blows and load that is asked for are no limits: both stand in the goals themselves.
GIVEN = ("renewable.p_mw", "load.unserved_mw")
HULL, SIZED = "storage.one_at_a_time", "storage.soc_most"
HELD = {"peak.shortage_sum": "shortage", "peak.curtailed_sum": "curtailment"}


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
    held = found["family"] == "stage"
    # What is held for the whole run is a limit of every window.
    everywhere = [found[held].assign(window=w) for w in np.flatnonzero(shaved)]
    found = pd.concat([found[~held & shaved[found["window"].to_numpy()]], *everywhere], ignore_index=True)
    share = np.divide(1.0, weight, out=np.zeros(len(weight)), where=weight > 0)[found["window"].to_numpy()]
    for name in ("mw", "at_peak", "at_valley", "between"):
        found[name] *= share
    grouped = found.groupby(KEYS, sort=False, as_index=False).agg(
        mw_per_unit=("mw", "sum"), at_peak=("at_peak", "sum"), at_valley=("at_valley", "sum"),
        between=("between", "sum"), first=("period", "min"), last=("period", "max"),
    )  # fmt: skip
    grouped = grouped[grouped["mw_per_unit"] >= LEAST]
    grouped["by"] = [_step(family, side) for family, side in zip(grouped["family"], grouped["side"], strict=True)]
    grouped["step_mw"] = grouped["by"] * grouped["mw_per_unit"]
    grouped = grouped.sort_values(["window", "step_mw"], ascending=[True, False], kind="stable").drop(columns="step_mw")
    grouped = grouped.groupby("window", sort=False).head(MOST_A_WINDOW).reset_index(drop=True)
    if grouped.empty:
        return None
    grouped["mw_by"] = _asked(program, solution.x, windows.number, weight, grouped)
    flat = _is_flat(program, program.columns["peak.measure_mw"].of(solution.x)[grouped["window"].to_numpy()])
    grouped = grouped[(grouped["family"] != "stage") | ~(flat | (grouped["mw_by"] < LEAST))]
    if grouped.empty:
        return None
    columns: dict[str, np.ndarray] = {name: grouped[name].to_numpy() for name in grouped.columns if name != "window"}
    columns["window"] = np.array([windows.labels[w] for w in grouped["window"]], dtype=object)
    for name in ("family", "asset", "side"):
        columns[name] = columns[name].astype(object)
    for name in ("first", "last"):
        columns[name] = columns[name].astype(float)
    return Table("limit", tuple(str(i) for i in range(len(grouped))), None, None, columns)


def _asked(
    program: LinearProgram, x: np.ndarray, number: np.ndarray, weight: np.ndarray, grouped: pd.DataFrame
) -> np.ndarray:
    """(limits,) what the measure of its window falls by if each gives way by its step; NaN where not asked."""
    gain = np.full(len(grouped), np.nan)
    measure = program.columns["peak.measure_mw"].of(x)
    spans, activity, left = Spans(program), program.matrix @ x, ALL_NONZEROS
    for window in sorted(grouped["window"].unique(), key=lambda w: -measure[w]):
        if _is_flat(program, measure[window]):
            break
        inside = np.flatnonzero(number == window)
        free = spans.inside(int(inside[0]), int(inside[-1]))
        for name in HELD:
            if name in program.columns:
                program.columns[name].of(free)[...] = True
        part = SubProblem(program, x, free, activity)
        if part.nonzeros > MOST_NONZEROS:
            continue
        left -= part.nonzeros
        if left < 0:
            break
        least = part.best()
        limits = grouped[grouped["window"] == window].head(MOST_ASKED)
        for i, family, asset, side, by in limits[["family", "asset", "side", "by"]].itertuples():
            given = _limits_of(program, family, asset, side, by)
            if given is not None and least is not None:
                found = part.loosened("upper" if family == "stage" else side, *given)
                gain[i] = np.nan if found is None else max(least - found, 0.0) / weight[window]
    return gain


def _is_flat(program: LinearProgram, measure: np.ndarray) -> np.ndarray:
    """Whether spreads are as small as anybody asks for; a peak may be lowered also where more is given than drawn."""
    return (measure < FLAT_MW) & ("peak.bottom_mw" in program.columns)


def _limits_of(program: LinearProgram, family: str, asset: str, side: str, by: float) -> tuple[Given, Given] | None:
    """((columns, steps), (rows, steps)) of a limit at all times; None of what shall never give way."""
    if family == "stage":
        held = next(name for name, goal in HELD.items() if goal == side)
        at = program.columns[held].offset + np.arange(program.columns[held].size)
        return None if side == "shortage" else ((at, np.full(len(at), by / sum_unit(program.horizon))), NONE)
    if family in program.rows:
        at, steps = _all_of(program.rows[family], asset, by)
        limit = program.row_lower[at] != program.row_upper[at]  # the others are laws
        return NONE, (at[limit], steps[limit])
    columns, rows = _all_of(program.columns[family], asset, by), NONE
    if SIZED in program.rows and family.startswith("storage.") and asset in (program.rows[SIZED].axes[0].labels or ()):
        # Of a candidate the size is the limit, which stands for all periods and is free while the peak is sought.
        return None
    # Where nothing may be drawn (no car at its pile) there is no limit that could give way; a level at the start that
    # is given is none either.
    low, high = program.column_lower[columns[0]], program.column_upper[columns[0]]
    state = any(axis.name == "boundary" for axis in program.columns[family].axes)
    gives = (low != high) & (state | ((low if side == "lower" else high) != 0.0))
    columns = columns[0][gives], columns[1][gives]
    if HULL in program.rows and family.startswith("storage.p_") and asset in (program.rows[HULL].axes[0].labels or ()):
        rating = max(float(program.column_upper[columns[0]].max(initial=0.0)), 1e-9)
        rows = _all_of(program.rows[HULL], asset, by / rating)
    return columns, rows


def _all_of(layout: Layout, asset: str, by: float) -> Given:
    """(numbers of an asset's columns or rows, a step for each)."""
    numbers = layout.offset + np.arange(layout.size).reshape(layout.shape)
    labels = layout.axes[0].labels
    at = (numbers[labels.index(asset)] if labels else numbers).ravel()
    return at, np.full(len(at), by)


def _step(family: str, side: str) -> float:
    """By how much a limit gives way where one asks what that is worth."""
    return STEPS.get(limit_name(family, side).unit, 1.0)


def _entries(
    program: LinearProgram, solution: Solution, horizon: Horizon, push: np.ndarray, window: np.ndarray
) -> Iterator[pd.DataFrame]:
    """One frame a family: what each of its limits is worth."""
    reduced = program.c - solution.row_dual @ program.matrix
    period = program.column_period()
    for name, layout in program.columns.items():
        if name in HELD:
            worth = np.abs(layout.of(reduced)) / sum_unit(horizon)
            yield _frame("stage", layout, worth, layout.of(period), push, window, HELD[name])
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
