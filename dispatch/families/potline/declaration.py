"""Aluminium electrolysis."""

from __future__ import annotations

from dispatch.families.declare import REDUCTION_COLUMNS, WINDOW_COLUMNS, Declaration, Limits, load_reduction

DECLARATION = Declaration(
    parts=("rows", "replay", "checks"),
    tables={
        "potline": (*REDUCTION_COLUMNS, "frozen_mw", "shed_mw"),
        "potline_state": ("heat_mwh", "used_mwh", "heat_h"),
        "potline_stretch_total": ("off_pu", "restarted_pu"),
        "potline_window_total": WINDOW_COLUMNS,
    },
    flows=(load_reduction("potline"),),
    limits=Limits(laws=("potline.heat_balance", "potline.use")),
)
