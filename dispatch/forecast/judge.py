"""Files of forecasts → scores: what `dispatch score` does, for notebooks too.

scored = score_files(load_case("models/zhaotong"), ["my_wind.csv"], Reading(zone="Asia/Shanghai"))
scored.table(("county", "lead"))
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from dispatch.case.schema import Case
from dispatch.errors import CaseError, Fault, InputError, Where
from dispatch.forecast.align import Points, align, check_overlap
from dispatch.forecast.read import Reading, Rows, read_forecasts
from dispatch.forecast.score import MEASURES, score, table_of

OUTPUTS = (".csv", ".html")


@dataclass(frozen=True, eq=False)
class Scored:
    """Points of every file and their sums."""

    title: str
    points: list[Points]
    sums: pd.DataFrame

    def table(self, by: Sequence[str]) -> pd.DataFrame:
        """Measures of every group."""
        return table_of(self.sums, by)

    def json(self, by: Sequence[str]) -> str:
        """The table as a list of records, null for what is not defined."""
        records = [{name: _plain(value) for name, value in row.items()} for row in self.table(by).to_dict("records")]
        return json.dumps(records, ensure_ascii=False, indent=1, allow_nan=False)


def score_files(
    case: Case,
    files: Sequence[str | Path],
    reading: Reading | None = None,
    actual: str | Path | None = None,
    on_progress: Callable[[str], None] = lambda _: None,
) -> Scored:
    """Scores of forecasts on file against the case, or against a file of actual values.

    Raises CaseError or SeriesError with every fault of every file.
    """
    reading = reading or Reading()
    faults: list[Fault] = []
    measured: Rows | None = None
    if actual is not None:
        try:
            measured = read_forecasts(Path(actual), case, reading, "actual")
        except InputError as error:
            faults += error.faults
    read: list[tuple[Rows, list[Points]]] = []
    for file in files:
        on_progress(Path(file).name)
        try:
            rows = read_forecasts(Path(file), case, reading)
            if actual is None or measured is not None:
                read.append((rows, align(rows, case, reading, measured)))
        except InputError as error:
            faults += error.faults
    if faults:
        raise CaseError(faults)
    check_overlap(read)
    found = [points for _, part in read for points in part]
    title = " · ".join([case.zh or case.en or case.name, *(Path(file).name for file in files)])
    return Scored(title, found, score(found))


def check_output(path: Path | None) -> None:
    """Raise CaseError for a file that scores cannot be written as."""
    if path is not None and path.suffix.lower() not in OUTPUTS:
        raise CaseError(Fault.of("unknown_output", Where(entity="--out"), value=str(path), name=path.name))


def _plain(value: Any) -> Any:
    if isinstance(value, np.generic):
        value = value.item()
    return None if isinstance(value, float) and not np.isfinite(value) else value


__all__ = ["MEASURES", "Scored", "check_output", "score_files"]
