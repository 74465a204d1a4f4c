"""Demand that may be shifted."""

from __future__ import annotations

from dispatch.families.declare import REDUCTION_COLUMNS, WINDOW_COLUMNS, Declaration, load_reduction

DECLARATION = Declaration(
    parts=("rows", "replay", "checks"),
    tables={"shiftable": REDUCTION_COLUMNS, "shiftable_window_total": WINDOW_COLUMNS},
    flows=(load_reduction("shiftable"),),
)
