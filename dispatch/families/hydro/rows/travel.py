"""Travel time of water: which earlier periods' releases arrive in a period, and with what share.

Water released at flow Q[u] over [e(u), e(u+1)) passes the lower dam over [e(u)+τ, e(u+1)+τ). The flow that arrives in
period t is the mean over its own interval, Σ_u share[t,u]·Q[u] with

    share[t,u] = |[e(t)−τ, e(t+1)−τ) ∩ [e(u), e(u+1))| / Δt(t)

so every cubic metre arrives once, for any τ and any steps. What would come from before the segment is data
(`past_release_m3s`) or, where there is none, wraps around from the segment's end.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dispatch.horizon import Horizon


@dataclass(frozen=True, eq=False)
class Travel:
    """source: (N, J) periods; share: (N, J), 0 where unused; before: (N,) share from before the segment."""

    source: np.ndarray
    share: np.ndarray
    before: np.ndarray


def travel(horizon: Horizon, travel_time_h: float, wrap: bool) -> Travel:
    """Arrivals over the whole horizon for one travel time in hours."""
    parts = []
    for first, last in zip(horizon.segment_first_period, horizon.segment_last_period, strict=True):
        parts.append(_within_segment(horizon.dt_h[first : last + 1], travel_time_h, wrap, int(first)))
    width = max(p.source.shape[1] for p in parts)
    return Travel(
        np.concatenate([np.pad(p.source, ((0, 0), (0, width - p.source.shape[1])), mode="edge") for p in parts]),
        np.concatenate([np.pad(p.share, ((0, 0), (0, width - p.share.shape[1]))) for p in parts]),
        np.concatenate([p.before for p in parts]),
    )


def _within_segment(dt_h: np.ndarray, travel_time_h: float, wrap: bool, offset: int) -> Travel:
    """Whole seconds keep the intersections exact."""
    length = np.rint(3600 * dt_h).astype(np.int64)
    edge = np.concatenate([[0], np.cumsum(length)])
    total, periods = int(edge[-1]), len(dt_h)
    delay = round(3600 * travel_time_h)
    if wrap:
        delay %= total
    begin, finish = edge[:-1] - delay, edge[1:] - delay
    # One turn of history in front of the segment: positions −periods … periods − 1.
    turned = np.concatenate([edge[:-1] - total, edge])
    low = np.maximum(begin, turned[0])
    first = np.searchsorted(turned, low, side="right") - 1
    width = int((np.searchsorted(turned, np.maximum(finish, low + 1), side="left") - first).max(initial=1))
    at = np.minimum(first[:, None] + np.arange(width), 2 * periods - 1)
    repeated = np.zeros_like(at, dtype=bool)
    repeated[:, 1:] = at[:, 1:] == at[:, :-1]
    overlap = np.minimum(finish[:, None], turned[at + 1]) - np.maximum(begin[:, None], turned[at])
    share = np.where(repeated, 0, np.maximum(overlap, 0)) / length[:, None]
    inside = at >= periods
    before = np.zeros(periods) if wrap else 1.0 - np.where(inside, share, 0.0).sum(axis=1)
    share = share if wrap else np.where(inside, share, 0.0)
    return Travel(offset + at % periods, share, np.maximum(before, 0.0))
