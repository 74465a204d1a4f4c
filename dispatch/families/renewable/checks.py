"""Limits of wind, PV and run-of-river plants."""

from __future__ import annotations

from dispatch.case.rules import MOST_CNY_PER_MWH, Checks, Rule, within

CHECKS = Checks(
    rules=(
        *within("renewable", "p_max_pu", 0, 1.2),
        *within("renewable", "p_min_pu", 0, 1.2),
        *within("renewable", "availability_pu", 0, 1),
        Rule(
            "crossed_limits",
            "renewable",
            "p_min_pu",
            "≤",
            ("p_max_pu", "availability_pu"),
            lambda top, share: top * share,
            "p_max_pu·availability_pu",
        ),
        *within("renewable", "marginal_cost_cny_per_mwh", -MOST_CNY_PER_MWH, MOST_CNY_PER_MWH),
        *within("renewable", "curtailment_cost_cny_per_mwh", 0, MOST_CNY_PER_MWH),
    ),
)
