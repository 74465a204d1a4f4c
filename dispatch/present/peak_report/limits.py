"""Limits that hold a peak up: in which windows, how often, and in the words of a report.

`dispatch.shaving.reasons` words the limits of one window. A year has 365: only those are worded that are shown.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np
import pandas as pd

from dispatch.case.schema import Case
from dispatch.present.peak_report.named import contingency_names, offer_names, responder_names
from dispatch.present.peak_report.tell import Teller
from dispatch.results.study_area import Dispatched
from dispatch.shaving.reasons import NOTHING_MW, Reason, Side, reasons

NAMED, MOST = 3, 20
SIDES: tuple[Side, Side] = ("peak", "valley")
_KEYS = ["family", "asset", "side"]
_EVERY = 1000


@dataclass(frozen=True)
class OftenBinding:
    """A limit over all windows: in how many it binds, and the most that a step of it is worth in any."""

    reason: Reason
    windows: int
    most_mw: float


def heaviest_windows(run: Dispatched) -> list[str]:
    """Windows in which any limit binds, largest measure first; none where no peak was sought."""
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
    told = (OftenBinding(r, count, worth) for r, count, worth in worded if r is not None)
    return list(itertools.islice(told, MOST))


def _reason(run: Dispatched, window: str, key: tuple[str, ...]) -> Reason | None:
    """One limit of a window in words."""
    for side in SIDES:
        for reason in reasons(run, window, side, _EVERY):
            if (reason.family, reason.asset, reason.bound) == key:
                return reason
    return None


def limit_words(case: Case, reason: Reason, tell: Teller) -> str:
    """What a limit is; assets that it shows by their bare id (offers, responders, contingencies) by name."""
    said = reason.zh if tell.lang == "zh" else reason.en.replace(" of offer of ", " of ")
    if not reason.asset:
        return said
    names = responder_names(case, tell) | contingency_names(case, tell) | offer_names(case, tell)
    owner = reason.asset.partition(":")[0].partition("@")[0]
    return said.replace(reason.asset, names[owner]) if owner in names else said


def limits_said(run: Dispatched, window: str, side: Side, tell: Teller) -> str:
    """`18:15 受溪洛渡最小下泄、外送计划限制`, the heaviest first; empty where nothing is known to bind."""
    found = reasons(run, window, side, NAMED)
    if not found:
        return ""
    names = list(dict.fromkeys(limit_words(run.case, reason, tell) for reason in found))
    return tell.say("limits_line", time=found[0].time, names=tell.joined(names))
