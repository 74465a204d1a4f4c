"""Virtual power plants and their offers."""

from __future__ import annotations

from dispatch.families.declare import Declaration, Flow, Limits, Role, Term

DECLARATION = Declaration(
    parts=("rows", "replay", "checks", "results"),
    tables={
        "virtual_plant": ("promised_mw", "baseline_mw", "less_mw", "p_mw"),
        "offer": ("offered_mw", "called_pu", "begun", "delivered_mw", "rebound_mw"),
        "offer_total": (
            "energy_mwh",
            "rebound_mwh",
            "calls",
            "events",
            "longest_h",
            "paid_energy_cny",
            "paid_event_cny",
            "paid_cny",
        ),
    },
    flows=(
        Flow(
            "virtual_plant",
            Role.LOAD_REDUCTION,
            (Term("less_mw"),),
            ("net_load", "residual"),
            axis="member",
            group="flexible",
            rank=60,
        ),
    ),
    limits=Limits(laws=("virtual_plant.less",)),
)
