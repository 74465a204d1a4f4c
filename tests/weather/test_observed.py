"""Measured weather: completed by physics, refined with its energy, refused where it cannot be."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pvlib
import pytest

from dispatch.case.table import TimeTable
from dispatch.errors import CaseError
from dispatch.horizon import Horizon
from dispatch.series.resample import PeriodPlace
from dispatch.weather.climate import climate_table, monthly_sums
from dispatch.weather.seasons import Year
from dispatch.weather.sky import sky_of
from tests.support import table
from tests.weather.sites import measured, site, weather

HOURS = 24 * 20
CALM = {"temperature_c": [10.0] * HOURS, "wind_speed_m_per_s": [3.0] * HOURS}


def hourly_sky(share: float = 0.7) -> dict[str, np.ndarray]:
    """Twenty days of hourly means under a thin cloud: a share of the clear sky, closed in every quarter hour."""
    start = np.datetime64("2029-12-31T16:00:00") + (np.arange(HOURS * 4) * 900).astype("timedelta64[s]")
    sky = sky_of(27.32, 103.71, 1920.0, start, 900)
    mean = {"ghi": sky.ghi, "dni": sky.dni, "dhi": sky.dhi}
    return {f"{name}_w_per_m2": share * values.reshape(-1, 4).mean(axis=1) for name, values in mean.items()}


def test_pressure_and_the_split_are_filled_in() -> None:
    """Erbs by hand, at a noon hour with kt < 0.22: DHI = GHI·(1 − 0.09·kt)."""
    ghi = np.where(np.arange(HOURS) % 24 == 13, 100.0, 0.0)
    made = measured(table(ghi_w_per_m2=ghi, **CALM))
    assert made.pressure_pa == pytest.approx(np.full(HOURS, pvlib.atmosphere.alt2pres(1920.0)))
    noon = pd.DatetimeIndex(made.start[13:14] + np.timedelta64(1800, "s"), tz="UTC")
    sun = pvlib.location.Location(27.32, 103.71, altitude=1920.0).get_solarposition(noon)
    cosine = np.cos(np.radians(sun["apparent_zenith"].iloc[0]))
    kt = 100.0 / (pvlib.irradiance.get_extra_radiation(noon).iloc[0] * cosine)
    assert kt < 0.22
    assert made.dhi_w_per_m2[13] == pytest.approx(100.0 * (1 - 0.09 * kt), rel=1e-3)
    assert made.dni_w_per_m2[13] == pytest.approx((100.0 - made.dhi_w_per_m2[13]) / cosine, rel=0.01)


@pytest.mark.parametrize("absent", ["ghi_w_per_m2", "dni_w_per_m2", "dhi_w_per_m2"])
def test_the_third_follows_from_two(absent: str) -> None:
    sky = hourly_sky()
    made = measured(table(**{name: values for name, values in sky.items() if name != absent}, **CALM))
    whole = measured(table(**sky, **CALM))
    high = sky["ghi_w_per_m2"] > 150
    assert getattr(made, absent)[high] == pytest.approx(getattr(whole, absent)[high], rel=0.02, abs=6)


def test_what_is_given_is_kept() -> None:
    given = {**hourly_sky(), **CALM, "pressure_pa": [80_000.0] * HOURS}
    made = measured(table(**given))
    for name, values in given.items():
        assert getattr(made, name) == pytest.approx(np.asarray(values))
    assert made.repeat == "no"
    assert made.step_s == 3600


def test_a_finer_step_keeps_energy_and_finds_the_sunrise() -> None:
    sky = hourly_sky()
    warmth = 10 + 5 * np.sin(np.arange(HOURS) / 4)
    made = measured(table(**sky, **CALM | {"temperature_c": warmth}), step="15min")
    assert made.step_s == 900
    ghi = made.ghi_w_per_m2.reshape(-1, 4)
    assert ghi.mean(axis=1) == pytest.approx(sky["ghi_w_per_m2"], abs=1e-9)
    assert made.temperature_c.reshape(-1, 4).mean(axis=1) == pytest.approx(warmth, abs=1e-9)
    fine = sky_of(27.32, 103.71, 1920.0, made.start, 900)
    assert np.abs(made.ghi_w_per_m2 - made.dni_w_per_m2 * fine.cos_zenith - made.dhi_w_per_m2).max() < 1e-9
    assert made.ghi_w_per_m2 == pytest.approx(0.7 * fine.ghi, abs=1.5), "the shape within the hour is that of the sky"
    assert not made.ghi_w_per_m2[fine.ghi == 0].any()
    high = fine.cos_zenith > 0.2
    assert made.dni_w_per_m2[high] == pytest.approx(0.7 * fine.dni[high], rel=0.02)
    assert np.abs(np.diff(made.temperature_c)).max() < np.abs(np.diff(warmth)).max()


def test_a_beam_beyond_the_clear_one_becomes_diffuse() -> None:
    """1.7 times the clear sky, all said to be beam: DNI stays within 1.5 of the clear one, GHI keeps its energy."""
    ghi = hourly_sky(1.7)["ghi_w_per_m2"]
    made = measured(table(ghi_w_per_m2=ghi, dhi_w_per_m2=[0.0] * HOURS, **CALM), step="15min")
    fine = sky_of(27.32, 103.71, 1920.0, made.start, 900)
    assert (made.dni_w_per_m2 <= 1.5 * fine.dni + 1e-9).all()
    assert made.dni_w_per_m2[fine.cos_zenith > 0.3] == pytest.approx(1.5 * fine.dni[fine.cos_zenith > 0.3])
    assert made.ghi_w_per_m2.reshape(-1, 4).mean(axis=1) == pytest.approx(ghi, abs=1e-9)


def test_light_without_a_clear_sky_is_held() -> None:
    """Night glow of a sensor, or twilight: no shape to follow, the energy stays."""
    made = measured(table(ghi_w_per_m2=[2.0] * HOURS, **CALM), step="15min")
    assert made.ghi_w_per_m2.reshape(-1, 4).mean(axis=1) == pytest.approx(np.full(HOURS, 2.0))
    assert made.ghi_w_per_m2[:4] == pytest.approx([2.0] * 4)


def test_a_step_that_does_not_divide_leaves_the_table_alone() -> None:
    assert measured(table(**hourly_sky(), **CALM), step="25min").step_s == 3600
    assert measured(table(**hourly_sky(), **CALM), step="3h").step_s == 3600


def test_readings_become_means_of_both_ends() -> None:
    wind = np.arange(HOURS, dtype=float) % 7
    made = measured(table(quantity="instant", **hourly_sky(), **CALM | {"wind_speed_m_per_s": wind}))
    assert len(made.start) == HOURS - 1
    assert made.wind_speed_m_per_s[:7] == pytest.approx([0.5, 1.5, 2.5, 3.5, 4.5, 5.5, 3.0])


@pytest.mark.parametrize(
    ("change", "options", "code", "message"),
    [
        ({"temperature_c": None}, {}, "no_weather_column", "temperature_c"),
        ({"wind_speed_m_per_s": None}, {}, "no_weather_column", "wind_speed_m_per_s"),
        ({"ghi_w_per_m2": None}, {}, "no_weather_column", "ghi_w_per_m2"),
        ({"ghi_w_per_m2": None, "dni_w_per_m2": 0.0}, {}, "no_weather_column", "ghi_w_per_m2"),
        ({"ghi_w_per_m2": 5000.0}, {}, "impossible_weather", "ghi_w_per_m2"),
        ({"temperature_c": 285.0}, {}, "impossible_weather", "temperature_c"),
        ({"wind_speed_m_per_s": -9.0}, {}, "impossible_weather", "2030-01-01T00:00"),
        ({"pressure_pa": 800.0}, {}, "impossible_weather", "pressure_pa"),
        ({}, {"quantity": "sum"}, "weather_sums", "met"),
    ],
)
def test_a_table_that_cannot_be_weather_is_refused(
    change: dict[str, float | None], options: dict[str, Any], code: str, message: str
) -> None:
    columns = {"ghi_w_per_m2": 0.0, "temperature_c": 5.0, "wind_speed_m_per_s": 1.0, **change}
    met = table(**{name: [value] * 48 for name, value in columns.items() if value is not None}, **options)
    with pytest.raises(CaseError) as caught:
        weather(site(table="met"), series={"met": met})
    (fault,) = caught.value.faults
    assert fault.code == code
    for lang in ("en", "zh"):
        assert message in fault.text(lang)
        assert "weather 'plateau' table" in fault.text(lang)


def test_a_table_that_does_not_exist_is_refused_beside_other_faults() -> None:
    with pytest.raises(CaseError) as caught:
        weather(site(table="met"), site("other", sun_hours_h=4400.0), series={"meteo": table(x=[1.0, 2.0])})
    assert [fault.code for fault in caught.value.faults] == ["unknown_series", "impossible_sunshine"]
    assert "meteo" in str(caught.value)


def test_the_climate_of_a_table_counts_whole_months_only() -> None:
    size = 24 * 40
    columns = {"ghi_w_per_m2": [0.0] * size, "temperature_c": [8.0] * size, "wind_speed_m_per_s": [2.0] * size}
    shown = climate_table([measured(table(**columns))])
    months = shown[shown.quantity == "temperature_c"].set_index("month")
    assert months.achieved[1] == pytest.approx(8.0)
    assert months.deviation[1] == pytest.approx(8.0 - 2.2)
    assert months.achieved[[0, 2, 3]].isna().all()
    assert shown[shown.quantity == "ghi_kwh_per_m2"].achieved.isna().all()


def test_months_of_two_years_are_averaged_and_a_part_of_one_tells_nothing() -> None:
    """A heat map of GHI shows what a year has, however many years a table holds."""
    hours = 24 * (365 * 2 + 31)
    calm = {"temperature_c": [8.0] * hours, "wind_speed_m_per_s": [2.0] * hours}
    made = measured(table(ghi_w_per_m2=[100.0] * hours, **calm))
    days = np.array([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
    assert monthly_sums(made, made.ghi_w_per_m2 / 1000) == pytest.approx(2.4 * days)
    week = measured(table(ghi_w_per_m2=[100.0] * 168, **{name: values[:168] for name, values in calm.items()}))
    assert np.isnan(monthly_sums(week, week.ghi_w_per_m2)).all()


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "Europe/Berlin", "America/New_York", "Australia/Sydney"])
def test_a_synthetic_year_stands_for_any_year_in_any_zone(zone: str) -> None:
    """29 February reads 28 February; local noon of any year reads the same stretch of the synthetic one."""
    year = Year.of(zone)
    number = np.arange(len(year.start), dtype=float)
    made = TimeTable(year.start, year.start[-1] + np.timedelta64(900, "s"), {"x": number}, "mean", "year")

    def read(start: str) -> float:
        horizon = Horizon.from_steps(start, [0.25], zone=zone)
        return float(PeriodPlace.find(made, horizon).mean("x")[0])

    assert read("2030-01-01 12:00") == 48
    assert read("2028-02-29 12:00") == read("2028-02-28 12:00") == 58 * 96 + 48
    assert read("2028-12-31 12:00") == read("2030-12-31 12:00") == 364 * 96 + 48


def test_one_case_may_have_measured_and_synthetic_sites() -> None:
    met = table(**hourly_sky(), **CALM)
    found = weather(site("made"), site(table="met"), series={"met": met})
    assert list(found) == ["made", "plateau"]
    assert found["made"].repeat == "year"
    assert found["plateau"].repeat == "no"
