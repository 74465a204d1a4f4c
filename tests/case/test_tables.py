"""Series files: stamps of every kind land on the right instants, CSV and Parquet alike."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from dispatch.case.read_table import SeriesSpec, read_table
from dispatch.case.table import TimeTable
from dispatch.errors import Fault, Where


def read(folder: Path, text: str, **spec: str) -> TimeTable:
    (folder / "t.csv").write_text(text, encoding="utf-8", newline="")
    return read_file(folder, "t.csv", **spec)


def read_file(folder: Path, file: str, **spec: str) -> TimeTable:
    faults: list[Fault] = []
    table = read_table("t", SeriesSpec(file=file, **spec), Where(folder / "case.yaml"), faults)
    assert not faults, faults
    assert table is not None
    return table


def utc(table: TimeTable) -> list[str]:
    return [str(stamp)[:16] for stamp in table.start]


@pytest.mark.parametrize(
    ("stamps", "zone"),
    [
        (("2030-01-01T00:00+08:00", "2030-01-01T01:00+08:00"), ""),
        (("2030-01-01T00:00+08:00", "2030-01-01T01:00+08:00"), "Asia/Shanghai"),
        (("2030-01-01 00:00", "2030-01-01 01:00"), "Asia/Shanghai"),
        (("2030-01-01 00:00:00", "2030-01-01 01:00:00"), "Asia/Shanghai"),
        (("2030/1/1 0:00", "2030/1/1 1:00"), "Asia/Shanghai"),
        (("2029-12-31T16:00Z", "2029-12-31T17:00Z"), "Asia/Shanghai"),
        (("2029-12-31T16:00+0000", "2029-12-31T17:00+0000"), ""),
        (('"2030-01-01 00:00"', '"2030-01-01 01:00"'), "Asia/Shanghai"),
    ],
)
def test_ways_to_write_an_hour(tmp_path: Path, stamps: tuple[str, str], zone: str) -> None:
    spec = {"zone": zone} if zone else {}
    table = read(tmp_path, f"time,a\n{stamps[0]},1\n{stamps[1]},2\n", **spec)
    assert utc(table) == ["2029-12-31T16:00", "2029-12-31T17:00"]
    assert table.step_s == 3600
    assert table.columns["a"].tolist() == [1, 2]


def test_96_points_that_end_their_periods(tmp_path: Path) -> None:
    """The Chinese day sheet: 00:15 … 24:00, local, each stamp the end of its quarter of an hour."""
    stamps = [f"2030-05-01 {m // 60:02d}:{m % 60:02d}" for m in range(15, 1441, 15)]
    text = "时间,出力\n" + "".join(f"{s},{i}\n" for i, s in enumerate(stamps))
    table = read(tmp_path, text, zone="Asia/Shanghai", stamp="end")
    assert len(table.start) == 96
    assert (utc(table)[0], utc(table)[-1]) == ("2030-04-30T16:00", "2030-05-01T15:45")
    assert str(table.end)[:16] == "2030-05-01T16:00"
    assert table.columns["出力"].tolist() == list(range(96))


def test_clock_changes_are_no_gap_in_a_complete_local_table(tmp_path: Path) -> None:
    index = pd.date_range("2030-03-30", "2030-04-02", freq="1h", tz="Europe/Berlin", inclusive="left")
    text = "time,a\n" + "".join(f"{s:%Y-%m-%d %H:%M},1\n" for s in index)
    table = read(tmp_path, text, zone="Europe/Berlin")
    assert len(table.start) == 71


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_line_ends_and_blank_lines(tmp_path: Path, newline: str) -> None:
    text = newline.join(["time,a", "2030-01-01T00:00Z,1", "", "2030-01-01T01:00Z, 2 ", ""])
    table = read(tmp_path, text)
    assert table.columns["a"].tolist() == [1, 2]
    assert table.lines is not None
    assert table.lines.tolist() == [2, 4]


def test_parquet_with_and_without_zone(tmp_path: Path) -> None:
    index = pd.date_range("2030-01-01", periods=3, freq="1h")
    frame = pd.DataFrame({"time": index, "a": [1, 2, 3]})
    frame.to_parquet(tmp_path / "naive.parquet")
    frame.assign(time=index.tz_localize("Asia/Shanghai")).to_parquet(tmp_path / "aware.parquet")
    naive = read_file(tmp_path, "naive.parquet", zone="Asia/Shanghai")
    aware = read_file(tmp_path, "aware.parquet")
    assert naive == aware
    assert utc(aware)[0] == "2029-12-31T16:00"


@pytest.mark.parametrize(("values", "code"), [([1, np.nan, 3], "nan_cell"), ([1, 2, np.inf], "infinite_cell"),
                                              (["1", "x", "3"], "not_number_cell")])  # fmt: skip
def test_parquet_faults_name_the_row(tmp_path: Path, values: list[object], code: str) -> None:
    index = pd.date_range("2030-01-01", periods=3, freq="1h", tz="UTC")
    pd.DataFrame({"time": index, "a": values}).to_parquet(tmp_path / "t.parquet")
    faults: list[Fault] = []
    assert read_table("t", SeriesSpec(file="t.parquet"), Where(tmp_path / "case.yaml"), faults) is None
    assert [f.code for f in faults] == [code]
    assert "row" in faults[0].where.entity


def test_every_wrong_cell_and_stamp_is_counted(tmp_path: Path) -> None:
    rows = [f"2030-01-01T{h:02d}:00Z,{'' if h in (3, 4) else h},{'x' if h == 7 else h}" for h in range(24)]
    (tmp_path / "t.csv").write_text("time,a,b\n" + "\n".join(rows))
    faults: list[Fault] = []
    read_table("t", SeriesSpec(file="t.csv"), Where(tmp_path / "case.yaml"), faults)
    assert [(f.code, f.where.line, (f.params or {})["count"]) for f in faults] == [
        ("empty_cell", 5, 2),
        ("not_number_cell", 9, 1),
    ]


def test_a_long_table_reads_fast(tmp_path: Path) -> None:
    """100,000 rows of ten columns, in processor time, which other work on the machine does not stretch."""
    index = pd.date_range("2030-01-01", periods=100_000, freq="15min")
    values = np.random.default_rng(1).random((100_000, 10))
    pd.DataFrame(values, index=index, columns=list("abcdefghij")).to_csv(tmp_path / "t.csv", index_label="time")
    begin = time.process_time()
    table = read_file(tmp_path, "t.csv", zone="Asia/Shanghai")
    assert time.process_time() - begin < 1.5
    np.testing.assert_array_equal(table.columns["c"], values[:, 2])
