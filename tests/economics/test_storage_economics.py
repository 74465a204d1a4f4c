"""The economics of a run small enough for a pencil: one price step a day."""

from __future__ import annotations

import math

import numpy as np
import numpy_financial as npf
import pandas as pd
import pytest

from dispatch.case.schema import Case
from dispatch.economics.assumptions import Assumptions, delivered_pu, terms_of
from dispatch.economics.capacity import Credit, Draws, draws_of, margin_mw, unit_of
from dispatch.economics.project import Financing
from dispatch.economics.storage import COLUMNS, storage_economics
from dispatch.horizon import Horizon
from dispatch.solve.pipeline import Solved, solve_case
from tests.support import demand, hours, market, solve, system, table

PRICE = [100.0] * 6 + [400.0] * 2


def store(id: str = "bat", **more: object) -> dict[str, object]:
    """10 MW, 20 MWh, lossless."""
    known: dict[str, object] = {
        "id": id, "technology": "lfp", "bus": "a", "p_nom_mw": 10, "e_nom_mwh": 20, "cyclic": True,
        "capex_cny_per_kw": 300, "capex_cny_per_kwh": 600, "om_pu_per_year": 0.02, "life_years": 10,
    }  # fmt: skip
    return known | more


def arbitrage(*stores: dict[str, object], **more: object) -> Solved:
    """Eight hours: two thirds cheap, the last two dear; a market that buys and sells."""
    case = system(
        table(1.0, price=PRICE, sun=[0.0, 0, 1, 1, 0, 0, 0, 0]),
        storage=list(stores),
        load=[demand(50)],
        corridor=[market("s/price", buys=True)],
        renewable=[{"id": "pv", "technology": "pv", "bus": "a", "p_nom_mw": 20, "p_max_pu": "s/sun"}],
        **more,
    )
    return solve(case, hours(*[1.0] * 8))


def total(frame: pd.DataFrame) -> pd.Series:
    return frame.iloc[-1]


def test_one_step_a_day_by_hand() -> None:
    """20 MWh bought at 100 and sold at 400, 1,095 times a year (8 h each): 21,900 MWh and 6.57 million."""
    frame = storage_economics(arbitrage(store()), Assumptions(Financing(0.07), calendar_pu_per_year={}))
    row = frame.iloc[0]
    assert list(frame.columns) == list(COLUMNS)
    assert row["discharged_mwh"] == pytest.approx(21_900)
    assert row["cycles_per_year"] == pytest.approx(1_095)
    assert row["income_energy_cny"] - row["charging_cny"] == pytest.approx(6_570_000)
    # 300·10 MW + 600·20 MWh, in thousands
    assert row["capex_cny"] == pytest.approx(15e6)
    # LFP of the catalogue has 8,000 cycles: 2.7375 % of health in the first year, 80 % reached in the eighth
    health, ends = 1.0, []
    for _ in range(10):
        health -= 0.2 * 1_095 * health / 8_000
        ends.append(health)
        health = 1.0 if health <= 0.8 else health
    assert row["replacements"] == 0 + sum(e <= 0.8 for e in ends[:-1])
    assert row["end_health_pu"] == pytest.approx(ends[-1])


def test_figures_against_numpy_financial() -> None:
    money = Financing(0.08, debt_share_pu=0.6, debt_rate_pu=0.04, debt_years=5)
    assumed = Assumptions(money, calendar_pu_per_year={})
    row = storage_economics(arbitrage(store(cycle_life=1e8)), assumed).iloc[0]
    faded = 1 - 0.2 * 1_095 / 1e8 * np.arange(0.5, 10)
    flow = np.concatenate([[-15e6], 6_570_000 * faded - 300_000])
    service = -npf.pmt(0.04, 5, 9e6)
    equity = flow + np.concatenate([[9e6], np.full(5, -service), np.zeros(5)])
    assert row["npv_cny"] == pytest.approx(npf.npv(0.08, flow), rel=1e-7)
    assert row["irr_project_pu"] == pytest.approx(npf.irr(flow), rel=1e-7)
    assert row["irr_equity_pu"] == pytest.approx(npf.irr(equity), rel=1e-7)
    assert row["annual_cost_cny"] == pytest.approx(-npf.pmt(0.08, 10, 15e6) + 300_000, rel=1e-9)
    assert row["payback_years"] == pytest.approx(15e6 / 6_270_000, rel=1e-4)
    energy = npf.npv(0.08, np.concatenate([[0], 21_900 * faded]))
    spent = 15e6 + npf.npv(0.08, np.concatenate([[0], 300_000 + 2_190_000 * faded]))
    assert row["lcos_cny_per_mwh"] == pytest.approx(spent / energy, rel=1e-7)


def test_total_is_the_sum_and_ratios_are_of_sums() -> None:
    solved = arbitrage(store("one"), store("two", p_nom_mw=5, technology="vrfb"))
    frame = storage_economics(solved, Assumptions(year=2030))
    one, two, both = (frame.iloc[i] for i in range(3))
    for name in ("power_mw", "capex_cny", "annual_cost_cny", "npv_cny", "discharged_mwh", "millisecond_mw"):
        assert both[name] == pytest.approx(one[name] + two[name])
    assert one["millisecond_mw"] == 10
    assert two["millisecond_mw"] == pytest.approx(2.5)
    paid = both["annual_cost_cny"] / both["millisecond_mw"] / 1e3
    assert both["millisecond_cny_per_kw_year"] == pytest.approx(paid)
    assert min(one["lcos_cny_per_mwh"], two["lcos_cny_per_mwh"]) < both["lcos_cny_per_mwh"]
    assert both["store"] == "total"


def test_no_storage_no_rows() -> None:
    frame = storage_economics(arbitrage())
    assert frame.empty
    assert list(frame.columns) == list(COLUMNS)


def test_charging_at_a_flat_peak_raises_it() -> None:
    """Demand is 50 all day: whoever charges 20 MWh makes a new peak, which is no peak cut."""
    assert total(storage_economics(arbitrage(store())))["peak_cut_mw"] < -1


def test_services_are_paid_where_they_are_given() -> None:
    assumed = Assumptions(peak_hours_pu=0.25, peak_shaving_cny_per_mwh=100, capacity_cny_per_kw_year=200)
    sun = table(1.0, price=PRICE, need=[0.5] * 6 + [1.0] * 2, sun=[0.0] * 8)
    case = system(sun, storage=[store()], load=[demand(50, p_pu="s/need")], corridor=[market("s/price", buys=True)])
    solved = solve(case, hours(*[1.0] * 8))
    row = storage_economics(solved, assumed, credit=Credit(8.0, 0.8, 0, 0, 0)).iloc[0]
    # A quarter of the hours are the two dear ones, in which all 20 MWh of a day come out.
    assert row["income_peak_cny"] == pytest.approx(100 * 21_900)
    assert row["income_capacity_cny"] == pytest.approx(200 * 8_000)
    assert row["peak_cut_mw"] == pytest.approx(10)
    assert row["peak_cut_pu"] == pytest.approx(1)


def test_avoided_curtailment_against_a_baseline() -> None:
    """60 MW of sun for two hours against a load of 50: 20 MWh a day are lost without a store."""

    def day(*stores: dict[str, object]) -> Solved:
        series = table(1.0, sun=[0.0, 0, 1, 1, 0, 0, 0, 0])
        case = system(
            series, storage=list(stores), load=[demand(50)],
            renewable=[{"id": "pv", "technology": "pv", "bus": "a", "p_nom_mw": 60, "p_max_pu": "s/sun"}],
            thermal=[{"id": "coal", "technology": "coal", "bus": "a", "p_nom_mw": 60, "fuel_cost_cny_per_mwh": 300}],
        )  # fmt: skip
        return solve(case, hours(*[1.0] * 8))

    found = total(storage_economics(day(store()), baseline=day()))
    assert found["avoided_curtailment_mwh"] == pytest.approx(20 * 1_095)
    assert found["avoided_cny_per_mwh"] == pytest.approx(found["annual_cost_cny"] / 21_900)
    assert margin_mw(day()) == pytest.approx([10, 10, 70, 70, 10, 10, 10, 10])
    draws = draws_of([day(), day()])
    assert draws.demand_mwh == pytest.approx(50 * 8760)
    assert isinstance(draws, Draws)


def test_energy_side_of_the_data_sheet() -> None:
    """20 MWh at the meter are 20/0.9 in the cells: the same sheet costs the same, whichever side the case models."""
    case = system(storage=[store(eta_discharge=0.9)], load=[demand(1)])
    bat = case.storage[0]
    at_store = terms_of(bat, 10, 20, Assumptions())
    at_grid = terms_of(bat, 10, 20 / 0.9, Assumptions(energy_side="grid"))
    assert at_store.capex_cny == pytest.approx(at_grid.capex_cny)
    assert at_grid.priced_mwh == pytest.approx(20)


def test_terms_are_the_cases_then_the_catalogues() -> None:
    case = system(
        storage=[{"id": "x", "technology": "caes", "bus": "a", "p_nom_mw": 1, "e_nom_mwh": 8}], load=[demand(1)]
    )
    terms = terms_of(case.storage[0], 1, 8, Assumptions(year=2030))
    assert terms.capex_cny == pytest.approx(1e3 * (3500 + 8 * 400))
    assert terms.life_years == 35
    assert terms.rated_cycles is None
    assert terms_of(case.storage[0], 1, 8, Assumptions(year=2030, capex_pu=1.3)).capex_cny == pytest.approx(8.71e6)


@pytest.mark.parametrize(
    ("technology", "share"), [("lfp", 1.0), ("vrfb", 0.5), ("flywheel", 1.0), ("caes", 0.0), ("pumped_storage", 0.0)]
)
def test_what_is_there_after_200_ms(technology: str, share: float) -> None:
    assert delivered_pu(technology, 0.2) == pytest.approx(share)


def test_unit_of_the_simulation_is_what_may_be_used() -> None:
    solved = arbitrage(store(soc_min_pu=0.1, soc_max_pu=0.9, p_charge_nom_mw=8))
    unit = unit_of(solved.case.storage[0], solved.series)
    assert (unit.discharge_mw, unit.charge_mw, unit.usable_mwh) == pytest.approx((10, 8, 16))


def test_case_without_prices_earns_nothing_known() -> None:
    solved = arbitrage(store())
    tables = {name: solved.tables[name] for name in solved.tables if name != "price"}
    from dispatch.results.study_area import Answer
    from dispatch.results.tables import Tables

    row = storage_economics(Answer(solved.case, solved.series, Tables(tables))).iloc[0]
    assert math.isnan(row["npv_cny"])
    assert row["annual_cost_cny"] > 0
    assert isinstance(solved.case, Case)


def test_exchange_counts_as_energy_without_a_shape() -> None:
    """100 MW of coal and 50 of demand; a market takes what pays: 50 MW in the dear hours, nothing in the cheap ones."""
    case = system(
        table(1.0, price=PRICE), load=[demand(50)], corridor=[market("s/price", b := "b")],
        bus=[{"id": "a", "area": "in"}, {"id": b, "area": "out"}], home_area="in",
        line=[{"id": "l", "bus0": "a", "bus1": b, "p_nom_mw": 50}],
        thermal=[{"id": "coal", "technology": "coal", "bus": "a", "p_nom_mw": 100, "fuel_cost_cny_per_mwh": 300}],
    )  # fmt: skip
    solved = solve(case, hours(*[1.0] * 8))
    assert margin_mw(solved, "none") == pytest.approx([50] * 8)
    assert margin_mw(solved, "dispatched") == pytest.approx([50] * 6 + [0] * 2)
    assert margin_mw(solved) == pytest.approx([50 - 12.5] * 8)


def test_response_is_paid_what_the_requirement_costs() -> None:
    """Half of a loss of 20 MW must come within 200 ms; each MW held costs 7 CNY/h and the store is the only one."""
    case = system(
        storage=[store(cyclic=False, soc_initial_mwh=10, soc_terminal_min_mwh=10)],
        load=[demand(50)],
        thermal=[{"id": "coal", "technology": "coal", "bus": "a", "p_nom_mw": 100, "fuel_cost_cny_per_mwh": 300}],
        response={"derive_responders": False, "derive_contingencies": False, "millisecond_share": 0.5, "hard": True},
        responder=[{"id": "r", "asset": "storage/bat", "services": ["lfp_fast"], "cost_cny_per_mw_h": 7.0}],
        contingency=[{"id": "trip", "direction": "deficit", "size_mw": 20.0}],
    )  # fmt: skip
    row = storage_economics(solve(case, hours(*[1.0] * 8))).iloc[0]
    assert row["income_response_cny"] == pytest.approx(7 * 10 * 8760, rel=1e-6)


def test_a_real_life_pays_its_own_annuity() -> None:
    row = storage_economics(arbitrage(store(life_years=10.5, cycle_life=1e8)), Assumptions(calendar_pu_per_year={}))
    assert row["life_years"].iloc[0] == 10.5
    assert row["annual_cost_cny"].iloc[0] == pytest.approx(-npf.pmt(0.07, 10.5, 15e6) + 300_000, rel=1e-9)


def test_parts_of_a_store_cost_what_their_year_cost() -> None:
    """LFP of 2024 at 250 + 750, of 2030 at 180 + 500; a replacement ten years on at 500 either way."""
    bat = system(storage=[{"id": "x", "technology": "lfp", "bus": "a", "p_nom_mw": 20, "e_nom_mwh": 40}],
                 load=[demand(1)]).storage[0]  # fmt: skip
    terms = terms_of(bat, 30, 60, Assumptions(year=2024), [(2030, 10, 20)])
    assert terms.capex_cny == pytest.approx(1e3 * (20 * 250 + 40 * 750 + 10 * 180 + 20 * 500))
    assert terms.replacement_cny == pytest.approx(1e3 * 500 * 60)


def test_the_case_says_what_is_assumed() -> None:
    solved = arbitrage(store(), sizing={"discount_rate": 0.04, "capex_pu": 1.5})
    assumed = Assumptions.of(solved.case, solved.horizon)
    assert (assumed.financing.rate_pu, assumed.year, assumed.capex_pu) == (0.04, 2030, 1.5)
    row = storage_economics(solved).iloc[0]
    assert row["annual_cost_cny"] == pytest.approx(storage_economics(solved, assumed).iloc[0]["annual_cost_cny"])
    assert row["capex_cny"] == pytest.approx(1.5 * 15e6)


def test_a_build_path_is_judged_by_its_last_year() -> None:
    """Nothing stands in 2030; in 2031 50 MW with 50 MWh make a cycle every two hours: 4,380 a year, not half of it."""
    prices = table(p=[100, 110, *[0] * (8760 - 2), 100, 300])
    new = {"id": "new", "technology": "lfp", "bus": "a", "p_nom_mw": 0, "e_nom_mwh": 0, "cyclic": True,
           "build_max_mw": 50, "eta_charge": 1, "eta_discharge": 1, "standing_loss_per_h": 0, "duration_min_h": 0,
           "capex_cny_per_kw": 1000, "capex_cny_per_kwh": 1000, "om_pu_per_year": 0}  # fmt: skip
    case = system(prices, storage=[new], corridor=[market("s/p", buys=True)], sizing={"discount_rate": 0.25})
    tenths = [hours(1, 1, weight=438), hours(1, 1, weight=438, start="2031-01-01")]
    row = storage_economics(solve(case, Horizon.chain(tenths).discounted(0.25))).iloc[0]
    assert (row["power_mw"], row["energy_mwh"]) == pytest.approx((50, 50))
    assert row["discharged_mwh"] == pytest.approx(50 * 4380)
    assert row["cycles_per_year"] == pytest.approx(4380)
    assert row["income_energy_cny"] == pytest.approx(50 * 4380 * 300)
    assert row["charging_cny"] == pytest.approx(50 * 4380 * 100)


def test_response_of_several_years_is_paid_in_money_of_its_year() -> None:
    """As above over two years, the second discounted: 7 CNY a MW and hour all the same."""
    case = system(
        storage=[store(cyclic=False, soc_initial_mwh=10, soc_terminal_min_mwh=10)],
        load=[demand(50)],
        thermal=[{"id": "coal", "technology": "coal", "bus": "a", "p_nom_mw": 100, "fuel_cost_cny_per_mwh": 300}],
        response={"derive_responders": False, "derive_contingencies": False, "millisecond_share": 0.5, "hard": True},
        responder=[{"id": "r", "asset": "storage/bat", "services": ["lfp_fast"], "cost_cny_per_mw_h": 7.0}],
        contingency=[{"id": "trip", "direction": "deficit", "size_mw": 20.0}],
    )  # fmt: skip
    both = Horizon.chain([hours(1, 1), hours(1, 1, start="2031-01-01")]).discounted(0.25)
    row = storage_economics(solve_case(case, both)).iloc[0]
    assert row["income_response_cny"] == pytest.approx(7 * 10 * 8760, rel=1e-6)
