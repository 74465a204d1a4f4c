"""Levels above and below a dam, from the curves of the case: rule curves, flood limits, and what navigation allows.

    V(level_min) ≤ V ≤ V(level_max), V ≤ V(flood_limit) + excess at every boundary, excess ≥ 0, none where it has no
    price |Z(t) − Z(s)| ≤ tail_ramp_m_per_h for middles of periods at most an hour apart, and in proportion for
    neighbours
        farther apart; max Z − min Z ≤ tail_ramp_m_per_day over every local calendar day; Z the tail level at the
        release

Curves are read straight between their points and on beyond them as their end segments. Cost: the excess at the two
ends of a
period, averaged, times its hours.
"""

from __future__ import annotations

import numpy as np

from dispatch.audit.recorder import Array, Recorder
from dispatch.audit.view import View
from dispatch.families.hydro.entity import Reservoir
from dispatch.families.peak.replay import held_price

_SECOND_H = 1 / 3600


def narrowed(lakes: View[Reservoir], low: Array, high: Array) -> tuple[Array, Array]:
    """Limits on volume (n, N+G), with those given as levels; a flood limit with a price is not one of them."""
    low, high = low.copy(), high.copy()
    for i, lake in enumerate(lakes.assets):
        hard = lake.flood_limit_m is not None and lake.flood_excess_cost_cny_per_hm3_h is None
        if lake.level_min_m is not None:
            low[i] = np.maximum(low[i], _volume(lakes, i, "level_min_m"))
        for field, counts in (("level_max_m", lake.level_max_m is not None), ("flood_limit_m", hard)):
            if counts:
                high[i] = np.minimum(high[i], _volume(lakes, i, field))
    return low, high


def audit_flood(lakes: View[Reservoir], volume: Array) -> tuple[Array, Array]:
    """Check the excess over flood limits; returns (n, N+G) volumes above which a hm³ costs money, and how much
    there."""
    horizon, nothing = lakes.recorder.horizon, np.zeros((1, 1))
    soft = lakes.which(lambda r: r.flood_limit_m is not None and r.flood_excess_cost_cny_per_hm3_h is not None)
    limit = np.full(volume.shape, np.inf)
    for i in np.flatnonzero(soft):
        limit[i] = _volume(lakes, int(i), "flood_limit_m")
    excess = lakes.read_where(soft, "flood_excess_hm3", "boundary")
    lakes.where(soft).at_least("flood_excess", excess[soft], nothing, on="boundary")
    lakes.where(soft).at_most("flood_limit", (volume - excess)[soft], limit[soft], on="boundary")
    price = np.where(soft[:, None], lakes.each(lambda r: r.flood_excess_cost_cny_per_hm3_h or 0.0), 0.0)
    hours = np.zeros(horizon.boundaries)
    for ends in (horizon.first_boundary, horizon.last_boundary):
        hours[ends] += horizon.cost_h / 2
    lakes.cost("flood", price * hours * excess)
    return limit, price * hours * (1.0 + held_price(lakes.recorder, "shortage"))


def audit_tail(lakes: View[Reservoir], release: Array) -> None:
    """Check how far the tail level moves within an hour and within a day."""
    hourly, daily = lakes.each(lambda r: r.tail_ramp_m_per_h), lakes.each(lambda r: r.tail_ramp_m_per_day)
    _audit_hours(lakes.where(~np.isnan(hourly[:, 0])), _tail(lakes, release, hourly), hourly)
    _audit_days(lakes.where(~np.isnan(daily[:, 0])), _tail(lakes, release, daily), daily)


def _tail(lakes: View[Reservoir], release: Array, ramp: Array) -> Array:
    """(those with a ramp, N) tail levels."""
    chosen = np.flatnonzero(~np.isnan(ramp[:, 0]))
    levels = [_on_curve(lakes.recorder, lakes.assets[i].tailwater or "", release[i]) for i in chosen]
    return np.array(levels).reshape(len(chosen), release.shape[1])


def _audit_hours(lakes: View[Reservoir], tail: Array, ramp: Array) -> None:
    """All pairs of periods, lag by lag, until none is within the hour; reported at the later period."""
    if not lakes.assets:
        return
    horizon, ramp = lakes.recorder.horizon, ramp[~np.isnan(ramp[:, 0])]
    middle_h = horizon.start.astype(np.int64) / 3600 + horizon.dt_h / 2
    excess = np.full(tail.shape, -np.inf)
    value, limit = np.zeros(tail.shape), np.broadcast_to(ramp, tail.shape).copy()
    for lag in range(1, horizon.periods):
        apart = middle_h[lag:] - middle_h[:-lag]
        near = (horizon.segment[lag:] == horizon.segment[:-lag]) & ((apart <= 1 + _SECOND_H) | (lag == 1))
        if not near.any():
            break
        change = np.abs(tail[:, lag:] - tail[:, :-lag])
        allowed = ramp * np.maximum(apart, 1.0)
        # A value that is not a number stays the worst there is.
        worse = near & ~(change - allowed <= excess[:, lag:]) & ~np.isnan(excess[:, lag:])
        excess[:, lag:] = np.where(worse, change - allowed, excess[:, lag:])
        value[:, lag:] = np.where(worse, change, value[:, lag:])
        limit[:, lag:] = np.where(worse, np.broadcast_to(allowed, change.shape), limit[:, lag:])
    held = np.isneginf(excess)
    lakes.at_most("tail_ramp_hour", np.where(held, 0.0, value), limit, _bound_noise(limit))


def _audit_days(lakes: View[Reservoir], tail: Array, ramp: Array) -> None:
    """Range of each day, reported at its first period."""
    if not lakes.assets:
        return
    horizon, ramp = lakes.recorder.horizon, ramp[~np.isnan(ramp[:, 0])]
    date = horizon.local_time().date
    opens = np.flatnonzero((date[1:] != date[:-1]) | (horizon.segment[1:] != horizon.segment[:-1])) + 1
    first = np.concatenate([[0], opens])
    swing = np.zeros(tail.shape)
    swing[:, first] = np.maximum.reduceat(tail, first, axis=1) - np.minimum.reduceat(tail, first, axis=1)
    lakes.at_most("tail_ramp_day", swing, ramp, _bound_noise(ramp))


def _bound_noise(limit: Array) -> Array:
    """Two releases that the solver holds to some 1e-6 of 1,000 m³/s each move the level by micrometres: size 1 m."""
    return np.maximum(limit, 1.0)


def _volume(lakes: View[Reservoir], i: int, field: str) -> Array:
    """(N+G,) hm³ at a level of the i-th reservoir that may vary."""
    lake = lakes.assets[i]
    return _on_curve(lakes.recorder, lake.level_storage or "", lakes.recorder.series.of(lake, field))


def _on_curve(recorder: Recorder, name: str, at: Array) -> Array:
    x, y = next((np.array(c.x), np.array(c.y)) for c in recorder.case.curve if c.id == name)
    first, last = (y[1] - y[0]) / (x[1] - x[0]), (y[-1] - y[-2]) / (x[-1] - x[-2])
    return np.asarray(np.interp(at, x, y) + first * (at - x[0]).clip(max=0) + last * (at - x[-1]).clip(min=0))
