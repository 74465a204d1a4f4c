"""A study as a report: twelve sections and four annexes in one language and one system of units.

study = study_of(open_labelled(["base", "latest"], Path("runs")), Teller("zh", "mw"))
report = compose(study, Teller("zh", "mw"))
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from types import ModuleType

from dispatch.present.document import Block, Document, Paragraph, Section
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
from dispatch.present.peak_report.tell import Teller
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


def compose(study: Study, tell: Teller, noted: Noted | None = None) -> Document:
    """The whole report; `noted` hears the title of each section as it begins."""
    sections = []
    for number, (key, module) in enumerate(SECTIONS.items(), 1):
        title = tell.say(f"section.{key}")
        if noted is not None:
            noted(f"{number} {title}")
        sections.append(Section(key, str(number), title, _kept(module.blocks(study, tell))))
    days = annex.points_of(study.main, tell)
    sections += annex.sections(study, tell, days)
    main = study.main
    name = main.case.zh or main.case.en or main.case.name if tell.lang == "zh" else main.case.en or main.case.name
    begin, end = tell.day(main.local[0]), tell.day(main.local[-1])
    return Document(
        tell.lang,
        tell.say("report_title", name=name),
        tell.say("subtitle", begin=begin, end=end, main=main.label),
        _facing(study, tell),
        sections,
        points=days,
        words={key: tell.say(key) for key in ("table", "figure", "note", "contents", "sheet_contents", "sheet_curves")},
    )


def _kept(blocks: list[Block]) -> list[Block]:
    """Nothing empty: no paragraph without words, no table without rows."""
    return [
        b for b in blocks if not ((isinstance(b, Paragraph) and not b.text) or (isinstance(b, Table) and not len(b)))
    ]


def _facing(study: Study, tell: Teller) -> list[tuple[str, str]]:
    main = study.main
    passed = all(v.summary["audit"]["passed"] for v in study.variants)
    return [
        (tell.say("h_variant"), tell.joined([v.label for v in study.variants])),
        (tell.say("face_span"), f"{tell.day(main.local[0])} – {tell.day(main.local[-1])}"),
        (tell.say("face_units"), tell.power_unit.name),
        (tell.say("face_made"), tell.day(datetime.now(UTC))),
        (tell.say("annex_audit"), tell.say("passed" if passed else "failed")),
    ]
