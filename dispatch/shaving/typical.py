"""Typical days (典型日) of a run, chosen by rules and not by eye.

Only whole days of the study area's net load N (before) are looked at.

    wet, normal, dry × workday, holiday   of all days of that season and sort, the one whose net load is nearest to
                   their mean, least squares over the day: a day that happened, not an average
    heat_calm      of the days of June–September in the quarter with the least available wind, the hottest by the mean
                   temperature over the weather sites (by energy of load where the case has no weather)
    net_load_max   the day with the largest net load
    new_energy_max the day with the largest available wind and PV together
    spring_festival the first day of the first lunar month

A sort of which a run has no day is left out. `EIGHT` are those that reports show: the seasons wet and dry, and the four
extremes. Of equal days the first counts.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from dispatch.case.table import TimeTable
from dispatch.families.declare import Role
from dispatch.families.flexible.rows.windows import SEASON_OF_MONTH
from dispatch.results.study_area import Answered, Dispatched
from dispatch.series.resample import NotCovered, period_mean
from dispatch.shaving.calendar import first_of_spring_festival, is_workday
from dispatch.shaving.curves import Region, study_area_of
from dispatch.shaving.spans import Span, spans_of
from dispatch.weather.year import weather_of

SEASONS = ("wet", "normal", "dry")
EXTREMES = ("heat_calm", "net_load_max", "new_energy_max", "spring_festival")
TYPICAL = tuple(f"{season}_{sort}" for season in SEASONS for sort in ("workday", "holiday")) + EXTREMES
EIGHT = tuple(name for name in TYPICAL if not name.startswith("normal_"))
_CALM = 0.25
_HOT_MONTHS = (6, 7, 8, 9)


@dataclass(frozen=True, eq=False)
class TypicalDay:
    """`name` is one of TYPICAL; `span` of kind `typical` is labelled with it."""

    name: str
    date: pd.Timestamp
    span: Span


@dataclass(frozen=True, eq=False)
class _Days:
    """Whole days of a run. net, new, wind, load: (n,) MWh or MW per day."""

    area: Region
    spans: tuple[Span, ...]
    dates: pd.DatetimeIndex
    workday: np.ndarray
    season: np.ndarray

    @classmethod
    def of(cls, area: Region) -> _Days:
        spans = tuple(s for s in spans_of(area.horizon, ["day"]) if s.whole)
        dates = pd.DatetimeIndex([area.horizon.local_time()[s.periods[0]].normalize() for s in spans])
        worked = np.array(is_workday(d.date() for d in dates), dtype=bool)
        season = np.array([SEASON_OF_MONTH[d.month - 1] for d in dates], dtype=str)
        return cls(area, spans, dates, worked, season)

    def largest(self, power: np.ndarray) -> np.ndarray:
        """(n,) largest of each day."""
        return np.array([power[s.periods].max() for s in self.spans])

    def energy(self, power: np.ndarray) -> np.ndarray:
        """(n,) MWh of each day."""
        return np.array([power[s.periods] @ self.area.horizon.dt_h[s.periods] for s in self.spans])


def typical_days(run: Dispatched | Answered) -> tuple[TypicalDay, ...]:
    """The typical days that a run has, in the order of TYPICAL."""
    days = _Days.of(study_area_of(run))
    if not days.spans:
        return ()
    chosen = {**_usual(days), **_extremes(days)}
    return tuple(
        TypicalDay(name, days.dates[i], Span("typical", name, days.spans[i].periods, True))
        for name in TYPICAL
        if (i := chosen.get(name)) is not None
    )


def _usual(days: _Days) -> dict[str, int | None]:
    """Of every season and sort of day, the one nearest to their mean."""
    net = days.area.curves["net_load_before"]
    found: dict[str, int | None] = {}
    for season in SEASONS:
        for sort, worked in (("workday", True), ("holiday", False)):
            group = np.flatnonzero((days.season == season) & (days.workday == worked))
            found[f"{season}_{sort}"] = _medoid(days, net, group)
    return found


def _medoid(days: _Days, net: np.ndarray, group: np.ndarray) -> int | None:
    """The day nearest to the mean of a group; hours where days differ in their steps."""
    if not len(group):
        return None
    hourly = np.array([_by_hour(days, net, int(i)) for i in group])
    distance = ((hourly - hourly.mean(axis=0)) ** 2).sum(axis=1)
    return int(group[int(np.argmin(distance))])


def _by_hour(days: _Days, power: np.ndarray, day: int) -> np.ndarray:
    """(96,) mean power of the quarter-hours of a day, whatever its steps."""
    periods, horizon = days.spans[day].periods, days.area.horizon
    ends = np.cumsum(horizon.dt_h[periods])
    running = np.concatenate([[0.0], np.cumsum(power[periods] * horizon.dt_h[periods])])
    grid = np.linspace(0.0, ends[-1], 97)
    return np.diff(np.interp(grid, np.concatenate([[0.0], ends]), running)) / np.diff(grid)


def _extremes(days: _Days) -> dict[str, int | None]:
    area = days.area
    wind, pv = (area.role_mw(Role.AVAILABLE, area.varying(pv)) for pv in (False, True))
    return {
        "heat_calm": _hot_and_calm(days, wind),
        "net_load_max": int(np.argmax(days.largest(area.curves["net_load_before"]))),
        "new_energy_max": int(np.argmax(days.largest(wind + pv))) if (wind + pv).any() else None,
        "spring_festival": _spring_festival(days),
    }


def _hot_and_calm(days: _Days, wind: np.ndarray) -> int | None:
    summer = np.flatnonzero(np.isin(days.dates.month, _HOT_MONTHS))
    if not len(summer):
        return None
    blown = days.energy(wind)[summer]
    calm = summer[blown <= np.quantile(blown, _CALM)]
    warmth = temperature_c(days.area)
    measure = days.energy(days.area.curves["load"] if warmth is None else warmth)
    return int(calm[int(np.argmax(measure[calm]))])


def temperature_c(area: Region) -> np.ndarray | None:
    """(N,) °C, mean over the weather sites of the case; None where it has none, or none that covers the run."""
    case, horizon = area.case, area.horizon
    if not case.weather:
        return None
    rows = []
    for site in weather_of(case, case.weather).values():
        end = site.start[-1] + np.timedelta64(site.step_s, "s")
        table = TimeTable(site.start, end, {"t": site.temperature_c}, "mean", site.repeat)
        try:
            rows.append(period_mean(table, "t", horizon))
        except NotCovered:
            return None
    return np.asarray(np.mean(rows, axis=0))


def _spring_festival(days: _Days) -> int | None:
    firsts = [first_of_spring_festival(year) for year in sorted(set(days.dates.year))]
    found = [i for i, day in enumerate(days.dates) if day.date() in firsts]
    return found[0] if found else None


def typical_table(days: tuple[TypicalDay, ...]) -> pd.DataFrame:
    """name, date, weekday (0 Monday), workday, season of typical days."""
    dates = [day.date for day in days]
    return pd.DataFrame(
        {
            "name": [day.name for day in days],
            "date": [date.date().isoformat() for date in dates],
            "weekday": [date.day_of_week for date in dates],
            "workday": is_workday(date.date() for date in dates),
            "season": [SEASON_OF_MONTH[date.month - 1] for date in dates],
        }
    )
