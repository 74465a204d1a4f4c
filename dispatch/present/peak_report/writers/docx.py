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
from dispatch.present.peak_report.content import Figure, Paragraph, Report, Table
from dispatch.present.peak_report.draw import png, require_chinese

TEMPLATE = Path(__file__).parents[1] / "templates" / "report.docx"
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


def document(report: Report, path: Path, template: Path | None = None) -> None:
    """Write the document."""
    if report.lang == "zh":
        require_chinese()
    filled = open_template(template)
    context: dict[str, Any] = {
        "title": report.title,
        "subtitle": report.subtitle,
        "facing": list(report.facing),
        "words": report.words,
        "contents": [f"{s.number}  {s.title}" for s in report.sections],
        "blocks": _blocks(report, filled),
    }
    try:
        filled.render(context, _environment(), autoescape=True)
    except TemplateError as broken:
        place = template or TEMPLATE
        raise CaseError(Fault.of("report_template_syntax", Where(file=place), value=str(broken))) from broken
    filled.docx.core_properties.title = report.title
    filled.save(str(path))


def _environment() -> Environment:
    return Environment(autoescape=True)


def _blocks(report: Report, template: DocxTemplate) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    section = None
    for at, block, label in report.numbered():
        if at is not section:
            found.append({"kind": "heading", "text": f"{at.number}  {at.title}"})
            section = at
        if isinstance(block, Paragraph):
            found.append({"kind": "finding" if block.finding else "paragraph", "text": block.text})
            continue
        caption = f"{label}  {block.caption}"
        if isinstance(block, Figure):
            image = InlineImage(template, io.BytesIO(png(block)), width=Mm(IMAGE_MM))
            found.append({"kind": "figure", "image": image, "caption": caption, "note": block.note})
        elif isinstance(block, Table):
            found.append({"kind": "table", "caption": caption, "note": block.note, **_cells(block)})
    return found


def _cells(table: Table) -> dict[str, Any]:
    numeric = [column.numeric for column in table.columns]
    return {
        "heads": [{"text": c.head, "n": c.numeric} for c in table.columns],
        "rows": [[{"text": text, "n": n} for text, n in zip(row, numeric, strict=True)] for row in table.rows()],
        "total": table.total,
    }
