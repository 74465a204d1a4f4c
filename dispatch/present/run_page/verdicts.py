"""The tables that say whether the run can be trusted: facts, audit, and how it came about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from dispatch.audit.names import is_check, name_of
from dispatch.present import quantity
from dispatch.present.run_page.words import say
from dispatch.present.table import Column, Table, data_column
from dispatch.present.words import Words
from dispatch.results.summary import Check


def facts_table(facts: pd.DataFrame) -> Table:
    """Expected and found, with the difference, the source and why they differ."""
    rows = facts.to_dict("records")
    return Table(
        "facts",
        "",
        [
            Column(say("fact"), [_name(row) for row in rows]),
            Column(say("expected"), [_expected(row) for row in rows], looks="number"),
            Column(say("found"), [quantity.number(float(row["value"])) for row in rows], looks="number"),
            Column(say("unit"), [{"count": "", "pu": ""}.get(str(row["unit"]), str(row["unit"])) for row in rows]),
            Column(say("difference"), [_difference(row) for row in rows], looks="number"),
            Column(say("within"), [bool(row["within"]) for row in rows], looks="verdict"),
            data_column(say("source"), [row["source"] or "" for row in rows]),
            data_column(say("note"), [row["note"] or "" for row in rows]),
        ],
    )


def _name(fact: Mapping[Any, Any]) -> Words:
    return Words(str(fact["zh"] or fact["en"] or fact["id"]), str(fact["en"] or fact["zh"] or fact["id"]))


def _expected(fact: Mapping[Any, Any]) -> str:
    sign = "≥ " if fact.get("comparison") == "at_least" else ""
    return sign + quantity.number(float(fact["expected"]))


def _difference(fact: Mapping[Any, Any]) -> str:
    difference = float(fact["difference_pu"])
    gap = quantity.share(difference) if fact["expected"] else quantity.short(difference)
    return gap if difference <= 0 else f"+{gap}"


def audit_table(checks: Iterable[Check]) -> Table:
    """Worst violation of every check against its tolerance, failed ones first."""
    ordered = sorted(checks, key=lambda check: check.worst <= check.tolerance)
    return Table(
        "audit",
        "",
        [
            Column(
                say("check"),
                [Words(name_of(c.name, "zh"), name_of(c.name)) if is_check(c.name) else c.name for c in ordered],
            ),
            Column(say("worst"), [quantity.short(c.worst) for c in ordered], looks="number"),
            Column(say("tolerance"), [_tolerance(c.tolerance) for c in ordered], looks="number"),
            Column(say("verdict"), [c.worst <= c.tolerance for c in ordered], looks="verdict"),
            data_column(say("where"), [c.where for c in ordered]),
        ],
    )


def _tolerance(value: float) -> str:
    return quantity.number(value) if value == 0 or value >= 1e-3 else quantity.short(value)


def manifest_table(manifest: Mapping[str, Any], summary: Mapping[str, Any]) -> Table:
    """What was run with what, how large it was and how long it took."""
    record: dict[str, Any] = dict(manifest)
    record["size"] = {key: f"{summary[key]:,}" for key in ("periods", "columns", "rows", "nonzeros")}
    record["seconds"] = {key: quantity.short(value) for key, value in summary["seconds"].items() if value}
    record["peak_memory_mib"] = quantity.short(summary["peak_memory_mib"])
    rows = [(key, value) for key, value in _flat(record) if value not in (None, "", "–", "0")]
    columns = [data_column(say(head), [row[i] for row in rows]) for i, head in enumerate(("item", "value"))]
    return Table("manifest", "", columns, narrow=True)


def _flat(content: Mapping[str, Any], prefix: str = "") -> Iterable[tuple[str, Any]]:
    for key, value in content.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value
