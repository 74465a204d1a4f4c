"""Cost against spread by ε-constraints."""

from __future__ import annotations

import numpy as np
import pytest

from dispatch.shaving.pareto import pareto
from tests.solve.test_stages import shaved, store
from tests.support import hours


def test_wear_is_what_every_mw_less_costs() -> None:
    """400 and 1,000 MW for an hour each: one MW less on top is one more below, two of spread for one MWh of wear."""
    table = pareto(shaved([400, 1000], [store(100, 400, wear_cost_cny_per_mwh=40)], smoothing=0.0), hours(1, 1), 3)
    assert table["spread_mw"].to_numpy() == pytest.approx([400, 500, 600], abs=0.1)
    assert (-np.diff(table["cost_cny"])).tolist() == pytest.approx([50 * 40] * 2, abs=5)
    assert table["cny_per_mw"].to_numpy()[1:] == pytest.approx([20, 20], rel=1e-2)
