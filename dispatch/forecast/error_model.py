"""Error model of forecasts: its size h hours ahead, and the correlation between errors.

Let ε_s(v) be the relative error, forecast − actual, for the 15-minute period that begins at v, in the issue made at
s; h = v − s is the lead. With z of mean 0 and variance 1,

    ε_s(v) = σ(h)·z_s(v),     σ(h) = σ∞·√(1 − e^(−h/τ))                                     (error.1)

**Along one issue** z is an AR(1) process, so the error starts small, grows, and holds on to its sign:

    z_s(v) = φ·z_s(v−1) + √(1−φ²)·e_s(v),  v > s,     z_s(s) = Z(s)                         (error.2)
    Z(v)   = φ·Z(v−1)   + √(1−φ²)·N(v)                                                      (error.3)

N is unit white noise and Z one path for all issues, so that every issue starts where the others stand.

**From issue to issue** something is learnt about v, and the later forecast is the better one. A forecast that uses
what it has errs by what is still to be learnt: its revision ε_s − ε_s' (s < s') does not correlate with the error
ε_s' that is left, Cov(ε_s, ε_s') = Var ε_s', i.e. the correlation of the two is σ(h')/σ(h). Exactly this and
(error.2) cannot both hold: with a = σ, b = dσ/dh the revisions of two neighbouring periods would need φ² ≤
4·a₁b₁a₂b₂/(a₁b₂ + a₂b₁)², and the right side is 8/9 one and two steps after the issue, where φ² is 0.94. So it is
asked of the innovations, and softened by a share κ that all issues have in common:

    e_s(v) = W(v, h)/r(h),     W(v, h) = √κ·N(v) + Σ_k √(r_k² − r_(k−1)²)·N_k(v),
    r(h)² = 1 − (1−κ)·e^(−⌈h⌉/τ)                                                            (error.4)

W is a random walk over what is learnt later than the issue: κ of the variance is never learnt before v, a part in
each of the last hours (k = 1 … 4; news comes by the hour, hence ⌈h⌉), the rest with each day-ahead issue that is made
for v. Every e_s is white along v and has variance 1, so (error.2) is exact, and for h' < h, with r(h) = √κ for h ≤ 0,

    Corr(z_s(v), z_s'(v)) = (1−φ²)·Σ_{i≥0} φ^(2i)·r(h'−i)/r(h−i)                            (error.5)

For wind that is 0.86 between 34 and 10 h ahead and 0.64 between 16 and 2 h, where an efficient forecaster has 0.91
and 0.55; nearer to v, where both errors are small, two issues are more alike (0.87 between 4 and 1 h, not 0.56).
κ = 1: issues differ only in the size of their error; κ = 0: hardly related near v.

**From place to place** all the N are Gaussian fields over the earth (`noise`), correlated by exp(−d/L).

What ε means, and where it is cut:

    wind     forecast = actual + p_nom·ε                            cut to p_min_pu·p_nom … max(p_nom, actual)
    PV       forecast = actual + p_nom·c(v)·ε, c clear sky/1,000 W/m²   likewise; nothing at night, where c = 0
    river    forecast = actual·exp(ε − σ²/2)                        likewise
    inflow   forecast = actual·exp(ε − σ²/2)                        lognormal, mean 1: unbiased as it stands
    load     forecast = actual·(1 + ε)                              cut at 0

Defaults [E: engineering estimates, schema.ForecastError]: wind φ 0.97 a quarter-hour, σ∞ 14 % of the rating, τ 6 h;
PV φ 0.93, 10 %; water φ 0.9 a day, σ∞ 20 % with τ 3 d, which is 10 % a day and 14 % two days ahead; load 3 % of
itself. τ of PV and load, φ of load and κ are as for wind, for want of anything better. Kinds are independent of each
other.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.signal import lfilter

from dispatch.case.settings import ForecastError

STEP_S = 900
STEP_H = 0.25
STEPS_A_DAY = 96
HOURS_OF_NEWS = 4
_STEPS_AN_HOUR = 4


@dataclass(frozen=True)
class ErrorModel:
    """The numbers of one kind: σ∞, τ in hours, φ a quarter-hour, κ."""

    sigma: float
    tau_h: float
    phi: float
    shared: float

    @classmethod
    def of(cls, error: ForecastError) -> ErrorModel:
        """φ of a quarter-hour from the memory over `memory_h`."""
        return cls(error.sigma_pu, error.tau_h, error.memory ** (STEP_H / error.memory_h), error.shared_pu)

    def spread(self, lead_h: np.ndarray | float) -> np.ndarray:
        """σ(h) of (error.1)."""
        return np.asarray(self.sigma * np.sqrt(-np.expm1(-np.asarray(lead_h, dtype=float) / self.tau_h)))

    def learnt(self, lead_h: np.ndarray | float) -> np.ndarray:
        """r(h) of (error.4): what an issue h hours ahead has still to learn."""
        hours = np.ceil(np.maximum(np.asarray(lead_h, dtype=float), 0.0))
        return np.asarray(np.sqrt(1 - (1 - self.shared) * np.exp(-hours / self.tau_h)))

    def issue_correlation(self, lead_h: float, later_lead_h: float, terms: int = 20_000) -> float:
        """(error.5): how the errors of two issues for one period correlate; `later_lead_h` ≤ `lead_h`."""
        back = np.arange(terms)
        early, late = lead_h - back * STEP_H, later_lead_h - back * STEP_H
        # Before both issues there is one path for all.
        ratio = np.where(early > 0, self.learnt(late) / np.where(early > 0, self.learnt(early), 1.0), 1.0)
        weights = self.phi ** (2.0 * back)
        return float((weights * ratio).sum() / weights.sum())


@dataclass(frozen=True, eq=False)
class Noise:
    """White noise of one site from quarter-hour `first` on (counted from 1970), one row a quarter-hour.

    base: (T,) N; hourly: (T, 4) what is learnt in the k-th last hour; daily: (T, 2) what the day-ahead issues for the
    period have still to learn before that, the later one first.
    """

    first: int
    base: np.ndarray
    hourly: np.ndarray
    daily: np.ndarray


@dataclass(frozen=True, eq=False)
class DayAhead:
    """Day-ahead issues. (I,) quarter-hours: issues, increasing, and the issue after each; steps: the longest lead."""

    issue: np.ndarray
    following: np.ndarray
    steps: int


class Paths:
    """z of one site for any issues: all that (error.2) to (error.4) say, drawn from its noise."""

    def __init__(self, model: ErrorModel, noise: Noise):
        self.model = model
        self.first = noise.first
        self._daily = noise.daily
        self._blend = float(np.sqrt(1 - model.phi**2))
        start = np.concatenate([noise.base[:1], self._blend * noise.base[1:]])
        self._common = lfilter([1.0], [1.0, -model.phi], start)
        learnt_by = model.learnt(np.arange(HOURS_OF_NEWS + 1)) ** 2
        news = np.sqrt(np.diff(learnt_by)) * noise.hourly
        walk = np.cumsum(news, axis=1) + np.sqrt(model.shared) * noise.base[:, None]
        self._walk = walk  # W of (error.4), column k − 1 for ⌈h⌉ = k

    def intraday(self, issue: np.ndarray, steps: int) -> np.ndarray:
        """(I, steps) z of issues at quarter-hours `issue`, 1 … steps ahead; steps ≤ 16."""
        ahead = np.arange(1, steps + 1)
        hour = (ahead - 1) // _STEPS_AN_HOUR
        at = issue[:, None] - self.first + ahead
        return self._along(issue, self._walk[at, hour] / self.model.learnt(hour + 1.0))

    def day_ahead(self, issues: DayAhead) -> np.ndarray:
        """(I, steps) z of day-ahead issues, 1 … steps ahead.

        A period may be covered by two of them, where the later is not yet to be published: the earlier one adds its
        own walk to that of the later.
        """
        ahead = np.arange(1, issues.steps + 1)
        valid = issues.issue[:, None] + ahead
        at = valid - self.first
        later = np.maximum(valid - issues.following[:, None], 0)  # lead of the later issue, 0 for none
        last_hours = self.model.learnt(float(HOURS_OF_NEWS)) ** 2
        beyond = self.model.learnt(later * STEP_H) ** 2
        walk = self._walk[at, -1] + np.sqrt(np.maximum(beyond - last_hours, 0.0)) * self._daily[at, 0]
        still = self.model.learnt(ahead * STEP_H) ** 2 - np.maximum(beyond, last_hours)
        walk += np.sqrt(np.maximum(still, 0.0)) * np.where(later > 0, self._daily[at, 1], self._daily[at, 0])
        hour = np.minimum((ahead - 1) // _STEPS_AN_HOUR, HOURS_OF_NEWS - 1)
        walk = np.where(ahead > HOURS_OF_NEWS * _STEPS_AN_HOUR, walk, self._walk[at, hour])
        return self._along(issues.issue, walk / self.model.learnt(ahead * STEP_H))

    def _along(self, issue: np.ndarray, innovation: np.ndarray) -> np.ndarray:
        """(error.2) from the common path at the issue."""
        state = self.model.phi * self._common[issue - self.first][:, None]
        return lfilter([self._blend], [1.0, -self.model.phi], innovation, axis=1, zi=state)[0]
