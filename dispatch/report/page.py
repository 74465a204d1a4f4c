"""A run as one HTML page that opens without a network.

    write_page(path, run, audit, summary, manifest, facts)

Both languages are in the page; a button switches. Words come in pairs (`words`), numbers from `units`, tables from
`tables` and `verdicts`; charts are drawn by `templates/*.js` from `chart_data` with plotly.js, inlined once from the
plotly package. A Content-Security-Policy forbids the page to fetch anything. Only what the case has is shown.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal

import pandas as pd
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from dispatch.home import Dispatched, Home
from dispatch.report import tables, verdicts
from dispatch.report.chart_data import chart_data
from dispatch.report.face import badges, facing, tiles, title_of
from dispatch.report.grid import Grid
from dispatch.report.words import Words, say
from dispatch.summary import Verdict

Lang = Literal["zh", "en"]


def write_page(
    path: Path,
    run: Dispatched,
    audit: Verdict | None,
    summary: Mapping[str, Any],
    manifest: Mapping[str, Any],
    facts: pd.DataFrame | None = None,
    *,
    lang: Lang = "zh",
) -> None:
    """Write `render_page` to a file."""
    path.write_text(render_page(lang, run, audit, summary, manifest, facts), encoding="utf-8")


def render_page(
    lang: Lang,
    run: Dispatched,
    audit: Verdict | None,
    summary: Mapping[str, Any],
    manifest: Mapping[str, Any],
    facts: pd.DataFrame | None = None,
) -> str:
    """The page, first shown in `lang`. `summary` is what `dispatch.summary.summarize` says of the run."""
    home = Home(run)
    data = chart_data(home)
    title = title_of(home.case)
    return _environment().get_template("page.html.j2").render(
        lang=lang,
        title=title,
        facing=facing(home, summary),
        badges=badges(summary, audit, facts),
        tiles=tiles(home, summary),
        grids=_grids(home, audit, summary, manifest, facts),
        shows=_shows(data),
        data=_script_json({**data, "title": title}),
        plotly=Markup(_plotly()),
    )  # fmt: skip


@cache
def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("dispatch.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["say"] = lambda key, **params: bilingual(say(key, **params))
    made.globals["both"] = bilingual
    return made


@cache
def _plotly() -> str:
    from plotly.offline import get_plotlyjs

    return str(get_plotlyjs())


def bilingual(words: Words) -> Markup:
    """Both languages, one of which the style sheet hides; one where they say the same."""
    if words.zh == words.en:
        return escape(words.zh)
    return Markup('<span lang="zh-CN">{}</span><span lang="en">{}</span>').format(*words)


def _script_json(value: object) -> Markup:
    """JSON that may stand inside a script element: no `<` can end it or begin a comment."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return Markup(text)


def _grids(
    home: Home,
    audit: Verdict | None,
    summary: Mapping[str, Any],
    manifest: Mapping[str, Any],
    facts: pd.DataFrame | None,
) -> dict[str, Grid]:
    """The tables of the families that this case has."""
    case = home.case
    found = {"costs": tables.cost_grid(summary["costs_cny"]), "manifest": verdicts.manifest_grid(manifest, summary)}
    if home.plants:
        found["technologies"] = tables.technology_grid(home, summary["curtailment"])
    if home.assets(case.load):
        found["loads"] = tables.load_grid(home)
    if case.corridor:
        found["corridors"] = tables.corridor_grid(home)
    if home.assets(case.storage):
        found["stores"] = tables.storage_grid(home)
    if case.reservoir:
        found["reservoirs"] = tables.reservoir_grid(home)
    if "price" in home.answer.tables:
        found["prices"] = tables.price_grid(home)
    if facts is not None and len(facts):
        found["facts"] = verdicts.facts_grid(facts)
    if audit is not None:
        found["audit"] = verdicts.audit_grid(audit.checks)
    return found


def _shows(data: Mapping[str, Any]) -> dict[str, bool]:
    """Which charts there is something for."""
    main = data["axes"]["main"]["f"]
    months = data["months"]
    return {
        "overview": "day" in data["axes"],
        "heat": data["heat_step_min"] > 0,
        "balance": bool(data["layers"]),
        "storage": bool(data["stores"]),
        "price": "p.mean" in main,
        "corridor": bool(data["corridors"]),
        "reservoir": bool(data["reservoirs"]),
        "curtailment": bool(months and months["bars"]),
        "no_curtailment": bool(months and not months["bars"]),
        "several_windows": len(data["windows"]) > 1,
        "averaged": data["averaged"],
    }
