"""Tables of the page as plain values; the template only writes them down."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from dispatch.present.run_page import units
from dispatch.present.run_page.units import Quantity
from dispatch.present.run_page.words import Words, same


class Cell(NamedTuple):
    """Words with a class for their looks and, for names of technologies, a colour beside them."""

    words: Words
    kind: str = ""
    colour: str = ""


class Column(NamedTuple):
    """A heading with its unit in both languages; numbers are right-aligned."""

    words: Words
    unit: Words = Words("", "")
    numeric: bool = False


Figures = tuple[Words, Sequence[float | None], Quantity | None]


@dataclass(frozen=True)
class Grid:
    """A table. `total` is a last row set apart."""

    columns: list[Column]
    rows: list[list[Cell]]
    total: list[Cell] | None = None


def text_cell(words: Words | str, colour: str = "") -> Cell:
    """A word or a name."""
    return Cell(words if isinstance(words, Words) else same(words), "", colour)


def data_cell(value: object) -> Cell:
    """Something said by the case or a program: shown as it is, whatever its language."""
    return Cell(same(value), "data")


def number_column(
    words: Words, values: Sequence[float | None], quantity: Quantity, beside: Sequence[float | None] = ()
) -> tuple[Column, Callable[[float | None], Cell]]:
    """A column in the unit that fits the largest value of it and of those beside it, and what writes its cells."""
    scales = units.scale(values, quantity, beside)
    column = Column(words, Words(scales[0].name, scales[1].name), True)
    return column, lambda value: Cell(units.in_scale(value, scales), "number")


def share_cell(value: float | None, decimals: int = 1) -> Cell:
    """A percentage."""
    return Cell(same(units.share(value, decimals)), "number")


def verdict_cell(good: bool) -> Cell:
    """A tick or a cross, told apart by shape as well as by colour."""
    return Cell(same("✓" if good else "✗"), "good" if good else "bad")


def number_grid(
    first: Words,
    names: Sequence[Cell],
    columns: Sequence[Figures],
    total: Sequence[float | None] | None = None,
    total_words: Words | None = None,
) -> Grid:
    """Names down the side, one quantity a column; a quantity of None is a share, shown in per cent.

    Columns of the same quantity have the same unit. total: one value a column for the last row, None where a total
    means nothing.
    """
    beside: dict[int, list[float | None]] = {}
    for i, (_, values, quantity) in enumerate(columns):
        beside.setdefault(id(quantity), []).extend([*values, *(total[i : i + 1] if total is not None else ())])
    heads, cells = [Column(first)], [list[Cell]() for _ in names]
    last = [Cell(total_words or same(""))]
    for i, (words, values, quantity) in enumerate(columns):
        ends = total[i] if total is not None else None
        write: Callable[[float | None], Cell] = _share_writer
        head = Column(words, same("%"), True)
        if quantity is not None:
            head, write = number_column(words, [*values, ends], quantity, beside[id(quantity)])
        heads.append(head)
        for row, value in zip(cells, values, strict=True):
            row.append(write(value))
        last.append(write(ends) if ends is not None else Cell(same(""), "number"))
    rows = [[name, *row] for name, row in zip(names, cells, strict=True)]
    return Grid(heads, rows, last if total is not None else None)


def _share_writer(value: float | None) -> Cell:
    return Cell(same(units.digits(None if value is None else 100 * value, 2)), "number")
