"""Demand by temperature: the lag in closed form, the response by hand, the series in a case."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.case.check import check_case
from dispatch.case.schema import Case
from dispatch.demand.temperature import calibrated, lagged, response
from dispatch.errors import CaseError, SeriesError
from dispatch.horizon import Horizon
from dispatch.series.assemble import Series, assemble_series
from tests.support import demand, system, table


def test_a_step_of_the_air_is_followed_by_an_exponential() -> None:
    """From 0 to 10 °C with τ = 2 h: mean of 10·(1 − e^(−t/2)) over each hour."""
    air = np.array([0.0, 0, 10, 10, 10])
    expected = [10 - 10 * 2 * (np.exp(-h / 2) - np.exp(-(h + 1) / 2)) for h in range(3)]
    assert lagged(air, 1.0, 2.0, repeats=False) == pytest.approx([0, 0, *expected], rel=1e-12)
    assert lagged(air, 1.0, 0.0, repeats=False) == pytest.approx(air)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**31), st.sampled_from((2, 3, 4)), st.floats(0.1, 60), st.booleans())
def test_cutting_periods_changes_no_mean(seed: int, parts: int, tau: float, repeats: bool) -> None:
    air = np.random.default_rng(seed).uniform(-10, 30, 50)
    fine = lagged(np.repeat(air, parts), 1 / parts, tau, repeats=repeats)
    assert fine.reshape(-1, parts).mean(axis=1) == pytest.approx(lagged(air, 1.0, tau, repeats=repeats), abs=1e-9)


def test_a_year_that_repeats_begins_as_it_ends() -> None:
    air = np.random.default_rng(1).uniform(-10, 30, 50)
    turned = lagged(np.roll(air, 7), 1.0, 20.0, repeats=True)
    assert np.roll(turned, -7) == pytest.approx(lagged(air, 1.0, 20.0, repeats=True), abs=1e-9)
    assert lagged(air, 1.0, 20.0, repeats=True).mean() == pytest.approx(air.mean(), abs=1e-9)


def test_degrees_beyond_the_thresholds_count() -> None:
    """2 % per K below 15 °C, 3 % above 26: at 5, 15, 20, 26 and 30 °C."""
    assert response(np.array([5.0, 15, 20, 26, 30]), 0.02, 0.03, 15.0, 26.0) == pytest.approx([1.2, 1, 1, 1, 1.12])


def test_the_year_keeps_its_energy() -> None:
    base, factor = np.array([0.4, 0.6]), np.array([1.5, 1.0])
    assert calibrated(base, factor, 1.0, None) == pytest.approx([0.5, 0.5])
    assert calibrated(base, factor, 1.0, 876.0) == pytest.approx([0.1, 0.1])
    assert calibrated(np.zeros(2), factor, 1.0, None).tolist() == [0, 0]


SITE = {
    "id": "town", "lat": 27.3, "lon": 103.7, "altitude_m": 1920, "ghi_kwh_per_m2": 1350, "sun_hours_h": 1900,
    "temperature_c": {"monthly": [2, 4, 8, 12, 16, 18, 20, 19, 16, 12, 8, 4]}, "wind_speed_m_per_s": 2.0,
}  # fmt: skip
DAY = table(repeat="day", base=0.5 + 0.3 * np.sin(np.arange(24) / 4))


def homes(**more: Any) -> Case:
    return system(
        DAY, weather=[SITE], load=[demand(100, p_pu="temperature_load/homes")],
        temperature_load=[{"id": "homes", "weather": "town", "base_pu": "s/base", **more}],
    )  # fmt: skip


def year_of(case: Case, step_h: float = 1.0) -> np.ndarray:
    assert not check_case(case)
    series = assemble_series(case, Horizon.regular("2030-01-01", round(8760 / step_h), step_h))
    return series.of(case.load[0], "p_pu")


def test_a_cold_month_draws_more_and_the_year_the_same() -> None:
    made = year_of(homes())
    base = DAY.columns["base"].mean()
    assert made.mean() == pytest.approx(base, rel=1e-9)
    day = made.reshape(365, 24).mean(axis=1)
    assert day[:31].mean() > 1.05 * day[150:240].mean()
    assert year_of(homes(full_load_hours_h=3000)).sum() == pytest.approx(3000, rel=1e-9)
    assert year_of(homes(heating_pu_per_k=0, cooling_pu_per_k=0)).reshape(365, 24)[7] == pytest.approx(
        DAY.columns["base"]
    )


def test_the_finer_of_both_axes_is_kept() -> None:
    """A base of 15 minutes under hourly weather; a number and monthly values have no steps of their own."""
    fine = table(0.25, repeat="day", base=np.linspace(0.2, 0.8, 96))
    case = homes().model_copy(update={"series": {"s": fine}})
    made = year_of(case, 0.25)
    assert len(np.unique(np.round(made[:4] / made[0], 6))) == 4
    assert year_of(homes(base_pu=0.5)).mean() == pytest.approx(0.5)
    monthly = year_of(homes(base_pu={"monthly": [1, *[0.5] * 11]}, heating_pu_per_k=0, cooling_pu_per_k=0))
    assert monthly[0] == pytest.approx(2 * monthly[-1])


def test_a_base_that_is_not_there_or_too_short_is_refused() -> None:
    short = table(repeat="no", base=np.ones(48))
    with pytest.raises(SeriesError) as caught:
        year_of(homes().model_copy(update={"series": {"s": short}}))
    assert {fault.code for fault in caught.value.faults} == {"series_not_covering"}
    loop = homes(base_pu="temperature_load/homes")
    with pytest.raises(CaseError) as refused:
        Series(loop, Horizon.regular("2030-01-01", 24, 1.0)).of(loop.load[0], "p_pu")
    assert [fault.code for fault in refused.value.faults] == ["unknown_series"]
