"""A sweep as one HTML page that opens without a network: goal, decision table, charts with filters, all points.

Both languages are in the page; a button switches. It has the style sheet, the plotly.js and the drawing of the run page
(`dispatch.present.run_page`), and a script of its own for the filters.
"""

from __future__ import annotations

from functools import cache

import pandas as pd
from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

from dispatch.present.comparison.columns import FIGURES, heading, store_names, what_words
from dispatch.present.comparison.data import page_data
from dispatch.present.comparison.decision import HYDROLOGY, SHOWN, decision_rows
from dispatch.present.comparison.figures import ranking
from dispatch.present.comparison.points import Points, blank
from dispatch.present.comparison.stores import case_names
from dispatch.present.comparison.text import COMPARE, axis_words, both_say, say, screened_words, value_words
from dispatch.present.run_page import units
from dispatch.present.run_page.environment import bilingual, plotly_script, script_json
from dispatch.present.run_page.grid import Cell, Column, Grid, data_cell, text_cell, verdict_cell
from dispatch.present.run_page.words import Words, name_of, same
from dispatch.sizing.screening import screening_errors

RANKED = (
    "rank", "power_mw", "energy_mwh", "added_cny_per_year", "storage_cny_per_year", "saved_cny_per_year",
    "peak_mw",
    "peak_cut_mw", "curtailed_mwh_per_year", "response_mw", "unserved_mwh", "cost_cny_per_year",
    "target_price_cny_per_mw",
)  # fmt: skip


@cache
def _environment() -> Environment:
    """Templates of this package beside those of the run page."""
    made = Environment(
        loader=ChoiceLoader([PackageLoader("dispatch.present.comparison"), PackageLoader("dispatch.present.run_page")]),
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    made.globals["say"] = lambda key, **params: bilingual(say(key, **params))
    made.globals["both"] = bilingual
    return made


def render_comparison(points: Points, lang: str) -> str:
    """The page, first shown in `lang`."""
    ranked = ranking(points)
    title = title_of(points)
    data = page_data(points, ranked, title)
    return _environment().get_template("compare.html.j2").render(
        lang=lang,
        title=title,
        facing=facing(points),
        decision=decision_grid(points),
        ranked=ranking_grid(points, ranked),
        screening=screening_grid(points),
        failed=failed_grid(points),
        method=COMPARE.names("method."),
        axes=[(i, Words(*axis["name"])) for i, axis in enumerate(data["axes"])],
        shows={
            "response": "response_mw" in data["drawn"], "slopes": bool(data["slopes"]),
            "tornado": any(data["tornado"].values()),
        },
        data=script_json(data),
        plotly=plotly_script(),
    )  # fmt: skip


def title_of(points: Points) -> Words:
    """`Zhaotong …: storage compared`."""
    name = case_names(points.done)
    return both_say("title", {"case": name.zh}, {"case": name.en})


def facing(points: Points) -> list[tuple[Words, Words]]:
    """What was compared."""
    frame, done = points.frame, points.done
    names = store_names(frame)
    axes = [axis_words(axis, names) for axis in points.axes]
    told = [
        (say("points"), say("points_value", done=int(frame["done"].sum()), all=len(frame))),
        (say("goal"), say("goal_mw", mw=f"{points.goal_mw:,g}")),
        (say("axes"), Words("、".join(a.zh for a in axes), ", ".join(a.en for a in axes))),
    ]
    held = [(axis_words(axis, names), value_words(axis, value)) for axis, value in points.held(HYDROLOGY).items()]
    if held:
        parts = [(f"{axis.zh} {value.zh}", f"{axis.en} {value.en}") for axis, value in held]
        told.append((say("held"), Words("、".join(p[0] for p in parts), ", ".join(p[1] for p in parts))))
    if len(done):
        first = done.iloc[0]
        begin, end = str(first.get("from", ""))[:10], str(first.get("to", ""))[:10]
        key = "horizon_weeks" if first["horizon"] == "weeks" else "horizon_full"
        told.append((say("horizon"), say(key, begin=begin, end=end, step=first.get("step", ""))))
    return told


def decision_grid(points: Points) -> Grid:
    """The decision table, columns that no row knows left out."""
    rows = decision_rows(points)
    shown = [name for name in SHOWN if rows[name].notna().any()]
    several = bool((rows[HYDROLOGY] != "").any())
    columns = [Column(heading(name)) for name in ((HYDROLOGY,) if several else ()) + ("kind", "what", "where")]
    columns += [Column(heading(name), FIGURES[name].unit, True) for name in shown]
    cells = []
    for _, row in rows.iterrows():
        words = [value_words(HYDROLOGY, row[HYDROLOGY])] if several else []
        words += [say(f"kind.{row['kind']}"), Words(row["what_zh"], row["what_en"])]
        words.append(Words(row["where_zh"] or "–", row["where_en"] or "–"))
        cells.append([text_cell(w) for w in words] + [_figure(name, row[name]) for name in shown])
    return Grid(columns, cells)


def ranking_grid(points: Points, ranked: pd.DataFrame) -> Grid:
    """All points, in the order of `ranked`."""
    names = store_names(points.frame)
    shown = [name for name in RANKED if name in ranked and ranked[name].notna().any()]
    columns = [Column(heading("rank"), numeric=True), Column(heading("what")), Column(heading("meets_goal"))]
    columns += [Column(axis_words(axis, names)) for axis in points.axes]
    columns += [Column(heading(name), FIGURES[name].unit, True) for name in shown[1:]]
    cells = []
    for _, row in ranked.iterrows():
        what = what_words(row) if row["kind"] == "point" else say(f"baseline_{row['kind']}")
        line = [_figure("rank", row["rank"]), text_cell(what), verdict_cell(bool(row["meets_goal"]))]
        line += [text_cell("" if blank(row[axis]) else value_words(axis, row[axis])) for axis in points.axes]
        cells.append(line + [_figure(name, row[name]) for name in shown[1:]])
    return Grid(columns, cells)


def screening_grid(points: Points) -> Grid | None:
    """Typical weeks against the full horizon; None where nothing was solved both ways."""
    found = screening_errors(points.frame)
    if not len(found):
        return None
    columns = [Column(heading("point")), Column(heading("quantity"))]
    columns += [Column(heading(name), numeric=True) for name in ("weeks", "full")]
    columns.append(Column(heading("error_pu"), same("%"), True))
    rows = []
    for _, row in found.iterrows():
        values = [Cell(same(units.short(row[way])), "number") for way in ("weeks", "full")]
        error = _figure("error_pu", row["difference_pu"])
        rows.append([data_cell(row["label"]), text_cell(screened_words(row["figure"])), *values, error])
    return Grid(columns, rows)


def failed_grid(points: Points) -> Grid | None:
    """Points without an answer and why."""
    failed = points.failed
    if not len(failed):
        return None
    columns = [Column(heading(name)) for name in ("point", "status", "reason")]
    rows = [
        [
            data_cell(row["label"]),
            text_cell(status_words(row["status"])),
            text_cell(Words(row["reason_zh"], row["reason"])),
        ]
        for _, row in failed.iterrows()
    ]
    return Grid(columns, rows)


def status_words(status: str) -> Words:
    """What became of a point."""
    return say(f"status.{status}") if f"status.{status}" in COMPARE else name_of("status", status)


def _figure(name: str, value: object) -> Cell:
    return Cell(FIGURES[name].text(None if value is None else float(str(value))), "number")
