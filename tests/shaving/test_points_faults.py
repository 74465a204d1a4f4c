"""Faulty 96-point tables: each is told by its own name, where it is, in both languages."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from dispatch.errors import CaseError
from dispatch.shaving.points import LABELS
from dispatch.shaving.points_check import Wishes
from dispatch.shaving.points_read import read_points

Lines = list[str]


def sound(first: str = "2030-01-01", days: int = 2, header: str = "日期,时刻,负荷 (MW)") -> Lines:
    """Two days from 1 January 2030: line 2 is 00:15 of the first, line 97 its 24:00, line 98 00:15 of the second."""
    import pandas as pd

    found = [header]
    for day in pd.date_range(first, periods=days):
        found += [f"{day:%Y-%m-%d},{label},{100 + k}" for k, label in enumerate(LABELS)]
    return found


def without(*numbers: int) -> Lines:
    """Lines by number, from 1, left out."""
    return [line for number, line in enumerate(sound(), 1) if number not in numbers]


def changed(number: int, old: str, new: str, lines: Lines | None = None) -> Lines:
    found = lines or sound()
    assert old in found[number - 1]
    found[number - 1] = found[number - 1].replace(old, new)
    return found


def twice(number: int) -> Lines:
    found = sound()
    return [*found[:number], found[number - 1], *found[number:]]


def swapped(number: int) -> Lines:
    found = sound()
    found[number - 1], found[number] = found[number], found[number - 1]
    return found


def across(points: int, first: int = 1) -> Lines:
    """One row a day with columns of quarter-hours from `first` on."""
    labels = [f"{k // 4:02d}:{k % 4 * 15:02d}" for k in range(first, first + points)]
    return [",".join(["日期", *labels]), ",".join(["2030-01-01", *["5"] * points])]


def starts() -> Lines:
    """Stamped by starts: 00:00 … 23:45."""
    return ["日期,时刻,负荷 (MW)", *(f"2030-01-01,{k // 4:02d}:{k % 4 * 15:02d},5" for k in range(96))]


def leapless() -> Lines:
    return [line for line in sound("2028-02-28", 3) if "02-29" not in line]


# name: (lines, wishes, code, line of the fault, what its words hold)
FAULTS: dict[str, tuple[Callable[[], Lines], dict[str, Any], str, int, str]] = {
    "missing point": (lambda: without(10), {}, "points_missing", 2, "02:15"),
    "95 points, the last missing": (lambda: without(97), {}, "points_missing", 2, "24:00"),
    "97 points": (lambda: twice(10), {}, "points_duplicate", 11, "2030-01-01 02:15"),
    "wrong order": (lambda: swapped(10), {}, "points_order", 11, "2030-01-01 02:15"),
    "00:00 for 24:00": (lambda: changed(97, "24:00", "00:00"), {}, "points_midnight", 97, "00:00"),
    "stamped by starts": (starts, {}, "points_midnight", 2, "00:00"),
    "hour after the last": (lambda: changed(97, "24:00", "24:15"), {}, "points_time", 97, "24:15"),
    "no quarter-hour": (lambda: changed(5, "01:00", "01:05"), {}, "points_time", 5, "01:05"),
    "text in a number": (lambda: changed(7, "105", "停运"), {}, "points_not_number", 7, "停运"),
    "thousands separator": (lambda: changed(7, "105", '"1,050"'), {}, "points_not_number", 7, "1,050"),
    "NaN": (lambda: changed(7, "105", "nan"), {}, "points_not_finite", 7, "nan"),
    "empty cell": (lambda: changed(7, "105", ""), {}, "points_empty_cell", 7, "负荷"),
    "negative": (lambda: changed(7, "105", "-105"), {}, "points_negative", 7, "-105"),
    "unit against the header": (sound, {"unit": "万千瓦"}, "points_unit_conflict", 1, "万千瓦"),
    "unit against the cell above": (
        lambda: ["单位：万千瓦", *sound()], {}, "points_unit_conflict", 2, "万千瓦",
    ),
    "no unit": (lambda: sound(header="日期,时刻,负荷"), {}, "points_unit_missing", 1, "负荷"),
    "energy for power": (lambda: sound(header="日期,时刻,电量 (MWh)"), {}, "points_unit_unknown", 1, "MWh"),
    "unknown unit above": (lambda: ["单位：匹", *sound(header="日期,时刻,负荷")], {}, "points_unit_unknown", 1, "匹"),
    "unit that is none": (sound, {"unit": "MWh"}, "points_unit_unknown", 0, "MWh"),
    "29 February of no leap year": (
        lambda: changed(2, "2030-01-01", "2030-02-29"), {}, "points_date", 2, "2030-02-29",
    ),
    "31 April": (lambda: changed(2, "2030-01-01", "2030-04-31"), {}, "points_date", 2, "2030-04-31"),
    "leap day left out": (leapless, {}, "points_leap_day", 98, "2028-02-29"),
    "days left out": (
        lambda: [*sound("2030-01-30", 1), *sound("2030-02-02", 1)[1:]], {}, "points_day_missing", 98, "2030-01-31",
    ),
    "unknown column": (sound, {"columns": ("负载",)}, "missing_column", 1, "负荷"),
    "two columns of a name": (
        lambda: [f"{line},{line.split(',')[2]}" for line in sound()], {}, "duplicate_column", 1, "负荷",
    ),
    "column without a name": (
        lambda: [f"{line},{'' if i == 0 else 5}" for i, line in enumerate(sound())], {}, "unnamed_column", 1, "4",
    ),
    "no header": (lambda: sound()[1:], {}, "points_no_header", 1, "2030-01-01"),
    "no curve": (lambda: [",".join(line.split(",")[:2]) for line in sound()], {}, "points_no_curve", 1, ""),
    "nothing below": (lambda: sound()[:1], {}, "points_empty", 1, ""),
    "95 columns": (lambda: across(95), {"unit": "MW"}, "points_columns", 1, "24:00"),
    "97 columns": (lambda: across(97), {"unit": "MW"}, "points_unknown_column", 1, "24:15"),
    "columns stamped by starts": (lambda: across(96, 0), {"unit": "MW"}, "points_midnight", 1, "00:00"),
    "columns without dates": (
        lambda: [",".join(line.split(",")[1:]) for line in across(96)], {"unit": "MW"}, "points_no_date", 1, "",
    ),
    "a day twice": (
        lambda: [*across(96), across(96)[1]], {"unit": "MW"}, "points_duplicate", 3, "2030-01-01 00:15",
    ),
    "unknown zone": (sound, {"zone": "Asia/Zhaotong"}, "unknown_zone", 0, "Asia/Zhaotong"),
    "clocks change": (
        lambda: sound("2030-03-31", 1), {"zone": "Europe/Berlin"}, "points_clock_change", 0, "2030-03-31",
    ),
}  # fmt: skip


def faults_of(path: Path, wishes: dict[str, Any]) -> CaseError:
    with pytest.raises(CaseError) as raised:
        read_points(path, Wishes(**wishes))
    return raised.value


@pytest.mark.parametrize("name", FAULTS)
def test_every_fault_of_a_csv_has_its_name_and_place(tmp_path: Path, name: str) -> None:
    lines, wishes, code, line, message = FAULTS[name]
    path = tmp_path / "表.csv"
    path.write_text("\n".join(lines()) + "\n", encoding="utf-8-sig")
    error = faults_of(path, wishes)
    fault = next(f for f in error.faults if f.code == code)
    assert [f.code for f in error.faults] == [code]
    assert fault.where.line == line
    for lang in ("en", "zh"):
        text = fault.text(lang)
        assert message in text
        assert "{" not in text
    assert re.search("[\u4e00-\u9fff]", fault.text("zh"))


def test_at_least_twelve_kinds_are_told_apart() -> None:
    assert len({row[2] for row in FAULTS.values()}) >= 12


def test_several_faults_are_told_together(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("\n".join(changed(7, "105", "x", changed(9, "107", "-1"))), encoding="utf-8")
    assert {f.code for f in faults_of(path, {}).faults} == {"points_not_number", "points_negative"}


def test_curves_of_different_days(tmp_path: Path) -> None:
    lines = [",".join(["日期", "名称", *LABELS])]
    lines += [",".join([f"2030-01-0{d}", name, *["5"] * 96]) for name, d in (("a", 1), ("a", 2), ("b", 2), ("b", 3))]
    path = tmp_path / "x.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    error = faults_of(path, {"unit": "MW"})
    assert [f.code for f in error.faults] == ["points_spans_differ"]
    assert "2030-01-02 … 2030-01-03" in error.text("zh")


@pytest.mark.parametrize(
    ("encoding", "code", "found"),
    [("gbk", "points_encoding_found", "gbk"), ("utf-16", "points_encoding_found", "utf-16")],
)
def test_other_encodings_are_named_and_not_guessed(tmp_path: Path, encoding: str, code: str, found: str) -> None:
    path = tmp_path / "x.csv"
    path.write_text("\n".join(sound()), encoding=encoding)
    error = faults_of(path, {})
    assert [f.code for f in error.faults] == [code]
    assert f"--encoding {found}" in error.text("zh")
    assert read_points(path, Wishes(encoding=found)).columns["负荷"][0] == 100.0


def test_bytes_of_no_encoding_and_unknown_ones(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(b"date,time,x (MW)\n\xff\xff\xff\n")
    assert [f.code for f in faults_of(path, {}).faults] == ["points_encoding"]
    assert [f.code for f in faults_of(path, {"encoding": "klingon"}).faults] == ["points_encoding_unknown"]


def workbook(path: Path, merge: str = "", formula: bool = False) -> Path:
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("负荷")
        for r, line in enumerate(sound(days=1)):
            for c, cell in enumerate(line.split(",")):
                sheet.write(r, c, float(cell) if r and c == 2 else cell)
        if formula:
            sheet.write_formula(4, 2, "=1+1", None, "")
        if merge:
            sheet.merge_range(merge, "并")
    return path


def test_merged_cells_are_named(tmp_path: Path) -> None:
    for part in ("A1:B1", "A2:A97"):
        error = faults_of(workbook(tmp_path / f"{part[1]}.xlsx", part), {})
        assert [f.code for f in error.faults] == ["points_merged"]
        assert part in error.text("en")


def test_faults_of_workbooks(tmp_path: Path) -> None:
    good = workbook(tmp_path / "x.xlsx")
    assert read_points(good).columns["负荷"][95] == 195.0
    error = faults_of(good, {"sheet": "负载"})
    assert [f.code for f in error.faults] == ["points_sheet"]
    assert "负荷" in error.text("zh")
    (tmp_path / "broken.xlsx").write_bytes(b"PK nothing")
    assert [f.code for f in faults_of(tmp_path / "broken.xlsx", {}).faults] == ["points_workbook"]
    assert [f.code for f in faults_of(tmp_path / "x.ods", {}).faults] == ["points_format"]
    assert [f.code for f in faults_of(tmp_path / "none.csv", {}).faults] == ["missing_file"]
    uncounted = faults_of(workbook(tmp_path / "f.xlsx", formula=True), {})
    assert [f.code for f in uncounted.faults] == ["points_empty_cell"]
    assert "'负荷' C5" in uncounted.text("zh")


@pytest.mark.parametrize(
    "data", [b"", b"\n\n", b",,,\n", b"date,time\n", b"\xef\xbb\xbf", "日期,时刻,负荷 (MW)\n,,\n".encode()]
)
def test_what_is_hardly_a_table_is_a_fault_and_no_crash(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "x.csv").write_bytes(data)
    assert faults_of(tmp_path / "x.csv", {}).faults
