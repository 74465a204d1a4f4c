"""Export corridors."""

from __future__ import annotations

from dispatch.families.declare import Declaration, Flow, Role, Term

DECLARATION = Declaration(
    parts=("rows", "replay", "checks", "removal"),
    tables={
        "corridor": ("schedule_mw", "above_schedule_mw", "below_schedule_mw", "import_mw", "export_mw"),
        "corridor_total": ("energy_missed_mwh", "energy_price_cny_per_mwh"),
    },
    flows=(
        Flow(
            "corridor",
            Role.EXCHANGE,
            (Term("export_mw", -1.0),),
            ("residual",),
            where="is_planned",
            group="exchange",
            rank=70,
        ),
    ),
    shortages=("corridor.missed",),
)
