"""Windows in place of all pairs: the same dispatch, fewer rows; safe on any axis."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from dispatch.case.schema import Case
from dispatch.families.hydro.rows.navigation import HourWindows, local_days
from dispatch.horizon import Horizon
from dispatch.water.curves import CurveFunction
from dispatch.water.tail_room import tail_room
from tests.random_cases import horizons
from tests.support import close, hours, market, solve, system, table

RIVER = {"id": "river", "x": [1380, 2420, 4050, 6160, 8040, 10200], "y": [265.7, 267.5, 269.5, 271.5, 273, 274.5]}
CURVE = CurveFunction(np.array(RIVER["x"], dtype=float), np.array(RIVER["y"]))


def dam(prices: Any, step_h: float, **ramps: Any) -> Case:
    """Release between 1,700 and 7,040 m³/s, 1 MW of a m³/s, water for all of it."""
    lake = {"id": "lake", "volume_max_hm3": 9e5, "volume_initial_hm3": 5e5, "spill_max_m3s": 0, "tailwater": "river",
            "release_min_m3s": 1700, **ramps}  # fmt: skip
    house = {"id": "house", "reservoir": "lake", "bus": "a", "p_nom_mw": 1e4, "turbine_max_m3s": 7040,
             "productivity_mw_per_m3s": 1}  # fmt: skip
    return system(
        table(step_h, p=prices), reservoir=[lake], powerhouse=[house], corridor=[market("s/p")], curve=[RIVER]
    )


def pairs(horizon: Horizon) -> list[tuple[int, int, float]]:
    """(a, b, hours that the ramp covers) of all periods that are bound to each other, one by one."""
    middle = horizon.start.astype(np.int64) / 3600 + horizon.dt_h / 2
    found = []
    for a in range(horizon.periods):
        for b in range(a + 1, horizon.periods):
            apart = middle[b] - middle[a]
            if horizon.segment[a] == horizon.segment[b] and (apart <= 1 + 1e-4 or b == a + 1):
                found.append((a, b, max(1.0, round(apart, 6))))
    return found


@given(horizons(periods=9))
def test_windows_reach_every_pair_and_no_other(axis: Horizon) -> None:
    """The hour of a and the first hour that reaches b hold all that is between them, and only what is within the
    hour."""
    windows = HourWindows.of(axis)
    bound = {(a, b) for a, b, _ in pairs(axis)}
    assert bound == {(a, b) for a in range(axis.periods) for b in range(a + 1, windows.last[a] + 1)}
    for a, b, span in pairs(axis):
        assert windows.first[b] <= a
        assert windows.last[windows.first[b]] >= b
        if b == windows.last[a]:
            assert windows.hours[a] == pytest.approx(span, abs=1e-3)
    assert all(set(row) == set(range(t, windows.last[t] + 1)) for t, row in enumerate(windows.periods()))


@settings(deadline=None, max_examples=10)
@given(st.integers(0, 10**6), st.sampled_from([0.25, 0.5, 1.0, 2.0]), st.floats(0.3, 2))
def test_windows_cost_what_all_pairs_cost(seed: int, step_h: float, ramp: float) -> None:
    """The optimum of a program with rows for every pair, both ways, is that of the windows."""
    n = 14
    prices = np.random.default_rng(seed).uniform(-100, 100, n)
    axis = hours(*[step_h] * n)
    solved = solve(dam(prices, step_h, tail_ramp_m_per_h=ramp), axis)
    rows, limits = [], []
    room = tail_room(CURVE, ramp * max(1.0, step_h))
    for a, b, _ in pairs(axis):
        for high, low in ((a, b), (b, a)):
            for slope, offset in zip(room.slope, room.offset, strict=True):
                row = np.zeros(n)
                row[high], row[low] = 1, -slope
                rows.append(row)
                limits.append(offset)
    direct = linprog(-prices * step_h, A_ub=np.array(rows), b_ub=limits, bounds=[(1700, 7040)] * n)
    assert solved.objective_cny == close(direct.fun, rel=1e-7, abs=1e-4)


@pytest.mark.parametrize("step_h", [0.25, 1.0])
def test_little_is_lost_against_the_true_rule(step_h: float) -> None:
    """A cheap hour, then a dear one: the release may rise as far as the true curve allows, less 0.18 m at most.

    From 1,700 m³/s the tail stands at 266.254 m and may rise to 267.254: 2,278 m³/s, whatever the steps are.
    """
    n = round(2 / step_h)
    prices = np.repeat([-1000.0, 10.0], n // 2)
    solved = solve(dam(prices, step_h, tail_ramp_m_per_h=1), hours(*[step_h] * n))
    release = solved.tables["reservoir"].of("lake", "release_m3s")
    level = CURVE(release)
    assert level.max() - level.min() > 0.82
    assert release[0] == close(1700)


def test_days_are_local_and_belong_to_their_segment() -> None:
    chain = Horizon.chain([Horizon.regular("2030-01-01 22:00", 4, 1.0), Horizon.regular("2030-01-02", 2, 1.0)])
    names, number = local_days(chain)
    assert names == ["2030-01-01 [1]", "2030-01-02 [1]", "2030-01-02 [2]"]
    assert number.tolist() == [0, 0, 1, 1, 2, 2]
    assert local_days(hours(1))[0] == ["2030-01-01"]


def test_a_week_keeps_both_rules_and_uses_them() -> None:
    """Quarter-hourly with random prices: the audit finds both rules kept by the true curve; the day comes within
    0.15 m."""
    n = 4 * 96
    prices = np.random.default_rng(5).normal(0, 100, n) + 200 * np.sin(np.arange(n) * 2 * np.pi / 48)
    solved = solve(dam(prices, 0.25, tail_ramp_m_per_h=1, tail_ramp_m_per_day=4.5), hours(*[0.25] * n))
    level = CURVE(solved.tables["reservoir"].of("lake", "release_m3s"))
    swing = np.ptp(level.reshape(-1, 96), axis=1)
    assert swing.max() <= 4.5 + 1e-9
    assert swing.min() > 4.35
    within = max(np.abs(level[lag:] - level[:-lag]).max() for lag in range(1, 5))
    assert 0.95 < within <= 1 + 1e-9


def test_hidden_columns_are_not_reported() -> None:
    solved = solve(dam([1, 2], 1.0, tail_ramp_m_per_h=1, tail_ramp_m_per_day=4.5), hours(1, 1))
    assert "hour_least_m3s" not in list(solved.tables["reservoir"].columns)
    assert not any("local_day" in name for name in solved.tables)
