"""Rows of a CSV text with their line numbers, and the checks of the header."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import replace

from dispatch.errors import Fault, Where

_FORMULAS = ("=", "+", "-", "@")


def csv_rows(text: str, where: Where, faults: list[Fault]) -> Iterator[tuple[int, list[str]]]:
    """(line, stripped cells) of every row that is not blank; stops with a fault where the text is no CSV."""
    reader = csv.reader(io.StringIO(text, newline=""))
    try:
        for cells in reader:
            stripped = [cell.strip() for cell in cells]
            if any(stripped):
                yield reader.line_num, stripped
    except csv.Error as reason:
        faults.append(Fault.of("unreadable_cell", replace(where, line=reader.line_num), problem=str(reason)))


def no_formula(cell: str | float) -> str | float:
    """A cell that a spreadsheet shows and does not compute: text that looks like a formula gets an apostrophe."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULAS) else cell


def as_written(cell: str) -> str:
    """What `no_formula` was given."""
    return cell[1:] if cell.startswith(tuple(f"'{sign}" for sign in _FORMULAS)) else cell


def check_header(names: Sequence[str], where: Where, faults: list[Fault]) -> bool:
    """Whether every column of a header has a unique name; adds faults if not."""
    sound = True
    for number, name in enumerate(names, 1):
        if not name:
            faults.append(Fault.of("unnamed_column", where, value=number, number=number))
            sound = False
        elif name in names[: number - 1]:
            faults.append(Fault.of("duplicate_column", where, value=name, column=name))
            sound = False
    return sound


def ragged(where: Where, cells: Sequence[str], header: Sequence[str]) -> Fault:
    """The fault of a row with another number of cells than the header."""
    return Fault.of("ragged_row", where, value=len(cells), limit=f"{len(header)} cells")
