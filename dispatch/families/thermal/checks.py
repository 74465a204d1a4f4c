"""Limits of thermal plants."""

from __future__ import annotations

from dispatch.case.rules import MOST_CNY_PER_MWH, Checks, ordered, within

CHECKS = Checks(
    rules=(
        *within("thermal", "p_max_pu", 0, 1.2),
        *within("thermal", "committed_min_pu", 0, 1),
        *ordered("thermal", "committed_min_pu", "p_max_pu"),
        *within("thermal", "fuel_cost_cny_per_mwh", -MOST_CNY_PER_MWH, MOST_CNY_PER_MWH),
        *within("thermal", "other_cost_cny_per_mwh", -MOST_CNY_PER_MWH, MOST_CNY_PER_MWH),
        *ordered("thermal", "committed_initial_mw", "p_nom_mw"),
        *ordered("thermal", "p_initial_mw", "p_nom_mw"),
        *ordered("thermal", "p_initial_mw", "committed_initial_mw"),
    ),
)
