"""Submerged-arc furnaces."""

from __future__ import annotations

from dispatch.families.declare import REDUCTION_COLUMNS, WINDOW_COLUMNS, Declaration, load_reduction

DECLARATION = Declaration(
    parts=("rows", "replay", "checks"),
    tables={
        "furnace": REDUCTION_COLUMNS,
        "furnace_state": ("deep_mwh",),
        "furnace_stretch_total": ("off_pu", "restarted_pu"),
        "furnace_window_total": WINDOW_COLUMNS,
    },
    flows=(load_reduction("furnace"),),
)
