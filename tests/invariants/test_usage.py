"""Data centres and charging fleets over random prices: deadlines and envelopes hold, energy arrives, finer time is
finer.

Physics is worked out again here, by other means than in the model and the audit: every quantum of work one by one,
every session one by one.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.case.schema import Case
from dispatch.charging.disaggregate import overlapping
from dispatch.charging.envelopes import planned_kw
from dispatch.charging.fleet import nameplate_mw, simulate
from dispatch.horizon import Horizon
from dispatch.program.build import build_model
from dispatch.program.compile import compile_program
from dispatch.series.assemble import assemble_series
from dispatch.solve.pipeline import Solved
from tests.random_cases import STEPS
from tests.support import both_routes, close, hours, market, route_differences, solve, system, table

MARCH_H = 59 * 24


def random_usage(seed: int, **more: Any) -> Case:
    """A market with random prices, some of them negative, one centre and one fleet with random options."""
    rng = np.random.default_rng(seed)
    computing = {
        "id": "dc", "load": "dc", "deferrable_pu": "s/share", "deadline_h": float(rng.choice([0.4, 1, 1.75, 3, 9])),
        "cyclic": bool(rng.random() < 0.5), "delay_cost_cny_per_mwh_h": float(rng.choice([0, 1, 30])),
        "p_max_mw": float(rng.uniform(20, 60)), "wear_cost_cny_per_mwh": float(rng.choice([0.1, 5])),
    }  # fmt: skip
    charging = {
        "id": "ev", "load": "ev", "piles": 50, "seed": 2, "pace_pu": float(rng.choice([1, 0.4, 0.15])),
        "v2g_share_pu": float(rng.choice([0, 0.5])), "cyclic": bool(rng.random() < 0.5), **more,
    }  # fmt: skip
    return system(
        table(repeat="day", price=rng.uniform(-100, 700, 24), need=rng.uniform(0.2, 1, 24), share=rng.uniform(0, 1,
        24)),
        corridor=[market("s/price", buys=True)],
        load=[{"id": "dc", "kind": "dc", "bus": "a", "p_nom_mw": 40, "p_pu": "s/need"},
              {"id": "ev", "kind": "ev", "bus": "a", "p_nom_mw": 20, "p_pu": "charging/ev"}],
        computing=[computing], charging=[charging],
        time={"start": "2030-01-01T00:00+08:00", "end": "2031-01-01T00:00+08:00"},
    )  # fmt: skip


@st.composite
def axes(draw: st.DrawFn) -> Horizon:
    """One or two segments of uneven steps, up to 6 h, through a night of March and one of July."""
    steps = st.lists(st.sampled_from((*STEPS, 1 / 12, 3.0, 6.0)), min_size=4, max_size=9)
    parts = [hours(*draw(steps), start=f"2030-03-01 {draw(st.integers(0, 23))}:00", weight=2)]
    if draw(st.booleans()):
        parts.append(hours(*draw(steps), start="2030-07-05 16:00"))
    return Horizon.chain(parts)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**31), axes())
def test_no_price_breaks_a_deadline_or_leaves_a_car(seed: int, axis: Horizon) -> None:
    """Audited, and by other means: every quantum of work within its deadline, every segment with its energy to 1e-6."""
    case = random_usage(seed)
    solved = solve(case, axis)
    for g in range(axis.segments):
        inside = axis.segment == g
        for kind in ("computing", "charging"):
            found = solved.tables[kind]
            drawn, asked = (found.columns[name][0, inside] * axis.dt_h[inside] for name in ("p_mw", "baseline_mw"))
            assert drawn.sum() == pytest.approx(asked.sum(), abs=1e-6 * (1 + asked.sum()))
            assert drawn.min() > -1e-7
        assert_in_time(solved, g)
        assert_cars_in_envelope(solved, g)


def assert_in_time(solved: Solved, g: int) -> None:
    """First come, first served: the hour at which each of 400 quanta of work is done, against when it came."""
    axis, centre = solved.horizon, solved.case.computing[0]
    inside = axis.segment == g
    edge = np.append(0, np.cumsum(axis.dt_h[inside]))
    found, state = solved.tables["computing"], solved.tables["computing_state"].columns["queue_mwh"][0]
    work = found.columns["arriving_mw"][0, inside]
    arrived = np.append(0, np.cumsum(work * axis.dt_h[inside]))
    done = (work - found.columns["down_mw"][0, inside] + found.columns["up_mw"][0, inside]) * axis.dt_h[inside]
    served = np.append(0, np.cumsum(done)) - state[axis.segment_start[g]]
    if arrived[-1] < 1e-6:
        return
    if centre.cyclic:  # the segment, three times over
        span, total = edge[-1], arrived[-1]
        edge = np.concatenate([edge[:-1], span + edge[:-1], 2 * span + edge])
        arrived = np.concatenate([arrived[:-1], total + arrived[:-1], 2 * total + arrived])
        served = np.concatenate([served[:-1], total + served[:-1], 2 * total + served])
    quanta = np.linspace(0.01, 0.99, 400) * (arrived[-1] if not centre.cyclic else total) + (
        total if centre.cyclic else 0
    )
    came, left = (
        np.interp(quanta, curve + 1e-9 * np.arange(len(curve)), edge)
        for curve in (arrived, np.maximum.accumulate(served))
    )
    assert (left - came).max() <= centre.deadline_h + 1e-4
    assert (left - came).min() >= -1e-4


def assert_cars_in_envelope(solved: Solved, g: int) -> None:
    """What is owed at every boundary against the sessions that are there."""
    axis, fleet = solved.horizon, solved.case.charging[0]
    owed = solved.tables["charging_state"].columns["owed_mwh"][0, axis.segment_start[g] : axis.segment_end[g] + 1]
    first = axis.local_time()[axis.segment_first_period[g]]
    since = 24.0 * (first.day_of_year - 1) + first.hour + first.minute / 60
    edge = since + np.append(0, np.cumsum(axis.dt_h[axis.segment == g]))
    every = simulate(fleet, 2030)
    cars = overlapping(every.where(every.managed & ~every.lends), float(edge[0]), float(edge[-1]))
    slow = planned_kw(cars, fleet)
    for t, x in zip(edge, owed, strict=True):
        here = (cars.come_h < t) & (cars.leave_h > t)
        soon = np.minimum(cars.energy_kwh, cars.p_kw * (t - cars.come_h))
        late = np.maximum(cars.energy_kwh - slow * (cars.leave_h - t), 0)
        # Readings of a table run straight within a quarter-hour, which a car's do not.
        between = cars.p_kw[here].sum() / 4 if (4 * t) % 1 else 0
        assert x <= ((soon - late)[here].sum() + between) * 20 / 1000 / nameplate_mw(fleet) + 1e-6


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 2**31), axes())
def test_random_usage_is_the_same_matrix(seed: int, axis: Horizon) -> None:
    assert not route_differences(*both_routes(random_usage(seed), axis))


def test_switched_off_is_the_same_program() -> None:
    """Exactly: rows, columns, bounds, costs."""
    case, axis = random_usage(1), hours(*[1.0] * 12, start="2030-03-01 16:00")
    off = {kind: [{**getattr(case, kind)[0].model_dump(), "enabled": False}] for kind in ("computing", "charging")}
    fields = case.model_dump(exclude={"computing", "series"}) | {"series": case.series}
    plain = Case.model_validate({**fields, "charging": off["charging"]})
    with_both = Case.model_validate({**fields, **off})
    one, other = (compile_program(build_model(c, assemble_series(c, axis))) for c in (plain, with_both))
    assert (
        one.columns.keys() == other.columns.keys() == {k for k in one.columns if "comp" not in k and "charg" not in k}
    )
    for name in ("c", "row_lower", "row_upper", "column_lower", "column_upper"):
        assert (getattr(one, name) == getattr(other, name)).all()
    assert (one.matrix.toarray() == other.matrix.toarray()).all()


CUTS = ((2.0,) * 6, (1.0,) * 12, (0.5,) * 24, (0.25,) * 48)


def test_states_are_the_same_however_time_is_cut() -> None:
    """Data flat over two hours and a deadline of two: one optimum and one queue at shared instants. (Where waiting
    costs, finer steps may serve the queue at the beginning of a cheap hour rather than throughout it.)
    """
    rng = np.random.default_rng(5)
    flat = {name: np.repeat(rng.uniform(0.2, 1, 6), 2) for name in ("price", "need")}
    case = system(
        table(start="2030-03-01", **flat), corridor=[market({"series": "s/price", "scale": 500}, buys=True)],
        load=[{"id": "dc", "kind": "dc", "bus": "a", "p_nom_mw": 40, "p_pu": "s/need"}],
        computing=[{"id": "dc", "load": "dc", "deadline_h": 2, "delay_cost_cny_per_mwh_h": 0, "p_max_mw": 60}],
    )  # fmt: skip
    made = [solve(case, hours(*cut, start="2030-03-01")) for cut in CUTS]
    assert [one.bound_cny for one in made[1:]] == [close(made[0].bound_cny, rel=1e-9)] * 3
    queue = [one.tables["computing_state"].of("dc", "queue_mwh") for one in made]
    for found, share in zip(queue[1:], (2, 4, 8), strict=True):
        assert found[::share] == close(queue[0], abs=1e-6)


@pytest.mark.parametrize("seed", range(4))
def test_long_periods_only_forgo_flexibility(seed: int) -> None:
    """A dispatch of long periods is one of short ones: where prices and baselines are flat over 6 h, cutting finer
    never costs more. (The demand of cars is not flat, so only what is saved against charging at once is compared.)
    """
    case = random_usage(seed, v2g_share_pu=0)
    rng = np.random.default_rng(seed)
    blocks = {name: np.repeat(rng.uniform(0.2, 1, 4), 6) for name in ("price", "need", "share")}
    flat = table(repeat="day", **{**blocks, "price": 900 * blocks["price"]})
    patient = (case.computing[0].model_copy(update={"deadline_h": 9.0}),)
    case = case.model_copy(update={"series": {"s": flat}, "computing": patient})
    saved = []
    for steps in ((6.0,) * 8, (2.0,) * 24, (1.0,) * 48, (0.25,) * 192):
        axis = hours(*steps, start="2030-03-01")
        off = tuple(fleet.model_copy(update={"enabled": False}) for fleet in case.charging)
        idle = tuple(centre.model_copy(update={"enabled": False}) for centre in case.computing)
        plain = solve(case.model_copy(update={"charging": off, "computing": idle}), axis)
        saved.append(plain.bound_cny - solve(case, axis).bound_cny)
    assert all(fine >= coarse - 1e-6 * (1 + abs(coarse)) for coarse, fine in pairwise(saved))
    assert saved[-1] > 0
