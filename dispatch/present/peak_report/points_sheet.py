"""The sheet of a typical day: 96 points of curves and resources below, indicators above as formulas on them.

    rows 1–2     title; a word on what is live
    rows 4–17    one column a curve: largest, smallest, mean, spread, rates, energy, ramps; peak cut and valley fill
    rows 19–22   points of peak and valley; contribution and share of every resource
    row 24 on    the points: time (00:15 … 24:00), curves, resources

Names: `<day>_<curve>` for the 96 cells of a curve (`wet_workday_net_load_before`), `<day>_peak_point`,
`<day>_valley_point`. Values of formulas are stored too, so that programs that do not calculate show them.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from xlsxwriter.utility import xl_rowcol_to_cell

from dispatch.present.document import Document, Points
from dispatch.present.peak_report.formatter import Formatter
from dispatch.present.writers.book import Book, titled, value_axis
from dispatch.present.writers.xlsx import LiveSheet
from dispatch.shaving import indicators as ind

FIRST, COUNT = 24, 96
RAMPS = (("x_ramp_15min", 1), ("x_ramp_1h", 4), ("h_ramp_3h", 12))
LABEL = 0


@dataclass(frozen=True)
class Live:
    """A formula with its value: `rate` is shown in per cent. The formula has {r} for the 96 cells."""

    key: str
    formula: str
    value: Callable[[np.ndarray], float]
    rate: bool = False


# Formulas without braces of arrays: SUMPRODUCT makes Excel and LibreOffice alike evaluate the difference of ranges.
LIVE = (
    Live("h_max", "=MAX({r})", lambda p: float(p.max())),
    Live("h_min", "=MIN({r})", lambda p: float(p.min())),
    Live("mean", "=AVERAGE({r})", lambda p: float(p.mean())),
    Live("h_spread", "=MAX({r})-MIN({r})", ind.spread_mw),
    Live("h_spread_pu", '=IF(MAX({r})>0,(MAX({r})-MIN({r}))/MAX({r}),"")', ind.spread_pu, True),
    Live("h_load_factor", '=IF(MAX({r})>0,AVERAGE({r})/MAX({r}),"")', ind.load_factor_pu, True),
    Live("x_min_load", '=IF(MAX({r})>0,MIN({r})/MAX({r}),"")', ind.min_load_pu, True),
    Live("x_energy", "=SUM({r})/4", lambda p: float(p.sum() / 4)),
)


def points_sheets(report: Document, fmt: Formatter, shortest_h: float) -> dict[str, LiveSheet]:
    """Name → what writes the sheet, for every typical day; ramps over less than a step are left out."""

    def of(points: Points) -> LiveSheet:
        return lambda book, sheet: _Page(book, sheet, points, fmt).write(shortest_h)

    return {f"96 {fmt.say(f'day.{points.key}')}": of(points) for points in report.points}


@dataclass
class _Page:
    """One sheet while it is written."""

    book: Book
    sheet: Any
    of: Points
    fmt: Formatter

    def __post_init__(self) -> None:
        self.unit, self.formats, self.number = self.fmt.power_unit, self.book.formats, self.book.number
        self.column = {name: i + 1 for i, name in enumerate(self.of.curves)}
        self.resources = {name: len(self.column) + 1 + i for i, name in enumerate(self.of.resources)}

    def write(self, shortest_h: float) -> None:
        """Points, names, formulas and a chart."""
        self.points()
        self.indicators(shortest_h)
        self.contributions()
        self.chart()

    def range(self, column: int, first: int = 0, last: int = COUNT - 1) -> str:
        """Cells of a column, points `first` to `last`."""
        a, b = (xl_rowcol_to_cell(FIRST + k, column, True, True) for k in (first, last))
        return f"{a}:{b}"

    def points(self) -> None:
        sheet, say = self.sheet, self.fmt.say
        sheet.set_column(0, 0, 20)
        sheet.set_column(1, len(self.column) + len(self.resources), 13)
        sheet.freeze_panes(FIRST, 1)
        sheet.set_paper(8)
        sheet.fit_to_pages(0, 1)
        sheet.repeat_columns(0)
        sheet.set_row(FIRST - 1, 45)
        title = say("t_points", day=self.of.title, unit=self.unit.name)
        sheet.write_string(0, 0, title, self.formats["head"])
        sheet.write_string(1, 0, say("sheet_live"), self.formats["plain"])
        sheet.write_string(FIRST - 1, 0, say("h_time"), self.formats["column"])
        shown = self.number(self.unit.decimals + 1, False)
        for k, label in enumerate(self.of.labels):
            sheet.write_string(FIRST + k, 0, label, self.formats["cell"])
        name = sheet.get_name()
        for key, column in self.column.items():
            sheet.write_string(FIRST - 1, column, say(f"curve.{key}"), self.formats["column"])
            sheet.write_column(FIRST, column, self.of.curves[key], shown)
            self.book.file.define_name(f"{self.of.key}_{key}", f"='{name}'!{self.range(column)}")
        for resource, column in self.resources.items():
            sheet.write_string(FIRST - 1, column, resource, self.formats["column"])
            sheet.write_column(FIRST, column, self.of.resources[resource], shown)

    def indicators(self, shortest_h: float) -> None:
        """Rows 3 on: what every curve is like, each with its value."""
        sheet, say = self.sheet, self.fmt.say
        sheet.write_string(3, 0, say("h_indicator"), self.formats["column"])
        for key, column in self.column.items():
            sheet.write_string(3, column, say(f"curve.{key}"), self.formats["column"])
        row = 4
        for live in LIVE:
            self._label(row, live.key, energy=live.key == "x_energy")
            for key, column in self.column.items():
                power = np.array(self.of.curves[key])
                self._formula(row, column, live.formula.format(r=self.range(column)), live.value(power), live.rate)
            row += 1
        for key, steps in RAMPS:
            self._label(row, key)
            for curve, column in self.column.items() if steps / 4 >= shortest_h - 1e-9 else ():
                later, earlier = self.range(column, steps), self.range(column, 0, COUNT - 1 - steps)
                power = np.array(self.of.curves[curve])
                value = max(float((power[steps:] - power[:-steps]).max()), 0.0)
                self._formula(row, column, f"=MAX(0,SUMPRODUCT(MAX({later}-{earlier})))", value, False)
            row += 1
        self._changes(row)

    def _changes(self, row: int) -> None:
        """Peak cut, its rate and valley fill, of the curves after regulation."""
        before, b = np.array(self.of.curves["net_load_before"]), self.range(self.column["net_load_before"])
        for i, key in enumerate(("h_peak_cut", "h_peak_cut_pu", "h_valley_fill")):
            self._label(row + i, key, rate=key == "h_peak_cut_pu")
        for curve in ("net_load_after", "residual"):
            column, after = self.column[curve], np.array(self.of.curves[curve])
            a = self.range(column)
            self._formula(row, column, f"=MAX({b})-MAX({a})", float(before.max() - after.max()), False)
            self._formula(
                row + 1,
                column,
                f'=IF(MAX({b})>0,(MAX({b})-MAX({a}))/MAX({b}),"")',
                ind.peak_cut_pu(before, after),
                True,
            )
            self._formula(row + 2, column, f"=MIN({a})-MIN({b})", float(after.min() - before.min()), False)

    def contributions(self) -> None:
        """Rows 19 on: points of peak and valley, what every resource gives between them."""
        net = np.array(self.of.curves["net_load_before"])
        column = self.column["net_load_before"]
        cells, peak, valley = self.range(column), *ind.peak_and_valley(net)
        for row, key, what, at in ((18, "x_peak_point", "MAX", peak), (19, "x_valley_point", "MIN", valley)):
            self._label(row, key, rate=True)
            formula = f"=MATCH({what}({cells}),{cells},0)"
            self.sheet.write_formula(row, column, formula, self.number(0, False), at + 1)
            place = xl_rowcol_to_cell(row, column, True, True)
            self.book.file.define_name(f"{self.of.key}_{key[2:]}", f"='{self.sheet.get_name()}'!{place}")
        self._label(20, "x_contribution")
        self._label(21, "h_contribution_pu", rate=True)
        points = [xl_rowcol_to_cell(row, column, True, True) for row in (18, 19)]
        for resource, at in self.resources.items():
            power, r = np.array(self.of.resources[resource]), self.range(at)
            given = float(power[peak] - power[valley])
            self._formula(20, at, f"=INDEX({r},{points[0]})-INDEX({r},{points[1]})", given, False)
            place = xl_rowcol_to_cell(20, at)
            self._formula(
                21,
                at,
                f'=IF(MAX({cells})>MIN({cells}),{place}/(MAX({cells})-MIN({cells})),"")',
                ind.ratio(given, ind.spread_mw(net)),
                True,
            )

    def chart(self) -> None:
        """Load and net load, beside the points."""
        chart = self.book.file.add_chart({"type": "line"})
        name = self.sheet.get_name()
        colours = {"load": "#111111", "net_load_before": "#8A8A8A", "net_load_after": "#B8480B"}
        for key, colour in colours.items():
            column = self.column[key]
            chart.add_series(
                {
                    "name": self.fmt.say(f"curve.{key}"),
                    "categories": [name, FIRST, 0, FIRST + COUNT - 1, 0],
                    "values": [name, FIRST, column, FIRST + COUNT - 1, column],
                    "line": {"color": colour, "width": 1.5},
                }
            )
        chart.set_x_axis({"interval_unit": 12, "num_font": {"size": 8}, "label_position": "low"})
        chart.set_y_axis(value_axis(self.unit.name))
        titled(chart, self.of.title)
        chart.set_size({"width": 640, "height": 340})
        self.sheet.insert_chart(FIRST + COUNT + 1, 0, chart)

    def _label(self, row: int, key: str, energy: bool = False, rate: bool = False) -> None:
        rates = ("h_spread_pu", "h_load_factor", "x_min_load")
        unit = self._energy_unit() if energy else "" if rate or key in rates else self.unit.name
        self.sheet.write_string(row, LABEL, self.fmt.headed(key, unit), self.formats["caption"])

    def _energy_unit(self) -> str:
        return {"MW": "MWh", "万千瓦": "万千瓦时", "10⁴ kW": "10⁴ kWh"}[self.unit.name]

    def _formula(self, row: int, column: int, formula: str, value: float, rate: bool) -> None:
        shown = self.number(2 if rate else self.unit.decimals + 1, rate)
        self.sheet.write_formula(row, column, formula, shown, value if math.isfinite(value) else "")
