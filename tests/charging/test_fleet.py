"""Sessions drawn pile by pile: the figures asked for, no pile twice at a time, same seed same bytes."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest

from dispatch.charging.calendar import DAYS
from dispatch.charging.envelopes import summed
from dispatch.charging.fleet import FILLED_AT_MOST, LONGEST_STAY_H, Sessions, Use, nameplate_mw, pile_uses, simulate
from dispatch.errors import CaseError
from dispatch.families.charging.entity import Charging


def fleet(**more: Any) -> Charging:
    return Charging.model_validate({"id": "ev", "load": "ev", "piles": 300, "seed": 3, **more})


@cache
def year() -> Sessions:
    return simulate(fleet(), 2030)


def test_three_hundred_piles_have_the_figures_of_the_region() -> None:
    """80 kWh a pile and day, 73–80 kW a pile, a peak of 0.14–0.25 of the ratings, 30 % of the energy managed."""
    sessions = year()
    assert sessions.energy_kwh.sum() / (300 * DAYS) == pytest.approx(80, rel=1e-9)
    assert 73 <= 1000 * nameplate_mw(fleet()) / 300 <= 80
    assert 0.14 <= summed(fleet(), sessions)["profile"].max() <= 0.25
    managed = sessions.energy_kwh[sessions.managed].sum() / sessions.energy_kwh.sum()
    assert managed == pytest.approx(0.3, abs=0.005)


def test_a_pile_serves_one_car_at_a_time() -> None:
    sessions = year()
    same = np.diff(sessions.pile) == 0
    assert (sessions.leave_h[:-1] - sessions.come_h[1:])[same].max() < 1e-8
    stay = sessions.leave_h - sessions.come_h
    assert 0 < stay.min() <= stay.max() < LONGEST_STAY_H
    assert sessions.energy_kwh.min() > 0
    assert (sessions.energy_kwh / (sessions.p_kw * stay)).max() < 1
    slow = sessions.use != Use.FAST
    assert (sessions.energy_kwh / (sessions.p_kw * stay))[slow].max() <= FILLED_AT_MOST + 1e-9


def test_offices_are_empty_at_spring_festival_and_fast_piles_full() -> None:
    """2–9 February 2030 against the eight days before."""
    sessions = year()
    day = sessions.come_h // 24

    def energy(use: Use, first: int) -> float:
        return float(sessions.energy_kwh[(sessions.use == use) & (day >= first) & (day < first + 8)].sum())

    assert energy(Use.WORK, 32) == 0
    assert energy(Use.FAST, 32) > 1.4 * energy(Use.FAST, 24)
    assert energy(Use.HEAVY, 32) < 0.5 * energy(Use.HEAVY, 24)


def test_the_same_seed_gives_the_same_bytes() -> None:
    again, other, named = simulate(fleet(), 2030), simulate(fleet(seed=4), 2030), simulate(fleet(seed=None), 2030)
    for name in Sessions.__dataclass_fields__:
        assert getattr(again, name).tobytes() == getattr(year(), name).tobytes()
    assert len(other) != len(year())
    assert len(named) != len(year())
    assert simulate(fleet(seed=None, id="two"), 2030).come_h[0] != named.come_h[0]


def test_every_pile_has_a_use() -> None:
    assert np.bincount(pile_uses(fleet())).tolist() == [75, 30, 150, 45]
    assert np.bincount(pile_uses(fleet(piles=7)), minlength=4).sum() == 7


def test_what_cannot_be_true_is_refused() -> None:
    """No home pile of 7 kW gives 200 kWh a day; fast piles alone leave nothing to manage; nothing managed is fine."""
    homes = {"home_share_pu": 1, "work_share_pu": 0, "fast_share_pu": 0, "heavy_share_pu": 0}
    fast = {"home_share_pu": 0, "work_share_pu": 0, "fast_share_pu": 1, "heavy_share_pu": 0}
    for wrong, code in (
        (fleet(**homes, energy_kwh_per_pile_day=200), "charging_energy_beyond_stays"),
        (fleet(**fast), "charging_share_beyond_stays"),
    ):
        with pytest.raises(CaseError) as caught:
            simulate(wrong, 2030)
        assert [fault.code for fault in caught.value.faults] == [code]
    assert not simulate(fleet(**fast, managed_share_pu=0), 2030).managed.any()
