"""What to build, by hand: power and energy, their cost over years, connections, goals and their prices.

Two hours of weight 438 stand for 876 h, a tenth of a year. Without interest and with a life of ten years a CNY/kW costs
1000 · 0.1/yr · 0.1 yr = 10 CNY/MW, a CNY/kWh 10 CNY/MWh. A MW that moves one MWh from 100 to 300 CNY earns
438 · 200 = 87,600 CNY.
"""

from __future__ import annotations

from typing import Any

import pytest

from dispatch.audit import audit_run
from dispatch.case.schema import Case
from dispatch.case.sizing import Targets
from dispatch.case.time_axis import horizon_of
from dispatch.errors import InfeasibleError
from dispatch.horizon import Horizon
from dispatch.solve.pipeline import solve_case
from tests.sizing_parts import candidate
from tests.support import close, expect, hours, market, solve, system, table

FREE = {"discount_rate": 0}


def tenth(*dt_h: float, start: str = "2030-01-01") -> Horizon:
    """Periods that stand for a tenth of a year."""
    return hours(*dt_h, weight=876 / sum(dt_h), start=start)


def trading(prices: list[float], *stores: dict[str, Any], **more: Any) -> Case:
    """Stores on a market that buys and sells without limit."""
    rest = {"sizing": FREE, **more}
    return system(table(p=prices), storage=list(stores), corridor=[market("s/p", buys=True)], **rest)


def test_one_price_step_a_day() -> None:
    """2,000 CNY/kW + 3,000 CNY/kWh cost 50,000 a MW of one hour, 87,600 are earned: all 50 MW with 50 MWh are built.

    O&M of 2 % a year of 5,000,000 CNY/MW is 10,000 a MW. At 5,000 CNY/kWh it does not pay.
    """
    costs = {"capex_cny_per_kw": 2000, "capex_cny_per_kwh": 3000, "om_pu_per_year": 0.02}
    solved = solve(trading([100, 300], candidate(**costs)), tenth(1, 1))
    expect(solved, {"cost": 50 * (-87_600 + 50_000 + 10_000), "storage_segment.built_mw[new]": [50],
                    "storage_segment.built_mwh[new]": [50], "storage_segment.installed_mw[new]": [50],
                    "storage_segment.installed_mwh[new]": [50], "storage.p_mw[new]": [-50, 50],
                    "storage_state.soc_mwh[new]": [0, 50, 0]})  # fmt: skip
    assert solved.costs_cny["storage.investment"] == close(2_500_000)
    assert solved.costs_cny["storage.upkeep"] == close(500_000)
    dear = trading([100, 300], candidate(**{**costs, "capex_cny_per_kwh": 7000}))
    expect(solve(dear, tenth(1, 1)), {"cost": 0, "storage_segment.built_mw[new]": [0]})


def test_interest_and_the_catalogue_set_the_price() -> None:
    """7 %, 15 years: 0.109795 a year. LFP built in 2027 costs 215 + 625 CNY, in 2030 180 + 500. capex_pu: 30 % more.

    What a candidate leaves blank is filled: 93.27 % each way, so 0.87 MWh come out of 1 MWh that goes in.
    """
    blank = {"id": "new", "technology": "lfp", "bus": "a", "p_nom_mw": 0, "e_nom_mwh": 0, "cyclic": True,
             "build_max_mw": 10, "build_min_mw": 10, "life_years": 15, "duration_min_h": 2,
             "duration_max_h": 2}  # fmt: skip
    for year, per_kw, per_kwh in ((2027, 215, 625), (2030, 180, 500), (2040, 180, 500)):
        series = table(p=[100, 100], start=f"{year}-01-01")
        case = system(series, storage=[blank], corridor=[market("s/p")], sizing={"capex_pu": 1.3})
        solved = solve(case, tenth(1, 1, start=f"{year}-01-01"))
        capital = 1.3 * 10_000 * (per_kw + 2 * per_kwh)
        assert solved.costs_cny["storage.investment"] == close(0.1 * 0.1097946247 * capital, rel=1e-8)
        assert solved.costs_cny["storage.upkeep"] == close(0.1 * 0.02 * capital)
    store = solved.case.storage[0]
    assert store.eta_charge * store.eta_discharge == pytest.approx(0.87, abs=1e-4)
    assert (store.new_type, store.cycle_life) == (True, 8000)


def test_energy_between_the_shortest_and_the_longest_duration() -> None:
    """10 CNY/kW and 10 CNY/kWh: cheap. One hour at 100 and one at 300 need one hour of energy; two at least are bought.

    Two hours at 100 and two at 300: two hours of energy would be best, 1.5 h at most are allowed: 15 MWh with 10 MW.
    """
    cheap = {"build_max_mw": 10, "capex_cny_per_kw": 10, "capex_cny_per_kwh": 10}
    long = solve(trading([100, 300], candidate(**cheap, duration_min_h=2)), tenth(1, 1))
    expect(long, {"cost": 10 * (-87_600 + 100 + 200), "storage_segment.built_mwh[new]": [20]})
    short = solve(trading([100, 100, 300, 300], candidate(**cheap, duration_max_h=1.5)), tenth(1, 1, 1, 1))
    expect(short, {"cost": -219 * 15 * 200 + 10 * 100 + 15 * 100, "storage_segment.built_mwh[new]": [15]})
    capped = solve(trading([100, 300], candidate(**cheap, build_max_mwh=6)), tenth(1, 1))
    expect(capped, {"cost": 6 * (-87_600 + 100 + 100), "storage_segment.built_mw[new]": [6]})


def test_what_stands_counts_and_costs_nothing() -> None:
    """4 MW out, 2 MW in and 8 MWh stand; charging grows by half of what is built. 100 for two hours, 300 for one.

    At no cost 4 MW more are built, so 8 MW out and 4 MW in: 4 MWh an hour for two hours, 8 MWh out at once. 8 MWh
    stand and suffice, none is built.
    """
    store = candidate(build_max_mw=4, p_nom_mw=4, p_charge_nom_mw=2, e_nom_mwh=8, capex_cny_per_kwh=1)
    solved = solve(trading([100, 100, 300], store), tenth(1, 1, 1))
    expect(solved, {"cost": -292 * 8 * 200, "storage.p_mw[new]": [-4, -4, 8],
                    "storage_segment.installed_mw[new]": [4], "storage_segment.installed_mwh[new]": [0]})  # fmt: skip


def test_outages_take_their_share_of_what_was_built() -> None:
    """50 MW, 4 of them standing, are what the connection carries. Half are out while it discharges: 25 MWh; while it
    charges: 25 MWh again."""
    for available in ([1, 0.5], [0.5, 1]):
        series = table(p=[100, 300], on=available)
        store = candidate(p_max_pu="s/on", build_max_mw=90, p_nom_mw=4, site="x")
        site = {"id": "x", "connection_max_mw": 50}
        case = system(series, storage=[store], corridor=[market("s/p", buys=True)], sizing=FREE, site=[site])
        expect(solve(case, tenth(1, 1)), {"cost": -25 * 87_600, "storage.p_mw[new]": [-25, 25]})


def test_state_limits_are_shares_of_what_was_built() -> None:
    """10 MW, 10 to 90 % of the energy usable, 2 MWh of it standing: 10 MWh need 12.5 MWh, 10.5 of them built at 100."""
    store = candidate(build_max_mw=10, soc_min_pu=0.1, soc_max_pu=0.9, capex_cny_per_kwh=10, e_nom_mwh=2)
    solved = solve(trading([100, 300], store), tenth(1, 1))
    expect(solved, {"cost": -10 * 87_600 + 10.5 * 100, "storage_segment.installed_mwh[new]": [10.5],
                    "storage_state.soc_mwh[new]": [1.25, 11.25, 1.25]})  # fmt: skip


def test_one_converter_serves_both_directions() -> None:
    """Who is paid 100 to take a MWh would burn it in the losses of the store: c in and 0.72·c out, c + 0.72·c ≤ 10 MW.

    That is the bound, with 10 CNY/MW to build. Nothing does both in the end: 10 MW in for an hour, 7.2 out for another.
    """
    store = candidate(build_max_mw=10, eta_charge=0.9, eta_discharge=0.8, capex_cny_per_kw=1)
    solved = solve(trading([-100, -100], store), tenth(1, 1))
    expect(solved, {"cost": -2.8 * 438 * 100 + 100, "bound": -10 / 1.72 * 0.28 * 100 * 876 + 100})


def test_throughput_pays_for_replacement() -> None:
    """120 CNY/kWh over 6,000 cycles: 10 CNY for each MWh that goes in or comes out of what stores, 9 and 9 of them.

    10 MW charge 10 MWh, 9 arrive, 7.2 come out: 7.2 · 300 − 10 · 100 − 18 · 10 a segment.
    """
    store = candidate(p_nom_mw=10, build_max_mw=0, e_nom_mwh=50, eta_charge=0.9, eta_discharge=0.8, cycle_life=6000,
                      replacement_cny_per_kwh=120)  # fmt: skip
    solved = solve(trading([100, 300], store), hours(1, 1, weight=3))
    expect(solved, {"cost": -3 * (2160 - 1000 - 180), "storage.p_mw[new]": [-10, 7.2]})
    assert solved.costs_cny["storage.throughput"] == close(3 * 180)


def path(early: tuple[float, float], late: tuple[float, float], *stores: dict[str, Any], **more: Any) -> Case:
    """Stores on a market with prices of 2030, then of 2031."""
    prices = table(p=[*early, *[0] * (8760 - 2), *late])
    rest = {"sizing": FREE, **more}
    return system(prices, storage=list(stores), corridor=[market("s/p", buys=True)], **rest)


YEARS = Horizon.chain([tenth(1, 1), tenth(1, 1, start="2031-01-01")])
CHEAP = {"capex_cny_per_kw": 1000, "capex_cny_per_kwh": 1000}


def test_what_pays_later_is_built_later() -> None:
    """20,000 CNY a MW and tenth of a year. 87,600 are earned in 2031 only: built then, nothing is paid for 2030.

    Discounted at 25 %, all of it is worth 0.8.
    """
    case = path((100, 110), (100, 300), candidate(**CHEAP))
    values = {"storage_segment.built_mw[new]": [0, 50], "storage_segment.installed_mw[new]": [0, 50],
              "storage_segment.installed_mwh[new]": [0, 50], "storage.p_mw[new]": [0, 0, -50, 50]}  # fmt: skip
    expect(solve(case, YEARS), {"cost": 50 * (20_000 - 87_600), **values})
    later = YEARS.discounted(0.25)
    solved = solve(case, later)
    expect(solved, {"cost": 50 * (20_000 - 87_600) * 0.8, **values, "price.price_cny_per_mwh[a]": [100, 110, 100, 300]})
    assert later.hours == close(YEARS.hours)


def test_a_cycle_across_midnight_finds_its_room_in_its_own_year() -> None:
    """300, then 100 in 2031: what is charged in the second hour was there before the first."""
    solved = solve(path((100, 110), (300, 100), candidate(**CHEAP)), YEARS)
    expect(solved, {"cost": 50 * (20_000 - 87_600), "storage_state.soc_mwh[new]": [0, 0, 0, 50, 0, 50]})


def test_limits_hold_for_the_sum_of_all_years() -> None:
    """87,600 are earned in both years: 50 MW are built in 2030, and no more in 2031; no more than 6 MWh likewise."""
    solved = solve(path((100, 300), (100, 300), candidate(**CHEAP)), YEARS)
    expect(solved, {"cost": 50 * 2 * (20_000 - 87_600), "storage_segment.installed_mw[new]": [50, 50]})
    solved = solve(path((100, 300), (100, 300), candidate(**CHEAP, build_max_mwh=6)), YEARS)
    expect(solved, {"cost": 6 * 2 * (20_000 - 87_600), "storage_segment.installed_mwh[new]": [6, 6]})


def test_what_is_left_to_build_is_less_by_what_was_built() -> None:
    """50 MW and 50 MWh, all there is of the cheap one, pay in 2030. The 60 MW and 60 MWh wanted in 2031 take the dear
    one, at 2,000 CNY/kW and 3,000 CNY/kWh, for 10 of each.
    """
    one = candidate("one", **CHEAP, build_max_mwh=50)
    dear = candidate("dear", capex_cny_per_kw=2000, capex_cny_per_kwh=3000, build_from_year=2031)
    goal = {"new_storage_mw": 60, "new_storage_mwh": 60, "new_storage_year": 2031}
    expect(solve(path((100, 300), (100, 100), one, dear, targets=goal), YEARS), {
        "cost": 50 * (40_000 - 87_600) + 10 * (20_000 + 30_000), "storage_segment.built_mw[one]": [50, 0],
        "storage_segment.built_mw[dear]": [0, 10], "storage_segment.built_mwh[dear]": [0, 10]})  # fmt: skip


def test_nobody_buys_back_power() -> None:
    """As above without a longest duration, which alone would tie power to energy."""
    own = candidate(**CHEAP, technology="other", duration_max_h=None, build_max_mwh=50)
    expect(solve(path((100, 300), (100, 100), own), YEARS),
           {"cost": 50 * (40_000 - 87_600), "storage_segment.built_mw[new]": [50, 0]})  # fmt: skip


def test_what_was_built_stands_until_its_life_ends() -> None:
    """87,600 are earned in 2030 only. Built then, it is paid for both years: nobody buys it back.

    With a life of one year it stands for 2030 alone, at ten times the annuity, 200,000 a MW; at a tenth of the price
    it is 20,000.
    """
    solved = solve(path((100, 300), (100, 100), candidate(**CHEAP)), YEARS)
    expect(solved, {"cost": 50 * (40_000 - 87_600), "storage_segment.built_mw[new]": [50, 0],
                    "storage_segment.installed_mw[new]": [50, 50],
                    "storage_segment.built_mwh[new]": [50, 0]})  # fmt: skip
    brief = candidate(capex_cny_per_kw=100, capex_cny_per_kwh=100, life_years=1)
    expect(solve(path((100, 300), (100, 300), brief), YEARS),
           {"cost": 2 * 50 * (20_000 - 87_600), "storage_segment.built_mw[new]": [50, 50],
            "storage_segment.installed_mw[new]": [50, 50]})  # fmt: skip


def test_not_before_its_year_and_not_less_than_decided() -> None:
    """87,600 are earned in both years, from 2031 on only 50 MW may be built. 3 MW that nobody needs are decided."""
    late = candidate(**CHEAP, build_from_year=2031)
    expect(solve(path((100, 300), (100, 300), late), YEARS),
           {"cost": 50 * (20_000 - 87_600), "storage_segment.installed_mw[new]": [0, 50]})  # fmt: skip
    decided = candidate(**CHEAP, build_from_year=2031, build_min_mw=3, duration_min_h=1)
    expect(solve(path((100, 100), (100, 100), decided), YEARS),
           {"cost": 3 * 20_000, "storage_segment.built_mw[new]": [0, 3]})  # fmt: skip


def test_two_weeks_of_a_year_share_what_was_built() -> None:
    """Two segments of 2030, a tenth of a year each: built once, at the first, paid for both."""
    twice = Horizon.chain([tenth(1, 1), tenth(1, 1, start="2030-01-01 02:00")])
    case = trading([100, 100, 100, 300], candidate(**CHEAP))
    expect(solve(case, twice), {"cost": 50 * (40_000 - 87_600), "storage_segment.built_mw[new]": [50, 0],
                                "storage_segment.installed_mw[new]": [50, 50]})  # fmt: skip


def test_ratings_share_a_connection() -> None:
    """Two candidates behind 10 MW that may grow to 30 at 100 CNY/kW: with 25 years of life 400 CNY/MW and tenth.

    87,600 are earned by each MW, 4 of them standing: 26 more are built, 20 MW of connection.
    """
    site = {"id": "x", "connection_mw": 10, "connection_max_mw": 30, "connection_cost_cny_per_kw": 100}
    one, other = candidate("one", site="x", p_nom_mw=4, **CHEAP), candidate("other", site="x", **CHEAP)
    other["capex_cny_per_kw"] = 1001
    elsewhere = candidate("elsewhere", site="y", build_max_mw=1, **CHEAP)
    case = trading([100, 300], one, other, elsewhere, site=[site, {"id": "y"}])
    solved = solve(case, tenth(1, 1))
    expect(solved, {
        "cost": -31 * 87_600 + 27 * 10_000 + 31 * 10_000 + 20 * 400, "storage_segment.built_mw[one]": [26],
        "storage_segment.built_mw[other]": [0], "site_segment.connection_mw[x]": [30],
        "site_segment.built_mw[x]": [20]})  # fmt: skip
    assert solved.costs_cny["site.connection"] == close(8000)


def test_a_connection_is_built_once_and_stands() -> None:
    """As candidates: what 2030 needs is paid for 2031 too; what only 2031 needs is built then."""
    site = {"id": "x", "connection_cost_cny_per_kw": 100}
    case = path((100, 300), (100, 100), candidate(site="x", build_max_mw=10), site=[site])
    expect(solve(case, YEARS), {"cost": -10 * 87_600 + 10 * 800, "site_segment.connection_mw[x]": [10, 10]})
    brief = candidate(site="x", build_max_mw=10, life_years=1)
    solved = solve(path((100, 300), (100, 100), brief, site=[site]), YEARS)
    expect(solved, {"cost": -10 * 87_600 + 10 * 800, "site_segment.built_mw[x]": [10, 0]})
    hybrid = path((100, 100), (100, 300), candidate(site="x", build_max_mw=10), site=[{**site, "shared": True}])
    expect(solve(hybrid, YEARS), {"cost": -10 * 87_600 + 10 * 400, "site_segment.connection_mw[x]": [0, 10]})


def test_a_hybrid_shares_its_connection_in_time() -> None:
    """Two stores of 20 MW behind 30: two dear hours leave charging as the limit, two cheap ones discharging: 30 MWh."""
    for prices, power in (([100, 300, 300], [-30, 15, 15]), ([100, 100, 300], [-15, -15, 30])):
        stores = [candidate(name, site="x", build_max_mw=20) for name in ("one", "other")]
        case = trading(prices, *stores, site=[{"id": "x", "connection_max_mw": 30, "shared": True}])
        solved = solve(case, tenth(1, 1, 1))
        expect(solved, {"cost": -292 * 30 * 200})
        total = sum(solved.tables["storage"].of(name, "p_mw") for name in ("one", "other"))
        at = 0 if power[0] == -30 else 2
        assert total[at] == close(power[at])


def test_each_of_a_hybrid_could_use_its_connection_alone() -> None:
    """Nothing to earn, 12 MW wanted, 5 standing: 7 MW are built, and a connection of 12 MW for them at 400 CNY/MW."""
    store = candidate(site="x", p_nom_mw=5, e_nom_mwh=5, capex_cny_per_kw=1000)
    decided = candidate("decided", site="y", build_min_mw=2, build_max_mw=2, new_type=False)
    sites = [{"id": name, "shared": True, "connection_cost_cny_per_kw": 100} for name in "xy"]
    case = trading([100, 100], store, decided, targets={"new_storage_mw": 12}, site=sites)
    expect(solve(case, tenth(1, 1)), {"cost": 7 * 10_000 + 14 * 400, "site_segment.connection_mw[x]": [12],
                                      "site_segment.connection_mw[y]": [2]})  # fmt: skip


def test_a_hybrid_counts_for_what_its_connection_carries() -> None:
    """12 MW wanted of two converters of 8 MW, 2 MW of one standing, at 1,000 and 1,100 CNY/kW, 40 CNY/MW of connection:
    the connection has to be 12 MW, and the ratings together, 8 of them new of the cheaper one and 2 of the dearer.

    A third store, which counts by its rating, costs 1,300: too dear. Standing 3 MW of it leave 9 MW for the hybrid.
    """
    one = candidate("one", site="x", build_max_mw=8, capex_cny_per_kw=1000)
    other = candidate("other", site="x", build_max_mw=6, capex_cny_per_kw=1100, p_nom_mw=2, e_nom_mwh=2)
    third = candidate("third", capex_cny_per_kw=1300, p_nom_mw=3, e_nom_mwh=3)
    site = {"id": "x", "shared": True, "connection_cost_cny_per_kw": 10}
    case = trading([100, 100], one, other, third, targets={"new_storage_mw": 15, "new_storage_mwh": 6}, site=[site])
    solved = solve(case, tenth(1, 1))
    expect(solved, {"cost": 8 * 10_000 + 2 * 11_000 + 12 * 40, "site_segment.connection_mw[x]": [12],
                    "storage_segment.built_mw[other]": [2], "target_total.counted_mw[2030]": 15,
                    "target_total.target_price_cny_per_mw[2030]": 110_400})  # fmt: skip
    # All of the hybrid is taken: the third store gives what is beyond.
    more = trading([100, 100], one, other, third, targets={"new_storage_mw": 20}, site=[site])
    expect(solve(more, tenth(1, 1)), {"cost": 8 * 10_000 + 6 * 11_000 + 16 * 40 + 13_000,
                                      "storage_segment.built_mw[third]": [1]})  # fmt: skip


def test_a_goal_and_what_its_last_mw_costs() -> None:
    """30 MW wanted, 4 standing, 1,000 CNY/kW and 1,000 CNY/kWh for two hours: 30,000 a MW, 3,500 are earned with 8 CNY
    between the hours: 438 · 8 = 3,504. So 26,496 CNY a MW and tenth of a year, 264,960 CNY/MW·yr.

    In 2031 as well: the second year costs the same, in money of its own. Where 2030 is before the goal there is no row.
    """
    store = candidate(**CHEAP, duration_min_h=2, p_nom_mw=4, e_nom_mwh=0)
    case = trading([100, 108], store, targets={"new_storage_mw": 30})
    solved = solve(case, tenth(1, 1))
    expect(solved, {"cost": 26 * 30_000 - 30 * 3504, "target_total.target_price_cny_per_mw[2030]": 264_960,
                    "target_total.counted_mw[2030]": 30, "target_total.counted_mwh[2030]": 52})  # fmt: skip
    goal = {"new_storage_mw": 30, "new_storage_year": 2031}
    solved = solve(path((100, 100), (100, 108), store, targets=goal), YEARS.discounted(0.25))
    expect(solved, {"cost": 0.8 * (26 * 30_000 - 30 * 3504), "target_total.target_price_cny_per_mw[2031]": 264_960,
                    "storage_segment.installed_mw[new]": [0, 26]})  # fmt: skip
    decided = candidate("decided", build_min_mw=5, build_max_mw=5, build_from_year=2031)
    always = path((100, 100), (100, 100), candidate(**CHEAP), decided, targets={"new_storage_mw": 10})
    solved = solve(always, YEARS)
    expect(solved, {"target_total.counted_mw[2030]": 10, "target_total.counted_mw[2031]": 15})
    early = trading([100, 108], store, targets=goal)
    solved = solve(early, tenth(1, 1))
    expect(solved, {"cost": 0, "storage_segment.installed_mw[new]": [0]})
    assert "target_total" not in solved.tables


def test_a_goal_of_energy_and_one_of_hours() -> None:
    """60 MWh wanted, 10 standing, 1,000 CNY/kWh: 50 · 10,000, 100,000 CNY/MWh·yr.

    20 MW that stand and p more want 1.5 h: 30 + 1.5·p MWh, 10 of them standing. At most 100 h may be built, so p is a
    hundredth of what is: 20/0.985 MWh.
    """
    store = candidate(capex_cny_per_kwh=1000, p_nom_mw=20, e_nom_mwh=10)
    solved = solve(trading([100, 100], store, targets={"new_storage_mwh": 60}), tenth(1, 1))
    expect(solved, {"cost": 500_000, "target_total.target_price_cny_per_mwh[2030]": 100_000})
    lasting = trading([100, 100], store, targets={"new_storage_h": 1.5})
    expect(solve(lasting, tenth(1, 1)), {"cost": 200_000 / 0.985, "target_total.counted_mwh[2030]": 10 + 20 / 0.985})


def test_shares_of_technologies() -> None:
    """30 MW wanted; VRFB costs 2,000 CNY/kW, LFP 1,000. At least 40 % VRFB, 3 MW of it standing: 9 built, 18 LFP.

    LFP at most 0.5: 15 of it, 12 of VRFB. What is built elsewhere, or is no new-type storage, does not count.
    """
    lfp, vrfb = candidate("lfp", capex_cny_per_kw=1000), candidate("vrfb", technology="vrfb", capex_cny_per_kw=2000)
    vrfb = {**vrfb, "p_nom_mw": 3, "e_nom_mwh": 3}
    for share, built in (
        ({"id": "vrfb", "share_min_pu": 0.4}, (18, 9)),
        ({"id": "lfp", "share_max_pu": 0.5}, (15, 12)),
    ):
        case = trading([100, 100], lfp, vrfb, storage_share=[share], targets={"new_storage_mw": 30})
        expect(solve(case, tenth(1, 1)), {
            "cost": 10_000 * (built[0] + 2 * built[1]), "storage_segment.built_mw[lfp]": [built[0]],
            "storage_segment.built_mw[vrfb]": [built[1]]})  # fmt: skip
    two = system(table(p=[100, 100]), bus=[{"id": "a", "area": "home"}, {"id": "b", "area": "far"}], home_area="home",
                 storage=[lfp, candidate("abroad", "b"), candidate("pumped", new_type=False)], sizing=FREE,
                 corridor=[market("s/p")], targets={"new_storage_mw": 30})  # fmt: skip
    expect(solve(two, tenth(1, 1)), {"cost": 300_000, "storage_segment.built_mw[lfp]": [30]})


def test_a_goal_without_candidates() -> None:
    """Nothing can be built: 10 MW stand, which is enough for 10 and too little for 12; the run says so."""
    store = candidate(build_max_mw=0, p_nom_mw=10, e_nom_mwh=10)
    solved = solve(trading([100, 100], store, targets={"new_storage_mw": 10}), tenth(1, 1))
    expect(solved, {"target_total.counted_mw[2030]": 10, "target_total.counted_mwh[2030]": 10})
    share = [{"id": "lfp", "share_min_pu": 1, "share_max_pu": 1}]
    held = trading([100, 100], store, targets={"new_storage_mw": 10}, storage_share=share)
    expect(solve(held, tenth(1, 1)), {"target_total.counted_mw[2030]": 10})
    with pytest.raises(InfeasibleError, match="goal of new-type storage power"):
        solve(trading([100, 100], store, targets={"new_storage_mw": 12}), tenth(1, 1))


def test_hours_and_shares_of_a_hybrid_are_of_its_ratings() -> None:
    """5 MW of LFP and 3 of VRFB behind 5 MW: 8 MW of ratings want 2 h, however little of them is counted.

    LFP cannot grow behind 5 MW. Of VRFB p MW are built, a hundredth of E MWh at least: E = 2·(8 + E/100), so 16/0.98
    MWh at 11,000 and a hundredth of it in MW at 10,000. Half of the ratings VRFB, or no more than half LFP: 2 MW more.
    """
    one = candidate("one", site="x", p_nom_mw=5, capex_cny_per_kwh=1000)
    other = candidate("other", site="x", technology="vrfb", p_nom_mw=3, capex_cny_per_kw=1000, capex_cny_per_kwh=1100)
    site = {"id": "x", "shared": True, "connection_mw": 5, "connection_max_mw": 5}
    lasting = trading([100, 100], one, other, targets={"new_storage_h": 2}, site=[site])
    energy = 16 / 0.98
    expect(solve(lasting, tenth(1, 1)), {"cost": energy * (11_000 + 100), "target_total.counted_mwh[2030]": energy,
                                         "target_total.rated_mw[2030]": 8 + energy / 100})  # fmt: skip
    for share in ({"id": "vrfb", "share_min_pu": 0.5}, {"id": "lfp", "share_max_pu": 0.5}):
        case = trading([100, 100], one, other, storage_share=[share], site=[site])
        expect(solve(case, tenth(1, 1)), {"cost": 20_000, "storage_segment.built_mw[other]": [2],
                                          "target_total.rated_mw[2030]": 10})  # fmt: skip


def test_a_goal_holds_for_what_reaches_into_its_year() -> None:
    """Four hours around new year: 30 MW by 2030 have to stand in all of them. Two hours before it need none.

    What stands in a year stands in all its segments: the second of 2029 reaches the goal's year, the first with it.
    """
    goal = {"new_storage_mw": 30, "new_storage_year": 2030}
    store = candidate(capex_cny_per_kw=1000)
    case = system(table(p=[100] * 8760, start="2029-12-01"), storage=[store], corridor=[market("s/p", buys=True)],
                  sizing=FREE, targets=goal)  # fmt: skip
    over = solve(case, tenth(1, 1, 1, 1, start="2029-12-31 22:00"))
    expect(over, {"cost": 30 * 10_000, "storage_segment.built_mw[new]": [30], "target_total.counted_mw[2029]": 30,
                  "target_total.target_price_cny_per_mw[2029]": 100_000})  # fmt: skip
    assert "target_total" not in solve(case, tenth(1, 1, start="2029-12-31 22:00")).tables
    twice = Horizon.chain([tenth(1, 1, start="2029-12-01"), tenth(1, 1, 1, 1, start="2029-12-31 22:00")])
    expect(solve(case, twice), {"cost": 30 * 20_000, "storage_segment.installed_mw[new]": [30, 30]})
    free = solve_case(case.model_copy(update={"targets": Targets()}), over.horizon)
    judged = audit_run(case, free.series, free.tables, free.costs_cny, free.objective_cny, free.certificate)
    assert not judged.passed


def test_pumped_storage_that_stands_is_no_new_type_storage() -> None:
    """40 MW of it stand: a goal of 30 MW is met by 30 MW of LFP. Who says otherwise is believed."""
    pumped = candidate("pumped", technology="pumped_storage_upper", build_max_mw=0, p_nom_mw=40, e_nom_mwh=240)
    lfp = candidate(capex_cny_per_kw=1000)
    goal = {"new_storage_mw": 30}
    solved = solve(trading([100, 100], pumped, lfp, targets=goal), tenth(1, 1))
    expect(solved, {"cost": 300_000, "storage_segment.built_mw[new]": [30]})
    declared = solve(trading([100, 100], {**pumped, "new_type": True}, lfp, targets=goal), tenth(1, 1))
    expect(declared, {"cost": 0, "storage_segment.built_mw[new]": [0]})
    # Its cost is that of the catalogue, in the model as in the audit.
    blank = {"id": "new", "technology": "pumped_storage_upper", "bus": "a", "p_nom_mw": 0, "e_nom_mwh": 0,
             "cyclic": True, "build_max_mw": 1, "build_min_mw": 1, "build_from_year": 2030}  # fmt: skip
    built = solve(trading([100, 100], blank), tenth(1, 1))
    assert built.costs_cny["storage.investment"] == close(0.1 * 6_500_000 / 50)


def test_a_case_and_its_baseline_count_years_alike() -> None:
    """Years are discounted whether anything may be built in them or not."""
    spans = [{"start": f"{y}-01-01T00:00+08:00", "end": f"{y}-01-02T00:00+08:00"} for y in (2030, 2034)]
    for most in (50, 0):
        case = system(table(p=[100, 100]), storage=[candidate(build_max_mw=most)], corridor=[market("s/p")],
                      sizing={"discount_rate": 0.1}, time={"step": "1h", "segments": spans})  # fmt: skip
        horizon = horizon_of(case)
        assert horizon.weight[-1] == close(1.1**-4)
        assert horizon.hours == close(48)


def test_series_of_another_horizon_are_refused() -> None:
    """Weights and discount belong to the horizon: series of the same hours that count otherwise would go unnoticed."""
    case = trading([100, 300], candidate(**CHEAP))
    first = solve(case, tenth(1, 1))
    with pytest.raises(ValueError, match="another horizon"):
        solve_case(case, hours(1, 1), series=first.series)
    again = solve_case(case, hours(1, 1), series=first.series.beside(case, hours(1, 1)))
    assert again.objective_cny == close(solve(case, hours(1, 1)).objective_cny)
