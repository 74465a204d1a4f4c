"""The cells of a user's long table: every column as it stands, and the line of every row.

One row a forecast: `entity`, `valid_time`, `forecast` and `issue_time` or `lead_h`; may also hold `kind`, `unit`,
`county` and `actual`. A table without any of these names is wide: a stamp and one column an entity.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

from dispatch.case.csv_text import check_header, csv_rows
from dispatch.case.names import nearest
from dispatch.case.raw_table import RawTable, cell_faults
from dispatch.case.stamps import utc_instants
from dispatch.errors import Fault, Where

KNOWN = ("kind", "entity", "county", "issue_time", "valid_time", "lead_h", "forecast", "actual", "unit")
_TELLING = frozenset({"entity", "issue_time", "valid_time", "lead_h", "forecast", "actual"})
_MOST_RAGGED_ROWS = 10


@dataclass(frozen=True)
class Cells:
    """columns: name → (n,) as read; lines: (n,) 1-based, None for Parquet."""

    file: Path
    columns: Mapping[str, pd.Series]
    lines: np.ndarray | None

    def at(self, row: int, column: str = "", name: str = "") -> Where:
        """Place of a row, or of one of its cells; `name` is the entity that it is about."""
        entity = " ".join(part for part in ("forecast", f"'{name}'" if name else "") if part)
        entity += f" column '{column}'" if column else ""
        if self.lines is None:
            return Where(self.file, 0, f"{entity} row {row + 1}")
        return Where(self.file, int(self.lines[row]), entity)

    def any_fault(
        self, wrong: np.ndarray, code: str, faults: list[Fault], column: str = "", limit: str = "", **params: object
    ) -> bool:
        """Whether any row is wrong; if so one fault at the first of them, with their number."""
        if not wrong.any():
            return False
        row = int(np.argmax(wrong))
        value = self.columns[column].iloc[row] if column else None
        name = str(self.columns["entity"].iloc[row]) if "entity" in self.columns else ""
        count = int(wrong.sum())
        where = self.at(row, column, name)
        said = value if isinstance(value, str | int | float | None) else str(value)
        faults.append(Fault.of(code, where, value=said, limit=limit, count=count, **params))
        return True

    def instants(self, column: str, zone: str | None, faults: list[Fault]) -> np.ndarray | None:
        """(n,) seconds from 1970 of a column of stamps, or None and faults."""
        raw = RawTable(self.file, f"forecast column '{column}'", self.columns[column], {}, self.lines)
        found: list[Fault] = []
        instants = utc_instants(raw, zone, found)
        known = {fault.code for fault in faults}  # a fault of all stamps alike is reported once
        faults += [fault for fault in map(in_own_words, found) if fault.code not in known]
        return None if instants is None else instants.tz_localize(None).to_numpy().astype("M8[s]").astype(np.int64)

    def numbers(self, column: str, faults: list[Fault]) -> np.ndarray | None:
        """(n,) finite numbers of a column, or None and one fault for each kind of cell that is none."""
        cells = self.columns[column]
        values = pd.to_numeric(cells, errors="coerce").to_numpy(dtype=float, na_value=np.nan)
        if np.isfinite(values).all():
            return values
        lines = np.arange(1, len(cells) + 1) if self.lines is None else self.lines
        text = ["nan" if cell is None or cell != cell else str(cell) for cell in cells]
        faults += cell_faults(text, lines, self.file, "forecast", column)
        return None

    def words(self, column: str) -> np.ndarray:
        """(n,) stripped texts of a column; empty where it has none."""
        if column not in self.columns:
            return np.full(len(next(iter(self.columns.values()))), "", dtype=object)
        cells = self.columns[column]
        if isinstance(cells.dtype, pd.CategoricalDtype):
            labels = np.array([str(c).strip() for c in cells.cat.categories], dtype=object)
            return np.asarray(labels[cells.cat.codes])
        return cells.astype("str").str.strip().to_numpy(dtype=object)


def in_own_words(fault: Fault) -> Fault:
    """A fault of stamps with the next step of a forecast file, where that of a series table is another."""
    if fault.code == "naive_stamp":
        return Fault.of("forecast_without_zone", fault.where, value=fault.value)
    if fault.code == "stamp_gap":
        given = fault.params or {}
        params = {"count": given["count"], "expected": given["expected"]}
        return Fault.of("forecast_gap", fault.where, value=fault.value, limit=fault.limit, **params)
    return fault


def is_long(names: Sequence[str]) -> bool:
    """Whether a header is that of a long table."""
    return bool(_TELLING.intersection(names))


def header_of(data: bytes, file: Path, faults: list[Fault]) -> list[str] | None:
    """Column names of CSV or Parquet bytes, or None and a fault."""
    if file.suffix.lower() == ".parquet":
        try:
            return [str(name) for name in pa.parquet.read_schema(pa.BufferReader(data)).names]
        except pa.ArrowException as reason:
            message = str(reason).splitlines()[0]
            faults.append(Fault.of("unreadable_file", Where(file), value=str(file), name=file.name, reason=message))
            return None
    first_line = data.replace(b"\r", b"\n").split(b"\n", 1)[0].decode(errors="replace")
    return next(csv_rows(first_line, Where(file, 1), faults), (0, []))[1]


def read_cells(
    data: bytes, file: Path, names: Sequence[str], needed: Sequence[str], faults: list[Fault]
) -> Cells | None:
    """The long table in CSV or Parquet bytes with at least the columns `needed`, or None and its faults."""
    where = Where(file, 1, "forecast")
    if not check_header(names, where, faults):
        return None
    before = len(faults)
    for name in names:
        if name not in KNOWN:
            known = nearest(name, KNOWN)
            faults.append(Fault.of("forecast_unknown_column", where, value=name, name=name, nearest=known))
    for name in needed:
        if name not in names:
            faults.append(Fault.of("forecast_missing_column", where, value=", ".join(names), name=name))
    if len(faults) > before:
        return None
    cells = _from_parquet(data, file) if file.suffix.lower() == ".parquet" else _from_csv(data, file, names, faults)
    if cells is not None and not len(cells.columns["entity"]):
        faults.append(Fault.of("empty_table", where))
        return None
    return cells


def _from_parquet(data: bytes, file: Path) -> Cells:
    frame = pa.parquet.read_table(pa.BufferReader(data)).to_pandas(ignore_metadata=True)
    return Cells(file, {str(name): frame[name] for name in frame.columns}, None)


def _from_csv(data: bytes, file: Path, names: Sequence[str], faults: list[Fault]) -> Cells | None:
    """Every cell as text; one thread, so that rows have numbers; blank lines are passed over."""
    ragged: list[tuple[int, int]] = []

    def refuse(row: pa.csv.InvalidRow) -> str:
        ragged.append((row.number, row.actual_columns))
        return "skip" if len(ragged) <= _MOST_RAGGED_ROWS else "error"

    text = {str(i): pa.string() for i in range(len(names))}
    try:
        table = pa.csv.read_csv(
            pa.BufferReader(data),
            read_options=pa.csv.ReadOptions(column_names=list(text), skip_rows_after_names=1, use_threads=False),
            parse_options=pa.csv.ParseOptions(ignore_empty_lines=False, invalid_row_handler=refuse),
            convert_options=pa.csv.ConvertOptions(column_types=text, null_values=[], strings_can_be_null=False),
        )
    except pa.ArrowInvalid as reason:
        if not ragged:
            message = str(reason).splitlines()[0]
            faults.append(Fault.of("unreadable_cell", Where(file, 0, "forecast"), problem=message))
            return None
        table = None
    for line, count in ragged[:_MOST_RAGGED_ROWS]:
        faults.append(Fault.of("ragged_row", Where(file, line, "forecast"), value=count, limit=f"{len(names)} cells"))
    if ragged or table is None:
        return None
    columns = {name: table[i].to_pandas() for i, name in enumerate(names)}
    written = np.zeros(table.num_rows, dtype=bool)  # a blank line is a row without a single letter
    for column in columns.values():
        if written.all():
            break
        written |= (column != "").to_numpy()
    lines = np.arange(2, table.num_rows + 2)
    if written.all():
        return Cells(file, columns, lines)
    return Cells(file, {name: column[written] for name, column in columns.items()}, lines[written])
