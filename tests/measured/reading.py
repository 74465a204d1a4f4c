"""Reading one series file as a case would."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from dispatch.case.read_table import SeriesSpec, read_table
from dispatch.case.table import TimeTable
from dispatch.errors import Fault, Where
from dispatch.measured.finding import Finding


def read(folder: Path, file: str, text: str | bytes, **spec: Any) -> TimeTable:
    """The table of a file with this content; no fault may be found."""
    table, faults = try_read(folder, file, text, **spec)
    assert not faults, faults
    assert table is not None
    return table


def try_read(folder: Path, file: str, text: str | bytes, **spec: Any) -> tuple[TimeTable | None, list[Fault]]:
    (folder / file).write_bytes(text.encode() if isinstance(text, str) else text)
    faults: list[Fault] = []
    return read_table("t", SeriesSpec(file=file, **spec), Where(folder / "case.yaml"), faults), faults


def odd(table: TimeTable) -> list[Finding]:
    """Findings that are neither notes nor repairs."""
    return [f for f in table.findings if not f.is_note and not f.is_repair]


def repairs(table: TimeTable) -> list[Finding]:
    return [f for f in table.findings if f.is_repair]


def kinds(table: TimeTable) -> list[tuple[str, str]]:
    return [(f.kind, f.column) for f in odd(table)]
