"""Money over time: by hand and against numpy-financial."""

from __future__ import annotations

import math

import numpy as np
import numpy_financial as npf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.economics.finance import (
    annualised,
    debt_service,
    internal_rate_pu,
    payback_years,
    present_value,
)

incomes = st.lists(st.floats(1.0, 1e6), min_size=2, max_size=30)
rates = st.floats(0.001, 0.5)


@pytest.mark.parametrize(("rate", "years", "crf"), [(0.07, 15, 0.1098), (0.07, 20, 0.0944), (0.0, 10, 0.1)])
def test_recovery_factor_of_the_tables(rate: float, years: int, crf: float) -> None:
    assert annualised(1.0, rate, years) == pytest.approx(crf, abs=5e-5)


@given(rates, st.integers(1, 60))
def test_recovery_factor_is_the_payment_of_a_loan(rate: float, years: int) -> None:
    assert annualised(5e8, rate, years) == pytest.approx(-npf.pmt(rate, years, 5e8), rel=1e-10)


@given(rates, incomes)
def test_npv_and_irr_are_those_of_numpy_financial(rate: float, income: list[float]) -> None:
    flow = np.array([-sum(income) * 0.6, *income])
    assert present_value(flow, rate) == pytest.approx(npf.npv(rate, flow), rel=1e-10, abs=1e-6)
    assert internal_rate_pu(flow) == pytest.approx(npf.irr(flow), rel=1e-8, abs=1e-10)


def test_irr_by_hand() -> None:
    assert internal_rate_pu(np.array([-100.0, 110.0])) == pytest.approx(0.1, abs=1e-12)
    assert internal_rate_pu(np.array([-100.0, 60.0, 72.0])) == pytest.approx(0.2, abs=1e-12)
    assert internal_rate_pu(np.array([-100.0, 30.0, 30.0, 30.0])) == pytest.approx(
        npf.irr([-100, 30, 30, 30]), abs=1e-10
    )


def test_irr_does_not_guess() -> None:
    assert math.isnan(internal_rate_pu(np.array([-100.0, -5.0])))
    assert math.isnan(internal_rate_pu(np.array([100.0, 5.0])))
    assert math.isnan(internal_rate_pu(np.array([0.0])))
    # 10 % and 20 % both: (x − 1.1)(x − 1.2)
    assert math.isnan(internal_rate_pu(np.array([-100.0, 230.0, -132.0])))


def test_payback_by_hand() -> None:
    flow = np.array([-100.0, 40.0, 40.0, 40.0])
    assert payback_years(flow) == pytest.approx(2.5)
    # 40/1.1 + 40/1.21 = 69.42; 30.58 of the 30.05 of the third year: never
    assert math.isinf(payback_years(flow, 0.1))
    # 40/1.05 + 40/1.1025 = 74.38; 25.62 of 34.55
    assert payback_years(flow, 0.05) == pytest.approx(2 + 25.6235828 / 34.5535039, rel=1e-6)
    # A replacement sinks it again: the money is back for good only afterwards.
    assert payback_years(np.array([-100.0, 120.0, -60.0, 80.0])) == pytest.approx(2.5)
    assert payback_years(np.array([0.0, 1.0])) == 0.0


@given(rates, st.integers(1, 25), st.integers(1, 25))
def test_loan_is_repaid_with_interest(rate: float, term: int, years: int) -> None:
    paid, interest = debt_service(1000.0, rate, term, years)
    assert present_value(paid, rate) == pytest.approx(1000.0, rel=1e-10)
    assert paid.sum() - interest.sum() == pytest.approx(1000.0, rel=1e-10)
    assert np.count_nonzero(paid) == min(term, years)
    assert not debt_service(0.0, rate, term, years)[0].any()


def test_interest_is_that_of_numpy_financial() -> None:
    _, interest = debt_service(7e7, 0.035, 12, 15)
    assert interest[1:13] == pytest.approx(-npf.ipmt(0.035, np.arange(1, 13), 12, 7e7), rel=1e-10)


def test_a_last_year_that_costs_a_little_leaves_the_rate_as_it_is() -> None:
    """A clearing up at the end adds a second rate, here beyond −90 %, which is no figure of the project."""
    for flow in ([-100.0, *[15.0] * 14, -1.0], [-100.0, 40, 40, 40, 40, -5]):
        assert internal_rate_pu(np.array(flow)) == pytest.approx(npf.irr(flow), abs=1e-9)
    assert internal_rate_pu(np.array([-100.0, *[15.0] * 14, -1.0])) == pytest.approx(0.1185, abs=5e-5)
    assert internal_rate_pu(np.array([-100.0, 40, 40, 40, 40, -5])) == pytest.approx(0.2083, abs=5e-5)
    # A dearer one: −15.6 % and 4.9 %; no capital costs less than nothing.
    dear = np.array([-100.0, 40, 40, 40, 40, -50])
    rate = internal_rate_pu(dear)
    assert rate > 0
    assert present_value(dear, rate) == pytest.approx(0, abs=1e-9)
    # Most of the money is lost: the one rate there is.
    assert internal_rate_pu(np.array([-100.0, 10.0])) == pytest.approx(-0.9)
