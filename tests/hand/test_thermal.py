"""Thermal fleets by hand: minimum load, starts, ramps up and down, known values before the horizon."""

from __future__ import annotations

import pytest

from dispatch.errors import InfeasibleError
from tests.support import close, demand, expect, hours, market, solve, system, table, unit


def test_minimum_load_and_start_cost_shape_the_commitment() -> None:
    """Load 100, 10, 100; fleet of 200 MW, p_min 0.4, fuel 300, no-load 10 CNY per MW and h, start 50 CNY/MW.

    In the valley at most 10/0.4 = 25 MW can stay on line. Keeping one costs 10, starting it again 50, so 25 stay and
    75 start again: fuel 63,000 + no-load 10·(100 + 25 + 100) = 2,250 + start 75·50 = 3,750, together 69,000.
    Prices: peak before, 300 + 10; valley, one more MW lets 2.5 MW stay on: 300 + 2.5·(10 − 50) = 200; peak after,
    300 + 10 + 50.
    """
    fleet = unit("coal", 200, 300, p_min_pu=0.4, no_load_cost_cny_per_mw_h=10, start_cost_cny_per_mw=50)
    case = system(table(d=[1, 0.1, 1]), thermal=[fleet], load=[demand(100, p_pu="s/d")])
    solved = solve(case, hours(1, 1, 1))
    expect(
        solved,
        {
            "cost": 69_000,
            "thermal.p_mw[coal]": [100, 10, 100],
            "thermal.committed_mw[coal]": [100, 25, 100],
            "thermal.started_mw[coal]": [float("nan"), 0, 75],
            "price.price_cny_per_mwh[a]": [310, 200, 360],
        },
    )
    assert solved.costs_cny["thermal.no_load"] == close(2250)
    assert solved.costs_cny["thermal.start"] == close(3750)


def test_starts_count_with_the_weight_and_not_with_the_hours() -> None:
    """Load 10, 20 in steps of 2 h and ½ h, weight 3, start 50 CNY/MW, fuel 100: 3·(100·(20 + 10) + 50·10) = 10,500."""
    fleet = unit("coal", 200, 100, start_cost_cny_per_mw=50, p_min_pu=1.0)
    case = system(table(0.5, d=[10, 10, 10, 10, 20]), thermal=[fleet], load=[demand(1, p_pu="s/d")])
    expect(solve(case, hours(2, 0.5, weight=3)), {"cost": 10_500, "thermal.started_mw[coal]": [float("nan"), 10]})


def test_a_committed_fleet_climbs_at_its_ramp() -> None:
    """100 MW always on line, ramp up 0.2/h, fuel 300, dear gas 1,000; load 50, 100 over steps of 1 and ½ h.

    The middles are ¾ h apart: 15 MW up. Coal 50, 65; gas 0, 35: 50·300 + ½·(65·300 + 35·1,000) = 42,250.
    Price of the first hour: one more MW there lets one more MW run in the next half hour: 300 + ½·(300 − 1,000) = −50.
    """
    fleet = unit("coal", 100, 300, ramp_up_pu_per_h=0.2, committed_min_pu=1.0)
    case = system(table(0.5, d=[0.5, 0.5, 1]), thermal=[fleet, unit("gas", 100, 1000)], load=[demand(100, p_pu="s/d")])
    expect(
        solve(case, hours(1, 0.5)),
        {"cost": 42_250, "thermal.p_mw[coal]": [50, 65], "thermal.p_mw[gas]": [0, 35],
         "price.price_cny_per_mwh[a]": [-50, 1000]},
    )  # fmt: skip


def test_what_starts_may_go_to_its_minimum_load_at_once() -> None:
    """p_min 0.4, ramp up 0.2/h, start 10 CNY/MW, fuel 300, gas 1,000; 200 MW; load 40, 90.

    Hour 0: 40 MW hold at most 40/0.4 = 100 MW on line. Hour 1: those climb 20, so 30 more must come from capacity that
    starts, up to 0.4 of it: 75 MW. Cost 300·130 + 10·75 = 39,750. A MW more in hour 1 starts 2.5: 325. A MW more in
    hour 0 carries 2.5 MW more, which climb ½: 1.5 MW less from starts, so 300 − 1.5·25 = 262.5.
    """
    fleet = unit("coal", 200, 300, p_min_pu=0.4, ramp_up_pu_per_h=0.2, start_cost_cny_per_mw=10)
    case = system(table(d=[0.4, 0.9]), thermal=[fleet, unit("gas", 100, 1000)], load=[demand(100, p_pu="s/d")])
    expect(
        solve(case, hours(1, 1)),
        {"cost": 39_750, "thermal.committed_mw[coal]": [100, 175], "thermal.started_mw[coal]": [float("nan"), 75],
         "price.price_cny_per_mwh[a]": [262.5, 325]},
    )  # fmt: skip


def test_a_falling_fleet_sheds_capacity_at_its_minimum_load() -> None:
    """100 MW, p_min 0.4, ramp down 0.2/h, fuel 300; gas 1,000; load 110, then 20; taking surplus away costs 100.

    Hour 0: coal 100 on 100 MW, gas 10. Hour 1 with c MW on line: 100 − p ≤ 0.2·c + 0.4·(100 − c), so p ≥ 60 + 0.2·c,
    and p ≤ c: c = p = 75. 55 MW are taken away. Cost 300·100 + 1,000·10 + 300·75 + 100·55 = 68,000. Running coal
    lower in hour 0 would save 300 + 1.25·400 = 800 < 1,000 a MW. Prices: gas 1,000, and −100 in the surplus.
    """
    fleet = unit("coal", 100, 300, p_min_pu=0.4, ramp_down_pu_per_h=0.2)
    case = system(
        table(d=[1.1, 0.2]),
        thermal=[fleet, unit("gas", 100, 1000)],
        load=[demand(100, p_pu="s/d")],
        corridor=[market(-100)],
    )
    expect(
        solve(case, hours(1, 1)),
        {"cost": 68_000, "thermal.p_mw[coal]": [100, 75], "thermal.committed_mw[coal]": [100, 75],
         "thermal.p_mw[gas]": [10, 0], "corridor.export_mw[market]": [0, 55],
         "price.price_cny_per_mwh[a]": [1000, -100]},
    )  # fmt: skip


def test_a_fleet_that_stays_on_line_falls_at_its_ramp() -> None:
    """100 MW held on line, ramp down 0.3/h, fuel 300; load 90, 20 one hour apart; taking surplus away costs 100.

    Hour 1 falls to 60: 40 MW too many. Lowering hour 0 is not possible: nothing else serves it but unserved energy.
    90·300 + 60·300 + 40·100 = 49,000.
    """
    fleet = unit("coal", 100, 300, ramp_down_pu_per_h=0.3, committed_min_pu=1.0)
    case = system(table(d=[0.9, 0.2]), thermal=[fleet], load=[demand(100, p_pu="s/d")], corridor=[market(-100)])
    expect(solve(case, hours(1, 1)), {"cost": 49_000, "thermal.p_mw[coal]": [90, 60]})


def test_what_stops_may_come_from_the_ramp_where_that_is_more() -> None:
    """p_min 0.1, ramp down 0.5/h: what stops comes from at most 0.5. Load 100, then 20; surplus costs 100 to take away.

    Staying c: 100 − p ≤ 0.5·c + 0.5·(100 − c) = 50 whatever c is: p = 50, 30 too many.
    300·150 + 100·30 = 48,000.
    """
    fleet = unit("coal", 100, 300, p_min_pu=0.1, ramp_down_pu_per_h=0.5)
    case = system(table(d=[1, 0.2]), thermal=[fleet], load=[demand(100, p_pu="s/d")], corridor=[market(-100)])
    expect(solve(case, hours(1, 1)), {"cost": 48_000, "thermal.p_mw[coal]": [100, 50]})


def test_capacity_cannot_start_and_stop_for_nothing() -> None:
    """`started` above the change of what is committed means as much stopping: it never widens a ramp.

    100 MW held on line, p_min 0, ramps of 0.2/h both ways, starts free of charge: load 50 → 100, gas 1,000. Coal
    reaches 70, gas 30: 300·120 + 1,000·30 = 66,000, started stays 0 or changes nothing.
    """
    fleet = unit("coal", 100, 300, ramp_up_pu_per_h=0.2, ramp_down_pu_per_h=0.2, committed_min_pu=1.0)
    case = system(table(d=[0.5, 1]), thermal=[fleet, unit("gas", 100, 1000)], load=[demand(100, p_pu="s/d")])
    expect(solve(case, hours(1, 1)), {"cost": 66_000, "thermal.p_mw[coal]": [50, 70]})


def test_the_first_period_climbs_from_the_known_output() -> None:
    """50 MW before, 80 on line, ramps 0.2/h up; half an hour: at most 50 + 80·0.1 = 58. Load 100; gas 1,000.

    Cost ½·(58·300 + 42·1,000) = 29,700.
    """
    fleet = unit("coal", 100, 300, ramp_up_pu_per_h=0.2, p_initial_mw=50, committed_initial_mw=80)
    case = system(thermal=[fleet, unit("gas", 100, 1000)], load=[demand(100)])
    expect(solve(case, hours(0.5)), {"cost": 29_700, "thermal.p_mw[coal]": [58]})


def test_the_first_period_falls_from_the_known_output() -> None:
    """50 MW before, 80 on line, ramp down 0.3/h: after half an hour at least 50 − 80·0.15 = 38. Load 30 MW.

    8 MW too many have nowhere to go: infeasible; with someone who takes them for 100: ½·(38·300 + 8·100) = 6,100.
    """
    fleet = unit("coal", 100, 300, ramp_down_pu_per_h=0.3, p_initial_mw=50, committed_initial_mw=80)
    families = {"thermal": [fleet], "load": [demand(30)]}
    with pytest.raises(InfeasibleError):
        solve(system(**families), hours(0.5))
    expect(solve(system(**families, corridor=[market(-100)]), hours(0.5)), {"cost": 6100, "thermal.p_mw[coal]": [38]})


def test_a_floor_on_what_is_committed_is_paid() -> None:
    """At least 0.5 of 100 MW on line at 10 CNY per MW and h, load 10 at 300 + 20 of other cost: 500 + 3,200."""
    fleet = unit("coal", 100, 300, committed_min_pu=0.5, no_load_cost_cny_per_mw_h=10, other_cost_cny_per_mwh=20)
    expect(solve(system(thermal=[fleet], load=[demand(10)]), hours(1)),
           {"cost": 3700, "thermal.committed_mw[coal]": [50], "price.price_cny_per_mwh[a]": [320]})  # fmt: skip


def test_outage_limits_output_and_commitment() -> None:
    """100 MW of which [1, 0.4] are available: load 60, gas 1,000: hour 1 takes 20 of gas. 300·100 + 20,000 = 50,000."""
    fleet = unit("coal", 100, 300, p_max_pu="s/on", p_min_pu=0.4)
    case = system(table(on=[1, 0.4]), thermal=[fleet, unit("gas", 100, 1000)], load=[demand(60)])
    expect(solve(case, hours(1, 1)), {"cost": 50_000, "thermal.p_mw[coal]": [60, 40]})
