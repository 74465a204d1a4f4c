"""A user's forecasts on file → points on the axis of the case, or every fault with file and line.

A file is *long* (`cells`) or *wide*: a stamp and one column an entity, as in 96-point tables. A wide file holds
day-ahead forecasts, issued at the case's `day_ahead_hour` the day before. CSV and Parquet, UTF-8; stamps carry their
offset or the zone is named; `stamp="end"` says that stamps of a wide file close their period. Power in MW and flow in
m³/s unless the column `unit`, or `unit=`, says otherwise.

Periods of one file have one length, 5 min to 6 h. An issue has no holes, and from the first to the last period of an
entity every one is forecast, unless `gaps=True`.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd

from dispatch.case.files import LARGEST_TABLE, decode, read_bytes
from dispatch.case.names import nearest
from dispatch.case.raw_table import read_csv, read_parquet
from dispatch.case.schema import Case
from dispatch.case.stamps import period_starts
from dispatch.case.zones import is_zone, zone_names
from dispatch.errors import CaseError, Fault, Where
from dispatch.forecast.cells import Cells, header_of, in_own_words, is_long, read_cells
from dispatch.forecast.steps import check_steps

Stamp = Literal["start", "end"]
_FORMATS = (".csv", ".parquet")


@dataclass(frozen=True)
class Reading:
    """How files are to be read: information that they do not contain."""

    zone: str | None = None
    stamp: Stamp = "start"
    unit: str | None = None
    gaps: bool = False


def reading_of(zone: str | None, stamp: Stamp, unit: str | None, gaps: bool) -> Reading:
    """How files are to be read. Raises CaseError for a zone that does not exist."""
    if zone is not None and not is_zone(zone):
        known = nearest(zone, zone_names())
        raise CaseError(Fault.of("unknown_zone", Where(entity="--zone"), value=zone, name=zone, nearest=known))
    return Reading(zone, stamp, unit, gaps)


@dataclass(frozen=True, eq=False)
class Rows:
    """Forecasts, or actual values, as in the file. (P,) each except `step_s`.

    name: entity; kind: empty if the file does not give it; issue, valid: seconds from 1970, UTC (issue = valid for
    actual values); unit: as written; line: 0 in Parquet.
    """

    file: Path
    step_s: int
    name: np.ndarray
    kind: np.ndarray
    issue: np.ndarray
    valid: np.ndarray
    value: np.ndarray
    unit: np.ndarray
    line: np.ndarray

    def at(self, row: int, name: str = "") -> Where:
        """Place of a row."""
        label = f"forecast '{name or self.name[row]}'"
        return Where(self.file, int(self.line[row]), label if self.line[row] else f"{label} row {row + 1}")


def read_forecasts(path: Path, case: Case, reading: Reading, column: str = "forecast") -> Rows:
    """The rows of a file. `column` is `actual` for measured values, which have no issue. Raises CaseError."""
    faults: list[Fault] = []
    rows = _read(path, case, reading, column, faults)
    if faults or rows is None:
        raise CaseError(faults)
    return rows


def _read(path: Path, case: Case, reading: Reading, column: str, faults: list[Fault]) -> Rows | None:
    asked = Where(entity="forecast")
    if path.suffix.lower() not in _FORMATS:
        faults.append(Fault.of("not_a_table_file", asked, value=str(path), name=path.name))
        return None
    data = read_bytes(path, asked, LARGEST_TABLE, faults)
    if data is None or (path.suffix.lower() == ".csv" and decode(data, path, "forecast", faults) is None):
        return None
    names = header_of(data, path, faults)
    if names is None:
        return None
    if not is_long(names):
        return _wide(data, path, case, reading, column, faults)
    issue = () if column == "actual" else ("issue_time",) if "lead_h" not in names else ()
    cells = read_cells(data, path, names, ("entity", "valid_time", *issue, column), faults)
    return None if cells is None else _long(cells, case, reading, column, faults)


def _long(cells: Cells, case: Case, reading: Reading, column: str, faults: list[Fault]) -> Rows | None:
    value, valid = cells.numbers(column, faults), cells.instants("valid_time", reading.zone, faults)
    lead = cells.numbers("lead_h", faults) if column == "forecast" and "lead_h" in cells.columns else None
    issue = valid
    if column == "forecast" and "issue_time" in cells.columns:
        issue = cells.instants("issue_time", reading.zone, faults)
    elif lead is not None and valid is not None:
        issue = valid - np.rint(lead * 3600).astype(np.int64)
    names, kinds = cells.words("entity"), cells.words("kind")
    cells.any_fault(names == "", "empty_cell", faults, "entity")
    if faults or value is None or valid is None or issue is None:
        return None
    if cells.any_fault(issue > valid, "forecast_after_the_fact", faults, _told(cells)):
        return None
    if lead is not None and "issue_time" in cells.columns:
        differs = np.abs((valid - issue) / 3600 - lead) > 0.01
        if cells.any_fault(differs, "forecast_lead_mismatch", faults, "lead_h", limit="valid_time − issue_time"):
            return None
    line = np.zeros(len(valid), dtype=np.int64) if cells.lines is None else cells.lines
    rows = Rows(cells.file, 0, names, kinds, issue, valid, value, cells.words("unit"), line)
    step = check_steps(rows, case.time.zone, reading.gaps, faults)
    return None if step is None else Rows(**{**rows.__dict__, "step_s": step})


def _told(cells: Cells) -> str:
    return "issue_time" if "issue_time" in cells.columns else "lead_h"


def _wide(data: bytes, path: Path, case: Case, reading: Reading, column: str, faults: list[Fault]) -> Rows | None:
    reader = read_csv if path.suffix.lower() == ".csv" else read_parquet
    raw = reader(data, path, "forecast", faults)
    if raw is None:
        return None
    found: list[Fault] = []
    axis = period_starts(raw, reading.zone, reading.stamp, found, gaps=reading.gaps)
    if axis is None:
        faults += map(in_own_words, found)
        return None
    start = axis[0].astype("M8[s]").astype(np.int64)
    issue = start if column == "actual" else _issued_the_day_before(start, case)
    line = np.zeros(len(start), dtype=np.int64) if raw.lines is None else raw.lines
    many = len(raw.columns)
    heads = [_split(name) for name in raw.columns]
    return Rows(
        path,
        int((axis[1] - axis[0][-1]).astype("m8[s]").astype(int)),
        np.repeat(np.array([name for _, name in heads], dtype=object), len(start)),
        np.repeat(np.array([kind for kind, _ in heads], dtype=object), len(start)),
        np.tile(issue, many),
        np.tile(start, many),
        np.concatenate(list(raw.columns.values())),
        np.full(many * len(start), "", dtype=object),
        np.tile(line, many),
    )


def _split(head: str) -> tuple[str, str]:
    """(kind, entity) of a column head `load/town`; kind is empty in a plain one."""
    kind, slash, name = head.partition("/")
    return (kind, name) if slash else ("", head)


def _issued_the_day_before(start: np.ndarray, case: Case) -> np.ndarray:
    """(n,) seconds: when the day-ahead issue for each period was made."""
    zone, hour = case.time.zone, case.forecast.day_ahead_hour
    day = pd.DatetimeIndex(start.astype("M8[s]"), tz="UTC").tz_convert(zone).tz_localize(None).normalize()
    made = day - pd.Timedelta(days=1) + pd.Timedelta(hours=hour)
    local = made.tz_localize(zone, ambiguous=np.ones(len(made), dtype=bool), nonexistent="shift_forward")
    return np.asarray(local.tz_convert("UTC").tz_localize(None).to_numpy().astype("M8[s]").astype(np.int64))
