"""96-point tables from files, with every fault named: load curves and corridor schedules as dispatch centres give them.

Two layouts, distinguished by their header, which is the first of the first HEADER_ROWS rows that is one:

    vertical     日期/date and 时刻/time, or one column of full stamps, then one column a curve
    horizontal   日期/date, 名称/name where there are several curves, then 96 columns 00:15 … 24:00 or 1 … 96

Stamps are ends of periods. 24:00 ends a day; 00:00 is a fault in a time column, because it may mean the first point of
a table that is stamped by the start, or the last of the day before. Only full stamps that begin with 00:15 and run on
leave no doubt: there 00:00 is 24:00 of the day before.

Every curve has a unit: in its header, in a cell `单位：万千瓦` above it, or declared by who reads; no unit is a fault,
two that differ are one too. Days follow each other without gaps, each with its 96 points. Nothing is repaired.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from dispatch.case.names import nearest
from dispatch.case.table import TimeTable
from dispatch.case.zones import is_zone, zone_names
from dispatch.errors import CaseError, Fault, Where
from dispatch.shaving import points_cells as cells
from dispatch.shaving.points import LABELS, POINTS, refuse_clock_changes, time_table
from dispatch.shaving.points_check import Point, Reading, Wishes, check_order
from dispatch.shaving.points_grid import Row, read_grid
from dispatch.shaving.points_header import (
    DATE_WORDS,
    FEWEST_POINTS,
    HEADER_ROWS,
    NAME_WORDS,
    TIME_WORDS,
    chosen_columns,
    is_label,
    is_merged,
    shown,
    unit_above,
    unit_of,
)


def read_points(path: Path, wishes: Wishes | None = None) -> TimeTable:
    """A 96-point file as a series table in MW, stamped by the start of periods. Raises CaseError with every fault."""
    asked = wishes or Wishes()
    faults: list[Fault] = []
    if not is_zone(asked.zone):
        close = nearest(asked.zone, zone_names())
        raise CaseError(
            Fault.of("unknown_zone", Where(entity="--zone"), value=asked.zone, name=asked.zone, nearest=close)
        )
    if asked.unit is not None and cells.unit_of_text(asked.unit) is None:
        where = Where(entity="--unit")
        raise CaseError(
            Fault.of("points_unit_unknown", where, value=asked.unit, name="--unit", units=tuple(cells.UNITS))
        )
    grid = read_grid(path, asked.sheet, asked.encoding, faults)
    if grid is None:
        raise CaseError(faults)
    reading = Reading(grid, asked)
    _read(reading)
    if not reading.faults:
        table = _series(reading)
        if table is not None:
            return table
    raise CaseError(reading.faults)


def _read(reading: Reading) -> None:
    """Find the header and read the layout that it announces."""
    grid = reading.grid
    for number, row in enumerate(grid.rows[:HEADER_ROWS]):
        words = [cell.lower() if isinstance(cell, str) else cell for cell in row.cells]
        points = [i for i, cell in enumerate(row.cells) if is_label(cell)]
        if len(points) < FEWEST_POINTS and not any(word in TIME_WORDS for word in words):
            continue
        if is_merged(reading, row):
            return
        unit = unit_above(reading, grid.rows[:number])
        if reading.faults:
            return
        body = grid.rows[number + 1 :]
        if not body:
            reading.report("points_empty", [(row, None, None)])
        elif len(points) >= FEWEST_POINTS:
            _read_horizontal(reading, row, points, body, unit)
        else:
            _read_vertical(reading, row, body, unit)
        return
    first = grid.rows[0] if grid.rows else Row(1, ())
    if is_merged(reading, first):
        return
    reading.faults.append(Fault.of("points_no_header", grid.at(first), value=", ".join(map(str, first.cells[:4]))))


def _read_vertical(reading: Reading, header: Row, body: Sequence[Row], above: str | None) -> None:
    words = [cell.lower() if isinstance(cell, str) else "" for cell in header.cells]
    at_time = next(i for i, word in enumerate(words) if word in TIME_WORDS)
    at_date = next((i for i, word in enumerate(words) if word in DATE_WORDS), None)
    names: dict[str, int] = {}
    for column, cell in enumerate(header.cells):
        if column in (at_time, at_date):
            continue
        if cells.is_empty(cell):
            if any(not cells.is_empty(row.cell(column)) for row in body):
                reading.report("unnamed_column", [(header, column, column + 1)], number=column + 1)
            continue
        name = cells.headed(str(cell)).name
        if name in names:
            reading.report("duplicate_column", [(header, column, name)], column=name)
        names.setdefault(name, column)
    if not names:
        reading.report("points_no_curve", [(header, None, None)])
    chosen = chosen_columns(reading, header, names)
    units = {
        name: unit_of(reading, header, column, cells.headed(str(header.cell(column))), above)
        for name, column in chosen.items()
    }
    before = len(reading.faults)
    stamps = list(_stamps(reading, body, at_time, at_date))
    whole = len(reading.faults) == before
    for name, column in chosen.items():
        unit = units[name]
        if unit is not None:
            _take(reading, name, [Point(day, k, row, column) for row, day, k in stamps], unit, whole)


def _stamps(
    reading: Reading, body: Sequence[Row], at_time: int, at_date: int | None
) -> Iterator[tuple[Row, date, int]]:
    """(row, day, point 1…96) of every row that has a stamp; faults for those that have none."""
    wrong: dict[str, list[tuple[Row, int | None, Any]]] = {"points_date": [], "points_time": [], "points_midnight": []}
    first = cells.stamp_of(body[0].cell(at_time)) if at_date is None else None
    runs_on = first is not None and first[1] == 1
    for row in body:
        if at_date is None:
            stamp = cells.stamp_of(row.cell(at_time))
            if stamp is None:
                wrong["points_time"].append((row, at_time, shown(row.cell(at_time))))
                continue
            day, point = stamp
            if point == 0 and runs_on:
                day, point = day - timedelta(days=1), POINTS
        else:
            found, k = cells.date_of(row.cell(at_date)), cells.point_of(row.cell(at_time))
            if found is None:
                wrong["points_date"].append((row, at_date, shown(row.cell(at_date))))
            if k is None:
                wrong["points_time"].append((row, at_time, shown(row.cell(at_time))))
            if found is None or k is None:
                continue
            day, point = found, k
        if point == 0:
            wrong["points_midnight"].append((row, at_time, shown(row.cell(at_time))))
            continue
        yield row, day, point
    for code, found_wrong in wrong.items():
        reading.report(code, found_wrong)


def _read_horizontal(reading: Reading, header: Row, at: Sequence[int], body: Sequence[Row], above: str | None) -> None:
    numbers = [cells.point_of(header.cell(column)) for column in at]
    if not _are_96(reading, header, at, numbers):
        return
    words = [cell.lower() if isinstance(cell, str) else "" for cell in header.cells]
    at_date = next((i for i, word in enumerate(words) if word in DATE_WORDS), None)
    at_name = next((i for i, word in enumerate(words) if word in NAME_WORDS), None)
    known = {*at, at_date, at_name}
    strange = [(header, i, shown(c)) for i, c in enumerate(header.cells) if i not in known and not cells.is_empty(c)]
    reading.report("points_unknown_column", strange, name=str(strange[0][2]) if strange else "")
    if at_date is None:
        reading.report("points_no_date", [(header, None, header.cell(0))])
        return
    wrong, rows = [], dict[str, list[tuple[Row, date]]]()
    only = reading.wishes.columns[0] if len(reading.wishes.columns) == 1 else reading.grid.path.stem
    for row in body:
        day = cells.date_of(row.cell(at_date))
        if day is None:
            wrong.append((row, at_date, shown(row.cell(at_date))))
            continue
        name = only if at_name is None else str(row.cell(at_name) or "")
        rows.setdefault(name, []).append((row, day))
    reading.report("points_date", wrong)
    _take_rows(reading, header, rows, at, at_name, above)


def _take_rows(
    reading: Reading,
    header: Row,
    rows: dict[str, list[tuple[Row, date]]],
    at: Sequence[int],
    at_name: int | None,
    above: str | None,
) -> None:
    columns = {cells.headed(name).name: name for name in rows}
    wanted = [cells.headed(name).name for name in reading.wishes.columns] if at_name is not None else []
    for name in wanted:
        if name not in columns:
            reading.report("missing_column", [(header, None, name)], name=name, nearest=nearest(name, columns))
    for name, full in columns.items():
        if wanted and name not in wanted:
            continue
        row = rows[full][0][0]
        unit = unit_of(reading, row, at_name or 0, cells.headed(full), above)
        if unit is not None:
            places = [Point(day, k, row, column) for row, day in rows[full] for k, column in enumerate(at, 1)]
            _take(reading, name, places, unit, True)


def _are_96(reading: Reading, header: Row, at: Sequence[int], numbers: Sequence[int | None]) -> bool:
    """Whether the header of a horizontal table names 00:15 … 24:00, each once and in order."""
    if list(numbers) == list(range(1, POINTS + 1)):
        return True
    if 0 in numbers:
        reading.report("points_midnight", [(header, at[numbers.index(0)], "00:00")])
    elif len(numbers) != POINTS:
        absent = tuple(LABELS[k - 1] for k in range(1, POINTS + 1) if k not in numbers)[:5]
        where = reading.grid.at(header)
        reading.faults.append(Fault.of("points_columns", where, value=len(numbers), absent=absent))
    else:
        k = next(i for i, number in enumerate(numbers) if number != i + 1)
        reading.report("points_order", [(header, at[k], shown(header.cell(at[k])))])
    return False


def _take(reading: Reading, name: str, places: Sequence[Point], unit: str, whole: bool) -> None:
    """The values of a curve; faults for cells that hold none, and for what no curve may be.

    whole: every row has a stamp, so that what is missing is really missing.
    """
    kinds: dict[str, list[tuple[Row, int | None, Any]]] = {
        "points_empty_cell": [],
        "points_not_number": [],
        "points_not_finite": [],
        "points_negative": [],
    }
    taken = []
    for place in places:
        cell = place.row.cell(place.column)
        value = cells.number_of(cell)
        if cells.is_empty(cell):
            kinds["points_empty_cell"].append((place.row, place.column, None))
        elif value is None:
            code = "points_not_finite" if str(cell).lower() in ("nan", "inf", "-inf") else "points_not_number"
            kinds[code].append((place.row, place.column, shown(cell)))
        elif not np.isfinite(value):
            kinds["points_not_finite"].append((place.row, place.column, value))
        else:
            if value < 0 and not reading.wishes.negative:
                kinds["points_negative"].append((place.row, place.column, value))
            taken.append((place, cells.to_mw(value, unit)))
    for code, found in kinds.items():
        reading.report(code, found, name=name)
    if whole and not any(kinds.values()):
        check_order(reading, name, places)
        reading.values[name] = taken


def _series(reading: Reading) -> TimeTable | None:
    """All curves on one axis; a fault where they cover different days, or where clocks change."""
    spans = {name: (taken[0][0].day, taken[-1][0].day) for name, taken in reading.values.items()}
    first, last = next(iter(spans.values()))
    for name, span in spans.items():
        if span != (first, last):
            where, span_text = Where(reading.grid.path, 0, name), f"{span[0]} … {span[1]}"
            limit = f"{first} … {last}"
            reading.faults.append(Fault.of("points_spans_differ", where, value=span_text, limit=limit, name=name))
    if reading.faults:
        return None
    refuse_clock_changes(reading.wishes.zone, (first, last), Where(reading.grid.path))
    columns = {name: np.array([value for _, value in taken]) for name, taken in reading.values.items()}
    return time_table(columns, first, reading.wishes.zone)
