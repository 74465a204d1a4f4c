"""Writing one sheet of the workbook: a title, lines of text, a table with a frozen head, formats by figure.

A `Place` remembers where a table lies, so that charts and names can point at its columns.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from dispatch.present.comparison.columns import FIGURES, Quantity, heading, told

_WIDE, _NARROW, _MOST = 11.0, 7.0, 46.0


@dataclass(frozen=True)
class Column:
    """A column: heading, values and, for figures, their quantity (values in base units)."""

    head: str
    values: Sequence[object]
    quantity: Quantity | None = None


@dataclass(frozen=True)
class Place:
    """A table in a sheet: the rows of its values (first, last) and the position of every column by its key."""

    sheet: str
    first: int
    last: int
    column: Mapping[str, int]

    def cells(self, key: str, first: int | None = None, last: int | None = None) -> list[Any]:
        """A column as xlsxwriter's charts want it, or a part of its rows."""
        begin = self.first if first is None else first
        end = self.last if last is None else last
        return [self.sheet, begin, self.column[key], end, self.column[key]]

    def name(self, key: str) -> str:
        """A column as a formula."""
        corners = (xl_rowcol_to_cell(row, self.column[key], True, True) for row in (self.first, self.last))
        return f"='{self.sheet}'!{':'.join(corners)}"


@dataclass(frozen=True, eq=False)
class Book:
    """A workbook in one language, with its formats."""

    file: Workbook
    lang: str
    formats: dict[str, Any]
    widths: dict[tuple[str, int], float] = field(default_factory=dict)

    @classmethod
    def of(cls, file: Workbook, lang: str) -> Book:
        name = "Microsoft YaHei" if lang == "zh" else "Arial"
        font: dict[str, Any] = {"font_name": name, "font_size": 10, "valign": "vcenter"}
        file.formats[0].set_font_name(name)
        file.formats[0].set_font_size(10)
        head: dict[str, Any] = {"bold": True, "bottom": 1, "text_wrap": True, "valign": "bottom", "bg_color": "#F4F5F7"}
        made: dict[str, dict[str, Any]] = {
            "title": {"bold": True, "font_size": 15},
            "note": {"font_color": "#595959"},
            "goal": {"font_color": "#B00020"},
            "head": head,
            "head_number": head | {"align": "right"},
            "text": {"text_wrap": True},
            "right": {"align": "right"},
        }
        return cls(file, lang, {name: file.add_format(font | told) for name, told in made.items()})

    def number(self, quantity: Quantity) -> Any:
        """The format of a figure: thousands, its decimals, a minus sign."""
        decimals = quantity.decimals(self.lang)
        key = f"#{decimals}"
        if key not in self.formats:
            shape = "#,##0" + ("." + "0" * decimals if decimals else "")
            self.formats[key] = self.file.add_format({"num_format": shape, "align": "right", "valign": "vcenter"})
        return self.formats[key]

    def sheet(self, name: str, title: str, notes: Sequence[str], goal: Sequence[str] = ()) -> tuple[Worksheet, int]:
        """A new sheet with its title and lines; the row where a table may begin."""
        sheet = self.file.add_worksheet(name)
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.write_string(0, 0, title, self.formats["title"])
        row = 1
        for lines, looks in ((goal, "goal"), (notes, "note")):
            for line in lines:
                sheet.write_string(row, 0, line, self.formats[looks])
                row += 1
        return sheet, row + 1

    def table(
        self, sheet: Worksheet, row: int, columns: Mapping[str, Column], *, left: int = 0, freeze: bool = True
    ) -> Place:
        """Write a table with its head at `row`; the head stays when one scrolls, and has filters."""
        count = max((len(column.values) for column in columns.values()), default=0)
        at: dict[str, int] = {}
        for place, (key, column) in enumerate(columns.items(), start=left):
            at[key] = place
            looks = "head" if column.quantity is None else "head_number"
            sheet.write_string(row, place, column.head, self.formats[looks])
            for i, value in enumerate(column.values, start=row + 1):
                self._cell(sheet, i, place, value, column.quantity)
            wide = max(_width(column), self.widths.get((sheet.get_name(), place), 0.0))
            self.widths[sheet.get_name(), place] = wide
            sheet.set_column(place, place, wide)
        deepest = max((_span(c.head) / self.widths[sheet.get_name(), at[k]] for k, c in columns.items()), default=1.0)
        # Words are not cut: lines are not filled to the end.
        sheet.set_row(row, 15.0 * math.ceil(1.35 * deepest + 0.15))
        if freeze:
            sheet.freeze_panes(row + 1, 0)
            sheet.autofilter(row, left, row + max(count, 1), left + max(len(columns) - 1, 0))
            sheet.repeat_rows(row)
        return Place(sheet.get_name(), row + 1, row + max(count, 1), at)

    def _cell(self, sheet: Worksheet, row: int, place: int, value: object, quantity: Quantity | None) -> None:
        if quantity is None and isinstance(value, float):
            sheet.write_number(row, place, value, self.formats["right"])
        elif quantity is None:
            sheet.write_string(row, place, str(value), self.formats["text"])
        elif known(value) and quantity is not None:
            sheet.write_number(row, place, float(str(value)) / quantity.size(self.lang), self.number(quantity))


def figure_column(name: str, values: Iterable[object], lang: str) -> Column:
    """A figure under its name and unit."""
    return Column(head_of(name, lang), list(values), FIGURES[name])


def head_of(name: str, lang: str) -> str:
    """`年总成本（万元/年）`, `Cost in all, CNY m/yr`."""
    said, unit = told(heading(name), lang), told(FIGURES[name].unit, lang)
    if not unit:
        return said
    return f"{said}（{unit}）" if lang == "zh" else f"{said}, {unit}"


def known(value: object) -> bool:
    """Whether a figure is there."""
    return value is not None and value != "" and math.isfinite(float(str(value)))


def _width(column: Column) -> float:
    """Characters: of the longest text within reason, Chinese counting twice; figures have one width."""
    if column.quantity is not None:
        return max(_WIDE, _span(column.head) / 2.4)
    longest = max([_span(str(value)) for value in column.values] + [_span(column.head) / 2], default=0.0)
    return min(max(longest + 2, _NARROW), _MOST)


def _span(text: str) -> float:
    return sum(2.0 if ord(sign) > 0x2E7F else 1.0 for sign in text)
