"""What is put into a clean year is found, there and nowhere else; a clean year and real stations stay quiet."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from dispatch.measured.axis import on_grid
from dispatch.measured.finding import Finding, Site
from dispatch.measured.marks import Readings
from dispatch.measured.quality import quality
from dispatch.measured.report import COLUMNS, quality_frame
from dispatch.measured.sky import sun_over
from tests.measured.writers import STATION, Year, clean_year
from tests.peers.peer_data import validation_folder

GHI, DNI, DHI = "ghi_w_per_m2", "dni_w_per_m2", "dhi_w_per_m2"
START = np.datetime64("2021-12-31T16:00:00") + np.arange(8760) * np.timedelta64(1, "h")
GOLDEN = Site(39.74, -105.18, 1829.0)
CLEAN = clean_year()


def readings(year: Year) -> Readings:
    return Readings("t", START, 3600, dict(year.columns), 8 * 3600, STATION, True)


def found(year: Year) -> list[Finding]:
    return quality(readings(year))


def changed(name: str, where: slice | list[int], value: float) -> Year:
    values = CLEAN.columns[name].copy()
    values[where] = value
    return CLEAN.with_column(name, values)


def local(hour: int) -> str:
    stamp = np.datetime64("2022-01-01T00:00") + np.timedelta64(hour, "h")
    return f"{stamp}+08:00"


@pytest.mark.parametrize("seed", range(6))
def test_clean_years_are_quiet(seed: int) -> None:
    assert found(clean_year(seed=seed)) == []


@pytest.mark.parametrize(
    ("kind", "column", "where", "value"),
    [
        ("gap", "temperature_c", slice(1000, 1005), np.nan),
        ("gap", GHI, slice(2000, 2100), np.nan),
        ("spike", "temperature_c", slice(3000, 3001), 45.0),
        ("spike", "temperature_c", slice(3000, 3002), -30.0),
        ("spike", "pressure_pa", slice(4000, 4001), 85_000.0),
        ("spike", "wind_speed_m_per_s", slice(4000, 4001), 31.0),
        ("beyond", "wind_speed_m_per_s", slice(4000, 4001), 75.0),
        ("beyond", "temperature_c", slice(4000, 4003), 66.0),
        ("stuck", "temperature_c", slice(5000, 5020), 12.3),
        ("stuck", "wind_speed_m_per_s", slice(6000, 6030), 4.8),
        ("negative", DHI, slice(7000, 7003), -50.0),
        ("night", DNI, slice(24 * 100, 24 * 100 + 3), 80.0),
    ],
)
def test_one_injected_fault_is_found_and_only_it(kind: str, column: str, where: slice, value: float) -> None:
    seen = [f for f in found(changed(column, where, value)) if f.kind != "closure"]
    assert [(f.kind, f.column) for f in seen] == [(kind, column)]
    assert (seen[0].first, seen[0].last) == (local(where.start), local(where.stop - 1))
    assert seen[0].count == where.stop - where.start


def test_irradiance_above_what_the_sky_gives() -> None:
    noon = 24 * 180 + 13
    seen = found(changed(GHI, slice(noon, noon + 1), 1700.0))
    assert [(f.kind, f.column, f.value) for f in seen] == [("beyond", GHI, 1700.0)]


def test_irradiance_that_does_not_close() -> None:
    scaled = CLEAN.columns[DHI].copy()
    days = slice(24 * 150, 24 * 152)
    scaled[days] *= 0.3
    seen = found(CLEAN.with_column(DHI, scaled))
    assert {f.kind for f in seen} == {"closure"}
    assert local(days.start) <= seen[0].first <= seen[0].last < local(days.stop)


def test_a_pyranometer_that_stands_still_in_daylight() -> None:
    seen = found(changed(GHI, slice(24 * 90 + 9, 24 * 90 + 16), 333.0))
    assert ("stuck", GHI) in [(f.kind, f.column) for f in seen]


def test_a_column_that_is_one_number_was_not_measured() -> None:
    assert [(f.kind, f.value) for f in found(changed("pressure_pa", slice(None), 80_000.0))] == [("constant", 80_000.0)]


@pytest.mark.parametrize("minutes", [-480, -60, 30, 60, 90, 330])
def test_a_clock_that_is_wrong_throughout(minutes: int) -> None:
    """The file's stamps are ahead by so much; nothing else may be found, for the sun is taken where it was."""
    slipped = replace(readings(CLEAN), start=START + np.timedelta64(minutes, "m"), cyclic=False)
    seen = quality(slipped)
    assert [(f.kind, f.value) for f in seen] == [("zone", float(minutes))]


@pytest.mark.parametrize(("first", "last"), [(90, 300), (150, 240)])
def test_summer_time_within_the_year(first: int, last: int) -> None:
    year = CLEAN
    for name, values in CLEAN.columns.items():
        moved = values.copy()
        moved[24 * first + 1 : 24 * last + 1] = values[24 * first : 24 * last]
        year = year.with_column(name, moved)
    seen = found(year)
    assert [(f.kind, f.value) for f in seen] == [("clock_shift", 60.0)]
    assert abs(pd.Timestamp(seen[0].first) - pd.Timestamp(local(24 * first))) <= pd.Timedelta("3D")
    assert abs(pd.Timestamp(seen[0].last) - pd.Timestamp(local(24 * last))) <= pd.Timedelta("3D")


def test_many_gaps_are_told_as_one() -> None:
    seen = found(changed("temperature_c", list(range(100, 4000, 100)), np.nan))
    assert [(f.kind, f.count, f.value) for f in seen] == [("gap", 39, 1.0)]


def even(time: pd.Series, frame: pd.DataFrame, step_s: int) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    start = time.dt.tz_localize(None).to_numpy().astype("datetime64[s]")
    columns = {str(name): frame[name].to_numpy(dtype=float) for name in frame}
    values, _, whole = on_grid(start, step_s, columns, np.arange(len(frame)))
    return whole, values


def test_weather_of_real_stations_raises_no_false_alarm() -> None:
    """PVWatts 8,760 h, a satellite series of 10,000 quarter hours and a reanalysis year: nothing odd."""
    folder = validation_folder("pv_validation")
    pvwatts = pd.read_csv(folder / "pvwatts_8760_rackmount.csv", skiprows=17)[:-1].iloc[:, 3:7].astype(float)
    start = np.datetime64("2022-01-01T07:00:00") + np.arange(8760) * np.timedelta64(1, "h")
    dni, dhi, temperature, wind = (column.to_numpy() for _, column in pvwatts.items())
    ghi = dni * sun_over(start, 3600, GOLDEN).cosine + dhi
    columns = {GHI: ghi, DNI: dni, DHI: dhi, "temperature_c": temperature, "wind_speed_m_per_s": wind}
    assert quality(Readings("pvwatts", start, 3600, columns, -7 * 3600, GOLDEN, True)) == []

    psm = pd.read_csv(folder / "serf_east_psm3_data.csv")
    named = psm[["temp_air", "ghi"]].set_axis(["temperature_c", GHI], axis=1)
    start, columns = even(pd.to_datetime(psm["measured_on"], utc=True), named, 900)
    assert quality(Readings("psm", start, 900, columns, -7 * 3600, GOLDEN)) == []

    wind_file = validation_folder("wind_windpowerlib", "windpowerlib_weather.csv")
    frame = pd.read_csv(wind_file, header=[0, 1], index_col=0)
    named = frame.iloc[:, [0, 1, 2]].set_axis(["pressure_pa", "temperature_c", "wind_speed_m_per_s"], axis=1)
    named["temperature_c"] -= 273.15
    start, columns = even(pd.Series(pd.to_datetime(frame.index, utc=True)), named, 3600)
    assert quality(Readings("wind", start, 3600, columns, 3600)) == []


def test_power_of_real_plants() -> None:
    """Quarter-hourly AC power under passing clouds: at most one in a thousand values is taken for a spike."""
    folder = validation_folder("pv_validation")
    counts: dict[str, int] = {}
    for file in ("serf_east_15min_ac_power.csv", "nrel_1axis_tracker_mesa_ac_power.csv"):
        frame = pd.read_csv(folder / file)
        start, columns = even(pd.to_datetime(frame["measured_on"], utc=True), frame[["ac_power"]], 900)
        seen = quality(Readings(file, start, 900, columns, -7 * 3600, GOLDEN))
        counts[file] = sum(f.count for f in seen)
        assert counts[file] <= len(start) / 1000 + 1, [f.text() for f in seen]
    inverter = pd.read_csv(folder / "ac_power_inv_7539.csv")
    start, columns = even(pd.to_datetime(inverter["timestamp"], utc=True), inverter[["value_normalized"]], 900)
    seen = quality(Readings("inv", start, 900, columns))
    assert {f.kind for f in seen} == {"gap"}
    assert seen[0].count == len(start) - len(inverter)


def test_every_kind_is_said_in_both_languages() -> None:
    makers: dict[str, Callable[[], list[Finding]]] = {
        "gap": lambda: found(changed("temperature_c", slice(5, 9), np.nan)),
        "zone": lambda: quality(replace(readings(CLEAN), start=START + np.timedelta64(60, "m"))),
    }
    for kind, make in makers.items():
        made = make()
        frame = quality_frame({"t": _Seen(tuple(made))}, "zh")
        assert tuple(frame.columns) == COLUMNS
        assert frame["kind"].tolist() == [kind]
        assert "{" not in frame["words"][0]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert quality_frame({}).empty


class _Seen:
    def __init__(self, findings: tuple[Finding, ...]) -> None:
        self.findings = findings
