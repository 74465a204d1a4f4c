"""The time axis: N periods carry flows, the boundaries between them carry states.

A horizon is one or more segments, one after the other. Segment g of n_g periods owns n_g + 1 boundaries, so
there are N + G boundaries in all; period t runs from boundary `first_boundary[t]` to
`last_boundary[t]`. Nothing else in the product asks where a segment begins or ends.

`dt_h` is physics (hours), `weight` is cost (how many times the segment counts); never one for the other. Where years
that come later count for less, `discount` says by how much; it is a factor of `weight`, and of no energy.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from dispatch.constants import HOURS_PER_YEAR


@dataclass(frozen=True, eq=False)
class Horizon:
    """Periods of one or more segments.

    start: (N,) datetime64[s] UTC, period starts; dt_h: (N,) hours; weight: (N,); segment: (N,) segment
    number, 0…G−1, non-decreasing; zone: name of the local time zone for calendars and display. discount: (N,) what a
    CNY of each period is worth in the first year, a factor of weight already; None for 1 everywhere.
    """

    start: np.ndarray
    dt_h: np.ndarray
    weight: np.ndarray
    segment: np.ndarray
    labels: tuple[str, ...] = ("",)
    zone: str = "Asia/Shanghai"
    discount: np.ndarray | None = None

    def __post_init__(self) -> None:
        n = len(self.start)
        if n == 0:
            raise ValueError("a horizon needs at least one period")
        if not len(self.dt_h) == len(self.weight) == len(self.segment) == n:
            raise ValueError("start, dt_h, weight and segment differ in length")
        if not (np.isfinite(self.dt_h).all() and (self.dt_h > 0).all()):
            raise ValueError("every dt_h must be finite and positive")
        if self.segment[0] != 0 or not np.isin(np.diff(self.segment), (0, 1)).all():
            raise ValueError("segments must be numbered 0, 1, 2 … in order")

    @classmethod
    def regular(
        cls, start: str | pd.Timestamp, periods: int, step_h: float, *, weight: float = 1.0, zone: str = "Asia/Shanghai"
    ) -> Horizon:
        """`periods` equal periods of `step_h` hours from `start` (local where it names no zone)."""
        return cls.from_steps(start, np.full(periods, float(step_h)), weight=weight, zone=zone)

    @classmethod
    def from_steps(
        cls,
        start: str | pd.Timestamp,
        dt_h: Sequence[float] | np.ndarray,
        *,
        weight: float = 1.0,
        zone: str = "Asia/Shanghai",
        label: str = "",
    ) -> Horizon:
        """Periods of the given lengths in hours, one after the other from `start`."""
        stamp = pd.Timestamp(start)
        stamp = stamp.tz_localize(zone) if stamp.tzinfo is None else stamp
        first = np.datetime64(stamp.tz_convert("UTC").tz_localize(None), "s")
        hours = np.asarray(dt_h, dtype=float)
        offset_s = np.rint(3600 * np.concatenate([[0.0], np.cumsum(hours)[:-1]])).astype("timedelta64[s]")
        n = len(hours)
        return cls(first + offset_s, hours, np.full(n, float(weight)), np.zeros(n, dtype=np.int64), (label,), zone)

    @classmethod
    def chain(cls, parts: Sequence[Horizon]) -> Horizon:
        """Several horizons as segments of one."""
        counts = np.cumsum([0] + [p.segments for p in parts])
        return cls(
            np.concatenate([p.start for p in parts]),
            np.concatenate([p.dt_h for p in parts]),
            np.concatenate([p.weight for p in parts]),
            np.concatenate([p.segment + c for p, c in zip(parts, counts, strict=False)]),
            tuple(label for p in parts for label in p.labels),
            parts[0].zone,
        )

    def discounted(self, rate: float) -> Horizon:
        """The same horizon with later years discounted to its first; itself where there is one year."""
        year = self.segment_year[self.segment]
        if self.discount is not None or (year == year.min()).all() or rate == 0:
            return self
        worth = (1 + rate) ** -(year - year.min()).astype(float)
        return replace(self, weight=self.weight * worth, discount=worth)

    def same_as(self, other: Horizon) -> bool:
        """Whether two horizons have the same periods, with equal weights and discounts."""
        if self is other:
            return True
        pairs = [(self.start, other.start), (self.dt_h, other.dt_h), (self.segment, other.segment)]
        pairs += [(self.weight, other.weight), (self.count, other.count)]
        return self.zone == other.zone and all(np.array_equal(one, two) for one, two in pairs)

    @property
    def periods(self) -> int:
        """N."""
        return len(self.start)

    @cached_property
    def segments(self) -> int:
        """G."""
        return int(self.segment[-1]) + 1

    @property
    def boundaries(self) -> int:
        """N + G."""
        return self.periods + self.segments

    @cached_property
    def first_boundary(self) -> np.ndarray:
        """(N,) boundary at which each period begins."""
        return np.arange(self.periods) + self.segment

    @cached_property
    def last_boundary(self) -> np.ndarray:
        """(N,) boundary at which each period ends."""
        return self.first_boundary + 1

    @cached_property
    def segment_first_period(self) -> np.ndarray:
        """(G,) first period of each segment."""
        return np.flatnonzero(np.diff(self.segment, prepend=-1))

    @cached_property
    def segment_last_period(self) -> np.ndarray:
        """(G,) last period of each segment."""
        return np.append(self.segment_first_period[1:], self.periods) - 1

    @cached_property
    def segment_start(self) -> np.ndarray:
        """(G,) boundary at which each segment begins."""
        return self.first_boundary[self.segment_first_period]

    @cached_property
    def segment_end(self) -> np.ndarray:
        """(G,) boundary at which each segment ends."""
        return self.last_boundary[self.segment_last_period]

    @cached_property
    def step_before(self) -> np.ndarray:
        """(N−G,) earlier period of every pair of neighbours within a segment."""
        return np.setdiff1d(np.arange(self.periods), self.segment_last_period, assume_unique=True)

    @property
    def step_after(self) -> np.ndarray:
        """(N−G,) later period of every pair."""
        return self.step_before + 1

    @cached_property
    def step_h(self) -> np.ndarray:
        """(N−G,) hours between the middles of the two periods of a pair; the span that a ramp has."""
        return (self.dt_h[self.step_before] + self.dt_h[self.step_after]) / 2

    @cached_property
    def end(self) -> np.ndarray:
        """(N,) datetime64[s] UTC, period ends."""
        return self.start + np.rint(3600 * self.dt_h).astype("timedelta64[s]")

    @cached_property
    def boundary_time(self) -> np.ndarray:
        """(N+G,) datetime64[s] UTC."""
        time = np.empty(self.boundaries, dtype="datetime64[s]")
        time[self.first_boundary] = self.start
        time[self.last_boundary] = self.end
        return time

    @cached_property
    def cost_h(self) -> np.ndarray:
        """(N,) weight × dt_h: what turns CNY/h into the costs of the objective."""
        return self.weight * self.dt_h

    @cached_property
    def energy_h(self) -> np.ndarray:
        """(N,) hours that each period stands for, not discounted: what turns MW into the MWh of totals."""
        return self.cost_h if self.discount is None else self.cost_h / self.discount

    @cached_property
    def count(self) -> np.ndarray:
        """(N,) how many times each period counts: its weight, not discounted."""
        return self.weight if self.discount is None else self.weight / self.discount

    @cached_property
    def hours(self) -> float:
        """Hours that the horizon stands for, weights included."""
        return float(self.energy_h.sum())

    @cached_property
    def segment_year(self) -> np.ndarray:
        """(G,) local year in which each segment begins."""
        return self.local_time().year.to_numpy()[self.segment_first_period]

    @cached_property
    def opens_year(self) -> np.ndarray:
        """(G,) whether a segment is the first of its year."""
        return np.isin(np.arange(self.segments), np.unique(self.segment_year, return_index=True)[1])

    def segment_years(self, hours_per_year: float = HOURS_PER_YEAR) -> np.ndarray:
        """(G,) years that each segment stands for, discounted: what turns CNY a year into costs of the objective."""
        return np.bincount(self.segment, self.cost_h) / hours_per_year

    def local_time(self) -> pd.DatetimeIndex:
        """(N,) period starts in local time."""
        return pd.DatetimeIndex(self.start, tz="UTC").tz_convert(self.zone)

    def held_blocks(self, hold_h: float) -> np.ndarray:
        """(N,) number of the block of `hold_h` hours from its segment's start in which each period begins."""
        since = (self.start - self.start[self.segment_first_period][self.segment]).astype(float) / 3600
        inside = np.floor(since / hold_h + 1e-9).astype(np.int64)
        return inside + self.segment * (int(inside.max()) + 1)
