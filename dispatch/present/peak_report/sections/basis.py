"""2 Basis and boundary conditions: what the case is, how it was solved, what stands in it, how variants differ."""

from __future__ import annotations

import numpy as np

from dispatch.constants import HOURS_PER_YEAR
from dispatch.families.flexible.entity import enabled
from dispatch.families.network.entity import Line, Link
from dispatch.families.rooms import FLEXIBLE
from dispatch.present.document import Block, Paragraph
from dispatch.present.peak_report.formatter import Formatter
from dispatch.present.table import Table
from dispatch.shaving.variants import Study, Variant, areas_of


def blocks(study: Study, fmt: Formatter) -> list[Block]:
    """Case, horizon, objective, network; capacities by variant; corridors; settings that differ."""
    main = study.main
    found: list[Block] = [
        Paragraph(_case(main, fmt)),
        Paragraph(_goal(main, fmt)),
        Paragraph(_network(main, fmt)),
        _capacities(study, fmt),
    ]
    if main.case.corridor:
        found.append(_corridors(main, fmt))
    if main.has_demand_response:
        found.append(_flexible(main, fmt))
    return found


def _case(main: Variant, fmt: Formatter) -> str:
    case = main.case
    parts = [
        fmt.say(
            "basis_case",
            name=case.zh or case.en or case.name if fmt.lang == "zh" else case.en or case.name,
            digest=main.manifest["digest"][:12],
            started=str(main.manifest["started"])[:10],
        )
    ]
    if case.reservoir or case.catchment:
        parts.append(fmt.say("basis_water", hydrology=fmt.named("hydrology", case.hydrology)))
        parts.append(fmt.say(f"basis_head_{case.head.method}"))
    if case.weather:
        parts.append(fmt.say("basis_weather", count=len(case.weather)))
    if main.horizon.segments > 1:
        parts.append(fmt.say("basis_segments", count=main.horizon.segments, hours=f"{main.horizon.hours:,.0f}"))
    parts.append(fmt.say("basis_rules"))
    return fmt.sentences(*parts)


def _goal(main: Variant, fmt: Formatter) -> str:
    objective = main.case.objective
    if objective.goal == "cost":
        return fmt.say(
            "goal_cost",
            cost=fmt.money(main.summary["objective_cny"]),
            spread=fmt.power(main.change("net_load_after")["spread_after_mw"]),
        )
    parts = [
        fmt.say(
            "goal_peak",
            window=fmt.say(f"window_{objective.window}"),
            curve=fmt.say(f"shaved_{objective.curve}"),
            measure=fmt.say(f"measure_{objective.measure}"),
        )
    ]
    stages = main.answer.tables.optional("stage")
    if stages is not None and "value" in stages.columns:
        values = dict(zip(stages.labels, stages.columns["value"], strict=True))
        if "curtailment" in values:
            parts.append(fmt.say("goal_curtailment", lost=fmt.energy(float(values["curtailment"]))))
    parts.append(fmt.say("goal_held", held=fmt.share(objective.held_pu, 2)))
    return fmt.sentences(*parts)


def _network(main: Variant, fmt: Formatter) -> str:
    case, area = main.case, main.area
    inside = [b for b in case.bus if b.id in area.inside]
    highest = max((b.v_nom_kv for b in inside), default=0.0)
    parts = [fmt.say("network", buses=len(inside), counties=areas_of(area), lines=len(case.line) + len(case.link))]
    if highest > 0:
        parts.append(fmt.say("network_voltage", kv=f"{highest:,.0f}"))
    branches: tuple[Line | Link, ...] = (*case.line, *case.link)
    ties = [b for b in branches if (b.bus0 in area.inside) != (b.bus1 in area.inside)]
    if ties:
        parts.append(fmt.say("network_ties", count=len(ties)))
    corridors = area.assets(case.corridor)
    away = [k for k in case.corridor if k not in corridors]
    if away:
        parts.append(fmt.say("network_away", count=len(away), capacity=fmt.power(sum(k.p_nom_mw for k in away))))
    if corridors:
        parts.append(
            fmt.say("network_corridors", count=len(corridors), capacity=fmt.power(sum(k.p_nom_mw for k in corridors)))
        )
    return fmt.sentences(*parts)


def _capacities(study: Study, fmt: Formatter) -> Table:
    """Installed capacity of the area area: technologies as rows, variants as columns."""
    found = study.variants
    technologies = list(dict.fromkeys(t for v in found for t in v.summary["installed_mw"]))
    names = [fmt.named("technology", t) for t in technologies]
    stored = any(v.storage_mw > 0 for v in found)
    rows = [
        [*(v.summary["installed_mw"].get(t, 0.0) for t in technologies), *([v.storage_mw] if stored else [])]
        for v in found
    ]
    unit = fmt.power_unit
    columns = [fmt.text_column("h_technology", [*names, *([fmt.say("storage")] if stored else []), fmt.say("total")])]
    for variant, row in zip(found, rows, strict=True):
        columns.append(fmt.bare_power_column(variant.label, [*row, sum(row)]))
    return Table("capacities", fmt.headed("t_capacities", unit.name), columns, total=True)


def _corridors(main: Variant, fmt: Formatter) -> Table:
    area = main.area
    corridors = main.case.corridor
    export = area.rows("corridor", "export_mw", corridors)
    plan = area.rows("corridor", "schedule_mw", corridors)
    hours = main.horizon.hours
    sent = area.energy(export)
    columns = [
        fmt.text_column("corridor", [fmt.name(k) for k in corridors]),
        fmt.power_column("capacity", [k.p_nom_mw for k in corridors]),
        fmt.power_column("h_plan_max", plan.max(axis=1)),
        fmt.power_column("h_flow_max", export.max(axis=1)),
        fmt.power_column("h_flow_min", export.min(axis=1)),
        fmt.energy_column("h_sent", [float(e) for e in sent]),
        fmt.plain_column(
            "full_load_hours",
            [
                float(e) / k.p_nom_mw / hours * HOURS_PER_YEAR if k.p_nom_mw else None
                for e, k in zip(sent, corridors, strict=True)
            ],
            "h",
            0,
        ),
    ]
    return fmt.table("t_corridors", columns, note="t_corridors_note")


def _flexible(main: Variant, fmt: Formatter) -> Table:
    """Demand response: kind, number, baseline, largest less and more."""
    kinds = [kind for kind in FLEXIBLE if enabled(getattr(main.case, kind))]
    rows = []
    for kind in kinds:
        table = main.answer.tables[kind]
        base, drawn = (table.columns[c] for c in ("baseline_mw", "p_mw"))
        moved = base - drawn
        rows.append(
            (
                len(table.labels),
                float(base.sum(axis=0).max()),
                float(moved.sum(axis=0).max()),
                float(-moved.sum(axis=0).min()),
                float(main.area.energy(np.maximum(moved.sum(axis=0), 0.0))),
            )
        )
    columns = [list(column) for column in zip(*rows, strict=True)] if rows else [[], [], [], [], []]
    shown = [
        fmt.text_column("kind", [fmt.say(f"group.{kind}") for kind in kinds]),
        fmt.plain_column("h_count", [float(v) for v in columns[0]], decimals=0),
        fmt.power_column("h_baseline_max", columns[1]),
        fmt.power_column("h_less_max", columns[2]),
        fmt.power_column("h_more_max", columns[3]),
        fmt.energy_column("h_moved", columns[4]),
    ]
    return fmt.table("t_flexible", shown, note="t_flexible_note")
