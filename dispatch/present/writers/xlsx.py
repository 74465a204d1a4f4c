"""A report as a workbook: a sheet a section, native charts, and a live sheet of 96 points for every typical day.

Charts point at cells of the sheet of chart data, so a reader can change both. Sheets of 96 points are in
`points_sheet`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from xlsxwriter import Workbook
from xlsxwriter.utility import xl_rowcol_to_cell

from dispatch.present.chart import Chart, Curve, Panel
from dispatch.present.document import Document, Paragraph, Section
from dispatch.present.table import Table
from dispatch.present.words import in_language
from dispatch.present.writers.book import WORDS_STAY_WORDS, Book, lines_of, sheet_name, titled, value_axis

WIDTH, CHART = 12, {"width": 720, "height": 300}
SMALL = {"width": 440, "height": 260}
LiveSheet = Callable[[Book, Any], None]
DASH = {"solid": "solid", "dash": "dash", "dot": "round_dot"}


@dataclass
class Report:
    """A workbook while a report is written into it; row: how far the sheet of chart data has got."""

    book: Book
    labels: Mapping[str, str]
    data: Any
    row: int = 0

    def section(self, sheet: Any, section: Section) -> None:
        """All blocks of a section, one below the other."""
        lang, formats = self.book.lang, self.book.formats
        sheet.set_column(0, 0, 26)
        sheet.set_column(1, 14, WIDTH)
        sheet.write_string(0, 0, f"{section.number} {in_language(section.title, lang)}", formats["head"])
        row = 2
        for block in section.blocks:
            if isinstance(block, Paragraph):
                looks = "finding" if block.finding else "text"
                row = self.book.lines(sheet, row, in_language(block.text, lang), looks)
            elif isinstance(block, Table):
                row = self.table(sheet, row + 1, block)
            elif isinstance(block, Chart):
                row = self.chart(sheet, row + 1, block)

    def caption(self, sheet: Any, row: int, block: Table | Chart) -> None:
        text = f"{self.labels[block.key]}  {in_language(block.caption, self.book.lang)}"
        sheet.write_string(row, 0, text, self.book.formats["caption"])

    def table(self, sheet: Any, row: int, table: Table) -> int:
        """A table below its caption; the row below its note."""
        self.caption(sheet, row, table)
        place = self.book.table(sheet, row + 1, {str(i): c for i, c in enumerate(table.columns)}, total=table.total)
        heads = [column.headed(self.book.lang) for column in table.columns]
        sheet.set_row(row + 1, 14.5 * max(lines_of(head, 26 if i == 0 else WIDTH) for i, head in enumerate(heads)))
        row = place.first + len(table)
        if table.note:
            row = self.book.lines(sheet, row, in_language(table.note, self.book.lang), "note", room=125)
        return row + 1

    def chart(self, sheet: Any, row: int, figure: Chart) -> int:
        """Native charts side by side, one a panel."""
        one = len(figure.panels) == 1
        size, across, lang = CHART if one else SMALL, 1 if one else 2, self.book.lang
        self.caption(sheet, row, figure)
        tall = -(-size["height"] // 19)
        for i, panel in enumerate(figure.panels):
            title = f"{self.labels[figure.key]} {in_language(panel.title, lang)}".strip()
            made = self.native(panel, title)
            made.set_size(size)
            sheet.insert_chart(row + 1 + i // across * tall, 0, made, {"x_offset": i % across * (size["width"] + 10)})
        row += 1 + -(-len(figure.panels) // across) * tall
        if figure.note:
            sheet.write_string(row, 0, in_language(figure.note, lang), self.book.formats["plain"])
            row += 1
        return row + 1

    def native(self, panel: Panel, title: str) -> Any:
        """Data into the sheet of chart data, and a native chart on them."""
        add = self.book.file.add_chart
        words = len(panel.x) > 0 and isinstance(panel.x[0], str)  # type: ignore[arg-type, index]
        area = any(curve.style == "area" for curve in panel.curves)
        stacked = {"subtype": "stacked"} if panel.stacked or area else {}
        series = self.series(panel, title)
        columns = [s for c, s in zip(panel.curves, series, strict=True) if c.style != "line"]
        lines = [s for c, s in zip(panel.curves, series, strict=True) if c.style == "line"]
        if columns:
            chart = add({"type": "column", **stacked})
            for one in columns:
                chart.add_series(one | {"gap": 0 if area else 60, "overlap": 100 if stacked else 0})
            over = add({"type": "line"})
            if lines:
                chart.combine(over)
        else:
            chart = over = add({"type": "line"} if words else {"type": "scatter", "subtype": "straight"})
        for one in lines:
            over.add_series(one)
        return self.axes(chart, panel, words or bool(columns))

    def axes(self, chart: Any, panel: Panel, categories: bool) -> Any:
        lang, x = self.book.lang, list(panel.x)  # type: ignore[arg-type]
        across = value_axis(in_language(panel.x_title, lang)) | {"major_gridlines": {"visible": False}}
        if categories and len(x) > 40:
            across |= {"interval_unit": 12, "interval_tick": 12}
        elif not categories and x:
            across |= {"min": float(x[0]), "max": float(x[-1])}
            if len(panel.ticks) > 1:
                across["major_unit"] = float(panel.ticks[1] - panel.ticks[0])
        chart.set_x_axis(across)
        low = min((v for c in panel.curves for v in c.y if math.isfinite(v)), default=0.0)
        upwards = value_axis(panel.y_words(lang))
        chart.set_y_axis(upwards | ({"min": 0} if categories and low >= 0 else {}))
        return titled(chart, in_language(panel.title, lang), "top" if len(panel.curves) > 1 else "")

    def series(self, panel: Panel, title: str) -> list[dict[str, Any]]:
        """The panel's block of the sheet of chart data: x, then one column a curve; the series that point at them."""
        sheet, top, lang, formats = self.data, self.row, self.book.lang, self.book.formats
        sheet.write_string(top, 0, title, formats["caption"])
        sheet.write_string(top + 1, 0, in_language(panel.x_title, lang), formats["column"])
        sheet.write_column(top + 2, 0, list(panel.x))  # type: ignore[arg-type]
        self.row = top + 4 + len(panel.x)  # type: ignore[arg-type]
        last, found = self.row - 3, []
        for at, curve in enumerate(panel.curves, 1):
            sheet.write_string(top + 1, at, in_language(curve.name, lang), formats["column"])
            sheet.write_column(top + 2, at, [float(v) if math.isfinite(v) else None for v in np.asarray(curve.y)])
            found.append(_series(sheet.get_name(), curve, top + 2, last, at))
        return found


def _series(name: str, curve: Curve, first: int, last: int, column: int) -> dict[str, Any]:
    line = {"color": curve.colour, "width": 1.5, "dash_type": DASH[curve.dash]}
    shown = {"line": line} if curve.style == "line" else {"fill": {"color": curve.colour}, "border": {"none": True}}
    return {
        "name": f"='{name}'!{xl_rowcol_to_cell(first - 1, column, True, True)}",
        "categories": [name, first, 0, last, 0],
        "values": [name, first, column, last, column],
        **shown,
    }


def workbook(report: Document, path: Path, live: Mapping[str, LiveSheet] | None = None) -> None:
    """Write the workbook. live: sheets that write themselves, by name; they stand for the section `points`."""
    with Workbook(str(path), {"nan_inf_to_errors": False, **WORDS_STAY_WORDS}) as file:
        file.set_calc_mode("auto")
        title, subtitle = (in_language(text, report.lang) for text in (report.title, report.subtitle))
        book = Book.of(file, report.lang, title, subtitle)
        front = book.sheet(report.words["sheet_contents"])
        sections = [(s, book.sheet(f"{s.number} {s.title}")) for s in report.sections if s.key != "points"]
        names = [sheet.get_name() for _, sheet in sections]
        for name, write in (live or {}).items():
            names.append(sheet_name(name))
            write(book, book.sheet(name))
        made = Report(book, report.labels(), book.sheet(report.words["sheet_curves"]))
        for section, sheet in sections:
            made.section(sheet, section)
        _front(book, front, report, names)


def _front(book: Book, sheet: Any, report: Document, names: Sequence[str]) -> None:
    """Title, what stands below it, and links to the sheets."""
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 70)
    sheet.write_string(0, 0, in_language(report.title, book.lang), book.formats["title"])
    sheet.write_string(1, 0, in_language(report.subtitle, book.lang), book.formats["plain"])
    for row, (word, value) in enumerate(report.facing, 3):
        sheet.write_string(row, 0, in_language(word, book.lang), book.formats["caption"])
        sheet.write_string(row, 1, in_language(value, book.lang), book.formats["text"])
    for row, name in enumerate(names, 4 + len(report.facing)):
        sheet.write_url(row, 0, f"internal:'{name}'!A1", book.formats["link"], name)
