"""Intervals of the local calendar, and windows that roll along the axis.

A period belongs to the calendar window in which it starts. What a slice cuts off is not there: a window is the part of
the calendar's that lies in its segment, and targets are shares of the baseline in that part. Weeks begin on Monday,
pairs of days are counted from one fixed day, so that windows do not depend on where a slice begins.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from dispatch.horizon import Horizon

SHIFT_H = 8
# 1970-01-01 counted from 0001-01-01, a Monday, as day 1
EPOCH_ORDINAL = 719163
# January … December: dry, normal, wet
SEASON_OF_MONTH = ("dry",) * 4 + ("normal",) + ("wet",) * 5 + ("normal", "dry")


@dataclass(frozen=True, eq=False)
class Windows:
    """number: (N,) window of each period; labels: of each window; segment: (n,) the segment that it lies in."""

    number: np.ndarray
    labels: tuple[str, ...]
    segment: np.ndarray


@dataclass(frozen=True, eq=False)
class Rolls:
    """Windows of one length at every position that can be the worst. boundary, share: (n, 2) where each begins and
    ends, as a boundary and the share of the period behind it; period: (n,) the period in which it ends."""

    boundary: np.ndarray
    share: np.ndarray
    period: np.ndarray


def calendar(horizon: Horizon, window: str) -> Windows:
    """The windows of a kind, numbered along the axis through all segments."""
    local = horizon.local_time()
    key = _key(local, window)
    new = np.append(True, (key[1:] != key[:-1]) | (np.diff(horizon.segment) != 0))
    first = np.flatnonzero(new)
    segment = horizon.segment[first]
    names = [_name(stamp, window) for stamp in local[first]]
    if horizon.segments > 1:
        names = [f"{name} ({g + 1})" for name, g in zip(names, segment, strict=True)]
    return Windows(np.cumsum(new) - 1, tuple(names), segment)


def _key(local: pd.DatetimeIndex, window: str) -> np.ndarray:
    """(N,) whole numbers, the same throughout a window and different in the next."""
    day = local.tz_localize(None).to_numpy().astype("datetime64[D]").astype(np.int64) + EPOCH_ORDINAL
    month, year = local.month.to_numpy(), local.year.to_numpy()
    keys: dict[str, np.ndarray] = {
        "shift": 24 // SHIFT_H * day + local.hour.to_numpy() // SHIFT_H,
        "day": day,
        "two_days": day // 2,
        "week": (day - 1) // 7,
        "month": 12 * year + month,
        "season": np.array([("dry", "normal", "wet").index(name) for name in SEASON_OF_MONTH])[month - 1],
        "year": year,
    }
    return keys[window]


def _name(stamp: pd.Timestamp, window: str) -> str:
    """`2030-01-05`, `2030-01-05T08`, `2030-01`, `2030 wet`, `2030`; weeks and pairs by their first day."""
    day = stamp.toordinal()
    back = {"two_days": day % 2, "week": (day - 1) % 7}.get(window, 0)
    date = (stamp.tz_localize(None) - pd.Timedelta(days=back)).date()
    if window == "season":
        name = SEASON_OF_MONTH[stamp.month - 1]
        # The dry season is that of the year in which it ends; May and November are two seasons.
        return f"{stamp.year + (stamp.month == 12)} {name}" + " late" * (name == "normal" and stamp.month > 6)
    length = {"shift": 10, "month": 7, "year": 4}.get(window, 10)
    return str(date)[:length] + (f"T{stamp.hour // SHIFT_H * SHIFT_H:02d}" if window == "shift" else "")


def rolling(horizon: Horizon, length_h: float) -> Rolls:
    """Every window of `length_h` hours that begins or ends at a boundary; the whole segment where that is shorter.

    What is drawn within a window as it rolls is piecewise linear in its position, with corners where one of its ends
    passes a boundary: no other position is worse than all of these.
    """
    found: list[tuple[int, float, int, float, int]] = []
    for g in range(horizon.segments):
        first, last = int(horizon.segment_first_period[g]), int(horizon.segment_last_period[g])
        length_s = np.rint(3600 * horizon.dt_h[first : last + 1]).astype(np.int64)
        edge_s = np.append(0, np.cumsum(length_s))
        span_s = min(round(3600 * length_h), int(edge_s[-1]))
        start_s = np.unique(np.concatenate([edge_s, edge_s - span_s]))
        start_s = start_s[(start_s >= 0) & (start_s + span_s <= edge_s[-1])]
        ends = []
        for at_s in (start_s, start_s + span_s):
            period = np.minimum(np.searchsorted(edge_s, at_s, side="right") - 1, len(length_s) - 1)
            ends.append((period, (at_s - edge_s[period]) / length_s[period]))
        (begin, before), (end, after) = ends
        base = int(horizon.first_boundary[first])
        closing = np.maximum(np.searchsorted(edge_s, start_s + span_s, side="left") - 1, 0)
        found += zip(base + begin, before, base + end, after, first + closing, strict=True)
    table = np.array(found, dtype=float).reshape(-1, 5)
    return Rolls(table[:, [0, 2]].astype(np.int64), table[:, [1, 3]], table[:, 4].astype(np.int64))
