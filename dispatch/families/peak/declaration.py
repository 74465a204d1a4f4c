"""The curve that an objective of peak shaving flattens."""

from __future__ import annotations

from dispatch.families.declare import Declaration, Phase

DECLARATION = Declaration(
    parts=("rows", "replay", "goals", "results"),
    phase=Phase.OBJECTIVE,
    tables={
        "peak": ("residual_mw", "residual_price_cny_per_mwh"),
        "peak_total": ("top_mw", "bottom_mw", "measure_mw"),
        "stage": ("value", "held", "final", "bound", "price_cny", "seconds", "iterations"),
        "stage_window": ("value_mw", "held_mw", "final_mw", "price_cny_per_mw", "weight"),
        "limit": (
            "window",
            "family",
            "asset",
            "side",
            "mw_per_unit",
            "by",
            "mw_by",
            "at_peak",
            "at_valley",
            "between",
            "first",
            "last",
        ),
    },
)
