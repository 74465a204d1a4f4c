"""Furnaces by hand: the band, a while below it, tonnage, ramps, how many are on line. Lost tonnes cost 100 CNY/MWh."""

from __future__ import annotations

from typing import Any

from tests.hand.demand_response import check_production, check_unserved, on_market, works
from tests.support import close, column, expect, hours, solve, table


def furnace(**more: Any) -> dict[str, Any]:
    """A furnace that may lose nine tenths, at 100 CNY/MWh, and is never below its band unless a case says so."""
    return {
        "id": "oven", "load": "works", "mwh_per_t": 10, "product_value_cny_per_t": 1000, "target": "at_least",
        "wear_cost_cny_per_mwh": 10, "target_pu": 0.1, "deep_h": 0, "ramp_pu_per_h": None, **more,
    }  # fmt: skip


def fleet(**more: Any) -> dict[str, Any]:
    """A fleet of 100 MW of which at least 30 % is on line; restarts at 8,000 CNY/MW."""
    return furnace(fleet="month", online_min_pu=0.3, restart_cost_cny_per_mw=8000, **more)


def test_tonnes_at_least_or_exactly() -> None:
    check_production("furnace", {}, {})


def test_nobody_is_served_less_than_nothing() -> None:
    """The band ends at 60 MW."""
    check_unserved("furnace", {"deep_h": 0}, {}, 60)


def test_a_while_below_the_band() -> None:
    """60 % of 100 MW, an hour at 50 % and then an hour of recovery: 10 MWh below in any 2 h. Prices 900, 500, 800.

    The other one, 50 MW, half an hour at 40 % and half an hour of recovery: 5 MWh in any hour, 5 MW below 30
    throughout.
    """
    ovens = [furnace(id="big", load="one", deep_min_pu=0.5, deep_h=1, recovery_h=1),
             furnace(id="small", load="two", deep_min_pu=0.4, deep_h=0.5, recovery_h=0.5)]  # fmt: skip
    case = on_market(table(p=[900, 500, 800]), [works(100, "one"), works(50, "two")], furnace=ovens)
    expect(solve(case, hours(1, 1, 1)), {
        "furnace.p_mw[big]": [50, 60, 50], "furnace.p_mw[small]": [25, 25, 25],
        "furnace_state.deep_mwh[big]": [0, 10, 10, 20]})  # fmt: skip


def test_half_an_hour_above_the_hot_minimum_may_last_an_hour() -> None:
    """10 % below for an hour in any two: half-hours at 900, 900, 800, 800, 700: 50 MW in two, 60 MW in the others.

    Deeper than 50 MW it never goes, though 20 MW for half an hour would be the same energy.
    """
    case = on_market(table(0.5, p=[900, 800, 700, 600]), furnace=[furnace(deep_min_pu=0.5, deep_h=1, recovery_h=1)])
    expect(solve(case, hours(*[0.5] * 4)), {"furnace.p_mw[oven]": [50, 50, 60, 60]})


def test_drawing_more() -> None:
    """At −500 the band ends at 105 MW."""
    expect(solve(on_market(-500.0, furnace=[furnace()]), hours(1)), {"furnace.p_mw[oven]": [105]})


def test_a_ramp_pulls_the_neighbours_along() -> None:
    """10 MW an hour; 100, 900, 100: 40 MW less in the middle take 30 MW on both sides with them."""
    case = on_market(table(p=[100, 900, 100]), furnace=[furnace(ramp_pu_per_h=0.1)])
    expect(solve(case, hours(1, 1, 1)), {"furnace.p_mw[oven]": [70, 60, 70]})


def test_furnaces_that_rest_come_back_at_a_price() -> None:
    """A day at 900, one at 50; 70 % on line before and after; never more than 80 % (water).

    A MW on line draws at least 0.6 MW in January, which costs 0.6·24·(900 − 105) = 11,448 CNY more than it is worth,
    and a restart 8,000: only 30 % stay. In February it draws 1.05 MW and earns 1.05·24·(105 − 50) = 1,386: 40 % come
    back then and not later, no more. Weight 2. The other fleet, whose restart costs 12,000, stays as it is.
    """
    ovens = [fleet(id="big", load="one", available_pu=0.8, online_initial_pu=0.7, online_terminal_pu=0.7),
             {**fleet(id="small", load="two", online_initial_pu=0.5, online_terminal_pu=0.5),
              "restart_cost_cny_per_mw": 12_000, "online_min_pu": 0.2}]  # fmt: skip
    case = on_market(table(24, start="2030-01-31", p=[900, 50]), [works(100, "one"), works(50, "two")], furnace=ovens)
    solved = solve(case, hours(24, 24, start="2030-01-31", weight=2))
    share = solved.tables["furnace_stretch_total"]
    assert share.columns["off_pu"] == close([0.7, 0.3, 0.3, 0.5, 0.5, 0.5])
    assert share.columns["restarted_pu"] == close([0, 0.4, 0, 0, 0, 0])
    expect(solved, {"furnace.p_mw[big]": [18, 73.5], "furnace.p_mw[small]": [15, 26.25]})
    assert solved.costs_cny["furnace_stretch.restart"] == close(2 * 40 * 8000)


def test_no_more_than_the_water_allows() -> None:
    """At −2,000 all that may be on line are, 80 %, and draw 84 MW; 10 % come back for it. Weight 3."""
    solved = solve(on_market(-2000.0, furnace=[fleet(available_pu=0.8, online_initial_pu=0.7)]), hours(24, weight=3))
    assert solved.tables["furnace_stretch_total"].columns["off_pu"] == close([0.2, 0])
    assert solved.tables["furnace_stretch_total"].columns["restarted_pu"] == close([0.1, 0.2])
    assert column(solved, "furnace.p_mw", "oven") == close([84])


def test_a_fleet_below_its_band() -> None:
    """30 % of 100 MW on line at 2,000, 1,900, 300, 200 (6 h each): 60 %, and 50 % for 12 h in any 24 h.

    18 MW, and 15 MW while power is dearest; not 12 MW for 6 h, though that would be the same energy.
    """
    oven = {**fleet(online_initial_pu=0.3, online_terminal_pu=0.3), "deep_h": 12, "recovery_h": 12, "deep_min_pu": 0.5}
    case = on_market(table(6, p=[2000, 1900, 300, 200]), furnace=[oven])
    expect(solve(case, hours(6, 6, 6, 6)), {"furnace.p_mw[oven]": [15, 15, 18, 18]})


def test_time_below_the_band_is_that_of_the_fleet_on_line() -> None:
    """Two months of 24 h in steps of 12 h, 30 % on line at 900, 80 % at −500; down to 20 % for 6 h in any 12 h.

    0.4·6·30 = 72 MWh below the band of 18 MW in a step: 12 MW, not the 2 MW that a fleet of 80 MW could do without.
    """
    oven = {**fleet(online_initial_pu=0.3, online_terminal_pu=0.3, available_pu=0.8), "deep_h": 6, "recovery_h": 6,
            "deep_min_pu": 0.2, "restart_cost_cny_per_mw": 1000}  # fmt: skip
    case = on_market(table(12, start="2030-01-31", p=[900, 800, -500, -500]), furnace=[oven])
    expect(solve(case, hours(12, 12, 12, 12, start="2030-01-31")), {"furnace.p_mw[oven]": [12, 12, 84, 84]})
