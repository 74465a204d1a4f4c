"""Tables as plain values, whatever shows them: a page in two languages, a workbook with numbers, a document.

A column has words, or numbers in base units with the scale in which they are shown. A writer asks for cells as text
(`Column.shown`), or for the number and its scale.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, Literal

from dispatch.present import quantity
from dispatch.present.quantity import UNKNOWN, Quantity, Scale, Scales, UnitSystem, per_cent
from dispatch.present.words import Text, Words, headed, in_language, same

Value = float | bool | Text | None
# number: text set like a number; data: words of the case or of a program; verdict: true and false as ✓ and ✗.
Looks = Literal["", "number", "data", "verdict"]
TICK = {True: "✓", False: "✗"}


@dataclass(frozen=True)
class Column:
    """head: without its unit. scales: of numbers; None for words. colours: of swatches beside words.

    of, beside: the quantity of numbers and those that share their unit, so that a page can be put in other units.
    """

    head: Text
    values: Sequence[Value]
    scales: Scales | None = None
    looks: Looks = ""
    colours: Sequence[str] = ()
    blank: str = UNKNOWN
    of: Quantity | None = None
    beside: Sequence[float | None] = ()

    @property
    def numeric(self) -> bool:
        """Whether it is set to the right."""
        return self.scales is not None or self.looks == "number"

    @property
    def unit(self) -> Words:
        return self.scales.unit if self.scales else same("")

    def scale(self, lang: str) -> Scale | None:
        return self.scales.of(lang) if self.scales else None

    def headed(self, lang: str) -> str:
        """The head with its unit in brackets."""
        return headed(self.head, in_language(self.unit, lang), lang)

    def in_units(self, system: UnitSystem) -> Column:
        """The same in the units of a page."""
        if self.of is None or system == "auto":
            return self
        numbers = [self.number(i) for i in range(len(self.values))]
        return replace(self, scales=quantity.scale(numbers, self.of, self.beside, system))

    def number(self, row: int) -> float | None:
        """A number in base units; None for words and for what is not known."""
        value = self.values[row]
        if self.scales is None or value is None or isinstance(value, (str, tuple)) or not math.isfinite(value):
            return None
        return float(value)

    def cell(self, row: int) -> Text:
        """A cell as people read it; an en dash, or `blank`, for what is not known."""
        value = self.values[row]
        if isinstance(value, (str, tuple)):
            return value
        if value is None or not math.isfinite(value):
            return self.blank
        if self.scales is None:
            return TICK[bool(value)] if self.looks == "verdict" else str(value)
        return self.scales.shown(float(value))

    def shown(self, row: int, lang: str) -> str:
        """A cell in one language."""
        return in_language(self.cell(row), lang)

    def style(self, row: int) -> str:
        """The class of a cell on a page."""
        if self.looks == "verdict":
            value = self.values[row]
            return "" if value is None else "good" if value else "bad"
        return "number" if self.numeric else self.looks


@dataclass(frozen=True)
class Table:
    """caption: its title; total: the last row sums up the others; narrow: no wider than it has to be."""

    kind: ClassVar = "table"
    key: str
    caption: Text
    columns: Sequence[Column]
    note: Text = ""
    total: bool = False
    narrow: bool = False

    def __len__(self) -> int:
        return len(self.columns[0].values) if self.columns else 0

    def in_units(self, system: UnitSystem) -> Table:
        """The same in the units of a page."""
        return replace(self, columns=[column.in_units(system) for column in self.columns])

    def rows(self, lang: str) -> Iterator[list[str]]:
        """Cells as text, row by row."""
        for i in range(len(self)):
            yield [column.shown(i, lang) for column in self.columns]


# A name, its values and their quantity; None for a share, shown in per cent.
Figures = tuple[Text, Sequence[float | None], Quantity | None]
SHARE = per_cent(2, sign=False)


def figures_table(
    key: str,
    caption: Text,
    first: Column,
    figures: Sequence[Figures],
    total: Sequence[float | None] | None = None,
    total_words: Text = "",
    note: Text = "",
    narrow: bool = False,
) -> Table:
    """Names down the side, one quantity a column. Columns of the same quantity have the same unit.

    total: one value a column for the last row, None where a total means nothing.
    """
    ends = [None] * len(figures) if total is None else [*total, *[None] * (len(figures) - len(total))]
    beside: dict[int, list[float | None]] = {}
    for (_, values, of), end in zip(figures, ends, strict=True):
        beside.setdefault(id(of), []).extend([*values, end])
    columns = [Column(first.head, [*first.values, total_words], colours=first.colours) if total is not None else first]
    for (head, values, of), end in zip(figures, ends, strict=True):
        scales = SHARE if of is None else quantity.scale([*values, end], of, beside[id(of)])
        shown = [v if v is not None and math.isfinite(v) else None for v in values]
        near = () if of is None else beside[id(of)]
        cells = [*shown, "" if end is None else end] if total is not None else shown
        columns.append(Column(head, cells, scales, of=of, beside=near))
    return Table(key, caption, columns, note, total is not None, narrow)


def data_column(head: Text, values: Iterable[object]) -> Column:
    """A text of the case or of a program: shown as it is, whatever its language."""
    return Column(head, [str(value) for value in values], looks="data")
