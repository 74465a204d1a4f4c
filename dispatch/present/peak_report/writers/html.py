"""The report as one page that needs nothing from outside: text, tables, figures as SVG; A4 where it is printed."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from dispatch.present.peak_report.content import Block, Column, Figure, Paragraph, Report
from dispatch.present.peak_report.draw import svg

LETTERS = 18


@cache
def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("dispatch.present.peak_report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {"unit": _with_unit, "brief": _brief}
    return made


def _brief(column: Column) -> bool:
    """Whether all words of a column are short enough to stay in one line; a Chinese character is two letters wide."""
    return max((_letters(str(value)) for value in column.values), default=0) <= LETTERS


def _letters(text: str) -> int:
    return sum(2 if ord(ch) > 0x2E80 else 1 for ch in text)


def _with_unit(head: str) -> Markup:
    """A head whose unit, in brackets at its end, stays in one piece."""
    found = re.fullmatch(r"(.*?)( ?[（(](?:[^（()）]|[（(][^（()）]*[)）])*[)）])", head)
    if found is None:
        return escape(head)
    return Markup('{}<span class="unit">{}</span>').format(found[1], found[2])


def page(report: Report) -> str:
    """The whole page."""
    blocks: dict[str, list[tuple[str, Block, str]]] = {section.key: [] for section in report.sections}
    for section, block, label in report.numbered():
        kind = "paragraph" if isinstance(block, Paragraph) else "figure" if isinstance(block, Figure) else "table"
        blocks[section.key].append((kind, block, label))
    drawn = {b.key: svg(b) for s in report.sections for b in s.blocks if isinstance(b, Figure)}
    style = files("dispatch.present.peak_report.templates").joinpath("report.css").read_text(encoding="utf-8")
    gap = "\u3000" if report.lang == "zh" else "\u2002"
    return (
        _environment()
        .get_template("report.html.j2")
        .render(report=report, blocks=blocks, drawn=drawn, style=Markup(style), gap=gap)
    )
