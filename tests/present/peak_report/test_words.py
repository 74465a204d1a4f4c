"""Names that data can ask the report for."""

from __future__ import annotations

from dispatch.families.rooms import FAMILIES
from dispatch.present.peak_report.formatter import REPORT
from dispatch.present.peak_report.sections.annex import FORMULAS
from dispatch.shaving.curtailment import REASONS
from dispatch.shaving.curves import KINDS
from dispatch.shaving.typical import EIGHT


def test_every_name_that_data_can_ask_for_is_there() -> None:
    asked = [f"day.{d}" for d in EIGHT] + [f"group.{k}" for k in KINDS] + [f"family.{f}" for f in FAMILIES]
    asked += [f"{g}.{r}" for g in ("reason", "reason_head", "measure_reason") for r in REASONS]
    asked += [f"{g}.{f}" for g in ("term", "formula", "meaning") for f in FORMULAS]
    assert not [key for key in asked if key not in REPORT]
