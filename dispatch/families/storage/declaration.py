"""Storage plants, the connections that candidates share, and shares of technologies."""

from __future__ import annotations

from dispatch.families.declare import Declaration, Flow, Limits, Role, Term

DECLARATION = Declaration(
    parts=("rows", "replay", "checks", "removal"),
    tables={
        "storage": ("p_charge_mw", "p_discharge_mw", "p_mw", "soc_value_cny_per_mwh"),
        "storage_state": ("soc_mwh",),
        "storage_segment": ("built_mw", "built_mwh", "installed_mw", "installed_mwh"),
        "site_segment": ("built_mw", "connection_mw"),
        "target_total": (
            "counted_mw",
            "counted_mwh",
            "rated_mw",
            "target_price_cny_per_mw",
            "target_price_cny_per_mwh",
        ),
    },
    flows=(Flow("storage", Role.STORAGE, (Term("p_mw"),), ("net_load", "residual"), group="storage", rank=40),),
    limits=Limits(
        laws=("storage.soc_balance",),
        ratings={"storage.one_at_a_time": ("storage.p_charge_mw", "storage.p_discharge_mw")},
        sizes={"storage.soc_most": "storage"},
    ),
)
