"""Scores as one HTML page that opens without a network: error by lead and county, a week with its band.

Charts are plotly figures written as data; plotly.js is inlined from the plotly package, and a Content-Security-Policy
forbids the page to fetch anything.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from dispatch.forecast.align import Points
from dispatch.forecast.judge import Scored
from dispatch.forecast.reference import ULTRA_SHORT_H
from dispatch.forecast.score import MEASURES, table_of
from dispatch.forecast.subjects import KINDS
from dispatch.locale import Topic

COLOURS = {"wind": "#00957A", "pv": "#D9A400", "hydro": "#56A0D3", "inflow": "#1F5FA8", "load": "#404040"}
SCORE = Topic("score")
_DAYS = 7
_EIGHTY_PERCENT = 1.2816
_PERCENT = frozenset({"nmae_pu", "nrmse_pu", "nbias_pu", "accuracy_pu", "persistence_nrmse_pu"})
_TWO_DIGITS = frozenset({"correlation", "skill_pu", "smart_skill_pu"})
_LAYOUT: dict[str, Any] = {
    "margin": {"l": 60, "r": 20, "t": 30, "b": 50},
    "legend": {"orientation": "h", "y": 1.12},
    "hovermode": "x unified",
    "height": 360,
}


def write_scores(path: Path, scored: Scored, by: Sequence[str], lang: str) -> None:
    """Write a CSV table or an HTML page, by the name of the file."""
    if path.suffix.lower() == ".csv":
        scored.table(by).to_csv(path, index=False)
    else:
        path.write_text(score_page(scored.points, scored.sums, by, scored.title, lang), encoding="utf-8")


def score_page(found: Sequence[Points], sums: pd.DataFrame, by: Sequence[str], title: str, lang: str) -> str:
    """The text of the page; the table is grouped by `by`."""
    from plotly.offline import get_plotlyjs

    word = SCORE.templates(lang)
    charts = {"lead": lead_chart(sums, word), "county": county_chart(sums, word)}
    weeks = {f"week_{points.subject.kind}": week_chart(points, sums, lang) for points in _samples(found)}
    table = table_of(sums, by)
    heads = [word.get(name, name) for name in table.columns]
    made = Environment(
        loader=PackageLoader("dispatch.present.forecast"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    return made.get_template("score.html.j2").render(
        lang=lang, word=word, title=title, heads=heads, weeks=list(weeks),
        rows=[cells(row, word) for row in table.to_dict("records")],
        numeric=[name in MEASURES for name in table.columns],
        figures=_script_json(charts | weeks), plotly=Markup(get_plotlyjs()),
    )  # fmt: skip


def cells(row: Mapping[Any, Any], word: Mapping[str, str]) -> list[str]:
    """A row of `score.table_of` as a person reads it: shares in per cent, three digits."""
    said = []
    for name, value in row.items():
        if name not in MEASURES:
            said.append(word.get(str(value), f"{value:g}" if isinstance(value, float) else str(value)))
        elif name == "unit":
            said.append(str(value))
        elif pd.isna(value):
            said.append("–")
        elif name == "n":
            said.append(f"{int(value):,}")
        elif name in _PERCENT:
            said.append(f"{100 * value:.2f}")
        else:
            said.append(f"{value:.3f}" if name in _TWO_DIGITS else f"{value:,.4g}")
    return said


def lead_chart(sums: pd.DataFrame, word: Mapping[str, str]) -> dict[str, Any]:
    """RMSE by lead of every kind, and that of persistence."""
    table = table_of(sums, ("kind", "product", "lead_h"))
    traces: list[dict[str, Any]] = []
    for kind in KINDS:
        for column, dash in (("nrmse_pu", "solid"), ("persistence_nrmse_pu", "dot")):
            rows = table[table["kind"] == kind]
            if rows.empty:
                continue
            # A gap between intraday and day-ahead leads is no line.
            parts = [part for _, part in rows.groupby("product", sort=False)]
            x = [v for part in parts for v in (*part["lead_h"].tolist(), None)]
            y = [v for part in parts for v in (*(100 * part[column]).round(3).tolist(), None)]
            reference = word["persistence"] if dash == "dot" else word["forecast"]
            traces.append({
                "type": "scatter", "mode": "lines", "name": f"{word[kind]}, {reference}", "x": x, "y": _plain(y),
                "line": {"color": COLOURS[kind], "dash": dash},
            })  # fmt: skip
    return _figure(traces, word["lead_axis"], word["rmse_axis"])


def county_chart(sums: pd.DataFrame, word: Mapping[str, str]) -> dict[str, Any]:
    """RMSE of every county and kind."""
    table = table_of(sums, ("kind", "county"))
    traces: list[dict[str, Any]] = []
    for kind in KINDS:
        rows = table[table["kind"] == kind]
        if rows.empty:
            continue
        names = [name or word["elsewhere"] for name in rows["county"]]
        group = {"x": names, "offsetgroup": kind}
        traces.append({
            "type": "bar", "name": word[kind], "y": _plain((100 * rows["nrmse_pu"]).round(3)),
            "marker": {"color": COLOURS[kind]}, **group,
        })  # fmt: skip
    figure = _figure(traces, "", word["rmse_axis"])
    figure["layout"]["barmode"] = "group"
    return figure


def week_chart(points: Points, sums: pd.DataFrame, lang: str) -> dict[str, Any]:
    """The first week: day-ahead forecast (else of the longest lead), truth, and ±1.28 RMSE at its lead."""
    subject, word = points.subject, SCORE.templates(lang)
    chosen = _one_issue_each(points)
    rmse = table_of(sums[(sums["entity"] == subject.id) & (sums["kind"] == subject.kind)], ("lead_h",))
    spread = np.interp(points.lead_h[chosen], rmse["lead_h"], rmse["rmse"])
    times = pd.DatetimeIndex(points.valid[chosen].astype("M8[s]"), tz="UTC").tz_convert(points.horizon.zone)
    x = [stamp.strftime("%Y-%m-%d %H:%M") for stamp in times]
    forecast = points.value[chosen]
    low = np.maximum(forecast - _EIGHTY_PERCENT * spread, 0)
    high = forecast + _EIGHTY_PERCENT * spread
    if subject.kind in ("wind", "pv", "hydro"):
        high = np.minimum(high, np.maximum(subject.capacity, forecast))
    colour = COLOURS[subject.kind]
    none = {"line": {"width": 0}, "hoverinfo": "skip"}
    traces: list[dict[str, Any]] = [
        {"type": "scatter", "x": x, "y": _plain(low), "showlegend": False, **none},
        {"type": "scatter", "x": x, "y": _plain(high), "fill": "tonexty", "fillcolor": f"{colour}33",
         "name": word["band"], **none},
        {"type": "scatter", "x": x, "y": _plain(forecast), "name": word["forecast"], "line": {"color": colour}},
        {"type": "scatter", "x": x, "y": _plain(subject.actual[points.position[chosen]]), "name": word["actual"],
         "line": {"color": "#111111", "width": 1.2}},
    ]  # fmt: skip
    zh, en = subject.entity.zh, subject.entity.en
    name = (zh or en) if lang == "zh" else (en or zh)
    figure = _figure(traces, f"{word[subject.kind]} · {name or subject.id}", subject.unit)
    figure["layout"]["height"] = 300
    return figure


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


def _figure(traces: list[dict[str, Any]], x: str, y: str) -> dict[str, Any]:
    axes = {"xaxis": {"title": {"text": x}}, "yaxis": {"title": {"text": y}, "rangemode": "tozero"}}
    return {"data": traces, "layout": {**_LAYOUT, **axes}}


def _plain(values: Any) -> list[float | None]:
    """Numbers for JSON: four digits, None for what is not known."""
    return [None if v is None or not np.isfinite(v) else float(f"{v:.5g}") for v in values]


def _script_json(value: object) -> Markup:
    """JSON that may stand inside a script element."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return Markup(text)
