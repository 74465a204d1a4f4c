"""A resolved case on disk, and its digest.

`dump_case` writes everything that the case depends on, defaults included, so that a run directory can be read again
after defaults have changed: `case.yaml` and one Parquet file per series table. `load_case` of it gives an equal case.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet
import yaml

from dispatch.case.load import CASE_FILE
from dispatch.case.schema import Case
from dispatch.case.table import TimeTable
from dispatch.case.yaml_source import scalar

# libyaml writes ten times faster; it is missing from some builds of PyYAML.
_SAFE_DUMPER: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
_DIGEST_VERSION = "case-1"


class _Dumper(_SAFE_DUMPER):  # type: ignore[misc]
    """Quotes every text that `yaml_source.scalar` would read as something else, such as the id `1e5`."""


def _write_text(dumper: Any, text: str) -> Any:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=None if scalar(text) == text else "'")


_Dumper.add_representer(str, _write_text)


def case_digest(case: Case) -> str:
    """SHA-256 of the content: settings, entities in their order, series. Equal cases have equal digests."""
    digest = hashlib.sha256(_DIGEST_VERSION.encode())
    settings = _canonical(case.model_dump(exclude={"series"}))
    digest.update(json.dumps(settings, sort_keys=True, ensure_ascii=False).encode())
    for name, table in sorted(case.series.items()):
        head = [name, table.quantity, table.repeat, str(table.end), sorted(table.columns)]
        digest.update(json.dumps(head, ensure_ascii=False).encode())
        digest.update(table.start.astype("<i8").tobytes())
        for column in sorted(table.columns):
            # adding zero makes −0 and 0, which are equal, the same bytes
            digest.update(np.ascontiguousarray(table.columns[column] + 0.0, dtype="<f8").tobytes())
    return digest.hexdigest()


def dump_case(case: Case, directory: str | Path, tables: Path | None = None) -> Path:
    """Write the case into a directory, made if need be; returns the case file.

    tables: directory of a dumped case with the same series tables, which are linked instead of written.
    """
    folder = Path(directory)
    folder.mkdir(parents=True, exist_ok=True)
    settings = _without_absent(case.model_dump(mode="json", exclude={"series"}))
    if case.series:
        settings["series"] = {
            name: _dump_table(table, folder, f"series_{i:03d}.parquet", tables)
            for i, (name, table) in enumerate(case.series.items())
        }
    file = folder / CASE_FILE
    with file.open("w", encoding="utf-8") as out:
        yaml.dump(settings, out, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=120)
    return file


def _dump_table(table: TimeTable, folder: Path, file: str, tables: Path | None) -> dict[str, str]:
    """Write a table, or link it where it is written already, and return its spec."""
    spec = {"file": file, "quantity": table.quantity, "repeat": table.repeat}
    if tables is not None and link(tables / file, folder / file):
        return spec
    stamps = pa.array(pd.DatetimeIndex(table.start, tz="UTC"), pa.timestamp("s", "UTC"))
    first = "time" if "time" not in table.columns else "period start"
    columns = pa.table([stamps, *table.columns.values()], names=[first, *table.columns])
    pa.parquet.write_table(columns, folder / file, compression="zstd")
    return spec


def link(file: Path, place: Path) -> bool:
    """A hard link to a file, or a copy if the file system does not support links; False if there is no file."""
    try:
        os.link(file, place)
    except FileNotFoundError:
        return False
    except OSError:
        shutil.copyfile(file, place)
    return True


def _without_absent(value: Any) -> Any:
    """Nested values without None, empty texts and empty lists, which carry no information."""
    if isinstance(value, Mapping):
        kept = {key: _without_absent(part) for key, part in value.items()}
        return {key: part for key, part in kept.items() if part is not None and part != "" and part != []}
    return [_without_absent(part) for part in value] if isinstance(value, list) else value


def _canonical(value: Any) -> Any:
    """Nested values as JSON that is the same for equal values: instants in UTC, zero without sign."""
    if isinstance(value, Mapping):
        return {key: _canonical(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_canonical(part) for part in value]
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return value + 0.0 if isinstance(value, float) else value
