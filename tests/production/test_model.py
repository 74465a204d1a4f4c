"""The model of energy and output: exact data, another library, the interval that it promises, and what it refuses."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from dispatch.production.model import Intervals, Unfit, alike, finest_levels, fit_model
from tests.support import close


def days(energy: np.ndarray, output: np.ndarray, start: str = "2029-01-01", hours: float = 24.0) -> Intervals:
    stamps = pd.date_range(start, periods=len(energy), freq="D", tz="Asia/Shanghai")
    return Intervals(stamps, np.full(len(energy), hours), energy, output)


def test_exact_data_give_the_law_and_no_band() -> None:
    """E = 24·5 MW·h + 13.4·T: 1,460 MWh are (1,460 − 120)/13.4 = 100 t, for certain."""
    output = np.array([80.0, 90, 100, 110, 120, 95, 105])
    model = fit_model(days(120 + 13.4 * output, output))
    assert (model.mwh_per_t, model.fixed_mw.tolist()) == (close(13.4), close([5.0]))
    assert model.tonnes(1460, np.array([24.0])) == close((100, 100, 100), abs=1e-5)
    assert (model.r2, model.outliers) == (close(1.0), ())


def test_one_level_of_equal_days_is_the_straight_line_of_the_books() -> None:
    """Slope, its error, intercept and R² as scipy's linregress has them; the interval as the textbook solves it.

    With x̄, ȳ, S_xx, s and n, those x0 with (y0 − ȳ − b·(x0 − x̄))² ≤ t²·s²·(1 + 1/n + (x0 − x̄)²/S_xx).
    """
    rng = np.random.default_rng(8)
    output = rng.uniform(80, 120, 40)
    energy = 150 + 12.0 * output + rng.normal(0, 15, 40)
    model, line = fit_model(days(energy, output), levels="all"), stats.linregress(output, energy)
    assert model.mwh_per_t == close(line.slope)
    assert model.mwh_per_t_error == close(line.stderr)
    assert 24 * model.fixed_mw[0] == close(line.intercept)
    assert model.r2 == close(line.rvalue**2)
    residual = energy - line.intercept - line.slope * output
    s2, n, sxx = residual @ residual / 38, 40, np.sum((output - output.mean()) ** 2)
    _, low, high = model.tonnes(1500, np.array([24.0]))
    t = stats.t.ppf(0.975, 38)
    for x0 in (low, high):
        miss = (1500 - energy.mean() - line.slope * (x0 - output.mean())) ** 2
        assert miss == close(t**2 * s2 * (1 + 1 / n + (x0 - output.mean()) ** 2 / sxx), rel=1e-7)


def test_months_of_other_lengths_weigh_as_their_hours() -> None:
    """Errors of σ²·h: dividing rows by √h is what the weights of numpy's polyfit do."""
    rng = np.random.default_rng(2)
    stamps = pd.date_range("2027-01-01", periods=24, freq="MS", tz="Asia/Shanghai")
    hours = np.array([24.0 * stamp.days_in_month for stamp in stamps])
    output = rng.uniform(3000, 5000, 24)
    energy = 5 * hours + 13 * output + rng.normal(0, 3, 24) * np.sqrt(hours)
    model = fit_model(Intervals(stamps, hours, energy, output), levels="all")
    design = np.stack([hours, output], axis=1) / np.sqrt(hours)[:, None]
    expected = np.linalg.lstsq(design, energy / np.sqrt(hours), rcond=None)[0]
    assert [model.fixed_mw[0], model.mwh_per_t] == close(expected)
    assert model.interval_h == close(hours.mean())


def test_the_band_holds_what_it_promises() -> None:
    """1,500 times 30 days of data, then a day of known output: within the band of 90 % in 90 ± 2.5 % of all."""
    rng, inside = np.random.default_rng(11), 0
    for _ in range(1500):
        output = rng.uniform(90, 110, 31)
        energy = 24 * 4 + 13.0 * output + rng.normal(0, 20, 31)
        model = fit_model(days(energy[:30], output[:30]), 0.9, levels="all")
        _, low, high = model.tonnes(energy[30], np.array([24.0]), 0.9)
        inside += low <= output[30] <= high
    assert inside / 1500 == pytest.approx(0.9, abs=0.025)


def test_the_band_of_a_week_holds_although_days_are_alike() -> None:
    """Errors with a lag-one correlation of 0.6: the band of seven days at 90 % holds in 85 % or more of 400 trials.

    If errors were taken for independent, some 65 % would.
    """
    rng, inside, naive = np.random.default_rng(5), 0, 0
    for _ in range(400):
        noise = np.zeros(127)
        for i, shock in enumerate(rng.normal(0, 16, 127)):
            noise[i] = 0.6 * noise[i - 1] + shock
        output = rng.uniform(80, 120, 127)
        energy = 24 * 4 + 13.0 * output + noise
        model = fit_model(days(energy[:120], output[:120]), 0.9, levels="all")
        week = np.array([168.0])
        expected, low, high = model.tonnes(energy[120:].sum(), week, 0.9)
        truth = output[120:].sum()
        inside += low <= truth <= high
        half = (high - low) / 2 / np.sqrt(alike(model.rho, 7))
        naive += abs(expected - truth) <= half
    assert inside / 400 >= 0.85
    assert naive < inside - 40


def test_alike_is_the_variance_of_a_sum() -> None:
    """Three errors with correlation ρ: 3 + 2·(2ρ + ρ²) over 3."""
    assert alike(0.5, 3) == close((3 + 2 * (2 * 0.5 + 0.25)) / 3)
    assert alike(0.0, 9) == alike(0.9, 1) == 1.0


def test_an_interval_that_does_not_belong_is_reported() -> None:
    """One day of 60 took 300 MWh more than the others say."""
    rng = np.random.default_rng(1)
    output = rng.uniform(80, 120, 60)
    energy = 100 + 13 * output + rng.normal(0, 10, 60)
    energy[17] += 300
    model = fit_model(days(energy, output), levels="all")
    (found,) = model.outliers
    assert (found.start, found.output_t) == (pd.Timestamp("2029-01-18", tz="Asia/Shanghai"), close(output[17]))
    assert found.score > 8
    assert found.energy_mwh - found.expected_mwh > 200


def test_levels_are_the_finest_that_are_known() -> None:
    """A year knows months; a year of months only one each; a dry quarter knows no wet season, and is one level."""
    year = pd.date_range("2029-01-01", periods=365, freq="D", tz="Asia/Shanghai")
    assert finest_levels(year) == "month"
    assert finest_levels(year[:59]) == "month"
    assert finest_levels(year[:59], {3}) == "all"
    assert finest_levels(year[year.month != 3], {3}) == "season"
    months = pd.date_range("2025-01-01", periods=60, freq="MS", tz="Asia/Shanghai")
    assert finest_levels(months) == "month"
    assert finest_levels(months[:36]) == "season"
    assert finest_levels(months[:12]) == "all"


def test_every_month_has_a_draw_of_its_own() -> None:
    """6 MW in January, 8 MW in February: a window over the end of January counts the hours of both."""
    output = np.linspace(80, 120, 59) + np.tile([3.0, -3, 1], 20)[:59]
    fixed = np.where(np.arange(59) < 31, 6.0, 8.0)
    model = fit_model(days(24 * fixed + 13 * output, output))
    assert (model.levels, model.names, model.fixed_mw.tolist()) == ("month", ("01", "02"), close([6, 8]))
    stamps = pd.date_range("2030-01-31", periods=3, freq="D", tz="Asia/Shanghai")
    hours = model.hours_by_level(stamps, np.full(3, 24.0))
    assert hours.tolist() == [24, 48]
    assert model.tonnes(24 * 6 + 48 * 8 + 13 * 300, hours)[0] == close(300)


@pytest.mark.parametrize(
    ("energy", "output", "code"),
    [
        (np.full(5, 100.0), np.arange(5.0), "output_too_few"),
        (np.arange(30.0), np.full(30, 7.0), "output_flat"),
        (1000 - np.arange(30.0), np.arange(30.0), "output_unrelated"),
        (np.tile([1.0, 5, 2], 10), np.tile([4.0, 4, 1, 3, 2], 6), "output_unrelated"),
    ],
)
def test_what_tells_nothing_is_refused(energy: np.ndarray, output: np.ndarray, code: str) -> None:
    with pytest.raises(Unfit) as no:
        fit_model(days(energy, output), levels="all")
    assert no.value.code == code


@settings(max_examples=60, deadline=None)
@given(
    st.floats(5, 20), st.floats(0, 50), st.floats(0.01, 60), st.integers(0, 2**20),
    st.floats(0, 5000), st.floats(0.5, 0.99),
)  # fmt: skip
def test_the_band_holds_the_expected_output_and_widens_with_confidence(
    specific: float, fixed: float, noise: float, seed: int, energy: float, confidence: float
) -> None:
    rng = np.random.default_rng(seed)
    output = rng.uniform(50, 150, 25)
    try:
        model = fit_model(days(24 * fixed + specific * output + rng.normal(0, noise, 25), output), 0.995, levels="all")
    except Unfit:
        return
    hours = np.array([24.0])
    expected, low, high = model.tonnes(energy, hours, confidence)
    _, lower, higher = model.tonnes(energy, hours, confidence + 0.005)
    assert lower <= low + 1e-9 <= expected + 2e-9 <= high + 3e-9 <= higher + 4e-9
