"""Repairs do what was asked and no more, say so, and give the same answer twice."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.measured.marks import Readings
from dispatch.measured.quality import quality
from dispatch.measured.repair import repaired
from tests.measured import writers
from tests.measured.reading import odd, read, repairs, try_read
from tests.measured.test_quality import CLEAN, DNI, GHI, START, changed, found, readings
from tests.measured.writers import STATION

WIND, WARM = "wind_speed_m_per_s", "temperature_c"


@settings(max_examples=12, deadline=None)
@given(
    holes=st.lists(st.tuples(st.integers(0, 8759), st.integers(1, 200)), min_size=1, max_size=6),
    column=st.sampled_from([GHI, DNI, WARM, WIND]),
)
def test_gaps_are_filled_and_nothing_else_is_touched(holes: list[tuple[int, int]], column: str) -> None:
    values = CLEAN.columns[column].copy()
    for first, length in holes:
        values[first : first + length] = np.nan
    missing = np.isnan(values)
    before = replace(readings(CLEAN), columns={column: values, "pressure_pa": CLEAN.columns["pressure_pa"]})
    after, findings = repaired(before, ["gaps"], 6.0)
    for name in before.columns:
        kept = ~missing if name == column else np.ones(8760, dtype=bool)
        np.testing.assert_array_equal(after.columns[name][kept], before.columns[name][kept])
    filled = after.columns[column]
    assert np.isfinite(filled).all()
    assert sum(f.count for f in findings) == missing.sum()
    assert filled.min() >= CLEAN.columns[column].min() - 1e-9
    assert filled.max() <= max(CLEAN.columns[column].max(), 1400 if column in (GHI, DNI) else 0)
    again, retold = repaired(before, ["gaps"], 6.0)
    np.testing.assert_array_equal(again.columns[column], filled)
    assert retold == findings
    assert repaired(after, ["gaps"], 6.0)[1] == []


def test_a_straight_line_and_the_days_around() -> None:
    """2 h between 10 and 13 °C are 11 and 12; a day of holes is the mean of that hour on 15 days to either side."""
    hours = np.arange(24 * 41) % 24
    values = np.where(hours < 12, 5.0, 15.0) + np.repeat(np.arange(41), 24)
    values[100:104] = [10, np.nan, np.nan, 13]
    values[24 * 20 : 24 * 21] = np.nan
    table = Readings("t", START[: len(values)], 3600, {"x": values})
    after, findings = repaired(table, ["gaps"], 6.0)
    np.testing.assert_allclose(after.columns["x"][100:104], [10, 11, 12, 13])
    around = [*range(5, 20), *range(21, 36)]
    expected = [np.mean([values[24 * d + h] for d in around]) for h in range(24)]
    np.testing.assert_allclose(after.columns["x"][24 * 20 : 24 * 21], expected)
    assert [(f.params["method"], f.count) for f in findings] == [("interpolated", 2), ("days", 24)]


def test_a_filled_noon_follows_the_sun() -> None:
    """Four hours of a clear day: the answer is the clear day, within the clouds that the fill cannot know."""
    clear = next(d for d in range(100, 300) if CLEAN.columns[GHI][24 * d : 24 * d + 24].sum() > 7000)
    hole = slice(24 * clear + 11, 24 * clear + 15)
    after, findings = repaired(readings(changed(GHI, hole, np.nan)), ["gaps"], 6.0)
    np.testing.assert_allclose(after.columns[GHI][hole], CLEAN.columns[GHI][hole], rtol=0.05)
    assert [f.params["method"] for f in findings] == ["clear_sky"]


@pytest.mark.parametrize(
    ("repair", "column", "where", "value"),
    [
        ("spikes", WARM, slice(3000, 3001), 45.0),
        ("spikes", WIND, slice(3000, 3001), 75.0),
        ("stuck", WARM, slice(5000, 5020), 12.3),
        ("negative", "dhi_w_per_m2", slice(7000, 7003), -50.0),
        ("night", DNI, slice(2400, 2403), 80.0),
    ],
)
def test_each_repair_removes_its_finding(repair: str, column: str, where: slice, value: float) -> None:
    year = changed(column, where, value)
    assert found(year)
    after, findings = repaired(readings(year), [repair], 6.0)  # type: ignore[list-item]
    assert [f for f in quality(after) if f.kind != "closure"] == []
    assert [(f.kind, f.column, f.count) for f in findings] == [("repaired", column, where.stop - where.start)]
    assert repaired(readings(year), ["gaps"], 6.0)[1] == []  # what was not asked for is not done


@pytest.mark.parametrize("minutes", [-60, 30, 60, 480])
def test_a_wrong_zone_is_moved_back(minutes: int) -> None:
    slipped = Readings("t", START + np.timedelta64(minutes, "m"), 3600, CLEAN.columns, 8 * 3600, STATION)
    after, findings = repaired(slipped, ["zone"], 6.0)
    np.testing.assert_array_equal(after.start, START)
    assert [(f.params["method"], f.value) for f in findings] == [("moved", float(-minutes))]


def test_a_wrong_zone_in_a_year_that_repeats_is_turned() -> None:
    turned = {name: np.roll(values, 3) for name, values in CLEAN.columns.items()}
    after, _ = repaired(Readings("t", START, 3600, turned, 8 * 3600, STATION, True), ["zone"], 6.0)
    for name, values in CLEAN.columns.items():
        np.testing.assert_array_equal(after.columns[name], values)


def test_summer_time_is_taken_back() -> None:
    columns = {}
    for name, values in CLEAN.columns.items():
        columns[name] = values.copy()
        columns[name][24 * 90 + 1 : 24 * 300 + 1] = values[24 * 90 : 24 * 300]
    after, findings = repaired(Readings("t", START, 3600, columns, 8 * 3600, STATION, True), ["zone"], 6.0)
    assert quality(after) == []
    assert all(np.isfinite(values).all() for values in after.columns.values())
    middle = slice(24 * 95, 24 * 295)
    np.testing.assert_array_equal(after.columns[GHI][middle], CLEAN.columns[GHI][middle])
    assert {f.params["method"] for f in findings} == {"moved", "interpolated", "clear_sky"}


def test_a_gap_is_a_fault_until_its_repair_is_asked_for(tmp_path: Path) -> None:
    lines = writers.epw(CLEAN).splitlines(keepends=True)
    text = "".join(lines[:508] + lines[512:])
    table, faults = try_read(tmp_path, "w.epw", text)
    assert table is None
    assert [(f.code, f.where.line, f.value) for f in faults] == [("missing_rows", 509, 4)]
    assert "repair: [gaps]" in faults[0].text("zh")
    mended = read(tmp_path, "w.epw", text, repair=["gaps"])
    assert {f.column: f.count for f in repairs(mended)} == dict.fromkeys(CLEAN.columns, 4)
    assert {f.first for f in repairs(mended)} == {"2022-01-21T20:00+08:00"}
    assert {f.kind for f in odd(mended)} == {"gap"}
    whole = read(tmp_path, "w.epw", writers.epw(CLEAN))
    kept = np.delete(np.arange(8760), np.arange(500, 504))
    for name, values in mended.columns.items():
        np.testing.assert_array_equal(values[kept], whole.columns[name][kept])


def test_gaps_of_a_plain_table(tmp_path: Path) -> None:
    """A missing row, an empty cell and a NaN, in CSV and Parquet alike."""
    stamps = pd.date_range("2030-01-01", periods=48, freq="1h")
    frame = pd.DataFrame({"time": stamps, "load": 10.0 + np.arange(48) % 5})
    frame.loc[[5, 6, 20], "load"] = np.nan
    frame = frame.drop(index=[30])
    frame.to_parquet(tmp_path / "p.parquet", index=False)
    text = frame.to_csv(index=False)
    faults = try_read(tmp_path, "w.csv", text, zone="Asia/Shanghai")[1]
    assert [f.code for f in faults] == ["empty_cell"]
    table = read(tmp_path, "w.csv", text, zone="Asia/Shanghai", repair=["gaps"])
    np.testing.assert_allclose(table.columns["load"][[5, 6, 20, 30]], [14 - 2 / 3, 14 - 4 / 3, 12.5, 12.5])
    assert len(table.start) == 48
    assert [(f.count, f.params["method"]) for f in repairs(table)] == [(4, "interpolated")]
    binary = read(tmp_path, "p.parquet", (tmp_path / "p.parquet").read_bytes(), zone="Asia/Shanghai", repair=["gaps"])
    assert binary == table
