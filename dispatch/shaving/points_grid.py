"""A 96-point file as it stands: cells of a CSV or of one sheet of a workbook, and where each of them is.

Nothing is interpreted but the encoding: CSV is UTF-8 (a byte order mark is welcome) unless another is asked for. A file
that is plainly GBK, as Chinese spreadsheets write it, is named and not guessed.
"""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from dispatch.case.csv_text import as_written, csv_rows
from dispatch.case.files import LARGEST_TABLE, read_bytes
from dispatch.case.names import nearest
from dispatch.errors import Fault, Where

_UTF16 = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, eq=False)
class Row:
    """line: 1-based; cells: text, numbers, dates, None."""

    line: int
    cells: tuple[Any, ...]

    def cell(self, column: int) -> Any:
        """A cell, None beyond the last."""
        return self.cells[column] if column < len(self.cells) else None


@dataclass(frozen=True, eq=False)
class Grid:
    """Rows that are not blank. merged: (first row, last row, range) of merged cells, in lines."""

    path: Path
    sheet: str
    rows: tuple[Row, ...]
    merged: tuple[tuple[int, int, str], ...] = ()

    def at(self, row: Row, column: int | None = None) -> Where:
        """The place of a row or a cell."""
        if column is None:
            return Where(self.path, row.line, f"'{self.sheet}'" if self.sheet else "")
        if self.sheet:
            return Where(self.path, row.line, f"'{self.sheet}' {get_column_letter(column + 1)}{row.line}")
        return Where(self.path, row.line, f"[{column + 1}]")


def read_grid(path: Path, sheet: str | None, encoding: str, faults: list[Fault]) -> Grid | None:
    """The cells of a file by its extension, or None and the fault."""
    asked = Where(file=path)
    extension = path.suffix.lower()
    if extension not in (".csv", ".xlsx", ".xlsm"):
        faults.append(Fault.of("points_format", asked, value=path.name))
        return None
    data = read_bytes(path, asked, LARGEST_TABLE, faults)
    if data is None:
        return None
    if extension == ".csv":
        return _read_csv(data, path, encoding, faults)
    return _read_sheet(path, sheet, faults)


def _read_csv(data: bytes, path: Path, encoding: str, faults: list[Fault]) -> Grid | None:
    text = _decoded(data, path, encoding, faults)
    if text is None:
        return None
    before = len(faults)
    rows = tuple(Row(line, tuple(map(as_written, cells))) for line, cells in csv_rows(text, Where(file=path), faults))
    return Grid(path, "", rows) if len(faults) == before else None


def _decoded(data: bytes, path: Path, encoding: str, faults: list[Fault]) -> str | None:
    try:
        return data.decode(encoding)
    except LookupError:
        faults.append(Fault.of("points_encoding_unknown", Where(file=path), value=encoding))
        return None
    except UnicodeDecodeError as reason:
        line = data.count(b"\n", 0, reason.start) + 1
        found = "utf-16" if data.startswith(_UTF16) else _gbk(data)
        code = "points_encoding_found" if found else "points_encoding"
        params = {"found": found} if found else {}
        byte = f"0x{data[reason.start]:02x}"
        faults.append(Fault.of(code, Where(path, line), value=byte, limit=encoding, **params))
        return None


def _gbk(data: bytes) -> str:
    try:
        data.decode("gb18030")
    except UnicodeDecodeError:
        return ""
    return "gbk"


def _read_sheet(path: Path, sheet: str | None, faults: list[Fault]) -> Grid | None:
    try:
        workbook = load_workbook(path, data_only=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError) as reason:
        faults.append(Fault.of("points_workbook", Where(file=path), value=str(reason)))
        return None
    if sheet is not None and sheet not in workbook.sheetnames:
        close = nearest(sheet, workbook.sheetnames)
        faults.append(Fault.of("points_sheet", Where(file=path), value=sheet, name=sheet, nearest=close))
        return None
    page = workbook[sheet] if sheet is not None else workbook.worksheets[0]
    rows = tuple(
        Row(number, tuple(_clean(cell) for cell in cells))
        for number, cells in enumerate(page.iter_rows(values_only=True), 1)
        if not _blank(cells)
    )
    merged = tuple((part.min_row, part.max_row, str(part)) for part in page.merged_cells.ranges)
    return Grid(path, page.title, rows, merged)


def _clean(cell: Any) -> Any:
    return cell.strip() if isinstance(cell, str) else cell


def _blank(cells: Sequence[Any]) -> bool:
    return all(cell is None or (isinstance(cell, str) and not cell.strip()) for cell in cells)
