"""The error process against its closed forms: size by lead, memory, relation of issues, distance."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.case.settings import LoadError, PvError, WaterError, WindError
from dispatch.forecast.error_model import DayAhead, ErrorModel, Noise, Paths
from dispatch.forecast.noise import Span, Stream, own_noise, regional_noise, site_noise

FIRST = 1_900_000
YEARS = 4 * 35_040
STREAM = Stream(seed=7, kind=0, correlation_km=150.0)
WIND = ErrorModel.of(WindError())
ISSUES = np.arange(FIRST + 4000, FIRST + YEARS, 8)


@pytest.fixture(scope="module")
def noise() -> Noise:
    return own_noise(STREAM, "somewhere", span(YEARS + 400))


@pytest.fixture(scope="module")
def paths(noise: Noise) -> Paths:
    return Paths(WIND, noise)


def span(size: int) -> Span:
    return Span(FIRST, FIRST, FIRST + size)


def day_ahead(paths: Paths) -> tuple[DayAhead, np.ndarray]:
    issue = np.arange(FIRST + 4002, FIRST + YEARS, 96)
    issues = DayAhead(issue, issue + 96, 159)
    return issues, paths.day_ahead(issues)


def corr(a: np.ndarray, b: np.ndarray) -> float:
    return float(np.corrcoef(a.ravel(), b.ravel())[0, 1])


def test_defaults_are_those_of_the_field() -> None:
    assert (WIND.sigma, WIND.tau_h, WIND.phi) == (0.14, 6.0, 0.97)
    pv, water, load = (ErrorModel.of(e()) for e in (PvError, WaterError, LoadError))
    assert (pv.sigma, pv.phi) == (0.10, 0.93)
    assert water.phi**96 == pytest.approx(0.9)
    assert 0.10 <= water.spread(24.0) <= water.spread(48.0) <= 0.20
    assert 0.02 <= load.spread(16.0) <= 0.03


def test_the_spread_starts_at_nothing_and_grows_to_sigma() -> None:
    """σ(6 h) = 0.14·√(1 − 1/e) = 0.14·0.79506010"""
    assert WIND.spread(0.0) == 0
    assert WIND.spread(6.0) == pytest.approx(0.11130841, rel=1e-7)
    assert WIND.spread(1000.0) == pytest.approx(0.14)
    assert (np.diff(WIND.spread(np.arange(0, 40, 0.25))) > 0).all()


def test_every_lead_has_variance_one_and_mean_zero(paths: Paths) -> None:
    """17,000 issues of memory 8 h: 1 % is some two standard errors of a standard deviation."""
    intraday, (_, ahead) = paths.intraday(ISSUES, 16), day_ahead(paths)
    assert np.abs(intraday.std(axis=0) - 1).max() < 0.03
    assert np.abs(intraday.mean(axis=0)).max() < 0.06
    assert np.abs(ahead.std(axis=0) - 1).max() < 0.09
    assert abs(ahead.std() - 1) < 0.02


def test_errors_along_an_issue_are_ar1(paths: Paths) -> None:
    for z in (paths.intraday(ISSUES, 16), day_ahead(paths)[1]):
        assert corr(z[:, :-1], z[:, 1:]) == pytest.approx(0.97, abs=0.005)
        assert corr(z[:, :-8], z[:, 8:]) == pytest.approx(0.97**8, abs=0.02)
        # the innovations are white: what is left of z after its own past knows nothing of it
        e = z[:, 1:] - 0.97 * z[:, :-1]
        assert abs(corr(e[:, 1:], e[:, :-1])) < 0.01


@pytest.mark.parametrize(("early", "late"), [(4.0, 2.0), (3.0, 1.0), (4.0, 0.25)])
def test_intraday_issues_relate_as_derived(paths: Paths, early: float, late: float) -> None:
    z = paths.intraday(np.arange(FIRST + 4000, FIRST + YEARS), 16)
    apart = round((early - late) * 4)
    found = corr(z[:-apart, round(early * 4) - 1], z[apart:, round(late * 4) - 1])
    assert found == pytest.approx(WIND.issue_correlation(early, late), abs=0.02)


def test_day_ahead_issues_relate_to_each_other_and_to_intraday_ones_as_derived(paths: Paths) -> None:
    issues, ahead = day_ahead(paths)
    found = corr(ahead[:-1, 96 + 39], ahead[1:, 39])  # 34 h and 10 h before the same period
    assert found == pytest.approx(WIND.issue_correlation(34.0, 10.0), abs=0.03)
    found = corr(ahead[:-1, 96 + 7], ahead[1:, 7])  # 26 h and 2 h: the later issue is within the last hours' news
    assert found == pytest.approx(WIND.issue_correlation(26.0, 2.0), abs=0.05)
    near = paths.intraday(issues.issue + 56, 16)[:, 7]  # issued 14 h later, 2 h before the period
    assert corr(ahead[:, 63], near) == pytest.approx(WIND.issue_correlation(16.0, 2.0), abs=0.05)


def test_two_day_ahead_issues_share_what_neither_has_learnt(noise: Noise) -> None:
    """Without memory along the issue z is e of (error.4): the correlation is r(h')/r(h), lead by lead."""
    model = ErrorModel(0.1, 48.0, 0.0, 0.3)
    _, ahead = day_ahead(Paths(model, noise))
    for later in (4, 16, 24, 40, 62):  # quarter-hours; a day more for the earlier issue
        found = corr(ahead[:-1, 96 + later - 1], ahead[1:, later - 1])
        expected = float(model.learnt(later / 4) / model.learnt(24 + later / 4))
        assert found == pytest.approx(expected, abs=0.04), later
        assert model.issue_correlation(24 + later / 4, later / 4) == pytest.approx(expected)


def test_a_later_issue_is_better_and_knows_the_earlier_one() -> None:
    """σ falls with the lead while issues for one period stay positively related."""
    for early, late in ((40.0, 16.0), (16.0, 4.0), (4.0, 1.0), (1.0, 0.25)):
        assert WIND.spread(late) < WIND.spread(early)
        assert 0.3 < WIND.issue_correlation(early, late) < 1


@settings(max_examples=30, deadline=None)
@given(st.floats(0, 1), st.floats(1, 100), st.floats(0.1, 0.995), st.integers(1, 160), st.integers(0, 160))
def test_correlations_are_correlations(shared: float, tau: float, phi: float, late: int, more: int) -> None:
    model = ErrorModel(0.1, tau, phi, shared)
    found = model.issue_correlation((late + more) / 4, late / 4, terms=2000)
    assert 0 <= found <= 1 + 1e-12
    if more == 0 or shared == 1:
        assert found == pytest.approx(1)


def test_with_everything_shared_all_issues_have_one_path(noise: Noise) -> None:
    same = Paths(ErrorModel(0.1, 6.0, 0.97, 1.0), noise)
    z = same.intraday(np.arange(FIRST + 4000, FIRST + 5000), 16)
    assert np.allclose(z[:-1, 1:], z[1:, :-1])


def test_sites_correlate_by_distance() -> None:
    """exp(−d/150 km), averaged over eight directions, within 5 %: the net of waves and nine months of noise."""
    centre = (27.0, 103.0)
    angles = np.arange(8) * np.pi / 4
    around = {
        km: [(27 + km / 111.195 * np.cos(a), 103 + km / 111.195 * np.sin(a) / np.cos(np.radians(27))) for a in angles]
        for km in (25, 75, 150, 300)
    }
    places = [place for ring in around.values() for place in ring]
    drawn = regional_noise(STREAM, [centre, *places], span(26_000))
    issues = np.arange(FIRST + 2000, FIRST + 26_000, 16)
    z = {place: Paths(WIND, noise).intraday(issues, 16) for place, noise in drawn.items()}
    for km, ring in around.items():
        found = np.mean([corr(z[centre], z[place]) for place in ring])
        assert found == pytest.approx(np.exp(-km / 150), abs=0.05), km


def test_a_neighbour_changes_nothing_and_a_seed_everything() -> None:
    here, there, short = (27.0, 103.0), (27.5, 103.5), span(500)
    alone = regional_noise(STREAM, [here], short)[here]
    beside = regional_noise(STREAM, [there, here, (26.0, 100.0)], short)[here]
    assert alone.base.tobytes() == beside.base.tobytes()
    assert alone.hourly.tobytes() == beside.hourly.tobytes()
    other = regional_noise(Stream(8, 0, 150.0), [here], short)[here]
    assert abs(corr(alone.base, other.base)) < 0.1


def test_a_share_of_its_own_weakens_the_tie_to_neighbours() -> None:
    here, long = (27.0, 103.0), span(30_000)
    drawn = regional_noise(STREAM, [here], long)
    one, two = (site_noise(STREAM, drawn, here, name, 0.5, long) for name in ("a", "b"))
    assert corr(one.base, two.base) == pytest.approx(0.5, abs=0.02)
    assert one.base.std() == pytest.approx(1, abs=0.02)
    nowhere = site_noise(STREAM, drawn, None, "a", 0.0, long)
    assert abs(corr(nowhere.base, drawn[here].base)) < 0.02
