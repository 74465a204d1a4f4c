"""Workdays and holidays of mainland China, from the maintained `holidays` package.

For years whose arrangement the State Council has published, days off and the weekend days that are worked instead are
those of the notice; for later years the statutory days of the regulation (全国年节及纪念日放假办法) are computed
from the solar and lunar calendars, and weekends are days off. A holiday (节假日) here is every day that is not worked,
weekends included.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import holidays

SPRING_FESTIVAL = "Chinese New Year (Spring Festival)"


def is_workday(days: Iterable[date]) -> list[bool]:
    """Whether each day is worked."""
    chosen = list(days)
    calendar = holidays.country_holidays("CN", years={day.year for day in chosen}, language="en_US")
    return [calendar.is_working_day(day) for day in chosen]


def first_of_spring_festival(year: int) -> date:
    """The first day of the first lunar month (正月初一)."""
    calendar = holidays.country_holidays("CN", years=year, language="en_US")
    return min(day for day, name in calendar.items() if day.year == year and SPRING_FESTIVAL in name.split("; "))
