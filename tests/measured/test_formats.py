"""Every format comes back as it was written: values, units, instants, site; nothing odd is seen in a clean year."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from dispatch.case.table import TimeTable
from dispatch.measured.columns import to_canonical
from tests.measured import writers
from tests.measured.reading import kinds, odd, read
from tests.measured.writers import HOURS, STATION, Year, clean_year

LOCAL = clean_year()
UTC = clean_year(replace(STATION, offset_h=0.0))


def same_values(table: TimeTable, year: Year, columns: int) -> None:
    assert len(table.columns) == columns
    for name, values in table.columns.items():
        np.testing.assert_allclose(values, year.columns[name], rtol=1e-12, atol=1e-9, err_msg=name)


@pytest.mark.parametrize(
    ("file", "write", "year", "columns", "reason"),
    [
        ("w.epw", writers.epw, LOCAL, 8, "extension"),
        ("w.csv", writers.epw, LOCAL, 8, "content"),
        ("w.csv", writers.tmy3, LOCAL, 8, "content"),
        ("w.tm2", writers.tmy2, LOCAL, 8, "extension"),
        ("w.csv", writers.nsrdb, LOCAL, 8, "content"),
        ("w.csv", writers.pvgis_tmy_csv, UTC, 7, "content"),
        ("w.json", writers.pvgis_tmy_json, UTC, 7, "content"),
    ],
)
def test_a_typical_year_comes_back(
    tmp_path: Path, file: str, write: Callable[[Year], str], year: Year, columns: int, reason: str
) -> None:
    table = read(tmp_path, file, write(year))
    same_values(table, year, columns)
    assert (table.repeat, table.quantity, table.step_s, len(table.start)) == ("year", "mean", 3600, HOURS)
    new_year = np.datetime64("2022-01-01T00:00:00") - np.timedelta64(int(year.site.offset_h or 0), "h")
    assert table.start[0] == new_year
    assert table.site is not None
    assert table.site.lat == pytest.approx(27.34, abs=0.01)
    assert table.site.altitude_m == 1950
    assert not odd(table), [f.text() for f in odd(table)]
    assert [f.params["reason"] for f in table.findings if f.kind == "note_format"] == [reason]
    assert any(f.kind == "note_typical" for f in table.findings)


def test_hours_stamped_at_their_end_begin_an_hour_earlier(tmp_path: Path) -> None:
    """Row 01 of an EPW is the hour that begins at local midnight; the sun agrees, or a slip would be found."""
    table = read(tmp_path, "w.epw", writers.epw(LOCAL))
    assert str(table.start[0]) == "2021-12-31T16:00:00"
    assert table.lines is not None
    assert table.lines[:2].tolist() == [9, 10]
    noon = table.columns["ghi_w_per_m2"].reshape(365, 24).mean(axis=0)
    middle = float((noon * (np.arange(24) + 0.5)).sum() / noon.sum())
    assert middle == pytest.approx(12 + (120 - STATION.lon) / 15, abs=0.15)  # local solar noon at UTC+8


@pytest.mark.parametrize("write", [writers.pvgis_hourly_csv, writers.pvgis_hourly_json])
def test_pvgis_hours_are_read_some_minutes_after_they_begin(tmp_path: Path, write: Callable[[Year], str]) -> None:
    year = clean_year(replace(STATION, offset_h=0.0), reading_min=-20.0)
    table = read(tmp_path, "w.csv" if write is writers.pvgis_hourly_csv else "w.json", write(year))
    assert (table.repeat, str(table.start[0])) == ("no", "2022-01-01T00:00:00")
    assert table.site is not None
    assert table.site.reading_offset_min == 0, "readings have become means"
    assert [f.value for f in table.findings if f.kind == "note_minute"] == [10]
    # The same skies seen through whole hours: the sun stands 20 min later, so mornings are brighter than read.
    hours = clean_year(replace(STATION, offset_h=0.0)).columns["ghi_w_per_m2"]
    off, kept = (np.abs(made - hours).mean() for made in (table.columns["ghi_w_per_m2"], year.columns["ghi_w_per_m2"]))
    assert off < 0.35 * kept
    assert table.columns["ghi_w_per_m2"].sum() == pytest.approx(hours.sum(), rel=5e-3)
    assert ("zone", "") not in kinds(table)


def test_a_universal_typical_year_is_turned_to_the_new_year_of_a_zone(tmp_path: Path) -> None:
    table = read(tmp_path, "w.csv", writers.pvgis_tmy_csv(UTC), zone="Asia/Shanghai")
    assert str(table.start[0]) == "2021-12-31T16:00:00"
    for name, values in table.columns.items():
        np.testing.assert_allclose(values, np.roll(UTC.columns[name], 8), atol=1e-9)
    assert not odd(table)


@pytest.mark.parametrize(("lon", "offset_h"), [(77.2, 5.5), (85.3, 5.75), (-70.7, -4.0), (13.4, 1.0)])
def test_half_and_quarter_hour_zones(tmp_path: Path, lon: float, offset_h: float) -> None:
    """Winter time throughout, whatever clocks do there in summer."""
    year = clean_year(replace(STATION, lon=lon, offset_h=offset_h))
    for file, text in (("w.epw", writers.epw(year)), ("n.csv", writers.nsrdb(year))):
        table = read(tmp_path, file, text)
        assert table.start[0] == np.datetime64("2022-01-01T00:00:00") - np.timedelta64(int(offset_h * 60), "m")
        same_values(table, year, 8)
        assert not odd(table)


def leap_calendar(year: int) -> np.ndarray:
    stamps = np.arange(f"{year}-01-01T00", f"{year + 1}-01-01T00", dtype="datetime64[h]")
    days = stamps.astype("datetime64[D]")
    months = stamps.astype("datetime64[M]")
    return np.stack([
        np.full(len(stamps), year), months.astype(int) % 12 + 1,
        (days - months.astype("datetime64[D]")).astype(int) + 1,
        (stamps - days.astype("datetime64[h]")).astype(int),
    ], axis=1)  # fmt: skip


def test_a_leap_year_is_itself_or_loses_a_day(tmp_path: Path) -> None:
    calendar = leap_calendar(2024)
    feb_29 = (calendar[:, 1] == 2) & (calendar[:, 2] == 29)
    columns = {n: np.insert(v, 59 * 24, v[58 * 24 : 59 * 24]) for n, v in LOCAL.columns.items()}
    text = writers.nsrdb(Year(STATION, columns), calendar)
    itself = read(tmp_path, "w.csv", text)
    assert (itself.repeat, len(itself.start), str(itself.start[0])) == ("no", 8784, "2023-12-31T16:00:00")
    assert any(f.kind == "note_actual" for f in itself.findings)
    every = read(tmp_path, "w.csv", text, repeat="year")
    assert (every.repeat, len(every.start)) == ("year", 8760)
    assert [f.count for f in every.findings if f.kind == "note_leap_day"] == [24]
    for name, values in every.columns.items():
        np.testing.assert_array_equal(values, itself.columns[name][~feb_29])


def test_chinese_names_in_gb18030_and_a_byte_order_mark(tmp_path: Path) -> None:
    text = writers.epw(replace(LOCAL, site=replace(STATION, name="昭通")))
    plain = read(tmp_path, "w.epw", text, quality="off")
    chinese = read(tmp_path, "w.epw", text.encode("gb18030"), quality="off")
    assert plain == chinese == read(tmp_path, "w.epw", b"\xef\xbb\xbf" + text.encode(), quality="off")
    assert plain == read(tmp_path, "w.epw", text.replace("\n", "\r\n"), quality="off")
    assert chinese.site is not None
    assert chinese.site.name == "昭通"
    assert any(f.kind == "note_encoding" for f in chinese.findings)


def test_units_of_a_plain_table(tmp_path: Path) -> None:
    head = "t,T,v,p,RH,G,flag\n"
    rows = "".join(f"2022-01-01 {h:02d}:00,{280 + h % 7},36,800,{50 + h},{1.8},ok\n" for h in range(24))
    table = read(
        tmp_path, "w.csv", head + rows, zone="Asia/Shanghai",
        columns={"temperature_c": "T", "wind_speed_m_per_s": "v", "pressure_pa": "p", "relative_humidity_pu": "RH",
                 "ghi_w_per_m2": "G"},
        units={"temperature_c": "K", "wind_speed_m_per_s": "km/h", "pressure_pa": "hPa", "relative_humidity_pu": "%",
               "ghi_w_per_m2": "MJ/m2"},
    )  # fmt: skip
    first = {name: float(values[0]) for name, values in table.columns.items()}
    assert first == pytest.approx({"temperature_c": 6.85, "wind_speed_m_per_s": 10, "pressure_pa": 80_000,
                                   "relative_humidity_pu": 0.5, "ghi_w_per_m2": 500})  # fmt: skip


def test_findings_are_no_part_of_the_content(tmp_path: Path) -> None:
    looked = read(tmp_path, "w.epw", writers.epw(LOCAL))
    unseen = read(tmp_path, "w.epw", writers.epw(LOCAL), quality="off", format="epw")
    assert looked == unseen
    assert {f.kind for f in unseen.findings} == {"note_typical"}


def test_energy_of_a_quarter_hour_is_four_times_the_power_of_that_of_an_hour() -> None:
    """0.9 MJ in 15 min is 1,000 W; 250 Wh likewise."""
    for unit, energy in (("MJ/m2", 0.9), ("Wh/m2", 250.0), ("J/cm2", 90.0)):
        assert to_canonical(np.array([energy]), "ghi_w_per_m2", unit, 900) == pytest.approx(1000.0)
