"""Hull planes of a whole horizon: the volumes that each window of time can reach, and the planes of every plant in it.

A window is a local calendar week or month, or the whole of a segment; segments never share one. Its volumes are those
between the limits of its boundaries, rule curves included: windows are as narrow as the rules of the season.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np

from dispatch.horizon import Horizon
from dispatch.water.head import HeadPlant, Planes
from dispatch.water.hull import MOST_FACETS, WindowHull, window_hull

HULL_SLOTS = MOST_FACETS + 1
Window = Literal["week", "month", "all"]


def window_of(horizon: Horizon, window: Window) -> np.ndarray:
    """(N,) number of the window of every period, 0 … n − 1."""
    local = horizon.local_time()
    calendar = {
        "all": np.zeros(horizon.periods, dtype=np.int64),
        "month": np.asarray(12 * local.year + local.month),
        "week": np.asarray(100 * local.isocalendar().year + local.isocalendar().week, dtype=np.int64),
    }[window]
    return np.asarray(np.unique(calendar + 10**6 * horizon.segment, return_inverse=True)[1])


def hull_planes(
    plants: Sequence[HeadPlant], window: Window, horizon: Horizon, low_hm3: np.ndarray, high_hm3: np.ndarray
) -> Planes:
    """Planes of every plant and period; low, high: (lakes, N+G) limits of the volumes."""
    number = window_of(horizon, window)
    known: dict[tuple[object, ...], WindowHull] = {}
    parts = []
    for i, plant in enumerate(plants):
        at_window = []
        for w in range(number.max() + 1):
            inside = number == w
            ends = np.concatenate([horizon.first_boundary[inside], horizon.last_boundary[inside]])
            reach = float(low_hm3[plant.lake, ends].min()), float(high_hm3[plant.lake, ends].max())
            key = (plant.key, *reach)
            if key not in known:
                known[key] = window_hull(plant, *reach)
            at_window.append(known[key])
        parts.append(_spread(i, at_window, number))
    return Planes.stack(parts)


def _spread(plant: int, hulls: Sequence[WindowHull], number: np.ndarray) -> Planes:
    """Planes of one plant over time; if a window has fewer than `MOST_FACETS`, the others are unused. The last one is
    the lower limit."""

    def over_time(name: str, nothing: float, last: Sequence[float]) -> np.ndarray:
        padded = [
            [*getattr(hull, name), *[nothing] * (MOST_FACETS - len(hull.flow)), end]
            for hull, end in zip(hulls, last, strict=True)
        ]
        return np.array(padded).T[:, number]

    none = [0.0] * len(hulls)
    flow, volume = over_time("flow", 0.0, [hull.least for hull in hulls]), over_time("volume", 0.0, none)
    upper = over_time("upper", np.inf, [np.inf] * len(hulls))
    lower = np.full_like(upper, -np.inf)
    lower[-1] = 0.0
    return Planes(np.full(HULL_SLOTS, plant), flow, volume, np.zeros_like(flow), lower, upper)
