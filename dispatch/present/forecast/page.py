"""Scores as one HTML page that opens without a network: error by lead and county, a week with its band."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from dispatch.forecast.align import Points
from dispatch.forecast.judge import Scored
from dispatch.forecast.reference import ULTRA_SHORT_H
from dispatch.forecast.score import MEASURES, table_of
from dispatch.forecast.subjects import KINDS
from dispatch.locale import Topic
from dispatch.present.chart import Across, Chart, Curve, Panel, picture
from dispatch.present.document import Block, Document, Paragraph, Section
from dispatch.present.quantity import UNKNOWN, digits
from dispatch.present.run_page.words import say as page_words
from dispatch.present.table import Column, Table
from dispatch.present.words import Lang, Text, Words, about, label, message
from dispatch.present.writers.html import page

COLOURS = {"wind": "#00957A", "pv": "#D9A400", "hydro": "#56A0D3", "inflow": "#1F5FA8", "load": "#404040"}
SCORE = Topic("score")
_DAYS = 7
_EIGHTY_PERCENT = 1.2816
_PERCENT = frozenset({"nmae_pu", "nrmse_pu", "nbias_pu", "accuracy_pu", "persistence_nrmse_pu"})
_TWO_DIGITS = frozenset({"correlation", "skill_pu", "smart_skill_pu"})


def say(key: str) -> Words:
    """The words for a key."""
    return message(SCORE, key, {})


def write_scores(path: Path, scored: Scored, by: Sequence[str], lang: Lang) -> None:
    """Write a CSV table or an HTML page, by the name of the file."""
    if path.suffix.lower() == ".csv":
        scored.table(by).to_csv(path, index=False)
    else:
        path.write_text(score_page(scored.points, scored.sums, by, scored.title, lang), encoding="utf-8")


def score_page(found: Sequence[Points], sums: pd.DataFrame, by: Sequence[str], title: str, lang: Lang) -> str:
    """The text of the page; the table is grouped by `by`."""
    parts: list[tuple[str, list[Block]]] = [
        ("by_lead", [lead_chart(sums)]),
        ("by_county", [county_chart(sums)]),
        ("week", [week_chart(points, sums) for points in _samples(found)]),
        ("table", [score_table(sums, by), Paragraph(say("note"), remark=True)]),
    ]
    sections = [Section("", "", "", [Paragraph(title, remark=True)])]
    sections += [Section(key, "", say(key), blocks) for key, blocks in parts]
    return page(Document(lang, say("title"), "", [], sections), page_words("needs_script"))


def score_table(sums: pd.DataFrame, by: Sequence[str]) -> Table:
    """Measures of every group."""
    table = table_of(sums, by)
    rows = [(cells(row, SCORE.templates("zh")), cells(row, SCORE.templates("en"))) for row in table.to_dict("records")]
    columns = []
    for i, name in enumerate(map(str, table.columns)):
        values = [Words(zh[i], en[i]) for zh, en in rows]
        columns.append(Column(say(name) if name in SCORE else name, values, looks="number" if name in MEASURES else ""))
    return Table("scores", "", columns)


def cells(row: Mapping[Any, Any], word: Mapping[str, str]) -> list[str]:
    """A row of `score.table_of` as a person reads it: shares in per cent, three digits."""
    return [_cell(name, value, word) for name, value in row.items()]


def _cell(name: str, value: Any, word: Mapping[str, str]) -> str:
    if name not in MEASURES:
        return word.get(str(value), f"{value:g}" if isinstance(value, float) else str(value))
    if name == "unit":
        return str(value)
    if pd.isna(value):
        return UNKNOWN
    if name == "n":
        return f"{int(value):,}"
    if name in _PERCENT:
        return digits(100 * value, 2)
    return digits(value, 3) if name in _TWO_DIGITS else f"{value:,.4g}".replace("-", "−")


def lead_chart(sums: pd.DataFrame) -> Chart:
    """RMSE by lead of every kind, and that of persistence."""
    table = table_of(sums, ("kind", "product", "lead_h"))
    curves = []
    for kind in KINDS:
        rows = table[table["kind"] == kind]
        for column, dash in (("nrmse_pu", "solid"), ("persistence_nrmse_pu", "dot")) if len(rows) else ():
            # A gap between intraday and day-ahead leads is no line.
            parts = [part for _, part in rows.groupby("product", sort=False)]
            x = np.concatenate([np.append(part["lead_h"], part["lead_h"].iloc[-1]) for part in parts])
            y = np.concatenate([np.append(100 * part[column], np.nan) for part in parts])
            of = say("persistence" if dash == "dot" else "forecast")
            name = Words(f"{say(kind).zh}, {of.zh}", f"{say(kind).en}, {of.en}")
            curves.append(Curve(name, y.astype(float), COLOURS[kind], dash=dash, x=x.astype(float)))
    return picture("lead", "", say("rmse_axis"), say("lead_axis"), curves, from_zero=True)


def county_chart(sums: pd.DataFrame) -> Chart:
    """RMSE of every county and kind."""
    table = table_of(sums, ("kind", "county"))
    counties: list[Text] = [name or say("elsewhere") for name in dict.fromkeys(table["county"])]
    curves = []
    for kind in KINDS:
        rows = table[table["kind"] == kind].set_index("county")["nrmse_pu"]
        if len(rows):
            error = 100 * rows.reindex(list(dict.fromkeys(table["county"])))
            curves.append(Curve(say(kind), error.to_numpy(dtype=float), COLOURS[kind], "bar"))
    panel = Panel("", counties, curves, y_title=say("rmse_axis"), from_zero=True)
    return Chart("county", "", [panel])


def week_chart(points: Points, sums: pd.DataFrame) -> Chart:
    """The first week: day-ahead forecast (else of the longest lead), truth, and ±1.28 RMSE at its lead."""
    subject, chosen = points.subject, _one_issue_each(points)
    rmse = table_of(sums[(sums["entity"] == subject.id) & (sums["kind"] == subject.kind)], ("lead_h",))
    spread = np.interp(points.lead_h[chosen], rmse["lead_h"], rmse["rmse"])
    forecast = points.value[chosen]
    low = np.maximum(forecast - _EIGHTY_PERCENT * spread, 0)
    high = forecast + _EIGHTY_PERCENT * spread
    if subject.kind in ("wind", "pv", "hydro"):
        high = np.minimum(high, np.maximum(subject.capacity, forecast))
    valid, colour = points.valid[chosen], COLOURS[subject.kind]
    step = int(np.diff(valid).min()) if len(valid) > 1 else 3600
    start = pd.Timestamp(int(valid[0]), unit="s", tz="UTC").tz_convert(points.horizon.zone)

    def arranged(values: np.ndarray) -> np.ndarray:
        """Values at equal steps, NaN where nothing was forecast."""
        grid = np.full(int(valid[-1] - valid[0]) // step + 1, np.nan)
        grid[(valid - valid[0]) // step] = values
        return grid

    curves = [
        Curve(say("band"), arranged(low), colour, width=0, quiet=True),
        Curve(say("band"), arranged(high), colour, width=0, fill=True),
        Curve(say("forecast"), arranged(forecast), colour),
        Curve(say("actual"), arranged(subject.actual[points.position[chosen]]), "#111111", width=1.2),
    ]
    title = about(say(subject.kind), label(subject.entity))
    across = Across("days", f"{start:%Y-%m-%dT%H:%M}", step / 60)
    return picture(f"week_{subject.kind}", title, subject.unit, across, curves, size="short", from_zero=True)


def _one_issue_each(points: Points) -> np.ndarray:
    """Positions of one forecast a period in the first week, in order of time."""
    lead = points.lead_h
    ahead = lead > ULTRA_SHORT_H
    wanted = np.flatnonzero(ahead) if ahead.any() else np.arange(len(lead))
    wanted = wanted[points.valid[wanted] < points.valid[wanted].min() + _DAYS * 86_400]
    order = wanted[np.lexsort((lead[wanted], points.valid[wanted]))]
    last = np.append(np.diff(points.valid[order]) != 0, True)
    return np.asarray(order[last])


def _samples(found: Sequence[Points]) -> list[Points]:
    """Of every kind the one with the most to show in its first week: a plant may not have been there yet."""
    best: dict[str, tuple[float, Points]] = {}
    for points in found:
        week = points.subject.actual[points.position[_one_issue_each(points)]]
        kind, size = points.subject.kind, float(week.sum())
        if kind not in best or size > best[kind][0]:
            best[kind] = (size, points)
    return [best[kind][1] for kind in KINDS if kind in best]
