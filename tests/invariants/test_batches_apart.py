"""A schedule of a batch fleet taken apart into whole batches: what error is left, for each of the two formulations.

Two weeks by the hour at prices that swing by day, 100 MW, batches of 72 h, 20 furnaces: where nothing else is asked one
is started every 3.6 h, so a batch takes 360 MWh. The k-th batch starts when the energy that the schedule starts
has reached k − ½ batches. A schedule of the band says nothing of starts: the best fit of any starts by the hour (least
squares, not negative) stands in for them.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.optimize import nnls

from dispatch.families.batch_fleet.entity import BatchFleet
from tests.hand.demand_response import on_market, works
from tests.support import column, hours, solve, table

HOURS = 14 * 24
HOUR = np.arange(HOURS)
PRICE = 350 + 200 * np.sin((HOUR % 24 - 9) * np.pi / 12) + 60 * np.sin(HOUR / 31)
BATCH_MWH = 100 * 72 / 20
FLEET = BatchFleet(id="x", load="works")


def batch_mw(start: float) -> np.ndarray:
    """Hourly MW of one batch that starts at hour `start`: its curve on a grid of minutes."""
    minutes = np.arange(72 * 60)
    corners = 72 * 60 * np.array([0, FLEET.ramp_share, FLEET.ramp_share + FLEET.hold_share, 1])
    curve = np.interp(minutes + 0.5, corners, [FLEET.ramp_from_pu, 1, 1, FLEET.taper_to_pu])
    at = minutes + round(60 * start)
    inside = (at >= 0) & (at < 60 * HOURS)
    return BATCH_MWH * np.bincount(at[inside] // 60, curve[inside], minlength=HOURS) / curve.sum()


def whole_batches(started: np.ndarray, block_h: float) -> np.ndarray:
    """MW of whole batches whose starts follow the energy started in blocks, on top of those that run already."""
    edge, total = np.arange(len(started) + 1) * block_h, np.append(0, np.cumsum(started))
    count = int(total[-1] / BATCH_MWH + 0.5)
    starts = np.interp((np.arange(count) + 0.5) * BATCH_MWH, total + 1e-9 * edge, edge)
    return before() + sum((batch_mw(start) for start in starts), np.zeros(HOURS))


def before() -> np.ndarray:
    """Batches that were started every 3.6 h before hour 0."""
    return sum((batch_mw(-start) for start in np.arange(1.8, 72, 3.6)), np.zeros(HOURS))


def schedule(**more: Any) -> tuple[np.ndarray, np.ndarray, float]:
    """(MW, MWh started by block or nothing, cost) of the cheapest schedule."""
    fleet = {"id": "x", "load": "works", "wear_cost_cny_per_mwh": 10, **more}
    solved = solve(on_market(table(p=PRICE), batch_fleet=[fleet], loads=[works()]), hours(*[1.0] * HOURS))
    starts = solved.tables.optional("batch_fleet_start_total")
    power = column(solved, "batch_fleet.p_mw", "x")
    return power, np.zeros(0) if starts is None else starts.columns["started_mwh"], solved.objective_cny


def rms_pu(found: np.ndarray, wanted: np.ndarray) -> float:
    return float(np.sqrt(((found - wanted) ** 2).mean()) / 100)


def test_a_schedule_of_starts_comes_apart_into_whole_batches() -> None:
    """Within 2 % of the baseline (root mean square), 5 % at worst, and 1.5 % of the energy of any two days."""
    power, started, _ = schedule(formulation="starts")
    whole = whole_batches(started, 6.0)
    assert power.min() < 90
    assert rms_pu(whole, power) < 0.02
    assert np.abs(whole - power).max() < 5
    two_days = whole.reshape(-1, 48).sum(axis=1) / power.reshape(-1, 48).sum(axis=1)
    assert np.abs(two_days - 1).max() < 0.015


def test_a_schedule_of_the_band_asks_for_more_than_starts_can_give() -> None:
    """No choice of starts follows it closer than 5 %: running batches must be turned up and down to do it.

    What it saves is therefore more than what staggering alone can: here about twice as much.
    """
    power, _, cheap = schedule(deep_h=0)
    curves = np.array([batch_mw(h + 0.5) for h in range(HOURS)]).T / BATCH_MWH
    started, _ = nnls(curves, power - before())
    assert rms_pu(before() + curves @ started, power) > 0.05
    flat = 100 * PRICE.sum()
    _, _, honest = schedule(formulation="starts")
    assert 1.5 < (flat - cheap) / (flat - honest) < 3.5
