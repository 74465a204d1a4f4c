"""The report as a workbook: a sheet a section, native charts, and a live sheet of 96 points for every typical day.

Charts point at cells of the sheet of chart data,
    so a reader can change both. Sheets of 96 points are in `points_sheet`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_rowcol_to_cell

from dispatch.present.peak_report.content import Column, Curve, Figure, Panel, Paragraph, Report, Section, Table
from dispatch.present.peak_report.tell import Teller
from dispatch.present.peak_report.writers.points_sheet import write_points_sheet

WIDTH, CHART = 12, {"width": 720, "height": 300}
SMALL = {"width": 440, "height": 260}
DASH = {"solid": "solid", "dash": "dash", "dot": "round_dot"}


@dataclass
class Book:
    """The workbook with its formats, and where chart data have got to."""

    file: Any
    tell: Teller
    formats: dict[str, Any]
    data: Any = None
    row: int = 0
    sheets: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, file: Any, tell: Teller) -> Book:
        """Formats in the font of the language."""
        font = {"font_name": "宋体" if tell.lang == "zh" else "Calibri", "font_size": 10}
        add = file.add_format
        formats = {
            "title": add(font | {"bold": True, "font_size": 16}),
            "head": add(font | {"bold": True, "font_size": 13, "font_color": "#1F5FA8"}),
            "text": add(font | {"text_wrap": True, "valign": "top"}),
            "finding": add(
                font | {"text_wrap": True, "valign": "top", "bg_color": "#F3F6FA", "left": 5, "left_color": "#1F5FA8"}
            ),
            "caption": add(font | {"bold": True}),
            "column": add(font | {"bold": True, "text_wrap": True, "valign": "bottom", "bottom": 1, "top": 2}),
            "right": add(
                font | {"bold": True, "text_wrap": True, "valign": "bottom", "align": "right", "bottom": 1, "top": 2}
            ),
            "cell": add(font | {"text_wrap": True, "valign": "top"}),
            "bold": add(font | {"bold": True, "top": 1}),
            "note": add(font | {"font_color": "#5B6470", "font_size": 9, "text_wrap": True, "valign": "top"}),
            "plain": add(font | {"font_color": "#5B6470", "font_size": 9}),
            "link": add(font | {"font_color": "#1F5FA8", "underline": 1}),
        }
        return cls(file, tell, formats)

    def number(self, decimals: int, percent: bool, bold: bool = False) -> Any:
        """The format of a number, made once."""
        key = f"n{decimals}{percent}{bold}"
        if key not in self.formats:
            shown = (
                ("0" if percent else "#,##0") + ("." + "0" * decimals if decimals else "") + ("%" if percent else "")
            )
            font = {"font_name": "宋体" if self.tell.lang == "zh" else "Calibri", "font_size": 10}
            extra = {"bold": True, "top": 1} if bold else {}
            self.formats[key] = self.file.add_format(font | {"num_format": shown, "valign": "top"} | extra)
        return self.formats[key]


def workbook(report: Report, path: Path, tell: Teller, shortest_h: float) -> None:
    """Write the workbook; `shortest_h` is the step of the run: ramps over less are not told."""
    with Workbook(str(path), {"nan_inf_to_errors": False, "strings_to_numbers": False}) as file:
        file.set_properties({"title": report.title, "subject": report.subtitle})
        file.set_calc_mode("auto")
        book = Book.of(file, tell)
        front = file.add_worksheet(tell.say("sheet_contents"))
        labels = report.labels()
        shown = [s for s in report.sections if s.key != "points"]
        for section in shown:
            book.sheets[section.key] = sheet_name(f"{section.number} {section.title}")
        sheets = [file.add_worksheet(book.sheets[section.key]) for section in shown]
        for points in report.points:
            name = sheet_name(f"96 {tell.say(f'day.{points.key}')}")
            book.sheets[f"points_{points.key}"] = name
            write_points_sheet(
                book.file, file.add_worksheet(name), points, report, tell, shortest_h, book.formats, book.number
            )
        book.data = file.add_worksheet(tell.say("sheet_curves"))
        book.data.set_landscape()
        book.data.fit_to_pages(1, 0)
        for section, sheet in zip(shown, sheets, strict=True):
            _section(book, sheet, section, labels)
        _front(book, front, report)


def sheet_name(text: str) -> str:
    """At most 31 characters, none that Excel forbids."""
    return "".join("-" if ch in "[]:*?/\\'" else ch for ch in text)[:31].strip()


def _front(book: Book, sheet: Any, report: Report) -> None:
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 70)
    sheet.fit_to_pages(1, 0)
    sheet.write_string(0, 0, report.title, book.formats["title"])
    sheet.write_string(1, 0, report.subtitle, book.formats["plain"])
    row = 3
    for word, value in report.facing:
        sheet.write_string(row, 0, word, book.formats["caption"])
        sheet.write_string(row, 1, value, book.formats["text"])
        row += 1
    row += 1
    for name in book.sheets.values():
        sheet.write_url(row, 0, f"internal:'{name}'!A1", book.formats["link"], name)
        row += 1


def _section(book: Book, sheet: Any, section: Section, labels: dict[str, str]) -> None:
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 14, WIDTH)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.write_string(0, 0, f"{section.number} {section.title}", book.formats["head"])
    row = 2
    for block in section.blocks:
        if isinstance(block, Paragraph):
            sheet.merge_range(row, 0, row, 8, block.text, book.formats["finding" if block.finding else "text"])
            sheet.set_row(row, 14.5 * lines_of(block.text, 112))
            row += 1
        elif isinstance(block, Table):
            row = _table(book, sheet, row + 1, block, labels[block.key])
        else:
            row = _figure(book, sheet, row + 1, block, labels[block.key])


def lines_of(text: str, room: int) -> int:
    """Lines that a text takes in a cell `room` letters wide."""
    return max(1, -(-sum(2 if ord(ch) > 0x2E80 else 1 for ch in text) // room))


def _table(book: Book, sheet: Any, row: int, table: Table, label: str) -> int:
    sheet.write_string(row, 0, f"{label}  {table.caption}", book.formats["caption"])
    head = row + 1
    for c, column in enumerate(table.columns):
        sheet.write_string(head, c, column.head, book.formats["right" if column.numeric else "column"])
    tallest = max(lines_of(c.head, 26 if i == 0 else WIDTH) for i, c in enumerate(table.columns))
    sheet.set_row(head, 14.5 * tallest)
    for r in range(len(table)):
        last = table.total and r == len(table) - 1
        for c, column in enumerate(table.columns):
            _cell(book, sheet, head + 1 + r, c, column, r, last)
    row = head + 1 + len(table)
    if table.note:
        sheet.merge_range(row, 0, row, 8, table.note, book.formats["note"])
        sheet.set_row(row, 13 * lines_of(table.note, 125))
        row += 1
    return row + 1


def _cell(book: Book, sheet: Any, row: int, column: int, told: Column, at: int, last: bool) -> None:
    value = told.values[at]
    if isinstance(value, str):
        sheet.write_string(row, column, value, book.formats["bold" if last else "cell"])
    elif value is None or not math.isfinite(value):
        sheet.write_string(row, column, "–", book.formats["bold" if last else "cell"])
    else:
        sheet.write_number(row, column, float(value), book.number(told.decimals or 0, told.percent, last))


def _figure(book: Book, sheet: Any, row: int, figure: Figure, label: str) -> int:
    """Charts side by side, one a panel."""
    size = CHART if len(figure.panels) == 1 else SMALL
    across = 1 if len(figure.panels) == 1 else 2
    sheet.write_string(row, 0, f"{label}  {figure.caption}", book.formats["caption"])
    tall = -(-size["height"] // 19)
    for i, panel in enumerate(figure.panels):
        chart = _chart(book, panel, f"{label} {panel.title}".strip())
        chart.set_size(size)
        sheet.insert_chart(row + 1 + i // across * tall, 0, chart, {"x_offset": i % across * (size["width"] + 10)})
    row += 1 + -(-len(figure.panels) // across) * tall
    if figure.note:
        sheet.write_string(row, 0, figure.note, book.formats["plain"])
        row += 1
    return row + 1


def _chart(book: Book, panel: Panel, title: str) -> Any:
    """Data into the sheet of chart data, and a native chart on them."""
    words = bool(panel.x) and isinstance(panel.x[0], str)
    area = any(curve.style == "area" for curve in panel.curves)
    stacked = {"subtype": "stacked"} if panel.stacked or area else {}
    lines = [c for c in panel.curves if c.style == "line"]
    columns = [c for c in panel.curves if c.style != "line"]
    first, count = _data(book, panel, title)
    where = {id(c): i + 1 for i, c in enumerate(panel.curves)}
    file = book.file
    chart: Any
    if columns:
        chart = file.add_chart({"type": "column", **stacked})
        for curve in columns:
            chart.add_series(
                _series(book, curve, first, count, where[id(curve)])
                | {"gap": 0 if area else 60, "overlap": 100 if stacked else 0}
            )
        if lines:
            over = file.add_chart({"type": "line"})
            for curve in lines:
                over.add_series(_series(book, curve, first, count, where[id(curve)]))
            chart.combine(over)
    else:
        chart = file.add_chart({"type": "line"} if words else {"type": "scatter", "subtype": "straight"})
        for curve in lines:
            chart.add_series(_series(book, curve, first, count, where[id(curve)]))
    _axes(chart, panel, words or bool(columns))
    return chart


def _axes(chart: Any, panel: Panel, categories: bool) -> None:
    small = {"size": 9, "bold": False}
    across: dict[str, Any] = {
        "name": panel.x_title,
        "name_font": small,
        "num_font": {"size": 8},
        "label_position": "low",
    }
    if categories and len(panel.x) > 40:
        across |= {"interval_unit": 12, "interval_tick": 12}
    elif not categories and panel.x:
        across |= {"min": float(panel.x[0]), "max": float(panel.x[-1])}
        if len(panel.ticks) > 1:
            across["major_unit"] = float(panel.ticks[1] - panel.ticks[0])
    chart.set_x_axis(across)
    low = min((v for c in panel.curves for v in c.y if math.isfinite(v)), default=0.0)
    bottom = {"min": 0} if categories and low >= 0 else {}
    chart.set_y_axis(
        bottom
        | {
            "name": panel.y_title,
            "name_font": small,
            "num_font": {"size": 8},
            "num_format": "#,##0.###;−#,##0.###",
            "major_gridlines": {"visible": True, "line": {"color": "#DADADA", "width": 0.5}},
        }
    )
    chart.set_title({"name": panel.title, "name_font": {"size": 10}} if panel.title else {"none": True})
    chart.set_legend({"position": "top", "font": {"size": 8}} if len(panel.curves) > 1 else {"none": True})


def _data(book: Book, panel: Panel, title: str) -> tuple[int, int]:
    """(first row, rows) of the panel's block: x, then one column a curve."""
    sheet, top = book.data, book.row
    sheet.write_string(top, 0, title, book.formats["caption"])
    sheet.write_string(top + 1, 0, panel.x_title, book.formats["column"])
    for c, curve in enumerate(panel.curves, 1):
        sheet.write_string(top + 1, c, curve.name, book.formats["column"])
        sheet.write_column(top + 2, c, [float(v) if math.isfinite(v) else None for v in curve.y])
    sheet.write_column(top + 2, 0, list(panel.x))
    book.row = top + 4 + len(panel.x)
    return top + 2, len(panel.x)


def _series(book: Book, curve: Curve, first: int, count: int, column: int) -> dict[str, Any]:
    name, last = book.data.get_name(), first + count - 1
    line = {"color": curve.colour, "width": 1.5, "dash_type": DASH[curve.dash]}
    shown = {"line": line} if curve.style == "line" else {"fill": {"color": curve.colour}, "border": {"none": True}}
    return {
        "name": f"='{name}'!{xl_rowcol_to_cell(first - 1, column, True, True)}",
        "categories": [name, first, 0, last, 0],
        "values": [name, first, column, last, column],
        **shown,
    }
