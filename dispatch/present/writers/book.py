"""A workbook in one language: formats, sheets, tables whose cells are numbers, native charts that point at cells.

A `Place` remembers where a table lies, so that charts and names can point at its columns.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from dispatch.present.quantity import Scale, known
from dispatch.present.table import Column
from dispatch.present.words import letters

# Names and descriptions come from cases: text that begins with = is no formula, an address no link.
WORDS_STAY_WORDS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
FONTS = {"zh": "Microsoft YaHei", "en": "Arial"}
SMALL, GRID = {"size": 9, "bold": False}, {"color": "#DADADA", "width": 0.5}
_LINE_PT = 14.5
_INK, _SOFT = "#1F5FA8", "#5B6470"
_TOP: dict[str, Any] = {"text_wrap": True, "valign": "top"}
_HEAD: dict[str, Any] = {"bold": True, "text_wrap": True, "valign": "bottom", "bottom": 1, "bg_color": "#F4F5F7"}
_FORMATS: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 15},
    "head": {"bold": True, "font_size": 13, "font_color": _INK},
    "text": _TOP,
    "finding": _TOP | {"bg_color": "#F3F6FA", "left": 5, "left_color": _INK},
    "caption": {"bold": True},
    "column": _HEAD,
    "right": _HEAD | {"align": "right"},
    "cell": _TOP,
    "number": {"align": "right", "valign": "top"},
    "bold": {"bold": True, "top": 1},
    "note": _TOP | {"font_color": _SOFT, "font_size": 9},
    "plain": {"font_color": _SOFT, "font_size": 9},
    "goal": {"font_color": "#B00020"},
    "link": {"font_color": _INK, "underline": 1},
}


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

    def head(self, key: str) -> list[Any]:
        """The cell above a column."""
        return [self.sheet, self.first - 1, self.column[key]]

    def name(self, key: str) -> str:
        """A column as a formula."""
        corners = (xl_rowcol_to_cell(row, self.column[key], True, True) for row in (self.first, self.last))
        return f"='{self.sheet}'!{':'.join(corners)}"


@dataclass(frozen=True, eq=False)
class Book:
    """A workbook in one language with its formats; widths: sheet and column → the widest table so far."""

    file: Workbook
    lang: str
    formats: dict[str, Any]
    widths: dict[tuple[str, int], float] = field(default_factory=dict)

    @classmethod
    def of(cls, file: Workbook, lang: str, title: str, subtitle: str = "") -> Book:
        """Formats in a font of the language."""
        file.set_properties({"title": title, "subject": subtitle})
        font = {"font_name": FONTS[lang], "font_size": 10}
        file.formats[0].set_font_name(FONTS[lang])
        file.formats[0].set_font_size(10)
        return cls(file, lang, {name: file.add_format(font | looks) for name, looks in _FORMATS.items()})

    def number(self, decimals: int, percent: bool = False, bold: bool = False) -> Any:
        """The format of a number, made once."""
        key = f"n{decimals}{percent}{bold}"
        if key not in self.formats:
            shown = ("0" if percent else "#,##0") + ("." + "0" * decimals if decimals else "") + "%" * percent
            looks = {"font_name": FONTS[self.lang], "font_size": 10, "num_format": shown, "valign": "top"}
            self.formats[key] = self.file.add_format(looks | ({"bold": True, "top": 1} if bold else {}))
        return self.formats[key]

    def sheet(self, name: str) -> Worksheet:
        """A new sheet without grid lines, as wide as a sheet of A4 on its side where it is printed."""
        sheet = self.file.add_worksheet(sheet_name(name))
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        return sheet

    def table(
        self,
        sheet: Worksheet,
        row: int,
        columns: Mapping[str, Column],
        *,
        left: int = 0,
        total: bool = False,
        gaps: bool = False,
    ) -> Place:
        """Write columns with their heads at `row`. gaps: nothing is written for figures that are not known."""
        at = {key: left + i for i, key in enumerate(columns)}
        count = max((len(column.values) for column in columns.values()), default=0)
        for key, column in columns.items():
            looks = self.formats["right" if column.numeric else "column"]
            sheet.write_string(row, at[key], column.headed(self.lang), looks)
            for i in range(len(column.values)):
                if not (gaps and column.scales is not None and column.number(i) is None):
                    self.cell(sheet, row + 1 + i, at[key], column, i, total and i == count - 1)
        return Place(sheet.get_name(), row + 1, row + max(count, 1), at)

    def cell(self, sheet: Worksheet, row: int, at: int, column: Column, i: int, bold: bool = False) -> None:
        """A number where there is one, else words."""
        value, scale = column.number(i), column.scale(self.lang)
        if value is not None and scale is not None:
            sheet.write_number(row, at, *self.figure(value, scale, bold))
        elif isinstance(plain := column.values[i], float) and known(plain) and scale is None:
            sheet.write_number(row, at, plain, self.formats["number"])
        else:
            sheet.write_string(row, at, column.shown(i, self.lang), self.formats["bold" if bold else "cell"])

    def figure(self, value: float, scale: Scale, bold: bool = False) -> tuple[float, Any]:
        """A value in the unit of its column, and its format."""
        return value if scale.percent else scale.of(value), self.number(scale.decimals, scale.percent, bold)

    def fit(self, sheet: Worksheet, row: int, columns: Sequence[Column], left: int = 0) -> None:
        """Columns as wide as their words within reason, and a row of heads as high as it needs."""
        name, deepest = sheet.get_name(), 1.0
        for at, column in enumerate(columns, left):
            wide = max(_width(column, self.lang), self.widths.get((name, at), 0.0))
            self.widths[name, at] = wide
            sheet.set_column(at, at, wide)
            deepest = max(deepest, letters(column.headed(self.lang)) / wide)
        # Words are not cut: lines are not filled to the end.
        sheet.set_row(row, 15.0 * math.ceil(1.35 * deepest + 0.15))

    def lines(self, sheet: Worksheet, row: int, text: str, looks: str, across: int = 8, room: int = 112) -> int:
        """Text over several columns, as high as it needs; the row below."""
        sheet.merge_range(row, 0, row, across, text, self.formats[looks])
        sheet.set_row(row, _LINE_PT * lines_of(text, room))
        return row + 1


def sheet_name(text: str) -> str:
    """At most 31 characters, none that Excel forbids."""
    return "".join("-" if ch in "[]:*?/\\'" else ch for ch in text)[:31].strip()


def lines_of(text: str, room: int) -> int:
    """Lines that a text takes in a cell `room` letters wide."""
    return max(1, -(-letters(text) // room))


def value_axis(name: str, number_format: str = "#,##0.###;−#,##0.###") -> dict[str, Any]:
    """An axis of a native chart. Its numbers stand at the edge, where one at zero would write over the points."""
    return {
        "name": name,
        "name_font": SMALL,
        "num_font": {"size": 8},
        "num_format": number_format,
        "label_position": "low",
        "major_gridlines": {"visible": True, "line": GRID},
    }


def titled(chart: Any, title: str, legend: str = "top") -> Any:
    """A native chart with a title, if any, and a legend, if any."""
    chart.set_title({"name": title, "name_font": {"size": 11}} if title else {"none": True})
    chart.set_legend({"position": legend, "font": {"size": 8}} if legend else {"none": True})
    return chart


def _width(column: Column, lang: str) -> float:
    """Letters of the longest text within reason; figures have one width."""
    head = letters(column.headed(lang))
    if column.scales is not None:
        return max(11.0, head / 2.4)
    longest = max([letters(column.shown(i, lang)) for i in range(len(column.values))] + [head / 2], default=0.0)
    return min(max(longest + 2, 7.0), 46.0)
