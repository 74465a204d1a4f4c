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
from dispatch.report import tables, units, verdicts
from dispatch.report.chart_data import chart_data
from dispatch.report.grid import Grid
from dispatch.report.words import Words, name_of, same, say
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
    title = _title(home)
    return _environment().get_template("page.html.j2").render(
        lang=lang,
        title=title,
        facing=_facing(home, summary),
        badges=_badges(summary, audit, facts),
        tiles=_tiles(home, summary),
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


def _title(home: Home) -> Words:
    case = home.case
    return Words(case.zh or case.en or case.name, case.en or case.zh or case.name)


def _facing(home: Home, summary: Mapping[str, Any]) -> list[tuple[Words, Words]]:
    """What was run, beside the title."""
    horizon, case = home.horizon, home.case
    begin, end = (summary[key].replace("T", " ")[:16] for key in ("from", "to"))
    told = [
        (say("case"), same(case.name)),
        (say("horizon"), say("horizon_value", begin=begin, end=end, zone=horizon.zone)),
        (say("periods"), say("periods_value", count=f"{horizon.periods:,}", step=summary["step"])),
    ]
    if case.scenario:
        told.insert(1, (say("scenario"), same(case.scenario)))
    if home.case.reservoir:
        told.append((say("hydrology"), name_of("hydrology", case.hydrology)))
    if case.home_area:
        told.append((say("home_area"), same(case.home_area)))
    if horizon.segments > 1:
        told.append((say("segments"), say("segments_value", count=horizon.segments, hours=f"{horizon.hours:,.0f}")))
    return told


def _badges(summary: Mapping[str, Any], audit: Verdict | None, facts: pd.DataFrame | None) -> list[tuple[Words, str]]:
    """(words, looks) of the verdicts: how the solve ended, the audit, the facts."""
    status = str(summary["status"])
    found = [(name_of("status", status), "good" if status == "optimal" else "fair")]
    found.append((say("gap_value", gap=units.short(summary["gap"])), "plain"))
    if audit is None:
        found.append((say("audit_absent"), "fair"))
    else:
        checks = list(audit.checks)
        failed = sum(check.worst > check.tolerance for check in checks)
        key = "audit_passed" if audit.passed else "audit_failed"
        found.append((say(key, count=len(checks), failed=failed), "good" if audit.passed else "bad"))
    if facts is not None and len(facts):
        met = int(facts["within"].sum())
        found.append((say("facts_met", met=met, count=len(facts)), "good" if met == len(facts) else "fair"))
    return found


def _tiles(home: Home, summary: Mapping[str, Any]) -> list[tuple[Words, Words, Words]]:
    """(what, figure, remark) of the key figures that this case has."""
    nothing = same("")
    installed, generated = sum(summary["installed_mw"].values()), sum(summary["energy_mwh"].values())
    load = sum(summary["load_mwh"].values())
    lost = [v for t, v in summary["curtailment"].items()]
    cost = summary["objective_cny"]
    found = [(say("total_cost"), units.text(cost, units.MONEY), say("earns") if cost < 0 else nothing)]
    if installed:
        found.append((say("generation"), units.text(generated, units.ENERGY), _with(say("installed"), installed)))
    if load:
        most = float(home.total("load", "demand_mw", home.assets(home.case.load)).max())
        found.append((say("load_served"), units.text(load, units.ENERGY), _with(say("peak_demand"), most)))
    if home.case.corridor or home.case.home_area:
        found.append((say("net_export"), units.text(summary["net_export_mwh"], units.ENERGY), nothing))
    if lost:
        found.append(_curtailment_tile(home, sum(v["mwh"] for v in lost)))
    if home.case.storage:
        cycles = say("cycles_value", count=units.short(summary["storage"]["full_cycles"]))
        found.append((say("storage"), units.text(summary["storage"]["power_mw"], units.POWER), cycles))
    peak = summary["peak"]
    if load:
        after = units.text(peak["net_load_after_mw"], units.POWER)
        if home.case.storage:
            found.append((say("net_peak"), after, _with(say("before_storage"), peak["net_load_before_mw"])))
        else:
            found.append((say("net_peak_plain"), after, nothing))
        found.append((say("price_of_load"), units.text(_price_of_load(home), units.PRICE), nothing))
        missed = units.text(summary["unserved_mwh"], units.ENERGY)
        found.append((say("unserved"), missed, same(units.share(summary["unserved_mwh"] / load, 3))))
    return found


def _price_of_load(home: Home) -> float | None:
    """Mean price at the buses of loads, weighted by what was served."""
    loads = home.assets(home.case.load)
    served = home.rows("load", "served_mw", loads) * home.horizon.cost_h
    buses = {b.id: b for b in home.case.bus}
    paid = served * home.rows("price", "price_cny_per_mwh", [buses[load.bus] for load in loads])
    return float(paid.sum() / served.sum()) if served.sum() > 0 and "price" in home.answer.tables else None


def _curtailment_tile(home: Home, lost: float) -> tuple[Words, Words, Words]:
    available = float(home.energy(home.total("renewable", "available_mw", home.assets(home.case.renewable))))
    rate = units.share(lost / available if available else 0.0)
    return say("curtailment_rate"), same(rate), units.text(lost, units.ENERGY)


def _with(words: Words, mw: float) -> Words:
    power = units.text(mw, units.POWER)
    return Words(f"{words.zh} {power.zh}", f"{words.en} {power.en}")


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

