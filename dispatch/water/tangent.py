"""Planes tangent to the true power at a point, used by the successive LP near the last solution.

At a flow q̄, a volume V̄ and a release Q̄ of every period the true power and its slopes are known, and

    p ≤ K/1000·[h(V̄, Q_j)·q + q̄·Z'(V̄)·(V − V̄) − q_j·Zt'(Q_j)·(Q − Q_j)]        (tangent.1)

holds with equality at the point itself for j = 0 (q_0 = q̄, Q_0 = Q̄). One such plane alone makes power linear in the
flow, and the optimum then jumps between zero and full flow wherever prices are flat. True power is concave in the
flow, because the river below rises: so further planes touch it at the flows q_j = `TOUCHES` of the full flow, Q_j =
Q̄ + share·(q_j − q̄), all with the slope of volume at q̄. Along the flow at V̄ they make a fine hull; across volumes
they are exact to first order.

The possible output of the machines falls with the head; expected output o is touched at the full flow, where it binds:

    p ≤ p_nom·[o(h) + o'(h)·(Z'(V̄)·(V − V̄) − Zt'(Q_c)·(Q − Q_c))],    h = h(V̄, Q_c)        (tangent.2)

with Q_c the release at the full flow, or Q̄ where that is more (spill). From below p is held as in the window hull,
by the smallest power per flow, that of the full flow at the lowest volume V_low that a step may reach:

    p ≥ K/1000·[h(V_low, Q_c)·q − q̄·(Z(V̄) − Z(V_low))] − d        (tangent.3)

The middle term is what (tangent.1) takes from small flows there, which count the level at q̄; d is what the planes
from above lack of it at V̄ for flows between none and the full one, whether the rest is spilled or not released, so
that no flow is shut out.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from dispatch.water.head import HeadPlant, Planes

# Shares of the full flow at which true power is touched, besides the point itself.
TOUCHES = (0.3, 0.65, 1.0)
SLOTS = len(TOUCHES) + 3
# Flows at which planes from above and below are compared.
PROBES = 9
# Flows below count as none: their slopes would be too small for a solver to keep.
LEAST_FLOW_M3S = 0.01


def tangent_planes(
    plants: Sequence[HeadPlant],
    flow_m3s: np.ndarray,
    volume_hm3: np.ndarray,
    release_m3s: np.ndarray,
    lowest_hm3: np.ndarray,
) -> Planes:
    """Planes at the last answer; all arrays are (plants, N), of each plant's own reservoir.

    A step may lower a volume to `lowest_hm3`.
    """
    at = zip(plants, flow_m3s, volume_hm3, release_m3s, lowest_hm3, strict=True)
    return Planes.stack([_of(i, *point) for i, point in enumerate(at)])


def _of(
    number: int, plant: HeadPlant, flow: np.ndarray, volume: np.ndarray, release: np.ndarray, lowest: np.ndarray
) -> Planes:
    flow = np.minimum(np.where(flow < LEAST_FLOW_M3S, 0.0, flow), plant.house.turbine_max_m3s)
    full, rise = plant.full_flow_m3s(volume), plant.forebay_slope(volume)
    filled = np.maximum(plant.share * full, release)
    touched = np.vstack([flow, *(share * full for share in TOUCHES)])
    released = np.maximum(release + plant.share * (touched - flow), 0.0)
    per_mw = plant.efficiency_constant / 1000
    a = per_mw * plant.head_m(volume, released)
    b = np.broadcast_to(per_mw * flow * rise, a.shape)
    e = per_mw * touched * plant.tailwater_slope(released)
    cap = _expected_output(plant, volume, filled, rise)
    nothing, free = np.zeros_like(flow), np.full_like(flow, np.inf)
    fall = plant.forebay_m(volume) - plant.forebay_m(np.minimum(lowest, volume))
    below = per_mw * plant.head_m(np.minimum(lowest, volume), filled)
    slopes = np.vstack([a, nothing]), np.vstack([b, cap[0]]), np.vstack([e, cap[1]])
    upper = np.vstack([e * released - b * volume, cap[2]])
    lacking = nothing
    for probe in (share * full for share in np.linspace(0, 1, PROBES)):
        for passing in (release, release + plant.share * (probe - flow)):
            passing = np.maximum(passing, probe)
            above = (slopes[0] * probe + slopes[1] * volume - slopes[2] * passing + upper).min(axis=0)
            lacking = np.maximum(lacking, below * probe - np.maximum(above, 0.0))
    return Planes(
        np.full(SLOTS, number),
        np.vstack([slopes[0], below]),
        np.vstack([slopes[1], nothing]),
        np.vstack([slopes[2], nothing]),
        np.vstack([np.full_like(upper, -np.inf), -per_mw * flow * fall - lacking]),
        np.vstack([upper, free]),
    )


def _expected_output(
    plant: HeadPlant, volume: np.ndarray, release: np.ndarray, rise: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(volume, release, upper) of (tangent.2); nothing for a plant without the curve."""
    if plant.output is None:
        nothing = np.zeros_like(volume)
        return nothing, nothing, np.full_like(volume, np.inf)
    head = plant.head_m(volume, release)
    slope = plant.house.p_nom_mw * plant.output_slope(head)
    b, e = slope * rise, slope * plant.tailwater_slope(release)
    most = plant.house.p_nom_mw * plant.output_pu(head) - b * volume + e * release
    return b, e, most
