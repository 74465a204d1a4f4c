"""Reference forecasts, with which forecasts are compared.

With s the issue, v the start of the period, Δ its length and a the truth, nothing is used that was not known at s:

    persistence, up to 4 h ahead    the last period that had ended: a(s − Δ)   (reference.1)
    persistence, further ahead      the same time of the last day of which it is known:
                                    a(v − 24 h·k), k = ⌈(v + Δ − s)/24 h⌉   (reference.2)
    smart persistence, PV           the last share of the clear sky c: c(v)·a(p)/c(p), p the period of
   (reference.1) where c(p) ≥ 0.1, else that of (reference.2)   (reference.3)

In (reference.3) with p from (reference.2), c(v)/c(p) is limited to 2, since both are small at the edges of the day. A
day-ahead issue of 08:30 so knows yesterday's output until 08:30 of the day of issue, and that of the day before after
it. Points for which the truth is not known so far back have no reference and do not count in the skill.
"""

from __future__ import annotations

import numpy as np

from dispatch.forecast.align import Points

ULTRA_SHORT_H = 4.0
_DAY_S = 86_400
_SUN_UP = 0.1
_MOST_RATIO = 2.0


def persistence(points: Points) -> np.ndarray:
    """(P,) of (reference.1) and (reference.2), NaN where not known."""
    near = points.lead_h <= ULTRA_SHORT_H
    return np.where(near, _truth(points, _last_known(points)), _truth(points, _same_time(points)))


def smart_persistence(points: Points) -> np.ndarray:
    """(P,) of (reference.3); NaN where not known, and for all but PV."""
    clear = points.subject.clear
    if clear is None:
        return np.full(len(points.valid), np.nan)
    now = len(points.subject.before) + points.position
    last, same = _last_known(points), _same_time(points)
    near = (points.lead_h <= ULTRA_SHORT_H) & (_at(clear, last) >= _SUN_UP)
    source = np.where(near, last, same)
    there = _at(clear, source)
    ratio = np.divide(clear[now], there, out=np.zeros(len(now)), where=there > 0)
    ratio = np.where(near, ratio, np.minimum(ratio, _MOST_RATIO))
    # If the sun was not up then, but is now, the past value is the only information.
    ratio = np.where((there > 0) | (clear[now] == 0), ratio, 1.0)
    return _truth(points, source) * ratio


def _last_known(points: Points) -> np.ndarray:
    """(P,) position of the last period that ends at or before the issue."""
    first = int(points.horizon.start[0].astype("M8[s]").astype(np.int64))
    return len(points.subject.before) + (points.issue - first) // points.step_s - 1


def _same_time(points: Points) -> np.ndarray:
    """(P,) position of the period at the same time of the last day of which it is known; −1 without whole days."""
    if _DAY_S % points.step_s:
        return np.full(len(points.valid), -1)
    days = -(-(points.valid + points.step_s - points.issue) // _DAY_S)
    return len(points.subject.before) + points.position - days * (_DAY_S // points.step_s)


def _truth(points: Points, at: np.ndarray) -> np.ndarray:
    return _at(points.subject.known, at)


def _at(values: np.ndarray, at: np.ndarray) -> np.ndarray:
    """Values at positions, NaN outside."""
    inside = (at >= 0) & (at < len(values))
    return np.where(inside, values[np.where(inside, at, 0)], np.nan)
