"""Reservoirs in cascade and the powerhouses on them."""

from __future__ import annotations

from dispatch.families.declare import Declaration, Feature, Flow, Limits, Role, Term

DECLARATION = Declaration(
    parts=("rows", "replay", "checks", "linearization", "results", "removal"),
    tables={
        "powerhouse": ("turbine_m3s", "pump_m3s", "generated_mw", "p_mw", "head_m", "p_true_mw"),
        "powerhouse_total": ("energy_mwh", "true_energy_mwh", "mean_error_pu", "max_error_pu"),
        "reservoir": (
            "inflow_m3s",
            "spill_m3s",
            "volume_mean_hm3",
            "shortfall_m3s",
            "release_m3s",
            "arrivals_m3s",
            "water_value_cny_per_hm3",
            "head_value_cny_per_hm3",
        ),
        "reservoir_state": ("volume_hm3", "flood_excess_hm3", "volume_held_low_hm3", "volume_held_high_hm3"),
    },
    flows=(Flow("powerhouse", Role.GENERATION, (Term("p_mw"),), ("residual",), kind="hydro", group="hydro", rank=10),),
    features=(Feature("inflow", "reservoir", "inflow_m3s"),),
    shortages=("reservoir.shortfall", "reservoir.flood"),
    limits=Limits(laws=("reservoir.volume_balance",)),
)
