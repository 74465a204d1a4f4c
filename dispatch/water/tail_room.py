"""Range of the release below a dam for a change of the tail level of at most R: an inner approximation by lines.

With T the tailwater curve, straight between points and beyond them as its end segments, the largest release that
is at most R above the level at release q is

    U(q) = T⁻¹(T(q) + R)

so |T(a) − T(b)| ≤ R is  max(a, b) ≤ U(min(a, b)).  A linear program can keep this where U is concave. It is, for the
rating curves of rivers: with T = z₀ + (q/c)^(1/β), β ≥ 1, U(q) = (q^(1/β) + R·c^(1/β))^β has the falling slope
(1 + R·(c/q)^(1/β))^(β−1). A curve through measured points is so only nearly, hence lines l_k that stay below U:

    g(q) = min_k slope_k · q + offset_k,    q ≤ g(q) ≤ U(q) for all q ≥ 0

max ≤ g(min) implies the true rule (conservative), and a constant release is always allowed. Of all g with at most
MOST_LINES lines the one with the smallest average loss of level over the curve is chosen: a linear program in the
values of g at the kinks of U, for every choice of the kinks of g. Beyond the last kink of U, U and g rise with slope
1, since T is linear there.

The loss R − (T(g(q)) − T(q)) at Xiangjiaba (Z = 265.7 … 274.5 m): for R = 1 m in an hour 0.05 m on average
over the curve and 0.17 m at most, for R = 4.5 m in a day 0.04 and 0.15 m; one straight line would give 0.41 and 1.6 m.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np

from dispatch.water.curves import CurveFunction

MOST_LINES = 3
# Another bend must win so much of the change, on average over the curve.
WORTH_PU = 1e-3
# Bends of U that g may take for its own; more of them, of a curve with hundreds of points, gain nothing.
MOST_BENDS = 8


@dataclass(frozen=True, eq=False)
class TailRoom:
    """slope, offset: (MOST_LINES,) lines; where fewer are needed, the last is repeated."""

    slope: np.ndarray
    offset: np.ndarray

    def highest(self, release_m3s: np.ndarray) -> np.ndarray:
        """g: the largest release beside a smallest one."""
        return np.asarray((np.multiply.outer(release_m3s, self.slope) + self.offset).min(axis=-1))


def tail_room(tailwater: CurveFunction, change_m: float) -> TailRoom:
    """The lines for a curve and a change of level R > 0. Raises ValueError for a curve that does not increase
    strictly."""
    if not tailwater.increasing:
        raise ValueError("the tailwater curve must increase strictly")
    bend = _bends(tailwater, change_m)
    most = release_above(tailwater, bend, change_m)
    weight = _weights(tailwater, bend, most)
    inner = _candidates(tailwater, bend)
    best: tuple[float, np.ndarray, np.ndarray] | None = None
    for count in range(min(MOST_LINES - 1, len(inner)) + 1):
        for chosen in combinations(inner.tolist(), count):
            found = _best(bend, most, weight, (0, *chosen))
            # Kinks beyond the useful number are not used.
            if found is not None and (best is None or found[0] > best[0] + WORTH_PU * change_m):
                best = found
    assert best is not None  # one line of slope 1 through the narrowest place is always there
    return _lines(best[1], best[2])


def release_above(tailwater: CurveFunction, release_m3s: np.ndarray, change_m: float) -> np.ndarray:
    """U: the release at which the tail level is `change_m` higher, also far beyond the curve."""
    far = CurveFunction(tailwater.x, tailwater.y, margin_pu=np.inf)
    return far.inverse(far(release_m3s) + change_m)


def _bends(tailwater: CurveFunction, change_m: float) -> np.ndarray:
    """(n,) q ≥ 0 at which U may bend: where q or U(q) passes an inner point of the curve; 0 first."""
    inner = tailwater.x[1:-1]
    bends = np.concatenate([[0.0], inner, release_above(tailwater, inner, -change_m)])
    return np.unique(bends[bends >= 0])


def _candidates(tailwater: CurveFunction, bend: np.ndarray) -> np.ndarray:
    """Positions of the bends at which g may bend: all but 0, or those nearest to evenly spread levels."""
    if len(bend) - 1 <= MOST_BENDS:
        return np.arange(1, len(bend))
    far = CurveFunction(tailwater.x, tailwater.y, margin_pu=np.inf)
    level = far(bend[1:])
    wanted = np.linspace(level[0], level[-1], MOST_BENDS + 2)[1:-1]
    return np.unique(1 + np.abs(level - wanted[:, None]).argmin(axis=1))


def _weights(tailwater: CurveFunction, bend: np.ndarray, most: np.ndarray) -> np.ndarray:
    """(n,) m of level per m³/s of g at each kink, times the share of the curve around it."""
    around = np.clip(bend, tailwater.x[0], tailwater.x[-1])
    edge = np.concatenate([[around[0]], (around[1:] + around[:-1]) / 2, [tailwater.x[-1]]])
    far = CurveFunction(tailwater.x, tailwater.y, margin_pu=np.inf)
    return np.asarray(np.diff(edge) * far.slope(most) / (tailwater.x[-1] - tailwater.x[0])) + 1e-9


def _best(
    bend: np.ndarray, most: np.ndarray, weight: np.ndarray, chosen: tuple[int, ...]
) -> tuple[float, np.ndarray, np.ndarray] | None:
    """(Σ weight · g, where g bends, g there) of the best g that bends only at `chosen` bends; None where there is
    none."""
    at = bend[list(chosen)]
    # g at every bend of U is `share` · (g where it bends) + `beyond`, the latter of slope 1 after its last bend.
    share = np.array([np.interp(bend, at, row) for row in np.eye(len(at))]).T
    beyond = np.maximum(bend - at[-1], 0.0)
    rise = np.diff(np.eye(len(at)), axis=0) / np.diff(at)[:, None]
    falling = np.diff(np.vstack([rise, np.zeros(len(at))]), axis=0) if len(at) > 1 else np.zeros((0, len(at)))
    last = np.concatenate([np.zeros(max(len(at) - 2, 0)), [-1.0]]) if len(at) > 1 else np.zeros(0)
    from scipy.optimize import linprog  # here, because every run imports this module and few need it

    found = linprog(
        -(weight @ share),
        A_ub=np.vstack([share, -share, falling]),
        b_ub=np.concatenate([most - beyond, beyond - bend, last]),
        bounds=(None, None),
    )
    return (float(weight @ (share @ found.x + beyond)), at, found.x) if found.status == 0 else None


def _lines(at: np.ndarray, height: np.ndarray) -> TailRoom:
    """Straight pieces between the bends and the ray of slope 1 after them, repeated up to MOST_LINES."""
    slope = np.append(np.diff(height) / np.diff(at), 1.0)
    offset = height - slope * at
    few = MOST_LINES - len(slope)
    return TailRoom(np.pad(slope, (0, few), mode="edge"), np.pad(offset, (0, few), mode="edge"))
