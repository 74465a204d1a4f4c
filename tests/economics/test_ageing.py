"""Ageing, replacement and cycles, by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.economics.ageing import full_cycles, life_of, years_to


def test_calendar_alone() -> None:
    life = life_of(15, 300.0, None, 0.02)
    # 1 − 0.02·10 = 0.80 at the end of year 10: replaced; five more years leave 0.90.
    assert np.flatnonzero(life.replaced).tolist() == [9]
    assert life.health_end_pu[9] == pytest.approx(0.8)
    assert life.end_pu == pytest.approx(0.9)
    assert life.health_mean_pu[0] == pytest.approx(0.99)
    assert years_to(0.8, 300.0, None, 0.02) == 10


def test_cycles_wear_less_as_health_goes() -> None:
    # 400 cycles a year of 8,000: 1 % new; with 1.5 % by the calendar 2.5 % in a first year, then 1.5 % + 0.975 %.
    life = life_of(3, 400.0, 8000.0, 0.015)
    assert life.health_end_pu[0] == pytest.approx(0.975)
    assert life.health_end_pu[1] == pytest.approx(0.975 - 0.015 - 0.00975)
    assert not life.replaced.any()


def test_no_replacement_in_the_last_year() -> None:
    life = life_of(10, 0.0, None, 0.02)
    assert life.replacements == 0
    assert life.end_pu == pytest.approx(0.8)


def test_what_does_not_fade_is_never_replaced() -> None:
    life = life_of(50, 250.0, None, 0.0)
    assert life.end_pu == 1.0
    assert life.replacements == 0
    assert math.isinf(years_to(0.8, 250.0, None, 0.0))


@given(st.integers(1, 50), st.floats(0, 1500), st.floats(2000, 1e6), st.floats(0, 0.2), st.floats(0.5, 0.95))
def test_health_stays_within_its_bounds(years: int, cycles: float, rated: float, calendar: float, limit: float) -> None:
    life = life_of(years, cycles, rated, calendar, limit)
    assert (life.health_end_pu >= 0).all()
    assert (life.health_end_pu <= life.health_start_pu).all()
    assert (life.health_start_pu > limit).all()
    assert (life.health_start_pu[1:][life.replaced[:-1]] == 1.0).all()


def test_cycles_count_the_store_side() -> None:
    # 90 MWh at the meter are 100 MWh out of the cells: one cycle of 100 MWh.
    assert full_cycles(90.0, 0.9, 100.0) == pytest.approx(1.0)
    assert full_cycles(90.0, 0.9, 0.0) == 0.0
