"""Calls of offers, slice by slice: columns and rows (virtual.1) to (virtual.4) of `virtual_plant`, which derives them.

What was called before a segment is not known: it starts with nobody called and everybody rested.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from dispatch.families.flexible.rows.windows import calendar
from dispatch.families.virtual_plant.entity import Offer
from dispatch.horizon import Horizon
from dispatch.program.components import Axis
from dispatch.program.formulation import Family, Formulation

# First months of dry, normal, wet, normal; see `windows.SEASON_OF_MONTH`.
SEASON_STARTS = (12, 5, 6, 11)


def add_calls(m: Formulation, f: Family, Q: Axis, offers: Sequence[Offer]) -> tuple[Any, Any]:
    """The columns called_pu and begun with their rows."""
    T, horizon = m.period, m.horizon
    never = np.array([in_notice(offer, horizon) for offer in offers])
    called = f.var("called_pu", (Q, T), upper=np.where(never, 0.0, 1.0))
    begun = f.var("begun", (Q, T), upper=1.0)
    now = np.arange(horizon.periods)
    lasting, known = _windows([first_to_last(offer, horizon) for offer in offers], now)
    J = f.axis("lasting", lasting.shape[-1])
    since = f.param("begun_at", (Q, T, J), lasting, target=T)
    lasts = f.param("lasts", (Q, T, J), known)

    def begin(o: Any, k: Any) -> Any:  # (virtual.1)
        return begun[o, m.after[k]] >= called[o, m.after[k]] - called[o, m.before[k]]

    def duration(o: Any, t: Any) -> Any:  # (virtual.2)
        return called[o, t] <= sum(lasts[o, t, j] * begun[o, since[o, t, j]] for j in J.set)

    f.constraint("begin", (Q, m.step), begin)
    f.constraint("duration", (Q, T), duration)
    _add_rest(m, f, offers, called, begun)
    _add_budgets(m, f, Q, offers, begun)
    return called, begun


def _windows(first: Sequence[np.ndarray], last: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(n, N, J) periods from first (n, N) to last (N,), and 1 where there is one, else 0."""
    lags = np.arange(max(1, int(max((last - row).max() for row in first)) + 1))
    at = last[:, None] - lags
    known = np.array([at >= row[:, None] for row in first], dtype=float)
    return np.broadcast_to(np.maximum(at, 0), known.shape), known


def _add_rest(m: Formulation, f: Family, offers: Sequence[Offer], called: Any, begun: Any) -> None:
    resting, T = [offer for offer in offers if offer.rest_h > 0], m.period
    R = f.axis("resting", [offer.id for offer in resting], index_name="offer")
    if not resting:
        return
    found = [last_rested(offer, m.horizon) for offer in resting]
    rested = f.param("rested", (R, T), np.array([at for at, _ in found]), target=T)
    known = f.param("rested_known", (R, T), np.array([yes for _, yes in found], dtype=float))
    start = m.horizon.segment_first_period[m.horizon.segment]
    soonest = [np.where(yes, at + 1, start) for at, yes in found]
    recent, inside = _windows(soonest, np.arange(T.size))
    J = f.axis("recent", recent.shape[-1])
    since, counts = f.param("recent_at", (R, T, J), recent, target=T), f.param("is_recent", (R, T, J), inside)

    def rest(o: Any, t: Any) -> Any:  # (virtual.3)
        busy = sum(counts[o, t, j] * begun[o, since[o, t, j]] for j in J.set)
        return busy + known[o, t] * called[o, rested[o, t]] <= 1

    f.constraint("rest", (R, T), rest)


def _add_budgets(m: Formulation, f: Family, Q: Axis, offers: Sequence[Offer], begun: Any) -> None:
    labels: list[str] = []
    owner, most, at, period = [], [], [], []
    for i, offer in enumerate(offers):
        for label, inside, budget in call_budgets(offer, m.horizon):
            at.append(np.full(len(inside), len(labels)))
            period.append(inside)
            labels.append(f"{offer.id} {label}")
            owner.append(i)
            most.append(budget)
    W = f.axis("window", labels)
    of = f.param("window_offer", (W,), owner, target=Q)
    budget = f.param("window_calls", (W,), most)
    periods = f.members("window_periods", W, m.period, np.concatenate(at), np.concatenate(period))
    f.constraint("budget", (W,), lambda w: sum(begun[of[w], t] for t in periods[w]) <= budget[w])  # (virtual.4)


def in_notice(offer: Offer, horizon: Horizon) -> np.ndarray:
    """(N,) whether a period begins sooner than notice_h after its segment."""
    first = horizon.start[horizon.segment_first_period][horizon.segment]
    return np.asarray(_seconds(horizon.start - first) < round(3600 * offer.notice_h))


def first_to_last(offer: Offer, horizon: Horizon) -> np.ndarray:
    """(N,) the first period whose call may last to the end of a period."""
    found = np.empty(horizon.periods, dtype=np.int64)
    for inside in _segments(horizon):
        begin, end = _seconds(horizon.start[inside]), _seconds(horizon.end[inside])
        earliest = np.searchsorted(begin, end - round(3600 * offer.duration_h), side="left")
        found[inside] = inside.start + np.minimum(earliest, np.arange(len(begin)))
    return found


def last_rested(offer: Offer, horizon: Horizon) -> tuple[np.ndarray, np.ndarray]:
    """(N,) the last period that begins rest_h before a period or earlier, and whether its segment has one."""
    found, known = np.empty(horizon.periods, dtype=np.int64), np.empty(horizon.periods, dtype=bool)
    for inside in _segments(horizon):
        begin = _seconds(horizon.start[inside])
        last = np.searchsorted(begin, begin - round(3600 * offer.rest_h), side="right") - 1
        found[inside], known[inside] = inside.start + np.maximum(last, 0), last >= 0
    return found, known


def call_budgets(offer: Offer, horizon: Horizon) -> list[tuple[str, np.ndarray, float]]:
    """(label, its periods, calls) of every day and season."""
    limits = [("day", offer.calls_per_day)]
    limits += [] if offer.calls_per_season is None else [("season", offer.calls_per_season)]
    found = []
    for kind, calls in limits:
        windows = calendar(horizon, kind)
        for w, label in enumerate(windows.labels):
            inside = np.flatnonzero(windows.number == w)
            hours = float(horizon.dt_h[inside].sum())
            share = 1.0 if kind == "day" else min(1.0, hours / season_hours(horizon.local_time()[inside[0]]))
            found.append((label, inside, share * calls))
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
