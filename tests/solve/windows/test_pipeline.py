"""`solver.name=windows` from a case to audited tables: the audit sees no difference."""

from __future__ import annotations

import numpy as np
import pytest

from dispatch.case.objective import Objective
from dispatch.horizon import Horizon
from tests.random_cases import random_case
from tests.support import START, demand, market, solve, system, table, unit

FOUR_WEEKS = Horizon.regular(START, 28 * 4, 6.0)


@pytest.mark.parametrize("seed", [3, 5, 14])
def test_four_weeks_in_windows_pass_the_audit(seed: int) -> None:
    case = random_case(seed, buses=2)
    in_windows, whole = solve(case, FOUR_WEEKS, "windows"), solve(case, FOUR_WEEKS)
    assert in_windows.solution.solver == "windows"
    assert in_windows.objective_cny == pytest.approx(whole.objective_cny, rel=1e-6)
    assert in_windows.bound_cny <= whole.objective_cny + 1e-8 * abs(whole.objective_cny)


def test_prices_are_those_of_the_whole() -> None:
    """Coal by day, the market by night: the price of every hour is what that hour's last MWh costs."""
    price = np.tile([100.0, 300.0], 28)
    case = system(
        table(12.0, price=price), thermal=[unit("coal", 5.0, 200.0)], load=[demand(2.0)],
        corridor=[market("s/price", buys=True)],
    )  # fmt: skip
    solved = solve(case, Horizon.regular(START, 56, 12.0), "windows")
    assert solved.tables["price"].of("a", "price_cny_per_mwh") == pytest.approx(price)


def test_goals_one_after_the_other_go_through_windows() -> None:
    bat = {"id": "bat", "technology": "lfp", "bus": "a", "p_nom_mw": 2.0, "e_nom_mwh": 6.0, "eta_charge": 0.9,
           "eta_discharge": 0.9, "cyclic": True}  # fmt: skip
    shape = np.random.default_rng(4).random(28 * 4)
    case = system(
        table(6.0, p=0.3 + 0.7 * shape), thermal=[unit("coal", 12.0, 300.0)], load=[demand(10.0, p_pu="s/p")],
        storage=[bat],
    )  # fmt: skip
    case = case.model_copy(update={"objective": Objective(goal="peak")})
    in_windows, whole = solve(case, FOUR_WEEKS, "windows"), solve(case, FOUR_WEEKS)
    assert [s.goal for s in in_windows.stages] == [s.goal for s in whole.stages]
    for one, other in zip(in_windows.stages, whole.stages, strict=True):
        found, wanted = (float(s.reached.weight @ s.reached.value) for s in (one, other))
        assert found == pytest.approx(wanted, rel=3e-5, abs=1e-3), one.goal
