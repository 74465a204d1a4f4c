"""What kind of day it is: working day, weekend, public holiday, Spring Festival.

Spring Festival is the new moon (Beijing time) that begins the first lunar month: from 1986 to 2060 the first one
between 21 January and 20 February. The instant is that of Meeus, "Astronomical Algorithms", ch. 49, with its largest
periodic terms. Holidays [E]: eight days from the eve of Spring Festival, 1–5 May, 1–7 October; days worked in exchange
are not known in advance and left out.
"""

from __future__ import annotations

import math
from datetime import date, datetime, timedelta
from enum import IntEnum
from functools import cache

import numpy as np

DAYS = 365
_BEIJING = timedelta(hours=8)
_MEAN_MONTH_D = 29.530588861


class DayKind(IntEnum):
    """Rows of every table of daily habits."""

    WORKING = 0
    WEEKEND = 1
    HOLIDAY = 2
    FESTIVAL = 3


def day_kinds(year: int) -> np.ndarray:
    """(365,) kind of every day of a year, 29 February left out."""
    first = date(year, 1, 1)
    every = [first + timedelta(days=i) for i in range(366)]
    days = [day for day in every if day.year == year and (day.month, day.day) != (2, 29)]
    eve = spring_festival(year) - timedelta(days=1)
    kinds = np.full(DAYS, DayKind.WORKING, dtype=np.int64)
    for i, day in enumerate(days):
        if 0 <= (day - eve).days < 8:
            kinds[i] = DayKind.FESTIVAL
        elif (day.month == 5 and day.day <= 5) or (day.month == 10 and day.day <= 7):
            kinds[i] = DayKind.HOLIDAY
        elif day.weekday() >= 5:
            kinds[i] = DayKind.WEEKEND
    return kinds


@cache
def spring_festival(year: int) -> date:
    """First day of the first lunar month."""
    first, last = date(year, 1, 21), date(year, 2, 20)
    lunation = round((year - 2000) * 12.3685)
    moons = [(_new_moon(lunation + i) + _BEIJING).date() for i in (-1, 0, 1, 2, 3)]
    return min(day for day in moons if first <= day <= last)


def _new_moon(lunation: int) -> datetime:
    """UTC of a new moon; number 0 is that of 6 January 2000."""
    t = lunation / 1236.85
    sun = math.radians(2.5534 + 29.10535670 * lunation - 0.0000014 * t**2)
    moon = math.radians(201.5643 + 385.81693528 * lunation + 0.0107582 * t**2)
    node = math.radians(160.7108 + 390.67050284 * lunation - 0.0016118 * t**2)
    e = 1 - 0.002516 * t
    day = 5.09766 + _MEAN_MONTH_D * lunation + 0.00015437 * t**2
    day += -0.40720 * math.sin(moon) + 0.17241 * e * math.sin(sun) + 0.01608 * math.sin(2 * moon)
    day += 0.01039 * math.sin(2 * node) + 0.00739 * e * math.sin(moon - sun) - 0.00514 * e * math.sin(moon + sun)
    day += 0.00208 * e * e * math.sin(2 * sun) - 0.00111 * math.sin(moon - 2 * node)
    # 70 s is what dynamical time is ahead of UTC.
    return datetime(2000, 1, 1) + timedelta(days=day, hours=12, seconds=-70)
