"""What a page, report, workbook or document is made of, before anybody draws it.

    Document → Section → Paragraph | Table | Chart | Side | Fold | Live | Raw

A report is in one language and its numbers in one system of units; a page holds both languages at once. Writers
(`dispatch.present.writers`) show the same content.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from markupsafe import Markup

from dispatch.present.chart import Chart, Size
from dispatch.present.quantity import UnitSystem
from dispatch.present.table import Table
from dispatch.present.words import Text


@dataclass(frozen=True)
class Paragraph:
    """One or more sentences. finding: what a hurried reader should see; remark: in small print."""

    kind: ClassVar = "paragraph"
    text: Text
    finding: bool = False
    remark: bool = False


@dataclass(frozen=True)
class Heading:
    """A title inside a section; `mark` is where a script may add to it."""

    kind: ClassVar = "heading"
    text: Text
    mark: str = ""


@dataclass(frozen=True)
class Side:
    """Charts beside one another; `key` where a script adds more."""

    kind: ClassVar = "side"
    charts: Sequence[Chart | Live]
    key: str = ""


@dataclass(frozen=True)
class Fold:
    """Blocks under a line that unfolds them."""

    kind: ClassVar = "fold"
    summary: Text
    blocks: Sequence[Block]
    unfolded: bool = False


@dataclass(frozen=True)
class Live:
    """A place that a script of the page draws into. choices: (id, words before it) of menus in the caption."""

    kind: ClassVar = "live"
    key: str
    caption: Text
    size: Size = "middle"
    choices: Sequence[tuple[str, Text]] = ()
    remark: str = ""


@dataclass(frozen=True)
class Raw:
    """Controls of a page, as they are."""

    kind: ClassVar = "raw"
    markup: Markup


Block = Paragraph | Heading | Table | Chart | Side | Fold | Live | Raw


@dataclass(frozen=True)
class Section:
    """number: `7`, or `A` for an annex; empty for none. A section without a title is only its blocks."""

    key: str
    number: str
    title: Text
    blocks: Sequence[Block]

    @property
    def anchor(self) -> str:
        """Where links lead."""
        return f"s-{self.key}"

    def charts(self) -> Iterator[Chart]:
        """Every chart, wherever it stands."""
        yield from _charts(self.blocks)

    def tables(self) -> dict[str, Table]:
        """Tables by key."""
        return {block.key: block for block in self.blocks if isinstance(block, Table)}


@dataclass(frozen=True)
class Points:
    """96 points of one typical day. curves, resources, groups: name → (96,) in the unit of the report."""

    key: str
    title: str
    labels: Sequence[str]
    curves: Mapping[str, Sequence[float]]
    resources: Mapping[str, Sequence[float]]
    groups: Mapping[str, Sequence[float]]


@dataclass(frozen=True)
class Document:
    """lang: first shown. subtitle: below the title of a report, above that of a page. facing: words and values.

    badges: words and `good`, `fair`, `bad` or `plain`; tiles: (what, figure, remark); points: the sheets of 96 points;
    words: `table`, `figure`, `note`, `contents`, `sheet_contents`, `sheet_curves`; units: of a page.
    """

    lang: str
    title: Text
    subtitle: Text
    facing: Sequence[tuple[Text, Text]]
    sections: Sequence[Section]
    badges: Sequence[tuple[Text, str]] = ()
    tiles: Sequence[tuple[Text, Text, Text]] = ()
    points: Sequence[Points] = ()
    words: Mapping[str, str] = field(default_factory=dict)
    units: UnitSystem = "auto"

    def numbered(self) -> Iterator[tuple[Section, Block, str]]:
        """Every block with the label of its caption (`表 3-1`, `Table 3-1`); empty for paragraphs."""
        for section in self.sections:
            tables = figures = 0
            for block in section.blocks:
                label = ""
                if isinstance(block, Table):
                    tables += 1
                    label = f"{self.words['table']} {section.number}-{tables}"
                elif isinstance(block, Chart):
                    figures += 1
                    label = f"{self.words['figure']} {section.number}-{figures}"
                yield section, block, label

    def labels(self) -> dict[str, str]:
        """Key of a table or chart → its label."""
        return {b.key: label for _, b, label in self.numbered() if isinstance(b, Table | Chart)}


def _charts(blocks: Sequence[Block]) -> Iterator[Chart]:
    for block in blocks:
        if isinstance(block, Chart):
            yield block
        elif isinstance(block, Side):
            yield from _charts(block.charts)
        elif isinstance(block, Fold):
            yield from _charts(block.blocks)
