"""A synthetic year has the climate that it is asked to have, obeys the sky, and says what it assumed."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from dispatch.errors import CaseError
from dispatch.families.weather.entity import Weather
from dispatch.weather.climate import climate_table
from dispatch.weather.normals import normals_of
from dispatch.weather.site_weather import SiteWeather
from dispatch.weather.sky import Sky, sky_of
from dispatch.weather.synthetic import VALUES
from tests.weather.sites import BARE, DRY_WINTER, GORGE, RIDGE_WIND, WARMTH_C, site, weather


def sky_over(made: SiteWeather) -> Sky:
    return sky_of(made.site.lat, made.site.lon, made.site.altitude_m, made.start, made.step_s)


def monthly(values: np.ndarray) -> np.ndarray:
    """(12,) means by the calendar, counted out by hand: 96 periods a day."""
    days = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    ends = np.cumsum(days) * 96
    return np.array([part.mean() for part in np.split(values, ends[:-1])])


def insist_on_physics(made: SiteWeather) -> None:
    """Closure, darkness and the clear sky as the ceiling."""
    sky = sky_over(made)
    for name in VALUES:
        assert np.isfinite(getattr(made, name)).all(), name
    ghi, dni, dhi = made.ghi_w_per_m2, made.dni_w_per_m2, made.dhi_w_per_m2
    assert np.abs(ghi - dni * sky.cos_zenith - dhi).max() < 1e-6
    assert min(ghi.min(), dni.min(), dhi.min()) >= 0
    night = sky.cos_zenith == 0
    assert night.any()
    assert max(ghi[night].max(), dni[night].max(), dhi[night].max()) == 0
    assert (ghi <= 1.3 * sky.ghi).all()
    assert (dni <= sky.dni).all()
    assert made.wind_speed_m_per_s.min() >= 0
    assert 30_000 < made.pressure_pa.min() <= made.pressure_pa.max() < 115_000


@pytest.fixture(scope="module")
def two() -> dict[str, SiteWeather]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DISPATCH_CACHE", "")
        return weather(site(), GORGE)


def test_the_climate_is_met(two: dict[str, SiteWeather]) -> None:
    for made, ghi, sun in ((two["plateau"], 1350.0, 1902.0), (two["gorge"], 950.0, 950.0)):
        assert made.ghi_w_per_m2.sum() / 4000 == pytest.approx(ghi, rel=1e-6)
        assert (made.dni_w_per_m2 > 120).sum() / 4 == pytest.approx(sun, abs=0.5)
        assert monthly(made.temperature_c) == pytest.approx(WARMTH_C, abs=1e-9)
        assert monthly(made.wind_speed_m_per_s) == pytest.approx(RIDGE_WIND, rel=1e-9)
        insist_on_physics(made)


def test_a_year_is_365_days_from_local_new_year(two: dict[str, SiteWeather]) -> None:
    made = two["plateau"]
    assert made.repeat == "year"
    assert made.step_s * len(made.start) == 365 * 86400
    assert made.start[0] == np.datetime64("2024-12-31T16:00:00")


def test_months_differ_as_their_shape_says(two: dict[str, SiteWeather]) -> None:
    made = two["plateau"]
    possible = monthly((sky_over(made).dni > 120).astype(float))
    share = monthly((made.dni_w_per_m2 > 120).astype(float)) / possible
    assert np.corrcoef(share, DRY_WINTER)[0, 1] > 0.8
    assert share[[0, 1, 2]].mean() > 1.3 * share[[6, 7, 8]].mean()


def test_dry_months_swing_more_between_day_and_night(two: dict[str, SiteWeather]) -> None:
    swing = np.ptp(two["plateau"].temperature_c.reshape(365, 96), axis=1)
    assert swing[:90].mean() > swing[181:273].mean() + 1.0
    assert 6 < swing.mean() < 16


def test_it_is_warmest_in_the_afternoon_and_windiest_at_the_hour_given() -> None:
    made = weather(site(wind_peak_h=22.0, wind_swing_pu=0.3))["plateau"]
    hours = made.temperature_c.reshape(365, 24, 4).mean(axis=(0, 2))
    assert int(hours.argmax()) in (15, 16), "15 h of solar time is 16:05 in Shanghai's"
    wind = made.wind_speed_m_per_s.reshape(365, 24, 4).mean(axis=(0, 2))
    assert int(wind.argmax()) in (21, 22, 23, 0, 1)
    assert wind.max() / wind.min() > 1.4


def test_pressure_is_that_of_the_altitude_and_falls_in_the_cold(two: dict[str, SiteWeather]) -> None:
    plateau = two["plateau"]
    assert plateau.pressure_pa.mean() == pytest.approx(80_340, rel=0.01)
    assert monthly(plateau.pressure_pa)[0] < monthly(plateau.pressure_pa)[6]
    assert two["gorge"].pressure_pa.mean() == pytest.approx(95_800, rel=0.01)


def test_the_table_shows_targets_and_what_was_achieved(two: dict[str, SiteWeather]) -> None:
    table = climate_table(two)
    assert len(table) == 2 * (2 + 13 + 13)
    assert table["deviation"].abs().max() < 0.5
    row = table[(table.site == "gorge") & (table.quantity == "temperature_c") & (table.month == 7)].iloc[0]
    assert (row.target, row.achieved) == pytest.approx((19.5, 19.5))
    assert not table["assumed"].any()
    year = table[(table.site == "gorge") & (table.quantity == "wind_speed_m_per_s") & (table.month == 0)].iloc[0]
    assert year.target == pytest.approx(
        np.average(RIDGE_WIND, weights=[31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
    )


def test_what_is_not_given_is_assumed_and_said() -> None:
    made = weather(site(**BARE, sunshine_shape=None))
    table = climate_table(made)
    assert table["assumed"].all()
    assert table["deviation"].abs().max() < 0.5
    insist_on_physics(made["plateau"])
    july = table[(table.quantity == "temperature_c") & (table.month == 7)].achieved.iloc[0]
    assert 10 < july < 25


def test_sunshine_and_ghi_follow_from_each_other() -> None:
    """Ångström: with 2,000 of 4,000 clear hours, (0.25 + 0.5·½)/0.75 = ⅔ of the clear GHI; and back."""
    only_sun = Weather.model_validate(site(ghi_kwh_per_m2=None, sun_hours_h=2000.0))
    assert normals_of(only_sun, 2400.0, 4000.0).ghi_kwh_per_m2 == pytest.approx(1600.0)
    only_ghi = Weather.model_validate(site(ghi_kwh_per_m2=1600.0, sun_hours_h=None))
    assert normals_of(only_ghi, 2400.0, 4000.0).sun_hours_h == pytest.approx(2000.0)
    assert normals_of(only_ghi, 2400.0, 4000.0).assumed == {"sun_hours_h"}


def test_the_south_has_its_summer_in_january() -> None:
    for lat, warm, cold in ((35.0, 6, 0), (-35.0, 0, 6)):
        found = normals_of(Weather.model_validate(site(lat=lat, **BARE)), 2400.0, 4000.0)
        assert found.temperature_c[warm] > found.temperature_c[cold] + 12


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"sun_hours_h": 4400.0}, "impossible_sunshine", "sun_hours_h"),
        ({"ghi_kwh_per_m2": 2600.0}, "impossible_ghi", "ghi_kwh_per_m2"),
        ({"ghi_kwh_per_m2": 700.0}, "impossible_ghi", "ghi_kwh_per_m2"),
        ({"lat": 75.0, "sun_hours_h": 4450.0}, "impossible_sunshine", "sun_hours_h"),
        ({"lat": 75.0, "ghi_kwh_per_m2": 2000.0}, "impossible_ghi", "ghi_kwh_per_m2"),
        ({"wind_speed_m_per_s": {"monthly": [5] * 11 + [0]}}, "impossible_month", "wind_speed_m_per_s"),
        ({"temperature_c": {"monthly": [275] * 12}}, "impossible_month", "temperature_c"),
        ({"sunshine_shape": {"monthly": [1] * 11 + [-1]}}, "impossible_month", "sunshine_shape"),
    ],
)
def test_an_impossible_climate_is_refused(change: dict[str, Any], code: str, field: str) -> None:
    with pytest.raises(CaseError) as caught:
        weather(site(**change))
    fault = caught.value.faults[0]
    assert fault.code == code
    assert fault.where.entity == f"weather 'plateau' {field}"
    assert fault.value is not None
    assert fault.limit


def test_every_impossible_climate_is_told_at_once() -> None:
    with pytest.raises(CaseError) as caught:
        weather(site(sun_hours_h=4400.0), GORGE | {"ghi_kwh_per_m2": 2500.0})
    assert [fault.code for fault in caught.value.faults] == ["impossible_sunshine", "impossible_ghi"]


@given(
    lat=st.floats(-68, 68),
    lon=st.floats(-180, 180),
    altitude=st.floats(-400, 5000),
    sunshine=st.floats(0.15, 0.85),
    bright=st.floats(0.3, 0.7),
    seed=st.integers(0, 2**32 - 1),
)
@example(lat=-33.0, lon=151.0, altitude=0.0, sunshine=0.6, bright=0.5, seed=0)
@example(lat=66.0, lon=-150.0, altitude=100.0, sunshine=0.4, bright=0.5, seed=1)
@settings(max_examples=5, deadline=None)
def test_any_possible_climate_is_met(
    lat: float, lon: float, altitude: float, sunshine: float, bright: float, seed: int
) -> None:
    """Targets inside what the sky allows: sunshine a share of clear hours, GHI by Ångström, give or take."""
    place = {"lat": lat, "lon": lon, "altitude_m": altitude}
    bare = Weather.model_validate(site(**place))
    start = np.datetime64("2024-12-31T16:00:00") + (np.arange(35040) * 900).astype("timedelta64[s]")
    sky = sky_of(bare.lat, bare.lon, bare.altitude_m, start, 900)
    hours = sunshine * (sky.dni > 120).sum() / 4
    ghi = sky.ghi.sum() / 4000 * (0.15 + 0.15 * bright + (0.75 - 0.1 * bright) * sunshine)
    assume(200 < hours <= 4500)
    assume(300 < ghi <= 3000)
    made = weather(site(**place, sun_hours_h=hours, ghi_kwh_per_m2=ghi), seed=seed)["plateau"]
    insist_on_physics(made)
    table = climate_table([made])
    assert table["deviation_pu"].abs().max() < 0.002
    assert table.loc[table.quantity == "temperature_c", "deviation"].abs().max() < 1e-6
