"""Handing a schedule out to cars: by hand, against earliest deadline first, and properties over random schedules."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.charging.disaggregate import Schedule, disaggregate, level_laxity
from dispatch.charging.envelopes import summed
from dispatch.charging.fleet import Sessions, nameplate_mw, simulate
from dispatch.families.charging.entity import Charging

FLEET = Charging.model_validate(
    {"id": "ev", "load": "ev", "eta_charge": 0.9, "eta_discharge": 0.8, "v2g_depth_kwh": 10}
)


def cars(*stays: tuple[float, float, float, float], lends: bool = False) -> Sessions:
    """(comes, leaves, kWh, kW) of every car."""
    come, leave, energy, p = np.array(stays, dtype=float).T
    n = len(stays)
    return Sessions(
        np.arange(n), np.zeros(n, dtype=np.int64), come, leave, energy, p, np.ones(n, bool), np.full(n, lends)
    )


def schedule(charge: list[float], give: list[float] | None = None, restore: list[float] | None = None) -> Schedule:
    nothing = [0.0] * len(charge)
    return Schedule(
        0.0, np.ones(len(charge)), *(np.array(v, float) for v in (charge, give or nothing, restore or nothing))
    )


def test_laxity_serves_whom_the_earliest_deadline_would_lose() -> None:
    """A wants 10 kWh by 2 h, B 28 kWh by 3 h, both at 10 kW; the schedule has 10, 18 and 10 kW.

    By deadline A has hour 0 to itself; B can then take 10 + 10 only and lacks 8, which nobody takes in hour 1. By
    laxity B (0.2 h) is lifted to 0 after the hour first, 8 kWh, and the other 2 are shared: 1 and 9, then 9 and 9,
    then 10.
    """
    done = disaggregate(FLEET, cars((0, 2, 10, 10), (0, 3, 28, 10)), schedule([10, 18, 10]))
    assert done.unserved_kwh == pytest.approx([0, 0])
    assert done.charged_kw == pytest.approx([10, 18, 10])
    first = level_laxity(np.array([10.0, 28]), np.full(2, 10.0), np.array([1.0, 2]), np.full(2, 10.0), 10.0)
    assert first == pytest.approx([1, 9])


def test_levels_are_the_highest_that_the_energy_reaches() -> None:
    """Laxities 2, 1 and 0 h at 10 kW after the step if nothing is given; 15 kWh lift the last two to 1.25 h."""
    rest, p, after = np.array([10.0, 20, 30]), np.full(3, 10.0), np.full(3, 3.0)
    assert level_laxity(rest, p, after, np.full(3, 20.0), 15.0) == pytest.approx([0, 2.5, 12.5])
    assert level_laxity(rest, p, after, np.full(3, 20.0), 0.0) == pytest.approx([0, 0, 0])
    assert level_laxity(rest, p, after, np.array([10.0, 10, 10]), 99.0) == pytest.approx([10, 10, 10])
    assert level_laxity(rest, p, after, np.array([10.0, 10, 10]), 15.0) == pytest.approx([0, 5, 10])


def test_what_is_too_little_too_late_or_too_much_is_said() -> None:
    """A car of 10 kWh and 10 kW from 0 to 2 h: 4 kWh are not enough, 14 kW in an hour are too much, all is too late at
    3 h.
    """
    assert disaggregate(FLEET, cars((0, 2, 10, 10)), schedule([2, 2, 0])).unserved_kwh == pytest.approx([6])
    done = disaggregate(FLEET, cars((0, 2, 10, 10)), schedule([14, 0, 0]))
    assert (done.unserved_kwh.sum(), done.refused_kwh.tolist()) == (0, [4, 0, 0])
    done = disaggregate(FLEET, cars((0, 2, 10, 10)), schedule([0, 0, 10]))
    assert (done.unserved_pu, done.refused_kwh.tolist()) == (1.0, [0, 0, 10])


def test_who_is_there_before_has_been_charged_at_once() -> None:
    """15 kWh since an hour ago at 10 kW: 5 are left. One still there at the end may be owed what it can still take."""
    assert disaggregate(FLEET, cars((-1, 2, 15, 10)), schedule([5, 0])).unserved_kwh == pytest.approx([0])
    assert disaggregate(FLEET, cars((0, 4, 30, 10)), schedule([0, 0])).unserved_kwh == pytest.approx([10])
    assert disaggregate(FLEET, cars((8759, 8762, 15, 10)), schedule([5, 0])).unserved_kwh == pytest.approx([0])


def test_part_of_a_step_is_worth_part_of_the_power() -> None:
    """Come at 0.75, leave at 1.5, 10 kW: 2.5 kWh in the first hour, 5 in the second."""
    done = disaggregate(FLEET, cars((0.75, 1.5, 7, 10)), schedule([9, 9]))
    assert done.charged_kw == pytest.approx([2.5, 4.5])
    assert done.unserved_kwh == pytest.approx([0])


def test_full_cars_lend_down_to_their_depth_and_get_it_back() -> None:
    """10 kW, full at 1 h, until 4 h; 8 kWh at the pile are 10 of the battery, and 11.1 to restore.

    Asked for 9 kW at 1–2 h it gives 8. At 2–3 h it gets 10 and at 3–4 h the 1.11 left; asked again at 3–4 h it has none
    that it could still get back.
    """
    lender = cars((0, 4, 10, 10), lends=True)
    done = disaggregate(FLEET, lender, schedule([0] * 4, [0, 9, 0, 5], [0, 0, 10, 8 / 0.72 - 10]))
    assert done.given_kw == pytest.approx([0, 8, 0, 0])
    assert done.missed_kwh == pytest.approx([0, 1, 0, 5])
    assert done.charged_kw == pytest.approx([0, 0, 10, 8 / 0.72 - 10])
    assert done.unserved_kwh == pytest.approx([0], abs=1e-9)
    done = disaggregate(FLEET, lender, schedule([0] * 4, [0, 9, 0, 0], [0, 0, 10, 0]))
    assert done.unserved_kwh == pytest.approx([8 / 0.72 - 10])


def test_the_cars_with_most_laxity_lend_first() -> None:
    """Leaving at 6 and at 3 h, 4 kWh asked: all from the first."""
    pair = cars((0, 6, 10, 10), (0, 3, 10, 10), lends=True)
    done = disaggregate(FLEET, pair, schedule([0, 0, 0], [0, 4, 0]))
    assert done.given_kw == pytest.approx([0, 4, 0])
    assert done.unserved_kwh == pytest.approx([0, 0])


YEAR = simulate(Charging.model_validate({"id": "ev", "load": "ev", "piles": 60, "seed": 1, "v2g_share_pu": 0.3}), 2030)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**31), st.sampled_from((0.25, 0.5, 1.0)))
def test_no_car_and_no_kwh_is_lost(seed: int, step_h: float) -> None:
    """Over random schedules: what is drawn is what was asked less what was refused, nobody gets more than the wish or
    the pile, and energy adds up.
    """
    rng = np.random.default_rng(seed)
    n = round(48 / step_h)
    asked = Schedule(
        24.0 * rng.integers(0, 363), np.full(n, step_h), *(rng.uniform(0, 300, (3, n)) * (rng.random((3, n)) < 0.6))
    )
    done = disaggregate(FLEET, YEAR, asked)
    assert done.charged_kw.sum() * step_h == pytest.approx(
        ((asked.charge_kw + asked.restore_kw) * step_h - done.refused_kwh).sum(), rel=1e-9
    )
    assert done.given_kw * step_h == pytest.approx(asked.give_kw * step_h - done.missed_kwh, abs=1e-6)
    assert (done.unserved_kwh >= 0).all()
    waits = ~done.sessions.lends
    assert (done.unserved_kwh[waits] <= done.wanted_kwh[waits] + 1e-9).all()
    assert (done.refused_kwh >= 0).all()


def test_charging_at_once_leaves_nobody_hungry() -> None:
    """The baseline itself, handed out: every car is served in full, at 5 minutes as at 15."""
    fleet = Charging.model_validate({"id": "ev", "load": "ev", "piles": 60, "seed": 1})
    every = simulate(fleet, 2030)
    managed = 1000 * nameplate_mw(fleet) * summed(fleet, every)["managed"][: 7 * 96]
    done = disaggregate(fleet, every, Schedule(0.0, np.full(7 * 96, 0.25), managed, 0 * managed, 0 * managed))
    assert done.unserved_pu < 1e-9
