"""Navigation below a dam: the tail level may change by so much within an hour, and by so much within a calendar day.

For reservoirs with `tail_ramp_m_per_h` or `tail_ramp_m_per_day`, T their tailwater curve, Q their release:

    (navigation.1) |T(Q[a]) − T(Q[b])| ≤ R_hour    for periods a, b whose middles are at most an hour apart; where
    steps are
                                                   coarser, for neighbours, R_hour times the hours between their middles
    (navigation.2) max T(Q) − min T(Q) ≤ R_day     over the periods that begin in one local calendar day of a segment

`dispatch.water.tail_room` turns |T(a) − T(b)| ≤ R into max(a, b) ≤ g(min(a, b)), g a minimum of straight lines:
safe, and closer than 0.2 m in 1 m to the true rule at Xiangjiaba (its docstring). Two columns for each window w, a
day or the hour
that period t opens, hold what is between them:

    least[w] ≤ Q[u] for u in w       Q[u] ≤ greatest[w]       greatest[w] ≤ slope_k · least[w] + offset_k

An hour's window needs only its first and its last period below `greatest`: every other pair of neighbours within the
hour is the end of a window of its own. So a quarter-hourly year takes 10 rows a period, where all pairs would take 24.
The two columns are means to an end and not reported.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from dispatch.case.schema import Case
from dispatch.families.hydro.entity import Reservoir
from dispatch.horizon import Horizon
from dispatch.program.components import Rule
from dispatch.program.formulation import Family, Formulation
from dispatch.water.level_limits import curve_function
from dispatch.water.tail_room import MOST_LINES, tail_room

# Middles of periods an hour apart are within the hour, despite round-off.
_HOUR_S = 3600.5


@dataclass(frozen=True, eq=False)
class HourWindows:
    """The hour that each period opens: it reaches to period `last`; `first` opens the earliest hour that reaches it.

    last, first: (N,) periods; hours: (N,) 1, or the hours between the middles of neighbours farther apart.
    """

    last: np.ndarray
    first: np.ndarray
    hours: np.ndarray

    @classmethod
    def of(cls, horizon: Horizon) -> HourWindows:
        """Windows stay within their segment."""
        length_s = np.rint(3600 * horizon.dt_h)
        end = horizon.segment_last_period[horizon.segment]
        last = np.empty(horizon.periods, dtype=np.int64)
        middle_s = np.empty(horizon.periods)
        for a, b in zip(horizon.segment_first_period, horizon.segment_last_period + 1, strict=True):
            middle_s[a:b] = np.cumsum(length_s[a:b]) - length_s[a:b] / 2
            last[a:b] = a + np.searchsorted(middle_s[a:b], middle_s[a:b] + _HOUR_S, side="right") - 1
        last = np.minimum(np.maximum(last, np.arange(horizon.periods) + 1), end)
        hours = np.maximum((middle_s[last] - middle_s) / 3600, 1.0)
        return cls(last, np.searchsorted(last, np.arange(horizon.periods)), np.where(hours < 1.001, 1.0, hours))

    def periods(self) -> np.ndarray:
        """(N, most in an hour) periods of each window, the last repeated."""
        opening = np.arange(len(self.last))
        width = int((self.last - opening).max()) + 1
        return np.minimum(opening[:, None] + np.arange(width), self.last[:, None])


def local_days(horizon: Horizon) -> tuple[list[str], np.ndarray]:
    """(names of the calendar days of all segments, (N,) the day in which each period begins)."""
    date = horizon.local_time().strftime("%Y-%m-%d").to_numpy().astype(str)
    names = [f"{day} [{g + 1}]" if horizon.segments > 1 else day for day, g in zip(date, horizon.segment, strict=True)]
    number = {name: i for i, name in enumerate(dict.fromkeys(names))}
    return list(number), np.array([number[name] for name in names], dtype=np.int64)


def add_navigation(m: Formulation, case: Case, release: Rule) -> None:
    """(navigation.1) and (navigation.2) of all reservoirs that ask for them."""
    f = m.families["reservoir"]
    hourly = [lake for lake in case.reservoir if lake.tail_ramp_m_per_h is not None]
    daily = [lake for lake in case.reservoir if lake.tail_ramp_m_per_day is not None]
    if hourly:
        _add_hours(m, f, case, hourly, release)
    if daily:
        _add_days(m, f, case, daily, release)


def _add_hours(m: Formulation, f: Family, case: Case, lakes: Sequence[Reservoir], release: Rule) -> None:
    """(navigation.1)."""
    windows = HourWindows.of(m.horizon)
    members = windows.periods()
    A, T = f.axis("tail_hourly", [lake.id for lake in lakes], index_name="reservoir"), m.period
    J, K = f.axis("in_hour", members.shape[1]), f.axis("hour_line", MOST_LINES)
    within = f.param("within_hour", (T, J), members, target=T)
    opened = f.param("hour_opened", (T,), windows.first, target=T)
    slope, offset = _lines(case, lakes, windows.hours, lambda lake: lake.tail_ramp_m_per_h or 0.0)
    steep, above = f.param("hour_slope", (A, T, K), slope), f.param("hour_offset", (A, T, K), offset)
    least = f.var("hour_least_m3s", (A, T), shown=False)
    greatest = f.var("hour_greatest_m3s", (A, T), shown=False)
    f.constraint("hour_least", (A, T, J), lambda r, t, j: least[r, t] <= release(r, within[t, j]))
    f.constraint("hour_first", (A, T), lambda r, t: release(r, t) <= greatest[r, t])
    f.constraint("hour_last", (A, T), lambda r, t: release(r, t) <= greatest[r, opened[t]])
    f.constraint(
        "tail_ramp_hour", (A, T, K), lambda r, t, k: greatest[r, t] <= steep[r, t, k] * least[r, t] + above[r, t, k]
    )


def _add_days(m: Formulation, f: Family, case: Case, lakes: Sequence[Reservoir], release: Rule) -> None:
    """(navigation.2)."""
    names, number = local_days(m.horizon)
    A, T = f.axis("tail_daily", [lake.id for lake in lakes], index_name="reservoir"), m.period
    D, K = f.axis("local_day", names), f.axis("day_line", MOST_LINES)
    day = f.param("day", (T,), number, target=D)
    slope, offset = _lines(case, lakes, np.ones(1), lambda lake: lake.tail_ramp_m_per_day or 0.0)
    steep, above = f.param("day_slope", (A, K), slope[:, 0]), f.param("day_offset", (A, K), offset[:, 0])
    least = f.var("day_least_m3s", (A, D), shown=False)
    greatest = f.var("day_greatest_m3s", (A, D), shown=False)
    f.constraint("day_least", (A, T), lambda r, t: least[r, day[t]] <= release(r, t))
    f.constraint("day_greatest", (A, T), lambda r, t: release(r, t) <= greatest[r, day[t]])
    f.constraint("tail_ramp_day", (A, D, K), lambda r, d, k: greatest[r, d] <= steep[r, k] * least[r, d] + above[r, k])


def _lines(
    case: Case, lakes: Sequence[Reservoir], hours: np.ndarray, ramp_m: Callable[[Reservoir], float]
) -> tuple[np.ndarray, np.ndarray]:
    """(n, windows, lines) slopes and offsets; windows of equal length share theirs."""
    lengths, which = np.unique(hours.round(6), return_inverse=True)
    slope, offset = (np.empty((len(lakes), len(hours), MOST_LINES)) for _ in range(2))
    for i, lake in enumerate(lakes):
        tailwater = curve_function(case, lake.tailwater or "")
        lines = [tail_room(tailwater, ramp_m(lake) * float(length)) for length in lengths]
        slope[i], offset[i] = (np.array([getattr(line, name) for line in lines])[which] for name in ("slope", "offset"))
    return slope, offset
