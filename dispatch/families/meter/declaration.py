"""Supply of a site behind the meter."""

from __future__ import annotations

from dispatch.families.declare import Declaration, Flow, Phase, Role, Term

DECLARATION = Declaration(
    parts=("rows", "replay", "checks"),
    phase=Phase.SUPPLY,
    tables={
        "meter": ("energy_price_cny_per_mwh", "import_mw", "export_mw"),
        "bill_total": ("peak_mw", "charge_cny"),
    },
    flows=(
        Flow(
            "meter",
            Role.EXCHANGE,
            (Term("import_mw"), Term("export_mw", -1.0, "export_max_mw")),
            group="exchange",
            rank=90,
        ),
    ),
)
