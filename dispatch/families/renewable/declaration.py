"""Wind, PV and run-of-river plants."""

from __future__ import annotations

from dispatch.families.declare import Declaration, Flow, Limits, Role, Term

DECLARATION = Declaration(
    parts=("rows", "replay", "checks"),
    tables={"renewable": ("available_mw", "p_mw", "curtailed_mw")},
    flows=(
        Flow(
            "renewable",
            Role.GENERATION,
            (Term("p_mw"),),
            ("residual",),
            where="is_steady",
            kind="river",
            group="river",
            rank=20,
        ),
        Flow(
            "renewable",
            Role.AVAILABLE,
            (Term("available_mw"),),
            ("net_load", "residual"),
            where="varies",
            factors=("p_nom_mw", "p_max_pu", "availability_pu"),
        ),
        Flow("renewable", Role.CURTAILMENT, (Term("curtailed_mw"),)),
    ),
    limits=Limits(given=("renewable.p_mw",)),
)
