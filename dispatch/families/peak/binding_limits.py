"""Why the peak was not lower: the limits that bind in the solve for the peak, and the marginal value of each.

Duals show which limits bind, but not their marginal value: where many limits meet, a dual is the slope for the first
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

import numpy as np
import pandas as pd

from dispatch.case.schema import Case
from dispatch.families import limits
from dispatch.families.peak.limit_values import HELD, LEAST, Press, limit_values
from dispatch.families.peak.rows import shaved_windows, sum_unit
from dispatch.horizon import Horizon
from dispatch.program.linear_program import Layout, LinearProgram
from dispatch.program.solution import Solution
from dispatch.program.subproblem import Given, Spans, SubProblem
from dispatch.results.limit_names import limit_name
from dispatch.results.tables import Table

# A spread below this is as flat as anybody asks for.
FLAT_MW = 0.1
MOST_A_WINDOW = 40
# A day of Zhaotong with all its loads has 30,000 nonzeros at 1 h: a third of a second, and a thirtieth a limit.
MOST_ASKED, MOST_NONZEROS, ALL_NONZEROS = 12, 200_000, 12_000_000
# What a whole unit would be far too much of: shares, hours of heat.
STEPS = {"": 0.01, "pu": 0.01, "h": 0.1}
NONE: Given = (np.zeros(0, dtype=np.int64), np.zeros(0))
KEYS = ["window", "family", "asset", "side"]


def binding_limits(
    case: Case, horizon: Horizon, program: LinearProgram, solution: Solution, weight: np.ndarray
) -> Table | None:
    """The table `limit` of the solve for the peak; None where nothing binds.

    weight: (windows,) what each measure counts in the goal of that solve.
    """
    windows, shaved = shaved_windows(case.objective, horizon)
    push = program.rows["peak.curve"].of(solution.row_dual)[0]
    frames = list(limit_values(program, solution, Press(push, windows.number)))
    if not frames:
        return None
    found = _ranked(pd.concat(frames, ignore_index=True), shaved, weight)
    if found.empty:
        return None
    found["mw_by"] = _asked(program, solution.x, windows.number, weight, found)
    flat = _is_flat(program, program.columns["peak.measure_mw"].of(solution.x)[found["window"].to_numpy()])
    found = found[(found["family"] != "stage") | ~(flat | (found["mw_by"] < LEAST))]
    return None if found.empty else _table(found, windows.labels)


def _ranked(found: pd.DataFrame, shaved: np.ndarray, weight: np.ndarray) -> pd.DataFrame:
    """One row a window, family, asset and side, largest slope times step first in each window."""
    held = found["family"] == "stage"
    # What is held for the whole run is a limit of every window.
    everywhere = [found[held].assign(window=w) for w in np.flatnonzero(shaved)]
    found = pd.concat([found[~held & shaved[found["window"].to_numpy()]], *everywhere], ignore_index=True)
    share = np.divide(1.0, weight, out=np.zeros(len(weight)), where=weight > 0)[found["window"].to_numpy()]
    for name in ("mw", "at_peak", "at_valley", "between"):
        found[name] *= share
    grouped = found.groupby(KEYS, sort=False, as_index=False).agg(
        mw_per_unit=("mw", "sum"),
        at_peak=("at_peak", "sum"),
        at_valley=("at_valley", "sum"),
        between=("between", "sum"),
        first=("period", "min"),
        last=("period", "max"),
    )
    grouped = grouped[grouped["mw_per_unit"] >= LEAST]
    grouped["by"] = [_step(family, side) for family, side in zip(grouped["family"], grouped["side"], strict=True)]
    grouped["step_mw"] = grouped["by"] * grouped["mw_per_unit"]
    grouped = grouped.sort_values(["window", "step_mw"], ascending=[True, False], kind="stable").drop(columns="step_mw")
    return grouped.groupby("window", sort=False).head(MOST_A_WINDOW).reset_index(drop=True)


def _table(found: pd.DataFrame, windows: tuple[str, ...]) -> Table:
    """The table `limit`."""
    columns: dict[str, np.ndarray] = {name: found[name].to_numpy() for name in found.columns if name != "window"}
    columns["window"] = np.array([windows[w] for w in found["window"]], dtype=object)
    for name in ("family", "asset", "side"):
        columns[name] = columns[name].astype(object)
    for name in ("first", "last"):
        columns[name] = columns[name].astype(float)
    return Table("limit", tuple(str(i) for i in range(len(found))), None, None, columns)


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
    if any(family.startswith(f"{of}.") and _is_of(program, row, asset) for row, of in limits.sizes().items()):
        # Of a candidate the size is the limit, which stands for all periods and is free in the solve for the peak.
        return None
    columns, rows = _all_of(program.columns[family], asset, by), NONE
    # Where nothing may be drawn (no car at its station) there is no limit that could give way; a level at the start
    # that is given is none either.
    low, high = program.column_lower[columns[0]], program.column_upper[columns[0]]
    state = any(axis.name == "boundary" for axis in program.columns[family].axes)
    gives = (low != high) & (state | ((low if side == "lower" else high) != 0.0))
    columns = columns[0][gives], columns[1][gives]
    for row, rated in limits.ratings().items():
        if family in rated and _is_of(program, row, asset):
            rating = max(float(program.column_upper[columns[0]].max(initial=0.0)), 1e-9)
            rows = _all_of(program.rows[row], asset, by / rating)
    return columns, rows


def _is_of(program: LinearProgram, row: str, asset: str) -> bool:
    """Whether a family of rows is there and has an asset."""
    return row in program.rows and asset in (program.rows[row].axes[0].labels or ())


def _all_of(layout: Layout, asset: str, by: float) -> Given:
    """(numbers of an asset's columns or rows, a step for each)."""
    numbers = layout.offset + np.arange(layout.size).reshape(layout.shape)
    labels = layout.axes[0].labels
    at = (numbers[labels.index(asset)] if labels else numbers).ravel()
    return at, np.full(len(at), by)


def _step(family: str, side: str) -> float:
    """By how much a limit gives way where one asks for its marginal value."""
    return STEPS.get(limit_name(family, side).unit, 1.0)
