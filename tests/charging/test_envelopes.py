"""The envelope of a fleet against its sessions, one by one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dispatch.charging import envelopes
from dispatch.charging.envelopes import STEP_H, envelope_of, planned_kw, summed
from dispatch.charging.fleet import YEAR_H, nameplate_mw, simulate
from dispatch.families.charging.entity import Charging
from tests.support import demand, hours, solve, system, unit

STEPS = round(YEAR_H / STEP_H)


def fleet(**more: Any) -> Charging:
    return Charging.model_validate({"id": "ev", "load": "ev", "piles": 100, "seed": 3, **more})


@pytest.mark.parametrize("pace", [1.0, 0.3, 0.05])
def test_readings_are_those_of_every_session(pace: float) -> None:
    """w and z of the docstring at quarter-hours of the year, the turn of the year among them."""
    cars = fleet(pace_pu=pace, v2g_share_pu=0.4, v2g_depth_kwh=9)
    every = simulate(cars, 2030)
    made = summed(cars, every)
    waits, lends = every.where(every.managed & ~every.lends), every.where(every.lends)
    size, trip = 1000 * nameplate_mw(cars), cars.eta_charge * cars.eta_discharge
    slow, most = planned_kw(waits, cars), pace * lends.p_kw
    full = lends.come_h + lends.energy_kwh / lends.p_kw
    for k in (0, 3, 7, 20, 5000, 12345, 20002, STEPS - 1):
        owed = lent = 0.0
        for t in (k * STEP_H, k * STEP_H + YEAR_H):
            soon = np.minimum(waits.energy_kwh, waits.p_kw * (t - waits.come_h))
            late = np.maximum(waits.energy_kwh - slow * (waits.leave_h - t), 0)
            owed += (soon - late)[(t > waits.come_h) & (t < waits.leave_h)].sum()
            back = np.minimum(9 * cars.eta_discharge, most * (t - full)) / trip
            lent += np.minimum(back, most * (lends.leave_h - t))[(t > full) & (t < lends.leave_h)].sum()
        assert made["owed"][k] == pytest.approx(owed / size, abs=1e-9)
        assert made["lent"][k] == pytest.approx(lent / size, abs=1e-9)


def test_means_hold_all_energy() -> None:
    cars = fleet()
    every = simulate(cars, 2030)
    made = summed(cars, every)
    per_mw = STEP_H * 1000 * nameplate_mw(cars)
    assert made["profile"].sum() * per_mw == pytest.approx(every.energy_kwh.sum(), rel=1e-9)
    assert made["managed"].sum() * per_mw == pytest.approx(every.energy_kwh[every.managed].sum(), rel=1e-9)
    stays = (every.leave_h - every.come_h)[every.managed] * planned_kw(every.where(every.managed), cars)
    assert made["plugged"].sum() * per_mw == pytest.approx(stays.sum(), rel=1e-9)
    assert not made["lending"].any()


def test_a_slower_pace_lies_within_a_faster_one() -> None:
    cars = fleet()
    every = simulate(cars, 2030)
    fast, slow = (summed(cars.model_copy(update={"pace_pu": pace}), every) for pace in (0.5, 0.2))
    for name in ("owed", "plugged"):
        assert (slow[name] <= fast[name] + 1e-12).all()
    assert (slow["profile"] == fast["profile"]).all()


def test_charging_at_once_lies_within_the_envelope() -> None:
    """What is owed may be nothing always, and managed never exceeds what may be drawn."""
    made = summed(fleet(), simulate(fleet(), 2030))
    assert all((values >= 0).all() for values in made.values())


def test_envelopes_are_kept_by_content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another cost or name in Chinese is the same fleet; another pace, seed or year is not."""
    monkeypatch.setenv("DISPATCH_CACHE", str(tmp_path))
    drawn = []
    real = envelopes.simulate
    monkeypatch.setattr(envelopes, "simulate", lambda *a: drawn.append(a) or real(*a))

    def made(year: int = 2030, **more: Any) -> bytes:
        case = system(load=[demand(1)], time={"start": f"{year}-01-01T00:00+08:00", "end": f"{year}-02-01T00:00+08:00"})
        return envelope_of(case, fleet(**more)).means.columns["profile"].tobytes()

    first = made()
    assert made(wear_cost_cny_per_mwh=7, zh="车队", cyclic=True, load="other") == first
    assert len(drawn) == 1
    made(pace_pu=0.4)
    assert made(seed=9) != first
    assert made(2031) != first
    assert len(drawn) == 4


def test_the_profile_is_the_load_whatever_its_size() -> None:
    """A load of 3 MW that reads the profile doubled stands for 6 MW of piles."""
    case = system(
        load=[{**demand(3, id="ev"), "p_pu": {"series": "charging/ev", "scale": 2}}], thermal=[unit("gas", 99, 100)],
        charging=[fleet().model_dump()], time={"start": "2030-01-01T00:00+08:00", "end": "2031-01-01T00:00+08:00"},
    )  # fmt: skip
    solved = solve(case, hours(*[0.25] * 8, start="2030-06-03 18:00"))
    profile = summed(fleet(), simulate(fleet(), 2030))["profile"]
    first = 153 * 96 + 72
    assert solved.tables["load"].of("ev", "demand_mw") == pytest.approx(6 * profile[first : first + 8], rel=1e-12)


def test_sessions_can_be_moved() -> None:
    every = simulate(fleet(), 2030)
    assert (every.later(2.0).come_h == replace(every, come_h=every.come_h + 2).come_h).all()
