"""A sweep as one HTML page that opens without a network: goal, decision table, charts with filters, all points."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from markupsafe import Markup

from dispatch.present import quantity
from dispatch.present.chart import Size
from dispatch.present.comparison.columns import (
    figure_column,
    heading,
    store_names,
    what_words,
    where_words,
    words_column,
)
from dispatch.present.comparison.data import page_data
from dispatch.present.comparison.decision import decision_table
from dispatch.present.comparison.text import COMPARE, axis_words, say, screened_words, value_words
from dispatch.present.document import Block, Document, Live, Paragraph, Raw, Section, Side
from dispatch.present.run_page.words import name_of
from dispatch.present.table import Column, Table, data_column
from dispatch.present.words import Lang, Words, listed
from dispatch.present.writers.html import page, snippet
from dispatch.sweeps.decision import HYDROLOGY
from dispatch.sweeps.figures import ranking
from dispatch.sweeps.points import Points, blank
from dispatch.sweeps.screening import screening_errors
from dispatch.sweeps.stores import case_names

RANKED = (
    "rank",
    "power_mw",
    "energy_mwh",
    "added_cny_per_year",
    "storage_cny_per_year",
    "saved_cny_per_year",
    "peak_mw",
    "peak_cut_mw",
    "curtailed_mwh_per_year",
    "response_mw",
    "unserved_mwh",
    "cost_cny_per_year",
    "target_price_cny_per_mw",
)
# Filled by the script: whether and by what the goal is met.
_GOAL = Raw(Markup('<p class="goal"></p>'))


def render_comparison(points: Points, lang: Lang) -> str:
    """The page, first shown in `lang`."""
    ranked = ranking(points)
    data = page_data(points, ranked)
    axes = [axis["name"] for axis in data["axes"]]
    parts: list[tuple[str, list[Block | None]]] = [
        ("choice", [_GOAL, decision_table(points)]),
        ("", [Raw(snippet("filters.html.j2", axes=axes, filter=say("filter"), reset=say("reset")))]),
        ("size", _by_size(data["drawn"])),
        ("pareto", [_live("pareto", "tall", ("across", "axis_x"), ("upwards", "axis_y"))]),
        ("marginal", [_live("marginal", "tall")] if data["slopes"] else []),
        ("tornado", [_live("tornado", "middle", ("swing", "figure"))] if any(data["tornado"].values()) else []),
        ("ranking", [_GOAL, ranking_table(points, ranked)]),
        ("screening", [screening_table(points)]),
        ("failed", [failed_table(points)]),
        ("method", [Paragraph(say(key), remark=True) for key in COMPARE.names("method.")]),
    ]
    sections = []
    for key, blocks in parts:
        shown = [block for block in blocks if block is not None]
        if shown:
            sections.append(Section(key, "", say(f"section_{key}") if key else "", shown))
    document = Document(lang, title_of(points), say("page_kind"), facing(points), sections)
    return page(document, say("needs_script"), data, ("compare.js",), "compare.css")


def _by_size(drawn: Sequence[str]) -> list[Block | None]:
    small = [_live("peak", "middle"), _live("curtailment", "middle")]
    small += [_live("response", "middle")] if "response_mw" in drawn else []
    return [_live("cost", "tall", ("colour_by", "colour")), Side(small)]


def _live(key: str, size: Size, *choices: tuple[str, str]) -> Live:
    return Live(key, say(f"chart_{key}"), size, [(menu, say(words)) for menu, words in choices], "goal")


def title_of(points: Points) -> Words:
    """`Zhaotong …: storage compared`."""
    return say("title", case=Words(*case_names(points.done)))


def facing(points: Points) -> list[tuple[Words, Words]]:
    """What was compared."""
    frame, done = points.frame, points.done
    names = store_names(frame)
    axes = [axis_words(axis, names) for axis in points.axes]
    rows = [
        (say("points"), say("points_value", done=int(frame["done"].sum()), all=len(frame))),
        (say("goal"), say("goal_mw", mw=f"{points.goal_mw:,g}")),
        (say("axes"), listed(axes)),
    ]
    held = [(axis_words(axis, names), value_words(axis, value)) for axis, value in points.held(HYDROLOGY).items()]
    if held:
        parts = [Words(f"{axis.zh} {value.zh}", f"{axis.en} {value.en}") for axis, value in held]
        rows.append((say("held"), listed(parts)))
    if len(done):
        first = done.iloc[0]
        begin, end = str(first.get("from", ""))[:10], str(first.get("to", ""))[:10]
        key = "horizon_weeks" if first["horizon"] == "weeks" else "horizon_full"
        rows.append((say("horizon"), say(key, begin=begin, end=end, step=first.get("step", ""))))
    return rows


def point_columns(points: Points, frame: pd.DataFrame) -> dict[str, Column]:
    """Points as rows: what, where, whether they meet the goal, axes, figures."""
    names = store_names(points.frame)
    rows = [row for _, row in frame.iterrows()]
    columns = {"rank": figure_column("rank", frame["rank"])} if "rank" in frame else {}
    columns["what"] = words_column("what", [point_words(row) for row in rows])
    columns["where"] = words_column("where", [where_words(row) for row in rows])
    columns["meets_goal"] = Column(heading("meets_goal"), [bool(met) for met in frame["meets_goal"]], looks="verdict")
    for axis in points.axes:
        values = ["" if blank(value) else value_words(axis, value) for value in frame[axis]]
        columns[axis] = Column(axis_words(axis, names), values)
    shown = [name for name in RANKED[1:] if name in frame and frame[name].notna().any()]
    return columns | {name: figure_column(name, frame[name]) for name in shown}


def ranking_table(points: Points, ranked: pd.DataFrame) -> Table:
    """All points, in the order of `ranked`."""
    columns = point_columns(points, ranked)
    return Table("ranking", "", [column for name, column in columns.items() if name != "where"])


def point_words(row: pd.Series) -> Words:
    """The storage of a point, or the name of a baseline."""
    return what_words(row) if row["kind"] == "point" else say(f"baseline_{row['kind']}")


def screening_table(points: Points) -> Table | None:
    """Typical weeks against the full horizon; None where nothing was solved both ways."""
    found = screening_errors(points.frame)
    if not len(found):
        return None
    columns = [data_column(heading("point"), found["label"])]
    columns.append(words_column("quantity", [screened_words(str(figure)) for figure in found["figure"]]))
    for way in ("weeks", "full"):
        columns.append(Column(heading(way), [quantity.short(value) for value in found[way]], looks="number"))
    return Table("screening", "", [*columns, figure_column("error_pu", found["difference_pu"])])


def failed_table(points: Points) -> Table | None:
    """Points without an answer and why."""
    failed = points.failed
    if not len(failed):
        return None
    reasons = zip(failed["reason_zh"], failed["reason"], strict=True)
    columns = [data_column(heading("point"), failed["label"])]
    columns.append(words_column("status", [status_words(str(status)) for status in failed["status"]]))
    return Table("failed", "", [*columns, words_column("reason", [Words(zh, en) for zh, en in reasons])])


def status_words(status: str) -> Words:
    """What became of a point."""
    return say(f"status.{status}") if f"status.{status}" in COMPARE else name_of("status", status)
