"""Energy that comes back after it was left out: what a period gets back of what offers of `virtual_plant` delivered.

Of what is delivered at time x, the share ρ comes back from x + λ on, in three steps of length θ, each 1/e of the one
before (FADING, in all 1): 67, 24 and 9 %. With K(y) what has come back y hours later (straight in pieces, from 0 to 1
between λ and λ + 3θ) and K₂ = ∫K, of the energy that is delivered evenly from a to b a period from s to u gets back

    ρ/(b − a) · (K₂(u − a) − K₂(u − b) − K₂(s − a) + K₂(s − b))                                          (rebound.1)

so that refining time changes nothing. What is delivered at the end of a segment comes back at its start, and nothing
is lost: before a segment are the same segment once more, and again where it is shorter than λ + 3θ.

These are sums over what was called in the hours before and no states. (A stock of debt that decays exponentially would
need fewer terms; but a chain of factors e^(−Δ/θ) over a year is what presolve turns around, and rounding into nonsense.
Energy that adds up since the start of a segment needs fewer as well; but then every basis of the simplex holds sums
over the whole horizon, and a month takes it ten times as long.)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from dispatch.families.virtual_plant.entity import Offer
from dispatch.horizon import Horizon
from dispatch.program.components import Axis, Rule
from dispatch.program.formulation import Family, Formulation

STEPS = 3
FADING = np.exp(-np.arange(STEPS)) / np.exp(-np.arange(STEPS)).sum()
# A share that is no larger is rounding.
SLIVER = 1e-9
# MWh that a call of all of an offer brings back in a period, too little for a matrix.
NOTHING_MWH = 1e-8


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
    """What comes back, a quantity and no column; None where nothing does. give_mw: (n, N) of an offer when called."""
    at = np.array([i for i, offer in enumerate(offers) if offer.rebound_pu > 0], dtype=np.int64)
    if not at.size:
        return None
    T, chosen = m.period, [offers[i] for i in at]
    found = [shares_of(m.horizon, lag_of(offer), offer.rebound_h) for offer in chosen]
    most = max(period.shape[1] for period, _ in found)
    period, share = (np.stack([_widened(pair[k], most) for pair in found]) for k in (0, 1))
    energy = m.horizon.dt_h * give_mw[at]
    given = np.array([e[p] for e, p in zip(energy, period, strict=True)])
    returned = np.array([[[offer.rebound_pu]] for offer in chosen]) * share * given
    returned = np.where(returned > NOTHING_MWH, returned, 0.0)
    # All of it within its own period cancels what is delivered there: to nothing, not to rounding.
    returned = np.where(np.abs(returned - given) <= SLIVER * given, given, returned)
    R, J = f.axis("rebounding", [offer.id for offer in chosen], index_name="offer"), f.axis("lag", most)
    of = f.param("rebound_of", (R,), at, target=Q)
    since = f.param("rebound_from", (R, T, J), period, target=T)
    part = f.param("rebound_mwh", (R, T, J), returned)

    def rebound_mwh(r: Any, t: Any) -> Any:  # (rebound.1)
        return sum(part[r, t, j] * called[of[r], since[r, t, j]] for j in J.set)

    f.quantity("rebound_mw", (R, T), lambda r, t: rebound_mwh(r, t) / m.dt_h[t])
    return Rebound(R, at, rebound_mwh)


def shares_of(horizon: Horizon, lag_h: float, step_h: float) -> tuple[np.ndarray, np.ndarray]:
    """(N, J) periods, and the share of the energy delivered in them that comes back in each period (of ρ = 1)."""
    parts = []
    for first, last in zip(horizon.segment_first_period, horizon.segment_last_period, strict=True):
        edge = np.concatenate([[0.0], np.cumsum(horizon.dt_h[first : last + 1])])
        period, share = _coming_back(edge, lag_h, step_h)
        parts.append((int(first) + period, share))
    most = max(period.shape[1] for period, _ in parts)
    wide = [(_widened(period, most), _widened(share, most)) for period, share in parts]
    return np.concatenate([period for period, _ in wide]), np.concatenate([share for _, share in wide])


def _coming_back(edge: np.ndarray, lag_h: float, step_h: float) -> tuple[np.ndarray, np.ndarray]:
    """(rebound.1) of one segment with these edges."""
    n, length, memory_h = len(edge) - 1, edge[-1], lag_h + STEPS * step_h
    turns = int(np.ceil(memory_h / length))
    past = np.append(np.concatenate([edge[:-1] - k * length for k in range(turns, -1, -1)]), length)
    first = np.searchsorted(past, edge[:-1] - memory_h, side="right") - 1
    after = np.searchsorted(past, edge[1:] - lag_h, side="left")
    piece = np.maximum(first, 0)[:, None] + np.arange(max(1, int((after - first).max()) + 1))
    piece = np.minimum(piece, len(past) - 2)
    a, b, s, u = past[piece], past[piece + 1], edge[:-1, None], edge[1:, None]
    back = _twice(u - a, lag_h, step_h) - _twice(u - b, lag_h, step_h)
    back -= _twice(s - a, lag_h, step_h) - _twice(s - b, lag_h, step_h)
    # Pieces beyond those of a row are repeated ones of another; each counts once.
    again = np.concatenate([np.zeros((n, 1), dtype=bool), np.diff(piece, axis=1) == 0], axis=1)
    return _merged(piece % n, np.where(again, 0.0, back / (b - a)))


def _twice(hours: np.ndarray, lag_h: float, step_h: float) -> np.ndarray:
    """K₂: the integral of the share that has come back so many hours later."""
    into = [np.clip(hours - lag_h - k * step_h, 0.0, None) for k in range(STEPS)]
    # A share that comes back evenly within θ: quadratic until then, straight with slope 1 after.
    of_step = [np.where(x < step_h, x**2 / (2 * step_h), x - step_h / 2) for x in into]
    return np.asarray(sum(share * part for share, part in zip(FADING, of_step, strict=True)))


def _merged(period: np.ndarray, share: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Each period once a row, and none for a share that is only rounding."""
    from scipy import sparse  # here, because every run imports this module and few need it

    n = len(period)
    start = np.arange(0, period.size + 1, period.shape[1])
    rows = sparse.csr_array((share.ravel(), period.ravel(), start), shape=(n, n))
    rows.sum_duplicates()
    rows.data[np.abs(rows.data) < SLIVER] = 0.0
    rows.eliminate_zeros()
    count = np.diff(rows.indptr)
    at, value = np.zeros((n, int(count.max(initial=1))), dtype=np.int64), np.zeros((n, int(count.max(initial=1))))
    place = np.repeat(np.arange(n), count), np.arange(rows.nnz) - np.repeat(rows.indptr[:-1], count)
    at[place], value[place] = rows.indices, rows.data
    return at, value


def _widened(array: np.ndarray, columns: int) -> np.ndarray:
    """Filled with zeros to so many columns."""
    return np.pad(array, ((0, 0), (0, columns - array.shape[1])))
