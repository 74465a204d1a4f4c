"""Calls of offers, slice by slice: columns and rows (virtual.1) to (virtual.5) of `virtual_plant`, which derives them.

What was called before a segment is not known: it starts with nobody called and everybody rested.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from dispatch.blocks.flexible.windows import calendar
from dispatch.blocks.formulation import Axis, Family, Formulation
from dispatch.case.flexible import Offer
from dispatch.horizon import Horizon

# First months of dry, normal, wet, normal; see `windows.SEASON_OF_MONTH`.
SEASON_STARTS = (12, 5, 6, 11)


def add_calls(m: Formulation, f: Family, Q: Axis, offers: Sequence[Offer]) -> tuple[Any, Any]:
    """The columns called_pu and calls with their rows."""
    T, horizon = m.period, m.horizon
    never = np.array([in_notice(offer, horizon) for offer in offers])
    called = f.var("called_pu", (Q, T), upper=np.where(never, 0.0, 1.0))
    calls = f.var("calls", (Q, m.boundary), upper=np.array([most_calls(offer, horizon) for offer in offers]))
    since = f.param("since", (Q, T), np.array([first_to_last(o, horizon) for o in offers]), target=m.boundary)

    def onward(o: Any, t: Any) -> Any:  # (virtual.1)
        return calls[o, m.end[t]] >= calls[o, m.start[t]]

    def begin(o: Any, k: Any) -> Any:  # (virtual.2)
        begun = calls[o, m.end[m.after[k]]] - calls[o, m.start[m.after[k]]]
        return begun >= called[o, m.after[k]] - called[o, m.before[k]]

    def duration(o: Any, t: Any) -> Any:  # (virtual.3)
        return called[o, t] <= calls[o, m.end[t]] - calls[o, since[o, t]]

    f.constraint("onward", (Q, T), onward)
    f.constraint("begin", (Q, m.step), begin)
    f.constraint("duration", (Q, T), duration)
    _add_rest(m, f, offers, called, calls)
    _add_budgets(m, f, Q, offers, calls)
    return called, calls


def _add_rest(m: Formulation, f: Family, offers: Sequence[Offer], called: Any, calls: Any) -> None:
    resting = [offer for offer in offers if offer.rest_h > 0]
    R = f.axis("resting", [offer.id for offer in resting], says="offer")
    found = [last_rested(offer, m.horizon) for offer in resting]
    shape = (len(resting), m.horizon.periods)
    rested = f.param("rested", (R, m.period), np.array([at for at, _ in found]).reshape(shape), target=m.period)
    known = f.param("rested_known", (R, m.period), np.array([yes for _, yes in found], dtype=float).reshape(shape))

    def rest(o: Any, t: Any) -> Any:  # (virtual.4)
        released = calls[o, m.end[rested[o, t]]] - called[o, rested[o, t]]
        return calls[o, m.end[t]] - known[o, t] * released <= 1

    f.constraint("rest", (R, m.period), rest)


def _add_budgets(m: Formulation, f: Family, Q: Axis, offers: Sequence[Offer], calls: Any) -> None:
    labels, owner, first, last, most = [], [], [], [], []
    for i, offer in enumerate(offers):
        for label, begin, end, budget in call_budgets(offer, m.horizon):
            labels.append(f"{offer.id} {label}")
            owner.append(i)
            first.append(begin)
            last.append(end)
            most.append(budget)
    W = f.axis("window", labels)
    of = f.param("window_offer", (W,), owner, target=Q)
    begin = f.param("window_start", (W,), first, target=m.boundary)
    end = f.param("window_end", (W,), last, target=m.boundary)
    budget = f.param("window_calls", (W,), most)
    f.constraint("budget", (W,), lambda w: calls[of[w], end[w]] - calls[of[w], begin[w]] <= budget[w])  # (virtual.5)


def most_calls(offer: Offer, horizon: Horizon) -> np.ndarray:
    """(N+G,) calls that days allow: 0 at the start of a segment. A bound that keeps the simplex from wandering off."""
    most = np.zeros(horizon.boundaries)
    for w, g in enumerate((days := calendar(horizon, "day")).segment):
        inside = np.flatnonzero(days.number == w)
        most[horizon.last_boundary[inside[0]] : horizon.segment_end[g] + 1] += offer.calls_per_day
    return most


def in_notice(offer: Offer, horizon: Horizon) -> np.ndarray:
    """(N,) whether a period begins sooner than notice_h after its segment."""
    first = horizon.start[horizon.segment_first_period][horizon.segment]
    return np.asarray(_seconds(horizon.start - first) < round(3600 * offer.notice_h))


def first_to_last(offer: Offer, horizon: Horizon) -> np.ndarray:
    """(N,) boundary at which the first period begins whose call may last to the end of a period."""
    found = np.empty(horizon.periods, dtype=np.int64)
    for inside in _segments(horizon):
        begin, end = _seconds(horizon.start[inside]), _seconds(horizon.end[inside])
        earliest = np.searchsorted(begin, end - round(3600 * offer.duration_h), side="left")
        found[inside] = horizon.first_boundary[inside.start + np.minimum(earliest, np.arange(len(begin)))]
    return found


def last_rested(offer: Offer, horizon: Horizon) -> tuple[np.ndarray, np.ndarray]:
    """(N,) the last period that begins rest_h before a period or earlier, and whether its segment has one."""
    found, known = np.empty(horizon.periods, dtype=np.int64), np.empty(horizon.periods, dtype=bool)
    for inside in _segments(horizon):
        begin = _seconds(horizon.start[inside])
        last = np.searchsorted(begin, begin - round(3600 * offer.rest_h), side="right") - 1
        found[inside], known[inside] = inside.start + np.maximum(last, 0), last >= 0
    return found, known


def call_budgets(offer: Offer, horizon: Horizon) -> list[tuple[str, int, int, float]]:
    """(label, boundary at its start, at its end, calls) of every day and season."""
    limits = [("day", offer.calls_per_day)]
    limits += [] if offer.calls_per_season is None else [("season", offer.calls_per_season)]
    found = []
    for kind, calls in limits:
        windows = calendar(horizon, kind)
        for w, label in enumerate(windows.labels):
            inside = np.flatnonzero(windows.number == w)
            hours = float(horizon.dt_h[inside].sum())
            share = 1.0 if kind == "day" else min(1.0, hours / season_hours(horizon.local_time()[inside[0]]))
            ends = horizon.first_boundary[inside[0]], horizon.last_boundary[inside[-1]]
            found.append((label, int(ends[0]), int(ends[1]), share * calls))
    return found


def season_hours(stamp: pd.Timestamp) -> float:
    """Hours of the whole season that holds a local instant."""
    months = [stamp.normalize().replace(day=1) - pd.DateOffset(months=back) for back in range(12)]
    begin = next(month for month in months if month.month in SEASON_STARTS)
    later = (begin + pd.DateOffset(months=ahead) for ahead in range(1, 13))
    end = next(month for month in later if month.month in SEASON_STARTS)
    return float((end - begin) / pd.Timedelta(hours=1))


def _segments(horizon: Horizon) -> list[slice]:
    ends = zip(horizon.segment_first_period, horizon.segment_last_period, strict=True)
    return [slice(int(first), int(last) + 1) for first, last in ends]


def _seconds(time: np.ndarray) -> np.ndarray:
    return time.astype(np.int64)
