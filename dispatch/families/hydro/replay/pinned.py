"""Volumes at the ends of segments that stand within a year's course of water: the case's spans say them.

V[start of g] = volume_start_hm3        V[end of g] = volume_end_hm3        where span g, which it is, gives them
"""

from __future__ import annotations

import numpy as np

from dispatch.audit.recorder import Array
from dispatch.audit.view import View
from dispatch.families.hydro.entity import Reservoir


def given_volumes(lakes: View[Reservoir]) -> Array:
    """(n, N+G) volumes that the spans give, hm³; NaN where they give none."""
    horizon, spans = lakes.recorder.horizon, lakes.recorder.case.time.segments
    expected = np.full((len(lakes.assets), horizon.periods + horizon.segments), np.nan)
    first, last = horizon.start[horizon.segment_first_period], horizon.end[horizon.segment_last_period]
    given_spans = [
        (np.datetime64(int(s.start.timestamp()), "s"), np.datetime64(int(s.end.timestamp()), "s")) for s in spans
    ]
    if not spans or given_spans != list(zip(first, last, strict=True)):
        return expected
    for i, lake in enumerate(lakes.assets):
        for span, begin, end in zip(spans, horizon.segment_start, horizon.segment_end, strict=True):
            expected[i, begin] = span.volume_start_hm3.get(lake.id, np.nan)
            expected[i, end] = span.volume_end_hm3.get(lake.id, np.nan)
    return expected


def audit_pins(lakes: View[Reservoir], volume: Array, low: Array, high: Array) -> tuple[Array, Array]:
    """Check them; returns the limits (n, N+G) narrowed to them."""
    expected = given_volumes(lakes)
    given = ~np.isnan(expected)
    if not given.any():
        return low, high
    wanted = np.where(given, expected, volume)
    lakes.equal("volume_pinned", volume, wanted, np.abs(wanted), on="boundary")
    return np.where(given, wanted, low), np.where(given, wanted, high)
