"""Virtual plants by hand: what a call lasts, how often it comes, what comes back, who draws less, who is paid.

`works` draws 100 MW, `mill` 50 MW; they promise 0.2 and 0.4 of it: 40 MW, half each. A market sells and buys.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from dispatch.horizon import Horizon
from tests.hand.demand_response import on_market, works
from tests.support import close, column, demand, expect, hours, market, solve, system, table, unit

LOADS = [works(100), works(50, "mill")]
F = np.exp([0, -1, -2]) / np.exp([0, -1, -2]).sum()
TOWN = {"id": "town", "loads": ["works", "mill"], "load_share_pu": [0.2, 0.4]}


def call(**more: Any) -> dict[str, Any]:
    """One call a day, an hour long, for nothing."""
    return {"id": "call", "virtual_plant": "town", "duration_h": 1, "rest_h": 0, **more}


def on_call(prices: list[float], *offers: dict[str, Any], **table_of: Any) -> Any:
    return on_market(table(p=prices, **table_of), LOADS, virtual_plant=[TOWN], offer=list(offers))


def total(solved: Any, label: str, *columns: str) -> list[float]:
    return [float(solved.tables["offer_total"].of(label, name)) for name in columns]


def test_one_call_in_the_dearest_hour() -> None:
    """Prices 100, 500, 300, 100; a call costs 20 CNY/MWh and 0.05 CNY/kW: 40 MW in hour 1 save 19,200 less 2,000.

    150 MW cost 150,000 in all; weight 2.
    """
    case = on_call([100, 500, 300, 100], call(price_cny_per_mwh=20, price_cny_per_kw_event=0.05))
    solved = solve(case, hours(1, 1, 1, 1, weight=2))
    expect(
        solved,
        {
            "cost": 2 * (150_000 - 40 * 480 + 2000), "offer.offered_mw[call]": [40] * 4,
            "offer.called_pu[call]": [0, 1, 0, 0],
            "offer.delivered_mw[call]": [0, 40, 0, 0], "offer.begun[call]": [0, 1, 0, 0],
            "virtual_plant.less_mw[town]": [0, 40, 0, 0], "virtual_plant.p_mw[town]": [150, 110, 150, 150],
            "virtual_plant.promised_mw[town]": [40] * 4, "virtual_plant.baseline_mw[town]": [150] * 4,
        },
    )  # fmt: skip
    found = total(solved, "call", "energy_mwh", "calls", "events", "longest_h", "paid_energy_cny", "paid_event_cny")
    assert found == close([80, 2, 2, 1, 1600, 4000])
    assert total(solved, "call", "paid_cny", "rebound_mwh") == close([5600, 0])


def test_members_take_turns_beyond_the_length_of_a_call() -> None:
    """Prices 100, 500, 500, 100, calls of one hour, one a day: each hour half of the members, 20 MW, or any split.

    Two dear hours, one call: 40 MWh at 500 are saved, however they are split. Two calls: 80 MWh. A call of two hours,
    as much.
    """
    prices = [100, 500, 500, 100]
    assert solve(on_call(prices, call()), hours(1, 1, 1, 1)).objective_cny == close(180_000 - 40 * 500)
    twice = solve(on_call(prices, call(calls_per_day=2)), hours(1, 1, 1, 1))
    expect(twice, {"cost": 180_000 - 80 * 500, "offer.begun[call]": [0, 1, 1, 0]})
    assert total(twice, "call", "calls", "events", "longest_h") == close([2, 1, 2])
    longer = solve(on_call(prices, call(duration_h=2, price_cny_per_kw_event=0.001)), hours(1, 1, 1, 1))
    expect(longer, {"cost": 180_000 - 80 * 500 + 40, "offer.begun[call]": [0, 1, 0, 0]})
    assert total(longer, "call", "calls", "events", "longest_h") == close([1, 1, 2])


def test_a_call_lasts_no_longer_than_it_may_over_uneven_steps() -> None:
    """Steps of 1, 0.5, 1 and 3 h, a call of 1.5 h, as many a day as one likes, 0.1 CNY/kW: 4,000 for 40 MW.

    Prices 300, 300, 100, 500. Hours 0 and 0.5 take one call, of the 3 hours it fills half: 20 MW. Saved 40·1.5·300 and
    20·3·500, less two calls. A third call in hour 2 would save 4,000 and cost 4,000 or more.
    """
    fine = [300, 300, 300, 100, 100, 500, 500, 500, 500, 500, 500]
    case = on_market(
        table(0.5, p=fine), LOADS, virtual_plant=[TOWN],
        offer=[call(duration_h=1.5, calls_per_day=9, price_cny_per_kw_event=0.11)],
    )  # fmt: skip
    expect(
        solve(case, hours(1, 0.5, 1, 3)),
        {
            "cost": 150 * (300 * 1.5 + 100 + 1500) - 40 * 1.5 * 300 - 20 * 3 * 500 + 2 * 4400,
            "offer.called_pu[call]": [1, 1, 0, 1], "offer.delivered_mw[call]": [40, 40, 0, 20],
            "offer.begun[call]": [1, 0, 0, 1],
        },
    )  # fmt: skip


def test_a_call_has_no_gap() -> None:
    """Prices 500, −100, 500, one call of up to 3 h: 500 − 100 + 500 throughout, better than 500 alone."""
    case = on_call([500, -100, 500], call(duration_h=3))
    expect(solve(case, hours(1, 1, 1)), {"cost": 150 * 900 - 40 * 900, "offer.called_pu[call]": [1, 1, 1]})


def test_rest_after_a_call() -> None:
    """Prices 450, 500, 100, 460 and 3 calls; whoever was called rests for an hour: hours 1 and 3, not hours 0 and 1.

    Members called in hour 0 are back in hour 2 and could be called in 3 too, which is less. One that is never there,
    with a longer rest, changes nothing.
    """
    never = call(id="never", available_pu=0, rest_h=3)
    case = on_call([450, 500, 100, 460], call(calls_per_day=3, rest_h=1, price_cny_per_mwh=1), never)
    expect(
        solve(case, hours(1, 1, 1, 1)),
        {"cost": 150 * 1510 - 40 * (499 + 459), "offer.called_pu[call]": [0, 1, 0, 1],
         "offer.begun[call]": [0, 1, 0, 1]},
    )  # fmt: skip


def test_rest_counts_from_the_end_of_a_call() -> None:
    """Calls of 2 h and a rest of 2 h; prices 400, 500, 100, 450, 440, 100, 100: called in 0 and 1, back from hour 4 on.

    Called in 1 alone, released at 2, back at 4 as well; called in 0 and 1: 900, then 440 in hour 4: 1,340. Or 1, then
    nothing better than 4: 940. Or hours 3 and 4: 890 alone.
    """
    case = on_call(
        [400, 500, 100, 450, 440, 100, 100], call(duration_h=2, rest_h=2, calls_per_day=9, price_cny_per_mwh=150)
    )
    expect(
        solve(case, hours(*[1] * 7)),
        {"cost": 150 * 2090 - 40 * (1340 - 450), "offer.called_pu[call]": [1, 1, 0, 0, 1, 0, 0]},
    )


def test_rest_over_several_periods() -> None:
    """Calls of 1 h and a rest of 3 h; prices 500, 100, 480, 100, 470, 490: hours 0 and 5, none between."""
    case = on_call([500, 100, 480, 100, 470, 490], call(rest_h=3, calls_per_day=9, price_cny_per_mwh=150))
    expect(
        solve(case, hours(*[1] * 6)),
        {"cost": 150 * 2140 - 40 * (990 - 300), "offer.called_pu[call]": [1, 0, 0, 0, 0, 1]},
    )


def test_calls_of_a_day_and_of_a_season() -> None:
    """Two days, two calls a day; the dry season of 2030 has 151 days and 75.5 calls: one in two days.

    Prices 300, 500 on either day; day 2 pays 600 instead of 500: one call there, in its dearest hour. Without the
    season two a day: all.
    """
    prices = [300, 500, 100, 100, 300, 600]
    steps = hours(2, 2, 20, 2, 2, 20)
    fine = [*[300] * 2, *[500] * 2, *[100] * 20, *[300] * 2, *[600] * 2, *[100] * 20]
    assert len(prices) == steps.periods
    offer = call(duration_h=2, calls_per_day=2, calls_per_season=75.5, price_cny_per_mwh=200)
    case = on_market(table(p=fine), LOADS, virtual_plant=[TOWN], offer=[offer])
    expect(solve(case, steps), {"offer.called_pu[call]": [0, 0, 0, 0, 1, 0]})
    case = on_market(table(p=fine), LOADS, virtual_plant=[TOWN], offer=[{**offer, "calls_per_season": None}])
    expect(solve(case, steps), {"offer.called_pu[call]": [1, 1, 0, 1, 1, 0]})
    case = on_market(table(p=fine), LOADS, virtual_plant=[TOWN], offer=[{**offer, "calls_per_season": 1e4,
                                                                        "calls_per_day": 1}])  # fmt: skip
    expect(solve(case, steps), {"offer.called_pu[call]": [0, 1, 0, 0, 1, 0]})


def test_no_call_within_its_notice_of_the_start() -> None:
    """Notice of 2 h in two segments of 3 h, prices 500, 500, 200 each: hour 2 of each, calls 0 again in the second."""
    chain = Horizon.chain([hours(1, 1, 1), hours(1, 1, 1, start="2030-01-01 03:00", weight=3)])
    case = on_call([500, 500, 200] * 2, call(notice_h=2, price_cny_per_kw_event=0.001))
    expect(
        solve(case, chain),
        {"offer.called_pu[call]": [0, 0, 1, 0, 0, 1], "offer.begun[call]": [0, 0, 1, 0, 0, 1],
         "cost": 4 * (150 * 1200 - 40 * 200 + 40)},
    )  # fmt: skip


def test_every_segment_starts_rested() -> None:
    """Two segments of two hours, prices 500, 100 each, one call and 9 h of rest: hour 0 of either segment."""
    chain = Horizon.chain([hours(1, 1), hours(1, 1, start="2030-01-02")])
    case = on_call([500, 100, *[0] * 22, 500, 100], call(rest_h=9, calls_per_day=2, price_cny_per_mwh=1))
    expect(solve(case, chain), {"offer.called_pu[call]": [1, 0, 1, 0]})


def test_what_comes_back_fades_in_three_steps_from_the_end_of_the_call() -> None:
    """Half of 40 MWh comes back from an hour after they were delivered, in steps of 2 h of F = 67, 24 and 9 %.

    Delivered evenly in hour 0: each step rises in its first hour and falls in the hour after its second. Hour 1 gets
    ½·20·F₀/2, hour 2 ½·40·F₀/2, hour 3 ½·20·(F₀ + F₁)/2, and so on; in all 20 MWh. Eight hours hold all of it.
    """
    a, b, c = F
    back = 0.25 * np.array([0, 20 * a, 40 * a, 20 * (a + b), 40 * b, 20 * (b + c), 40 * c, 20 * c])
    assert back.sum() == close(20)
    prices = np.array([500, *[100] * 7])
    solved = solve(on_call(prices.tolist(), call(rebound_pu=0.5, rebound_h=2)), hours(*[1] * 8))
    expect(
        solved,
        {
            "cost": 150 * 1200 - 40 * 500 + float(prices @ back), "offer.rebound_mw[call]": back,
            "virtual_plant.less_mw[town]": np.array([40, *[0] * 7]) - back,
        },
    )  # fmt: skip
    assert total(solved, "call", "energy_mwh", "rebound_mwh") == close([40, 20])
    folded = np.array([20 * (b + c), 20 * a + 40 * c, 40 * a + 20 * c, 20 * (a + b), 40 * b]) / 4
    again = solve(on_call(prices[:5].tolist(), call(rebound_pu=0.5, rebound_h=2)), hours(*[1] * 5))
    expect(again, {"offer.rebound_mw[call]": folded})  # what is late comes back at the start


def test_what_comes_back_over_uneven_steps() -> None:
    """All of 40 MWh, from half an hour on, in steps of half an hour, over steps of 1, 0.5 and 1.5 h.

    Of 40 MW over hour 0, a step gets 80·Fₖ times the overlap of an hour and half an hour. First step: it rises from 0.5
    to 1 h (10·F₀ MWh), is full until 1.5 h (20·F₀) and falls until 2 h; the second half an hour later, and so on.
    """
    a, b, c = F
    back = [10 * a, (20 * a + 10 * b) / 0.5, (10 * a + 30 * b + 40 * c) / 1.5]
    case = on_market(
        table(0.5, p=[500, 500, 100, 100, 100, 100]), LOADS, virtual_plant=[TOWN],
        offer=[call(rebound_pu=1, rebound_h=0.5, rebound_after_h=0.5)],
    )  # fmt: skip
    expect(solve(case, hours(1, 0.5, 1.5)), {
        "offer.called_pu[call]": [1, 0, 0], "offer.rebound_mw[call]": back})  # fmt: skip


def test_a_valley_is_filled_and_saved_again() -> None:
    """Prices −100, 300, 300: 40 MW more in hour 0; half is drawn less from an hour later on, in steps of an hour.

    10·F₀ in hour 1, 10·(F₀ + F₁) in 2, and, around, 10·(F₁ + F₂) in 0 and 10·F₂ in 1.
    """
    a, b, c = F
    back = 10 * np.array([b + c, a + c, a + b])
    case = on_call([-100, 300, 300], call(direction="fill", rebound_pu=0.5, rebound_h=1))
    expect(
        solve(case, hours(1, 1, 1)),
        {"virtual_plant.less_mw[town]": np.array([-40, 0, 0]) + back, "offer.delivered_mw[call]": [40, 0, 0],
         "cost": 150 * 500 - 40 * 100 - float(np.array([-100, 300, 300]) @ back)},
    )  # fmt: skip


def test_offers_of_a_plant_share_what_members_promise() -> None:
    """A cheap offer of at most 30 MW, half of it in hour 1, and a dear one of anything, one call each; prices 600, 500.

    Hour 0 with both: 30 at 10 and 10 of the 40 at 50, for 40 are promised. Hour 1: 15 MW of the cheap one are on offer,
    but it has been called already; of the other 30 MW remain to be called once.
    """
    cheap = call(id="cheap", p_max_mw=30, available_pu="s/on", price_cny_per_mwh=10)
    case = on_call([600, 500], cheap, call(price_cny_per_mwh=50), on=[1, 0.5])
    solved = solve(case, hours(1, 1))
    expect(
        solved,
        {
            "cost": 150 * 1100 - 30 * 590 - 10 * 550 - 30 * 450, "offer.delivered_mw[cheap]": [30, 0],
            "offer.offered_mw[cheap]": [30, 15], "offer.delivered_mw[call]": [10, 30],
        },
    )  # fmt: skip


def test_members_bend_in_proportion_at_their_own_buses() -> None:
    """`works` at bus a (500 CNY/MWh), `mill` at b (100), 20 MW promised by each: 20 MW less at either.

    `mill` draws 50, then 25 MW: it promises 20, then 10 MW.
    """
    case = system(
        table(half=[1, 0.5]), buses="ab", corridor=[market(500, buys=True), market(100, "b", id="other", buys=True)],
        load=[works(100), works(50, "mill", "b", p_pu="s/half")], virtual_plant=[TOWN],
        offer=[call(duration_h=2, price_cny_per_mwh=10)],
    )  # fmt: skip
    solved = solve(case, hours(1, 1))
    expect(solved, {"cost": 2 * 80 * 500 + 30 * 100 + 15 * 100 + 700, "offer.delivered_mw[call]": [40, 30],
                    "corridor.export_mw[market]": [-80, -80], "corridor.export_mw[other]": [-30, -15]})  # fmt: skip


def test_every_offer_has_limits_and_a_rebound_of_its_own() -> None:
    """Two plants, two prices: `works` at bus a is called twice a day, `mill` at b once; 2 and 5 of 20 MWh come back.

    Prices 500, 400 at a and 300, 200 at b. `works`: 20 MW in both hours, 2 MWh back in both (the last around the end).
    `mill`: hour 0, and 5 MWh an hour later.
    """
    case = system(
        table(a=[500, 400], b=[300, 200]), buses="ab",
        corridor=[market("s/a", buys=True), market("s/b", "b", id="other", buys=True)],
        load=[works(100), works(50, "mill", "b")],
        virtual_plant=[{"id": "town", "loads": ["works"], "share_pu": 0.2},
                       {"id": "rival", "loads": ["mill"], "share_pu": 0.4}],
        offer=[call(calls_per_day=2, rebound_pu=0.1, rebound_h=0.001),
               call(id="other", virtual_plant="rival", rebound_pu=0.25, rebound_h=0.001)],
    )  # fmt: skip
    solved = solve(case, hours(1, 1))
    expect(solved, {"offer.delivered_mw[call]": [20, 20], "offer.delivered_mw[other]": [20, 0],
                    "offer.rebound_mw[call]": [2, 2], "corridor.export_mw[market]": [-82, -82]})  # fmt: skip
    assert column(solved, "corridor.export_mw", "other") == pytest.approx([-30, -55], abs=0.006)


def test_members_may_be_members_twice() -> None:
    """`works` promises 0.2 to one plant and 0.3 to another, both called: it draws 50 MW less."""
    case = on_market(
        500, [works(100)],
        virtual_plant=[{"id": "town", "loads": ["works"], "share_pu": 0.2},
                       {"id": "rival", "loads": ["works"], "share_pu": 0.3}],
        offer=[call(), call(id="other", virtual_plant="rival")],
    )  # fmt: skip
    expect(solve(case, hours(1)), {"cost": 50 * 500, "virtual_plant.less_mw[town]": [20],
                                   "virtual_plant.less_mw[rival]": [30]})  # fmt: skip


def test_nobody_is_served_less_than_nothing() -> None:
    """No supply: `works` (1,000 CNY/MWh unserved) is cut by 20 MW at 10 and misses 80, `mill` cut by 20 misses 30.

    A market would pay 3,000 for what is cut below nothing.
    """
    case = system(
        corridor=[market(3000)], load=[demand(100, id="works", unserved_cost_cny_per_mwh=1000),
                                       demand(50, id="mill", unserved_cost_cny_per_mwh=900)],
        virtual_plant=[TOWN], offer=[call(price_cny_per_mwh=10)],
    )  # fmt: skip
    expect(solve(case, hours(1)), {"cost": 80 * 1000 + 30 * 900 + 400, "load.unserved_mw[works]": [80],
                                   "load.unserved_mw[mill]": [30]})  # fmt: skip


def test_members_by_county_and_kind() -> None:
    """Loads of kinds cem* in county north promise 0.5: one of three; `enabled: false` and no offer do nothing."""
    case = system(
        bus=[{"id": "a", "county": "north"}, {"id": "b", "county": "south"}],
        load=[demand(40, "a", "one", kind="cement"), demand(30, "a", "two"), demand(20, "b", "three", kind="cement")],
        thermal=[unit("gas", 200, 300), unit("oil", 200, 300, "b")],
        virtual_plant=[{"id": "town", "county": "north", "kinds": ["cem*"], "share_pu": 0.5},
                       {"id": "silent", "loads": ["three"]}, {"id": "off", "loads": ["two"], "enabled": False}],
        offer=[call(), call(id="off", virtual_plant="off")],
    )  # fmt: skip
    solved = solve(case, hours(1))
    expect(solved, {"cost": 300 * (20 + 30 + 20), "virtual_plant.less_mw[town]": [20]})
    assert solved.tables["offer"].labels == ("call",)
    assert solved.tables["virtual_plant"].labels == ("town",)


def test_parts_of_members_without_demand_are_those_of_their_power() -> None:
    """What was cut in hour 0 comes back in hour 1, when nobody asks for anything: 10 MW at either, by nominal power.

    `works` 100 MW, `mill` 50 MW, 20 MW promised by each; all of 40 MWh come back after an hour, nearly at once.
    """
    case = on_market(
        table(p=[500, 100], on=[1, 0]), [works(100, p_pu="s/on"), works(50, "mill", "a", p_pu="s/on")],
        virtual_plant=[TOWN], offer=[call(rebound_pu=1, rebound_h=0.001)],
    )  # fmt: skip
    solved, late = solve(case, hours(1, 1)), 40 * 0.001 * float(F @ [0.5, 1.5, 2.5])
    assert column(solved, "virtual_plant.less_mw", "town") == close([40 - late, -40 + late])


def test_what_is_paid_is_money_of_its_own_year() -> None:
    """The call of `test_one_call_in_the_dearest_hour` in 2030 and in 2031, at 25 %: paid twice, counted 1.8 times."""
    offer = call(price_cny_per_mwh=20, price_cny_per_kw_event=0.05)
    prices = [100, 500, 300, 100]
    case = on_call([*prices, *[100] * (8760 - 4), *prices], offer)
    both = Horizon.chain([hours(1, 1, 1, 1), hours(1, 1, 1, 1, start="2031-01-01")]).discounted(0.25)
    solved = solve(case, both)
    expect(solved, {"cost": 1.8 * (150_000 - 40 * 480 + 2000)})
    assert total(solved, "call", "energy_mwh", "paid_energy_cny", "paid_event_cny") == close([80, 1600, 4000])
