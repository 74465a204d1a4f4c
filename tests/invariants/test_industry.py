"""No plant gains by breaking its physics: random prices and scarcity, states integrated by hand, windows by the minute.

Nothing here shares arithmetic with the model: heat is integrated by Runge–Kutta in small steps, windows roll minute by
minute, calendar windows are those of `datetime`.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.horizon import Horizon
from dispatch.solve.pipeline import Solved
from tests.hand.demand_response import works
from tests.support import close, column, demand, hours, market, solve, system, table

STEPS = st.lists(st.sampled_from([0.25, 0.5, 1.0, 2.0, 3.0]), min_size=6, max_size=30)
PRICES = st.lists(st.floats(-300, 1200), min_size=24, max_size=24)
SETTINGS = settings(max_examples=12, deadline=None)


def modulated(kind: str, plant: dict[str, Any], steps: list[float], prices: list[float], supply_mw: float) -> Solved:
    """A plant of 100 MW and a city of 20 MW at random prices, with at most `supply_mw` from outside."""
    case = system(
        table(start="2030-01-31", repeat="day", p=prices),
        load=[works(unserved_cost_cny_per_mwh=3000), demand(20)],
        corridor=[market("s/p", p_nom=supply_mw, buys=True)],
        **{kind: [{"id": "x", "load": "works", **plant}]},
    )
    return solve(case, Horizon.from_steps("2030-01-31 15:00", steps, weight=2))


def drawn(solved: Solved, kind: str) -> tuple[np.ndarray, np.ndarray]:
    """(what the plant is allowed to draw, what it gets), MW."""
    p = column(solved, f"{kind}.p_mw", "x")
    missed = column(solved, "load.unserved_mw", "works")
    assert (p - missed >= -1e-6).all()
    return p, p - missed


def by_minute(solved: Solved, power: np.ndarray) -> np.ndarray:
    """MW of every minute."""
    return np.repeat(power, np.rint(60 * solved.horizon.dt_h).astype(int))


def most_in_any(minutes: np.ndarray, length_h: float) -> float:
    """The most MWh within a window that begins at any minute."""
    total = np.concatenate([[0.0], np.cumsum(minutes) / 60])
    width = min(round(60 * length_h), len(minutes))
    return float((total[width:] - total[:-width]).max())


def left_by(solved: Solved, power: np.ndarray, name: Any) -> dict[Any, tuple[float, float]]:
    """MWh that are left of 100 MW, and those of the baseline, by what `name` calls the start of a period."""
    found: dict[Any, tuple[float, float]] = {}
    for stamp, hours_, p in zip(solved.horizon.local_time(), solved.horizon.dt_h, power, strict=True):
        left, asked = found.get(name(stamp), (0.0, 0.0))
        found[name(stamp)] = (left + hours_ * (100 - p), asked + hours_ * 100)
    return found


def heat_of(solved: Solved, power: np.ndarray, start: float, tau: float) -> np.ndarray:
    """x at the boundaries: x' = −x/τ + (p − p̄)/p̄ by Runge–Kutta, 32 steps a period."""
    x, found = start, [start]
    for length, p in zip(solved.horizon.dt_h, power, strict=True):
        step, force = length / 32, (p - 100) / 100
        for _ in range(32):
            a = -x / tau + force
            b = -(x + step / 2 * a) / tau + force
            c = -(x + step / 2 * b) / tau + force
            d = -(x + step * c) / tau + force
            x += step / 6 * (a + 2 * b + 2 * c + d)
        found.append(x)
    return np.array(found)


@SETTINGS
@given(STEPS, PRICES, st.sampled_from([30.0, 90.0, 500.0]), st.sampled_from([0.0, 0.1]))
def test_a_potline_keeps_its_heat_and_its_metal(
    steps: list[float], prices: list[float], supply: float, armed: float
) -> None:
    plant = {"depth_down_pu": 0.3, "lost_cost_cny_per_t": 3000, "shed_armed_pu": armed, "daily_target_pu": 0.97,
             "ramp_pu_per_h": 0.3}  # fmt: skip
    solved = modulated("potline", plant, steps, prices, supply)
    p, got = drawn(solved, "potline")
    frozen = column(solved, "potline.frozen_mw", "x")
    x = heat_of(solved, got + frozen, 0.0, 10.0)
    assert x == close(column(solved, "potline_state.heat_h", "x"), abs=1e-6)
    assert x.min() >= -0.4 - 1e-6
    assert x.max() <= 0.25 + 1e-6
    assert abs(x[-1]) <= 0.05 + 1e-6
    assert (frozen <= column(solved, "load.unserved_mw", "works") + 1e-6).all()
    less = by_minute(solved, np.maximum(column(solved, "potline.down_mw", "x"), 0))
    for hours_, energy in ((8, 40), (4, 40), (1.5, 30)):
        assert most_in_any(less, hours_) <= energy + 1e-6
    for left, asked in left_by(solved, p, lambda stamp: stamp.date()).values():
        assert left <= 0.03 * asked + 1e-6
    for left, asked in left_by(solved, p, lambda stamp: (stamp.year, stamp.month)).values():
        assert left <= 0.02 * asked + 1e-6
    if armed:
        shed = column(solved, "potline.shed_mw", "x")
        assert (shed >= 10 - 1e-6).all()
        after = x[:-1] * np.exp(-0.1) + 10 * (1 - np.exp(-0.1)) * (p - shed - 100) / 100
        assert after.min() >= -0.4 - 1e-6


@SETTINGS
@given(STEPS, PRICES, st.sampled_from([30.0, 500.0]), st.sampled_from(["furnace", "batch_fleet"]))
def test_a_band_is_left_only_briefly_and_tonnes_are_made(
    steps: list[float], prices: list[float], supply: float, kind: str
) -> None:
    solved = modulated(
        kind, {"deep_min_pu": 0.3, "deep_h": 1, "recovery_h": 3, "target_window": "week"}, steps, prices, supply
    )
    p, _ = drawn(solved, kind)
    assert p.min() >= 30 - 1e-6
    assert p.max() <= 105 + 1e-6
    assert most_in_any(by_minute(solved, np.maximum(0, 60 - p)), 4) <= 30 + 1e-5
    for left, _ in left_by(solved, p, lambda stamp: (stamp - timedelta(days=stamp.weekday())).date()).values():
        assert left == close(0, abs=1e-6)


@SETTINGS
@given(STEPS, PRICES, st.sampled_from([30.0, 500.0]), st.sampled_from(["shift", "day"]))
def test_what_shifts_stays_within_its_window(
    steps: list[float], prices: list[float], supply: float, window: str
) -> None:
    solved = modulated("shiftable", {"share_pu": 0.2, "target_window": window, "pinned_from_h": 22, "pinned_to_h": 1},
                  steps, prices, supply)  # fmt: skip
    p, _ = drawn(solved, "shiftable")
    name = (lambda stamp: (stamp.date(), stamp.hour // 8)) if window == "shift" else (lambda stamp: stamp.date())
    for left, _ in left_by(solved, p, name).values():
        assert left == close(0, abs=1e-6)
    for stamp, length, power in zip(solved.horizon.local_time(), solved.horizon.dt_h, p, strict=True):
        begin = stamp.hour * 60 + stamp.minute
        if any(m % 1440 >= 22 * 60 or m % 1440 < 60 for m in range(begin, begin + round(60 * length))):
            assert power == close(100)


@settings(max_examples=6, deadline=None)
@given(PRICES, st.sampled_from([90.0, 500.0]))
def test_batches_draw_what_was_started(prices: list[float], supply: float) -> None:
    """Batches of 9 h, minute by minute: each block's energy in 360 starts, each drawing the curve."""
    plant = {"formulation": "starts", "batch_h": 9, "start_block_h": 3, "band_max_pu": 1.4, "target_window": "day"}
    steps = [1.0] * 30
    solved = modulated("batch_fleet", plant, steps, prices, supply)
    p, _ = drawn(solved, "batch_fleet")
    started = solved.tables["batch_fleet_start_total"].columns["started_mwh"]
    assert started.sum() == close(3000, abs=1e-5)
    x = (np.arange(540) + 0.5) / 540
    curve = np.interp(x, [0, 0.35, 0.75, 1], [0.15, 1, 1, 0.7])
    curve *= 60 / curve.sum()  # MW of a MWh, by minute
    power = np.zeros(1800 + 1000)
    starts = np.concatenate([np.full(540, 100 / 60), np.repeat(started / 180, 180)])
    for k, energy in enumerate(starts):
        at = k - 540
        inside = slice(max(0, -at), None)
        power[max(0, at) : at + 540] += energy * curve[inside]
    # Starts at the beginning of a minute instead of evenly within it: half a minute of 9 hours.
    assert p == close(power[:1800].reshape(30, 60).mean(axis=1), abs=0.5)


CUTS = {"2 h": (2.0,) * 3, "1 h": (1.0,) * 6, "15 min": (0.25,) * 24, "uneven": (0.5, 1.5, 0.25, 0.75, 1.0, 1.75, 0.25)}


@pytest.mark.parametrize("cut", CUTS.values(), ids=CUTS)
def test_heat_does_not_depend_on_the_step(cut: tuple[float, ...]) -> None:
    """Must-run supply forces 85, 104, 100 MW on a line, 2 h each: heat at 2, 4 and 6 h is that of the equation.

    x₂ = −0.15·10·(1 − e^(−0.2)), and so on with 0.04 and 0; weight 3 changes nothing.
    """
    case = system(
        table(2, p=[0.85, 1.04, 1.0]),
        renewable=[{"id": "ror", "technology": "ror", "bus": "a", "p_nom_mw": 100, "p_min_pu": "s/p",
                    "p_max_pu": "s/p"}],
        load=[works(unserved_cost_cny_per_mwh=1e6)],
        potline=[{"id": "x", "load": "works", "ramp_pu_per_h": None, "daily_target_pu": 0.9, "target_pu": 0.9,
                  "heat_terminal_h": 0.4, "wear_cost_cny_per_mwh": 1}],
    )  # fmt: skip
    solved = solve(case, hours(*cut, weight=3))
    keep = np.exp(-0.2)
    x2 = -1.5 * (1 - keep)
    x4 = keep * x2 + 0.4 * (1 - keep)
    since = np.concatenate([[0], np.cumsum(cut)])
    found = column(solved, "potline_state.heat_h", "x")[[int(np.flatnonzero(since == h)[0]) for h in (0, 2, 4, 6)]]
    assert found == close([0, x2, x4, keep * x4])


@pytest.mark.parametrize(("depth", "hours_"), [(0.1, 4), (0.2, 2), (0.3, 1)])
def test_which_limit_says_how_long_a_depth_lasts(depth: float, hours_: float) -> None:
    """With the band alone −10 % last 10·ln(1/0.6) = 5.1 h, −20 % 2.2 h, −30 % 1.4 h; the table says 4, 2 and 1 h.

    In steps of 3 min: the last that the line can keep the whole depth for, and the next, for which it cannot.
    """
    band_h = -10 * np.log(1 - 0.04 / depth)
    for depths, longest in (((), band_h), ((0.1, 0.2, 0.3), hours_)):
        steps = int(longest / 0.05 + 1e-9)
        assert _holds(depth, steps, depths)
        assert not _holds(depth, steps + 1, depths)


def _holds(depth: float, steps: int, depths: tuple[float, ...]) -> bool:
    """Whether a line at a high price leaves all of `depth` for `steps` × 3 min."""
    line = {"id": "x", "load": "works", "depth_down_pu": depth, "ramp_pu_per_h": None, "daily_target_pu": 0,
            "target_pu": 0, "lost_cost_cny_per_t": 0.01, "heat_terminal_h": 0.4, "depth_up_pu": 0,
            "duration_depth_pu": depths, "duration_h": (4, 2, 1)[: len(depths)]}  # fmt: skip
    case = system(load=[works()], corridor=[market(1000.0, buys=True)], potline=[line])
    # One period of that length is the same physics as many: heat falls evenly towards its aim.
    solved = solve(case, hours(0.05 * steps))
    return bool(column(solved, "potline.down_mw", "x")[0] > 100 * depth - 1e-6)
