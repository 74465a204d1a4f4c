"""The sections of a run's page, each only where there is something to show.

`Live` charts are drawn by `assets/charts.js` and `assets/run.js` from `chart_data`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from dispatch.present.chart import Size
from dispatch.present.document import Block, Fold, Heading, Live, Paragraph, Raw, Section, Side
from dispatch.present.run_page import tables, verdicts
from dispatch.present.run_page.head import head_pictures, head_table
from dispatch.present.run_page.words import say
from dispatch.present.writers.html import snippet
from dispatch.results.study_area import StudyArea
from dispatch.results.summary import Verdict


def balance(area: StudyArea, data: Mapping[str, Any]) -> Section:
    """Power and energy balance: the whole run, then windows of it."""
    several, layers = len(data["windows"]) > 1, bool(data["layers"])
    blocks: list[Block | None] = [
        _remark("balance_remark"),
        _live("overview", "tall") if _days(data) and layers else None,
        Heading(say("detail"), "shown"),
        Raw(snippet("chooser.html.j2", remark=say("chooser_remark"))) if several else None,
        _live("balance", "tall") if layers else None,
        _live("net", "short"),
        Live("store", say("chart_store"), "short", [("store_choice", "")]) if data["stores"] else None,
        _live("price") if _priced(data) else None,
        _live("exchange") if data["corridors"] else None,
        _remark("averaged_remark") if data["averaged"] else None,
    ]
    return _section("balance", blocks)


def energy(area: StudyArea, summary: Mapping[str, Any]) -> Section | None:
    """Installed capacity and energy by technology and kind of load."""
    plants, loads = area.plants, area.assets(area.case.load)
    if not plants and not loads:
        return None
    blocks: list[Block | None] = [
        tables.technology_table(area, summary["curtailment"]) if plants else None,
        tables.load_table(area) if loads else None,
        _live("duration"),
    ]
    return _section("energy", blocks)


def curtailment(data: Mapping[str, Any]) -> Section | None:
    """What was curtailed month by month."""
    if not data["months"]:
        return None
    nothing = Paragraph(say("nothing_curtailed"))
    return _section("curtailment", [_live("months") if data["months"]["bars"] else nothing])


def water(area: StudyArea) -> Section | None:
    """Reservoirs, and how true the modelled power of water is."""
    if not area.case.reservoir:
        return None
    drawn = head_pictures(area)
    blocks: list[Block | None] = [
        Side([], "reservoirs"),
        _remark("reservoir_remark"),
        tables.reservoir_table(area),
        head_table(area),
        Side(drawn) if drawn else None,
    ]
    return _section("water", blocks)


def storage(area: StudyArea, data: Mapping[str, Any]) -> Section | None:
    """Stores, and when they charge and discharge."""
    if not data["stores"]:
        return None
    return _section("storage", [tables.storage_table(area), _live("store_heat") if data["heat_step_min"] else None])


def exchange(area: StudyArea, data: Mapping[str, Any]) -> Section | None:
    """Corridors."""
    if not data["corridors"]:
        return None
    return _section("exchange", [_live("exchange_days") if _days(data) else None, tables.corridor_table(area)])


def prices(area: StudyArea, data: Mapping[str, Any]) -> Section | None:
    """Prices of buses over the run, by the clock and in falling order."""
    if not _priced(data):
        return None
    blocks: list[Block | None] = [
        _live("price_days") if _days(data) else None,
        _live("price_heat") if data["heat_step_min"] else None,
        _live("price_duration"),
        Fold(say("table_prices"), [tables.price_table(area)]),
    ]
    return _section("prices", blocks)


def costs(summary: Mapping[str, Any]) -> Section:
    """Every term of the objective."""
    return _section("costs", [_remark("costs_remark"), tables.cost_table(summary["costs_cny"])])


def trust(
    audit: Verdict | None, summary: Mapping[str, Any], manifest: Mapping[str, Any], facts: pd.DataFrame | None
) -> list[Section]:
    """Facts, the audit, and what was run with what."""
    found = []
    if facts is not None and len(facts):
        found.append(_section("facts", [_remark("facts_remark"), verdicts.facts_table(facts)]))
    if audit is not None:
        found.append(_section("audit", [_remark("audit_remark"), verdicts.audit_table(audit.checks)]))
    return [*found, _section("manifest", [verdicts.manifest_table(manifest, summary)])]


def _section(key: str, blocks: list[Block | None]) -> Section:
    return Section(key, "", say(f"section_{key}"), [block for block in blocks if block is not None])


def _remark(key: str) -> Paragraph:
    return Paragraph(say(key), remark=True)


def _live(key: str, size: Size = "middle") -> Live:
    return Live(key, say(f"chart_{key}"), size)


def _days(data: Mapping[str, Any]) -> bool:
    return "day" in data["axes"]


def _priced(data: Mapping[str, Any]) -> bool:
    return "p.mean" in data["axes"]["main"]["f"]
