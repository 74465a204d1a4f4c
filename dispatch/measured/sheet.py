"""Content of a weather file: one row per line of the file, canonical columns, its own calendar and site.

Every format is read by `pvlib.iotools`. Before that its header and its cells are checked here, because pvlib does not
report the line of an error; the header passed to pvlib is rewritten, because it cannot read all of them (two-word
names, half-hour zones).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from dispatch.errors import Fault, Where
from dispatch.measured.columns import without_codes
from dispatch.measured.finding import Site

Scale = tuple[str, float]


@dataclass(frozen=True, eq=False)
class Sheet:
    """Rows of a weather file.

    year, month, day: (n,) of the start of each period in the file's own winter time, which is `offset_s` ahead of
    UTC; second: (n,) of the day; columns: canonical name → (n,), NaN where missing; lines: (n,) 1-based; typical:
    whether the file declares that its months come from different years, None if it does not.
    """

    format: str
    site: Site
    offset_s: int
    step_s: int
    year: np.ndarray
    month: np.ndarray
    day: np.ndarray
    second: np.ndarray
    columns: dict[str, np.ndarray]
    lines: np.ndarray
    typical: bool | None = None


@dataclass(frozen=True)
class Text:
    """The lines of a text file, and how faults in it are placed."""

    file: Path
    entity: str
    lines: Sequence[str]
    format: str
    faults: list[Fault] = field(compare=False)

    def at(self, line: int, column: str = "") -> Where:
        """Place of a line, numbered from 1."""
        return Where(self.file, line, f"{self.entity} column '{column}'" if column else self.entity)

    def refuse(self, code: str, line: int, column: str = "", **params: Any) -> None:
        """Note a fault at a line."""
        self.faults.append(Fault.of(code, self.at(line, column), **params))


def site_of(text: Text, line: int, cells: Mapping[str, str], zone_hours: bool = True) -> Site | None:
    """The site that header cells `lat`, `lon`, `altitude_m`, `offset_h` describe, or None and faults."""
    limits = {"lat": (-90.0, 90.0), "lon": (-180.0, 180.0), "altitude_m": (-430.0, 6000.0), "offset_h": (-12.0, 14.0)}
    found: dict[str, float] = {}
    for name, (low, high) in limits.items():
        if name == "offset_h" and not zone_hours:
            continue
        try:
            value = float(cells[name])
        except ValueError:
            text.refuse("weather_header", line, value=cells[name], format=text.format, what=name)
            continue
        if not low <= value <= high:
            text.refuse("impossible_site", line, value=value, limit=f"{low:g}…{high:g}", what=name)
        found[name] = value
    if len(found) < 3 + zone_hours or any(not limits[k][0] <= v <= limits[k][1] for k, v in found.items()):
        return None
    return Site(found["lat"], found["lon"], found["altitude_m"], found.get("offset_h"), cells.get("name", "").strip())


def numbers_ok(text: Text, rows: Sequence[Sequence[str]], lines: Sequence[int], wanted: Mapping[str, int]) -> bool:
    """Whether every wanted cell (name → position) is a number or empty; one fault a column where not."""
    sound = True
    for name, position in wanted.items():
        wrong = [i for i, row in enumerate(rows) if not _is_number(row[position])]
        if wrong:
            cell = rows[wrong[0]][position]
            text.refuse("not_number_cell", lines[wrong[0]], name, value=cell, count=len(wrong))
            sound = False
    return sound


def _is_number(cell: str) -> bool:
    """Whether a cell is a finite number, or empty."""
    try:
        return not cell.strip() or bool(np.isfinite(float(cell)))
    except ValueError:
        return False


def even_rows(text: Text, rows: Sequence[tuple[int, list[str]]], cells: int) -> bool:
    """Whether every row has that many cells; a fault at the first that has not."""
    for line, row in rows:
        if len(row) != cells:
            text.refuse("ragged_row", line, value=len(row), limit=f"{cells} cells")
            return False
    if not rows:
        text.refuse("empty_table", len(text.lines))
    return bool(rows)


def column_of(raw: np.ndarray, name: str, factor: float = 1.0) -> np.ndarray:
    """Values of a column in canonical units, NaN for codes that mean "missing"."""
    return without_codes(raw, raw * factor, name)


Reader = Callable[[Text], Sheet | None]
