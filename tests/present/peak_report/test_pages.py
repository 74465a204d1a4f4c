"""Page, document and pdf: nothing from outside, no language in the other's report, every mark filled."""

from __future__ import annotations

import html as entities
import re
from pathlib import Path

import pytest
from docx import Document

from dispatch.present.chart import Chart, Curve, Panel
from dispatch.present.document import Document as Report
from dispatch.present.table import Table
from dispatch.present.writers import vector
from dispatch.present.writers.docx import document
from dispatch.present.writers.pdf import BROWSERS, print_page
from dispatch.present.writers.printed import printed_page

# Units, formulas and ids that Chinese engineers write in Latin letters.
ALLOWED = {
    "MW", "MWh", "GWh", "kW", "h", "min", "s", "ms", "Hz", "E", "N", "P", "A", "B", "C", "D", "t", "e", "dispatch",
    "report", "objective", "goal", "peak", "response", "millisecond_share", "security", "true",
}  # fmt: skip


@pytest.fixture(scope="module")
def chinese_page(report: Report) -> str:
    return printed_page(report)


@pytest.fixture(scope="module")
def english_page(english: Report) -> str:
    return printed_page(english)


def visible(text: str) -> str:
    """What a reader sees, but for the words of the case itself and digests of inputs."""
    text = re.sub(r"<style.*?</style>|<defs>.*?</defs>|<title>.*?</title>", " ", text, flags=re.DOTALL)
    text = re.sub(r'<td class="quoted">.*?</td>', " ", text, flags=re.DOTALL)
    return re.sub(r"\b[0-9a-f]{12,}\b", " ", entities.unescape(re.sub(r"<[^>]+>", " ", text)))


def test_no_english_in_the_chinese_page(chinese_page: str) -> None:
    words = set(re.findall(r"[A-Za-z_][A-Za-z_]*", visible(chinese_page))) - ALLOWED
    assert not words


def test_no_chinese_in_the_english_page(english_page: str) -> None:
    assert not set(re.findall(r"[\u2e80-\u9fff\uff00-\uffef]+", visible(english_page)))


def test_languages_are_kept_apart_with_everything_asked_for(asked: Report) -> None:
    seen = visible(printed_page(asked))
    if asked.lang == "zh":
        assert not set(re.findall(r"[A-Za-z_][A-Za-z_]*", seen)) - ALLOWED
    else:
        assert not set(re.findall(r"[\u2e80-\u9fff\uff00-\uffef]+", seen))


def test_half_width_punctuation_does_not_stand_between_chinese(chinese_page: str) -> None:
    assert not re.findall(r"[\u4e00-\u9fff][,;:?!][\u4e00-\u9fff]", visible(chinese_page))


def test_nothing_comes_from_outside(chinese_page: str) -> None:
    assert not re.findall(r'(?:src|href)="(?!#)[^"]+"', chinese_page.replace('xlink:href="#', 'href="#'))
    assert "@import" not in chinese_page
    assert "url(http" not in chinese_page
    assert "<script" not in chinese_page
    assert len(chinese_page.encode()) < 15e6


def test_svg_text_stays_text_and_ids_are_unique(chinese_page: str, report: Report) -> None:
    figures = [b for s in report.sections for b in s.blocks if isinstance(b, Chart)]
    assert chinese_page.count('class="chart"') == len(figures)
    assert "负荷" in "".join(re.findall(r"<svg.*?</svg>", chinese_page, flags=re.DOTALL))
    ids = re.findall(r'\bid="([^"]+)"', chinese_page)
    assert len(set(ids)) == len(ids)
    used = set(re.findall(r'href="#([^"]+)"|url\(#([^)]+)\)', chinese_page))
    assert {a or b for a, b in used} <= set(ids)


def test_stacked_areas_with_both_signs_go_both_ways() -> None:
    curves = [Curve("a", [1.0, 2.0], "#111111", "area"), Curve("b", [-1.0, 1.0], "#777777", "area")]
    made = vector.svg(Chart("k", "c", [Panel("", [0.0, 1.0], curves, stacked=True)]))
    assert made.count("#777777") >= 2


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_document_has_every_section_table_and_figure(
    lang: str, report: Report, english: Report, tmp_path: Path
) -> None:
    made_of = report if lang == "zh" else english
    path = tmp_path / "report.docx"
    document(made_of, path)
    made = Document(str(path))
    heads = [p.text for p in made.paragraphs if p.style is not None and p.style.name == "Heading 1"]
    assert heads == [f"{s.number}  {s.title}" for s in made_of.sections]
    assert len(made.inline_shapes) == sum(isinstance(b, Chart) for s in made_of.sections for b in s.blocks)
    assert len(made.tables) == 1 + sum(isinstance(b, Table) for s in made_of.sections for b in s.blocks)
    everything = "\n".join(p.text for p in made.paragraphs)
    assert "{{" not in everything
    assert "{%" not in everything


def test_a_company_may_replace_the_template(report: Report, tmp_path: Path) -> None:
    own = Document()
    own.add_paragraph("某某电力公司")
    own.add_paragraph("{{ title }}")
    for line in ("{%p for block in blocks %}", "{{ block.text }}", "{%p endfor %}"):
        own.add_paragraph(line)
    own.save(str(tmp_path / "own.docx"))
    document(report, tmp_path / "made.docx", tmp_path / "own.docx")
    texts = [p.text for p in Document(str(tmp_path / "made.docx")).paragraphs]
    assert texts[:2] == ["某某电力公司", report.title]


def test_pdf_is_printed_by_a_browser(chinese_page: str, tmp_path: Path) -> None:
    import shutil

    if not any(shutil.which(b) for b in BROWSERS):
        pytest.skip("no Chromium or Chrome is installed")
    print_page(chinese_page, tmp_path / "report.pdf")
    assert (tmp_path / "report.pdf").read_bytes().startswith(b"%PDF")
