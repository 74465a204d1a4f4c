"""Charts as the data that a page's script draws from (`assets/pictures.js`): texts in both languages, arrays packed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from dispatch.present.chart import Across, Chart, Curve, Heat
from dispatch.present.pack import pack, quantum_of
from dispatch.present.words import both


def packed(chart: Chart) -> dict[str, Any]:
    """JSON-ready; every array is cut into at most 20,000 steps of its largest value."""
    panel, x = chart.panels[0], chart.panels[0].x
    axis: dict[str, Any] = {"kind": "number", "start": "", "step": 1440.0}
    if isinstance(x, Across):
        axis = {"kind": x.kind, "start": x.start, "step": x.step_min}
    elif len(x) and isinstance(x[0], str | tuple):
        axis = {"kind": "words", "start": "", "step": 1440.0, "words": [both(word) for word in x]}
    made: dict[str, Any] = {
        "id": chart.key,
        "unit": both(panel.y_title),
        "zero": panel.from_zero,
        "x": axis | {"title": both(panel.x_title)},
        "lines": [_curve(curve) for curve in panel.curves],
    }
    return made if panel.heat is None else made | {"heat": _heat(panel.heat)}


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
