"""Limits of loads that may move."""

from __future__ import annotations

from dispatch.case.rules import MOST_CNY_PER_MWH, Checks, within

CHECKS = Checks(
    rules=(
        *within("shiftable", "wear_cost_cny_per_mwh", 0, MOST_CNY_PER_MWH),
        *within("shiftable", "share_pu", 0, 1),
    ),
)
