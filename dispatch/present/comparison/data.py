"""What the script of the comparison page draws from: points, slopes, sensitivities and words as JSON.

Figures stay in base units; the page divides by the size of the unit in its language (`figures`). NaN becomes null.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import pandas as pd

from dispatch.present.colours import BEFORE, LINES, STACK
from dispatch.present.comparison.columns import FIGURES, heading, store_names, what_words
from dispatch.present.comparison.text import COMPARE, axis_words, value_words
from dispatch.sweeps.decision import HYDROLOGY
from dispatch.sweeps.figures import marginal, tornado
from dispatch.sweeps.points import Points, blank

# Dashed and red in every chart of page and workbook.
GOAL = "#B00020"
COLOURS = {
    "lines": LINES,
    "goal": GOAL,
    "no_storage": BEFORE,
    "hydro_only": STACK["hydro_reservoir"],
    "low": LINES[6],
    "high": LINES[1],
}
DRAWN = (
    "power_mw",
    "energy_mwh",
    "hours_h",
    "added_cny_per_year",
    "cost_cny_per_year",
    "storage_cny_per_year",
    "operating_cny_per_year",
    "saved_cny_per_year",
    "peak_mw",
    "peak_cut_mw",
    "curtailed_mwh_per_year",
    "curtailment_pu",
    "avoided_mwh_per_year",
    "response_mw",
    "target_price_cny_per_mw",
)
SLOPES = ("saved_cny_per_mw_year", "paid_cny_per_mw_year", "target_price_cny_per_mw")
SCRIPT_WORDS = (
    "all_values",
    "power_axis",
    "in_unit",
    "baseline_no_storage",
    "baseline_hydro_only",
    "meets",
    "misses",
    "front",
    "goal_line",
    "saved",
    "paid",
    "dual",
    "goal_reached_cost_cny_per_year",
    "goal_reached_added_cny_per_year",
    "goal_reached_gain",
    "goal_missed",
    "goal_next",
    "goal_next_pays",
    "goal_slope",
    "goal_unpriced",
    "shown",
    "goal_title",
    "beyond",
)


def page_data(points: Points, ranked: pd.DataFrame) -> dict[str, Any]:
    """Everything, ready for JSON; `rows` are in the order of the ranking."""
    names = store_names(points.frame)
    values = {axis: points.values(axis) for axis in points.axes}
    slopes = marginal(points)
    drawn = [name for name in DRAWN if name in ranked and ranked[name].notna().any()]
    return {
        "goal": points.goal_mw,
        "main": points.main,
        "colours": COLOURS,
        "words": {lang: {key: COMPARE.templates(lang)[key] for key in SCRIPT_WORDS} for lang in ("zh", "en")},
        "figures": {name: _figure(name) for name in (*drawn, *SLOPES[:2], "target_price_cny_per_mw")},
        "drawn": drawn,
        "axes": [_axis(points, axis, values[axis], names) for axis in points.axes],
        "rows": [_row(row, values, drawn) for _, row in ranked.iterrows()],
        "slopes": [_slope(row) for _, row in slopes.iterrows()],
        "tornado": {name: _bars(points, name, names) for name in points.objectives if name in drawn},
    }


def number(value: object) -> float | None:
    """A figure as JSON has it, with seven significant digits."""
    known = float(str(value))
    return float(f"{known:.10g}") if math.isfinite(known) else None


def _figure(name: str) -> dict[str, Any]:
    scales = FIGURES[name]
    return {
        "name": heading(name),
        "unit": scales.unit,
        "size": [scale.size for scale in scales],
        "decimals": [scale.decimals for scale in scales],
    }


def _axis(points: Points, axis: str, values: Sequence[object], names: Any) -> dict[str, Any]:
    held = points.held(HYDROLOGY)
    return {
        "name": axis_words(axis, names),
        "values": [value_words(axis, value) for value in values],
        "size": axis in points.size_axes,
        "hydrology": axis == HYDROLOGY,
        "chosen": axis not in points.circumstances,
        "held": values.index(held[axis]) if axis in held else -1,
    }


def _row(row: pd.Series, values: dict[str, list[object]], drawn: Sequence[str]) -> dict[str, Any]:
    """at: the position of its value on every axis, −1 where it has none."""
    at = [-1 if blank(row[axis]) else known.index(row[axis]) for axis, known in values.items()]
    return {
        "id": row["point"],
        "kind": row["kind"],
        "meets": bool(row["meets_goal"]),
        "at": at,
        "what": what_words(row),
        "f": {name: number(row[name]) for name in drawn},
    }


def _slope(row: pd.Series) -> dict[str, Any]:
    return {
        "low": row["low_point"],
        "high": row["high_point"],
        "from": number(row["low_mw"]),
        "to": number(row["high_mw"]),
        "f": {name: number(row[name]) for name in SLOPES},
    }


def _bars(points: Points, figure: str, names: Any) -> list[dict[str, Any]]:
    return [
        {
            "axis": axis_words(bar["axis"], names),
            "centre": number(bar["centre"]),
            "point": bar["point"],
            "low": number(bar["low"]),
            "high": number(bar["high"]),
            "low_value": value_words(bar["axis"], bar["low_value"]),
            "high_value": value_words(bar["axis"], bar["high_value"]),
        }
        for _, bar in tornado(points, figure).iterrows()
    ]
