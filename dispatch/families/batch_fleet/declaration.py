"""Fleets of batch furnaces."""

from __future__ import annotations

from dispatch.families.declare import REDUCTION_COLUMNS, WINDOW_COLUMNS, Declaration, Limits, load_reduction

DECLARATION = Declaration(
    parts=("rows", "replay", "checks"),
    tables={
        "batch_fleet": REDUCTION_COLUMNS,
        "batch_fleet_state": ("deep_mwh",),
        "batch_fleet_start_total": ("baseline_mwh", "started_mwh"),
        "batch_fleet_window_total": WINDOW_COLUMNS,
    },
    flows=(load_reduction("batch_fleet"),),
    limits=Limits(laws=("batch_fleet_start.batches",)),
)
