"""What a report is made of, before anybody draws it: sections of paragraphs, tables and figures as data.

One report is in one language and one system of units; numbers in it are already in the unit of their head. The four
writers (`writers/`) show the same content: a table is a table in each, a figure is drawn from the same curves.

    Report → Section → Paragraph | Table | Figure
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

Value = float | str | None
Style = Literal["line", "area", "bar"]


@dataclass(frozen=True)
class Paragraph:
    """One or more sentences; `finding` marks what a hurried reader should see."""

    text: str
    finding: bool = False


@dataclass(frozen=True)
class Column:
    """decimals: None for text; percent: values per unit, shown in per cent; quoted: words of the case itself."""

    head: str
    values: Sequence[Value]
    decimals: int | None = None
    percent: bool = False
    quoted: bool = False

    @property
    def numeric(self) -> bool:
        """Whether it holds numbers."""
        return self.decimals is not None

    def shown(self, row: int) -> str:
        """A cell as people read it; an en dash for what is not known."""
        value = self.values[row]
        if value is None or (isinstance(value, float) and not math.isfinite(value)):
            return "–"
        if isinstance(value, str):
            return value
        scaled = 100 * value if self.percent else value
        text = f"{abs(scaled):,.{self.decimals or 0}f}"
        sign = "−" if scaled < 0 and text.strip("0.,") else ""
        return f"{sign}{text}%" if self.percent else f"{sign}{text}"


@dataclass(frozen=True)
class Table:
    """`total`: the last row sums up the others."""

    key: str
    caption: str
    columns: Sequence[Column]
    note: str = ""
    total: bool = False

    def __len__(self) -> int:
        return len(self.columns[0].values) if self.columns else 0

    def rows(self) -> Iterator[list[str]]:
        """Cells as text, row by row."""
        for i in range(len(self)):
            yield [column.shown(i) for column in self.columns]


@dataclass(frozen=True)
class Curve:
    """y: as many as the figure has x. Areas are stacked on one another, bars too where the figure says so."""

    name: str
    y: Sequence[float]
    colour: str
    style: Style = "line"
    dash: str = "solid"


@dataclass(frozen=True)
class Panel:
    """One pair of axes. x: numbers, or words for bars; steps: y holds until the next x."""

    title: str
    x: Sequence[float] | Sequence[str]
    curves: Sequence[Curve]
    x_title: str = ""
    y_title: str = ""
    ticks: Sequence[float] = ()
    stacked: bool = False


@dataclass(frozen=True)
class Figure:
    """Panels share their legend; `across` of them stand beside one another."""

    key: str
    caption: str
    panels: Sequence[Panel]
    across: int = 1
    note: str = ""


Block = Paragraph | Table | Figure


@dataclass(frozen=True)
class Section:
    """number: `7`, or `A` for an annex; empty for none."""

    key: str
    number: str
    title: str
    blocks: Sequence[Block]

    @property
    def anchor(self) -> str:
        """Where links lead."""
        return f"s-{self.key}"


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
class Report:
    """facing: what stands below the title, word and value. points: the sheets of 96 points, with `net_load_before`,
    `net_load_after` and so on by key, and `names` what they are called."""

    lang: str
    title: str
    subtitle: str
    facing: Sequence[tuple[str, str]]
    sections: Sequence[Section]
    points: Sequence[Points] = ()
    names: dict[str, str] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)

    def numbered(self) -> Iterator[tuple[Section, Block, str]]:
        """Every block with the label of its caption (`表 3-1`, `Table 3-1`); empty for paragraphs."""
        for section in self.sections:
            tables = figures = 0
            for block in section.blocks:
                label = ""
                if isinstance(block, Table):
                    tables += 1
                    label = f"{self.words['table']} {section.number}-{tables}"
                elif isinstance(block, Figure):
                    figures += 1
                    label = f"{self.words['figure']} {section.number}-{figures}"
                yield section, block, label

    def labels(self) -> dict[str, str]:
        """Key of a table or figure → its label."""
        return {b.key: label for _, b, label in self.numbered() if not isinstance(b, Paragraph)}
