"""Runs in, files out: `report-<lang>.html`, `.xlsx`, `.docx`, `.pdf` in a directory."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal, get_args

from dispatch.errors import CaseError, Fault, Where
from dispatch.present.peak_report.formatter import Formatter
from dispatch.present.peak_report.report import compose
from dispatch.shaving.points_write import whole_file
from dispatch.shaving.variants import Study

Format = Literal["html", "xlsx", "docx", "pdf"]
FORMATS: tuple[Format, ...] = get_args(Format)
CHINESE = Formatter("zh", "mw")
Step = Callable[[str], None]


def formats_of(text: str) -> tuple[Format, ...]:
    """`html,xlsx` as formats. Raises CaseError naming the first that is none."""
    asked = [part.strip().lower().lstrip(".") for part in text.replace(" ", ",").split(",") if part.strip()]
    for part in asked:
        if part not in FORMATS:
            raise CaseError(Fault.of("report_format", Where(entity="--format"), value=part, nearest=FORMATS))
    if not asked:
        raise CaseError(Fault.of("report_format", Where(entity="--format"), value=text, nearest=FORMATS))
    return tuple(f for f in FORMATS if f in asked)


def require_means(formats: Sequence[Format], lang: str, template: Path | None, folder: Path) -> None:
    """Raises CaseError, before any work, where the place, the browser, a font or the template is not what it takes."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        allowed = os.access(folder, os.W_OK | os.X_OK)
    except OSError:
        allowed = False
    if not allowed:
        raise CaseError(Fault.of("unwritable_output", Where(entity="--out"), value=str(folder)))
    if "pdf" in formats:
        from dispatch.present.writers.pdf import find_browser

        find_browser()
    if template is not None and "docx" not in formats:
        raise CaseError(Fault.of("report_template_unused", Where(entity="--template"), value=str(template)))
    if "docx" in formats:
        from dispatch.present.writers.docx import open_template
        from dispatch.present.writers.vector import require_chinese

        open_template(template)
        if lang == "zh":
            require_chinese()


def write_report(
    study: Study,
    folder: Path,
    formats: Sequence[Format] = FORMATS,
    fmt: Formatter = CHINESE,
    template: Path | None = None,
    step: Step = lambda _: None,
) -> dict[Format, Path]:
    """Write the report of a study in every format; `step` is called with each. Raises CaseError (`require_means`)."""
    require_means(formats, fmt.lang, template, folder)
    report = compose(study, fmt, noted=step)
    made = {f: folder / f"report-{fmt.lang}.{f}" for f in formats}
    html = ""
    if {"html", "pdf"} & set(formats):
        from dispatch.present.writers.printed import printed_page

        step("html")
        html = printed_page(report)
    for kind, path in made.items():
        if kind != "html":
            step(kind)
        with whole_file(path) as hidden:
            if kind == "html":
                hidden.write_text(html, encoding="utf-8")
            elif kind == "pdf":
                from dispatch.present.writers.pdf import print_page

                print_page(html, hidden)
            elif kind == "xlsx":
                from dispatch.present.peak_report.points_sheet import points_sheets
                from dispatch.present.writers.xlsx import workbook

                workbook(report, hidden, points_sheets(report, fmt, float(study.main.horizon.dt_h.min())))
            else:
                from dispatch.present.writers.docx import document

                document(report, hidden, template)
    return made
