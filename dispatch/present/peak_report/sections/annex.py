"""Annexes: provenance of every input, the audit, indicators with their formulas, 96 points of the typical days."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np

from dispatch.audit.names import is_check
from dispatch.audit.names import name_of as check_name
from dispatch.case.entity import Entity
from dispatch.families.rooms import FAMILIES
from dispatch.present.document import Block, Paragraph, Section
from dispatch.present.document import Points as Day
from dispatch.present.peak_report.formatter import Formatter
from dispatch.present.peak_report.groups import GROUP_OF, GROUPS
from dispatch.present.quantity import scientific
from dispatch.present.table import Table
from dispatch.shaving.points import LABELS, PointTable, point_table
from dispatch.shaving.variants import Study, Variant

FORMULAS = (
    "spread",
    "spread_pu",
    "load_factor",
    "min_load",
    "depth",
    "contribution",
    "peak_cut",
    "valley_fill",
    "curtailed",
    "used",
    "spilled",
    "ramp",
    "net_before",
    "net_after",
    "residual",
    "full_hours",
    "energy96",
)
CODE = re.compile(r"\b([NSPE]\d{0,2})\b")


def sections(study: Study, fmt: Formatter, days: tuple[Day, ...]) -> list[Section]:
    """Annexes A to D."""
    return [
        Section("sources", "A", fmt.say("annex_sources"), _sources(study.main, fmt)),
        Section("audit", "B", fmt.say("annex_audit"), _audit(study, fmt)),
        Section("glossary", "C", fmt.say("annex_glossary"), [_glossary(fmt)]),
        Section("points", "D", fmt.say("annex_points"), _points(days, fmt)),
    ]


def _entities(main: Variant) -> Iterator[tuple[str, Entity]]:
    for family in FAMILIES:
        for entity in getattr(main.case, family):
            yield family, entity


def _sources(main: Variant, fmt: Formatter) -> list[Block]:
    rows = list(_entities(main))
    named = [(f, e) for f, e in rows if e.source]
    estimated = sum("E" in CODE.findall(e.source) for _, e in named)
    series = len(main.case.series)
    text = fmt.say(
        "sources_said",
        count=len(rows),
        named=len(named),
        bare=len(rows) - len(named),
        estimated=estimated,
        series=series,
        digest=main.manifest["digest"],
    )
    columns = [
        fmt.text_column("h_family", [fmt.say(f"family.{f}") for f, _ in rows]),
        fmt.text_column("h_id", [e.id for _, e in rows], quoted=True),
        fmt.text_column("name", [fmt.name(e) if (e.zh if fmt.lang == "zh" else e.en) else "–" for _, e in rows]),
        fmt.text_column("source", [e.source or "–" for _, e in rows], quoted=True),
    ]
    table = fmt.table("t_sources", columns, note="t_sources_note")
    blocks: list[Block] = [Paragraph(text), table]
    versions = main.manifest["versions"]
    blocks.append(
        fmt.table(
            "t_versions",
            [
                fmt.text_column("h_program", list(versions), quoted=True),
                fmt.text_column("h_version", [str(v) for v in versions.values()], quoted=True),
            ],
        )
    )
    return blocks


def _audit(study: Study, fmt: Formatter) -> list[Block]:
    """How many checks, which were worst."""
    worst = {k: float(v) for k, v in study.main.summary["audit"]["worst"].items() if is_check(k)}
    order = sorted(worst, key=lambda k: -abs(worst[k]))
    text = fmt.say(
        "audit_said",
        count=len(order),
        name=study.main.label,
        check=check_name(order[0], fmt.lang) if order else "–",
        worst=scientific(worst[order[0]]) if order else "–",
    )
    columns = [
        fmt.text_column("h_check", [check_name(k, fmt.lang) for k in order]),
        fmt.text_column("h_worst", [scientific(worst[k]) for k in order]),
    ]
    return [Paragraph(text), _verdicts(study, fmt), fmt.table("t_checks", columns, note="t_checks_note")]


def _verdicts(study: Study, fmt: Formatter) -> Table:
    """One row a variant: how it was solved and whether it was accepted."""
    summaries = [v.summary for v in study.variants]
    columns = [
        fmt.text_column("h_variant", [v.label for v in study.variants]),
        fmt.text_column("h_status", [fmt.named("status", str(s["status"])) for s in summaries]),
        fmt.text_column("h_gap", [scientific(s["gap"]) for s in summaries]),
        fmt.plain_column("h_checks", [float(len(s["audit"]["worst"])) for s in summaries], decimals=0),
        fmt.text_column("h_verdict", [fmt.say("passed" if s["audit"]["passed"] else "failed") for s in summaries]),
        fmt.plain_column("h_columns", [float(s["columns"]) for s in summaries], decimals=0),
        fmt.plain_column("h_rows", [float(s["rows"]) for s in summaries], decimals=0),
    ]
    return fmt.table("t_verdicts", columns)


def _glossary(fmt: Formatter) -> Table:
    columns = [
        fmt.text_column("h_indicator", [fmt.say(f"term.{f}") for f in FORMULAS]),
        fmt.text_column("h_formula", [fmt.say(f"formula.{f}") for f in FORMULAS]),
        fmt.text_column("h_meaning", [fmt.say(f"meaning.{f}") for f in FORMULAS]),
    ]
    return fmt.table("t_glossary", columns)


def points_of(main: Variant, fmt: Formatter) -> tuple[Day, ...]:
    """96 points of every typical day: curves, then resources, in the unit of the report."""
    if not main.days:
        return ()
    dates = list(dict.fromkeys(day.date.date() for day in main.days))
    table = point_table(main.area, dates)
    names = _resource_names(table, fmt)
    size = fmt.power_unit.size
    found = []
    for day in main.days:
        at = table.dates.index(day.date.date())
        values = table.values[:, at] / size
        curves = {
            c.kind: values[i].tolist() for i, c in enumerate(table.columns) if not c.id and c.kind not in GROUP_OF
        }
        resources = {names[i]: values[i].tolist() for i, c in enumerate(table.columns) if c.kind in GROUP_OF}
        title = fmt.say("panel_day", day=fmt.say(f"day.{day.name}"), date=f"{day.date:%Y-%m-%d}")
        found.append(Day(day.name, title, LABELS, curves, resources, _grouped(table, values, fmt)))
    return tuple(found)


def _resource_names(table: PointTable, fmt: Formatter) -> dict[int, str]:
    """Column → a name that no other column has."""
    names: dict[int, str] = {}
    for i, column in enumerate(table.columns):
        if column.kind in GROUP_OF:
            name = column.zh if fmt.lang == "zh" else column.en
            sort = fmt.say(f"group.{column.kind}")
            name = f"{name} {sort}" if name in names.values() and name != sort else name
            names[i] = f"{name} {column.id}" if name in names.values() else name
    return names


def _grouped(table: PointTable, values: np.ndarray, fmt: Formatter) -> dict[str, list[float]]:
    """Resources of a day by group, those that are nothing left out."""
    sums: dict[str, np.ndarray] = {}
    for i, column in enumerate(table.columns):
        if column.kind in GROUP_OF:
            group = GROUP_OF[column.kind]
            sums[group] = sums.get(group, np.zeros(values.shape[1])) + values[i]
    return {fmt.say(f"group.{g}"): sums[g].tolist() for g in GROUPS if g in sums and np.abs(sums[g]).max() > 1e-4}


def _points(days: tuple[Day, ...], fmt: Formatter) -> list[Block]:
    if not days:
        return [Paragraph(fmt.say("points_none"))]
    unit = fmt.power_unit
    found: list[Block] = [
        Paragraph(
            fmt.say(
                "points_said",
                count=len(days),
                unit=unit.name,
                names=fmt.joined(
                    [d.title for d in days]
                    if fmt.lang == "en"
                    else [d.title.replace("（", " ").replace("）", "") for d in days]
                ),
            )
        )
    ]
    for day in days:
        columns = [
            fmt.text_column("h_time", day.labels),
            *(
                fmt.power_column(f"curve.{c}", [v * unit.size for v in day.curves[c]])
                for c in ("load", "net_load_before", "net_load_after")
            ),
            *(fmt.bare_power_column(name, [v * unit.size for v in values]) for name, values in day.groups.items()),
        ]
        table = Table(f"points_{day.key}", fmt.headed_text("t_points", day.title, unit.name), columns)
        found.append(table)
    return found
