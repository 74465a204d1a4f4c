"""One reservoir by hand: units, water values, spill, limits by season, releases, two banks, pumping.

1 m³/s for 1 h is 0.0036 hm³; 2 MW per m³/s sold at 100 CNY/MWh make a hm³ worth 2·100/0.0036 = 55,555.6 CNY.
"""

from __future__ import annotations

from typing import Any

import pytest

from dispatch.errors import InfeasibleError
from dispatch.horizon import Horizon
from tests.support import close, expect, hours, market, solve, system, table

M = 0.0036


def lake(**more: Any) -> dict[str, Any]:
    return {"id": "lake", "volume_max_hm3": 10, **more}


def house(**more: Any) -> dict[str, Any]:
    return {"id": "house", "reservoir": "lake", "bus": "a", "p_nom_mw": 1000, "turbine_max_m3s": 100,
            "productivity_mw_per_m3s": 2, **more}  # fmt: skip


def test_flow_becomes_volume_and_power() -> None:
    """1 hm³ at the start, 0.496 at the end, inflow 50 m³/s over 3 h at 100 and 1 h at 300; weight 2.

    Hour 3 takes all the machines can, 100 m³/s: V = V₁ + 0.0036·(50 − 100), so V₁ may fall to 0.676, which lets
    50 + 0.324/0.0108 = 80 m³/s through in the first three hours. Earned: 2·(3·80·2·100 + 100·2·300) = 2·108,000.
    Water that appears in either period ends up in the cheap turbines: 55,555.6 CNY/hm³.
    """
    case = system(
        table(i=[50] * 4, p=[100, 100, 100, 300]),
        reservoir=[lake(volume_initial_hm3=1, volume_terminal_min_hm3=0.496, inflow_m3s="s/i", spill_max_m3s=0)],
        powerhouse=[house()],
        corridor=[market("s/p")],
    )
    expect(
        solve(case, hours(3, 1, weight=2)),
        {
            "cost": -216_000,
            "reservoir.inflow_m3s[lake]": [50, 50],
            "powerhouse.turbine_m3s[house]": [80, 100],
            "powerhouse.p_mw[house]": [160, 200],
            "reservoir.release_m3s[lake]": [80, 100],
            "reservoir_state.volume_hm3[lake]": [1, 0.676, 0.496],
            "reservoir.water_value_cny_per_hm3[lake]": [200 / M, 200 / M],
        },
    )


def test_water_left_over_is_worth_its_value() -> None:
    """0.9 of at most 1 hm³, inflow 50 m³/s for 1 h (0.18 hm³), water worth 60,000 CNY/hm³ left, 55,555.6 turbined;
    weight 3.

    Fill up to 1, turbine the surplus of 0.08 hm³: 3·(60,000 + 0.08·55,555.6). With the lake full, one more hm³ is
    turbined.
    """
    case = system(
        reservoir=[lake(volume_max_hm3=1, volume_initial_hm3=0.9, inflow_m3s=50, water_value_cny_per_hm3=60_000)],
        powerhouse=[house()],
        corridor=[market(100)],
    )
    expect(
        solve(case, hours(1, weight=3)),
        {
            "cost": -3 * (60_000 + 0.08 * 200 / M),
            "reservoir_state.volume_hm3[lake]": [0.9, 1],
            "reservoir.water_value_cny_per_hm3[lake]": [200 / M],
        },
    )


def test_spill_has_a_price_and_a_limit() -> None:
    """0.5 hm³ must leave a lake in 1 h: spilling costs 1,000 CNY/hm³, up to 100 m³/s = 0.36 hm³.

    Turbining costs 10 CNY/MWh · 2 MW per m³/s = 5,555.6 CNY/hm³, and power is worth nothing: 0.36 hm³ spill (360 CNY),
    the turbine takes 0.14 hm³ = 38.889 m³/s (777.8 CNY). One hm³ less to get rid of saves 5,555.6: water value
    −5,555.6.
    """
    full, lower = table(v=[1, 0.5], quantity="instant"), 0.14 / M
    case = system(
        {"v": full},
        reservoir=[lake(volume_max_hm3="v/v", volume_initial_hm3=1, spill_max_m3s=100, spill_cost_cny_per_hm3=1000)],
        powerhouse=[house(marginal_cost_cny_per_mwh=10)],
        corridor=[market(0)],
    )
    solved = solve(case, hours(1))
    expect(
        solved,
        {
            "cost": 360 + 0.14 * 20 / M,
            "reservoir.spill_m3s[lake]": [100],
            "powerhouse.turbine_m3s[house]": [lower],
            "reservoir.release_m3s[lake]": [100 + lower],
            "reservoir.water_value_cny_per_hm3[lake]": [-20 / M],
        },
    )
    assert solved.costs_cny["reservoir.spill"] == close(360)
    assert solved.costs_cny["powerhouse.operation"] == close(0.14 * 20 / M)


def test_limits_follow_the_month_at_their_instant() -> None:
    """From 31 January 22:00, 4 h: at most 1 hm³ in January, 0.4 from February; at least 0.2 and 0.3.

    Water is worth 10⁶ CNY/hm³ left, 55,555.6 turbined, the turbine takes 0.36 hm³/h: at midnight 0.4 hm³ are left, so
    0.6 hm³ go before, 0.4 stay to the end: −(0.6·55,555.6 + 400,000). Without value it ends at the lower limit: 0.7
    hm³ go.
    """
    february = [1, 0.4] + [1] * 10
    limits = {"volume_max_hm3": {"monthly": february}, "volume_min_hm3": {"monthly": [0.2, 0.3] + [0] * 10}}
    horizon = Horizon.regular("2030-01-31 22:00", 4, 1.0)
    kept, sold = (
        solve(
            system(reservoir=[lake(volume_initial_hm3=1, water_value_cny_per_hm3=value, **limits)],
            powerhouse=[house()],
                   corridor=[market(100)]),
            horizon,
        )
        for value in (1e6, 0)
    )  # fmt: skip
    assert kept.objective_cny == close(-0.6 * 200 / M - 400_000)
    assert kept.tables["reservoir_state"].of("lake", "volume_hm3")[[0, 2, 4]] == close([1, 0.4, 0.4])
    assert sold.objective_cny == close(-0.7 * 200 / M)
    assert sold.tables["reservoir_state"].of("lake", "volume_hm3")[4] == close(0.3)


def test_a_cycle_moves_inflow_to_the_dear_hour() -> None:
    """Inflow 50 m³/s in hour 0 only, prices 100, 300, free start, equal end: all 50 m³/s run in
    hour 1: 30,000 earned.
    """
    case = system(
        table(i=[50, 0], p=[100, 300]),
        reservoir=[lake(cyclic=True, inflow_m3s="s/i")],
        powerhouse=[house()],
        corridor=[market("s/p")],
    )
    solved = solve(case, hours(1, 1))
    expect(solved, {"cost": -30_000, "powerhouse.turbine_m3s[house]": [0, 50]})
    volume = solved.tables["reservoir_state"].of("lake", "volume_hm3")
    assert volume[2] == close(volume[0])
    assert volume[1] - volume[0] == close(50 * M)


def test_the_minimum_release_comes_first() -> None:
    """Water worth 200,000 CNY/hm³ left, 55,555.6 turbined; 10 m³/s must leave, inflow 20, 0.036 hm³ at first, 1 h.

    The least leaves, through the turbine: 10·2·100 = 2,000 earned, and 0.036 + 0.036 hm³ stay: cost −2,000 − 14,400.
    """
    case = system(
        reservoir=[lake(volume_initial_hm3=0.036, inflow_m3s=20, release_min_m3s=10, water_value_cny_per_hm3=200_000)],
        powerhouse=[house()],
        corridor=[market(100)],
    )
    expect(solve(case, hours(1)), {"cost": -16_400, "reservoir.release_m3s[lake]": [10]})


def test_a_missed_release_is_paid_by_its_volume() -> None:
    """50 m³/s should leave, 20 flow in, 0.036 hm³ (10 m³/s for an hour) are there: 20 are missing, at 100,000 CNY/hm³.

    Over 1 h with weight 2: 2·20·0.0036·100,000 = 14,400. One more hm³ of water saves 100,000. Without a price:
    infeasible.
    """
    families: dict[str, Any] = {"volume_initial_hm3": 0.036, "inflow_m3s": 20, "release_min_m3s": 50}
    soft = lake(**families, release_shortfall_cost_cny_per_hm3=1e5)
    expect(
        solve(system(reservoir=[soft]), hours(1, weight=2)),
        {"cost": 14_400, "reservoir.shortfall_m3s[lake]": [20], "reservoir.spill_m3s[lake]": [30],
         "reservoir.water_value_cny_per_hm3[lake]": [1e5]},
    )  # fmt: skip
    with pytest.raises(InfeasibleError):
        solve(system(reservoir=[lake(**families)]), hours(1))


def test_more_than_the_minimum_earns_nothing() -> None:
    """30 m³/s must pass a full lake, 10 are asked for at 100,000 CNY/hm³ of shortfall: nothing is missed, nothing
    paid.
    """
    full = lake(volume_max_hm3=0, volume_initial_hm3=0, inflow_m3s=30, release_min_m3s=10,
                release_shortfall_cost_cny_per_hm3=1e5)  # fmt: skip
    expect(solve(system(reservoir=[full]), hours(1)), {"cost": 0, "reservoir.shortfall_m3s[lake]": [0]})


def test_water_left_over_counts_at_the_end_of_every_segment() -> None:
    """Inflow 100 | 0 m³/s in two segments of 1 h from 0.1 hm³, water worth 1,000 CNY/hm³, weights 1 and 5, no turbine.

    −(0.1 + 0.36)·1,000 − 5·0.1·1,000 = −960.
    """
    chain = Horizon.chain([hours(1), hours(1, weight=5, start="2030-01-01 01:00")])
    rich = lake(volume_initial_hm3=0.1, inflow_m3s="s/i", water_value_cny_per_hm3=1000)
    case = system(table(i=[100, 0]), reservoir=[rich])
    expect(solve(case, chain), {"cost": -960, "reservoir_state.volume_hm3[lake]": [0.1, 0.46, 0.1, 0.1]})


def test_the_largest_release_holds_back_the_rest() -> None:
    """At most [30, 60] m³/s may leave, spill included; plenty of water, 1 h each at 100: 200·90 = 18,000 earned."""
    case = system(
        table(q=[30, 60]),
        reservoir=[lake(volume_initial_hm3=5, release_max_m3s="s/q")],
        powerhouse=[house()],
        corridor=[market(100)],
    )
    expect(solve(case, hours(1, 1)), {"cost": -18_000, "reservoir.release_m3s[lake]": [30, 60]})


def test_release_ramps_up_and_down() -> None:
    """Ramp 30 m³/s per h, steps 1, ½, ½ h: 22.5 and 15 m³/s between middles. Prices −20, 100, −20; no spill.

    The dear half hour takes all 100 m³/s (it earns ½·200 = 100 per m³/s and costs 40 before and 20 after), so 77.5 run
    before and 85 after: 77.5·2·20 + ½·85·2·20 − ½·100·2·100 = 3,100 + 1,700 − 10,000 = −5,200.
    """
    case = system(
        table(0.5, p=[-20, -20, 100, -20]),
        reservoir=[lake(volume_initial_hm3=5, spill_max_m3s=0, release_ramp_m3s_per_h=30)],
        powerhouse=[house()],
        corridor=[market("s/p")],
    )
    expect(solve(case, hours(1, 0.5, 0.5)), {"cost": -5200, "reservoir.release_m3s[lake]": [77.5, 100, 85]})


def test_two_banks_share_the_water_and_sell_at_their_own_bus() -> None:
    """100 m³/s for 1 h; left: 2 MW per m³/s at bus a (100), 1 CNY/MWh to run; right: 1.5 at bus b (200), p_nom 180
    half out.

    Right earns 300 per m³/s and takes 90/1.5 = 60; left takes 40 for 2·99 = 198 each: cost −(18,000 + 7,920).
    One more hm³ goes left: 198/0.0036 = 55,000.
    """
    right = house(id="right", bus="b", p_nom_mw=180, p_max_pu=0.5, productivity_mw_per_m3s=1.5)
    case = system(
        buses="ab",
        reservoir=[lake(inflow_m3s=100, volume_max_hm3=0, volume_initial_hm3=0)],
        powerhouse=[house(id="left", marginal_cost_cny_per_mwh=1), right],
        corridor=[market(100), market(200, bus="b", id="other")],
    )
    expect(
        solve(case, hours(1)),
        {
            "cost": -25_920,
            "powerhouse.turbine_m3s[left]": [40],
            "powerhouse.turbine_m3s[right]": [60],
            "powerhouse.p_mw[right]": [90],
            "reservoir.release_m3s[lake]": [100],
            "corridor.export_mw[market]": [80],
            "corridor.export_mw[other]": [90],
            "reservoir.water_value_cny_per_hm3[lake]": [55_000],
        },
    )


def test_pumping_buys_cheap_and_lifts_from_below() -> None:
    """Upper lake empty, lower 1 hm³; pumps 50 m³/s at 2.5 MW per m³/s, turbine 2; power at 50, then 200 both ways; 1 h
    each.

    50 m³/s are lifted for 125 MW·50 = 6,250 and turbined for 100 MW·200 = 20,000: cost −13,750. A hm³ above is worth
    2·200/0.0036 = 111,111; below nothing, there is plenty.
    """
    case = system(
        table(p=[50, 200]),
        reservoir=[
            lake(volume_initial_hm3=0, downstream="low", past_release_m3s=0),
            {"id": "low", "volume_max_hm3": 2, "volume_initial_hm3": 1, "spill_max_m3s": 0},
        ],
        powerhouse=[house(pump_max_m3s=50, pump_mw_per_m3s=2.5)],
        corridor=[market("s/p", buys=True)],
    )
    expect(
        solve(case, hours(1, 1)),
        {
            "cost": -13_750,
            "powerhouse.pump_m3s[house]": [50, 0],
            "powerhouse.turbine_m3s[house]": [0, 50],
            "powerhouse.p_mw[house]": [-125, 100],
            "reservoir_state.volume_hm3[lake]": [0, 0.18, 0],
            "reservoir_state.volume_hm3[low]": [1, 0.82, 1],
            "reservoir.water_value_cny_per_hm3[lake]": [400 / M, 400 / M],
            "reservoir.water_value_cny_per_hm3[low]": [0, 0],
        },
    )
