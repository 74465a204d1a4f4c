"""Fleets of charging stations, and the demand series that their sessions make."""

from __future__ import annotations

from dispatch.families.declare import REDUCTION_COLUMNS, Declaration, Limits, Term, load_reduction

DECLARATION = Declaration(
    parts=("rows", "replay", "checks", "series"),
    tables={
        "charging": (*REDUCTION_COLUMNS, "managed_mw", "give_mw", "restore_mw"),
        "charging_state": ("owed_mwh", "lent_mwh"),
    },
    flows=(load_reduction("charging", Term("give_mw", 1.0, "v2g_share_pu"), Term("restore_mw", -1.0, "v2g_share_pu")),),
    limits=Limits(laws=("charging.balance", "charging.lent_balance")),
)
