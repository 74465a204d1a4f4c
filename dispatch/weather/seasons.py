"""The 365 days of a synthetic year, and curves through its months.

A year begins at local new year of a non-leap reference year and runs on in seconds that have passed, as a table with
`repeat: year` does: month m covers its calendar days from there. A monthly curve is continuous: straight between knots
at mid-month, December joining January,

    s(t) = (1 − f_t)·k[l_t] + f_t·k[l_t + 1 mod 12]                          (seasons.1)

and its knots are found so that the mean of s·w over each month (w: weights) meets its target. With
G[m, j] = mean over month m of the share of knot j times w, that is G k = target (seasons.2). G is dominated by its
diagonal (¾ against ⅛ + ⅛ for w = 1), so that k ← k + target − G k converges, by 1/2 or faster a step; the
multiplicative k ← k·target/(G k) does too and keeps k positive. No linear algebra library is used: sums have one order,
whatever the machine.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

REFERENCE_YEAR = 2025
DAYS = 365
DAY_S = 86400
MONTH_DAYS = np.array([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
_MONTH_START = np.concatenate([[0], np.cumsum(MONTH_DAYS)])
_ROUNDS = 80


@dataclass(frozen=True, eq=False)
class Year:
    """The periods of a synthetic year. start: (n,) datetime64[s] UTC; step_s: length of each."""

    start: np.ndarray
    step_s: int

    @classmethod
    def of(cls, zone: str, step_s: int = 900) -> Year:
        """The reference year in a time zone."""
        new_year = pd.Timestamp(REFERENCE_YEAR, 1, 1, tz=zone).tz_convert("UTC").tz_localize(None)
        passed = np.arange(DAYS * DAY_S // step_s) * step_s
        return cls(np.datetime64(new_year, "s") + passed.astype("timedelta64[s]"), step_s)

    @cached_property
    def second(self) -> np.ndarray:
        """(n,) seconds from new year to the middle of each period."""
        return np.arange(len(self.start)) * self.step_s + self.step_s / 2

    @cached_property
    def month(self) -> np.ndarray:
        """(n,) 0 for January … 11."""
        return np.searchsorted(_MONTH_START, self.second / DAY_S, side="right") - 1

    @cached_property
    def _left(self) -> tuple[np.ndarray, np.ndarray]:
        """(n,) knot on the left, (n,) share f of the one on its right."""
        middle = (_MONTH_START[:-1] + _MONTH_START[1:]) / 2
        knots = np.concatenate([[middle[-1] - DAYS], middle, [middle[0] + DAYS]])
        day = self.second / DAY_S
        found = np.searchsorted(knots, day, side="right") - 1
        return (found - 1) % 12, (day - knots[found]) / (knots[found + 1] - knots[found])

    def curve(self, knots: np.ndarray) -> np.ndarray:
        """(n,) values of (seasons.1) for 12 knots."""
        left, share = self._left
        return (1 - share) * knots[left] + share * knots[(left + 1) % 12]

    def monthly_means(self, values: np.ndarray) -> np.ndarray:
        """(12,) means of (n,) values."""
        return np.bincount(self.month, weights=values, minlength=12) / np.bincount(self.month, minlength=12)

    def _shares(self, weights: np.ndarray) -> np.ndarray:
        """(12, 12) G of (seasons.2)."""
        left, share = self._left
        sums = np.bincount(self.month * 12 + left, weights=(1 - share) * weights, minlength=144)
        sums += np.bincount(self.month * 12 + (left + 1) % 12, weights=share * weights, minlength=144)
        return sums.reshape(12, 12) / np.bincount(self.month, minlength=12)[:, None]

    def adding(self, target: np.ndarray, values: np.ndarray) -> np.ndarray:
        """(n,) values plus the curve that brings their monthly means to the target."""
        shares, wanted = self._shares(np.ones(len(values))), target - self.monthly_means(values)
        knots = wanted.copy()
        for _ in range(_ROUNDS):
            knots += wanted - (shares * knots).sum(axis=1)
        return values + self.curve(knots)

    def scaling(self, target: np.ndarray, values: np.ndarray) -> np.ndarray:
        """(n,) values ≥ 0 times the positive curve that brings their monthly means to the target > 0.

        Where months differ too much for a straight curve, what is left is a factor a month.
        """
        shares = self._shares(values)
        knots = target / self.monthly_means(values)
        for _ in range(_ROUNDS):
            knots = knots * target / (shares * knots).sum(axis=1)
        scaled = values * self.curve(knots)
        return scaled * (target / self.monthly_means(scaled))[self.month]


def solar_seconds(start: np.ndarray, step_s: int, lon: float) -> tuple[np.ndarray, np.ndarray]:
    """(n,) day number and (n,) seconds of mean solar time since its midnight, at the middle of each period.

    Day 0 is the one whose midnight is nearest to the first period, so that neighbours count alike.
    """
    first = int(start[0].astype(np.int64)) + step_s / 2 + 240.0 * lon
    offset = (first + DAY_S / 2) % DAY_S - DAY_S / 2
    passed = (start - start[0]).astype("timedelta64[s]").astype(np.int64) + offset
    day = np.floor(passed / DAY_S).astype(np.int64)
    return day, passed - day * DAY_S
