"""Volumes that the segments of a horizon begin and end with: typical weeks stand within a year's course of water.

    V[r, start of g] = volume_start_hm3[r] of span g        V[r, end of g] = volume_end_hm3[r] of span g

Only where the horizon is the case's own segments: a start or end from elsewhere is another interval of time.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from dispatch.horizon import Horizon

if TYPE_CHECKING:
    from dispatch.case.schema import Case

SIDES = ("volume_start_hm3", "volume_end_hm3")


def pinned_volumes(case: Case, horizon: Horizon, lakes: Sequence[str]) -> np.ndarray:
    """(2, lakes, G) volumes at the start and the end of every segment, hm³; NaN where none is given."""
    spans = case.time.segments
    found = np.full((2, len(lakes), horizon.segments), np.nan)
    if len(spans) != horizon.segments:
        return found
    begins = horizon.start[horizon.segment_first_period].astype(np.int64)
    ends = horizon.end[horizon.segment_last_period].astype(np.int64)
    for g, span in enumerate(spans):
        if (int(span.start.timestamp()), int(span.end.timestamp())) != (begins[g], ends[g]):
            return np.full_like(found, np.nan)
        for side, name in enumerate(SIDES):
            volume_of = getattr(span, name)
            found[side, :, g] = [volume_of.get(lake, np.nan) for lake in lakes]
    return found
