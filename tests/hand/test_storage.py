"""Storage by hand: arbitrage with losses each way, standing loss, limits, cycles, one direction at a time."""

from __future__ import annotations

from typing import Any

from dispatch.horizon import Horizon
from tests.support import close, expect, hours, market, solve, system, table


def battery(**more: Any) -> dict[str, Any]:
    return {"id": "bat", "technology": "lfp", "bus": "a", "p_nom_mw": 10, "e_nom_mwh": 100, **more}


def test_losses_each_way_and_wear_decide_what_a_cycle_earns() -> None:
    """10 MW, η_c 0.9, η_d 0.8, wear 10 CNY per MWh out; empty at the start; 1 h at 100, 1 h at 300; weight 3.

    Charge 10 MWh, 9 arrive, 7.2 come out: 7.2·(300 − 10) − 10·100 = 1,088 a segment, cost −3,264 with its weight.
    One more stored MWh gives 0.8 MWh, worth 0.8·290 = 232 at both boundaries; the weight does not count in it.
    """
    case = system(
        table(p=[100, 300]),
        storage=[battery(eta_charge=0.9, eta_discharge=0.8, wear_cost_cny_per_mwh=10, soc_initial_mwh=0)],
        corridor=[market("s/p", buys=True)],
    )
    solved = solve(case, hours(1, 1, weight=3))
    expect(
        solved,
        {
            "cost": -3264,
            "storage.p_charge_mw[bat]": [10, 0],
            "storage.p_discharge_mw[bat]": [0, 7.2],
            "storage.p_mw[bat]": [-10, 7.2],
            "storage_state.soc_mwh[bat]": [0, 9, 0],
            "storage.soc_value_cny_per_mwh[bat]": [232, 232],
            "price.price_cny_per_mwh[a]": [100, 300],
        },
    )
    assert solved.costs_cny["storage.wear"] == close(3 * 72)


def test_charging_power_and_availability_limit_each_direction() -> None:
    """Charging power 5 MW, discharging 10 MW, half of both available in hour 1; 1 h at 100, 1 h at 300; 20 MWh inside.

    Hour 0: charging 5 is worth it only if it can be sold: hour 1 allows 5 MW out, and 20 MWh are already there, so
    nothing is bought; instead hour 0 sells 10 at 100, hour 1 sells 5 at 300: −2,500, and 5 MWh stay, worth nothing.
    """
    case = system(
        table(p=[100, 300], on=[1, 0.5]),
        storage=[battery(p_charge_nom_mw=5, soc_initial_mwh=20, p_max_pu="s/on")],
        corridor=[market("s/p", buys=True)],
    )
    expect(solve(case, hours(1, 1)), {"cost": -2500, "storage.p_discharge_mw[bat]": [10, 5],
                                      "storage_state.soc_mwh[bat]": [20, 10, 5]})  # fmt: skip


def test_charging_power_of_its_own() -> None:
    """As the first cycle without losses, but 5 MW in: 5 MWh bought at 100, sold at 300: 1,000 earned.

    With 0.6 of it available in hour 0: 3 MWh, 600.
    """
    for available, power in (([1, 1], 5), ([0.6, 1], 3)):
        case = system(table(p=[100, 300], on=available),
                      storage=[battery(p_charge_nom_mw=5, soc_initial_mwh=0, p_max_pu="s/on")],
                      corridor=[market("s/p", buys=True)])  # fmt: skip
        expect(solve(case, hours(1, 1)), {"cost": -200 * power, "storage.p_mw[bat]": [-power, power]})


def test_standing_loss_compounds_over_steps_of_any_length() -> None:
    """100 MWh lose 2 % an hour over steps of 1, 2 and ½ h: 98, 100·0.98³, 100·0.98³·⁵ before the sale.

    Nothing can be bought, and the sale comes last, at 500 (200 before). All 100·0.98^3.5 = 93.174 MWh go in the last
    half hour: the power, 1,000 MW, does not limit. A MWh stored after hour 1 is worth 500·0.98^2.5, after hour 3
    500·0.98^0.5, at the end 500.
    """
    case = system(
        table(0.5, p=[200] * 6 + [500]),
        storage=[battery(p_nom_mw=1000, standing_loss_per_h=0.02, soc_initial_mwh=100)],
        corridor=[market("s/p")],
    )
    left = 100 * 0.98**3.5
    expect(
        solve(case, hours(1, 2, 0.5)),
        {
            "cost": -500 * left,
            "storage_state.soc_mwh[bat]": [100, 98, 100 * 0.98**3, 0],
            "storage.p_discharge_mw[bat]": [0, 0, 2 * left],
            "storage.soc_value_cny_per_mwh[bat]": [500 * 0.98**2.5, 500 * 0.98**0.5, 500],
        },
    )


def test_state_limits_hold_at_their_instants() -> None:
    """soc between 0.1 and [0.6, 0.6, 0.5] of 100 MWh, at least 30 at the end; from 60; prices 100, 50; 100 MW.

    Sell all but 10 MWh at 100? The end needs 30, and buying them back costs 50 each: sell 50 at 100 (5,000), buy 20 at
    50 (1,000): −4,000. One more MWh appearing in hour 0 is sold at 100, in hour 1 it saves buying one at 50.
    """
    readings = table(m=[0.6, 0.6, 0.5], quantity="instant")
    case = system(
        {"s": table(p=[100, 50]), "soc": readings},
        storage=[
            battery(p_nom_mw=100, soc_min_pu=0.1, soc_max_pu="soc/m", soc_initial_mwh=60, soc_terminal_min_mwh=30)
        ],
        corridor=[market("s/p", buys=True)],
    )
    expect(solve(case, hours(1, 1)), {"cost": -4000, "storage_state.soc_mwh[bat]": [60, 10, 30],
                                      "storage.soc_value_cny_per_mwh[bat]": [100, 50]})  # fmt: skip


def test_an_upper_limit_of_the_state_stops_charging() -> None:
    """As above with prices 10, 100 and only 0.5 of 100 MWh allowed at the middle, nothing at the end needed.

    From 20: buy 30 at 10, sell 50 at 100: 300 − 5,000 = −4,700. A MWh appearing in hour 0 saves buying one at 10, in
    hour 1 it is sold at 100.
    """
    readings = table(m=[0.6, 0.5, 0.6], quantity="instant")
    case = system(
        {"s": table(p=[10, 100]), "soc": readings},
        storage=[battery(p_nom_mw=100, soc_max_pu="soc/m", soc_initial_mwh=20)],
        corridor=[market("s/p", buys=True)],
    )
    expect(solve(case, hours(1, 1)), {"cost": -4700, "storage_state.soc_mwh[bat]": [20, 50, 0],
                                      "storage.soc_value_cny_per_mwh[bat]": [10, 100]})  # fmt: skip


def test_a_cycle_ends_where_it_began() -> None:
    """Free start, equal end, 10 MW, η_c 0.9, prices 100, 300: discharge 9 MWh, charge 10: −2,700 + 1,000.

    If the end were free, all that the store could hold at the start would be sold.
    """
    case = system(table(p=[100, 300]), storage=[battery(eta_charge=0.9, cyclic=True)],
                  corridor=[market("s/p", buys=True)])  # fmt: skip
    solved = solve(case, hours(1, 1))
    expect(solved, {"cost": -1700, "storage.p_mw[bat]": [-10, 9]})
    soc = solved.tables["storage_state"].of("bat", "soc_mwh")
    assert soc[2] == close(soc[0])


def test_every_segment_closes_its_own_cycle() -> None:
    """Two segments of two hours, prices 100, 300 | 50, 50, wear 1: the first earns 1,990, the second nothing.

    If one segment's end met the other's start, 20 MWh bought at 50 would be sold at 100 and 300.
    """
    chain = Horizon.chain([hours(1, 1), hours(1, 1, start="2030-01-01 02:00")])
    case = system(table(p=[100, 300, 50, 50]), storage=[battery(cyclic=True, wear_cost_cny_per_mwh=1)],
                  corridor=[market("s/p", buys=True)])  # fmt: skip
    expect(solve(case, chain), {"cost": -1990, "storage.p_mw[bat]": [-10, 10, 0, 0]})


def test_every_segment_starts_again_and_counts_with_its_weight() -> None:
    """Two segments of two hours, weights 1 and 4, each from 5 MWh, prices 100, 300 | 100, 200: sell 10 in the dear
    hour.

    Each buys 5 MWh at 100 and sells 10: 3,000 − 500 = 2,500 and 2,000 − 500 = 1,500; cost −(2,500 + 4·1,500) = −8,500.
    """
    chain = Horizon.chain([hours(1, 1), hours(1, 1, weight=4, start="2030-01-02")])
    prices = table(p=[100, 300, *[0] * 22, 100, 200])
    case = system(prices, storage=[battery(soc_initial_mwh=5)], corridor=[market("s/p", buys=True)])
    expect(solve(case, chain), {"cost": -8500, "storage.p_mw[bat]": [-5, 10, -5, 10],
                                "storage_state.soc_mwh[bat]": [5, 10, 0, 5, 10, 0]})  # fmt: skip


def test_nothing_charges_and_discharges_at_once() -> None:
    """A full store, η_c 0.9, η_d 0.8, 10 MW both ways, and someone pays 100 CNY for every MWh taken; 1 h.

    The LP may burn: charge c and discharge d with 0.9·c = d/0.8, so d = 0.72·c, and c/10 + d/10 ≤ 1, so
    c = 10/1.72, and 0.28·c = 1.6279 MWh are taken: its optimum, the lower bound, is −162.79. A machine cannot do
    that: the store is full, so it stands still, cost 0.
    """
    case = system(
        storage=[battery(eta_charge=0.9, eta_discharge=0.8, soc_initial_mwh=100)],
        corridor=[market(-100, buys=True)],
    )
    solved = solve(case, hours(1))
    expect(solved, {"bound": -100 * 0.28 * 10 / 1.72, "cost": 0, "storage.p_mw[bat]": [0]})


def test_one_at_a_time_counts_each_direction_by_its_own_power() -> None:
    """As above with 20 MW out and 10 MW in, no loss but η_c = 0.5: d = 0.5·c, c/10 + d/20 ≤ 1, so c = 8, d = 4.

    4 MWh are burnt for 400 in the bound.
    """
    case = system(
        storage=[battery(p_nom_mw=20, p_charge_nom_mw=10, eta_charge=0.5, soc_initial_mwh=100)],
        corridor=[market(-100, buys=True)],
    )
    expect(solve(case, hours(1)), {"bound": -400, "cost": 0})
