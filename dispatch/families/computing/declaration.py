"""Data centres."""

from __future__ import annotations

from dispatch.families.declare import REDUCTION_COLUMNS, Declaration, Limits, load_reduction

DECLARATION = Declaration(
    parts=("rows", "replay", "checks"),
    tables={
        "computing": (*REDUCTION_COLUMNS, "arriving_mw", "unmatched_mw", "green_mw", "green_value_cny_per_mwh"),
        "computing_state": ("queue_mwh",),
        "computing_window_total": ("missing_mwh",),
    },
    flows=(load_reduction("computing"),),
    limits=Limits(laws=("computing.balance",)),
)
