"""Kinds of days: Spring Festival on the days on which it was and will be, and the year in numbers."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from dispatch.charging.calendar import DayKind, day_kinds, spring_festival

FESTIVALS = {
    1986: (2, 9), 1990: (1, 27), 2000: (2, 5), 2012: (1, 23), 2020: (1, 25), 2021: (2, 12), 2022: (2, 1), 2023: (1, 22),
    2024: (2, 10), 2025: (1, 29), 2026: (2, 17), 2027: (2, 6), 2028: (1, 26), 2029: (2, 13), 2030: (2, 3), 2031: (1,
        23),
    2032: (2, 11), 2033: (1, 31), 2034: (2, 19), 2035: (2, 8), 2036: (1, 28), 2037: (2, 15), 2038: (2, 4), 2039: (1,
        24),
    2040: (2, 12), 2050: (1, 23), 2060: (2, 2),
}  # fmt: skip


@pytest.mark.parametrize("year", FESTIVALS)
def test_spring_festival_is_when_it_is(year: int) -> None:
    assert spring_festival(year) == date(year, *FESTIVALS[year])


def test_days_of_2030_by_kind() -> None:
    """Spring Festival 2–9 February, 1–5 May and 1–7 October; 1 January is a Tuesday."""
    kinds = day_kinds(2030)
    assert np.bincount(kinds).tolist() == [248, 97, 12, 8]
    assert (kinds[32:40] == DayKind.FESTIVAL).all()
    assert kinds[4] == DayKind.WEEKEND
    assert kinds[120] == DayKind.HOLIDAY


def test_a_leap_year_has_no_29_february() -> None:
    """28 February 2028 is a Monday, 1 March a Wednesday."""
    kinds = day_kinds(2028)
    assert len(kinds) == 365
    assert kinds[[56, 57, 58, 59]].tolist() == [DayKind.WEEKEND, DayKind.WEEKEND, DayKind.WORKING, DayKind.WORKING]
