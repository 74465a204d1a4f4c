"""From a weather file to the power of a plant: the sun stands where it stood, whatever the format, zone or year says.

A flat plant with few modules follows GHI. The centre of its days, by the lag of greatest correlation with the height of
the sun, lies within three minutes of it: hours stamped at their end, at their start, in their middle or in universal
time, readings of a satellite, a leap year, summer time.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pvlib
import pytest

from dispatch.case import load_case
from dispatch.horizon import Horizon
from dispatch.measured.finding import Site
from dispatch.series.assemble import assemble_series
from tests.measured import writers
from tests.measured.writers import STATION, clean_year

CASE = """name: sun
bus: [{{id: a}}]
time: {{start: 2028-07-01, end: 2028-07-03, step: 15min, zone: {zone}}}
series: {{met: {{file: {file}{spec}}}}}
weather: [{{id: hill, lat: {lat}, lon: {lon}, altitude_m: 1950, table: met}}]
pv_plant: [{{id: sun, weather: hill, tilt_deg: 0, dc_ac_ratio: 0.5}}]
renewable: [{{id: p, technology: pv, bus: a, p_nom_mw: 2, p_max_pu: pv_plant/sun}}]
load: [{{id: l, kind: town, bus: a, p_nom_mw: 6}}]
"""
BERLIN = replace(STATION, lat=52.5, lon=13.4, offset_h=1.0)
UTC = replace(STATION, offset_h=0.0)


def lag_min(power: np.ndarray, horizon: Horizon, site: Site) -> float:
    """Minutes by which power comes after the sun, from a parabola through the three best quarter-hours."""
    middle = pd.DatetimeIndex(horizon.start, tz="UTC") + pd.Timedelta("450s")
    height = np.radians(pvlib.solarposition.ephemeris(middle, site.lat, site.lon)["elevation"].to_numpy())
    sun = np.maximum(np.sin(height), 0.0)
    assert power[sun == 0].max() < 1e-3
    shifts = np.arange(-8, 9)
    fit = np.array([np.corrcoef(np.roll(sun, shift), power)[0, 1] for shift in shifts])
    best = int(np.argmax(fit))
    before, top, after = fit[best - 1 : best + 2]
    return float(15 * (shifts[best] + 0.5 * (before - after) / (before - 2 * top + after)))


@pytest.mark.parametrize(
    ("zone", "site", "file", "text", "spec"),
    [
        ("Asia/Shanghai", STATION, "w.epw", writers.epw(clean_year()), ""),
        ("Europe/Berlin", BERLIN, "w.epw", writers.epw(clean_year(BERLIN)), ""),
        ("Asia/Shanghai", STATION, "w.csv", writers.nsrdb(clean_year()), ""),
        ("Asia/Shanghai", STATION, "w.csv", writers.plain(clean_year()), ", repeat: year"),
        ("Asia/Shanghai", STATION, "w.csv", writers.pvgis_tmy_csv(clean_year(UTC, reading_min=-20.0), 10 / 60),
         ", zone: Asia/Shanghai"),
    ],
)  # fmt: skip
def test_the_sun_of_a_plant_is_that_of_the_sky(
    tmp_path: Path, zone: str, site: Site, file: str, text: str, spec: str
) -> None:
    (tmp_path / file).write_text(text, encoding="utf-8")
    (tmp_path / "case.yaml").write_text(CASE.format(zone=zone, file=file, spec=spec, lat=site.lat, lon=site.lon))
    case = load_case(tmp_path)
    for day in ("2028-02-24", "2028-07-01", "2028-12-20"):
        horizon = Horizon.regular(pd.Timestamp(day, tz=zone), 10 * 96, 0.25, zone=zone)
        power = assemble_series(case, horizon).of(case.renewable[0], "p_max_pu")
        assert lag_min(power, horizon, site) == pytest.approx(0, abs=3), day
