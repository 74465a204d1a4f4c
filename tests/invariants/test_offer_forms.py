"""The rows of offers against another way to write them: calls as a state that adds up, rebound as the audit has it.

minimise Σ price·(D − less)·Δt + Σ energy price·Δt·delivered + event price·1000·offered·(n[end] − n[start])
n[end] ≥ n[start]     n[end] − n[start] ≥ called[t] − called[t−1]     called[t] ≤ n[end] − n[start of τ]
n[end] − n[end of κ] + called[κ] ≤ 1      n at the end of a day or season − at its start ≤ its calls
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy.optimize import linprog

from dispatch.families.virtual_plant.entity import Offer
from dispatch.families.virtual_plant.replay.virtual_plant import _coming_back
from dispatch.families.virtual_plant.rows.calls import call_budgets, first_to_last, in_notice, last_rested
from dispatch.horizon import Horizon
from dispatch.series.assemble import assemble_series
from tests.invariants.test_virtual_plant import priced
from tests.support import close, hours, solve

AXES = {
    "hours": hours(*[1] * 60),
    "uneven": hours(*[0.5, 1, 2, 0.25, 0.25] * 8),
    "segments": Horizon.chain([hours(*[1] * 20, weight=3), hours(*[0.5] * 30, start="2030-07-04")]),
}
OFFERS: dict[str, dict[str, Any]] = {
    "cut": {"duration_h": 3, "rest_h": 4, "notice_h": 2, "calls_per_day": 2, "price_cny_per_kw_event": 0.3,
            "rebound_pu": 0.5, "rebound_h": 2},
    "fill": {"direction": "fill", "duration_h": 1.5, "rest_h": 0, "calls_per_season": 700, "rebound_pu": 1.2,
             "rebound_after_h": 0.7, "rebound_h": 3, "price_cny_per_mwh": 30, "calls_per_day": 3},
}  # fmt: skip


@pytest.mark.parametrize("axis", AXES)
@pytest.mark.parametrize("kind", OFFERS)
def test_both_ways_of_writing_offers_have_the_same_optimum(axis: str, kind: str) -> None:
    """To 1e-9, for cuts and fills, even and uneven steps, several segments."""
    horizon, offer_fields = AXES[axis], {"id": "call", "virtual_plant": "town", **OFFERS[kind]}
    case = priced(7, offer_fields)
    expected = _state_form(Offer.model_validate(offer_fields), case, horizon)
    assert solve(case, horizon).objective_cny == close(expected, rel=1e-9)
    assert abs(expected - solve(priced(7), horizon).objective_cny) > 1


def _state_form(offer: Offer, case: Any, horizon: Horizon) -> float:
    series, n = assemble_series(case, horizon), horizon.periods
    load, market = case.load[0], case.corridor[0]
    demand = load.p_nom_mw * series.of(load, "p_pu")
    price = series.of(market, "import_price_cny_per_mwh")
    offered = 0.3 * demand
    give = np.minimum(1, offer.duration_h / horizon.dt_h) * offered
    sign = 1 if offer.direction == "cut" else -1
    back = np.array([_coming_back(horizon, offer.rebound_pu * give * (np.arange(n) == t), offer) for t in range(n)])
    less_mwh = sign * (np.diag(horizon.dt_h * give) - back)
    first, last = horizon.first_boundary, horizon.last_boundary
    event = 1000 * horizon.weight * offered * offer.price_cny_per_kw_event
    cost = np.zeros(n + horizon.boundaries)
    cost[:n] = horizon.cost_h * offer.price_cny_per_mwh * give - less_mwh @ (horizon.weight * price)
    np.add.at(cost, n + last, event)
    np.add.at(cost, n + first, -event)
    rows: list[np.ndarray] = []
    limits: list[float] = []

    def at_most(limit: float, *terms: tuple[int, float]) -> None:
        row = np.zeros(len(cost))
        for where, value in terms:
            row[where] += value
        rows.append(row)
        limits.append(limit)

    since = first_to_last(offer, horizon)
    rested, known = last_rested(offer, horizon)
    for t in range(n):
        begun = ((n + first[t], 1.0), (n + last[t], -1.0))
        at_most(0, *begun)
        if t and horizon.segment[t] == horizon.segment[t - 1]:
            at_most(0, *begun, (t, 1.0), (t - 1, -1.0))
        at_most(0, (t, 1.0), (n + last[t], -1.0), (n + first[since[t]], 1.0))
        if offer.rest_h > 0 and known[t]:
            at_most(1, (n + last[t], 1.0), (n + last[rested[t]], -1.0), (rested[t], 1.0))
        elif offer.rest_h > 0:
            at_most(1, (n + last[t], 1.0))
    for _, inside, calls in call_budgets(offer, horizon):
        at_most(calls, (n + last[inside[-1]], 1.0), (n + first[inside[0]], -1.0))
    bounds = [(0.0, 0.0 if never else 1.0) for never in in_notice(offer, horizon)]
    starts = set(horizon.segment_start.tolist())
    bounds += [(0.0, 0.0 if b in starts else 1e4) for b in range(horizon.boundaries)]
    found = linprog(cost, A_ub=np.array(rows), b_ub=limits, bounds=bounds, method="highs")
    assert found.status == 0
    return float(found.fun + (horizon.cost_h * price) @ demand)
