"""Time axes of the page: as solved, by the hour, by the day, or an interval of it.

A chart cannot show 35,040 points; means over clock hours can be looked at for a year, means over days at a glance. An
axis groups neighbouring periods of one segment; flows are averaged by duration, states are read where a
group begins and where a segment ends. Times are local, as minutes since 1970 of the wall clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from dispatch.horizon import Horizon
from dispatch.present.pack import pack

DAY_MIN = 1440
# Up to here every period is shown as solved; beyond, means over clock hours.
NATIVE_UP_TO = 9_000


def wall_minutes(stamps: np.ndarray, zone: str) -> np.ndarray:
    """(n,) minutes since 1970 that a clock on the wall shows."""
    local = pd.DatetimeIndex(stamps, tz="UTC").tz_convert(zone).tz_localize(None)
    return np.asarray(local.to_numpy().astype("datetime64[m]").astype(np.int64))


@dataclass(frozen=True, eq=False)
class Axis:
    """Groups of periods. first: (n,) first period of each group; stop: one past the last period of the last group."""

    horizon: Horizon
    first: np.ndarray
    stop: int

    @cached_property
    def hours(self) -> np.ndarray:
        """(n,) length of each group."""
        return self._sum(self.horizon.dt_h)

    @cached_property
    def minutes(self) -> np.ndarray:
        """(n,) wall clock at which each group begins."""
        return wall_minutes(self.horizon.start[self.first], self.horizon.zone)

    @cached_property
    def segment(self) -> np.ndarray:
        """(n,) segment of each group."""
        return self.horizon.segment[self.first]

    @cached_property
    def boundary(self) -> np.ndarray:
        """(n + segments,) boundaries at which states are read: where groups begin and where segments end."""
        ends = np.append(np.flatnonzero(np.diff(self.segment)), len(self.first) - 1)
        after = np.append(self.first[1:], self.stop)
        return np.sort(np.append(self.horizon.first_boundary[self.first], self.horizon.last_boundary[after[ends] - 1]))

    @property
    def uniform(self) -> bool:
        """Whether all groups are of one length."""
        return bool(np.ptp(self.hours) < 1e-9)

    def mean(self, values: np.ndarray) -> np.ndarray:
        """(n,) mean over each group of (N,) values."""
        if len(self.first) == self.stop - self.first[0]:
            return values[self.first[0] : self.stop]
        return np.asarray(self._sum(values * self.horizon.dt_h) / self.hours)

    def read(self, states: np.ndarray) -> np.ndarray:
        """(n + segments,) readings of (N+G,) states."""
        return np.asarray(states[self.boundary])

    def ranges(self) -> list[list[int]]:
        """[segment, first group, one past the last, first reading, one past the last] of every segment here."""
        edges = np.flatnonzero(np.diff(self.segment, prepend=-1, append=-1))
        pairs = zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True)
        return [[int(self.segment[a]), a, b, a + i, b + i + 1] for i, (a, b) in enumerate(pairs)]

    def packed(self) -> dict[str, Any]:
        """What the page needs to know of it."""
        states = wall_minutes(self.horizon.boundary_time[self.boundary], self.horizon.zone)
        return {"t": pack(self.minutes, 1), "st": pack(states, 1), "dt": pack(60 * self.hours, 1), "seg": self.ranges()}

    def _sum(self, values: np.ndarray) -> np.ndarray:
        at = self.first - self.first[0]
        return np.asarray(np.add.reduceat(values[self.first[0] : self.stop], at))


def native(horizon: Horizon) -> Axis:
    """Every period by itself."""
    return Axis(horizon, np.arange(horizon.periods), horizon.periods)


def by_clock(horizon: Horizon, minutes: int) -> Axis:
    """Periods that begin within the same hour (60) or day (1440) of the wall clock, segment by segment."""
    slot = wall_minutes(horizon.start, horizon.zone) // minutes
    changes = (np.diff(slot, prepend=slot[0] - 1) != 0) | (np.diff(horizon.segment, prepend=-1) != 0)
    return Axis(horizon, np.flatnonzero(changes), horizon.periods)


def main_axis(horizon: Horizon) -> Axis:
    """As solved where that can be shown, else by the hour."""
    return native(horizon) if horizon.periods <= NATIVE_UP_TO else by_clock(horizon, 60)


def interval(horizon: Horizon, begin: int, stop: int) -> Axis:
    """Periods begin…stop−1 as solved."""
    return Axis(horizon, np.arange(begin, stop), stop)
