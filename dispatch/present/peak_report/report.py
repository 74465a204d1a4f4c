"""A study as a report: twelve sections and four annexes in one language and one system of units.

study = study_of(open_labelled(["base", "latest"], Path("runs")), Formatter("zh", "mw"))
report = compose(study, Formatter("zh", "mw"))
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from types import ModuleType

from dispatch.present.document import Block, Document, Paragraph, Section
from dispatch.present.peak_report.formatter import Formatter
from dispatch.present.peak_report.sections import (
    annex,
    balance,
    basis,
    conclusions,
    curtailed,
    frequency,
    load,
    need,
    overview,
    renewables,
    sensitivity,
    storage,
    supply,
)
from dispatch.present.table import Table
from dispatch.shaving.variants import Study

SECTIONS: dict[str, ModuleType] = {
    "overview": overview,
    "basis": basis,
    "load": load,
    "supply": supply,
    "renewables": renewables,
    "need": need,
    "balance": balance,
    "storage": storage,
    "frequency": frequency,
    "curtailed": curtailed,
    "sensitivity": sensitivity,
    "conclusions": conclusions,
}
Noted = Callable[[str], None]


def compose(study: Study, fmt: Formatter, noted: Noted | None = None) -> Document:
    """The whole report; `noted` hears the title of each section as it begins."""
    sections = []
    for number, (key, module) in enumerate(SECTIONS.items(), 1):
        title = fmt.say(f"section.{key}")
        if noted is not None:
            noted(f"{number} {title}")
        sections.append(Section(key, str(number), title, _kept(module.blocks(study, fmt))))
    days = annex.points_of(study.main, fmt)
    sections += annex.sections(study, fmt, days)
    main = study.main
    name = main.case.zh or main.case.en or main.case.name if fmt.lang == "zh" else main.case.en or main.case.name
    begin, end = fmt.day(main.local[0]), fmt.day(main.local[-1])
    return Document(
        fmt.lang,
        fmt.say("report_title", name=name),
        fmt.say("subtitle", begin=begin, end=end, main=main.label),
        _facing(study, fmt),
        sections,
        points=days,
        words={key: fmt.say(key) for key in ("table", "figure", "note", "contents", "sheet_contents", "sheet_curves")},
    )


def _kept(blocks: list[Block]) -> list[Block]:
    """Nothing empty: no paragraph without words, no table without rows."""
    return [
        b for b in blocks if not ((isinstance(b, Paragraph) and not b.text) or (isinstance(b, Table) and not len(b)))
    ]


def _facing(study: Study, fmt: Formatter) -> list[tuple[str, str]]:
    main = study.main
    passed = all(v.summary["audit"]["passed"] for v in study.variants)
    return [
        (fmt.say("h_variant"), fmt.joined([v.label for v in study.variants])),
        (fmt.say("face_span"), f"{fmt.day(main.local[0])} – {fmt.day(main.local[-1])}"),
        (fmt.say("face_units"), fmt.power_unit.name),
        (fmt.say("face_made"), fmt.day(datetime.now(UTC))),
        (fmt.say("annex_audit"), fmt.say("passed" if passed else "failed")),
    ]
