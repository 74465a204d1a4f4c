"""LCOS, annualised cost, equity, tax: by hand and against numpy-financial."""

from __future__ import annotations

import math

import numpy as np
import numpy_financial as npf
import pytest

from dispatch.economics.ageing import life_of
from dispatch.economics.project import Financing, Project, figures, padded_sum


def project(**changed: object) -> Project:
    """Three years without ageing: capex 300, O&M 10, income 200, charging 50, 100 MWh a year."""
    parts: dict[str, object] = {
        "capex_cny": 300.0, "om_cny": 10.0, "replacement_cny": 0.0, "salvage_cny": 0.0, "income_cny": 200.0,
        "charging_cny": 50.0, "discharged_mwh": 100.0, "life": life_of(3, 0.0, None, 0.0),
    }  # fmt: skip
    return Project(**(parts | changed))  # type: ignore[arg-type]


def test_flow_and_lcos_by_hand() -> None:
    one = project()
    assert one.flow_cny.tolist() == [-300.0, 140.0, 140.0, 140.0]
    # 1.1⁻¹ + 1.1⁻² + 1.1⁻³ = 2.486852; (300 + 60·2.486852) / (100·2.486852)
    assert one.lcos_cny_per_mwh(0.1) == pytest.approx((300 + 60 * 2.4868520) / 248.68520, rel=1e-7)
    # CRF(10 %, 3) = 0.402115
    assert one.annual_cost_cny(0.1) == pytest.approx(300 * 0.40211480 + 10, rel=1e-7)


def test_replacement_and_salvage_come_when_they_come() -> None:
    life = life_of(4, 0.0, None, 0.1)
    assert life.replaced.tolist() == [False, True, False, False]
    one = project(life=life, replacement_cny=80.0, salvage_cny=30.0)
    health = np.array([0.95, 0.85, 0.95, 0.85])
    by_hand = np.array([-300.0, *(150 * health - 10)])
    by_hand[2] -= 80
    by_hand[4] += 30
    assert one.flow_cny == pytest.approx(by_hand)
    rate = 0.07
    spent = npf.npv(rate, [300, 10, 90, 10, -20]) + npf.npv(rate, [0, *(50 * health)])
    assert one.lcos_cny_per_mwh(rate) == pytest.approx(spent / npf.npv(rate, [0, *(100 * health)]), rel=1e-12)
    assert one.annual_cost_cny(rate) == pytest.approx(
        -npf.pmt(rate, 4, npf.npv(rate, [300, 10, 90, 10, -20])), rel=1e-12
    )


def test_income_at_lcos_is_worth_nothing() -> None:
    one = project(life=life_of(12, 500.0, 6000.0, 0.015), replacement_cny=60.0)
    fair = one.lcos_cny_per_mwh(0.07) * one.discharged_mwh
    even = project(life=one.life, replacement_cny=60.0, income_cny=fair)
    assert npf.npv(0.07, even.flow_cny) == pytest.approx(0.0, abs=1e-9)


def test_lcos_of_what_never_moves() -> None:
    assert math.isnan(project(discharged_mwh=0.0).lcos_cny_per_mwh(0.07))


def test_equity_by_hand() -> None:
    terms = Financing(0.1, debt_share_pu=0.5, debt_rate_pu=0.05, debt_years=2)
    service = -npf.pmt(0.05, 2, 150)
    assert project().equity_cny(terms) == pytest.approx([-150, 140 - service, 140 - service, 140])
    found = figures(project().flow_cny, project().equity_cny(terms), 0.1)
    assert found["irr_project_pu"] == pytest.approx(npf.irr([-300, 140, 140, 140]), abs=1e-10)
    assert found["irr_equity_pu"] == pytest.approx(npf.irr([-150, 140 - service, 140 - service, 140]), abs=1e-10)
    assert found["npv_cny"] == pytest.approx(npf.npv(0.1, [-300, 140, 140, 140]))
    assert found["payback_years"] == pytest.approx(300 / 140)


def test_tax_falls_on_profit_after_depreciation_and_interest() -> None:
    # Profit 150 − 10 − 100 (300 over three years) = 40 a year; a quarter of it is 10.
    assert project().taxed_cny(0.25, np.zeros(4)) == pytest.approx([-300, 130, 130, 130])
    assert project().taxed_cny(0.25, np.array([0.0, 8, 4, 0])) == pytest.approx([-300, 132, 131, 130])
    assert project().taxed_cny(0.0, np.zeros(4)).tolist() == project().flow_cny.tolist()


def test_losses_are_carried_forward() -> None:
    # Two years without income: −10 − 100 each; the third earns 350 − 10 − 100 = 240, of which 220 are carried away.
    life = life_of(3, 0.0, None, 0.0)
    one = project(life=life)
    taxed = one.taxed_cny(0.25, np.array([0.0, 150.0, 0.0, 0.0]))
    # profit 40 − 150 = −110; then 40 and 40 against 110: no tax at all
    assert taxed == pytest.approx([-300, 140, 140, 140])
    small = one.taxed_cny(0.25, np.array([0.0, 60.0, 0.0, 0.0]))
    # −20 carried into year 2: tax on 20
    assert small == pytest.approx([-300, 140, 135, 130])


def test_depreciation_of_a_replacement_ends_with_the_life() -> None:
    one = project(life=life_of(4, 0.0, None, 0.1), replacement_cny=80.0, salvage_cny=30.0)
    health = np.array([0.95, 0.85, 0.95, 0.85])
    profit = 150 * health - 10 - np.array([67.5, 67.5, 107.5, 107.5])
    assert one.taxed_cny(0.2, np.zeros(5)) == pytest.approx(one.flow_cny - 0.2 * np.array([0.0, *profit]))


def test_sum_of_unequal_lives() -> None:
    assert padded_sum([np.array([1.0, 2.0]), np.array([1.0, 1.0, 1.0])]).tolist() == [2, 3, 1]
    assert padded_sum([]).tolist() == [0]


def test_a_life_that_is_no_whole_number_of_years() -> None:
    """2.5 years: half of the third year's income, charging, O&M and energy; the annuity runs 2.5 years."""
    one = project(last_year_pu=0.5)
    assert one.life_years == 2.5
    assert one.flow_cny.tolist() == [-300.0, 140.0, 140.0, 70.0]
    assert one.annual_cost_cny(0.1) == pytest.approx(300 * 0.1 / (1 - 1.1**-2.5) + 10, rel=1e-12)
    energy = 100 * (1.1**-1 + 1.1**-2 + 0.5 * 1.1**-3)
    assert one.lcos_cny_per_mwh(0.1) == pytest.approx((300 + 0.6 * energy) / energy, rel=1e-12)
    # Depreciation ends at nothing: 120 a year and half of it.
    taxed = one.taxed_cny(0.25, np.zeros(4))
    assert (one.flow_cny - taxed).tolist() == pytest.approx([0, 5, 5, 2.5])
