"""A sweep as an Excel workbook in one language: decision, ranking, charts by size, trade-offs, next MW, sensitivities.

Charts are native, so a reader can change them; they point at cells of their sheet. Heads are frozen and have filters;
figures are numbers with a format, in the units of the head. Names: `goal_mw`, and `points_<figure>` for the columns of
the ranking (`points_added_cny_per_year` …), in the units of the sheet.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
from xlsxwriter import Workbook

from dispatch.present.comparison import charts
from dispatch.present.comparison.columns import (
    FIGURES,
    PLAIN,
    figure_column,
    head_of,
    heading,
    store_names,
    words_column,
)
from dispatch.present.comparison.decision import decision_table, goal_lines
from dispatch.present.comparison.page import (
    facing,
    failed_table,
    point_columns,
    point_words,
    screening_table,
    title_of,
)
from dispatch.present.comparison.text import COMPARE, axis_words, say, value_words
from dispatch.present.table import Column, Table
from dispatch.present.words import Words, in_language
from dispatch.present.writers.book import WORDS_STAY_WORDS, Book, Place
from dispatch.sweeps.figures import marginal, pareto_front, ranking, tornado
from dispatch.sweeps.names import BASELINES
from dispatch.sweeps.points import Points, blank
from dispatch.sweeps.screening import screening_errors

LINES = {"cost": "", "peak": "peak_mw", "curtailment": "curtailed_mwh_per_year", "response": "response_mw"}
# Sheets whose title is not their name.
TITLED = frozenset({"size", "pareto", "marginal", "tornado", "ranking", "failed", "screening", "method"})


def write_workbook(path: Path, points: Points, lang: str) -> None:
    """Write the workbook."""
    with Workbook(str(path), {"nan_inf_to_errors": True, **WORDS_STAY_WORDS}) as file:
        book = Book.of(file, lang, in_language(title_of(points), lang))
        sweep = _Sweep(book, points, goal_lines(points, lang))
        ranked = ranking(points)
        sweep.decision()
        sweep.ranking(ranked)
        sweep.by_size()
        sweep.pareto(ranked)
        sweep.marginal()
        sweep.tornado()
        sweep.baselines()
        sweep.screening()
        sweep.failed()
        sheet, _ = sweep.sheet("method", [in_language(say(key), lang) for key in COMPARE.names("method.")])
        sheet.set_column(0, 0, 120)


@dataclass
class _Sweep:
    """The workbook while it is written; goal: its lines above every table."""

    book: Book
    points: Points
    goal: Sequence[str]

    def in_lang(self, words: Words) -> str:
        return in_language(words, self.book.lang)

    def sheet(self, name: str, notes: Sequence[str] = (), goal: Sequence[str] = (), title: str = "") -> tuple[Any, int]:
        """A new sheet with its title and lines; the row where a table may begin."""
        title = title or self.in_lang(say(f"section_{name}" if name in TITLED else f"sheet.{name}"))
        sheet = self.book.sheet(self.in_lang(say(f"sheet.{name}")))
        sheet.write_string(0, 0, title, self.book.formats["title"])
        lines = [*((line, "goal") for line in goal), *((line, "plain") for line in notes)]
        for row, (line, looks) in enumerate(lines, 1):
            sheet.write_string(row, 0, line, self.book.formats[looks])
        return sheet, len(lines) + 2

    def table(self, sheet: Any, row: int, columns: Mapping[str, Column], *, freeze: bool = True) -> Place:
        """A table whose head stays when one scrolls, and has filters."""
        self.book.fit(sheet, row, list(columns.values()))
        place = self.book.table(sheet, row, columns, gaps=True)
        if freeze:
            sheet.freeze_panes(row + 1, 0)
            sheet.autofilter(row, 0, place.last, max(len(columns) - 1, 0))
            sheet.repeat_rows(row)
        return place

    def plain(self, name: str, table: Table | None, notes: Sequence[str] = (), goal: Sequence[str] = ()) -> None:
        """A sheet of one table of the page."""
        if table is not None:
            sheet, row = self.sheet(name, notes, goal)
            self.table(sheet, row, {str(i): column for i, column in enumerate(table.columns)})

    def decision(self) -> None:
        notes = [f"{self.in_lang(what)} {self.in_lang(value)}" for what, value in facing(self.points)]
        sheet, row = self.sheet("decision", notes, self.goal, self.in_lang(title_of(self.points)))
        columns = decision_table(self.points).columns
        self.table(sheet, row, {str(i): column for i, column in enumerate(columns)})

    def ranking(self, ranked: pd.DataFrame) -> None:
        """All points, and names that formulas of a reader can use."""
        sheet, row = self.sheet("ranking", [], self.goal)
        place = self.table(sheet, row, self.point_columns(ranked))
        self.book.file.define_name("goal_mw", f"={self.points.goal_mw:g}")
        for key in place.column:
            if key in FIGURES:
                self.book.file.define_name(f"points_{key}", place.name(key))

    def point_columns(self, frame: pd.DataFrame) -> dict[str, Column]:
        """Points as rows; numbers of axes stay numbers, so that a reader can sort and filter by them."""
        columns = point_columns(self.points, frame)
        columns["meets_goal"] = _yes_or_no("meets_goal", frame["meets_goal"])
        for axis in self.points.axes:
            values = [float(v) if isinstance(v, (int, float)) else value_words(axis, v) for v in frame[axis]]
            shown = ["" if blank(v) else value for v, value in zip(frame[axis], values, strict=True)]
            columns[axis] = Column(columns[axis].head, shown)
        return columns

    def by_size(self) -> None:
        """One table a figure: sizes down, everything else across; a chart above each."""
        if not self.points.size_axes:
            return
        lang, breaks = self.book.lang, list[int]()
        sheet, row = self.sheet("size", [], self.goal)
        groups = charts.size_groups(self.points, lang)
        for title, named_figure in LINES.items():
            figure = named_figure or self.points.main
            if not self.points.varied[figure].notna().any():
                continue
            wide = charts.by_size(groups, figure)
            columns = {"power_mw": figure_column("power_mw", list(wide.index))}
            named = [str(name) for name in wide.columns]
            columns |= {name: Column(name, list(wide[name]), FIGURES[figure].unnamed()) for name in named}
            place, goal, limits = self.beside_goal(sheet, row, columns, wide.to_numpy(dtype=float), figure)
            chart = charts.lines(
                self.book, place, named, head_of(figure, lang), goal, limits, self.in_lang(say(f"chart_{title}"))
            )
            sheet.insert_chart(row, 0, chart, charts.SIZE)
            breaks.append(row)
            row = place.last + 3
        sheet.set_h_pagebreaks(breaks[1:])

    def beside_goal(
        self, sheet: Any, row: int, columns: Mapping[str, Column], values: Any, figure: str
    ) -> tuple[Place, Place, tuple[float, float]]:
        """A table below the place of a chart, the cells that draw the goal beside it, and the limits of its axis."""
        below = row + charts.ROWS
        place = self.table(sheet, below, columns, freeze=False)
        limits = charts.span(values, figure, self.book.lang)
        goal = charts.goal_cells(self.book, sheet, below, len(columns) + 1, self.points.goal_mw, limits)
        return place, goal, limits

    def pareto(self, ranked: pd.DataFrame) -> None:
        if not len(ranked):
            return
        figures = (self.points.main, "curtailed_mwh_per_year", "peak_mw")
        sheet, row = self.sheet("pareto", [], self.goal)
        frame = ranked[ranked["kind"] == "point"].copy()
        frame["front"] = pareto_front(self.points, frame, figures[:2])
        frame = pd.concat([frame, ranked[ranked["kind"] != "point"].assign(front=False)])
        frame = frame.assign(part=charts.parts_of(frame)).sort_values(["part", figures[0]], kind="stable")
        columns = {"what": words_column("what", [point_words(row) for _, row in frame.iterrows()])}
        columns["front"] = Column(say("front"), _yes_or_no("meets_goal", frame["front"]).values)
        columns["meets_goal"] = _yes_or_no("meets_goal", frame["meets_goal"])
        columns |= {name: figure_column(name, frame[name]) for name in ("power_mw", *figures)}
        place = self.table(sheet, row + charts.ROWS, columns, freeze=False)
        sheet.insert_chart(row, 0, charts.cloud(self.book, place, frame, self.points), charts.SIZE)

    def marginal(self) -> None:
        slopes = marginal(self.points)
        if not len(slopes):
            return
        sheet, row = self.sheet("marginal", [self.in_lang(say("method.marginal"))], self.goal)
        names = charts.group_names(self.points, slopes, self.book.lang)
        slopes = slopes.assign(group=names).sort_values(["group", "low_mw"], kind="stable")
        columns = {"group": words_column("group", slopes["group"])}
        shown = ["low_mw", "high_mw", "saved_cny_per_mw_year", "paid_cny_per_mw_year", "net_cny_per_mw_year"]
        shown += ["target_price_cny_per_mw"] if slopes["target_price_cny_per_mw"].notna().any() else []
        columns |= {name: figure_column(name, slopes[name]) for name in shown}
        money = slopes[["saved_cny_per_mw_year", "paid_cny_per_mw_year"]].to_numpy(dtype=float)
        place, goal, limits = self.beside_goal(sheet, row, columns, money, "saved_cny_per_mw_year")
        sheet.insert_chart(row, 0, charts.slopes(self.book, place, slopes, goal, limits), charts.SIZE)

    def tornado(self) -> None:
        bars = tornado(self.points)
        if not len(bars):
            return
        names = store_names(self.points.frame)
        sheet, row = self.sheet("tornado", [], self.goal)
        columns = {"axis": words_column("axis", [axis_words(axis, names) for axis in bars["axis"]])}
        for end in ("low_value", "high_value"):
            values = zip(bars["axis"], bars[end], strict=True)
            columns[end] = words_column(end, [value_words(axis, value) for axis, value in values])
        columns |= {name: figure_column(name, bars[name]) for name in ("low", "centre", "high")}
        columns["span"] = figure_column("span", bars["high"] - bars["low"])
        place = self.table(sheet, row + charts.ROWS, columns, freeze=False)
        sheet.insert_chart(row, 0, charts.swings(self.book, place, bars, self.points.main), charts.SIZE)

    def baselines(self) -> None:
        frame = self.points.done[self.points.done["kind"].isin(BASELINES)]
        sheet, row = self.sheet("baselines", [self.in_lang(say("method.baseline"))], self.goal)
        self.table(sheet, row, self.point_columns(frame))

    def screening(self) -> None:
        found, table = screening_errors(self.points.frame), screening_table(self.points)
        if table is not None:
            label, figure, *_, error = table.columns
            ways = [Column(heading(way), list(found[way]), PLAIN) for way in ("weeks", "full")]
            self.plain("screening", Table("screening", "", [label, figure, *ways, error]))

    def failed(self) -> None:
        self.plain("failed", failed_table(self.points))


def _yes_or_no(name: str, values: Sequence[bool] | pd.Series) -> Column:
    return words_column(name, [say("yes" if value else "no") for value in values])
