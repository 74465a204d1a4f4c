"""The report as a Word document, filled into a template of docxtpl that a company may replace by its own."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from docx.opc.exceptions import PackageNotFoundError
from docx.shared import Mm
from docxtpl import DocxTemplate, InlineImage
from jinja2 import Environment, TemplateError

from dispatch.errors import CaseError, Fault, Where
from dispatch.present.chart import Chart
from dispatch.present.document import Document, Paragraph
from dispatch.present.table import Table
from dispatch.present.words import in_language
from dispatch.present.writers.vector import png, require_chinese

TEMPLATE = Path(__file__).parents[1] / "assets" / "report.docx"
NEEDED = frozenset({"title", "blocks"})
IMAGE_MM = 162


def open_template(path: Path | None) -> DocxTemplate:
    """The template. Raises CaseError where it cannot be read or lacks a mark that a report needs."""
    place = path or TEMPLATE
    template = DocxTemplate(str(place))
    try:
        marks = template.get_undeclared_template_variables(_environment())
    except (PackageNotFoundError, BadZipFile, KeyError, ValueError, OSError) as broken:
        raise CaseError(Fault.of("report_template", Where(file=place), value=str(broken))) from broken
    except TemplateError as broken:
        raise CaseError(Fault.of("report_template_syntax", Where(file=place), value=str(broken))) from broken
    missing = tuple(sorted(NEEDED - set(marks)))
    if missing:
        shown = tuple(f"{{{{ {name} }}}}" for name in missing)
        raise CaseError(Fault.of("report_template_marks", Where(file=place), missing=shown))
    return DocxTemplate(str(place))


def document(report: Document, path: Path, template: Path | None = None) -> None:
    """Write the document."""
    if report.lang == "zh":
        require_chinese()
    filled = open_template(template)
    context: dict[str, Any] = {
        "title": in_language(report.title, report.lang),
        "subtitle": in_language(report.subtitle, report.lang),
        "facing": list(report.facing),
        "words": report.words,
        "contents": [f"{s.number}  {in_language(s.title, report.lang)}" for s in report.sections],
        "blocks": _blocks(report, filled),
    }
    try:
        filled.render(context, _environment(), autoescape=True)
    except TemplateError as broken:
        place = template or TEMPLATE
        raise CaseError(Fault.of("report_template_syntax", Where(file=place), value=str(broken))) from broken
    filled.docx.core_properties.title = context["title"]
    filled.save(str(path))


def _environment() -> Environment:
    return Environment(autoescape=True)


def _blocks(report: Document, template: DocxTemplate) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    section, lang = None, report.lang
    for at, block, label in report.numbered():
        if at is not section:
            found.append({"kind": "heading", "text": f"{at.number}  {in_language(at.title, lang)}"})
            section = at
        if isinstance(block, Paragraph):
            found.append({"kind": "finding" if block.finding else "paragraph", "text": in_language(block.text, lang)})
            continue
        if isinstance(block, Chart | Table):
            caption = {"caption": f"{label}  {in_language(block.caption, lang)}", "note": in_language(block.note, lang)}
            found.append(
                caption | (_picture(block, template, lang) if isinstance(block, Chart) else _cells(block, lang))
            )
    return found


def _picture(figure: Chart, template: DocxTemplate, lang: str) -> dict[str, Any]:
    return {"kind": "figure", "image": InlineImage(template, io.BytesIO(png(figure, lang)), width=Mm(IMAGE_MM))}


def _cells(table: Table, lang: str) -> dict[str, Any]:
    numeric = [column.numeric for column in table.columns]
    return {
        "kind": "table",
        "heads": [{"text": c.headed(lang), "n": c.numeric} for c in table.columns],
        "rows": [[{"text": text, "n": n} for text, n in zip(row, numeric, strict=True)] for row in table.rows(lang)],
        "total": table.total,
    }
