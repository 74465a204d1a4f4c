"""Energy that comes back after it was left out: row (virtual.7) of `virtual_plant`, and what a period gets back.

Of what is delivered at time x, the share ρ comes back from x + λ on, in three steps of length θ, each 1/e of the one
before (FADING, in all 1): 67, 24 and 9 %. With G(x) the energy delivered until x, that is a power of

    r(s) = ρ/θ · Σ_a c_a·G(s − a),    a = λ, λ + θ, λ + 2θ, λ + 3θ,    c = differences of FADING, in all 0

G is a column that only adds up (given_mwh), straight within periods, so that the energy of a period is exactly a sum
over the G of few boundaries; refining time changes nothing. (A stock of debt that decays exponentially would need fewer
terms; but a chain of factors e^(−Δ/θ) over a year is what presolve turns around, and rounding into nonsense.) Before
the start of a segment G is as at its end, one turn earlier: what is delivered at the end comes back at the start, and
nothing is lost.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse

from dispatch.blocks.formulation import Axis, Family, Formulation, Rule
from dispatch.case.flexible import Offer
from dispatch.horizon import Horizon

STEPS = 3
FADING = np.exp(-np.arange(STEPS)) / np.exp(-np.arange(STEPS)).sum()
# What is no longer than this is rounding of sums of hours.
SLIVER_H = 1e-9


@dataclass(frozen=True, eq=False)
class Rebound:
    """axis: offers that rebound; of: their positions among all offers; mwh: rule of (offer of the axis, period)."""

    axis: Axis
    of: np.ndarray
    mwh: Rule


def lag_of(offer: Offer) -> float:
    """Hours until what was delivered begins to come back."""
    return offer.duration_h if offer.rebound_after_h is None else offer.rebound_after_h


def add_rebound(
    m: Formulation, f: Family, Q: Axis, offers: Sequence[Offer], give_mw: np.ndarray, called: Any
) -> Rebound | None:
    """The column given_mwh with its row; None where nothing comes back."""
    at = np.array([i for i, offer in enumerate(offers) if offer.rebound_pu > 0], dtype=np.int64)
    if not at.size:
        return None
    T, chosen = m.period, [offers[i] for i in at]
    found = [shares_of(m.horizon, lag_of(offer), offer.rebound_h) for offer in chosen]
    most = max(boundary.shape[1] for boundary, _ in found)
    boundary, share = (np.stack([_widened(pair[k], most) for pair in found]) for k in (0, 1))
    share = share * np.array([[[offer.rebound_pu]] for offer in chosen])
    R, J = f.axis("rebounding", [offer.id for offer in chosen], says="offer"), f.axis("lag", most)
    of = f.param("rebound_of", (R,), at, target=Q)
    gives = f.param("gives_mw_per_pu", (R, T), give_mw[at])
    since = f.param("rebound_from", (R, T, J), boundary, target=m.boundary)
    part = f.param("rebound_share", (R, T, J), share)
    given = f.var("given_mwh", (R, m.boundary), upper=_all_given(m.horizon, give_mw[at]))

    def giving(r: Any, t: Any) -> Any:  # (virtual.7)
        return given[r, m.end[t]] == given[r, m.start[t]] + m.dt_h[t] * gives[r, t] * called[of[r], t]

    def rebound_mwh(r: Any, t: Any) -> Any:
        return sum(part[r, t, j] * given[r, since[r, t, j]] for j in J.set)

    f.constraint("giving", (R, T), giving)
    f.quantity("rebound_mw", (R, T), lambda r, t: rebound_mwh(r, t) / m.dt_h[t])
    return Rebound(R, at, rebound_mwh)


def shares_of(horizon: Horizon, lag_h: float, step_h: float) -> tuple[np.ndarray, np.ndarray]:
    """(N, J) boundaries, and the MWh that come back in each period per MWh given until then (at a share of 1)."""
    change = np.diff(FADING, prepend=0.0, append=0.0) / step_h
    parts = []
    for g, (first, last) in enumerate(zip(horizon.segment_first_period, horizon.segment_last_period, strict=True)):
        edge = np.concatenate([[0.0], np.cumsum(horizon.dt_h[first : last + 1])])
        pieces = [_integral(edge, lag_h + k * step_h) for k in range(STEPS + 1)]
        boundary = np.concatenate([p[0] for p in pieces], axis=1)
        share = np.concatenate([c * p[1] for c, p in zip(change, pieces, strict=True)], axis=1)
        merged = _merged(boundary, share)
        parts.append((int(horizon.segment_start[g]) + merged[0], merged[1]))
    most = max(boundary.shape[1] for boundary, _ in parts)
    wide = [(_widened(boundary, most), _widened(share, most)) for boundary, share in parts]
    return np.concatenate([boundary for boundary, _ in wide]), np.concatenate([share for _, share in wide])


def _merged(boundary: np.ndarray, share: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Each boundary once a row, and none for a share that is only rounding."""
    n = len(boundary)
    start = np.arange(0, boundary.size + 1, boundary.shape[1])
    rows = sparse.csr_array((share.ravel(), boundary.ravel(), start), shape=(n, int(boundary.max()) + 1))
    rows.sum_duplicates()
    rows.data[np.abs(rows.data) < SLIVER_H] = 0.0
    rows.eliminate_zeros()
    count = np.diff(rows.indptr)
    at, value = np.zeros((n, int(count.max(initial=1))), dtype=np.int64), np.zeros((n, int(count.max(initial=1))))
    place = np.repeat(np.arange(n), count), np.arange(rows.nnz) - np.repeat(rows.indptr[:-1], count)
    at[place], value[place] = rows.indices, rows.data
    return at, value


def _integral(edge: np.ndarray, back_h: float) -> tuple[np.ndarray, np.ndarray]:
    """∫ G over every period, `back_h` hours earlier, as a sum: (n, J) edges of the segment, and hours of each."""
    n, length = len(edge) - 1, edge[-1]
    twice = np.concatenate([edge[:-1], edge + length])
    begin, dt = edge[:-1] - back_h, np.diff(edge)
    turns = np.floor((begin + SLIVER_H) / length)
    begin = _snapped(np.maximum(begin - turns * length, 0.0), twice)
    end = begin + dt
    low = np.searchsorted(twice, begin + SLIVER_H, side="right") - 1
    count = np.searchsorted(twice, end - SLIVER_H, side="left") - low
    piece = low[:, None] + np.arange(count.max())
    node = np.minimum(piece, 2 * n - 1)
    since, until = np.maximum(twice[node], begin[:, None]), np.minimum(twice[node + 1], end[:, None])
    hours = np.where(piece < (low + count)[:, None], np.maximum(until - since, 0.0), 0.0)
    later = ((since + until) / 2 - twice[node]) / (twice[node + 1] - twice[node])
    nodes = np.concatenate([node, node + 1], axis=1)
    weight = np.concatenate([hours * (1 - later), hours * later], axis=1)
    # Beyond the end of the segment a node is one of the start, and all of the segment before it.
    around = nodes >= n
    whole = (weight * around).sum(axis=1) + turns * dt
    boundary = np.concatenate([np.where(around, nodes - n, nodes), np.full((n, 1), n)], axis=1)
    return boundary, np.concatenate([weight, whole[:, None]], axis=1)


def _snapped(instants: np.ndarray, edges: np.ndarray) -> np.ndarray:
    """Instants, moved to the edge that is within rounding."""
    after = np.clip(np.searchsorted(edges, instants), 1, len(edges) - 1)
    near = np.where(edges[after] - instants < instants - edges[after - 1], edges[after], edges[after - 1])
    return np.asarray(np.where(np.abs(near - instants) < SLIVER_H, near, instants))


def _all_given(horizon: Horizon, give_mw: np.ndarray) -> np.ndarray:
    """(r, N+G) MWh given by an offer that is always called: a bound that keeps the simplex from wandering off."""
    most = np.zeros((len(give_mw), horizon.boundaries))
    for g, (first, last) in enumerate(zip(horizon.segment_first_period, horizon.segment_last_period, strict=True)):
        inside = slice(int(horizon.segment_start[g]) + 1, int(horizon.segment_end[g]) + 1)
        most[:, inside] = np.cumsum((horizon.dt_h * give_mw)[:, first : last + 1], axis=1)
    return most


def _widened(array: np.ndarray, columns: int) -> np.ndarray:
    """Filled with zeros to so many columns."""
    return np.pad(array, ((0, 0), (0, columns - array.shape[1])))
