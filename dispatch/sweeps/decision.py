"""What a decision rests on: 300 MW of what, where, how long — in a dry, a normal and a wet year.

For every hydrology: the cheapest point at the goal, the cheapest of all where that is another one, then the baselines
without storage and with water alone. Where no point meets the goal, its row is missing. Other circumstances than
water (prices, capital cost) stand at their middle value (`Points.held`). The price of the goal is the dual of the
target where the model has one; `next_mw` is the difference quotient to the next larger size (to the next smaller where
there is none), negative where one MW more costs more than it saves.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from dispatch.sweeps.figures import marginal
from dispatch.sweeps.names import BASELINES, POINT
from dispatch.sweeps.points import Points, blank

HYDROLOGY = "hydrology"
SHOWN = (
    "hours_h",
    "storage_cny_per_year",
    "saved_cny_per_year",
    "added_cny_per_year",
    "peak_cut_mw",
    "avoided_mwh_per_year",
    "avoided_cny_per_mwh",
    "response_mw",
    "target_price_cny_per_mw",
    "next_mw",
)
# What a point is called by.
KEPT = ("meets_goal", "point", "stores", "power_mw", "energy_mwh")


def decisions(points: Points) -> pd.DataFrame:
    """One row a hydrology and kind: KEPT and SHOWN; hydrologies in the order dry, normal, wet, others as they come."""
    slopes, rows = marginal(points), []
    for key in hydrologies(points):
        rows += [_row(row, key, kind, slopes) for kind, row in _chosen(of_year(points, key), points.main)]
    return pd.DataFrame(rows, columns=[HYDROLOGY, "kind", *KEPT, *SHOWN])


def at_goal(frame: pd.DataFrame, by: str) -> pd.Series | None:
    """Of the points with the least power that meets the goal the cheapest by a figure; None where no point meets it.

    So a larger size that is cheaper still does not stand for the goal: `cheapest` is a row of its own.
    """
    reaching = frame[(frame["kind"] == POINT) & frame["meets_goal"] & frame[by].notna()]
    if not len(reaching):
        return None
    least = reaching["power_mw"].min()
    near = reaching[reaching["power_mw"] <= least + max(1.0, 1e-3 * least)]
    return _least(near, by)


def _least(frame: pd.DataFrame, by: str) -> pd.Series:
    """The row that costs least, the first of several."""
    return frame.iloc[int(frame[by].to_numpy(dtype=float).argmin())]


def cheapest(frame: pd.DataFrame, by: str) -> pd.Series | None:
    """The point that costs least, whatever its size."""
    known = frame[(frame["kind"] == POINT) & frame[by].notna()]
    return _least(known, by) if len(known) else None


def of_year(points: Points, hydrology: str) -> pd.DataFrame:
    """The solved points of a hydrological year, with all other circumstances fixed."""
    frame = points.done
    if hydrology:
        frame = frame[frame[HYDROLOGY] == hydrology]
    for axis, value in points.held(HYDROLOGY).items():
        # A baseline has no value on the axes of storage.
        frame = frame[[blank(v) or v == value for v in frame[axis]]]
    return frame


def hydrologies(points: Points) -> list[str]:
    """Dry, normal, wet, then others as they come; one empty name where none is varied."""
    if HYDROLOGY not in points.axes:
        return [""]
    known = [str(key) for key in pd.unique(points.done[HYDROLOGY]) if key]
    order = [key for key in ("dry", "normal", "wet") if key in known]
    return order + [key for key in known if key not in order] or [""]


def _chosen(frame: pd.DataFrame, by: str) -> list[tuple[str, pd.Series]]:
    """(kind, point) of the rows of a hydrology."""
    goal, least = at_goal(frame, by), cheapest(frame, by)
    found = [] if goal is None else [("goal", goal)]
    if least is not None and (goal is None or least["point"] != goal["point"]):
        found.append(("cheapest", least))
    for kind in BASELINES:
        baseline = frame[frame["kind"] == kind]
        if len(baseline):
            found.append((kind, baseline.iloc[0]))
    return found


def _row(point: pd.Series, key: str, kind: str, slopes: pd.DataFrame) -> dict[str, object]:
    cost, avoided = point["storage_cny_per_year"], point["avoided_mwh_per_year"]
    near = step_beside(point, slopes) if point["kind"] == POINT else None
    return {
        HYDROLOGY: key,
        "kind": kind,
        **{name: point[name] for name in KEPT},
        **{name: point[name] for name in SHOWN if name in point.index},
        "avoided_cny_per_mwh": cost / avoided if avoided > 1e-3 and cost > 0 else np.nan,
        "next_mw": np.nan if near is None else near["net_cny_per_mw_year"],
    }


def step_beside(point: pd.Series, slopes: pd.DataFrame) -> pd.Series | None:
    """The step up from a point, else the step to it."""
    for end in ("low_point", "high_point"):
        found = slopes[slopes[end] == point["point"]]
        if len(found):
            return found.iloc[0]
    return None
