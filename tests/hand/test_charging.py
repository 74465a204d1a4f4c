"""Charging fleets by hand: cars drawn by hand take the place of those drawn at random.

Piles are rated 10 MW, so that MWh are round. `cars` patches the draw for the model and for the audit alike.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import pytest

from dispatch.cache import DIRECTORY_VARIABLE
from dispatch.charging.fleet import Sessions
from dispatch.families.charging.replay import year_curves
from dispatch.solve.pipeline import Solved
from tests.support import demand, expect, hours, market, solve, system, table

NIGHT = "2030-01-10 18:00"
_SINCE_NEW_YEAR_H = 9 * 24


@contextmanager
def cars(*stays: tuple[float, float, float, str]) -> Iterator[None]:
    """(comes, leaves, in hours since 10 January 00:00; MWh; `waits`, `lends` or `at once`) of every car."""
    come, leave, energy = np.array([stay[:3] for stay in stays], dtype=float).T
    kind = np.array([stay[3] for stay in stays])
    n = len(stays)
    drawn = Sessions(
        np.arange(n), np.zeros(n, dtype=np.int64), come + _SINCE_NEW_YEAR_H, leave + _SINCE_NEW_YEAR_H, 1000 * energy,
        np.full(n, 10_000.0), kind != "at once", kind == "lends",
    )  # fmt: skip
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(DIRECTORY_VARIABLE, "")
        for module in ("charging.envelopes", "families.charging.replay"):
            patch.setattr(f"dispatch.{module}.simulate", lambda fleet, year: drawn)
        year_curves.cache_clear()
        yield
    year_curves.cache_clear()


def fleet(**more: Any) -> dict[str, Any]:
    """Two piles of 10 MW; moving a MWh costs 2."""
    return {
        "id": "ev", "load": "ev", "piles": 2, "home_share_pu": 1, "work_share_pu": 0, "fast_share_pu": 0,
        "heavy_share_pu": 0, "home_kw": 10_000, "wear_cost_cny_per_mwh": 2, "pace_pu": 1, **more,
    }  # fmt: skip


def solved_night(
    prices: list[float], *stays: Any, weight: float = 1.0, load: dict[str, Any] | None = None, **more: Any
) -> Solved:
    """Hours from 18:00 on at a market with these prices."""
    case = system(
        table(start=NIGHT, price=prices), corridor=[market("s/price", buys=True)],
        load=[{**demand(20, id="ev", p_pu="charging/ev"), **(load or {})}], charging=[fleet(**more)],
    )  # fmt: skip
    with cars(*stays):
        return solve(case, hours(*[1.0] * len(prices), start=NIGHT, weight=weight))


def test_a_car_waits_for_the_cheapest_hour_of_its_stay() -> None:
    """10 MWh between 18:00 and 22:00, another 5 MWh at once at 20:00: charging at once draws 10, 0, 5, 0 MW.

    At 300, 100, 400 and 50 the first is done in the last hour. Energy 5·400 + 10·50, moved 10 MWh, 20.
    """
    solved = solved_night([300, 100, 400, 50], (18, 22, 10, "waits"), (20, 21, 5, "at once"))
    expect(
        solved,
        {
            "cost": 2520, "load.demand_mw[ev]": [10, 0, 5, 0], "charging.managed_mw[ev]": [10, 0, 0, 0],
            "charging.baseline_mw[ev]": [10, 0, 5, 0], "charging.p_mw[ev]": [0, 0, 5, 10],
            "charging_state.owed_mwh[ev]": [0, 10, 10, 10, 0],
        },
    )  # fmt: skip


def test_a_slow_pace_is_planned_with_half_the_rating() -> None:
    """The same car at half its pace needs two hours: 100 and 50 CNY/MWh, 5 MWh each; twice the weight, twice the cost.

    e⁻ at 21:00 is 10 − 5: at most 5 MWh may still be owed there.
    """
    solved = solved_night([300, 100, 400, 50], (18, 22, 10, "waits"), pace_pu=0.5, weight=2)
    expect(
        solved,
        {
            "cost": 2 * (500 + 250 + 20), "charging.p_mw[ev]": [0, 5, 0, 5],
            "charging_state.owed_mwh[ev]": [0, 10, 5, 5, 0],
        },
    )  # fmt: skip


def test_a_slow_pace_cannot_be_made_up_for() -> None:
    """At 300, 50, 400 and 100, half of 10 MW is planned in hour 1 although all would be cheapest there; the rest comes
    last.

    Energy 250 + 500, moved 10 MWh, 20.
    """
    solved = solved_night([300, 50, 400, 100], (18, 22, 10, "waits"), pace_pu=0.5)
    expect(solved, {"cost": 770, "charging.p_mw[ev]": [0, 5, 0, 5]})


def test_no_more_is_left_than_was_drawn_and_nothing_comes_early() -> None:
    """2 MWh come at 20:00 and stay until 22:00, 8 MWh at once at 18:00 and 20:00: at 10, 10, 300 and 400 the two MWh
    stay where they are, although the hours before are cheap and 8 MWh beside them dear.

    Energy 8·10 + 10·300 = 3,080.
    """
    stays = ((18, 22, 8, "at once"), (20, 22, 2, "waits"), (20, 22, 8, "at once"))
    solved = solved_night([10, 10, 300, 400], *stays)
    expect(solved, {"cost": 3080, "charging.p_mw[ev]": [8, 0, 10, 0]})
    dear = solved_night([10, 10, 400, 300], *stays)
    expect(dear, {"cost": 80 + 3200 + 600 + 4, "charging.p_mw[ev]": [8, 0, 8, 2]})


def test_a_cycle_owes_at_both_ends() -> None:
    """A stretch of two hours repeated; the car comes an hour before and stays for three. At 50 and 300 it is charged in
    the first hour, which owes it at the start what it owes at the end.

    In the model of the cycle 18:00–20:00 the car that charges at once at 19:00, and stays, waits for 18:00 next time:
    draw 10, 0; energy 500, moved 10 MWh, 20.
    """
    stays = ((15, 21, 10, "waits"), (19, 21, 10, "waits"))
    solved = solved_night([50, 300], *stays, cyclic=True)
    expect(solved, {"cost": 520, "charging.p_mw[ev]": [10, 0], "charging_state.owed_mwh[ev]": [10, 0, 10]})


def test_a_full_car_lends_at_the_peak_and_is_full_again() -> None:
    """10 MWh at once from 18:00 at 10 MW: full at 19:00, there until 22:00, lends at most 4 MWh of its battery.

    At 100, 100, 900 and 150 it gives 4·0.8 = 3.2 MWh at 20:00, owed as 3.2/(0.9·0.8) = 4.444, which is drawn back at
    150 in the last hour (waiting costs nothing). Wear 50 a MWh given. 1,000 − 900·3.2 + 150·4.444 + 160.
    """
    lending = {"v2g_share_pu": 1, "v2g_depth_kwh": 4000, "eta_charge": 0.9, "eta_discharge": 0.8}
    solved = solved_night([100, 100, 900, 150], (18, 22, 10, "lends"), v2g_wear_cost_cny_per_mwh=50, **lending)
    owed = 4 / 0.9
    expect(
        solved,
        {
            "cost": 1000 - 900 * 3.2 + 150 * owed + 160, "charging.give_mw[ev]": [0, 0, 3.2, 0],
            "charging.restore_mw[ev]": [0, 0, 0, owed], "charging_state.lent_mwh[ev]": [0, 0, 0, owed, 0],
            "charging.p_mw[ev]": [10, 0, 0, 0],
        },
    )  # fmt: skip


def test_piles_share_what_they_give_and_restore() -> None:
    """Full cars for the hour that pays 1,000 CNY a MWh drawn: some give g while others restore g/0.72, which draws
    0.3889·g.

    Together they have 10 MW: g = 10/2.3889 = 4.186 MW, which earns 1,627.9 less 50·4.186.
    """
    lending = {"v2g_share_pu": 1, "v2g_depth_kwh": 4000, "eta_charge": 0.9, "eta_discharge": 0.8}
    solved = solved_night([-1000, 0], (16, 19, 10, "lends"), v2g_wear_cost_cny_per_mwh=50, **lending)
    given = 10 / (1 + 1 / 0.72)
    expect(
        solved,
        {
            "cost": -1000 * given * (1 / 0.72 - 1) + 50 * given, "charging.give_mw[ev]": [given, 0],
            "charging.restore_mw[ev]": [given / 0.72, 0],
        },
    )  # fmt: skip


def test_a_cycle_lends_over_the_end() -> None:
    """The car is full all of the two hours, and lends 4 MWh of its battery over the turn: at 150 and 900 it restores
    4.444 MWh in the first hour that it owes from the last: −900·3.2 + 150·4.444 + 160, three times.
    """
    lending = {"v2g_share_pu": 1, "v2g_depth_kwh": 4000, "eta_charge": 0.9, "eta_discharge": 0.8, "cyclic": True}
    solved = solved_night([150, 900], (14, 24, 10, "lends"), weight=3, v2g_wear_cost_cny_per_mwh=50, **lending)
    owed = 4 / 0.9
    expect(
        solved,
        {
            "cost": 3 * (-900 * 3.2 + 150 * owed + 160), "charging.restore_mw[ev]": [owed, 0],
            "charging_state.lent_mwh[ev]": [owed, 0, owed],
        },
    )  # fmt: skip


def test_fleets_in_an_outage_miss_no_more_than_they_draw() -> None:
    """Two buses that are not joined. At a nothing feeds the first hour and 100 MW of wind the second; a city of 1 MW is
    there, too. At b nothing ever feeds anything.

    Each fleet has a car between 18:00 and 20:00, of 8 MWh at a and (its load stands for 15 MW, not 20) of 6 at b. The
    first waits for the wind, 16 for wear, and what it does not draw is not there for the city: 90,000. The second
    misses 6 MWh wherever it stands, 120,000, and stays where it is.
    """
    wind = {"id": "wind", "technology": "wind", "bus": "a", "p_nom_mw": 100, "p_max_pu": "s/blows"}
    loads = [{**demand(20, bus, id=f"ev_{bus}"), "p_pu": {"series": f"charging/ev_{bus}", "scale": scale}}
             for bus, scale in (("a", 1.0), ("b", 0.75))]  # fmt: skip
    case = system(
        table(start=NIGHT, blows=[0, 1]), buses="ab", load=[demand(1, unserved_cost_cny_per_mwh=90_000), *loads],
        renewable=[wind], charging=[fleet(id=f"ev_{bus}", load=f"ev_{bus}") for bus in "ab"],
    )  # fmt: skip
    with cars((18, 20, 8, "waits")):
        solved = solve(case, hours(1, 1, start=NIGHT))
    expect(
        solved,
        {
            "cost": 90_000 + 16 + 120_000, "charging.p_mw[ev_a]": [0, 8], "charging.p_mw[ev_b]": [6, 0],
            "load.unserved_mw[ev_a]": [0, 0], "load.unserved_mw[ev_b]": [6, 0], "load.unserved_mw[city]": [1, 0],
        },
    )  # fmt: skip


def test_a_fleet_switched_off_is_the_demand_of_its_cars() -> None:
    """10 MWh at once at 300; no table of fleets."""
    solved = solved_night([300, 100, 400, 50], (18, 22, 10, "waits"), enabled=False)
    expect(solved, {"cost": 3000, "load.served_mw[ev]": [10, 0, 0, 0]})
    assert "charging" not in solved.tables
