"""A report in one language as a page that needs nothing from outside: charts as SVG; A4 where it is printed."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

from dispatch.present.chart import Chart
from dispatch.present.document import Block, Document
from dispatch.present.table import Column
from dispatch.present.words import letters
from dispatch.present.writers.html import environment
from dispatch.present.writers.vector import svg

# Words of a column up to this long stay in one line.
BRIEF = 18


def printed_page(report: Document) -> str:
    """The whole page."""
    blocks: dict[str, list[tuple[Block, str]]] = {section.key: [] for section in report.sections}
    for section, block, label in report.numbered():
        blocks[section.key].append((block, label))
    drawn = {b.key: svg(b, report.lang) for s in report.sections for b in s.blocks if isinstance(b, Chart)}
    gap = "\u3000" if report.lang == "zh" else "\u2002"
    template = environment().get_template("report.html.j2")
    return template.render(
        report=report, blocks=blocks, drawn=drawn, gap=gap, lang=report.lang, with_unit=_with_unit, brief=_brief
    )


def _brief(column: Column, lang: str) -> bool:
    """Whether all words of a column are short enough to stay in one line."""
    return max((letters(column.shown(i, lang)) for i in range(len(column.values))), default=0) <= BRIEF


def _with_unit(head: str) -> Markup:
    """A head whose unit, in brackets at its end, stays in one piece."""
    found = re.fullmatch(r"(.*?)( ?[（(](?:[^（()）]|[（(][^（()）]*[)）])*[)）])", head)
    if found is None:
        return escape(head)
    return Markup('{}<span class="unit">{}</span>').format(found[1], found[2])
