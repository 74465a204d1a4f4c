"""Window hull: the few planes above the true power of a plant over the flows and volumes that a window can reach.

True power P(q, V), expected output included and with all banks of the reservoir equally loaded (Q = share · q), is
sampled over q ∈ [0, q_max] × V ∈ [V_low, V_high]. The planes through the upper facets of the convex hull of these
points,

    p ≤ a·q + b·V + c

are the representation of P in the linear program. There are dozens, most of them nearly parallel, so only a few are
kept: greedily, the one that reduces the mean relative gap most, until another would reduce it by less than `WORTH_PU`
or `MOST_FACETS` are reached. A subset of upper facets lies above the hull, so the result is still a relaxation; each
kept plane is raised by the amount by which P, sampled finer, exceeds it.

Turbines cannot pass water without generating, hence the lower limit

    p ≥ least·q,    least: smallest P/q of the window where the machines take the whole flow.

If generation is not economic, water is therefore spilled, as in a real plant, and does not pass the turbines without
generating, apart from the variation of head within the window.

Volumes are those of `dispatch.water.head`. Qhull works on the unit cube: flows, volumes and powers as shares of their
ranges.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dispatch.water.head import HeadPlant

MOST_FACETS = 6
# Mean relative gap that another plane must take away: a twentieth of what a week's window of ±3 m leaves anyway.
WORTH_PU = 2e-4
# Samples of flow, of volume, and along the ridge where the machines become full; to lift planes so many times finer.
FLOWS, VOLUMES, RIDGE = 33, 9, 40
FINER = 4
# Gaps are relative to the power, but below this share of the largest to that share: small flows earn little.
LEAST_PU = 0.1
# Planes steeper than this, on the unit cube, are the sides of the hull.
STEEP = 1e-9


@dataclass(frozen=True, eq=False)
class WindowHull:
    """(k,) planes p ≤ flow·q + volume·V + upper, and p ≥ least·q. loss_pu: mean relative gap to the whole hull that
    thinning added; facets: how many that one has."""

    flow: np.ndarray
    volume: np.ndarray
    upper: np.ndarray
    least: float
    loss_pu: float
    facets: int

    def at(self, flow_m3s: np.ndarray, volume_hm3: np.ndarray) -> np.ndarray:
        """The largest power that the planes allow, MW; for arrays of any equal shape."""
        planes = np.multiply.outer(self.flow, flow_m3s) + np.multiply.outer(self.volume, volume_hm3)
        return np.asarray((planes.T + self.upper).T.min(axis=0))


def window_hull(plant: HeadPlant, low_hm3: float, high_hm3: float) -> WindowHull:
    """The planes of a plant for volumes between two limits; one volume only where they are equal."""
    most = plant.house.turbine_max_m3s
    flow, volume = _grid(plant, low_hm3, high_hm3, 1)
    power = plant.true_mw(flow, volume, plant.share * flow)
    if most == 0 or power.max() <= 0:
        return WindowHull(np.zeros(1), np.zeros(1), np.zeros(1), 0.0, 0.0, 1)
    planes = _upper_facets(flow / most, _unit(volume, low_hm3, high_hm3), power / power.max())
    width = high_hm3 - low_hm3
    a, b, c = planes[:, 0] * power.max() / most, planes[:, 1] * power.max(), planes[:, 2] * power.max()
    b = b / width if width > 0 else np.zeros_like(b)
    c = c - b * low_hm3
    flow, volume = _grid(plant, low_hm3, high_hm3, FINER)
    power = plant.true_mw(flow, volume, plant.share * flow)
    above = np.multiply.outer(a, flow) + np.multiply.outer(b, volume) + c[:, None] - power
    lift = np.maximum(-above.min(axis=1), 0.0)
    above += lift[:, None]
    relative = above / np.maximum(power, LEAST_PU * power.max())
    kept = _thinned(relative)
    taken = (flow > 0) & (flow <= plant.full_flow_m3s(volume))
    least = float((power[taken] / flow[taken]).min())
    loss = float((relative[kept].min(axis=0) - relative.min(axis=0)).mean())
    return WindowHull(a[kept], b[kept], (c + lift)[kept], least, loss, len(planes))


def _grid(plant: HeadPlant, low: float, high: float, finer: int) -> tuple[np.ndarray, np.ndarray]:
    """(n,) flows and volumes of all sample points: even, where the curves bend, and where the machines become full."""
    most = plant.house.turbine_max_m3s
    bends_q = plant.tailwater.x / plant.share
    flow = np.concatenate([np.linspace(0, most, FLOWS * finer), bends_q[(bends_q > 0) & (bends_q < most)]])
    bends_v = plant.level.y
    volume = np.concatenate([np.linspace(low, high, VOLUMES * finer), bends_v[(bends_v > low) & (bends_v < high)]])
    grid = np.meshgrid(np.unique(flow), np.unique(volume), indexing="ij")
    ridge = np.unique(np.append(volume, np.linspace(low, high, RIDGE * finer)))
    flows, volumes = [grid[0].ravel(), plant.full_flow_m3s(ridge)], [grid[1].ravel(), ridge]
    for head in () if plant.output is None else plant.output.x:
        forebay = np.clip(head + plant.tailwater_m(plant.share * flow), plant.level.low, plant.level.high)
        breakpoints = plant.level(forebay)
        inside = (breakpoints > low) & (breakpoints < high)
        flows.append(flow[inside])
        volumes.append(breakpoints[inside])
    return np.concatenate(flows), np.concatenate(volumes)


def _unit(volume: np.ndarray, low: float, high: float) -> np.ndarray:
    return (volume - low) / (high - low) if high > low else np.zeros_like(volume)


def _upper_facets(flow: np.ndarray, volume: np.ndarray, power: np.ndarray) -> np.ndarray:
    """(k, 3) planes a·flow + b·volume + c through the upper facets; all arguments within the unit cube.

    Four corners far below keep the hull solid where power is a plane, and are never part of an upper facet.
    A window of one volume is stretched over the whole cube, on which power then does not change.
    """
    from scipy.spatial import ConvexHull  # here, because every run imports this module and few need it

    if not volume.any():
        flow, volume, power = np.tile(flow, 2), np.repeat([0.0, 1.0], len(flow)), np.tile(power, 2)
    corners = np.array([[0, 0, -1], [1, 0, -1], [0, 1, -1], [1, 1, -1]], dtype=float)
    equations = ConvexHull(np.vstack([np.column_stack([flow, volume, power]), corners])).equations
    upper = equations[equations[:, 2] > STEEP]
    planes = np.column_stack([-upper[:, 0], -upper[:, 1], -upper[:, 3]]) / upper[:, 2:3]
    return np.asarray(np.unique(planes.round(10), axis=0))


def _thinned(relative: np.ndarray) -> np.ndarray:
    """Numbers of the planes to keep; relative: (planes, points) gaps above the true power."""
    kept: list[int] = []
    gap = np.full(relative.shape[1], np.inf)
    left = np.inf
    while len(kept) < min(MOST_FACETS, len(relative)):
        means = np.minimum(relative, gap).mean(axis=1)
        best = int(means.argmin())
        if left - means[best] < WORTH_PU:
            break
        kept.append(best)
        gap, left = np.minimum(gap, relative[best]), float(means[best])
    return np.array(kept)
