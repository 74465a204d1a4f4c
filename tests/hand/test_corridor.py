"""Export corridors by hand: price, schedule and deviation, import, holding, ramps, annual obligations."""

from __future__ import annotations

from typing import Any

from tests.support import close, demand, expect, hours, market, solve, system, table, unit


def wind(p: str = "s/w") -> dict[str, Any]:
    return {"id": "wind", "technology": "wind", "bus": "a", "p_nom_mw": 1, "p_max_pu": p}


def test_export_earns_while_it_is_worth_making() -> None:
    """Coal of 100 MW at 200, 40 MW of corridor at [250, 150]: 40 MW in hour 0 only: −40·50 = −2,000. Bus price 200."""
    case = system(table(p=[250, 150]), thermal=[unit("coal", 100, 200)], corridor=[market("s/p", p_nom=40)],
                  load=[demand(10)])  # fmt: skip
    solved = solve(case, hours(1, 1))
    expect(
        solved, {"cost": 4000 - 2000, "corridor.export_mw[market]": [40, 0], "price.price_cny_per_mwh[a]": [200, 200]}
    )


def test_a_corridor_limited_by_availability() -> None:
    """40·[1, 0.5] MW at 250, coal at 200: (40 + 20)·50 earned; p_min 0.25 keeps 10 MW going where the price is 150."""
    case = system(table(on=[1, 0.5, 1], p=[250, 250, 150]), thermal=[unit("coal", 100, 200)],
                  corridor=[market("s/p", p_nom=40, p_max_pu="s/on", p_min_pu=0.25)])  # fmt: skip
    expect(solve(case, hours(1, 1, 1)), {"cost": -3000 + 500, "corridor.export_mw[market]": [40, 20, 10]})


def test_leaving_the_schedule_costs_both_ways() -> None:
    """Schedule 30 of 40 MW, price 250, deviation 20. Coal at [200, 260, 280] CNY/MWh.

    At 200, one more MWh earns 250 − 20 − 200: 10 above: cost 40·200 − 40·250 + 10·20 = −1,800. At 260 exporting loses
    10, not exporting 20 more than that would cost 270: the schedule stands: 30·(260 − 250) = 300. At 280 it is cheaper
    to fall short: 30·20 = 600 instead of 30·30; down to nothing, though the local 5 MW cost 280.
    """
    case = system(
        table(c=[200, 260, 280]),
        thermal=[unit("coal", 100, "s/c")],
        load=[demand(5)],
        corridor=[market(250, p_nom=40, schedule_mw=30, deviation_cost_cny_per_mwh=20)],
    )
    solved = solve(case, hours(1, 1, 1))
    expect(
        solved,
        {
            "cost": -1800 + 300 + 600 + 5 * (200 + 260 + 280),
            "corridor.schedule_mw[market]": [30, 30, 30],
            "corridor.above_schedule_mw[market]": [10, 0, 0],
            "corridor.below_schedule_mw[market]": [0, 0, 30],
            "corridor.export_mw[market]": [40, 30, 0],
        },
    )
    assert solved.costs_cny["corridor.revenue"] == close(-250 * 90)
    assert solved.costs_cny["corridor.above"] == close(-230 * 10)
    assert solved.costs_cny["corridor.below"] == close(270 * 30)


def test_import_has_its_own_price() -> None:
    """Load 50, 10; importing costs 400, coal 300 up to 30 MW; 15 MW may come in.

    Hour 0: 30·300 + 15·400 + 5 MW unserved at 20,000 = 115,000. Hour 1: 10·300; exporting would earn 100 only. Nothing
    is sent and fetched at once.
    """
    corridor = market(100, p_nom=30, p_min_pu=-0.5, import_price_cny_per_mwh=400)
    case = system(
        table(d=[1, 0.2]), thermal=[unit("coal", 30, 300)], load=[demand(50, p_pu="s/d")], corridor=[corridor]
    )
    expect(
        solve(case, hours(1, 1)),
        {"cost": 118_000, "corridor.import_mw[market]": [15, 0], "corridor.export_mw[market]": [-15, 0],
         "corridor.above_schedule_mw[market]": [0, 0], "price.price_cny_per_mwh[a]": [20_000, 300]},
    )  # fmt: skip


def test_an_outage_cuts_the_schedule() -> None:
    """Schedule 30 of 40 MW, of which ½ is available in hour 1: 20 flow, and the 10 that do not cost the deviation.

    Wind of 50 MW is free, price 250, deviation 20: cost −(40 + 20)·250 + 10·20 + 10·20 (above in hour 0).
    """
    corridor = market(250, p_nom=40, p_max_pu="s/on", schedule_mw=30, deviation_cost_cny_per_mwh=20)
    case = system(table(on=[1, 0.5]), renewable=[{**wind("1"), "p_nom_mw": 50}], corridor=[corridor])
    expect(solve(case, hours(1, 1)), {"cost": -15_000 + 200 + 200, "corridor.export_mw[market]": [40, 20]})


def test_a_least_export_above_the_schedule() -> None:
    """Schedule 5, at least 0.5 of 40 MW: 15 MW above it must go out although coal costs 300 and the price is 100.

    20·300 − 20·100 = 4,000, and 15·20 of deviation.
    """
    corridor = market(100, p_nom=40, p_min_pu=0.5, schedule_mw=5, deviation_cost_cny_per_mwh=20)
    case = system(thermal=[unit("coal", 100, 300)], corridor=[corridor])
    expect(solve(case, hours(1)), {"cost": 4300, "corridor.export_mw[market]": [20]})


def test_a_block_holds_its_level() -> None:
    """Blocks of 2 h; wind could give 20, 40 | 60, 50 MW; price 100: 20, 20, 50, 50: 14,000 earned."""
    plant = {**wind(), "p_nom_mw": 100}
    case = system(table(w=[0.2, 0.4, 0.6, 0.5]), renewable=[plant], corridor=[market(100, hold_h=2)])
    expect(solve(case, hours(1, 1, 1, 1)), {"cost": -14_000, "corridor.export_mw[market]": [20, 20, 50, 50]})


def test_blocks_count_from_the_start_whatever_the_steps() -> None:
    """Blocks of 2 h over steps 1, ½, ½, 1 h: wind 40, 30, 60 | 90: 30, 30, 30, 90: 2·30·100 +
    90·100 = 15,000 earned.
    """
    plant = {**wind(), "p_nom_mw": 100}
    case = system(table(0.5, w=[0.4, 0.4, 0.3, 0.6, 0.9, 0.9]), renewable=[plant], corridor=[market(100, hold_h=2)])
    expect(solve(case, hours(1, 0.5, 0.5, 1)), {"cost": -15_000, "corridor.export_mw[market]": [30, 30, 30, 90]})


def test_a_ramp_limits_rise_and_fall() -> None:
    """10 MW/h; wind 20, 60, 60, 5 MW over steps of 1, 1, 2, 1 h at 100; the middles are 1, 1½, 1½ h apart.

    The last hour allows 5, so 20 before it; the first 20, so 30 in the second hour, of which 35 would be allowed from
    the third: 20, 30, 20, 5 sell 20 + 30 + 40 + 5 = 95 MWh.
    """
    plant = {**wind(), "p_nom_mw": 100}
    case = system(table(w=[0.2, 0.6, 0.6, 0.6, 0.05]), renewable=[plant], corridor=[market(100, ramp_mw_per_h=10)])
    expect(solve(case, hours(1, 1, 2, 1)), {"cost": -9500, "corridor.export_mw[market]": [20, 30, 20, 5]})


def test_an_obligation_is_met_at_a_loss_or_missed_at_its_price() -> None:
    """87,600 MWh a year is 10 MWh/h: 5 h with weight 2 owe 100 MWh. Coal costs 300, the corridor pays 200.

    Met: 100·100 = 10,000 at an energy price of 100. Where a missing MWh costs 80, all is missed: 8,000, price 80.
    """
    owed = market(200, energy_min_mwh=87_600)
    for shortfall, cost, missed, price in ((None, 10_000, float("nan"), 100), (80.0, 8000, 100, 80)):
        corridor = {**owed, "energy_shortfall_cost_cny_per_mwh": shortfall}
        other = {**owed, "id": "soft", "energy_min_mwh": 0, "energy_shortfall_cost_cny_per_mwh": 1}
        case = system(thermal=[unit("coal", 1000, 300)], corridor=[corridor, other])
        solved = solve(case, hours(1, 1, 1, 1, 1, weight=2))
        expect(solved, {"cost": cost, "corridor_total.energy_missed_mwh[market]": missed,
                        "corridor_total.energy_price_cny_per_mwh[market]": price})  # fmt: skip
        sold = 2 * solved.tables["corridor"].of("market", "export_mw").sum()
        assert sold == close(100 if shortfall is None else 0)


def test_beyond_the_obligation_nothing_is_paid() -> None:
    """As above at a price of 250: losing 50 a MWh beats the 80 of missing it: exactly 100 MWh are sold, cost 5,000."""
    corridor = market(250, energy_min_mwh=87_600, energy_shortfall_cost_cny_per_mwh=80)
    solved = solve(system(thermal=[unit("coal", 1000, 300)], corridor=[corridor]), hours(*[1] * 10))
    expect(solved, {"cost": 5000, "corridor_total.energy_missed_mwh[market]": 0,
                    "corridor_total.energy_price_cny_per_mwh[market]": 50})  # fmt: skip


def test_net_import_sets_an_obligation_back() -> None:
    """10 MWh owed in an hour in which 50 MW of load can only be imported, at 400: 60 MWh are missed at 30 each."""
    corridor = market(0, p_min_pu=-1, import_price_cny_per_mwh=400, energy_min_mwh=87_600,
                      energy_shortfall_cost_cny_per_mwh=30)  # fmt: skip
    solved = solve(system(load=[demand(50)], corridor=[corridor]), hours(1))
    expect(solved, {"cost": 20_000 + 1800, "corridor_total.energy_missed_mwh[market]": 60,
                    "price.price_cny_per_mwh[a]": [430]})  # fmt: skip


def test_an_energy_limit_caps_the_sale() -> None:
    """87,600 MWh a year at most; coal 300, price 400: 5 h with weight 2 sell 100 MWh: −10,000."""
    case = system(thermal=[unit("coal", 1000, 300)], corridor=[market(400, energy_max_mwh=87_600)])
    expect(solve(case, hours(1, 1, 1, 1, 1, weight=2)), {"cost": -10_000})
