"""Bounds of volumes and turbine flows, as `hydro` and what builds on it use them."""

from __future__ import annotations

import numpy as np

from dispatch.families.hydro.entity import Powerhouse, Reservoir
from dispatch.families.hydro.pins import pinned_volumes
from dispatch.series.assemble import Series
from dispatch.water.level_limits import level_bounds

HM3_PER_M3S_H = 0.0036


def volume_bounds(reservoirs: tuple[Reservoir, ...], series: Series) -> tuple[np.ndarray, np.ndarray]:
    """(n, N+G) lowest and highest volume, hm³, limits on level, initial and terminal conditions included."""
    horizon = series.horizon
    low, high = series.stack(reservoirs, "volume_min_hm3"), series.stack(reservoirs, "volume_max_hm3")
    for i, lake in enumerate(reservoirs):
        low[i], high[i] = level_bounds(series.case, lake, series.of, low[i], high[i])
        if lake.volume_initial_hm3 is not None:
            low[i, horizon.segment_start] = high[i, horizon.segment_start] = lake.volume_initial_hm3
        if lake.volume_terminal_min_hm3 is not None:
            ends = horizon.segment_end
            low[i, ends] = np.maximum(low[i, ends], lake.volume_terminal_min_hm3)
    pinned = pinned_volumes(series.case, horizon, [lake.id for lake in reservoirs])
    for at, given in zip((horizon.segment_start, horizon.segment_end), pinned, strict=True):
        low[:, at] = np.where(np.isnan(given), low[:, at], given)
        high[:, at] = np.where(np.isnan(given), high[:, at], given)
    return low, high


def turbine_limit(houses: tuple[Powerhouse, ...], series: Series, headed: frozenset[str]) -> np.ndarray:
    """(n, N) largest turbine flow, m³/s: the machines' own limit, or what the rated power allows.

    Where power follows from head, the planes hold it within the rating.
    """
    rated = np.array([h.p_nom_mw for h in houses]).reshape(-1, 1) * series.stack(houses, "p_max_pu")
    flow = np.array([h.turbine_max_m3s for h in houses]).reshape(-1, 1)
    allowed = rated / series.stack(houses, "productivity_mw_per_m3s")
    allowed[np.array([h.id in headed for h in houses], dtype=bool)] = np.inf
    return np.minimum(flow, allowed)
