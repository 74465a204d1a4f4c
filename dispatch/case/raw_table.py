"""Raw content of a series file: stamps, numeric columns and the line of every row, without interpretation.

CSV is read by pyarrow at once. Only if that fails is the text read row by row, to find the cell and line of the
fault. If columns are selected by name, the others are not checked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

from dispatch.case.csv_text import check_header, csv_rows, ragged
from dispatch.case.names import nearest
from dispatch.errors import Fault, Where

_NUMBER = re.compile(r"\s*[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?\s*", re.ASCII)
_STAMP = re.compile(r"\d{4}[-/]\d", re.ASCII)
_MOST_RAGGED_ROWS = 10
_NAN_WORDS = {"nan", "na", "n/a", "null", "none", "#n/a"}
_NO_VALUE = ("empty_cell", "nan_cell")
_INFINITE_WORDS = {"inf", "+inf", "-inf", "infinity", "+infinity", "-infinity"}


@dataclass(frozen=True)
class Picked:
    """Which columns are read, new name → name in the file (empty: all), and whether cells may lack a value (NaN)."""

    columns: Mapping[str, str] = field(default_factory=dict)
    gaps: bool = False

    def places(self, header: Sequence[str], where: Where, faults: list[Fault]) -> dict[str, int] | None:
        """Name → position in the header, the stamps at 0 left out; None and faults where one is not there."""
        wanted = self.columns or {name: name for name in header[1:]}
        absent = [theirs for theirs in wanted.values() if theirs not in header[1:]]
        for name in absent:
            faults.append(Fault.of("missing_column", where, value=name, name=name, nearest=nearest(name, header[1:])))
        return None if absent else {name: header.index(theirs, 1) for name, theirs in wanted.items()}


ALL_COLUMNS = Picked()


@dataclass(frozen=True)
class RawTable:
    """stamps: (n,) text or datetimes; columns: name → (n,) float64, NaN only where gaps may be; lines: (n,) 1-based.

    Parquet has no lines: None.
    """

    file: Path
    entity: str
    stamps: pd.Series
    columns: dict[str, np.ndarray]
    lines: np.ndarray | None

    def at(self, row: int, column: str = "") -> Where:
        """Place of a cell."""
        return _place(self.file, self.entity, self.lines, row, column)


def _place(file: Path, entity: str, lines: np.ndarray | None, row: int, column: str) -> Where:
    label = f"{entity} column '{column}'" if column else entity
    if lines is None:
        return Where(file, 0, f"{label} row {row + 1}")
    return Where(file, int(lines[row]), label)


def read_csv(
    data: bytes, file: Path, entity: str, faults: list[Fault], picked: Picked = ALL_COLUMNS
) -> RawTable | None:
    """The table in UTF-8 CSV bytes, or None and every fault of its cells."""
    where = Where(file, 1, entity)
    first_line = re.split(rb"[\r\n]", data, maxsplit=1)[0].decode()
    header = next(csv_rows(first_line, where, faults), (0, []))[1]
    if not header or _STAMP.match(header[0]) or any(_NUMBER.fullmatch(name) for name in header[1:]):
        faults.append(Fault.of("missing_header", where, value=",".join(header), example="time,…"))
        return None
    if len(header) == 1:
        faults.append(Fault.of("one_column", where, value=header[0]))
        return None
    if not check_header([header[0] or "time", *header[1:]], where, faults):
        return None
    places = picked.places(header, where, faults)
    if places is None:
        return None
    raw = _read_fast(data, len(header), places, file, entity)
    return raw if raw is not None else _read_slowly(data.decode(), header, places, file, entity, faults, picked.gaps)


def _read_fast(data: bytes, width: int, places: Mapping[str, int], file: Path, entity: str) -> RawTable | None:
    """The table if every cell is a finite number and no row is ragged or blank, else None."""
    types = {str(i): pa.float64() for i in places.values()} | {"0": pa.string()}
    try:
        table = pa.csv.read_csv(
            pa.BufferReader(data),
            read_options=pa.csv.ReadOptions(column_names=list(map(str, range(width))), skip_rows_after_names=1),
            convert_options=pa.csv.ConvertOptions(
                column_types=types,
                null_values=[],
                strings_can_be_null=False,
                include_columns=["0", *dict.fromkeys(map(str, places.values()))],
            ),
        )
    except pa.ArrowInvalid:
        return None
    columns = {name: table[str(i)].to_numpy() for name, i in places.items()}
    n = table.num_rows
    line_ends = data.count(b"\n") + (not data.endswith(b"\n"))
    if n == 0 or line_ends != n + 1 or not all(np.isfinite(values).all() for values in columns.values()):
        return None
    return RawTable(file, entity, table["0"].to_pandas(), columns, np.arange(2, n + 2))


def _read_slowly(
    text: str,
    header: Sequence[str],
    places: Mapping[str, int],
    file: Path,
    entity: str,
    faults: list[Fault],
    gaps: bool,
) -> RawTable | None:
    """Row by row. Returns a table where nothing is wrong but blank lines or line breaks in quotes."""
    where = Where(file, 1, entity)
    found: list[Fault] = []
    rows: list[list[str]] = []
    at: list[int] = []
    for line, cells in islice(csv_rows(text, where, found), 1, None):
        if len(cells) == len(header):
            rows.append(cells)
            at.append(line)
        else:
            found.append(ragged(replace(where, line=line), cells, header))
            if len(found) == _MOST_RAGGED_ROWS:
                break
    lines = np.array(at, dtype=np.int64)
    if not rows and not found:
        found.append(Fault.of("empty_table", where))
    written = {name: [row[place] for row in rows] for name, place in places.items()}
    for name, column in written.items():
        found += cell_faults(column, lines, file, entity, name, gaps)
    faults += found
    if found:
        return None
    columns = {name: np.array([_value(cell) for cell in column]) for name, column in written.items()}
    stamps = [row[0] for row in rows]
    return RawTable(file, entity, pd.Series(stamps, dtype="str"), columns, lines)


def _value(cell: str) -> float:
    """The number in a valid cell, NaN if it is marked as missing."""
    return np.nan if _wrong(cell) else float(cell)


def cell_faults(
    cells: Sequence[str], lines: np.ndarray, file: Path, entity: str, name: str, gaps: bool = False
) -> Iterable[Fault]:
    """One fault for each kind of wrong cell in a column, at the first of them; no value is none where gaps may be."""
    wrong: dict[str, list[int]] = {}
    for row, cell in enumerate(cells):
        code = _wrong(cell)
        if code and not (gaps and code in _NO_VALUE):
            wrong.setdefault(code, []).append(row)
    for code, rows in wrong.items():
        where = _place(file, entity, lines, rows[0], name)
        yield Fault.of(code, where, value=cells[rows[0]], count=len(rows))


def _wrong(cell: str) -> str:
    """Code of what is wrong with a cell, empty for a finite number."""
    if _NUMBER.fullmatch(cell):
        return "" if np.isfinite(float(cell)) else "infinite_cell"
    word = cell.strip().lower()
    if not word:
        return "empty_cell"
    if word in _NAN_WORDS:
        return "nan_cell"
    return "infinite_cell" if word in _INFINITE_WORDS else "not_number_cell"


def read_parquet(
    data: bytes, file: Path, entity: str, faults: list[Fault], picked: Picked = ALL_COLUMNS
) -> RawTable | None:
    """The table in Parquet bytes, its first column the stamps, or None and its faults."""
    where = Where(file, 0, entity)
    try:
        frame = pa.parquet.read_table(pa.BufferReader(data)).to_pandas(ignore_metadata=True)
    except pa.ArrowException as reason:
        text = str(reason).splitlines()[0]
        faults.append(Fault.of("unreadable_file", where, value=str(file), name=file.name, reason=text))
        return None
    names = [str(name) for name in frame.columns]
    found: list[Fault] = []
    if len(names) < 2:
        found.append(Fault.of("one_column", where, value=",".join(names)))
    elif frame.empty:
        found.append(Fault.of("empty_table", where))
    else:
        check_header(names, where, found)
    places = picked.places(names, where, found) if not found else None
    columns: dict[str, np.ndarray] = {}
    for name, i in (places or {}).items():
        if not pd.api.types.is_numeric_dtype(frame.iloc[:, i]):
            place = _place(file, entity, None, 0, name)
            found.append(Fault.of("not_number_cell", place, value=str(frame.iloc[0, i]), count=len(frame)))
            continue
        columns[name] = frame.iloc[:, i].to_numpy(dtype=float, na_value=np.nan)
        for code, bad in (("nan_cell", np.isnan(columns[name])), ("infinite_cell", np.isinf(columns[name]))):
            if bad.any() and not (picked.gaps and code == "nan_cell"):
                row = int(np.argmax(bad))
                place = _place(file, entity, None, row, name)
                found.append(Fault.of(code, place, value=float(columns[name][row]), count=int(bad.sum())))
    faults += found
    return None if found else RawTable(file, entity, frame.iloc[:, 0], columns, None)
