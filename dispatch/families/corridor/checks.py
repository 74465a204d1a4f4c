"""Limits of export corridors."""

from __future__ import annotations

import numpy as np

from dispatch.case.rules import MOST_CNY_PER_MWH, Checks, Rule, ordered, within
from dispatch.constants import HOURS_PER_YEAR

CHECKS = Checks(
    rules=(
        *within("corridor", "p_max_pu", -1.2, 1.2),
        *within("corridor", "p_min_pu", -1.2, 1.2),
        *ordered("corridor", "p_min_pu", "p_max_pu"),
        *within("corridor", "schedule_mw", -1e6, 1e6),
        *within("corridor", "price_cny_per_mwh", -MOST_CNY_PER_MWH, MOST_CNY_PER_MWH),
        *within("corridor", "import_price_cny_per_mwh", -MOST_CNY_PER_MWH, MOST_CNY_PER_MWH),
        *within("corridor", "deviation_cost_cny_per_mwh", 0, MOST_CNY_PER_MWH),
        Rule(
            "import_below_export",
            "corridor",
            "import_price_cny_per_mwh",
            "≥",
            ("price_cny_per_mwh", "p_min_pu"),
            lambda price, p_min: np.where(np.less(p_min, 0), price, -np.inf),
            "price_cny_per_mwh",
        ),
        *ordered("corridor", "energy_min_mwh", "energy_max_mwh"),
        Rule(
            "impossible_obligation",
            "corridor",
            "energy_min_mwh",
            "≤",
            ("p_nom_mw",),
            lambda p_nom: p_nom * HOURS_PER_YEAR,
            "p_nom_mw·8760",
        ),
    ),
)
