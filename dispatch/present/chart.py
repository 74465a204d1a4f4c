"""Charts as data: panels of curves or a heat map, drawn by any writer.

    Chart("inflow_baihetan", title, [Panel("", Across("days", "2030-01-01"), [Curve(name, flow_m3s, "#1F5FA8")])])

Pages draw them with plotly.js (`writers.plotly`), reports as vectors and pixels (`writers.vector`), workbooks as native
charts (`writers.xlsx`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

import numpy as np

from dispatch.present.colours import SUNNY
from dispatch.present.quantity import Quantity
from dispatch.present.words import Text, in_language

Size = Literal["short", "middle", "tall"]
Style = Literal["line", "area", "bar"]


@dataclass(frozen=True)
class Across:
    """What runs across a page's chart. months: twelve names; days: from a date on; clock: hours of the day."""

    kind: Literal["months", "days", "clock"]
    start: str = ""
    step_min: float = 1440.0


@dataclass(frozen=True, eq=False)
class Curve:
    """y: as many as the panel has x, or as its own `x`. Areas are stacked on one another, bars where the panel says so.

    fill: down to the curve before it; steps: y holds until the next x; quiet: no entry in the legend.
    """

    name: Text
    y: Sequence[float] | np.ndarray
    colour: str
    style: Style = "line"
    dash: str = "solid"
    width: float = 1.8
    x: np.ndarray | None = None
    fill: bool = False
    steps: bool = False
    quiet: bool = False


@dataclass(frozen=True, eq=False)
class Heat:
    """Rows by columns, the first row on top. rows: their names; empty for hours of the day; colours: low to high."""

    z: np.ndarray
    rows: Sequence[Text] = ()
    colours: Sequence[str] = SUNNY


@dataclass(frozen=True, eq=False)
class Panel:
    """One pair of axes. x: numbers, words for bars, a time; empty where every curve has its own.

    y_title: a text, or the quantity whose base units the curves are in.
    """

    title: Text
    x: Across | Sequence[Any]
    curves: Sequence[Curve] = ()
    x_title: Text = ""
    y_title: Text | Quantity = ""
    ticks: Sequence[float] = ()
    stacked: bool = False
    from_zero: bool = False
    heat: Heat | None = None

    def y_words(self, lang: str) -> str:
        """The title of the axis upwards; of a quantity its base unit."""
        if isinstance(self.y_title, Quantity):
            return self.y_title.ladders().of(lang)[-1].heading
        return in_language(self.y_title, lang)


@dataclass(frozen=True, eq=False)
class Chart:
    """Panels share their legend; `across` of them stand beside one another. key: unique in its document."""

    kind: ClassVar = "chart"
    choices: ClassVar = ()
    remark: ClassVar = ""
    key: str
    caption: Text
    panels: Sequence[Panel]
    across: int = 1
    note: Text = ""
    size: Size = "middle"

    @property
    def curves(self) -> Sequence[Curve]:
        """Those of the first panel, which is all of a page's chart."""
        return self.panels[0].curves


def picture(
    key: str,
    caption: Text,
    y_title: Text | Quantity,
    x: Across | Text,
    curves: Sequence[Curve] = (),
    *,
    heat: Heat | None = None,
    size: Size = "middle",
    from_zero: bool = False,
) -> Chart:
    """A chart of one panel. x: a time, or the title of an axis on which every curve has its own numbers."""
    across, x_title = (x, "") if isinstance(x, Across) else ((), x)
    panel = Panel("", across, curves, x_title, y_title, from_zero=from_zero, heat=heat)
    return Chart(key, caption, [panel], size=size)
