"""Limits of demand."""

from __future__ import annotations

from dispatch.case.rules import MOST_CNY_PER_MWH, Checks, within

CHECKS = Checks(
    rules=(
        *within("load", "p_pu", 0, 1e6),
        *within("load", "unserved_cost_cny_per_mwh", 0, MOST_CNY_PER_MWH),
    ),
)
