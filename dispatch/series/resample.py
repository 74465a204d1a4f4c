"""Put a table column on a horizon: exact means over periods, readings at boundaries.

With C the running integral of a column, its mean over [a, b) is (C(b) − C(a)) / (b − a): energy is conserved whatever
the two steps are. A `mean` or `sum` column is constant over each of its periods, an `instant` column runs straight from
reading to reading. Where all targets lie inside one source period, values are taken as they stand, without arithmetic.

A table that repeats is read at the time of day, or at the time since local new year, 29 February as 28 February.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from dispatch.case.table import TimeTable
from dispatch.horizon import Horizon

_DAY_S = 86_400
_REPEAT_S = {"day": _DAY_S, "year": 365 * _DAY_S}


class NotCovered(ValueError):  # noqa: N818 - reads as what it says: the horizon is not covered
    """The table does not reach over the horizon."""


class NoReading(ValueError):  # noqa: N818
    """The table holds sums, which have no value at an instant."""


@dataclass(frozen=True, eq=False)
class PeriodPlace:
    """Where the periods of a horizon lie in a table: found once, used for all of its columns.

    first, last: (N,) source period in which each period begins and ends; into_first, into_last: (N,) seconds from the
    start of that source period; length_s: (N,).
    """

    table: TimeTable
    first: np.ndarray
    into_first: np.ndarray
    last: np.ndarray
    into_last: np.ndarray
    length_s: np.ndarray

    @classmethod
    def find(cls, table: TimeTable, horizon: Horizon) -> PeriodPlace:
        """Raises NotCovered where the table ends before the horizon."""
        length_s = np.rint(3600 * horizon.dt_h).astype(np.int64)
        begin = _seconds(table, horizon.start, horizon.zone)
        finish = begin + length_s
        _check_cover(table, int(begin.min()), int(finish.max()))
        step = table.step_s
        first, last = begin // step, (finish - 1) // step
        return cls(table, first, begin - first * step, last, finish - last * step, length_s)

    def mean(self, column: str) -> np.ndarray:
        """(N,) mean of a column over every period; a `sum` column becomes a rate per hour."""
        step = self.table.step_s
        values = self.table.columns[column]
        if self.table.quantity == "sum":
            values = values * (3600 / step)
        whole_turns = int(self.last.max()) // len(values)
        values = np.tile(values, whole_turns + 1)
        first, last = self.first, self.last
        if self.table.quantity != "instant" and (first == last).all():
            return np.asarray(values[first])
        rise = np.zeros(len(values))
        if self.table.quantity == "instant":
            rise = np.append(values[1:], values[0] if self.table.repeat != "no" else values[-1]) - values
        running = np.concatenate([[0.0], np.cumsum(step * (values + rise / 2))])
        before_end = values[last] * self.into_last + rise[last] * self.into_last**2 / (2 * step)
        before_begin = values[first] * self.into_first + rise[first] * self.into_first**2 / (2 * step)
        return np.asarray((running[last] - running[first] + before_end - before_begin) / self.length_s)


@dataclass(frozen=True, eq=False)
class BoundaryPlace:
    """Where the boundaries of a horizon lie in a table: period: (N+G,) source period, part: (N+G,) share of it gone."""

    table: TimeTable
    period: np.ndarray
    part: np.ndarray

    @classmethod
    def find(cls, table: TimeTable, horizon: Horizon) -> BoundaryPlace:
        """Raises NotCovered where the table ends before the horizon, NoReading for a table of sums."""
        if table.quantity == "sum":
            raise NoReading("a column of sums has no reading at an instant")
        at = _seconds(table, horizon.boundary_time, horizon.zone)
        _check_cover(table, int(at.min()), int(at.max()))
        period = np.minimum(at // table.step_s, len(table.start) - 1)
        return cls(table, period, np.minimum(at / table.step_s - period, 1.0))

    def reading(self, column: str) -> np.ndarray:
        """(N+G,) reading at every boundary: interpolated for `instant` columns, else that of the period it opens.

        The last boundary of the data reads the last period.
        """
        values = self.table.columns[column]
        if self.table.quantity != "instant":
            return np.asarray(values[self.period])
        following = np.append(values[1:], values[0] if self.table.repeat != "no" else values[-1])
        return np.asarray(values[self.period] + self.part * (following - values)[self.period])


def period_mean(table: TimeTable, column: str, horizon: Horizon) -> np.ndarray:
    """(N,) mean of a column over every period of the horizon; a `sum` column becomes a rate per hour.

    Raises NotCovered where the table ends before the horizon, KeyError for an unknown column.
    """
    return PeriodPlace.find(table, horizon).mean(column)


def boundary_reading(table: TimeTable, column: str, horizon: Horizon) -> np.ndarray:
    """(N+G,) reading of a column at every boundary of the horizon. Raises as `BoundaryPlace.find`, and KeyError."""
    return BoundaryPlace.find(table, horizon).reading(column)


def _seconds(table: TimeTable, stamps: np.ndarray, zone: str) -> np.ndarray:
    """(n,) seconds from the table's start, folded into one day or year where the table repeats."""
    if table.repeat == "no":
        return np.asarray((stamps - table.start[0]).astype("timedelta64[s]").astype(np.int64))
    local = pd.DatetimeIndex(stamps, tz="UTC").tz_convert(zone)
    if table.repeat == "day":
        return np.array(local.hour * 3600 + local.minute * 60 + local.second, dtype=np.int64)
    # Seconds that have passed, not what the clock shows: the table itself runs through without a change of clocks.
    years, position = np.unique(local.year, return_inverse=True)
    new_year = pd.DatetimeIndex([pd.Timestamp(year, 1, 1, tz=zone) for year in years]).tz_convert("UTC")
    passed = (stamps - new_year.tz_localize(None).to_numpy()[position]).astype("timedelta64[s]").astype(np.int64)
    after_feb_28 = local.is_leap_year & (passed >= 59 * _DAY_S)
    return np.asarray(passed - after_feb_28 * _DAY_S)


def _check_cover(table: TimeTable, first: int, last: int) -> None:
    """Raise NotCovered unless [first, last] seconds lie in the table."""
    if table.repeat != "no":
        if table.length_s != _REPEAT_S[table.repeat]:
            raise NotCovered(f"a table that repeats every {table.repeat} must hold exactly one {table.repeat}")
    elif first < 0 or last > table.length_s:
        raise NotCovered(f"{table.start[0]}Z to {table.end}Z")
