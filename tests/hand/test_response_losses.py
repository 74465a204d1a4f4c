"""What a loss takes with it, what governors and dark lines can hold, by hand; as in `test_response_machines`."""

from __future__ import annotations

from typing import Any

from dispatch.case.schema import Case
from tests.hand.demand_response import on_market
from tests.hand.test_charging import NIGHT, cars, fleet
from tests.hand.test_potline import loose
from tests.hand.test_response import holds, loss, secured, store
from tests.hand.test_response_machines import FAR, SETTLING
from tests.hand.test_virtual_plant import LOADS, TOWN, call
from tests.support import close, demand, expect, hours, market, solve, table, unit


def test_what_a_lost_store_emulates_is_lost() -> None:
    """50 MW emulate 10 s at 1 Hz/s with 0.4·50 = 20 MW, 500 MW·s, which hold 20 MW. Half of the store lost at 15 MW
    leaves 250 MW·s, 10 MW; it is paid for these.
    """
    parts: dict[str, Any] = {
        "storage": [store("a", 50)], "load": [demand(1)], "thermal": [unit("gas", 100, 0)],
        "response_profile": [{"id": "virtual_inertia", "virtual_inertia_h_s": 10}],
        "responder": [holds("storage/a", "virtual_inertia")],
    }  # fmt: skip
    plain = solve(secured(FAR, contingency=[loss(15)], **parts), hours(1))
    expect(plain, {"cost": 0})
    hit = solve(secured(FAR, contingency=[loss(15, asset="storage/a", units=2)], **parts), hours(1))
    expect(hit, {"cost": 15_000, "response.reserve_up_mw[a:virtual_inertia]": [20],
                 "contingency.kinetic_mw_s[trip]": [250],
                 "response_total.paid_inertia_cny[a:virtual_inertia]": 30_000})  # fmt: skip


GOVERNOR = {"id": "slow", "tier": "T2", "dead_time_s": 0, "ramp_s": 10, "controller": "hydro_governor",
            "droop_pu": 0.05, "dead_band_hz": 0.05}  # fmt: skip


def test_a_governor_gives_what_its_droop_asks_for() -> None:
    """0.3 Hz less a dead band of 0.05 over 50 Hz · 0.05: a tenth of what is on line. Gas at 20 MW has 50 on line (0.4
    at least): 5 MW of 30 of headroom; down 20 − 0.4·40 = 4 of 40 on line. Committed coal at 0.5 at least: 4 MW of 40,
    and 20 − 0.5·33⅓ = 3⅓. A house of 100 MW as gas; a store of 60 MW, standing or half of it to build: 6 MW either way.

    Of a loss of 8 MW the rest is missing at 3,000. A second governor of half the slope on the same gas adds nothing.
    """
    settings = {**SETTLING, "steady_max_hz": 0.3}
    lake = {"id": "lake", "volume_max_hm3": 9, "volume_initial_hm3": 6}
    house = {"id": "h", "reservoir": "lake", "bus": "a", "p_nom_mw": 100, "turbine_max_m3s": 50,
             "productivity_mw_per_m3s": 2}  # fmt: skip
    new = {**store("new", 30, p_charge_nom_mw=30), "build_max_mw": 30, "build_min_mw": 30, "capex_cny_per_kw": 0,
           "life_years": 20, "duration_min_h": 0, "duration_max_h": 10}  # fmt: skip
    more: dict[str, Any] = {"share_max_pu": 1.0, "load_min_pu": 0.4, "inertia_h_s": 5}
    gas = {"thermal": [unit("gas", 100, 0)]}
    cases: list[tuple[str, tuple[float, float], dict[str, Any]]] = [
        ("thermal/gas", (5, 4), gas),
        ("thermal/coal", (4, 10 / 3), {"thermal": [unit("coal", 100, 0, p_min_pu=0.5)]}),
        ("powerhouse/h", (5, 4), {"reservoir": [lake], "powerhouse": [house]}),
        ("storage/a", (6, 6), {"storage": [store("a", 60, p_charge_nom_mw=60)], **gas}),
        ("storage/new", (6, 6), {"storage": [new], "sizing": {"discount_rate": 0}, **gas}),
    ]
    for asset, held, parts in cases:
        for direction, mw in zip(("deficit", "surplus"), held, strict=True):
            lost = [loss(8, direction=direction)]
            case = secured(settings, responder=[holds(asset, "slow", **more)], contingency=lost,
                           load=[demand(20)], response_profile=[GOVERNOR], **parts)  # fmt: skip
            expect(solve(case, hours(1)), {"cost": 3000 * (8 - mw)})
    both = secured(settings, responder=[holds("thermal/gas", "slow", "steep", **more)], contingency=[loss(8)],
                   load=[demand(20)], response_profile=[GOVERNOR, {**GOVERNOR, "id": "steep", "droop_pu": 0.1}],
                   **gas)  # fmt: skip
    expect(solve(both, hours(1)), {"cost": 9000})
    # Two houses and two plants of gas, at half of what is on line: those that make 10 MW have 20 and hold 2 each, down
    # 10 − 0.5·R/0.1 = 1⅔; those that stand still hold nothing.
    more["load_min_pu"] = 0.5
    pair = {**settings, "hard": False}
    for direction, mw in (("deficit", 4), ("surplus", 10 / 3)):
        two = secured(
            pair, responder=[holds(f"powerhouse/{id}", "slow", **more) for id in ("h1", "h2")]
            + [holds(f"thermal/{id}", "slow", **more) for id in ("g1", "g2")],
            contingency=[loss(8, direction=direction)], buses="ab", reservoir=[lake],
            powerhouse=[{**house, "id": "h1", "bus": "b"}, {**house, "id": "h2", "p_nom_mw": 0}],
            thermal=[unit("g1", 40, 0), unit("g2", 40, 99_000)],
            load=[demand(10), demand(10, "b", "town")], response_profile=[GOVERNOR],
        )  # fmt: skip
        held = solve(two, hours(1)).tables["response"]
        assert sum(float(held.of(f"{id}:slow", f"reserve_{'up' if mw == 4 else 'down'}_mw")[0])
                   for id in ("h1", "h2", "g1", "g2")) == close(mw)  # fmt: skip
    # Within the dead band nothing is asked for, so nothing can be held.
    none = secured({**settings, "steady_max_hz": 0.05}, responder=[holds("thermal/gas", "slow", **more)],
                   contingency=[loss(4)], load=[demand(20)], response_profile=[GOVERNOR], **gas)  # fmt: skip
    expect(solve(none, hours(1)), {"cost": 12_000})


def test_a_hopeless_loss_excuses_no_other() -> None:
    """250 MW·s hold 10 MW at 1 Hz/s. Of 100 MW 90 are missing, and 2 of 12: the small one is not covered by what is
    paid for the large one, but has a shortfall, and a price, of its own.
    """
    case = secured({**FAR, "external_kinetic_mw_s": 250}, load=[demand(20)], thermal=[unit("gas", 100, 0)],
                   contingency=[loss(100, "pole"), loss(12)])  # fmt: skip
    expect(solve(case, hours(1)), {"cost": 276_000, "contingency.shortfall_mw[pole]": [90],
                                   "contingency.shortfall_mw[trip]": [2],
                                   "contingency.price_rocof_cny_per_mw_h[trip]": [3000]})  # fmt: skip


def test_a_load_lost_draws_what_it_is_bent_to() -> None:
    """A line of 100 MW that draws as much more as it may at nothing, 10 MW, and dropped half: a surplus of 55 MW. Where
    power is dear it draws 10 less: 45. A virtual plant that may call 20 of its 100 MW, and 20 of a mill, for an hour
    does so when that pays: 40.
    """
    half = {"id": "half", "direction": "surplus", "asset": "load/works", "share_pu": 0.5}

    def size(case: Case, *sizes: float) -> None:
        settings = case.response.model_copy(update={"millisecond_share": 0.01, "derive_responders": False})
        solved = solve(case.model_copy(update={"response": settings}), hours(*[1.0] * len(sizes)))
        expect(solved, {"contingency.size_mw[half]": list(sizes)})

    line = loose(depth_down_pu=0.1, depth_up_pu=0.1)
    for price, mw in ((-500.0, 55), (900.0, 45)):
        size(on_market(price, potline=[line], contingency=[half]), mw)
    members = {"virtual_plant": [TOWN], "offer": [call()]}
    size(on_market(table(p=[100, 500]), LOADS, contingency=[half], **members), 50, 40)


def test_cars_that_lend_are_lost_with_what_they_give() -> None:
    """10 MWh at once from 18:00 on, 3.2 MWh given at 20:00 and 4.444 restored at 21:00, as in `test_charging`: half of
    the station draws 5, 0, −1.6 and 2.222 MW.
    """
    lending = {"v2g_share_pu": 1, "v2g_depth_kwh": 4000, "eta_charge": 0.9, "eta_discharge": 0.8}
    case = secured(
        {"millisecond_share": 0.01}, table(start=NIGHT, price=[100, 100, 900, 150]),
        corridor=[market("s/price", buys=True)], load=[demand(20, id="ev", p_pu="charging/ev")],
        charging=[fleet(v2g_wear_cost_cny_per_mwh=50, **lending)],
        contingency=[{"id": "half", "direction": "surplus", "asset": "load/ev", "share_pu": 0.5}],
    )  # fmt: skip
    with cars((18, 22, 10, "lends")):
        solved = solve(case, hours(*[1.0] * 4, start=NIGHT))
    expect(solved, {"contingency.size_mw[half]": [5, 0, -1.6, 20 / 9]})


def test_a_dark_line_drops_nothing() -> None:
    """A potline of 100 MW with 60 MW of power: 40 go unserved, and of the 60 that are drawn 0.3 can be shed, 18 of 40
    MW. Its heat would survive 30.
    """
    case = secured(
        {"millisecond_share": 1.0}, load=[demand(100, id="works", unserved_cost_cny_per_mwh=9)],
        potline=[loose(depth_up_pu=0, depth_down_pu=0, freeze_cost_cny_per_mwh=0)], thermal=[unit("gas", 60, 0)],
        responder=[holds("potline/pot", "quick")], contingency=[loss(40)],
    )  # fmt: skip
    solved = solve(case, hours(1))
    expect(solved, {"response.reserve_up_mw[pot:quick]": [18], "contingency.shortfall_ms_mw[trip]": [22]})


def test_margins_make_losses_larger() -> None:
    """A loss of 10 MW with a margin of 0.2 asks 12: 250 MW·s hold 10 at 1 Hz/s, 2 are missing at 3,000. With 0.5 of it
    and a margin of 0.1 within 200 ms 5.5 MW must be there, and nothing is: 5,500.
    """
    case = secured({**FAR, "millisecond_share": 0.5, "external_kinetic_mw_s": 250}, load=[demand(20)],
                   thermal=[unit("gas", 100, 0)], contingency=[loss(10, margin_pu=0.2, margin_ms_pu=0.1)])  # fmt: skip
    expect(
        solve(case, hours(1)),
        {
            "cost": 11_500, "contingency.margin_pu[trip]": [0.2], "contingency.margin_ms_pu[trip]": [0.1],
            "contingency.required_ms_mw[trip]": [5.5], "contingency.rows_kept[trip]": [1],
        },
    )  # fmt: skip


def test_a_machine_lost_takes_its_inertia() -> None:
    """Gas at 20 of 50 MW on line, 5 s: of 250 MW·s a quarter goes with a quarter of what it makes, 5 MW; at 0.5 Hz/s
    187.5 MW·s hold 3.75 of them.

    A unit of four that is lost at a size of its own, 8.5 MW, takes the inertia of its rating of 25 MW, as only two are
    on line: 125 MW·s hold 5 of 8.5 MW at 1 Hz/s. At 30 MW, more than its rating, it takes 150 MW·s: 4 of 30 MW.
    The machines are paid for what they leave, at 120 CNY/MW·s·h.
    """
    parts: dict[str, Any] = {
        "responder": [holds("thermal/gas", inertia_h_s=5, load_min_pu=0.4)], "load": [demand(20)],
        "thermal": [unit("gas", 100, 0)],
    }  # fmt: skip
    quarter = [{"id": "trip", "direction": "deficit", "asset": "thermal/gas", "units": 4}]
    slower = {**FAR, "rocof_max_hz_s": 0.5}
    expect(solve(secured(slower, contingency=quarter, **parts), hours(1)),
           {"cost": 3750, "contingency.kinetic_mw_s[trip]": [187.5]})  # fmt: skip
    one = [loss(8.5, asset="thermal/gas", units=4)]
    expect(solve(secured(FAR, contingency=one, **parts), hours(1)),
           {"cost": 10_500, "contingency.kinetic_mw_s[trip]": [125], "responder.kinetic_mw_s[gas]": [250],
            "responder_total.paid_inertia_cny[gas]": 15_000})  # fmt: skip
    large = [loss(30, asset="thermal/gas", units=4)]
    expect(solve(secured(FAR, contingency=large, **parts), hours(1)),
           {"cost": 78_000, "contingency.kinetic_mw_s[trip]": [100]})  # fmt: skip
