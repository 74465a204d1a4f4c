"""How a synthetic year varies, over several seeds; and that seed and place alone decide what it is."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from typing import Any

import numpy as np
import pytest
from scipy.stats import weibull_min

from dispatch.cache import DIRECTORY_VARIABLE
from dispatch.weather.field import distance_km, positions_km, regional_field
from dispatch.weather.site_weather import SiteWeather
from dispatch.weather.sky import sky_of
from dispatch.weather.synthetic import VALUES
from tests.weather.sites import GORGE, site, weather

SEEDS = (1, 2, 3)
NORTH_KM = (0.0, 40.0, 100.0, 200.0, 600.0)
FLAT = {"sunshine_shape": {"monthly": [1.0] * 12}}


def row(km: float) -> dict[str, Any]:
    return site(f"s{km:.0f}", lat=20.0 + km / 111.195, **FLAT)


@pytest.fixture(scope="module")
def years() -> list[dict[str, SiteWeather]]:
    """Sites on a meridian, for each seed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(DIRECTORY_VARIABLE, "")
        return [weather(*map(row, NORTH_KM), seed=seed) for seed in SEEDS]


def same(one: SiteWeather, other: SiteWeather) -> bool:
    return all(getattr(one, name).tobytes() == getattr(other, name).tobytes() for name in VALUES)


def daily_clearness(made: SiteWeather) -> np.ndarray:
    clear = sky_of(made.site.lat, made.site.lon, made.site.altitude_m, made.start, made.step_s)
    return made.ghi_w_per_m2.reshape(365, 96).sum(axis=1) / clear.ghi.reshape(365, 96).sum(axis=1)


def test_wind_remembers_the_quarter_hour_before(years: list[dict[str, SiteWeather]]) -> None:
    for year in years:
        v = year["s0"].wind_speed_m_per_s
        assert 0.97 < np.corrcoef(v[:-1], v[1:])[0, 1] < 0.99


def test_wind_is_near_weibull_with_shape_two(years: list[dict[str, SiteWeather]]) -> None:
    shapes = [weibull_min.fit(y["s0"].wind_speed_m_per_s, floc=0)[0] for y in years]
    assert np.mean(shapes) == pytest.approx(2.0, abs=0.15)
    assert 1.7 < min(shapes) < max(shapes) < 2.4


@pytest.mark.parametrize("km", NORTH_KM[1:])
def test_wind_correlates_less_with_distance(years: list[dict[str, SiteWeather]], km: float) -> None:
    """exp(−d/150 km) for the Gaussian beneath, within what four years can show; seasons and hours are common."""
    name = f"s{km:.0f}"
    found = [
        np.corrcoef(y["s0"].wind_speed_m_per_s, y[name].wind_speed_m_per_s)[0, 1] for y in years
    ]  # fmt: skip
    common = 0.11
    assert np.mean(found) == pytest.approx(common + (1 - common) * np.exp(-km / 150), abs=0.12)


def test_cloudy_days_correlate_less_with_distance_and_persist(years: list[dict[str, SiteWeather]]) -> None:
    near, far, memory = [], [], []
    for year in years:
        here = daily_clearness(year["s0"])
        near.append(np.corrcoef(here, daily_clearness(year["s40"]))[0, 1])
        far.append(np.corrcoef(here, daily_clearness(year["s600"]))[0, 1])
        memory.append(np.corrcoef(here[:-1], here[1:])[0, 1])
    assert 0.5 < np.mean(near) < 0.8
    assert abs(np.mean(far)) < 0.15
    assert 0.3 < np.mean(memory) < 0.6


def test_warm_and_cold_spells_last_days_and_reach_far(years: list[dict[str, SiteWeather]]) -> None:
    """AR(1) of 2.5 K, memory 0.75, straight between noons: a day's mean is (A₋₁ + 6·A₀ + A₁)/8, from one to the next

    (−A₋₁ − 5·A₀ + 5·A₁ + A₂)/8, of variance 6.25·(52 − 30·0.75 − 20·0.75² − 2·0.75³)/64 = 1.70 K². Places: by distance.
    """
    step, near, far = [], [], []
    for year in years:
        here, there, away = (
            np.diff(year[name].temperature_c.reshape(365, 96).mean(1)) for name in ("s0", "s100", "s600")
        )
        step.append(here.std())
        near.append(np.corrcoef(here, there)[0, 1])
        far.append(np.corrcoef(here, away)[0, 1])
    assert np.mean(step) == pytest.approx(np.sqrt(1.70), abs=0.1)
    assert np.mean(near) == pytest.approx(np.exp(-100 / 450), abs=0.08)
    assert np.mean(far) == pytest.approx(np.exp(-600 / 450), abs=0.12)


def test_days_are_clear_or_overcast_more_than_between(years: list[dict[str, SiteWeather]]) -> None:
    clearness = np.concatenate([daily_clearness(year["s0"]) for year in years])
    overcast, between, clear = (((clearness > a) & (clearness < b)).mean() for a, b in ((0, 0.3), (0.4, 0.7), (0.7, 1)))
    assert overcast > between
    assert clear > between


def test_broken_cloud_varies_most(years: list[dict[str, SiteWeather]]) -> None:
    for year in years:
        clearness = daily_clearness(year["s0"])
        noon = year["s0"].ghi_w_per_m2.reshape(365, 96)[:, 40:64]
        ramps = np.abs(np.diff(noon, axis=1)).mean(axis=1)
        broken = ramps[(clearness > 0.4) & (clearness < 0.7)].mean()
        assert broken > 2 * ramps[clearness < 0.25].mean()
        assert broken > 2 * ramps[clearness > 0.8].mean()


def test_december_goes_on_into_january(years: list[dict[str, SiteWeather]]) -> None:
    for year in years:
        for name in ("temperature_c", "wind_speed_m_per_s", "pressure_pa"):
            values = getattr(year["s0"], name)
            assert abs(values[0] - values[-1]) <= np.abs(np.diff(values)).max()


def test_another_seed_is_other_weather_with_the_same_climate(years: list[dict[str, SiteWeather]]) -> None:
    one, other = years[0]["s0"], years[1]["s0"]
    assert abs(np.corrcoef(daily_clearness(one), daily_clearness(other))[0, 1]) < 0.2
    for name in ("ghi_w_per_m2", "temperature_c", "wind_speed_m_per_s"):
        assert not np.array_equal(getattr(one, name), getattr(other, name))
        assert getattr(one, name).mean() == pytest.approx(getattr(other, name).mean(), rel=1e-6)
    for q in (0.1, 0.5, 0.9):
        assert np.quantile(one.wind_speed_m_per_s, q) == pytest.approx(
            np.quantile(other.wind_speed_m_per_s, q), rel=0.12
        )


def test_sites_added_or_reordered_change_nothing() -> None:
    alone = weather(site())
    many = weather(GORGE, site("third", lon=100.0), site())
    assert list(many) == ["gorge", "third", "plateau"]
    assert same(alone["plateau"], many["plateau"])
    assert not same(many["third"], many["plateau"])


def test_two_names_of_one_place_share_its_weather() -> None:
    made = weather(site("one"), site("two", county="elsewhere", note="a ridge"))
    assert same(made["one"], made["two"])


def test_the_same_seed_gives_the_same_bytes_in_another_process() -> None:
    script = (
        "import hashlib; from tests.weather.sites import *; from dispatch.weather.synthetic import VALUES;"
        "made = weather(GORGE, site());"
        "parts = [getattr(made[s], v).tobytes() for s in sorted(made) for v in VALUES];"
        "print(hashlib.sha256(b''.join(parts)).hexdigest())"
    )
    environment = os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "PYTHONHASHSEED": "1"}
    run = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, env=environment, check=True, timeout=120
    )
    made = weather(site(), GORGE)
    parts = [getattr(made[name], value).tobytes() for name in sorted(made) for value in VALUES]
    assert run.stdout.strip() == hashlib.sha256(b"".join(parts)).hexdigest()


def test_a_year_is_remembered_by_its_content(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(DIRECTORY_VARIABLE, str(tmp_path))
    first = weather(site())
    assert len(list(tmp_path.rglob("*.npz"))) == 1

    def never(*_: Any, **__: Any) -> None:
        raise AssertionError("made again")

    monkeypatch.setattr("dispatch.weather.synthetic.regional_field", never)
    assert same(first["plateau"], weather(site("other name"))["other name"])
    with pytest.raises(AssertionError, match="made again"):
        weather(site(), seed=8)
    with pytest.raises(AssertionError, match="made again"):
        weather(site(ghi_kwh_per_m2=1351.0))


def test_the_field_has_the_correlation_that_it_says() -> None:
    """Over many independent steps, against exp(−d/L), everywhere on earth."""
    for lat, lon in ((0.0, 0.0), (27.0, 103.0), (-45.0, 170.0), (80.0, -60.0)):
        places = positions_km([lat + km / 111.195 for km in (0, 15, 75, 150, 300)], [lon] * 5)
        field = regional_field((5, 9), places, 20000, memory=0.0, length_km=150.0)
        assert field.std(axis=1) == pytest.approx(np.ones(5), abs=0.02)
        expected = [np.exp(-distance_km(places[0], place) / 150) for place in places]
        assert np.corrcoef(field)[0] == pytest.approx(expected, abs=0.09)


def test_the_field_remembers_and_closes_to_a_ring() -> None:
    field = regional_field((5, 9), positions_km([0.0], [0.0]), 50000, memory=0.9, length_km=100.0)[0]
    assert np.corrcoef(field[:-1], field[1:])[0, 1] == pytest.approx(0.9, abs=0.01)
    noise = regional_field((5, 9), positions_km([0.0], [0.0]), 50000, memory=0.0, length_km=100.0)[0]
    assert field[0] == pytest.approx(0.9 * field[-1] + np.sqrt(1 - 0.81) * noise[0], abs=1e-9)


def test_distance_is_that_along_the_surface() -> None:
    """A quarter of a great circle: 6,371·π/2 = 10,007.5 km."""
    pole, equator = positions_km([90.0, 0.0], [0.0, 50.0])
    assert distance_km(pole, equator) == pytest.approx(10007.54, abs=0.01)
