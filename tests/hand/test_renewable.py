"""Wind, PV and run-of-river by hand: use, curtailment, must-run."""

from __future__ import annotations

from tests.support import demand, expect, hours, market, solve, system, table, unit


def test_what_is_not_used_is_curtailed_at_a_price() -> None:
    """100 MW of wind, 5 CNY/MWh to run and 40 CNY/MWh if left, against 50 MW of load; coal at 300; ½ h, weight 2.

    Period 0: 80 MW blow, 50 are used, 30 left: 50·5 + 30·40 = 1,450 CNY/h. One more MW of demand costs 5 and saves the
    penalty of 40: the price is −35.
    Period 1: 30 MW blow, coal makes 20: 30·5 + 20·300 = 6,150 CNY/h at a price of 300.
    The cost is 2 · ½ h · (1,450 + 6,150) = 7,600.
    """
    wind = {
        "id": "wind", "technology": "wind", "bus": "a", "p_nom_mw": 100, "p_max_pu": "s/w",
        "marginal_cost_cny_per_mwh": 5, "curtailment_cost_cny_per_mwh": 40,
    }  # fmt: skip
    case = system(table(0.5, w=[0.8, 0.3]), renewable=[wind], thermal=[unit("coal", 100, 300)], load=[demand(50)])
    solved = solve(case, hours(0.5, 0.5, weight=2))
    expect(
        solved,
        {
            "cost": 7600,
            "renewable.available_mw[wind]": [80, 30],
            "renewable.p_mw[wind]": [50, 30],
            "renewable.curtailed_mw[wind]": [30, 0],
            "thermal.p_mw[coal]": [0, 20],
            "price.price_cny_per_mwh[a]": [-35, 300],
        },
    )
    assert solved.costs_cny["renewable.curtailment"] == 30 * 40
    assert solved.costs_cny["renewable.operation"] == 5 * 80


def test_must_run_pushes_out_cheaper_power() -> None:
    """A run-of-river plant of 100 MW must give 40, may give 50, and costs 500 CNY/MWh; coal costs 300; load 60 MW.

    It gives the least it can, 40; coal gives 20; 40·500 + 20·300 = 26,000. Coal sets the price.
    """
    river = {
        "id": "ror", "technology": "run_of_river", "bus": "a", "p_nom_mw": 100, "p_min_pu": 0.4, "p_max_pu": 0.5,
        "marginal_cost_cny_per_mwh": 500,
    }  # fmt: skip
    case = system(renewable=[river], thermal=[unit("coal", 100, 300)], load=[demand(60)])
    expect(
        solve(case, hours(1)),
        {"cost": 26_000, "renewable.p_mw[ror]": [40], "thermal.p_mw[coal]": [20], "price.price_cny_per_mwh[a]": [300]},
    )


def test_price_and_availability_that_vary_are_taken_hour_by_hour() -> None:
    """PV of 10 MW that costs [1, 9] and sells at 5 where its penalty for being left is [0, 6].

    Hour 0: 5 − 1 > 0, it sells 10·0.4 = 4 MW and earns 16. Hour 1: selling loses 4, leaving costs 6, so it sells
    10·0.7 = 7 MW at a loss of 28. The cost is −16 + 28 = 12.
    """
    sun = {
        "id": "pv", "technology": "pv", "bus": "a", "p_nom_mw": 10, "p_max_pu": "s/sun",
        "marginal_cost_cny_per_mwh": "s/run", "curtailment_cost_cny_per_mwh": "s/leave",
    }  # fmt: skip
    case = system(table(sun=[0.4, 0.7], run=[1, 9], leave=[0, 6]), renewable=[sun], corridor=[market(5)])
    expect(solve(case, hours(1, 1)), {"cost": 12, "renewable.p_mw[pv]": [4, 7]})


def test_what_is_not_in_service_is_not_available() -> None:
    """20 MW of PV under a sun of 0.5, half of it in service in hour 0, all in hour 1; coal at 300 for a load of 8 MW.

    Available 20·0.5·0.5 = 5 and 10 MW: coal makes 3 MW, then nothing and 2 MW are curtailed. The cost is 900.
    """
    sun = {
        "id": "pv", "technology": "pv", "bus": "a", "p_nom_mw": 20, "p_max_pu": 0.5, "availability_pu": "s/share",
    }  # fmt: skip
    case = system(table(1, share=[0.5, 1]), renewable=[sun], thermal=[unit("coal", 100, 300)], load=[demand(8)])
    expect(
        solve(case, hours(1, 1)),
        {
            "cost": 900,
            "renewable.available_mw[pv]": [5, 10],
            "renewable.curtailed_mw[pv]": [0, 2],
            "thermal.p_mw[coal]": [3, 0],
        },
    )
