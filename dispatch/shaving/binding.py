"""Limits that prevent a lower peak over all windows of a run: in which windows, how often, and their marginal values.

`reasons` words the limits of one window. A year has 365: only those are worded that are shown.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np
import pandas as pd

from dispatch.results.study_area import Dispatched
from dispatch.shaving.reasons import NOTHING_MW, Reason, Side, reasons

MOST = 20
SIDES: tuple[Side, Side] = ("peak", "valley")
_KEYS = ["family", "asset", "side"]
_EVERY = 1000


@dataclass(frozen=True)
class OftenBinding:
    """A limit over all windows: the number of windows in which it binds, and the largest effect of relaxing it by a
    step."""

    reason: Reason
    windows: int
    most_mw: float


def heaviest_windows(run: Dispatched) -> list[str]:
    """Windows in which any limit binds, largest measure first; none if the peak was not an objective."""
    table, measured = run.tables.optional("limit"), run.tables.optional("stage_window")
    if table is None or measured is None:
        return []
    bound = {str(window) for window in table.columns["window"]}
    left = dict(zip(measured.labels, np.asarray(measured.columns["value_mw"], dtype=float), strict=True))
    return sorted((window for window in left if window in bound), key=lambda window: -left[window])


def often_binding(run: Dispatched) -> list[OftenBinding]:
    """Limits over all windows, those that bind most often first; without those that nowhere give anything alone."""
    table = run.tables.optional("limit")
    if table is None:
        return []
    frame = pd.DataFrame({name: table.columns[name] for name in (*_KEYS, "window")})
    frame["mw_by"] = table.columns.get("mw_by", np.full(len(frame), np.nan))
    found = []
    for key, rows in frame.groupby(_KEYS, sort=False):
        heaviest = rows.sort_values("mw_by", ascending=False, na_position="last").iloc[0]
        if heaviest["mw_by"] >= NOTHING_MW:
            worth = float(heaviest["mw_by"])
            found.append((rows["window"].nunique(), worth, tuple(map(str, key)), str(heaviest["window"])))
    ordered = sorted(found, key=lambda limit: (-limit[0], -limit[1]))
    worded = ((_reason(run, window, key), count, worth) for count, worth, key, window in ordered)
    worded_limits = (OftenBinding(r, count, worth) for r, count, worth in worded if r is not None)
    return list(itertools.islice(worded_limits, MOST))


def _reason(run: Dispatched, window: str, key: tuple[str, ...]) -> Reason | None:
    """One limit of a window in words."""
    for side in SIDES:
        for reason in reasons(run, window, side, _EVERY):
            if (reason.family, reason.asset, reason.bound) == key:
                return reason
    return None
