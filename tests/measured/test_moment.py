"""Readings of a satellite become means: against a sky that is known minute by minute."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from dispatch.measured.axis import EvenTable
from dispatch.measured.finding import Site
from dispatch.measured.moment import with_means
from dispatch.weather.sky import sky_of

PLACE = Site(27.34, 103.72, 1950.0, 0.0)
DAYS = 60
HOURS = 24 * DAYS
START = np.datetime64("2022-03-01T00:00:00") + np.arange(HOURS) * np.timedelta64(3600, "s")
NAMES = ("ghi_w_per_m2", "dni_w_per_m2", "dhi_w_per_m2")


def minutes() -> dict[str, np.ndarray]:
    """A sky whose clearness changes every three hours, minute by minute."""
    fine = (START[:, None] + np.arange(60) * np.timedelta64(60, "s")).ravel()
    sky = sky_of(PLACE.lat, PLACE.lon, PLACE.altitude_m, fine, 60)
    drawn = np.clip(np.random.default_rng(3).normal(0.6, 0.25, HOURS // 3), 0.1, 1.0)
    share = np.interp(np.arange(HOURS * 60), np.arange(0, HOURS * 60, 180), drawn)
    return dict(zip(NAMES, (share * sky.ghi, share * sky.dni, share * sky.dhi), strict=True))


def read(late_min: int, typical: bool = True) -> EvenTable:
    at = np.arange(HOURS) * 60 + 30 + late_min
    columns = {name: values[at] for name, values in minutes().items()} | {"temperature_c": np.arange(HOURS) % 7.0}
    return EvenTable(START, 3600, columns, np.ones(HOURS), typical, 0)


@pytest.mark.parametrize("typical", [True, False])
@pytest.mark.parametrize("late_min", [-30, -20, 15])
def test_means_follow_the_sun_from_reading_to_reading(late_min: int, typical: bool) -> None:
    raw = read(late_min, typical)
    made = with_means(raw, replace(PLACE, reading_offset_min=float(late_min)))
    for name, values in minutes().items():
        truth = values.reshape(-1, 60).mean(axis=1)
        before, after = (np.sqrt(((t.columns[name] - truth) ** 2).mean()) for t in (raw, made))
        assert after < 0.25 * before, name
        assert made.columns[name].sum() == pytest.approx(truth.sum(), rel=3e-3)
    assert made.columns["temperature_c"] is raw.columns["temperature_c"]


def test_readings_in_the_middle_stay_as_they_are() -> None:
    raw = read(0)
    assert with_means(raw, PLACE) is raw


def test_a_night_without_a_reading_by_day_is_left_alone() -> None:
    """Polar night: no share of a clear sky can be told, and nothing is made up."""
    dark = {name: np.zeros(24) for name in NAMES}
    start = np.datetime64("2022-12-20T00:00:00") + np.arange(24) * np.timedelta64(3600, "s")
    made = with_means(
        EvenTable(start, 3600, dark, np.ones(24), False, 0), Site(78.2, 15.6, 0.0, reading_offset_min=-20.0)
    )
    assert not any(values.any() for values in made.columns.values())
