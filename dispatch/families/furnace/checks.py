"""Limits of submerged-arc furnaces."""

from __future__ import annotations

from dispatch.case.rules import MOST_CNY_PER_MWH, Checks, ordered, within

CHECKS = Checks(
    rules=(
        *within("furnace", "wear_cost_cny_per_mwh", 0, MOST_CNY_PER_MWH),
        *within("furnace", "available_pu", 0, 1),
        *ordered("furnace", "online_min_pu", "available_pu"),
        *ordered("furnace", "deep_min_pu", "band_min_pu"),
    ),
)
