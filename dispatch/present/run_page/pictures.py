"""Charts described in Python and drawn by one script (`templates/pictures.js`): lines, bars, bands and heat maps.

    Picture("inflow_baihetan", title, unit, days(start, 365), [Line(words, flow_m3s, "#1F5FA8")])

A picture says what is on its axes in both languages; arrays are packed (`pack`). Pages that show pictures hold their
`told()` under `pictures` and a box for each (`parts.html.j2: picture`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from dispatch.present.run_page.colours import SUNNY
from dispatch.present.run_page.pack import pack, quantum_of
from dispatch.present.run_page.words import Words, same

NOTHING = Words("", "")
Size = Literal["short", "middle", "tall"]


@dataclass(frozen=True)
class AxisX:
    """What runs across. months: twelve names; days: from a date on; number: values of a quantity; clock: hours."""

    kind: Literal["months", "days", "number", "clock"]
    start: str = ""
    step_min: float = 1440.0
    title: Words = NOTHING


@dataclass(frozen=True, eq=False)
class Line:
    """One curve. x: (n,) for a `number` axis; fill: down to the line before it; bar: as columns."""

    name: Words
    y: np.ndarray
    colour: str
    dash: str = "solid"
    width: float = 1.8
    x: np.ndarray | None = None
    fill: bool = False
    bar: bool = False
    steps: bool = False


@dataclass(frozen=True, eq=False)
class Heat:
    """Rows by columns, the first row on top. rows: their names; empty for hours of the day; colours: low to high."""

    z: np.ndarray
    rows: Sequence[Words] = ()
    colours: Sequence[str] = SUNNY


@dataclass(frozen=True, eq=False)
class Picture:
    """A chart: `id` is unique on the page."""

    id: str
    title: Words
    unit: Words
    x: AxisX
    lines: Sequence[Line] = ()
    heat: Heat | None = None
    size: Size = "middle"
    from_zero: bool = False

    def told(self) -> dict[str, Any]:
        """JSON-ready; every array is cut into at most 20,000 steps of its largest value."""
        x = self.x
        said: dict[str, Any] = {
            "id": self.id, "unit": self.unit, "zero": self.from_zero,
            "x": {"kind": x.kind, "start": x.start, "step": x.step_min, "title": x.title},
            "lines": [_line(line) for line in self.lines],
        }  # fmt: skip
        if self.heat is not None:
            z = self.heat.z
            said["heat"] = {
                "z": [_packed(row) for row in z], "rows": list(self.heat.rows), "colours": _scale(self.heat.colours),
            }  # fmt: skip
        return said


def _line(line: Line) -> dict[str, Any]:
    said: dict[str, Any] = {
        "name": line.name, "colour": line.colour, "dash": line.dash, "width": line.width,
        "fill": line.fill, "bar": line.bar, "steps": line.steps, "y": _packed(line.y),
    }  # fmt: skip
    if line.x is not None:
        said["x"] = _packed(line.x)
    return said


def _scale(colours: Sequence[str]) -> list[tuple[float, str]]:
    """The colours at equal distances from 0 to 1."""
    return [(i / (len(colours) - 1), colour) for i, colour in enumerate(colours)]


def _packed(values: np.ndarray) -> dict[str, Any]:
    known = np.abs(values[np.isfinite(values)])
    return pack(values, quantum_of(float(known.max(initial=0.0))))


def unit(text: str) -> Words:
    """A unit that reads the same in both languages."""
    return same(text)
