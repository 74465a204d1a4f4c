"""The millisecond response by hand: closed form of the nadir, who is held, what backs it, what it is worth.

Unless said otherwise an hour at 50 Hz, nothing derived, soft limits at 1,000 (millisecond share) and 3,000 CNY/MW·h.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from dispatch.case.schema import Case
from dispatch.errors import InfeasibleError
from dispatch.horizon import Horizon
from tests.support import close, demand, expect, hours, market, solve, system, table, unit

FULL = {"id": "quick", "tier": "T1", "dead_time_s": 0.05, "ramp_s": 0.15}
HALF = {"id": "lazy", "tier": "T1", "dead_time_s": 0.1, "ramp_s": 0.2}
SLOW = {"id": "slow", "tier": "T2", "dead_time_s": 0, "ramp_s": 10, "controller": "inverter"}


def secured(settings: dict[str, Any], *series: Any, **families: Any) -> Case:
    """A case that derives nothing by itself."""
    families.setdefault("response_profile", [FULL, HALF, SLOW])
    return system(*series, response={"derive_responders": False, "derive_contingencies": False, **settings}, **families)


def store(id: str, p: float, **more: Any) -> dict[str, Any]:
    """A store that can only discharge and ends as it began, so stands still: full enough for any service."""
    return {"id": id, "technology": "lfp", "bus": "a", "p_nom_mw": p, "p_charge_nom_mw": 0, "e_nom_mwh": 10 * p,
            "soc_initial_mwh": 5 * p, "soc_terminal_min_mwh": 5 * p, **more}  # fmt: skip


def holds(asset: str, *services: str, cost: float = 0.0, **more: Any) -> dict[str, Any]:
    """A responder named as its asset."""
    return {"id": asset.split("/")[1], "asset": asset, "services": list(services), "cost_cny_per_mw_h": cost, **more}


def loss(size: float | str, id: str = "trip", direction: str = "deficit", **more: Any) -> dict[str, Any]:
    return {"id": id, "direction": direction, "size_mw": size, **more}


def two_services(**settings: Any) -> Case:
    """The check vector: 20,000 MW·s, a loss of 500 MW, 300 MW within 0.2 s, 400 MW within 10 s, no damping."""
    limits = {"rocof_max_hz_s": 10.0, "deviation_max_hz": 10.0, "steady_max_hz": 1.0, "damping_pu": 0.0}
    return secured(
        {"security": True, "hard": True, "external_kinetic_mw_s": 20_000, **limits, **settings},
        response_profile=[{"id": "fast", "tier": "T1", "dead_time_s": 0, "ramp_s": 0.2}, SLOW],
        storage=[store("battery", 300), store("water", 400)],
        responder=[holds("storage/battery", "fast"), holds("storage/water", "slow")],
        contingency=[loss(500)], load=[demand(1)], thermal=[unit("gas", 10, 100)],
    )  # fmt: skip


def refused(case: Case) -> list[str]:
    """What is said, in both languages, of a case that has no dispatch; nothing where it has one."""
    try:
        solve(case, hours(1))
    except InfeasibleError as error:
        return [error.text("en"), error.text("zh")]
    return []


def test_the_closed_form_of_two_services() -> None:
    """RoCoF = 50·500/(2·20,000) = 0.625 Hz/s. The nadir is where 300 + 40·t = 500, at t = 5 s, an instant of the grid:
    missing are 500·5 − 300·(5 − 0.1) − 40·5²/2 = 530 MW·s, 50·530/40,000 = 0.6625 Hz.

    The rows hold a limit a thousandth above these and refuse one a thousandth below.
    """
    for limit, value in (("rocof_max_hz_s", 0.625), ("deviation_max_hz", 0.6625)):
        assert not refused(two_services(**{limit: 1.001 * value}))
        assert refused(two_services(**{limit: 0.999 * value}))


def test_between_two_instants_the_nadir_is_missed_by_less_than_the_sagitta() -> None:
    """Without the instant at 5 s those at 4 and 6 s see 50·(500·4 − 300·3.9 − 20·16)/40,000 = 0.6375 Hz.

    The curve bends by 40 MW/s, so that over two seconds it rises above its chord by at most 40·2²/8 = 20 MW·s, 0.025
    Hz: 0.6625 Hz is within that.
    """
    grid = (1.0, 2.0, 3.0, 4.0, 6.0, 8.0, 10.0, 20.0, 30.0)
    assert not refused(two_services(deviation_max_hz=0.6376, instants_s=grid))
    assert refused(two_services(deviation_max_hz=0.6374, instants_s=grid))
    assert 0.6625 - 0.6375 <= 0.025 + 1e-12


def test_steady_state_leaves_what_load_damps() -> None:
    """500 MW lost, 300 + 400 held at most; with D = 2 and 1,000 MW of load outside, 0.2 Hz damps 2·1,001·0.2/50 = 8.008
    MW (1 MW of load at home). Priced 1 and 3 CNY/MW·h, the first 300 MW come from the cheap one, 191.992 from the dear.
    """
    case = two_services(damping_pu=2.0, steady_max_hz=0.2, external_load_mw=1000, external_kinetic_mw_s=1e6)
    dear = [{**r, "cost_cny_per_mw_h": cost} for r, cost in zip((r.model_dump() for r in case.responder), (1, 3),
                                                               strict=True)]  # fmt: skip
    solved = solve(Case.model_validate({**dict(case), "responder": dear}), hours(1))
    # All limits but the steady state are far away: 10 Hz/s, 10 Hz.
    expect(solved, {"cost": 100 + 300 + 3 * 191.992, "response.reserve_up_mw[water:slow]": [191.992],
                    "contingency.price_steady_cny_per_mw_h[trip]": [3]})  # fmt: skip


def test_the_millisecond_share_takes_who_is_cheap_for_what_arrives_in_time() -> None:
    """ρ = 0.5 of 100 MW within 200 ms; `quick` delivers all by then at 10, `lazy` half of it at 4 a MW, so 8 a MW
    delivered; 60 MW of lazy give 30, the other 20 come from quick. 2 h of weight 3: 6·(60·4 + 20·10) = 2,640.

    One more MW of the requirement is one of quick: 10 CNY/MW·h. Paid: quick 20·10, lazy 60·½·10, times 6.
    """
    case = secured(
        {"millisecond_share": 0.5}, storage=[store("a", 40), store("b", 60)],
        responder=[holds("storage/a", "quick", cost=10), holds("storage/b", "lazy", cost=4)],
        contingency=[loss(100)], load=[demand(1)], thermal=[unit("gas", 10, 0)],
    )  # fmt: skip
    expect(
        solve(case, hours(2, weight=3)),
        {
            "cost": 2640,
            "response.reserve_up_mw[a:quick]": [20],
            "response.reserve_up_mw[b:lazy]": [60],
            "response_profile.total_mw[lazy/up]": [60],
            "contingency.size_mw[trip]": [100],
            "contingency.required_ms_mw[trip]": [50],
            "contingency.delivered_ms_mw[trip]": [50],
            "contingency.shortfall_ms_mw[trip]": [0],
            "contingency.margin_pu[trip]": [0],
            "contingency.margin_ms_pu[trip]": [0],
            "contingency.price_ms_cny_per_mw_h[trip]": [10],
            "response_total.paid_ms_cny[b:lazy]": 1800,
            "contingency_total.charged_cny[trip]": 3000,
        },
    )


def test_what_cannot_be_had_is_missing_at_its_price_or_forbidden() -> None:
    """As above with 200 MW to be there and 40 + 60/2 = 70 MW at most: 130 missing at 1,000 an hour, and the price is
    that. Hard, there is no dispatch. With a margin of 0.1 on the share 220 are needed.
    """
    parts: dict[str, Any] = {
        "storage": [store("a", 40), store("b", 60)], "responder": [holds("storage/a", "quick"), holds("storage/b",
            "lazy")],
        "load": [demand(1)], "thermal": [unit("gas", 10, 0)],
    }  # fmt: skip
    case = secured({"millisecond_share": 0.5}, contingency=[loss(400)], **parts)
    expect(solve(case, hours(1)), {"cost": 130_000, "contingency.shortfall_ms_mw[trip]": [130],
                                   "contingency.price_ms_cny_per_mw_h[trip]": [1000]})  # fmt: skip
    wider = secured({"millisecond_share": 0.5}, contingency=[loss(400, margin_ms_pu=0.1)], **parts)
    expect(solve(wider, hours(1)), {"cost": 150_000})
    english, chinese = refused(secured({"millisecond_share": 0.5, "hard": True}, contingency=[loss(400)], **parts))
    assert "millisecond share" in english.splitlines()[0]
    assert "毫秒" in chinese.splitlines()[0]


def test_what_is_held_cannot_be_sold_as_energy() -> None:
    """A full store of 10 MW could sell 10 MWh at 300 an hour; 4 MW must be there for a loss of 8 (ρ = 0.5).

    It sells 6 MW: −1,800, and a MW of response is worth what it forgoes, 300 CNY/MW·h.
    """
    case = secured(
        {"millisecond_share": 0.5}, storage=[store("a", 10, soc_initial_mwh=100, soc_terminal_min_mwh=None)],
        responder=[holds("storage/a", "quick")], contingency=[loss(8)], corridor=[market(300)],
    )  # fmt: skip
    expect(solve(case, hours(1)), {"cost": -1800, "storage.p_mw[a]": [6], "response.reserve_up_mw[a:quick]": [4],
                                   "contingency.price_ms_cny_per_mw_h[trip]": [300]})  # fmt: skip


def test_a_store_that_charges_can_answer_twice() -> None:
    """Charging 10 MW at a price of −50, it can stop and turn: 20 MW up. Against a surplus, charging at full it has
    nothing: 5 MW to be there (ρ = 0.5 of 10) hold charging at 5 MW. Holding down costs 2, so
    a MW is worth 52.
    """
    both = [loss(40), loss(10, "rise", "surplus")]
    case = secured(
        {"millisecond_share": 0.5}, storage=[store("a", 10, p_charge_nom_mw=10, soc_terminal_min_mwh=None)],
        responder=[holds("storage/a", "quick")], contingency=both[:1], corridor=[market(-50, buys=True)],
    )  # fmt: skip
    expect(solve(case, hours(1)), {"cost": -500, "response.reserve_up_mw[a:quick]": [20]})
    dear = [holds("storage/a", "quick", cost=2)]
    falling = Case.model_validate({**dict(case), "contingency": [{**both[1]}], "responder": dear})
    expect(solve(falling, hours(1)), {"cost": -240, "response.reserve_down_mw[a:quick]": [5],
                                      "contingency.price_ms_cny_per_mw_h[rise]": [52]})  # fmt: skip


def test_energy_backs_what_is_held() -> None:
    """T1 for half an hour, η 0.8 each way, 10 MW and 10 MWh between 0.1 and 0.9. Up at 3 MWh: 2 MWh are to spare, so
    R·0.5/0.8 ≤ 2, R = 3.2 MW. Down at 7 MWh: 2 MWh of room, R·0.5·0.8 ≤ 2, R = 5 MW.
    """
    for direction, at, held in (("deficit", 3, 3.2), ("surplus", 7, 5)):
        way = "up" if direction == "deficit" else "down"
        case = secured(
            {"millisecond_share": 1.0}, response_profile=[{**FULL, "backing_h": 0.5}],
            storage=[store("a", 10, e_nom_mwh=10, eta_charge=0.8, eta_discharge=0.8, soc_min_pu=0.1, soc_max_pu=0.9,
                           soc_initial_mwh=at, soc_terminal_min_mwh=at if way == "up" else None,
                           p_charge_nom_mw=0 if way == "up" else 10)],
            responder=[holds("storage/a", "quick", cost=2)], contingency=[loss(10, direction=direction)],
            thermal=[unit("gas", 10, 100)], load=[demand(2)],
        )  # fmt: skip
        # Selling makes room at the end of the hour, not at its start.
        expect(solve(case, hours(1)), {f"response.reserve_{way}_mw[a:quick]": [held],
                                       "contingency.shortfall_ms_mw[trip]": [10 - held]})  # fmt: skip


def test_both_ends_of_a_period_are_backed() -> None:
    """10 MWh inside, nothing kept at the end, 100 a MWh; T1 for an hour and 4 MW to be there: 4 MWh stay at the end.

    6 MWh are sold: −600. At the start 10 are there anyway.
    """
    case = secured(
        {"millisecond_share": 1.0}, response_profile=[{**FULL, "backing_h": 1}],
        storage=[store("a", 20, soc_initial_mwh=10, soc_terminal_min_mwh=None)],
        responder=[holds("storage/a", "quick")], contingency=[loss(4)], corridor=[market(100)],
    )  # fmt: skip
    expect(solve(case, hours(1)), {"cost": -600, "contingency.price_ms_cny_per_mw_h[trip]": [100]})
    # 3 MWh at the start back no more than 3 of 4 MW, however much is bought at −50 later.
    empty = secured(
        {"millisecond_share": 1.0}, response_profile=[{**FULL, "backing_h": 1}],
        storage=[store("a", 20, soc_initial_mwh=3, soc_terminal_min_mwh=None, p_charge_nom_mw=20)],
        responder=[holds("storage/a", "quick")], contingency=[loss(4)], corridor=[market(-50, buys=True)],
    )  # fmt: skip
    expect(solve(empty, hours(1)), {"cost": 0, "contingency.shortfall_ms_mw[trip]": [1]})
    # Against a surplus 196 MWh leave room for 4; bought at −50 they would fill the store.
    filling = secured(
        {"millisecond_share": 1.0}, response_profile=[{**FULL, "backing_h": 1}],
        storage=[store("a", 20, soc_initial_mwh=190, soc_terminal_min_mwh=None, p_charge_nom_mw=20)],
        responder=[holds("storage/a", "quick")], contingency=[loss(4, direction="surplus")],
        corridor=[market(-50, buys=True)],
    )  # fmt: skip
    expect(solve(filling, hours(1)), {"cost": -300, "contingency.price_ms_cny_per_mw_h[trip]": [50]})


def test_a_pole_is_as_large_as_what_it_carries() -> None:
    """A corridor sends what it is paid 300 for; half of it may block. 3 MW can charge against that (a store at rest),
    ρ = 0.5: 0.5·0.5·p ≤ 3, so 12 of 40 MW are sent where generation costs 100: (300 − 100)·12 = 2,400.

    A MW of response would let 4 MW more be sent: 800 CNY/MW·h, below the price of missing it.
    """
    case = secured(
        {"millisecond_share": 0.5}, storage=[store("a", 3, p_charge_nom_mw=3)], responder=[holds("storage/a", "quick")],
        contingency=[{"id": "pole", "direction": "surplus", "asset": "corridor/market", "share_pu": 0.5}],
        corridor=[market(300, p_nom=40)], thermal=[unit("gas", 100, 100)],
    )  # fmt: skip
    expect(solve(case, hours(1)), {"cost": -2400, "corridor.export_mw[market]": [12], "contingency.size_mw[pole]": [6],
                                   "contingency.price_ms_cny_per_mw_h[pole]": [800]})  # fmt: skip


def solved_size(asset: str, direction: str, **parts: Any) -> np.ndarray:
    """What a contingency of half an asset takes away in the dispatch."""
    case = secured(
        {"millisecond_share": 0.01}, contingency=[{"id": "half", "direction": direction, "asset": asset, "units": 2}],
        **parts,
    )  # fmt: skip
    return solve(case, hours(1)).tables["contingency"].of("half", "size_mw")


def test_a_loss_is_that_of_what_its_asset_carries() -> None:
    """Half of: 8 MW of a load (surplus), 7 MW of wind, 6 MW of steam, 5 MW discharged, 4 MW of import, 12 MW of water.

    8 MW are asked, wind 7; one MW comes from where it is cheap.
    """
    load, wind = [demand(8)], [{"id": "w", "technology": "wind", "bus": "a", "p_nom_mw": 7}]
    gas = [unit("gas", 6, 10)]
    assert solved_size("load/city", "surplus", load=load, thermal=[unit("gas", 20, 10)]) == close([4])
    assert solved_size("renewable/w", "deficit", load=load, renewable=wind, thermal=gas) == close([3.5])
    assert solved_size("thermal/gas", "deficit", load=load, thermal=gas) == close([3])
    full = [store("a", 5, soc_initial_mwh=50, soc_terminal_min_mwh=None)]
    assert solved_size("storage/a", "deficit", load=load, storage=full) == close([2.5])
    buying = [market(100, buys=True, p_nom=4)]
    assert solved_size("corridor/market", "deficit", load=load, corridor=buying) == close([2])
    assert solved_size("corridor/market", "surplus", load=load, corridor=buying) == close([-2])
    lake = [{"id": "lake", "volume_max_hm3": 9, "volume_initial_hm3": 5}]
    house = [{"id": "h", "reservoir": "lake", "bus": "a", "p_nom_mw": 12, "turbine_max_m3s": 20,
              "productivity_mw_per_m3s": 0.6}]  # fmt: skip
    assert solved_size("powerhouse/h", "deficit", load=[demand(30)], reservoir=lake, powerhouse=house) == close([6])


def test_what_is_lost_with_its_asset_does_not_answer() -> None:
    """Half of a store of 6 MW is lost with a loss of 8 MW as data: of 6 MW held (ρ = 1) 3 are left, and 5 missing.

    Charging all of its 10 MW at a price of −50 it can hold 20, and needs 16, of which 8 are left. Holding costs 1.
    """
    hit = loss(8, asset="storage/a", units=2)
    parts: dict[str, Any] = {"responder": [holds("storage/a", "quick", cost=1)], "contingency": [hit]}
    idle = secured({"millisecond_share": 1.0}, storage=[store("a", 6)], thermal=[unit("gas", 10, 0)], load=[demand(1)],
                   **parts)  # fmt: skip
    expect(solve(idle, hours(1)), {"contingency.delivered_ms_mw[trip]": [3], "cost": 5006})
    charging = secured({"millisecond_share": 1.0}, storage=[store("a", 10, p_charge_nom_mw=10,
        soc_terminal_min_mwh=None)],
                       corridor=[market(-50, buys=True)], **parts)  # fmt: skip
    expect(solve(charging, hours(1)), {"cost": -484, "contingency.delivered_ms_mw[trip]": [8],
                                       "response.reserve_up_mw[a:quick]": [16]})  # fmt: skip


def test_an_axis_of_weights_and_steps_leaves_prices_per_hour() -> None:
    """Two segments, weights 1 and 4, half an hour and two hours: a MW of `quick` costs 10 an hour in both."""
    chain = Horizon.chain([hours(0.5), hours(2, weight=4, start="2030-02-01")])
    case = secured(
        {"millisecond_share": 0.5}, {"s": table(24 * 31, size=[100, 60])}, storage=[store("a", 100)],
        responder=[holds("storage/a", "quick", cost=10)], contingency=[loss("s/size")], load=[demand(1)],
        thermal=[unit("gas", 10, 0)],
    )  # fmt: skip
    expect(solve(case, chain), {"cost": 0.5 * 500 + 8 * 300, "contingency.price_ms_cny_per_mw_h[trip]": [10, 10]})
