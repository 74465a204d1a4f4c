"""Shiftable loads by hand: a share of the load, an energy that is kept, hours in which nothing moves."""

from __future__ import annotations

from tests.hand.demand_response import check_production, check_unserved, on_market, works
from tests.support import expect, hours, solve, table


def test_energy_at_least_or_exactly() -> None:
    check_production("shiftable", {"share_pu": 0.11}, {"share_pu": 0.05})


def test_nobody_is_served_less_than_nothing() -> None:
    """A tenth of 100 MW may be left."""
    check_unserved("shiftable", {"share_pu": 0.1}, {}, 90)


def test_energy_moves_within_its_shift_only() -> None:
    """10 % of 100 MW, shifts 0–8 and 8–16 h, steps of 4 h at 500, 300, 200, 400: to the cheaper half of each shift.

    40 MWh save 200 CNY/MWh each, less a wear of 20: 2·40·180 = 14,400 of 100·4·1,400.
    """
    works_with = {"id": "mill", "load": "works", "share_pu": 0.1, "target_window": "shift", "wear_cost_cny_per_mwh": 20}
    case = on_market(table(4, p=[500, 300, 200, 400]), shiftable=[works_with])
    expect(solve(case, hours(4, 4, 4, 4)), {
        "cost": 560_000 - 14_400, "shiftable.p_mw[mill]": [90, 110, 110, 90]})  # fmt: skip


def test_nothing_moves_in_pinned_hours() -> None:
    """Pinned from 22 to 2 h: of steps of 4 h from 20 h, at 900, 100, 500, 200, only the last two are free."""
    mill = {
        "id": "mill",
        "load": "works",
        "share_pu": 0.1,
        "target_window": "week",
        "pinned_from_h": 22,
        "pinned_to_h": 2,
    }
    case = on_market(table(4, start="2030-01-01T20:00", p=[900, 100, 500, 200]), shiftable=[mill])
    expect(solve(case, hours(4, 4, 4, 4, start="2030-01-01T20:00")), {"shiftable.p_mw[mill]": [100, 100, 90, 110]})


def test_a_share_that_follows_the_clock() -> None:
    """Two mills of 100 and 50 MW of which 20 % and none may move in the first hour, none and 20 % in the second."""
    mills = [{"id": "one", "load": "one", "share_pu": "s/early"}, {"id": "two", "load": "two", "share_pu": "s/late"}]
    case = on_market(
        table(p=[900, 100, 500], early=[0.2, 0.1, 0], late=[0, 0.1, 0.2]), [works(100, "one"), works(50, "two")],
        shiftable=mills,
    )  # fmt: skip
    expect(solve(case, hours(1, 1, 1)), {"shiftable.p_mw[one]": [90, 110, 100], "shiftable.p_mw[two]": [50, 55, 45]})
