"""Data centres by hand: work that waits until its deadline, and green power period by period."""

from __future__ import annotations

from typing import Any

from tests.hand.test_head import STILL, valley
from tests.support import close, demand, expect, hours, market, solve, system, table, unit


def centre(**more: Any) -> dict[str, Any]:
    """Half of a load of the same name may wait for two hours; moving a MWh costs 2, waiting 1 CNY an hour."""
    return {
        "id": "dc", "load": "dc", "deferrable_pu": 0.5, "deadline_h": 2, "wear_cost_cny_per_mwh": 2,
        "delay_cost_cny_per_mwh_h": 1, **more,
    }  # fmt: skip


def test_work_waits_for_a_cheap_hour_but_not_beyond_its_deadline() -> None:
    """50 MW of which 20 may wait for 2 h, at 300, 100, 400 and 50 CNY/MWh.

    Hour 0 must be served by 3 h: it is done in hour 1 (100), while hour 1 waits for hour 3 (50) and so does hour 2:
    nothing moves in hour 1 as a whole. Queue 0, 20, 20, 40, 0 MWh; draw 30, 50, 30, 90 MW.
    Energy 9,000 + 5,000 + 12,000 + 4,500; 40 MWh moved, 80; mean queue 10 + 20 + 30 + 20 = 80 MWh·h, 80.
    """
    case = system(
        table(price=[300, 100, 400, 50]), corridor=[market("s/price", buys=True)],
        load=[demand(100, id="dc", p_pu=0.5)], computing=[centre(deferrable_pu=0.4)],
    )  # fmt: skip
    expect(
        solve(case, hours(1, 1, 1, 1)),
        {
            "cost": 30_660, "computing.p_mw[dc]": [30, 50, 30, 90], "computing.baseline_mw[dc]": [50] * 4,
            "computing.arriving_mw[dc]": [20] * 4, "computing_state.queue_mwh[dc]": [0, 20, 20, 40, 0],
            "computing.down_mw[dc]": [20, 0, 20, 0], "computing.up_mw[dc]": [0, 0, 0, 40],
        },
    )  # fmt: skip


def test_no_more_waits_than_arrives_and_none_is_done_in_advance() -> None:
    """40 MW at 50, 50, 400 and 50: of hour 2 the 20 MW that may wait are done in hour 3, although 40 MWh may queue.

    Energy 50·(40 + 40 + 60) + 400·20 = 15,000; 20 MWh moved, 40; 10 + 10 MWh·h, 20. Doing the work of hour 2 in
    advance would save the waiting.
    """
    case = system(
        table(price=[50, 50, 400, 50]), corridor=[market("s/price", buys=True)],
        load=[demand(80, id="dc", p_pu=0.5)], computing=[centre()],
    )  # fmt: skip
    expect(
        solve(case, hours(1, 1, 1, 1)),
        {"cost": 15_060, "computing.p_mw[dc]": [40, 40, 20, 60], "computing_state.queue_mwh[dc]": [0, 0, 0, 20, 0]},
    )


def test_a_cycle_carries_work_over_the_end_within_the_rating() -> None:
    """40 MW in a repeated pair of hours at 100 and 300, rated 45 MW: 5 MWh of hour 1 wait for the next hour 0.

    Energy 45·100 + 35·300 = 15,000; moved 5 MWh, 10; queue 5, 0, 5: 5 MWh·h, 5; three times.
    """
    case = system(
        table(price=[100, 300]), corridor=[market("s/price", buys=True)],
        load=[demand(50, id="dc", p_pu=0.8)], computing=[centre(cyclic=True, p_max_mw=45, deadline_h=1)],
    )  # fmt: skip
    expect(
        solve(case, hours(1, 1, weight=3)),
        {"cost": 45_045, "computing.p_mw[dc]": [45, 35], "computing_state.queue_mwh[dc]": [5, 0, 5]},
    )


def test_two_centres_in_an_outage_give_nothing_to_others() -> None:
    """Buses without connection. At a: 10 MW of gas in hour 0, 200 MW then, a city of 30 MW and a centre of 50 MW
    (1,000 CNY/MWh unserved), 20 MW of whose work may wait. At b: a centre of 10 MW with nothing to feed it.

    Hour 0: 20 MW wait, the other 30 go unserved, and the city has all of the 10 MW. What waits is not there for the
    city, too: it misses 20 MW. Gas: 10, then 80 + 20. Cost: 30·1,000 + 20·20,000 + 110·100 + 20·2 + 20·1 (10 + 10
    MWh·h), and 2·10·900 at b.
    """
    gas = {**unit("gas", 200, 100), "p_max_pu": "s/fuel"}
    loads = [
        demand(30), demand(50, id="dc", unserved_cost_cny_per_mwh=1000),
        demand(10, "b", id="far", unserved_cost_cny_per_mwh=900),
    ]  # fmt: skip
    case = system(
        table(fuel=[0.05, 1]), buses="ab", thermal=[gas], load=loads,
        computing=[centre(deferrable_pu=0.4, p_max_mw=100), centre(id="far", load="far", deferrable_pu=0)],
    )  # fmt: skip
    solved = solve(case, hours(1, 1))
    expect(
        solved,
        {
            "cost": 30_000 + 400_000 + 11_000 + 60 + 18_000, "load.unserved_mw[dc]": [30, 0],
            "load.unserved_mw[city]": [20, 0], "load.unserved_mw[far]": [10, 10], "computing.p_mw[dc]": [30, 70],
        },
    )  # fmt: skip


def green(plants: list[str], contracts: list[float], **more: Any) -> dict[str, Any]:
    """The centre with 60 % of green power."""
    return centre(green_share_pu=0.6, green_plants=plants, green_contract_pu=contracts, p_max_mw=100, **more)


SUN = {"id": "pv", "technology": "pv", "bus": "a", "p_nom_mw": 100, "p_max_pu": "s/sun"}


def test_work_waits_for_the_sun() -> None:
    """40 MW for two hours at 100; PV of 100 MW makes 0 and 75, of which 80 % are the centre's: 0 and 60 MW.

    Of 80 MWh at most 32 may be without: hour 0 draws 40 − x and hour 1 is all green, so x = 8. That costs 2 to move and
    1 to wait by the MWh, which is what a green MWh in hour 0 would save; in hour 1 there are enough. Bought 32, sold
    27.
    """
    case = system(
        table(sun=[0, 0.75]), corridor=[market(100, buys=True)], load=[demand(80, id="dc", p_pu=0.5)],
        renewable=[SUN], computing=[green(["pv"], [0.8])],
    )  # fmt: skip
    solved = solve(case, hours(1, 1, weight=2))
    expect(
        solved,
        {
            "cost": 2 * (500 + 24), "computing.p_mw[dc]": [32, 48], "computing.green_mw[dc]": [0, 60],
            "computing.unmatched_mw[dc]": [32, 0], "computing.green_value_cny_per_mwh[dc]": [3, 0],
        },
    )  # fmt: skip


def test_missing_green_energy_is_paid_by_the_month() -> None:
    """40 MW from 23:00 on 31 January to 02:00, 60 % of it green in each month; a missing MWh costs 2, moving one more.

    Half of a dam is the centre's, 0.5 MW per m³/s of the 30, 10 and 10 m³/s that flow in and cannot stay, and a
    quarter of 40 MW of PV from midnight on: 7.5, then 2.5 + 10 MW. January misses 24 − 7.5, February 48 − 2·12.5 MWh.
    Bought: 120 MWh less 15 + 5 + 5 of the dam and 80 of PV, at 100.
    """
    lake = {"id": "lake", "volume_max_hm3": 1, "volume_min_hm3": 1, "inflow_m3s": "s/inflow", "spill_max_m3s": 0}
    dam = {"id": "dam", "reservoir": "lake", "bus": "a", "p_nom_mw": 100, "turbine_max_m3s": 100,
           "productivity_mw_per_m3s": 0.5}  # fmt: skip
    case = system(
        table(start="2030-01-31 23:00", sun=[0, 0.4, 0.4], inflow=[30, 10, 10]), corridor=[market(100, buys=True)],
        load=[demand(80, id="dc", p_pu=0.5)], renewable=[SUN], reservoir=[lake], powerhouse=[dam],
        computing=[green(["pv", "dam"], [0.25, 0.5], green_window="month", green_shortfall_cost_cny_per_mwh=2)],
    )  # fmt: skip
    solved = solve(case, hours(1, 1, 1, start="2030-01-31 23:00"))
    assert solved.tables["computing_window_total"].labels == ("dc 2030-01", "dc 2030-02")
    missing = solved.tables["computing_window_total"].columns["missing_mwh"]
    assert missing == close([24 - 7.5, 48 - 25])
    expect(
        solved,
        {
            "cost": 100 * (120 - 25 - 80) + 2 * (16.5 + 23), "computing.green_mw[dc]": [7.5, 12.5, 12.5],
            "computing.unmatched_mw[dc]": [32.5, 27.5, 27.5],
        },
    )  # fmt: skip


def test_a_plant_with_head_sells_what_it_generates() -> None:
    """A lake held at 60 m of head passes 100 m³/s: 0.008·100·60 = 48 MW, three quarters of them for a centre of 40 MW.

    60 % of 40 is 24: the 36 MW are enough, 4 MW are unmatched and nothing moves. 8 MW are sold at 100.
    """
    flowing = {**STILL, "inflow_m3s": 100, "spill_max_m3s": 0}
    case = valley(
        lakes=(flowing,), corridor=[market(100, buys=True)], load=[demand(80, id="dc", p_pu=0.5)],
        computing=[green(["house"], [0.75])],
    )  # fmt: skip
    expect(
        solve(case, hours(1)),
        {"cost": -800, "computing.green_mw[dc]": [36], "computing.unmatched_mw[dc]": [4], "computing.up_mw[dc]": [0]},
    )


def test_every_centre_counts_its_own_plants_and_windows() -> None:
    """Two centres of 40 and 20 MW on one bus, one hour in January and one in February at 100, none of which moves.

    PV makes 50 and 10 MW, wind 16 and 48, one dam 8 and 4, another 2 and 6, two plants with head 48 and 24 throughout.
    The first centre has the PV, half of the first dam and a quarter of the larger plant with head, 66 and 24 MW: of
    its 80 MWh 60 % are 48, matched are 40 + 24. The second has half of the wind, nothing of the second dam and a tenth
    of the smaller plant, 10.4 and 26.4 MW: of 20 MWh 12 are wanted each month, 1.6 are missing in January at 2 CNY,
    and what is over in February is worth nothing.
    """
    dams = {"second": [4, 12], "first": [16, 8]}
    lakes = [{"id": name, "volume_min_hm3": 1, "volume_max_hm3": 1, "volume_initial_hm3": 1,
    "inflow_m3s": f"s/{name}", "spill_max_m3s": 0}
             for name in dams]  # fmt: skip
    houses = [{"id": f"{name}_dam", "reservoir": name, "bus": "a", "p_nom_mw": 100, "turbine_max_m3s": 100,
               "productivity_mw_per_m3s": 0.5, "efficiency_constant": None} for name in dams]  # fmt: skip
    series = table(start="2030-01-31 23:00", sun=[0.5, 0.1], blows=[0.16, 0.48], **dams)
    flowing = {**STILL, "inflow_m3s": 100, "spill_max_m3s": 0}
    other = {**flowing, "id": "low", "inflow_m3s": 50}
    flat = {"level_storage": None, "tailwater": None}
    case = valley(
        series=series, lakes=(other, flowing, *({**lake, **flat} for lake in lakes)),
        houses=({"id": "little", "reservoir": "low"}, {}, *houses), corridor=[market(100, buys=True)],
        load=[demand(80, id="dc", p_pu=0.5), demand(40, id="two", p_pu=0.5)],
        renewable=[{"id": "wind", "technology": "wind", "bus": "a", "p_nom_mw": 100, "p_max_pu": "s/blows"}, SUN],
        computing=[
            green(["pv", "first_dam", "house"], [1, 0.5, 0.25], deferrable_pu=0),
            green(["wind", "second_dam", "little"], [0.5, 0, 0.1], id="two", load="two", green_window="month",
            deferrable_pu=0,
                  green_shortfall_cost_cny_per_mwh=2),
        ],
    )  # fmt: skip
    solved = solve(case, hours(1, 1, start="2030-01-31 23:00"))
    generated = (50 + 16 + 8 + 48 + 24 + 2) + (10 + 48 + 4 + 48 + 24 + 6)
    expect(
        solved,
        {
            "cost": 100 * (120 - generated) + 2 * 1.6, "computing.green_mw[dc]": [50 + 4 + 12, 10 + 2 + 12],
            "computing.green_mw[two]": [8 + 2.4, 24 + 2.4],
        },
    )  # fmt: skip
    assert solved.tables["computing_window_total"].columns["missing_mwh"] == close([float("nan"), 1.6, 0])


def test_a_centre_switched_off_is_a_plain_load() -> None:
    """40 MW at 100 and 300: nothing moves, and there is no table of centres."""
    case = system(
        table(price=[300, 100]), corridor=[market("s/price", buys=True)], load=[demand(80, id="dc", p_pu=0.5)],
        computing=[centre(enabled=False)],
    )  # fmt: skip
    solved = solve(case, hours(1, 1))
    expect(solved, {"cost": 16_000, "load.served_mw[dc]": [40, 40]})
    assert "computing" not in solved.tables
