"""Headers of tables of points: positions of names, dates and units."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dispatch.case.names import nearest
from dispatch.errors import Fault
from dispatch.shaving import points_cells as cells
from dispatch.shaving.points_check import Reading
from dispatch.shaving.points_grid import Row

HEADER_ROWS = 20


DATE_WORDS = frozenset({"date", "日期", "day", "运行日", "数据日期"})


TIME_WORDS = frozenset({"time", "时刻", "时点", "时间", "timestamp", "stamp", "时段", "点号", "数据时间"})


NAME_WORDS = frozenset({"name", "名称", "资源", "对象", "曲线", "curve", "resource"})


FEWEST_POINTS = 24  # a row with so many points of a day is the header of a horizontal table


def is_label(cell: Any) -> bool:
    """Whether a header cell names a point of the day; plain small numbers too."""
    return cells.point_of(cell) is not None


def is_merged(reading: Reading, header: Row) -> bool:
    """Whether cells are merged in the header or below it; a merged title above does no harm."""
    wrong = [part for _, last, part in reading.grid.merged if last >= header.line]
    if wrong:
        where = reading.grid.at(header)
        reading.faults.append(Fault.of("points_merged", where, value=wrong[0], count=len(wrong)))
    return bool(wrong)


def unit_above(reading: Reading, rows: Sequence[Row]) -> str | None:
    """The unit that a cell above the header declares."""
    for row in rows:
        for column, cell in enumerate(row.cells):
            unit_text = cells.declared_unit(cell)
            if unit_text is None and isinstance(cell, str) and cell.lower() in ("单位", "unit"):
                unit_text = str(row.cell(column + 1) or "")
            if unit_text is not None:
                unit = cells.unit_of_text(unit_text)
                if unit is None:
                    reading.report(
                        "points_unit_unknown", [(row, column, unit_text)], name=unit_text, units=tuple(cells.UNITS)
                    )
                return unit
    return None


def unit_of(reading: Reading, row: Row, column: int, header: cells.Headed, above: str | None) -> str | None:
    """The unit of a curve: its own, that above, that declared; a fault where they differ, or there is none."""
    asked = reading.wishes.unit
    declared = None if asked is None else cells.unit_of_text(asked)
    units = [unit for unit in (header.unit, above, declared) if unit is not None]
    if header.unit_text and header.unit is None:
        reading.report(
            "points_unit_unknown", [(row, column, header.unit_text)], name=header.name, units=tuple(cells.UNITS)
        )
    elif not units:
        reading.report("points_unit_missing", [(row, column, header.name)], name=header.name)
    elif any(cells.UNITS[unit] != cells.UNITS[units[0]] for unit in units):
        other = next(unit for unit in units if cells.UNITS[unit] != cells.UNITS[units[0]])
        reading.report("points_unit_conflict", [(row, column, units[0])], name=header.name, unit=units[0], other=other)
    else:
        return units[0]
    return None


def chosen_columns(reading: Reading, row: Row, names: dict[str, int]) -> dict[str, int]:
    """The requested curves, by name with or without unit; faults for missing ones."""
    if not reading.wishes.columns:
        return names
    known = {**names, **{str(row.cell(column)): column for column in names.values()}}
    found: dict[str, int] = {}
    for name in reading.wishes.columns:
        if name in known:
            found[cells.headed(name).name] = known[name]
        else:
            reading.report("missing_column", [(row, None, name)], name=name, nearest=nearest(name, names))
    return found


def shown(cell: Any) -> Any:
    """A cell as a message shows it."""
    return cell if isinstance(cell, str | int | float) or cell is None else str(cell)
