"""Demand."""

from __future__ import annotations

from dispatch.families.declare import Declaration, Flow, Limits, Role, Term

DECLARATION = Declaration(
    parts=("rows", "replay", "checks"),
    tables={"load": ("demand_mw", "unserved_mw", "served_mw")},
    flows=(
        Flow("load", Role.DEMAND, (Term("demand_mw", -1.0),), factors=("p_nom_mw", "p_pu")),
        Flow("load", Role.SHORTAGE, (Term("unserved_mw"),)),
        Flow("load", Role.SERVED, (Term("served_mw"),)),
    ),
    shortages=("load.unserved",),
    limits=Limits(given=("load.unserved_mw",)),
)
