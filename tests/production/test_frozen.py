"""Frozen cells by hand, and the default price against what a frozen cell costs all in."""

from __future__ import annotations

import numpy as np
import pytest

from dispatch.families.potline.entity import Potline
from dispatch.production.frozen import Frozen, freeze_price, frozen_cells
from tests.hand.demand_response import on_market, works
from tests.support import column, hours, solve, table

LINE = Potline(id="pots", load="works")


def test_cells_by_hand() -> None:
    """22 MW at worst are 10 cells of 2.2 MW: 30 million CNY, and 22 · 720 / 13.4 = 1,182 t of metal."""
    found = frozen_cells(LINE, np.array([0.0, 22.0, 11.0]))
    assert (found.cells, found.restart_cny) == pytest.approx((10, 30e6))
    assert found.lost_t == pytest.approx(22 * 720 / 13.4)
    assert frozen_cells(LINE, np.zeros(3)) == Frozen(0, 0, 0)


def test_the_default_price_is_a_cell_all_in_over_a_day() -> None:
    """3 M + 2.2 · 720 · 20,000 / 13.4 CNY a cell, over 2.2 MW and 24 h: 101,600 CNY/MWh; over 4 h six times that."""
    assert freeze_price(LINE, 24) == pytest.approx((3e6 + 2.2 * 720 * 20000 / 13.4) / 2.2 / 24)
    assert freeze_price(LINE, 24) == pytest.approx(LINE.freeze_cost_cny_per_mwh, rel=0.02)
    assert freeze_price(LINE, 4) == pytest.approx(6 * freeze_price(LINE, 24))


def test_a_blackout_freezes_cells_and_says_how_many() -> None:
    """Nothing to import in hours 1 and 2: heat falls by τ(1 − e^(−1/τ)) an hour; what is beyond −0.4 h is frozen."""
    case = on_market(
        table(p=[100] * 6),
        [works(100)],
        potline=[{"id": "pots", "load": "works", "target_pu": 0.5, "daily_target_pu": 0}],
    )
    dark = case.model_copy(update={"corridor": tuple(
        c.model_copy(update={"p_nom_mw": 0.0}) for c in case.corridor)})  # fmt: skip
    solved = solve(dark, hours(1, 1))
    frozen = column(solved, "potline.frozen_mw", "pots")
    assert frozen.max() > 50
    assert frozen_cells(case.potline[0], frozen).cells == pytest.approx(frozen.max() / 2.2)
