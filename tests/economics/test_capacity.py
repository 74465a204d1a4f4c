"""Capacity credit: shortfalls small enough for a pencil, and what must hold of any."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from dispatch.economics.capacity import Draws, Unit, capacity_credit, simulate


def draws(margin: np.ndarray, demand_mw: float = 1000.0) -> Draws:
    margin = np.atleast_2d(np.asarray(margin, dtype=float))
    hours = np.ones(margin.shape[1])
    return Draws(margin, hours, hours, demand_mw * 8760)


def day(peak: np.ndarray) -> np.ndarray:
    """A day with 500 MW to spare but at its peak."""
    margin = np.full(24, 500.0)
    margin[18 : 18 + len(peak)] = peak
    return margin


def test_a_block_short_for_as_long_as_the_store_lasts_is_worth_its_power() -> None:
    # Two hours short by the same: 100 MW for 2 h are 100 MW firm.
    found = capacity_credit(draws(day(np.array([-200.0, -200.0]))), [Unit(100, 100, 200)], 4e-3)
    assert found.elcc_mw == pytest.approx(100, abs=1e-3)
    assert found.credit_pu == pytest.approx(1.0, abs=1e-5)


def test_a_block_twice_as_long_is_worth_half() -> None:
    # EUE of 1200 MWh a day: four hours 300 MW short alone, 350 MW with 200 MWh of storage: 50 MW more are carried.
    margin = np.tile(day(np.full(4, -200.0)), (3, 1))
    goal = 1200 * 365 / (1000 * 8760)
    found = capacity_credit(draws(margin), [Unit(100, 100, 200)], goal)
    assert found.added_mw == pytest.approx(150, abs=1e-3)
    assert found.unserved_without_mwh == pytest.approx(1400 * 365, rel=1e-5)
    assert found.unserved_with_mwh == pytest.approx(1200 * 365, rel=1e-5)
    assert found.elcc_mw == pytest.approx(50, abs=1e-3)


def test_losses_count_on_their_side() -> None:
    margin = np.array([[-100.0, -100, 100, 100, 100, -100]])
    left = simulate(margin, np.ones(6), [Unit(100, 50, 100, eta_charge=0.8, eta_discharge=0.9)])
    # 100 MWh held give 90; then 50 MW for 2 h 30 min of room: 40 + 40 + 20 stored of 50, 50, 25; then 90 again.
    assert left[0] == pytest.approx([-10, -100, 50, 50, 75, -10])


def test_standing_loss_empties() -> None:
    left = simulate(np.array([[-1.0, -100.0, -100.0]]), np.ones(3), [Unit(100, 100, 100, loss_per_h=0.1)])
    # 90 − 1 = 89; 89·0.9 = 80.1; nothing is left.
    assert left[0] == pytest.approx([0, -19.9, -100])


def test_the_longest_goes_first() -> None:
    # 2 h and ½ h of 100 MW against 150 MW for an hour and 100 MW for another: the short one keeps for the top.
    units = [Unit(100, 100, 50), Unit(100, 100, 200)]
    left = simulate(np.array([[-150.0, -100.0]]), np.ones(2), units)
    assert left[0] == pytest.approx([0, 0])


def test_no_storage_no_credit() -> None:
    found = capacity_credit(draws(day(np.array([-100.0]))), [])
    assert found.elcc_mw == 0
    assert found.credit_pu == 0


def test_longer_steps_hold_more_energy() -> None:
    left = simulate(np.array([[-100.0, -100.0]]), np.array([0.5, 2.0]), [Unit(100, 100, 100)])
    assert left[0] == pytest.approx([0, -75])


margins = arrays(float, (2, 36), elements=st.floats(-300, 300, width=32))


@settings(max_examples=30, deadline=None)
@given(margins, st.floats(1, 200), st.floats(0.25, 8))
def test_credit_lies_between_nothing_and_the_power_and_grows_with_energy(
    margin: np.ndarray, power: float, hours: float
) -> None:
    system = draws(margin)
    short, long = (capacity_credit(system, [Unit(power, power, power * h)], 1e-3) for h in (hours, 2 * hours))
    assert 0 <= short.elcc_mw <= power * (1 + 1e-9)
    assert long.elcc_mw >= short.elcc_mw - 1e-3
    assert short.unserved_with_mwh == pytest.approx(1e-3 * system.demand_mwh, rel=1e-4)


@settings(max_examples=30, deadline=None)
@given(margins, st.floats(1, 200), st.floats(0.25, 8))
def test_nobody_serves_more_than_greed(margin: np.ndarray, power: float, hours: float) -> None:
    """The least unserved energy of a linear program is that of the simulation: greed is optimal for one store."""
    from scipy.optimize import linprog

    one = margin[:1]
    unit = Unit(power, power, power * hours, 0.9, 0.9)
    left = simulate(one, np.ones(36), [unit])
    n = one.shape[1]
    # columns: discharge, charge (n each), held after each period
    gain = np.hstack([np.eye(n) / 0.9, -0.9 * np.eye(n), np.eye(n) - np.eye(n, k=-1)])
    begin = np.zeros(n)
    begin[0] = unit.usable_mwh
    short, over = np.maximum(-one[0], 0), np.maximum(one[0], 0)
    bounds = [(0, min(power, s)) for s in short] + [(0, min(power, o)) for o in over] + [(0, unit.usable_mwh)] * n
    best = linprog(np.concatenate([-np.ones(n), np.zeros(2 * n)]), A_eq=gain, b_eq=begin, bounds=bounds)
    assert np.maximum(-left, 0).sum() == pytest.approx(short.sum() + best.fun, abs=1e-5)


def test_a_store_is_full_where_a_segment_begins() -> None:
    """Two days that are weeks apart: what the first shortfall took is not missing in the second."""
    margin = np.array([[-100.0, -100.0, -100.0, -100.0]])
    whole = simulate(margin, np.ones(4), [Unit(100, 100, 100)])
    assert whole[0] == pytest.approx([0, -100, -100, -100])
    apart = simulate(margin, np.ones(4), [Unit(100, 100, 100)], np.array([0, 0, 1, 1]))
    assert apart[0] == pytest.approx([0, -100, 0, -100])
