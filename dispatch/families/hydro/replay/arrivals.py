"""Water in transit: what arrives below a dam when it was released above it a while ago.

Let V(s) be the volume released up to second s since the start of a segment: piecewise linear, its slope the release.
Water takes τ, so what has arrived by s is V(s − τ), and the mean arrival in a period is

    (V(end − τ) − V(start − τ)) / Δt

Before the segment the curve goes on as a straight line of the release that was known then (`past_release_m3s`), or,
without one, as a copy of the segment's own, so that no water is lost. Instants are whole seconds, as periods are.
"""

from __future__ import annotations

import numpy as np

from dispatch.audit.recorder import Array
from dispatch.horizon import Horizon


def delayed(release_m3s: Array, horizon: Horizon, travel_time_h: float, past_m3s: float | None) -> Array:
    """(N,) arrivals in m³/s of (N,) releases."""
    delay_s = round(3600 * travel_time_h)
    if delay_s == 0:
        return release_m3s
    arriving = np.empty_like(release_m3s)
    for first, last in zip(horizon.segment_first_period, horizon.segment_last_period, strict=True):
        inside = slice(int(first), int(last) + 1)
        length_s = np.rint(3600 * horizon.dt_h[inside]).astype(np.int64)
        edge_s = np.concatenate([[0], np.cumsum(length_s)])
        curve_m3 = np.concatenate([[0.0], np.cumsum(release_m3s[inside] * length_s)])
        arrived_m3 = _volume_at(edge_s - delay_s, edge_s, curve_m3, past_m3s)
        arriving[inside] = np.diff(arrived_m3) / length_s
    return arriving


def _volume_at(instant_s: Array, edge_s: Array, curve_m3: Array, past_m3s: float | None) -> Array:
    """The cumulative curve at instants up to the segment's end, also before its start."""
    if past_m3s is None:
        turns, within_s = np.divmod(instant_s, edge_s[-1])
        return np.asarray(turns * curve_m3[-1] + np.interp(within_s, edge_s, curve_m3))
    return np.where(instant_s < 0, past_m3s * instant_s, np.interp(instant_s, edge_s, curve_m3))
