"""Virtual plants whatever the prices: a schedule comes apart into members that each keep every limit.

With n the calls begun so far, n − called and n move around a circle of members
(`dispatch.families.virtual_plant.rows.virtual_plant`): the member at q is called for the k-th time in the periods in
which n − called ≤ q + k < n.
"""

from __future__ import annotations

from typing import Any

import hypothesis.strategies as st
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings

from dispatch.case.schema import Case
from dispatch.families.virtual_plant.entity import Offer
from dispatch.horizon import Horizon
from dispatch.program.build import build_model
from dispatch.program.compile import compile_program
from dispatch.series.assemble import assemble_series
from dispatch.solve.pipeline import Solved
from tests.hand.demand_response import on_market, works
from tests.random_cases import horizons
from tests.support import close, column, hours, solve, table
from tests.virtual_parts import virtual, virtual_loads

EPS = 1e-7


@st.composite
def offers(draw: st.DrawFn) -> dict[str, Any]:
    """Any cut or fill of whole hours."""
    return {
        "id": "call", "virtual_plant": "town", "direction": draw(st.sampled_from(("cut", "fill"))),
        "duration_h": draw(st.sampled_from((1.0, 1.5, 2.0, 4.0))), "rest_h": draw(st.sampled_from((0.0, 1.0, 2.5))),
        "notice_h": draw(st.sampled_from((0.0, 1.0))), "calls_per_day": draw(st.integers(1, 4)),
        "calls_per_season": draw(st.sampled_from((None, 500.0))),
        "price_cny_per_mwh": draw(st.sampled_from((0.0, 30.0))),
        "price_cny_per_kw_event": draw(st.sampled_from((0.0, 0.02))),
        "rebound_pu": draw(st.sampled_from((0.0, 0.5, 1.2))),
        "rebound_after_h": draw(st.sampled_from((None, 0.0, 0.7))), "rebound_h": draw(st.sampled_from((0.5, 3.0))),
    }  # fmt: skip


def priced(seed: int, *offer: dict[str, Any], share: float = 0.3) -> Case:
    """Prices between −300 and 700 CNY/MWh, and a demand that changes by the hour."""
    rng = np.random.default_rng(seed)
    data = table(repeat="day", p=rng.uniform(-300, 700, 24), need=rng.uniform(0.3, 1, 24))
    return on_market(
        data, [works(100, p_pu="s/need")], offer=list(offer),
        virtual_plant=[{"id": "town", "loads": ["works"], "share_pu": share}],
    )  # fmt: skip


def turns(solved: Solved, q: float) -> list[np.ndarray]:
    """Periods of every call of the member at q, one segment after the other."""
    horizon = solved.horizon
    called, begun = column(solved, "offer.called_pu", "call"), column(solved, "offer.begun", "call")
    first = np.concatenate([np.cumsum(begun[horizon.segment == g]) for g in range(horizon.segments)])
    released = first - called
    found = []
    for g in range(horizon.segments):
        at = np.flatnonzero(horizon.segment == g)
        for k in range(int(np.ceil(first[at].max(initial=0))) + 1):
            periods = at[(released[at] <= q + k) & (q + k < first[at])]
            found += [periods] if periods.size else []
    return found


@settings(max_examples=60, deadline=None)
@given(offers(), st.integers(0, 2**20), horizons(periods=12), st.integers(0, 2**20))
def test_every_member_keeps_every_limit(offer: dict[str, Any], seed: int, horizon: Horizon, member: int) -> None:
    """Members drawn at random; duration, rest, notice and calls of a day as they are written, in seconds."""
    solved = solve(priced(seed, offer), horizon)
    rules = Offer.model_validate(offer)
    local, end = horizon.local_time(), pd.DatetimeIndex(horizon.end, tz="UTC").tz_convert(horizon.zone)
    start_of_segment = local[horizon.segment_first_period]
    for q in np.random.default_rng(member).uniform(EPS, 1 - EPS, 20):
        days: dict[Any, int] = {}
        before: tuple[int, Any] | None = None
        for periods in turns(solved, q):
            assert (np.diff(periods) == 1).all()
            g, begin = int(horizon.segment[periods[0]]), local[periods[0]]
            single = len(periods) == 1 and horizon.dt_h[periods[0]] > rules.duration_h
            lasted_h = rules.duration_h if single else (end[periods[-1]] - begin) / pd.Timedelta(hours=1)
            assert lasted_h <= rules.duration_h + 1e-9
            assert (begin - start_of_segment[g]) / pd.Timedelta(hours=1) >= rules.notice_h - 1e-9
            if before is not None and before[0] == g:
                assert (begin - before[1]) / pd.Timedelta(hours=1) >= rules.rest_h - 1e-9
            before = g, end[periods[-1]]
            key = g, begin.date()
            days[key] = days.get(key, 0) + 1
            assert days[key] <= rules.calls_per_day


@settings(max_examples=40, deadline=None)
@given(offers(), st.integers(0, 2**20), horizons(periods=10))
def test_no_offer_costs_more_than_none_and_all_of_it_comes_back(
    offer: dict[str, Any], seed: int, horizon: Horizon
) -> None:
    """An option never costs; in every segment the share of the energy that is to come back does."""
    solved, plain = solve(priced(seed, offer), horizon), solve(priced(seed), horizon)
    assert solved.objective_cny <= plain.objective_cny + 1e-6 * abs(plain.objective_cny)
    delivered = column(solved, "offer.delivered_mw", "call")
    less = column(solved, "virtual_plant.less_mw", "town")
    sign = 1 if offer["direction"] == "cut" else -1
    for g in range(horizon.segments):
        at = horizon.segment == g
        net = sign * float(horizon.dt_h[at] @ less[at])
        assert net == close((1 - offer["rebound_pu"]) * float(horizon.dt_h[at] @ delivered[at]), abs=1e-6)
    if offer["rebound_pu"]:
        assert column(solved, "offer.rebound_mw", "call").min() > -1e-7


@pytest.mark.parametrize("step_h", [1.0, 0.5, 0.25])
def test_refining_time_changes_no_state(step_h: float) -> None:
    """One call of an hour at 500 CNY/MWh: what comes back in every hour does not depend on the step."""
    offer = {"id": "call", "virtual_plant": "town", "duration_h": 1, "rebound_pu": 0.8, "rebound_h": 1.7,
             "rebound_after_h": 1.5, "price_cny_per_kw_event": 0.001}  # fmt: skip
    case = on_market(table(p=[100, 500, *[100] * 6]), [works(100)], offer=[offer],
                     virtual_plant=[{"id": "town", "loads": ["works"], "share_pu": 0.3}])  # fmt: skip
    coarse, fine = (solve(case, hours(*[h] * round(8 / h))) for h in (1.0, step_h))
    back = column(fine, "offer.rebound_mw", "call").reshape(8, -1).mean(axis=1)
    assert back == close(column(coarse, "offer.rebound_mw", "call"), rel=1e-9)
    assert fine.objective_cny == close(coarse.objective_cny)


def test_switched_off_is_as_if_it_were_not_there() -> None:
    """The same matrix, bounds and costs as of the plain loads, bit by bit."""
    parts = virtual("far", "s/need")
    off = {**parts, "virtual_plant": [{**plant, "enabled": False} for plant in parts["virtual_plant"]]}
    rng = np.random.default_rng(4)
    data = table(repeat="day", p=rng.uniform(0, 700, 24), price=rng.uniform(0, 9, 24), need=rng.uniform(0.3, 1, 24))
    programs = []
    for families in ({}, off):
        case = on_market(data, virtual_loads("a", "a"), **families)
        programs.append(compile_program(build_model(case, assemble_series(case, hours(1, 0.5, 2)))))
    plain, silent = programs
    assert (plain.matrix.toarray() == silent.matrix.toarray()).all()
    for name in ("c", "row_lower", "row_upper", "column_lower", "column_upper"):
        assert (getattr(plain, name) == getattr(silent, name)).all()
