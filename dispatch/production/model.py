"""Energy against output: specific energy, fixed draw, and the confidence band of the output for a given energy.

For interval i (a day or a month) of h hours with energy E (MWh) and output T (t), l its month or season:

    E_i = F_l·h_i + a·T_i + ε_i        Var ε_i = σ²·h_i

Output makes energy, and what makes energy differ (ore, ambient, faults) is in ε; so energy is regressed on output and
not the other way, whose slope would be too flat. F is the fixed draw (MW) of a month or season, a the specific energy
(MWh/t). Least squares of rows divided by √h; levels are the finest of month, season, all of which every one that is
there, or is asked of later, has `LEAST_PER_LEVEL` intervals.

Back from an energy E of a window with h_l hours in each level, H in all (classical calibration):

    T = (E − Σ F_l·h_l) / a

and the band are all T whose energy, at Student's t of the confidence, agrees with E (Fieller's interval; exact for
independent normal ε): (E − x'β)² ≤ t²·(σ²·H·v + x'Cx), x = (h, T), C the covariance of β. v ≥ 1 counts that errors of
neighbouring intervals are alike: v = 1 + 2 Σ_k (1 − k/n)·ρᵏ over the n intervals of the window, ρ ≥ 0 their lag-one
correlation (Kendall's correction added, for few residuals show too little of it). The band is bounded where the slope
differs from 0 at that confidence; a model that says less is refused.

Reported: R², Durbin–Watson and ρ of residuals in order of time, the p-value of Jarque and Bera's test of normality, and
outliers: intervals whose externally studentised residual is beyond Student's t at 5 % for all intervals together.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from scipy import stats

LEAST_PER_LEVEL = 5
LEAST_INTERVALS = 6
OUTLIER_LEVEL = 0.05
# January … December; as the calendar of flexible loads has them.
SEASONS = ("dry",) * 4 + ("normal",) + ("wet",) * 5 + ("normal", "dry")
LEVELS = ("month", "season", "all")


class Unfit(Exception):  # noqa: N818 - says why no model can be made, not that something is broken
    """`code` of the fault, with what was found and what would be needed."""

    def __init__(self, code: str, value: object, limit: str = ""):
        super().__init__(code)
        self.code, self.value, self.limit = code, value, limit


@dataclass(frozen=True, eq=False)
class Intervals:
    """start: (n,) local; hours, energy_mwh, output_t: (n,) of intervals of which both are known."""

    start: pd.DatetimeIndex
    hours: np.ndarray
    energy_mwh: np.ndarray
    output_t: np.ndarray


@dataclass(frozen=True)
class Outlier:
    """An interval that the model does not explain; `score` is its studentised residual."""

    start: pd.Timestamp
    energy_mwh: float
    output_t: float
    expected_mwh: float
    score: float


@dataclass(frozen=True, eq=False)
class ProductionModel:
    """β = (fixed_mw of every level, mwh_per_t) with covariance; sigma in MWh/√h; interval_h: mean length."""

    levels: str
    names: tuple[str, ...]
    fixed_mw: np.ndarray
    mwh_per_t: float
    covariance: np.ndarray
    sigma: float
    freedom: int
    intervals: int
    interval_h: float
    r2: float
    rho: float
    durbin_watson: float
    normal_p: float
    outliers: tuple[Outlier, ...] = field(default=())

    @property
    def mwh_per_t_error(self) -> float:
        """Standard error of the specific energy."""
        return float(np.sqrt(self.covariance[-1, -1]))

    def hours_by_level(self, start: pd.DatetimeIndex, hours: np.ndarray) -> np.ndarray:
        """(levels,) of (n,) hours that begin at local stamps."""
        found = np.zeros(len(self.names))
        for name, length in zip(level_names(start, self.levels), hours, strict=True):
            found[self.names.index(name)] += length
        return found

    def tonnes(self, energy_mwh: float, hours: np.ndarray, confidence: float = 0.95) -> tuple[float, float, float]:
        """(expected, low, high) output of an energy; hours (levels,) of its window. None is below 0."""
        total = float(hours.sum())
        left = energy_mwh - float(self.fixed_mw @ hours)
        count = max(1.0, total / self.interval_h)
        spread = self.sigma**2 * total * alike(self.rho, count)
        t2 = float(stats.t.ppf(0.5 + confidence / 2, self.freedom)) ** 2
        square = self.mwh_per_t**2 - t2 * self.covariance[-1, -1]
        cross = self.mwh_per_t * left + t2 * float(hours @ self.covariance[:-1, -1])
        rest = left**2 - t2 * (spread + float(hours @ self.covariance[:-1, :-1] @ hours))
        if square <= 0:
            return max(0.0, left / self.mwh_per_t), 0.0, np.inf
        root = np.sqrt(max(0.0, cross**2 - square * rest))
        low, high = (cross - root) / square, (cross + root) / square
        return max(0.0, left / self.mwh_per_t), max(0.0, float(low)), max(0.0, float(high))


def alike(rho: float, count: float) -> float:
    """Variance of a sum of `count` errors with lag-one correlation, over that of independent ones."""
    if rho <= 0 or count <= 1:
        return 1.0
    k = np.arange(1, int(np.ceil(count)))
    return float(1 + 2 * ((1 - k / count) * rho**k).sum())


def level_names(start: pd.DatetimeIndex, levels: str) -> list[str]:
    """The level that each local instant belongs to."""
    if levels == "month":
        return [f"{month:02d}" for month in start.month]
    return [SEASONS[month - 1] for month in start.month] if levels == "season" else ["all"] * len(start)


def fit_model(
    data: Intervals, confidence: float = 0.95, months: Collection[int] = (), levels: str | None = None
) -> ProductionModel:
    """The model of one unit; `months` are those that it will be asked of. Raises Unfit."""
    count = len(data.hours)
    if count < LEAST_INTERVALS:
        raise Unfit("output_too_few", count, f"≥ {LEAST_INTERVALS}")
    if np.ptp(data.output_t / data.hours) <= 1e-9 * np.abs(data.output_t / data.hours).max():
        raise Unfit("output_flat", float(data.output_t[0]))
    chosen = levels or finest_levels(data.start, months)
    of = level_names(data.start, chosen)
    names = tuple(sorted(set(of)))
    design = np.zeros((count, len(names) + 1))
    design[np.arange(count), [names.index(name) for name in of]] = data.hours
    design[:, -1] = data.output_t
    if count - design.shape[1] < 2 or np.linalg.matrix_rank(design / design.max(axis=0)) < design.shape[1]:
        raise Unfit("output_too_few", count, f"≥ {design.shape[1] + 2}")
    root = np.sqrt(data.hours)
    model = _least_squares(design / root[:, None], data.energy_mwh / root, data, chosen, names)
    beyond = stats.t.ppf(0.5 + confidence / 2, model.freedom)
    if model.mwh_per_t <= beyond * model.mwh_per_t_error:
        raise Unfit("output_unrelated", round(model.mwh_per_t, 6), f"> {beyond * model.mwh_per_t_error:.4g} MWh/t")
    return model


def finest_levels(start: pd.DatetimeIndex, months: Collection[int] = ()) -> str:
    """The finest levels of which every one that is there or asked of has enough intervals."""
    asked = pd.DatetimeIndex([pd.Timestamp(2030, month, 1) for month in sorted(set(months))])
    for levels in LEVELS[:-1]:
        counts = Counter(level_names(start, levels))
        needed = {*counts, *level_names(asked, levels)}
        if len(counts) > 1 and all(counts[name] >= LEAST_PER_LEVEL for name in needed):
            return levels
    return "all"


def _least_squares(
    x: np.ndarray, y: np.ndarray, data: Intervals, levels: str, names: tuple[str, ...]
) -> ProductionModel:
    """Rows divided by √h, orthogonal factors for the covariance and the leverage of every interval."""
    count, size = x.shape
    q, r = np.linalg.qr(x)
    beta = np.linalg.solve(r, q.T @ y)
    residual = y - x @ beta
    freedom = count - size
    variance = float(residual @ residual) / freedom
    inverse = np.linalg.inv(r)
    total = float(np.sum((y - y.mean()) ** 2))
    ordered = residual[np.argsort(data.start.asi8)]
    power = float(ordered @ ordered)
    steps = np.diff(ordered)
    # What rounding leaves of exact data is no noise.
    noisy = power > (1e-9 * float(np.abs(y).max())) ** 2 * count
    return ProductionModel(
        levels=levels,
        names=names,
        fixed_mw=beta[:-1],
        mwh_per_t=float(beta[-1]),
        covariance=variance * inverse @ inverse.T,
        sigma=float(np.sqrt(variance)),
        freedom=freedom,
        intervals=count,
        interval_h=float(data.hours.mean()),
        r2=1.0 - power / total if total > 0 else 1.0,
        rho=_lag_one(ordered) if noisy else 0.0,
        durbin_watson=float(steps @ steps) / power if noisy else 2.0,
        normal_p=float(stats.jarque_bera(residual).pvalue) if noisy else 1.0,
        outliers=_outliers(data, x @ beta, residual, (q**2).sum(axis=1), variance, freedom) if noisy else (),
    )


def _lag_one(residual: np.ndarray) -> float:
    """Lag-one correlation of residuals in order of time, 0 for a negative one."""
    found = float(residual[1:] @ residual[:-1]) / float(residual @ residual)
    return min(0.99, found + (1 + 3 * found) / len(residual)) if found > 0 else 0.0


def _outliers(
    data: Intervals, fitted: np.ndarray, residual: np.ndarray, leverage: np.ndarray, variance: float, freedom: int
) -> tuple[Outlier, ...]:
    """Residuals over the spread that the others leave, where that cannot be chance among all of them."""
    room = np.maximum(1 - leverage, 1e-12)
    without = np.maximum((freedom * variance - residual**2 / room) / (freedom - 1), 1e-12 * variance)
    score = residual / np.sqrt(without * room)
    limit = stats.t.isf(OUTLIER_LEVEL / 2 / len(residual), freedom - 1)
    found = [int(i) for i in np.flatnonzero(np.abs(score) > limit)]
    expected = fitted * np.sqrt(data.hours)
    return tuple(
        Outlier(data.start[i], float(data.energy_mwh[i]), float(data.output_t[i]), float(expected[i]), float(score[i]))
        for i in found
    )
