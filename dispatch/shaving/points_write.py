"""96-point tables to files: one CSV, or a workbook with a sheet of notes.

Vertical: one row a point; 日期/date, 时刻/time (00:15 … 24:00, text), then one column a curve or resource with its
unit in the header. Horizontal: one row a day and name; 日期/date, 名称/name with its unit, then 96 columns 00:15 …
24:00. CSV is UTF-8 with a byte order mark, so that a spreadsheet shows Chinese. What is written here is read back by
`points_read` to the last digit.
"""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

import pandas as pd
import xlsxwriter

from dispatch.case.csv_text import no_formula
from dispatch.case.table import TimeTable
from dispatch.locale import Topic
from dispatch.shaving.points import LABELS, POINTS, PointTable

Layout = Literal["vertical", "horizontal"]
_POINTS = Topic("points")
_UNIT = "MW"


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """A file beside `path` that takes its place when the body ends well, and vanishes if it does not."""
    path.parent.mkdir(parents=True, exist_ok=True)
    hidden = path.parent / f".writing-{os.getpid()}-{path.name}"
    try:
        yield hidden
        hidden.replace(path)
    finally:
        hidden.unlink(missing_ok=True)


def headers(table: PointTable, lang: str) -> tuple[str, ...]:
    """Name and unit of every column; ids distinguish columns of the same name."""
    names = [c.zh if lang == "zh" else c.en for c in table.columns]
    headings = [f"{n} {c.id}" if names.count(n) > 1 else n for n, c in zip(names, table.columns, strict=True)]
    if len(set(headings)) < len(headings):
        headings = [
            f"{name} {c.kind}" if headings.count(name) > 1 else name
            for name, c in zip(headings, table.columns, strict=True)
        ]
    return tuple(f"{name} ({_UNIT})" for name in headings)


def rows_of(table: PointTable, lang: str, layout: Layout) -> Iterator[list[str | float]]:
    """Header and rows of a table."""
    word = _POINTS.templates(lang)
    names = headers(table, lang)
    if layout == "vertical":
        yield [word["date"], word["time"], *names]
        for d, day in enumerate(table.dates):
            for k in range(POINTS):
                yield [day.isoformat(), LABELS[k], *table.values[:, d, k].tolist()]
    else:
        yield [word["date"], word["name"], *LABELS]
        for c, name in enumerate(names):
            for d, day in enumerate(table.dates):
                yield [day.isoformat(), name, *table.values[c, d].tolist()]


def write_points(table: PointTable, path: Path, lang: str = "zh", layout: Layout = "vertical") -> None:
    """The table as .csv or .xlsx, by its extension."""
    with whole_file(path) as hidden:
        if path.suffix.lower() == ".xlsx":
            _write_workbook(table, hidden, lang, layout)
        else:
            with hidden.open("w", encoding="utf-8-sig", newline="") as handle:
                rows = ([no_formula(cell) for cell in row] for row in rows_of(table, lang, layout))
                csv.writer(handle, lineterminator="\n").writerows(rows)


def _write_workbook(table: PointTable, path: Path, lang: str, layout: Layout) -> None:
    word = _POINTS.templates(lang)
    with xlsxwriter.Workbook(str(path)) as workbook:
        bold = workbook.add_format({"bold": True, "text_wrap": True, "valign": "vcenter", "bottom": 1})
        power = workbook.add_format({"num_format": "0.000"})
        sheet = workbook.add_worksheet(word["sheet"])
        for r, row in enumerate(rows_of(table, lang, layout)):
            for c, cell in enumerate(row):
                if isinstance(cell, str):
                    sheet.write_string(r, c, cell, bold if r == 0 else None)
                else:
                    sheet.write_number(r, c, cell, power)
        sheet.freeze_panes(1, 2)
        sheet.set_column(0, 0, 12)
        sheet.set_column(1, 1, 9 if layout == "vertical" else 28)
        sheet.set_column(2, len(table.columns) + 1 if layout == "vertical" else POINTS + 1, 12)
        sheet.set_row(0, 45 if layout == "vertical" else 18)
        notes = workbook.add_worksheet(word["notes"])
        notes.set_column(0, 0, 110)
        for r, line in enumerate(_notes(table, lang)):
            notes.write_string(r, 0, line)


def _notes(table: PointTable, lang: str) -> list[str]:
    lines = [_POINTS.text(f"note_{name}", lang, zone=table.zone) for name in ("stamp", "unit", "zone", "sign")]
    names = headers(table, lang)
    return [*lines, *(f"{name}: {c.kind} {c.id}".rstrip() for name, c in zip(names, table.columns, strict=True))]


def write_series(table: TimeTable, path: Path, zone: str) -> None:
    """A series table of a case as CSV: stamps with offset, of the start of each period; every digit of each value."""
    local = pd.DatetimeIndex(table.start, tz="UTC").tz_convert(zone)
    buffer = io.StringIO()
    names = list(table.columns)
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(["time", *names])
    columns = [table.columns[name].tolist() for name in names]
    for stamp, *values in zip(local, *columns, strict=True):
        writer.writerow([stamp.isoformat(timespec="minutes"), *values])
    with whole_file(path) as hidden:
        hidden.write_text(buffer.getvalue(), encoding="utf-8")


def yaml_lines(name: str, path: Path, table: TimeTable, zone: str) -> str:
    """What to write into a case to use the table, with its columns as a comment."""
    columns = ", ".join(f"{name}/{column}" for column in table.columns)
    return f"series:\n  {name}: {{file: {path.name}, zone: {zone}, stamp: start, quantity: mean}}\n  # {columns}\n"
