"""Unserved energy by class, by hand."""

from __future__ import annotations

from tests.support import demand, expect, hours, solve, system, table, unit


def test_the_cheapest_class_goes_without_first() -> None:
    """60 MW of coal at 300 for a city of 50 MW (20,000) and a smelter of 50·[1, 0.1] MW (1,000 CNY/MWh); 2 h each.

    Hour 0: 40 MW are missing and the smelter goes without: 60·300 + 40·1,000 = 58,000 CNY/h at a price of 1,000.
    Hour 1: 55 MW of coal serve all: 16,500 CNY/h at 300. Cost: 2·(58,000 + 16,500) = 149,000.
    """
    smelter = demand(50, id="smelter", p_pu="s/work", unserved_cost_cny_per_mwh=1000)
    case = system(table(2, work=[1, 0.1]), thermal=[unit("coal", 60, 300)], load=[demand(50), smelter])
    expect(
        solve(case, hours(2, 2)),
        {
            "cost": 149_000,
            "load.demand_mw[smelter]": [50, 5],
            "load.unserved_mw[smelter]": [40, 0],
            "load.served_mw[smelter]": [10, 5],
            "load.unserved_mw[city]": [0, 0],
            "price.price_cny_per_mwh[a]": [1000, 300],
        },
    )


def test_no_class_goes_without_more_than_it_asks_for() -> None:
    """No supply at all: both classes lose all they ask for, 10·1,000 + 5·20,000, and the dearer one sets the price.

    Without the bound, the smelter would "miss" 15 MW and feed the city with 5 of them.
    """
    case = system(load=[demand(10, id="smelter", unserved_cost_cny_per_mwh=1000), demand(5)])
    expect(
        solve(case, hours(1)),
        {"cost": 110_000, "load.unserved_mw[smelter]": [10], "load.unserved_mw[city]": [5],
         "load.served_mw[city]": [0], "price.price_cny_per_mwh[a]": [20_000]},
    )  # fmt: skip
