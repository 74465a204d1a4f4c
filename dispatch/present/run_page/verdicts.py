"""The tables that say whether the run can be trusted: facts, audit, and how it came about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from dispatch.audit.names import is_check, name_of
from dispatch.jobs.summary import Check
from dispatch.present.run_page import units
from dispatch.present.run_page.grid import Cell, Column, Grid, data_cell, text_cell, verdict_cell
from dispatch.present.run_page.words import Words, same, say


def facts_grid(facts: pd.DataFrame) -> Grid:
    """Expected and found, with the difference, the source and why they differ."""
    heads = [
        Column(say("fact")), Column(say("expected"), numeric=True), Column(say("found"), numeric=True),
        Column(say("unit")), Column(say("difference"), numeric=True), Column(say("within")), Column(say("source")),
        Column(say("note")),
    ]  # fmt: skip
    return Grid(heads, [_fact_row(row) for row in facts.to_dict("records")])


def _fact_row(fact: Mapping[Any, Any]) -> list[Cell]:
    sign = "≥ " if fact.get("comparison") == "at_least" else ""
    difference = float(fact["difference_pu"])
    gap = units.share(difference) if fact["expected"] else units.short(difference)
    unit = {"count": "", "pu": ""}.get(str(fact["unit"]), str(fact["unit"]))
    zh, en = str(fact["zh"] or fact["en"] or fact["id"]), str(fact["en"] or fact["zh"] or fact["id"])
    return [
        text_cell(Words(zh, en)),
        Cell(same(sign + units.number(float(fact["expected"]))), "number"),
        Cell(same(units.number(float(fact["value"]))), "number"),
        text_cell(unit),
        Cell(same(gap if difference <= 0 else f"+{gap}"), "number"),
        verdict_cell(bool(fact["within"])),
        data_cell(fact["source"] or ""),
        data_cell(fact["note"] or ""),
    ]


def audit_grid(checks: Iterable[Check]) -> Grid:
    """Worst violation of every check against its tolerance, failed ones first."""
    heads = [
        Column(say("check")), Column(say("worst"), numeric=True), Column(say("tolerance"), numeric=True),
        Column(say("verdict")), Column(say("where")),
    ]  # fmt: skip
    ordered = sorted(checks, key=lambda check: check.worst <= check.tolerance)
    return Grid(heads, [_check_row(check) for check in ordered])


def _check_row(check: Check) -> list[Cell]:
    return [
        text_cell(Words(name_of(check.name, "zh"), name_of(check.name)) if is_check(check.name) else check.name),
        Cell(same(units.short(check.worst)), "number"),
        Cell(same(_tolerance(check.tolerance)), "number"),
        verdict_cell(check.worst <= check.tolerance),
        data_cell(check.where),
    ]


def _tolerance(value: float) -> str:
    return units.number(value) if value == 0 or value >= 1e-3 else units.short(value)


def manifest_grid(manifest: Mapping[str, Any], summary: Mapping[str, Any]) -> Grid:
    """What was run with what, how large it was and how long it took."""
    told: dict[str, Any] = dict(manifest)
    told["size"] = {key: f"{summary[key]:,}" for key in ("periods", "columns", "rows", "nonzeros")}
    told["seconds"] = {key: units.short(value) for key, value in summary["seconds"].items() if value}
    told["peak_memory_mib"] = units.short(summary["peak_memory_mib"])
    rows = [[data_cell(key), data_cell(value)] for key, value in _flat(told) if value not in (None, "", "–", "0")]
    return Grid([Column(say("item")), Column(say("value"))], rows)


def _flat(content: Mapping[str, Any], prefix: str = "") -> Iterable[tuple[str, Any]]:
    for key, value in content.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value
