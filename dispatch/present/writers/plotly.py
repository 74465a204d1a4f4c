"""Charts as the data that a page's script draws from (`assets/pictures.js`): texts in both languages, arrays packed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from dispatch.present.chart import Across, Chart, Curve, Heat, Panel
from dispatch.present.pack import pack, quantum_of
from dispatch.present.quantity import Quantity, Scales, UnitSystem, one_unit, scale
from dispatch.present.words import both


def packed(chart: Chart, units: UnitSystem = "auto") -> dict[str, Any]:
    """JSON-ready; every array is cut into at most 20,000 steps of its largest value.

    Where the units of the page are not left to each figure, curves of a quantity are drawn in those units.
    """
    panel, x = chart.panels[0], chart.panels[0].x
    axis: dict[str, Any] = {"kind": "number", "start": "", "step": 1440.0}
    if isinstance(x, Across):
        axis = {"kind": x.kind, "start": x.start, "step": x.step_min}
    elif len(x) and isinstance(x[0], str | tuple):
        axis = {"kind": "words", "start": "", "step": 1440.0, "words": [both(word) for word in x]}
    scales = _scales(panel, units)
    made: dict[str, Any] = {
        "id": chart.key,
        "unit": scales.unit if scales else both(panel.y_title),  # type: ignore[arg-type]
        "size": [scale.size for scale in scales] if scales else [1.0, 1.0],
        "zero": panel.from_zero,
        "x": axis | {"title": both(panel.x_title)},
        "lines": [_curve(curve) for curve in panel.curves],
    }
    return made if panel.heat is None else made | {"heat": _heat(panel.heat)}


def _scales(panel: Panel, units: UnitSystem) -> Scales | None:
    """Scales of an axis that has a quantity; in base units where every figure has the unit that fits it."""
    if not isinstance(panel.y_title, Quantity):
        return None
    if units == "auto":
        zh, en = (ladder[-1].heading for ladder in panel.y_title.ladders())
        return one_unit(zh, en)
    largest = [float(np.nanmax(np.abs(curve.y), initial=0.0)) for curve in panel.curves]
    return scale(largest, panel.y_title, (), units)


def _curve(curve: Curve) -> dict[str, Any]:
    made: dict[str, Any] = {
        "name": both(curve.name),
        "colour": curve.colour,
        "dash": curve.dash,
        "width": curve.width,
        "fill": curve.fill,
        "bar": curve.style == "bar",
        "steps": curve.steps,
        "quiet": curve.quiet,
        "y": _array(np.asarray(curve.y, dtype=float)),
    }
    return made if curve.x is None else made | {"x": _array(curve.x)}


def _heat(heat: Heat) -> dict[str, Any]:
    return {
        "z": [_array(row) for row in heat.z],
        "rows": [both(name) for name in heat.rows],
        "colours": _steps(heat.colours),
    }


def _steps(colours: Sequence[str]) -> list[tuple[float, str]]:
    """The colours at equal distances from 0 to 1."""
    return [(i / (len(colours) - 1), colour) for i, colour in enumerate(colours)]


def _array(values: np.ndarray) -> dict[str, Any]:
    known = np.abs(values[np.isfinite(values)])
    return pack(values, quantum_of(float(known.max(initial=0.0))))
