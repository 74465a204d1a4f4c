"""96-point curves (96 点曲线): quarter-hours of local days, stamped by their end, 00:15 … 24:00.

Inside the product periods are stamped by their start; only here, where tables come in and go out, are they stamped by
their end. Point k = 1 … 96 of a day is the mean power from (k − 1)·15 min to k·15 min after local midnight, so that

    energy of a day = Σ P_k / 4    MWh                                                           (points.1)

The last point is 24:00 of its own day, never 00:00 of the next. A day has 96 points: zones whose clocks change within
the table are refused. Powers are rounded to 1 W (1e-6 MW), which is what is written and read back, digit by digit.
Runs of coarser steps are constant over them; finer steps are averaged, so that energy is kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

from dispatch.case.table import TimeTable
from dispatch.errors import CaseError, Fault, Where
from dispatch.families.declare import Role
from dispatch.locale import text
from dispatch.shaving.curves import Region

POINTS = 96
QUARTER_S = 900
LABELS = tuple(f"{k // 4:02d}:{k % 4 * 15:02d}" for k in range(1, POINTS + 1))
DECIMALS = 6
# Curves of a table, before its resources.
SHOWN = ("load", "wind_available", "pv_available", "wind", "pv", "net_load_before", "net_load_after", "residual")


@dataclass(frozen=True)
class Column:
    """A curve or a resource; `kind` and `id` as in `curves`, words as it is shown."""

    kind: str
    id: str
    zh: str
    en: str


@dataclass(frozen=True, eq=False)
class PointTable:
    """values: (columns, days, 96) MW."""

    columns: tuple[Column, ...]
    dates: tuple[date, ...]
    values: np.ndarray
    zone: str

    def tidy(self) -> pd.DataFrame:
        """One row a column, day and point: kind, id, zh, en, date, point (1…96), time (00:15…24:00), p_mw."""
        count = len(self.dates) * POINTS
        frame = pd.DataFrame(
            {name: np.repeat([getattr(c, name) for c in self.columns], count) for name in ("kind", "id", "zh", "en")}
        )
        frame["date"] = np.tile(np.repeat([d.isoformat() for d in self.dates], POINTS), len(self.columns))
        frame["point"] = np.tile(np.arange(1, POINTS + 1), len(self.columns) * len(self.dates))
        frame["time"] = np.tile(LABELS, len(self.columns) * len(self.dates))
        frame["p_mw"] = self.values.ravel()
        return frame

    def energy_mwh(self) -> np.ndarray:
        """(columns, days) MWh (points.1)."""
        return np.asarray(self.values.sum(axis=2) / 4)


def refuse_clock_changes(zone: str, dates: Sequence[date], where: Where) -> None:
    """Raise CaseError where clocks change within the dates: such days have 92 or 100 quarter-hours."""
    if not dates:
        return
    first, last = min(dates), max(dates) + timedelta(days=1)
    days = pd.date_range(first, last, freq="D").tz_localize(zone, ambiguous=True, nonexistent="shift_forward")
    hours = np.diff(days.tz_convert("UTC").to_numpy()) / np.timedelta64(1, "h")
    if (hours != 24).any():
        changed = days[int(np.argmax(hours != 24))].date().isoformat()
        raise CaseError(Fault.of("points_clock_change", where, value=changed, zone=zone))


def curve_columns() -> tuple[Column, ...]:
    """Load, net load before and after, residual, and what wind and sun could give and gave."""
    return tuple(Column(kind, "", text(f"curve.{kind}", "zh"), text(f"curve.{kind}", "en")) for kind in SHOWN)


def point_table(region: Region, dates: Iterable[date] | None = None, resources: bool = True) -> PointTable:
    """96 points of the curves and resources of an area on some days (default: every whole day of the run).

    Raises CaseError naming the days that the run does not cover, or where clocks change.
    """
    horizon = region.horizon
    if dates is None:
        found = _covered(region)
        chosen = tuple(found)
    else:
        chosen = tuple(dates)
        found = _covered(region, chosen)
        absent = tuple(day.isoformat() for day in chosen if day not in found)
        if absent:
            covered = f"{horizon.local_time()[0].date()} … {horizon.local_time()[-1].date()}"
            raise CaseError(
                Fault.of("points_day_not_covered", Where(entity="--day"), value=absent[0], limit=covered, days=absent)
            )
    refuse_clock_changes(horizon.zone, chosen, Where(entity="time.zone"))
    columns, power = _powers(region, resources)
    values = np.array([_quarters(region, found[day], power) for day in chosen]).reshape(
        len(chosen), len(columns), POINTS
    )
    return PointTable(columns, chosen, np.round(values.swapaxes(0, 1), DECIMALS) + 0.0, horizon.zone)


def _powers(region: Region, resources: bool) -> tuple[tuple[Column, ...], np.ndarray]:
    """Columns and their (columns, N) MW."""
    wind, pv = region.varying(pv=False), region.varying(pv=True)
    power = {
        **region.curves,
        "wind_available": region.role_mw(Role.AVAILABLE, wind),
        "wind": region.role_mw(Role.GENERATION, wind),
        "pv_available": region.role_mw(Role.AVAILABLE, pv),
        "pv": region.role_mw(Role.GENERATION, pv),
    }
    columns, rows = list(curve_columns()), [power[c.kind] for c in curve_columns()]
    for resource in region.resources if resources else ():
        if resource.kind != "remainder":
            columns.append(Column(resource.kind, resource.id, resource.zh or resource.id, resource.en or resource.id))
            rows.append(resource.p_mw)
    return tuple(columns), np.array(rows)


def _covered(region: Region, wanted: Sequence[date] | None = None) -> dict[date, np.ndarray]:
    """Day → its periods, where they cover it from midnight to midnight; of several segments the first that does."""
    horizon = region.horizon
    local = horizon.local_time()
    days = local.tz_localize(None).normalize()
    codes, names = pd.factorize(pd.MultiIndex.from_arrays([horizon.segment, days]))
    order = np.argsort(codes, kind="stable")
    found: dict[date, np.ndarray] = {}
    for part in np.split(order, np.flatnonzero(np.diff(codes[order])) + 1):
        day = names[codes[part[0]]][1].date()
        if day not in found and (wanted is None or day in wanted) and abs(horizon.dt_h[part].sum() - 24) < 1e-6:
            found[day] = part
    return found


def _quarters(region: Region, periods: np.ndarray, power: np.ndarray) -> np.ndarray:
    """(columns, 96) means of the quarter-hours of a day; where one lies in one period, its value as it stands."""
    dt_s = np.rint(3600 * region.horizon.dt_h[periods]).astype(np.int64)
    ends = np.cumsum(dt_s)
    begin = np.arange(POINTS) * QUARTER_S
    first = np.searchsorted(ends, begin, side="right")
    last = np.searchsorted(ends, begin + QUARTER_S, side="left")
    values = power[:, periods]
    if (first == last).all():
        return np.asarray(values[:, first])
    running = np.concatenate([np.zeros((len(values), 1)), np.cumsum(values * dt_s, axis=1)], axis=1)
    edges = np.concatenate([[0], ends])
    grid = np.append(begin, POINTS * QUARTER_S)
    at = np.array([np.interp(grid, edges, row) for row in running])
    return np.asarray(np.diff(at, axis=1) / QUARTER_S)


def time_table(values: dict[str, np.ndarray], first: date, zone: str) -> TimeTable:
    """A series table, stamped by the start of periods, of 96-point days on end: name → (days·96,) MW."""
    count = len(next(iter(values.values())))
    begin = pd.Timestamp(first).tz_localize(zone).tz_convert("UTC").tz_localize(None).to_numpy().astype("datetime64[s]")
    start = begin + np.arange(count) * np.timedelta64(QUARTER_S, "s")
    return TimeTable(start, start[-1] + np.timedelta64(QUARTER_S, "s"), dict(values))
