"""Potlines by hand: heat, depth and duration, the day's metal, ramps, outages, cells off line, power ready to be shed.

All lines draw 100 MW and lose heat with a time constant of 10 h: over a step of h hours κ = e^(−h/10) of it is kept,
and 1 MW more or less for the whole step is worth g = 10·(1 − κ) MWh at its end. Metal lost costs 100 CNY/MWh, wear 10
(half each way): what is left pays 105 a MWh, what is drawn more gets 95 back, so only prices matter.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from dispatch.case.schema import Case
from dispatch.errors import InfeasibleError
from tests.hand.demand_response import on_market, works
from tests.support import close, column, demand, expect, hours, solve, system, table, unit

KAPPA = float(np.exp(-0.1))
GAIN = 10 * (1 - KAPPA)


def pot(**more: Any) -> dict[str, Any]:
    """A line with a band of heat, and no other limit that a case does not ask for."""
    return {
        "id": "pot", "load": "works", "mwh_per_t": 13.4, "product_value_cny_per_t": 2680, "lost_cost_cny_per_t": 1340,
        "wear_cost_cny_per_mwh": 10, "target_pu": 0.5, "daily_target_pu": 0, "heat_terminal_h": 0.05,
        "ramp_pu_per_h": None, "duration_depth_pu": [], "duration_h": [], **more,
    }  # fmt: skip


def loose(**more: Any) -> dict[str, Any]:
    """A line whose heat limits nothing."""
    return pot(**{"heat_min_h": -100, "heat_max_h": 100, "heat_terminal_h": 100, **more})


def feasible(case: Case) -> bool:
    """Whether one hour can be dispatched at all."""
    try:
        solve(case, hours(1))
    except InfeasibleError:
        return False
    return True


def test_heat_that_is_left_out_comes_back_before_the_end() -> None:
    """Prices 500, 100; heat 0 at the start, at least −5 MWh (0.05 h) at the end; weight 2.

    Hour 0 draws d less, hour 1 the most that it may more, 5 MW: κ·(−g·d) + g·5 = −5, so d = (5 + 5/g)/κ = 11.3326 MW.
    Saved 500·d − 105·d − 5·(100 − 95) CNY a segment, of which 500·d − 100·5 is energy. Metal: 13.4 MWh a tonne at
    2,680.
    """
    d = (5 + 5 / GAIN) / KAPPA
    case = on_market(table(p=[500, 100]), potline=[pot()])
    solved = solve(case, hours(1, 1, weight=2))
    made, lost = (200 - d + 5) / 13.4, (d - 5) / 13.4
    expect(
        solved,
        {
            "cost": 2 * (60_000 - 500 * d + 100 * 5 + 100 * (d - 5) + 5 * (d + 5)),
            "potline.baseline_mw[pot]": [100, 100], "potline.down_mw[pot]": [d, 0], "potline.up_mw[pot]": [0, 5],
            "potline.p_mw[pot]": [100 - d, 105], "potline_state.heat_mwh[pot]": [0, -GAIN * d, -5],
            "potline_state.heat_h[pot]": [0, -GAIN * d / 100, -0.05],
        },
    )  # fmt: skip
    january = "pot 2030-01"
    totals = {name: solved.tables["potline_window_total"].of(january, name) for name in (
        "lost_mwh", "made_t", "lost_t", "deferred_t", "output_cny", "lost_cny")}  # fmt: skip
    assert totals == {
        "lost_mwh": close(d - 5), "made_t": close(made), "lost_t": close(lost), "deferred_t": close(5 / 13.4),
        "output_cny": close(2680 * made), "lost_cny": close(1340 * lost),
    }  # fmt: skip
    assert solved.costs_cny["potline.wear"] == close(2 * 5 * (d + 5))


def test_the_band_of_heat_limits_both_ways() -> None:
    """−0.2 … 0.05 h. Prices 500, 100, 500 with the end free within the band; up to 20 MW less, 30 MW more.

    Hour 0: H = −20: d = 20/g = 21.0 MW is beyond 20 MW; 20 MW, H = −19.03. Hour 1: up to +5: κ·(−19.03) + g·u = 5, so
    u = 23.35 MW. Hour 2: down 20 again: κ·5 − 20·g = −14.51. A warm line of +5 in place of 25 in the cold.
    """
    case = on_market(
        table(p=[500, 10, 500]),
        potline=[pot(heat_min_h=-0.2, heat_max_h=0.05, heat_terminal_h=0.2, depth_up_pu=0.3)],
    )
    h1 = -20 * GAIN
    u = (5 - KAPPA * h1) / GAIN
    expect(solve(case, hours(1, 1, 1)), {
        "potline.down_mw[pot]": [20, 0, 20], "potline.up_mw[pot]": [0, u, 0],
        "potline_state.heat_mwh[pot]": [0, h1, 5, KAPPA * 5 - 20 * GAIN]})  # fmt: skip


def test_a_line_that_begins_cold_warms_up() -> None:
    """x = −0.3 h, −0.05 h asked an hour later: κ·(−30) + g·u = −5: u = 23.27 MW whatever it costs."""
    u = (-5 + 30 * KAPPA) / GAIN
    case = on_market(500, potline=[pot(heat_initial_h=-0.3, depth_up_pu=0.5)])
    expect(solve(case, hours(1)), {"potline.up_mw[pot]": [u], "potline_state.heat_h[pot]": [-0.3, -0.05]})


def test_metal_of_a_month_may_be_asked_for_exactly_or_at_least() -> None:
    """Heat free. 99 % of 200 MWh: 2 MWh may be lost. Prices 500, 300: hour 0 leaves 7 MWh, hour 1 makes up for 5.

    At least: prices −500, −300 pay for drawing more: 5 MW in both hours. Exactly: nothing more than the baseline.
    """
    dear = on_market(table(p=[500, 300]), potline=[loose(target_pu=0.99)])
    expect(solve(dear, hours(1, 1)), {"potline.down_mw[pot]": [7, 0], "potline.up_mw[pot]": [0, 5]})
    for target, more in (("at_least", [5, 5]), ("equal", [5, 0])):
        paid = on_market(table(p=[-500, -300]), potline=[loose(target=target, target_pu=1)])
        expect(solve(paid, hours(1, 1)), {"potline.up_mw[pot]": more})


def test_two_lines_do_not_answer_for_each_other() -> None:
    """A day at 500, one at 100. 100 MW may lose 5 % of a day at 100 CNY/MWh; 50 MW may lose 10 % at 500, which never
    pays.
    """
    lines = [
        loose(id="big", load="one", target_pu=0.95, target_window="day"),
        loose(id="small", load="two", target_pu=0.9, target_window="day", lost_cost_cny_per_t=6700),
    ]
    case = on_market(table(24, p=[500, 100]), loads=[works(100, "one"), works(50, "two")], potline=lines)
    expect(solve(case, hours(24, 24)), {
        "potline.down_mw[big]": [5, 0], "potline.down_mw[small]": [0, 0],
        "potline.baseline_mw[small]": [50, 50]})  # fmt: skip


def test_the_metal_of_the_day() -> None:
    """12 h periods; 95 % of the day for one line, 97.5 % for the other: 10 MW and 2.5 MW of the dear half of each day.

    500, 10 on the first day, 10, 500 on the second. Of 100·24 MWh 120 may be left, of 50·24 MWh 30.
    """
    lines = [loose(id="big", load="one", daily_target_pu=0.95, depth_up_pu=0),
             loose(id="small", load="two", daily_target_pu=0.975, depth_up_pu=0)]  # fmt: skip
    case = on_market(table(12, p=[500, 10, 10, 500]), loads=[works(100, "one"), works(50, "two")], potline=lines)
    expect(solve(case, hours(12, 12, 12, 12)), {
        "potline.down_mw[big]": [10, 0, 0, 10], "potline.down_mw[small]": [2.5, 0, 0, 2.5]})  # fmt: skip


def test_a_ramp_pulls_the_neighbours_along() -> None:
    """10 MW an hour; prices 100, 500, 100: 30 MW less in the middle take 20 MW on both sides with them."""
    case = on_market(table(p=[100, 500, 100]), potline=[loose(ramp_pu_per_h=0.1, depth_down_pu=0.3)])
    expect(solve(case, hours(1, 1, 1)), {"potline.down_mw[pot]": [20, 30, 20]})


def test_deeper_means_shorter() -> None:
    """−10 % for 3 h, −20 % for 1 h, an hour of recovery; up to −30 %. Energies 30 and 20 MWh of a line of 100 MW.

    30 MWh in any 3 + 1 h, 20 MWh in any 20/10 = 2 h. Prices 900, 800, 100, 700, 600: 20 MW, nothing, nothing (100 does
    not pay), then 10 MW (30 MWh in the first four hours), and 10 MW (20 MWh in the last two). The other line, 50 MW
    with −10 % for 2 h without recovery, leaves 10 MWh in any 2 h: 20 % of it in the dearer hour of a pair.
    """
    lines = [
        loose(id="big", load="one", duration_depth_pu=[0.1, 0.2], duration_h=[3, 1], recovery_h=1, depth_down_pu=0.3),
        loose(id="small", load="two", duration_depth_pu=[0.1], duration_h=[2], recovery_h=0, depth_up_pu=0),
    ]
    case = on_market(table(p=[900, 800, 100, 700, 600]), loads=[works(100, "one"), works(50, "two")], potline=lines)
    expect(solve(case, hours(*[1] * 5)), {
        "potline.down_mw[big]": [20, 0, 0, 10, 10], "potline.down_mw[small]": [10, 0, 0, 10, 0]})  # fmt: skip


def test_windows_roll_through_uneven_steps() -> None:
    """−20 % for 1 h, an hour of recovery: 20 MWh in any 2 h. Steps of 1½, 1, 1½ h at 500, 600, 500; up to −30 %.

    With x, y, z MW less, the windows from 0, to 2½ h, from 1½ h and to 4 h say 1½x + ½y ≤ 20, x + y ≤ 20, y + z ≤ 20,
    ½y + 1½z ≤ 20. A MW of y (495 CNY/h) costs a third of a MW of x and z (2·⅓·1½·395 = 395 CNY) up to y = 10, and then
    a whole one of both (1,185 CNY): 10, 10, 10.
    """
    line = loose(duration_depth_pu=[0.2], duration_h=[1], recovery_h=1, depth_down_pu=0.3, depth_up_pu=0)
    case = on_market(table(0.5, p=[500] * 3 + [600] * 2 + [500] * 3), potline=[line])
    expect(solve(case, hours(1.5, 1, 1.5)), {"potline.down_mw[pot]": [10, 10, 10]})


def test_an_outage_cools_the_pots_and_freezes_what_it_takes_too_much() -> None:
    """50 MW of supply at 300 on bus a; a line of 100 MW there, one of 40 MW on bus b with all that it needs.

    20 MW are left out of free will, 30 MW go unserved at 20,000: g·(−50 + f) = −40: f = 50 − 40/g = 7.966 MW are
    written off at 100,000. The other line sees nothing of it.
    """
    f = 50 - 40 / GAIN
    lines = [pot(id="dark", load="one", heat_terminal_h=0.5, freeze_cost_cny_per_mwh=1e5, target_pu=0.5),
             pot(id="light", load="two", depth_down_pu=0, depth_up_pu=0)]  # fmt: skip
    case = system(
        buses="ab",
        thermal=[unit("gas", 50, 300), unit("coal", 90, 200, "b")],
        load=[works(100, "one"), works(40, "two", "b")],
        potline=lines,
    )
    solved = solve(case, hours(1))
    expect(solved, {
        "cost": 50 * 300 + 40 * 200 + 30 * 20_000 + 20 * 105 + f * 1e5, "load.unserved_mw[one]": [30],
        "potline.frozen_mw[dark]": [f], "potline.down_mw[dark]": [20], "potline_state.heat_mwh[dark]": [0, -40],
        "potline_state.heat_mwh[light]": [0, 0], "potline.frozen_mw[light]": [0]})  # fmt: skip
    assert solved.tables["potline_window_total"].of("dark 2030-01", "made_t") == close(50 / 13.4)
    assert solved.tables["potline_window_total"].of("light 2030-01", "made_t") == close(40 / 13.4)


def test_nobody_is_served_less_than_nothing() -> None:
    """No supply at all: the line leaves 20 MW and loses 80 at 1,000; it cannot lose 100 and feed the city with 20.

    Frozen is what cools beyond −40 MWh: 100 − 40/g at 50 CNY/MWh.
    """
    f = 100 - 40 / GAIN
    case = system(load=[works(unserved_cost_cny_per_mwh=1000), demand(30)],
                  potline=[pot(heat_terminal_h=0.4, freeze_cost_cny_per_mwh=50)])  # fmt: skip
    expect(solve(case, hours(1)), {
        "load.unserved_mw[works]": [80], "load.unserved_mw[city]": [30], "potline.frozen_mw[pot]": [f],
        "cost": 80_000 + 600_000 + 20 * 105 + 50 * f})  # fmt: skip


def test_only_an_outage_freezes() -> None:
    """A line that is cold and may not warm up is infeasible, not frozen for 0 CNY."""
    case = on_market(500, potline=[pot(heat_initial_h=-0.4, depth_up_pu=0, freeze_cost_cny_per_mwh=0)])
    assert not feasible(case)


def test_power_that_is_ready_to_be_shed() -> None:
    """20 MW held ready for an hour at 7 CNY per MW and h, bottom of the band −40 MWh, price 500, one hour.

    At the end of the hour the line is at −g·d and could then lose d + 20 for another: κ·g·d + g·(d + 20) = 40, so
    d = 11.57 MW. Or hardly any heat is asked, but at most 25 % of what is drawn may be shed: 20 = 0.25·(100 − d).
    """
    for more, down in (
        ({"shed_hours_h": 1}, (40 - 20 * GAIN) / (GAIN * (1 + KAPPA))),
        ({"shed_hours_h": 0.01, "shed_max_pu": 0.25}, 20.0),
    ):
        line = pot(shed_armed_pu=0.2, shed_cost_cny_per_mw_h=7, depth_down_pu=0.3, heat_terminal_h=0.4, **more)
        solved = solve(on_market(500, potline=[line]), hours(1))
        expect(solved, {"potline.down_mw[pot]": [down], "potline.shed_mw[pot]": [20],
                        "cost": 50_000 - 395 * down + 140})  # fmt: skip


def test_power_is_ready_from_the_first_minute() -> None:
    """x = −0.3 h: κ·(−30) + g·(u − 20) ≥ −40 asks for u = 6.49 MW more although power is dear."""
    u = (-40 + 30 * KAPPA) / GAIN + 20
    line = pot(heat_initial_h=-0.3, depth_up_pu=0.2, shed_armed_pu=0.2, heat_terminal_h=0.4)
    expect(solve(on_market(500, potline=[line]), hours(1)), {"potline.up_mw[pot]": [u]})


def cells(**more: Any) -> dict[str, Any]:
    """A line with cells of 2 MW at 24,000 CNY a restart, up to 40 % of which may be off, by month."""
    return loose(**{"curtailment": "month", "cell_mw": 2, "restart_cost_cny_per_cell": 24_000, "target_pu": 0.1,
                    "depth_down_pu": 0, "depth_up_pu": 0, **more})  # fmt: skip


def test_cells_that_go_come_back_at_a_price() -> None:
    """A day in January at 900, one in February at 50; metal 100: cells pay 800·24 CNY a MW in January, restart 12,000.

    February would lose 50·24 CNY a MW. So 40 % leave in January and come back in February, 40 MW at 12,000; weight 3.
    The other line, whose restart costs 30,000 a MW, stays on line.
    """
    lines = [cells(id="big", load="one"), cells(id="small", load="two", restart_cost_cny_per_cell=60_000)]
    case = on_market(
        table(24, start="2030-01-31", p=[900, 50]), loads=[works(100, "one"), works(50, "two")], potline=lines
    )
    solved = solve(case, hours(24, 24, start="2030-01-31", weight=3))
    share = solved.tables["potline_stretch_total"]
    assert share.labels == ("big 2030-01", "big 2030-02", "big after", "small 2030-01", "small 2030-02", "small after")
    assert share.columns["off_pu"] == close([0.4, 0, 0, 0, 0, 0])
    assert share.columns["restarted_pu"] == close([0, 0.4, 0, 0, 0, 0])
    expect(solved, {
        "potline.p_mw[big]": [60, 100], "potline.p_mw[small]": [50, 50],
        "cost": 3 * 24 * (900 * 110 + 50 * 150 + 40 * 100) + 3 * 40 * 12_000})  # fmt: skip


def test_cells_that_were_off_before_may_stay_off() -> None:
    """70 % on line before and after: at 900 all that may be off are off, 10 % more than before, which come back.

    At −600 all that may be on are on: 30 % come back at once, at 12,000 a MW for 24·700 CNY, and leave again for
    nothing.
    """
    for price, off, back in ((900, 0.4, (0, 0.1)), (-600, 0, (0.3, 0))):
        line = cells(online_initial_pu=0.7, online_terminal_pu=0.7)
        solved = solve(on_market(price, potline=[line]), hours(24))
        share = solved.tables["potline_stretch_total"]
        assert share.columns["off_pu"] == close([off, 0.3])
        assert share.columns["restarted_pu"] == close(back)


KEEP = float(np.exp(-1.2))
HALF_DAY = 10 * (1 - KEEP)


def test_what_60_of_100_mw_may_leave_and_take() -> None:
    """Half a day at 2,000, one at −100, restarts at 12,000 a MW: 12·1,900 − 12·200 CNY pay for 40 % off, back at the
    end.

    Of the 60 MW on line 20 % may be left and 5 % more be drawn: 12 and 3 MW.
    """
    line = cells(depth_down_pu=0.2, depth_up_pu=0.05)
    solved = solve(on_market(table(12, p=[2000, -100]), potline=[line]), hours(12, 12))
    expect(solved, {"potline.down_mw[pot]": [12, 0], "potline.up_mw[pot]": [0, 3], "potline.p_mw[pot]": [48, 63]})


def test_the_band_of_heat_is_that_of_the_cells_on_line() -> None:
    """Half a day at −100, one at 2,000, 40 % off: at most 0.25·60 = 15 MWh, at least −24 MWh. Over 12 h κ = 0.301, g =
    6.99.

    Warm first, 15/g = 2.15 MW more, then as cold as may be: (24 + κ·15)/g = 4.08 MW less.
    """
    line = cells(depth_down_pu=0.2, depth_up_pu=0.05, heat_min_h=-0.4, heat_max_h=0.25, heat_terminal_h=0.4)
    solved = solve(on_market(table(12, p=[-100, 2000]), potline=[line]), hours(12, 12))
    expect(solved, {
        "potline_state.heat_mwh[pot]": [0, 15, -24], "potline.up_mw[pot]": [15 / HALF_DAY, 0],
        "potline.down_mw[pot]": [0, (24 + KEEP * 15) / HALF_DAY]})  # fmt: skip


def two_months(**more: Any) -> np.ndarray:
    """What a line leaves of half days at 2,000 and 1,000 in January, 40 % off; all on line in February."""
    line = cells(depth_down_pu=0.2, depth_up_pu=0.05, **more)
    case = on_market(table(12, start="2030-01-31", p=[2000, 1000, 50, 10]), potline=[line])
    solved = solve(case, hours(12, 12, 12, 12, start="2030-01-31"))
    down, up = (column(solved, f"potline.{name}", "pot") for name in ("down_mw", "up_mw"))
    assert solved.tables["potline_stretch_total"].columns["off_pu"] == close([0.4, 0, 0])
    assert column(solved, "potline_state.heat_mwh", "pot")[2] == close(0)
    assert up[1] == close(KEEP * down[0])
    return down[:2]


def test_nobody_carries_heat_to_cells_that_come_back() -> None:
    """Heat is 0 when the month ends: of what is left κ₁₂ is made up for, 3 MW at most of 60 MW: 3/κ₁₂ = 9.96 MW."""
    assert two_months() == close([3 / KEEP, 0])


def test_the_day_is_that_of_the_cells_on_line() -> None:
    """95 % of 60·24 MWh: 72 MWh may be left. d in one half, κ₁₂·d back in the other: d = 6/(1 − κ₁₂) = 8.59 MW."""
    assert two_months(daily_target_pu=0.95) == close([6 / (1 - KEEP), 0])


def test_durations_are_those_of_the_cells_on_line() -> None:
    """−10 % for 12 h without recovery: 10 % of 60 MW in any half day, 6 MW."""
    assert two_months(duration_depth_pu=[0.1], duration_h=[12], recovery_h=0) == close([6, 0])


def test_cells_that_are_cold_cannot_all_go() -> None:
    """x = −0.3 h of 100 MW: −30 MWh must be at least −0.4 h of what stays on line: 75 MW, so 25 % go and not 40 %.

    Until the month ends they are warmed to 0 again: κ₂₄·30 = g₂₄·u.
    """
    line = cells(heat_initial_h=-0.3, heat_min_h=-0.4, heat_max_h=0.25, heat_terminal_h=0.4, depth_up_pu=0.05)
    case = on_market(table(24, start="2030-01-31", p=[900, 50]), potline=[line])
    solved = solve(case, hours(24, 24, start="2030-01-31"))
    assert solved.tables["potline_stretch_total"].columns["off_pu"] == close([0.25, 0, 0])
    assert column(solved, "potline.up_mw", "pot")[0] == close(30 * np.exp(-2.4) / (10 * (1 - np.exp(-2.4))))
