"""A sweep as an Excel workbook in one language: decision, ranking, charts by size, trade-offs, next MW, sensitivities.

Charts are native, so a reader can change them; they point at cells of their sheet. Heads are frozen and have filters;
figures are numbers with a format, in the units of the head. Names: `goal_mw`, and `points_<figure>` for the columns of
the ranking (`points_added_cny_per_year` …), in the units of the sheet.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pandas as pd
from xlsxwriter import Workbook

from dispatch.present.comparison import charts
from dispatch.present.comparison.columns import FIGURES, PLAIN, heading, store_names, told, what_words, where_words
from dispatch.present.comparison.decision import HYDROLOGY, SHOWN, decision_rows, goal_lines
from dispatch.present.comparison.figures import marginal, pareto_front, ranking, tornado
from dispatch.present.comparison.page import RANKED, facing, status_words, title_of
from dispatch.present.comparison.points import Points, blank
from dispatch.present.comparison.sheet import Book, Column, Place, figure_column, head_of
from dispatch.present.comparison.text import COMPARE, axis_words, say, screened_words, value_words
from dispatch.present.run_page.words import Words
from dispatch.sizing.baseline import BASELINES
from dispatch.sizing.screening import screening_errors

LINES = {
    "cost": "",
    "peak": "peak_mw",
    "curtailment": "curtailed_mwh_per_year",
    "response": "response_mw",
}


def write_workbook(path: Path, points: Points, lang: str) -> None:
    """Write the workbook."""
    with Workbook(str(path), {"nan_inf_to_errors": True}) as file:
        file.set_properties({"title": told(title_of(points), lang)})
        book = Book.of(file, lang)
        goal = goal_lines(points, lang)
        _decision(book, points, goal)
        ranked = ranking(points)
        place = _ranking(book, points, ranked, goal)
        _names(book, points, place)
        _by_size(book, points, goal)
        _pareto(book, points, ranked, goal)
        _marginal(book, points, goal)
        _tornado(book, points, goal)
        _baselines(book, points, goal)
        _screening(book, points)
        _failed(book, points)
        _method(book)


def _decision(book: Book, points: Points, goal: list[str]) -> None:
    lang, rows = book.lang, decision_rows(points)
    notes = [f"{told(what, lang)} {told(value, lang)}" for what, value in facing(points)]
    sheet, row = book.sheet(told(say("sheet.decision"), lang), told(title_of(points), lang), notes, goal)
    columns = {}
    if (rows[HYDROLOGY] != "").any():
        columns[HYDROLOGY] = _words(HYDROLOGY, [value_words(HYDROLOGY, v) for v in rows[HYDROLOGY]], lang)
    columns["kind"] = _words("kind", [say(f"kind.{kind}") for kind in rows["kind"]], lang)
    columns |= {name: Column(told(heading(name), lang), list(rows[f"{name}_{lang}"])) for name in ("what", "where")}
    shown = [name for name in SHOWN if rows[name].notna().any()]
    book.table(sheet, row, columns | {name: figure_column(name, rows[name], lang) for name in shown})


def _ranking(book: Book, points: Points, ranked: pd.DataFrame, goal: list[str]) -> Place:
    sheet, row = book.sheet(*_headed(book, "ranking"), [], goal)
    return book.table(sheet, row, _point_columns(points, ranked, book.lang))


def _point_columns(points: Points, frame: pd.DataFrame, lang: str) -> dict[str, Column]:
    """Points as rows: what, where, axes, figures."""
    names = store_names(points.frame)
    shown = [name for name in RANKED if name in frame and frame[name].notna().any()]
    rows = [row for _, row in frame.iterrows()]
    columns = {"rank": figure_column("rank", frame["rank"], lang)} if "rank" in frame else {}
    columns["what"] = _words("what", [_what(row) for row in rows], lang)
    columns["where"] = _words("where", [where_words(row) for row in rows], lang)
    columns["meets_goal"] = _words("meets_goal", [say("yes" if row["meets_goal"] else "no") for row in rows], lang)
    for axis in points.axes:
        columns[axis] = Column(told(axis_words(axis, names), lang), [_of_axis(axis, v, lang) for v in frame[axis]])
    return columns | {name: figure_column(name, frame[name], lang) for name in shown if name != "rank"}


def _names(book: Book, points: Points, place: Place) -> None:
    """Names that formulas of a reader can use."""
    book.file.define_name("goal_mw", f"={points.goal_mw:g}")
    for key in place.column:
        if key in FIGURES:
            book.file.define_name(f"points_{key}", place.name(key))


def _by_size(book: Book, points: Points, goal: list[str]) -> None:
    """One table a figure: sizes down, everything else across; a chart above each."""
    if not points.size_axes:
        return
    lang = book.lang
    sheet, row = book.sheet(*_headed(book, "size"), [], goal)
    groups, breaks = charts.size_groups(points, lang), list[int]()
    for title, named_figure in LINES.items():
        figure = named_figure or points.main
        if not points.varied[figure].notna().any():
            continue
        wide = charts.by_size(groups, figure)
        columns = {"power_mw": figure_column("power_mw", list(wide.index), lang)}
        named = [str(name) for name in wide.columns]
        columns |= {name: Column(name, list(wide[name]), FIGURES[figure]) for name in named}
        below = row + charts.ROWS
        place = book.table(sheet, below, columns, freeze=False)
        limits = charts.span(wide.to_numpy(dtype=float), figure, lang)
        goal_place = charts.goal_cells(book, sheet, below, len(columns) + 1, points.goal_mw, limits)
        chart = charts.lines(book, place, named, head_of(figure, lang), goal_place, limits)
        chart.set_title({"name": told(say(f"chart_{title}"), lang), "name_font": {"size": 12}})
        sheet.insert_chart(row, 0, chart, charts.SIZE)
        breaks.append(row)
        row = place.last + 3
    sheet.set_h_pagebreaks(breaks[1:])


def _pareto(book: Book, points: Points, ranked: pd.DataFrame, goal: list[str]) -> None:
    lang = book.lang
    if not len(ranked):
        return
    figures = (points.main, "curtailed_mwh_per_year", "peak_mw")
    sheet, row = book.sheet(*_headed(book, "pareto"), [], goal)
    frame = ranked[ranked["kind"] == "point"].copy()
    frame["front"] = pareto_front(points, frame, figures[:2])
    frame = pd.concat([frame, ranked[ranked["kind"] != "point"].assign(front=False)])
    frame = frame.assign(part=charts.parts_of(frame)).sort_values(["part", figures[0]], kind="stable")
    columns = {"what": _words("what", [_what(r) for _, r in frame.iterrows()], lang)}
    columns["front"] = _words("front", [say("yes" if f else "no") for f in frame["front"]], lang, "front")
    columns["meets_goal"] = _words("meets_goal", [say("yes" if m else "no") for m in frame["meets_goal"]], lang)
    columns |= {name: figure_column(name, frame[name], lang) for name in ("power_mw", *figures)}
    place = book.table(sheet, row + charts.ROWS, columns, freeze=False)
    sheet.insert_chart(row, 0, charts.cloud(book, place, frame, points), charts.SIZE)


def _marginal(book: Book, points: Points, goal: list[str]) -> None:
    slopes = marginal(points)
    if not len(slopes):
        return
    lang = book.lang
    sheet, row = book.sheet(*_headed(book, "marginal"), [told(say("method.marginal"), lang)], goal)
    slopes = slopes.assign(group=charts.group_names(points, slopes, lang)).sort_values(
        ["group", "low_mw"], kind="stable"
    )
    columns = {"group": Column(told(heading("group"), lang), list(slopes["group"]))}
    shown = ["low_mw", "high_mw", "saved_cny_per_mw_year", "paid_cny_per_mw_year", "net_cny_per_mw_year"]
    shown += ["target_price_cny_per_mw"] if slopes["target_price_cny_per_mw"].notna().any() else []
    columns |= {name: figure_column(name, slopes[name], lang) for name in shown}
    below = row + charts.ROWS
    place = book.table(sheet, below, columns, freeze=False)
    money = slopes[["saved_cny_per_mw_year", "paid_cny_per_mw_year"]].to_numpy(dtype=float)
    limits = charts.span(money, "saved_cny_per_mw_year", lang)
    goal_place = charts.goal_cells(book, sheet, below, len(columns) + 1, points.goal_mw, limits)
    sheet.insert_chart(row, 0, charts.slopes(book, place, slopes, goal_place, limits), charts.SIZE)


def _tornado(book: Book, points: Points, goal: list[str]) -> None:
    bars = tornado(points)
    if not len(bars):
        return
    lang, names = book.lang, store_names(points.frame)
    sheet, row = book.sheet(*_headed(book, "tornado"), [], goal)
    columns = {"axis": Column(told(heading("axis"), lang), [told(axis_words(a, names), lang) for a in bars["axis"]])}
    for end in ("low_value", "high_value"):
        words = [told(value_words(a, v), lang) for a, v in zip(bars["axis"], bars[end], strict=True)]
        columns[end] = Column(told(heading(end), lang), words)
    columns |= {name: figure_column(name, bars[name], lang) for name in ("low", "centre", "high")}
    columns["span"] = figure_column("span", bars["high"] - bars["low"], lang)
    place = book.table(sheet, row + charts.ROWS, columns, freeze=False)
    sheet.insert_chart(row, 0, charts.swings(book, place, bars, points.main), charts.SIZE)


def _baselines(book: Book, points: Points, goal: list[str]) -> None:
    frame = points.done[points.done["kind"].isin(BASELINES)]
    sheet, row = book.sheet(*_headed(book, "baselines"), [told(say("method.baseline"), book.lang)], goal)
    book.table(sheet, row, _point_columns(points, frame, book.lang))


def _screening(book: Book, points: Points) -> None:
    found = screening_errors(points.frame)
    if not len(found):
        return
    lang = book.lang
    sheet, row = book.sheet(*_headed(book, "screening"), [])
    columns = {"point": Column(told(heading("point"), lang), list(found["label"]))}
    columns["quantity"] = _words("quantity", [screened_words(str(f)) for f in found["figure"]], lang)
    columns |= {way: Column(told(heading(way), lang), list(found[way]), PLAIN) for way in ("weeks", "full")}
    book.table(sheet, row, columns | {"error_pu": figure_column("error_pu", found["difference_pu"], lang)})


def _failed(book: Book, points: Points) -> None:
    failed = points.failed
    if not len(failed):
        return
    lang = book.lang
    sheet, row = book.sheet(*_headed(book, "failed"), [])
    reason = "reason_zh" if lang == "zh" else "reason"
    book.table(sheet, row, {
        "point": Column(told(heading("point"), lang), list(failed["label"])),
        "status": _words("status", [status_words(str(s)) for s in failed["status"]], lang),
        "reason": Column(told(heading("reason"), lang), list(failed[reason])),
    })  # fmt: skip


def _method(book: Book) -> None:
    sheet, _ = book.sheet(*_headed(book, "method"), [told(say(key), book.lang) for key in COMPARE.names("method.")])
    sheet.set_column(0, 0, 120)


def _headed(book: Book, name: str) -> tuple[str, str]:
    """(name of the sheet, title in it)."""
    titles = {"size": "section_size", "pareto": "section_pareto", "marginal": "section_marginal",
              "tornado": "section_tornado", "ranking": "section_ranking", "failed": "section_failed",
              "screening": "section_screening", "method": "section_method"}  # fmt: skip
    said = told(say(f"sheet.{name}"), book.lang)
    return said, told(say(titles[name]), book.lang) if name in titles else said


def _of_axis(axis: str, value: object, lang: str) -> object:
    """A number stays one, so that a reader can sort and filter by it."""
    if blank(value):
        return ""
    return float(value) if isinstance(value, (int, float)) else told(value_words(axis, value), lang)


def _what(row: pd.Series) -> Words:
    return what_words(row) if row["kind"] == "point" else say(f"baseline_{row['kind']}")


def _words(name: str, words: Iterable[Words], lang: str, key: str = "") -> Column:
    return Column(told(say(key) if key else heading(name), lang), [told(w, lang) for w in words])
