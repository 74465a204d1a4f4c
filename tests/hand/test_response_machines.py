"""Machines and loads that respond, by hand: inertia on line, headroom, water, heat, what is drawn, what is built.

Frequency limits other than the one in question are far away: 10 Hz, and so much load outside that the steady state is
damped, unless a case sets them. One hour; a MW of a loss that is not covered costs 3,000.
"""

from __future__ import annotations

from typing import Any

from dispatch.case.schema import Case
from tests.hand.test_charging import NIGHT, cars, fleet
from tests.hand.test_head import STILL, valley
from tests.hand.test_response import SLOW, holds, loss, secured, store
from tests.sizing_parts import candidate
from tests.support import demand, expect, hours, market, solve, unit

FAR = {"security": True, "rocof_max_hz_s": 1.0, "deviation_max_hz": 10.0, "steady_max_hz": 1.0, "damping_pu": 10.0,
       "external_load_mw": 1e6, "instants_s": [1.0]}  # fmt: skip
SETTLING = {"security": True, "rocof_max_hz_s": 10.0, "deviation_max_hz": 10.0, "steady_max_hz": 1.0,
            "damping_pu": 0.0, "external_kinetic_mw_s": 1e6}  # fmt: skip


def test_inertia_is_what_is_on_line() -> None:
    """20 MW of load, gas of 100 MW that runs from 0.4 of what is on line, so 50 MW at most, 5 s each: 250 MW·s. At
    1 Hz/s that holds 2·1·250/50 = 10 of 12 MW: 2 MW at 3,000, a MW·s is worth 3,000·2/50 = 120 an hour.
    """
    case = secured(FAR, responder=[holds("thermal/gas", inertia_h_s=5, load_min_pu=0.4)], contingency=[loss(12)],
                   thermal=[unit("gas", 100, 0)], load=[demand(20)])  # fmt: skip
    expect(
        solve(case, hours(1)),
        {
            "cost": 6000,
            "responder.online_mw[gas]": [50],
            "responder.kinetic_mw_s[gas]": [250],
            "security.kinetic_mw_s[up]": [250],
            "contingency.shortfall_mw[trip]": [2],
            "security.price_inertia_cny_per_mw_s_h[up]": [120],
            "contingency.kinetic_mw_s[trip]": [250],
            "contingency.price_rocof_cny_per_mw_h[trip]": [3000],
            "contingency.price_inertia_cny_per_mw_s_h[trip]": [120],
            "responder_total.paid_inertia_cny[gas]": 30_000,
            "contingency_total.charged_cny[trip]": 36_000,
            "contingency_total.shortfall_cny[trip]": 6000,
        },
    )


def test_committed_capacity_has_inertia_too() -> None:
    """Coal at 0.5 of what is committed: 20 MW of load, 40 MW committed, 4 s: 160 MW·s hold 6.4 of 8.4 MW. With 1,000
    MW·s outside (2·1/50·1,000 = 40 MW more) nothing is missing. Half of the coal lost, 10 MW, takes half of its
    inertia: 3.2 MW are held.
    """
    parts: dict[str, Any] = {
        "responder": [holds("thermal/coal", inertia_h_s=4)], "load": [demand(20)],
        "thermal": [unit("coal", 100, 0, p_min_pu=0.5)],
    }  # fmt: skip
    expect(solve(secured(FAR, contingency=[loss(8.4)], **parts), hours(1)),
           {"cost": 6000, "responder.online_mw[coal]": [40], "security.kinetic_mw_s[up]": [160]})  # fmt: skip
    joined = {**FAR, "external_kinetic_mw_s": 1000}
    expect(solve(secured(joined, contingency=[loss(8.4)], **parts), hours(1)), {"cost": 0})
    alone = {**joined, "system": "islanded", "damping_pu": 0.0}
    slow = [holds("thermal/coal", "slow", inertia_h_s=4)]
    cut = solve(secured(alone, contingency=[loss(8.4)], **{**parts, "responder": slow}), hours(1))
    expect(cut, {"security.kinetic_mw_s[up]": [160], "contingency.shortfall_mw[trip]": [2.0]})
    half = [{"id": "trip", "direction": "deficit", "asset": "thermal/coal", "units": 2}]
    lost = solve(secured(FAR, contingency=half, **parts), hours(1))
    expect(lost, {"cost": 20_400, "contingency.kinetic_mw_s[trip]": [80], "contingency.shortfall_mw[trip]": [6.8]})


def test_headroom_of_machines_is_on_line() -> None:
    """Gas runs from 0.4: at 20 MW at most 50 on line, so 30 up, 0 down at 50, 12 down at 20 on line. A deficit of 35
    misses 5, a surplus of 25 misses 5 when only 20 are on line at no minimum of 0.
    """
    slow = holds("thermal/gas", "slow", inertia_h_s=5, load_min_pu=0.4, share_max_pu=1.0)
    parts: dict[str, Any] = {"thermal": [unit("gas", 100, 0)], "load": [demand(20)]}
    up = secured(SETTLING, responder=[slow], contingency=[loss(35)], **parts)
    expect(solve(up, hours(1)), {"cost": 15_000, "responder.online_mw[gas]": [50],
                                 "response.reserve_up_mw[gas:slow]": [30]})  # fmt: skip
    down = secured(SETTLING, responder=[slow], contingency=[loss(25, direction="surplus")], **parts)
    expect(solve(down, hours(1)), {"cost": 3000 * 13, "response.reserve_down_mw[gas:slow]": [12]})
    # No more than the share of the rating: 0.1 of 100 MW.
    shy = secured(SETTLING, responder=[{**slow, "share_max_pu": 0.1}], contingency=[loss(35)], **parts)
    expect(solve(shy, hours(1)), {"cost": 75_000})


def test_committed_plant_gives_what_is_committed_and_keeps_its_minimum() -> None:
    """Coal, p_min 0.5, at 20 MW: 40 committed, 20 up; 20 to 40 committed: 10 down at 20 committed."""
    slow = holds("thermal/coal", "slow", share_max_pu=1.0)
    parts: dict[str, Any] = {"thermal": [unit("coal", 100, 0, p_min_pu=0.5)], "load": [demand(20)], "responder": [slow]}
    expect(solve(secured(SETTLING, contingency=[loss(21)], **parts), hours(1)),
           {"cost": 3000, "response.reserve_up_mw[coal:slow]": [20]})  # fmt: skip
    expect(solve(secured(SETTLING, contingency=[loss(11, direction="surplus")], **parts), hours(1)),
           {"cost": 3000, "response.reserve_down_mw[coal:slow]": [10]})  # fmt: skip


def test_machines_without_security_need_no_capacity_on_line() -> None:
    """Fast valves (a profile of their own) for the share alone: gas of 30 MW at 20 gives 10 up and 20 down."""
    quick = holds("thermal/gas", "quick", share_max_pu=1.0)
    parts: dict[str, Any] = {"thermal": [unit("gas", 30, 0)], "load": [demand(20)], "responder": [quick]}
    for direction, held in (("deficit", 10), ("surplus", 20)):
        case = secured({"millisecond_share": 1.0}, contingency=[loss(21, direction=direction)], **parts)
        expect(solve(case, hours(1)), {"cost": 1000 * (21 - held)})


def water(p_nom: float = 100, **more: Any) -> dict[str, Any]:
    """A lake of 5 hm³ above an empty bottom and a house of 2 MW per m³/s on it."""
    lake = {"id": "lake", "volume_min_hm3": 1, "volume_max_hm3": 9, "volume_initial_hm3": 6, **more.pop("lake", {})}
    house = {"id": "h", "reservoir": "lake", "bus": "a", "p_nom_mw": p_nom, "turbine_max_m3s": 40,
             "productivity_mw_per_m3s": 2, **more}  # fmt: skip
    return {"reservoir": [lake], "powerhouse": [house], "load": [demand(20)]}


def test_hydro_gives_what_is_on_line_and_what_its_turbines_take() -> None:
    """80 MW are what 40 m³/s make; from 0.25 of what is on line, 20 MW keep all 80 on line: 60 up of 62 asked."""
    case = secured(SETTLING, responder=[holds("powerhouse/h", "slow", share_max_pu=1.0, load_min_pu=0.25)],
                   contingency=[loss(62)], **water())  # fmt: skip
    expect(solve(case, hours(1)), {"cost": 6000, "responder.online_mw[h]": [80],
                                   "response.reserve_up_mw[h:slow]": [60]})  # fmt: skip
    down = secured(SETTLING, responder=[holds("powerhouse/h", "slow", share_max_pu=1.0, load_min_pu=0.25)],
                   contingency=[loss(17, direction="surplus")], **water())  # fmt: skip
    expect(solve(down, hours(1)), {"cost": 6000, "response.reserve_down_mw[h:slow]": [15]})


def test_water_backs_what_is_held() -> None:
    """A quarter of an hour of R MW takes 0.0036·R/2/4 hm³. 0.036 hm³ above the bottom at the end, and 20 MW for an
    hour take 0.036 on top: at the end nothing is left for the response. With twice as much, 0.018·… R = 80 → 60.

    Here 0.045 hm³ are above the bottom; 0.009 are left at the end: R = 0.009·4·2/0.0036 = 20 of 30 MW.
    """
    more = {"load_min_pu": 0.25, "share_max_pu": 1.0}
    case = secured(SETTLING, responder=[holds("powerhouse/h", "slow", **more)], contingency=[loss(30)],
                   **water(lake={"volume_initial_hm3": 1.045}))  # fmt: skip
    expect(solve(case, hours(1)), {"cost": 30_000, "response.reserve_up_mw[h:slow]": [20]})
    # Filling up does not help before it has happened: 0.009 at the start.
    filling = secured(SETTLING, responder=[holds("powerhouse/h", "slow", **more)], contingency=[loss(30)],
                      **water(lake={"volume_initial_hm3": 1.009, "inflow_m3s": 100}))  # fmt: skip
    expect(solve(filling, hours(1)), {"cost": 30_000, "response.reserve_up_mw[h:slow]": [20]})


def test_virtual_inertia_takes_its_headroom() -> None:
    """A full store of 10 MW that emulates 5 s has 50 MW·s for 2·5·10·1/50 = 2 MW of headroom at 1 Hz/s: 2 of 3 MW.

    It sells 8 MW at 300. A MW of headroom stands for 25 MW·s.
    """
    case = secured(
        FAR, response_profile=[{"id": "virtual_inertia", "virtual_inertia_h_s": 5}],
        storage=[store("a", 10, soc_terminal_min_mwh=None)], responder=[holds("storage/a", "virtual_inertia")],
        contingency=[loss(3)], corridor=[market(300)],
    )  # fmt: skip
    expect(solve(case, hours(1)), {"cost": 3000 - 2400, "response.reserve_up_mw[a:virtual_inertia]": [2],
                                   "security.kinetic_mw_s[up]": [50],
                                   "response_total.paid_inertia_cny[a:virtual_inertia]": 6000})  # fmt: skip
    falling = Case.model_validate({**dict(case), "contingency": [loss(3, direction="surplus")]})
    expect(solve(falling, hours(1)), {"security.kinetic_mw_s[down]": [50], "cost": 0})


def test_a_potline_sells_what_its_heat_survives() -> None:
    """100 MW of potline sheds 0.3 of what it draws: 30 MW of the 40 asked; the rest at 1,000. Its shed is armed."""
    case = secured(
        {"millisecond_share": 1.0}, potline=[{"id": "al", "load": "city", "depth_up_pu": 0}], load=[demand(100)],
        thermal=[unit("gas", 200, 0)], responder=[holds("potline/al", "quick")], contingency=[loss(40)],
        response_profile=[{"id": "quick", "tier": "T1"}],
    )  # fmt: skip
    solved = solve(case, hours(1))
    expect(solved, {"response.reserve_up_mw[al:quick]": [30], "contingency.shortfall_ms_mw[trip]": [10]})
    assert solved.tables["potline"].of("al", "shed_mw")[0] >= 30 - 1e-6


def test_loads_drop_what_they_draw() -> None:
    """0.5 of a load of 12 MW of which 2 go unserved (10 MW of gas): 5 of 9 MW. A data centre at 0.5 of 8 MW: 4."""
    case = secured({"millisecond_share": 1.0}, load=[demand(12)], thermal=[unit("gas", 10, 0)],
                   responder=[holds("load/city", "quick", share_max_pu=0.5)], contingency=[loss(9)])  # fmt: skip
    expect(solve(case, hours(1)), {"response.reserve_up_mw[city:quick]": [5], "cost": 40_000 + 4000})
    still = {"id": "dc", "load": "city", "deferrable_pu": 0, "p_max_mw": 8}
    centre = secured({"millisecond_share": 1.0}, load=[demand(16, p_pu=0.5)], computing=[still],
                     thermal=[unit("gas", 10, 100)], responder=[holds("computing/dc", "quick", share_max_pu=0.5)],
                     contingency=[loss(9)])  # fmt: skip
    expect(solve(centre, hours(1)), {"response.reserve_up_mw[dc:quick]": [4]})


def test_a_corridor_bends_within_its_limits() -> None:
    """Sending 30 of 40 MW, at least 10 (0.25): 20 up, 10 down of 25 each; share 1 of the 30 MW between."""
    line = {"id": "k", "bus": "a", "p_nom_mw": 40, "p_min_pu": 0.25, "schedule_mw": 30,
            "deviation_cost_cny_per_mwh": 5000}  # fmt: skip
    for direction, held in (("deficit", 20), ("surplus", 10)):
        case = secured({"millisecond_share": 1.0}, corridor=[line], thermal=[unit("gas", 30, 0)],
                       responder=[holds("corridor/k", "quick", share_max_pu=1.0)],
                       contingency=[loss(25, direction=direction)])  # fmt: skip
        solved = solve(case, hours(1))
        way = "up" if direction == "deficit" else "down"
        export = solved.tables["corridor"].of("k", "export_mw")[0]
        assert export <= 30 + 1e-6
        expect(solved, {f"response.reserve_{way}_mw[k:quick]": [held]})


def test_several_services_share_one_rating() -> None:
    """quick and slow of one corridor with 0.2 of 40 MW: 8 MW in all, for a loss of 20 MW in either direction.

    Of the 8 MW of the share (ρ = 0.4) nothing is missing, of the 20 MW of the steady state 12.
    """
    line = {"id": "k", "bus": "a", "p_nom_mw": 40, "schedule_mw": 20, "deviation_cost_cny_per_mwh": 9000}
    for direction in ("deficit", "surplus"):
        case = secured({**SETTLING, "millisecond_share": 0.4}, corridor=[line], thermal=[unit("gas", 20, 0)],
                       responder=[holds("corridor/k", "quick", "slow", share_max_pu=0.2)],
                       contingency=[loss(20, direction=direction)])  # fmt: skip
        expect(solve(case, hours(1)), {"cost": 36_000})


def test_every_machine_has_its_own_capacity_on_line() -> None:
    """Two gas plants and two houses, at 0.4 and 0.5 of what is on line, one of each standing still.

    The others make 10 MW each: 25 and 20 on line, 2 and 3 s: 110 MW·s hold 4.4 of 5.4 MW.
    """
    lake = {"id": "lake", "volume_max_hm3": 9, "volume_initial_hm3": 6}
    house = {"reservoir": "lake", "bus": "a", "turbine_max_m3s": 40, "productivity_mw_per_m3s": 2}
    turning = [holds("thermal/g1", inertia_h_s=2, load_min_pu=0.4), holds("thermal/g2", inertia_h_s=5, load_min_pu=0.1),
               holds("powerhouse/h1", inertia_h_s=3, load_min_pu=0.5),
               holds("powerhouse/h2", inertia_h_s=7, load_min_pu=0.1)]  # fmt: skip
    fixed = secured(
        FAR, responder=turning, contingency=[loss(5.4)], buses="ab", reservoir=[lake],
        thermal=[unit("g1", 40, 0), unit("g2", 40, 99_000)], load=[demand(10), demand(10, "b", "town")],
        powerhouse=[{**house, "id": "h1", "bus": "b", "p_nom_mw": 30}, {**house, "id": "h2", "p_nom_mw": 0}],
    )  # fmt: skip
    expect(solve(fixed, hours(1)), {"cost": 3000, "responder.online_mw[g1]": [25], "responder.online_mw[h1]": [20],
                                    "responder.online_mw[g2]": [0], "responder.online_mw[h2]": [0]})  # fmt: skip


def test_head_leaves_room_for_flow() -> None:
    """A plant with head: 100 m³/s at most, 7 MW per m³/s by name. Of 100 MW on line 14 are made of 2 m³/s … the flow of
    the response is that of its constant productivity, R/0.5 ≤ 100 − q.

    h is 60 m at rest, 0.48 MW per m³/s: 9.6 MW take 20 m³/s, so R = 40 MW of 41 asked; a MW missing costs 3,000.
    """
    case = valley(
        load=[demand(9.6)], lakes=(STILL,), houses=({"productivity_mw_per_m3s": 0.5},),
        response_profile=[SLOW], responder=[holds("powerhouse/house", "slow", share_max_pu=1.0, load_min_pu=0.0)],
        contingency=[loss(41)],
    )  # fmt: skip
    settings = case.response.model_copy(update={"derive_responders": False, **SETTLING})
    lake = case.reservoir[0].model_copy(update={"volume_min_hm3": 490.0, "inflow_m3s": 20.0})
    solved = solve(case.model_copy(update={"response": settings, "reservoir": (lake,)}), hours(1))
    expect(solved, {"response.reserve_up_mw[house:slow]": [40], "contingency.shortfall_mw[trip]": [1]})


def test_what_is_built_can_be_held() -> None:
    """A MW built costs 10 CNY in this tenth of a year (1 CNY/kW): 2 MW are built so that 1.6 MW (0.4 of the way from
    charging to discharging) can be held against a loss of 1.6 in either direction.

    Emulating 10 s of inertia at 1 Hz/s, a MW built holds 0.4 MW, which stand for 10 MW·s, so for 0.4 MW of a loss.
    """
    new = candidate(capex_cny_per_kw=1, duration_min_h=10, duration_max_h=10)
    tenth = hours(1, weight=876)
    for direction in ("deficit", "surplus"):
        parts: dict[str, Any] = {
            "storage": [new], "load": [demand(1)], "thermal": [unit("gas", 100, 0)], "sizing": {"discount_rate": 0},
        }  # fmt: skip
        share = secured({"millisecond_share": 1.0, "hard": True}, contingency=[loss(1.6, direction=direction)],
                        responder=[holds("storage/new", "quick", share_max_pu=0.4)], **parts)  # fmt: skip
        expect(solve(share, tenth), {"cost": 20, "storage_segment.built_mw[new]": [2]})
        inertia = secured({**FAR, "hard": True}, contingency=[loss(0.8, direction=direction)],
                          response_profile=[{"id": "virtual_inertia", "virtual_inertia_h_s": 10}],
                          responder=[holds("storage/new", "virtual_inertia")], **parts)  # fmt: skip
        expect(solve(inertia, tenth), {"cost": 20, "storage_segment.built_mw[new]": [2]})


def test_charging_drops_what_it_draws() -> None:
    """One car draws 10 MW from 18 to 20 h, at once: half of that can be dropped then, nothing afterwards."""
    parts: dict[str, Any] = {
        "load": [demand(20, id="ev", p_pu="charging/ev")], "charging": [fleet()], "thermal": [unit("gas", 30, 0)],
        "responder": [holds("charging/ev", "quick", share_max_pu=0.5)], "contingency": [loss(8)],
    }  # fmt: skip
    with cars((18, 24, 20, "at once")):
        solved = solve(secured({"millisecond_share": 1.0}, **parts), hours(2, 2, start=NIGHT))
    expect(solved, {"response.reserve_up_mw[ev:quick]": [5, 0], "cost": 1000 * (2 * 3 + 2 * 8)})


def test_the_system_outside_answers_by_its_profile() -> None:
    """3 MW outside of a profile that is there after 0.2 s: of 5 MW asked within the limit 2 are missing (2,000), of 10
    in the steady state 7 (21,000). Within 10 s `slow` delivers half on average: after 10 s with 100 MW·s and Δf 1 Hz,
    2·1/(50·10)·100 = 0.4 MW more. 10 − 1.5 − 0.4 = 8.1 are missing there: 24,300.
    """
    settings = {**SETTLING, "external_primary_mw": 3, "external_profile": "quick", "millisecond_share": 0.5}
    parts: dict[str, Any] = {"load": [demand(20)], "thermal": [unit("gas", 100, 0)], "contingency": [loss(10)]}
    expect(solve(secured(settings, **parts), hours(1)), {"cost": 23_000, "contingency.delivered_ms_mw[trip]": [3]})
    deep = {**FAR, "external_kinetic_mw_s": 100, "deviation_max_hz": 1.0, "rocof_max_hz_s": 10.0, "instants_s": [10.0],
            "external_primary_mw": 3, "external_profile": "slow"}  # fmt: skip
    expect(solve(secured(deep, **parts), hours(1)), {"cost": 24_300, "instant.tau_s[trip@10s]": [10],
                                                     "instant.price_cny_per_mw_h[trip@10s]": [3000],
                                                     "contingency.price_nadir_cny_per_mw_h[trip]": [3000]})  # fmt: skip


def test_a_pole_takes_its_modulation_with_it() -> None:
    """A corridor that sends 20 of 40 MW, at a schedule that costs 9,000 to leave, holds 8 MW (0.2) up and down.

    Half of it lost: 10 MW surplus, of 8 MW held 4 are left: of 10 within the limit 6 are missing, and of the slow ones
    likewise in the steady state and over 10 s.
    """
    line = {"id": "k", "bus": "a", "p_nom_mw": 40, "schedule_mw": 20, "deviation_cost_cny_per_mwh": 9000}
    pole = {"id": "pole", "direction": "surplus", "asset": "corridor/k", "share_pu": 0.5}
    parts: dict[str, Any] = {"corridor": [line], "thermal": [unit("gas", 20, 0)], "contingency": [pole]}
    fast = secured({"millisecond_share": 1.0}, responder=[holds("corridor/k", "quick", share_max_pu=0.2)], **parts)
    expect(solve(fast, hours(1)), {"cost": 6000, "contingency.delivered_ms_mw[pole]": [4],
                                   "contingency.size_mw[pole]": [10]})  # fmt: skip
    slow = [holds("corridor/k", "slow", share_max_pu=0.2)]
    expect(solve(secured(SETTLING, responder=slow, **parts), hours(1)), {"cost": 18_000})
    deep = {**FAR, "external_kinetic_mw_s": 100, "deviation_max_hz": 1.0, "rocof_max_hz_s": 10.0, "instants_s": [10.0]}
    # Over 10 s 4 MW give 2 on average, inertia 0.4.
    expect(solve(secured(deep, responder=slow, **parts), hours(1)), {"cost": 3000 * 7.6})
    trip = {"id": "trip", "direction": "deficit", "size_mw": 10, "asset": "corridor/k", "share_pu": 0.5}
    up = {**parts, "contingency": [trip]}
    expect(solve(secured(SETTLING, responder=slow, **up), hours(1)), {"cost": 18_000})
    expect(solve(secured(deep, responder=slow, **up), hours(1)), {"cost": 3000 * 7.6})


def test_a_load_lost_is_what_is_served_and_a_plant_with_head_what_it_makes() -> None:
    """Half of 12 MW of which 2 go unserved: 5 MW. Half of what 0.48 MW per m³/s make of 20 m³/s: 4.8 MW."""
    half = {"id": "half", "direction": "surplus", "asset": "load/city", "share_pu": 0.5}
    case = secured({"millisecond_share": 0.01}, load=[demand(12)], thermal=[unit("gas", 10, 0)], contingency=[half])
    expect(solve(case, hours(1)), {"contingency.size_mw[half]": [5]})
    bank = {"id": "bank", "direction": "deficit", "asset": "powerhouse/house", "units": 2}
    plant = valley(load=[demand(9.6)], lakes=(STILL,), contingency=[bank])
    settings = plant.response.model_copy(update={"millisecond_share": 0.01})
    lake = plant.reservoir[0].model_copy(update={"inflow_m3s": 20.0})
    solved = solve(plant.model_copy(update={"response": settings, "reservoir": (lake,)}), hours(1))
    expect(solved, {"contingency.size_mw[bank]": [4.8]})


def test_each_contingency_has_rows_of_its_own() -> None:
    """A deficit of 12 MW and a surplus of 8 where 10 MW are held: by inertia (250 MW·s at 1 Hz/s), in the steady state
    (D·P_load of 500 MW/Hz at 0.02 Hz), over 10 s (2·1/(50·10)·2,500 MW·s).

    2 MW of the deficit are missing, nothing of the surplus, nor of the 5 MW of a unit of gas, and only the first has a
    price.
    """
    inertia = {**FAR, "external_kinetic_mw_s": 250}
    settling = {**FAR, "external_kinetic_mw_s": 1e6, "damping_pu": 1.0, "external_load_mw": 24_980,
                "steady_max_hz": 0.02}  # fmt: skip
    deep = {**FAR, "external_kinetic_mw_s": 2500, "deviation_max_hz": 1.0, "rocof_max_hz_s": 10.0,
            "instants_s": [10.0]}  # fmt: skip
    small = {"id": "small", "direction": "deficit", "asset": "thermal/gas", "units": 4}
    trips = [loss(12), small, loss(8, "rise", "surplus", asset="load/city")]
    for settings, price in (
        (inertia, "contingency.price_rocof_cny_per_mw_h[{}]"),
        (settling, "contingency.price_steady_cny_per_mw_h[{}]"),
        (deep, "instant.price_cny_per_mw_h[{}@10s]"),
    ):
        case = secured(settings, load=[demand(20)], thermal=[unit("gas", 100, 0)], contingency=trips)
        solved = solve(case, hours(1))
        expect(solved, {"cost": 6000, "contingency.shortfall_mw[trip]": [2], "contingency.shortfall_mw[rise]": [0],
                        price.format("trip"): [3000], price.format("small"): [0],
                        "contingency.size_mw[rise]": [8]})  # fmt: skip


def test_nobody_holds_less_than_nothing() -> None:
    """5 MW are asked either way; cheap at 1 and dear at 10 CNY/MW·h hold 20 MW each: 5 of the cheap one, none of the
    other, although less than none would save money.
    """
    stores = [store(id, 20, p_charge_nom_mw=20) for id in ("cheap", "dear")]
    for direction in ("deficit", "surplus"):
        case = secured({"millisecond_share": 1.0}, storage=stores, load=[demand(1)], thermal=[unit("gas", 1, 0)],
                       responder=[holds("storage/cheap", "quick", cost=1), holds("storage/dear", "quick", cost=10)],
                       contingency=[loss(5, direction=direction)])  # fmt: skip
        expect(solve(case, hours(1)), {"cost": 5})


def test_no_more_is_on_line_than_there_is() -> None:
    """Gas of 50 MW without a least load turns whole: 5 s, 250 MW·s, 10 of 12 MW."""
    case = secured(FAR, responder=[holds("thermal/gas", inertia_h_s=5, load_min_pu=0.0)], contingency=[loss(12)],
                   thermal=[unit("gas", 50, 0)], load=[demand(20)])  # fmt: skip
    expect(solve(case, hours(1)), {"cost": 6000, "responder.online_mw[gas]": [50]})


def test_each_direction_has_its_own_kinetic_energy() -> None:
    """250 MW·s outside. A store of 100 MW that cannot charge emulates 5 s upwards, 500 MW·s for 20 MW of headroom: at
    1 Hz/s 750 MW·s hold 30 MW of a deficit, the 250 MW·s of the other direction 10 of 12 MW of a surplus.
    """
    case = secured({**FAR, "external_kinetic_mw_s": 250}, storage=[store("s", 100)],
                   response_profile=[{"id": "emulated", "tier": "T0", "virtual_inertia_h_s": 5, "dead_time_s": 0}],
                   responder=[holds("storage/s", "emulated")], thermal=[unit("gas", 10, 0)], load=[demand(1)],
                   contingency=[loss(30), loss(12, "rise", "surplus")])  # fmt: skip
    expect(
        solve(case, hours(1)),
        {"cost": 6000, "contingency.kinetic_mw_s[trip]": [750], "contingency.kinetic_mw_s[rise]": [250],
         "response.reserve_up_mw[s:emulated]": [20]},
    )  # fmt: skip
