"""The economics of the storage in a run: one row a store and a total.

    storage_economics(run, baseline=no_storage_run)

Without assumptions of its own it takes those of the case (`Assumptions.of`). Of a run over several years the last one
is judged, with what stands in it (`services.Year`); what the model built is paid at the cost of its year.

Columns, real money in CNY, energies per year of 8,760 h on the grid side:

    store, technology         id (`total` last) and technology
    power_mw, energy_mwh      what stands and is built; MWh inside the store
    charged_mwh, discharged_mwh, cycles_per_year
    life_years, replacements, end_health_pu
    capex_cny, annual_cost_cny, lcos_cny_per_mwh            (project.4–5); LCOS counts charging, annual cost does not
    income_energy_cny, income_peak_cny, income_response_cny, income_capacity_cny, charging_cny          (services.1–4)
    npv_cny, irr_project_pu, irr_equity_pu, payback_years, payback_discounted_years
    peak_cut_mw, peak_cut_pu                                MW, and per MW of power (services.5)
    capacity_credit_mw                                      of `credit`, shared among stores by power; NaN without one
    millisecond_mw, millisecond_cny_per_kw_year             power there within 200 ms; annual cost over it
    avoided_curtailment_mwh, avoided_cny_per_mwh            against `baseline`, in the total only: what each of
                                                            several stores avoids is not defined

IRR and payback need an income; where a run has no prices all that depends on income is NaN. In the total, physical
amounts and money are sums, and figures that are ratios are those of the sums.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from dispatch.economics import finance
from dispatch.economics.ageing import full_cycles, life_of
from dispatch.economics.assumptions import Assumptions, Terms, terms_of
from dispatch.economics.capacity import Credit
from dispatch.economics.project import Project, figures, padded_sum
from dispatch.economics.response import response_cny
from dispatch.economics.services import Year
from dispatch.families.storage.entity import Storage
from dispatch.results.study_area import Dispatched

TOTAL = "total"
_SUMS = (
    "power_mw",
    "energy_mwh",
    "charged_mwh",
    "discharged_mwh",
    "capex_cny",
    "annual_cost_cny",
    "income_energy_cny",
    "income_peak_cny",
    "income_response_cny",
    "income_capacity_cny",
    "charging_cny",
    "capacity_credit_mw",
    "millisecond_mw",
    "replacements",
)
COLUMNS = (
    "store",
    "technology",
    "power_mw",
    "energy_mwh",
    "charged_mwh",
    "discharged_mwh",
    "cycles_per_year",
    "life_years",
    "replacements",
    "end_health_pu",
    "capex_cny",
    "annual_cost_cny",
    "lcos_cny_per_mwh",
    "income_energy_cny",
    "income_peak_cny",
    "income_response_cny",
    "income_capacity_cny",
    "charging_cny",
    "npv_cny",
    "irr_project_pu",
    "irr_equity_pu",
    "payback_years",
    "payback_discounted_years",
    "peak_cut_mw",
    "peak_cut_pu",
    "capacity_credit_mw",
    "millisecond_mw",
    "millisecond_cny_per_kw_year",
    "avoided_curtailment_mwh",
    "avoided_cny_per_mwh",
)


def storage_economics(
    run: Dispatched,
    assumptions: Assumptions | None = None,
    baseline: Dispatched | None = None,
    credit: Credit | None = None,
) -> pd.DataFrame:
    """One row a store of the study area and a total; empty where there is none."""
    assumed, year = assumptions or Assumptions.of(run.case, run.series.horizon), Year.of(run)
    sized = [(store, *year.size(store)) for store in year.stores]
    standing = [(store, power, energy) for store, power, energy in sized if power > 0]
    if not standing:
        return pd.DataFrame(columns=list(COLUMNS))
    whole = sum(power for _, power, _ in standing)
    rows, projects = [], []
    for store, power, energy in standing:
        credited = math.nan if credit is None else credit.elcc_mw * power / whole
        terms = terms_of(store, power, energy, assumed, year.built(store))
        row = _moved(year, store, power, energy) | _income(year, store, credited, assumed)
        project = _project(row, terms, assumed)
        rows.append(row | _worth(project, terms, row, assumed) | {"peak_cut_mw": year.peak_cut_mw([store])})
        projects.append(project)
    total = _total(year, rows, projects, [store for store, _, _ in standing], assumed)
    total |= _avoided(year, total, baseline)
    frame = pd.DataFrame([*rows, total])
    frame["peak_cut_pu"] = frame["peak_cut_mw"] / frame["power_mw"]
    return frame.reindex(columns=list(COLUMNS))


def _moved(year: Year, store: Storage, power: float, energy: float) -> dict[str, Any]:
    out = year.energy_mwh(store, "p_discharge_mw")
    return {
        "store": store.id,
        "technology": store.technology,
        "power_mw": power,
        "energy_mwh": energy,
        "charged_mwh": year.energy_mwh(store, "p_charge_mw"),
        "discharged_mwh": out,
        "cycles_per_year": full_cycles(out, store.eta_discharge, energy),
    }


def _income(year: Year, store: Storage, credited_mw: float, assumed: Assumptions) -> dict[str, float]:
    """Income by service, CNY a year of a new store."""
    paid = assumed.capacity_cny_per_kw_year
    return {
        "income_energy_cny": year.energy_cny(store, "p_discharge_mw"),
        "income_peak_cny": year.peak_cny(store, assumed),
        "income_response_cny": response_cny(year.area, year.horizon, store.id),
        "income_capacity_cny": 1e3 * paid * credited_mw if paid else 0.0,
        "charging_cny": year.energy_cny(store, "p_charge_mw"),
        "capacity_credit_mw": credited_mw,
    }


def _project(row: Mapping[str, Any], terms: Terms, assumed: Assumptions) -> Project:
    years = math.ceil(terms.life_years - 1e-9)
    life = life_of(years, row["cycles_per_year"], terms.rated_cycles, terms.calendar_pu_per_year, assumed.replace_at_pu)
    earned = sum(row[f"income_{service}_cny"] for service in ("energy", "peak", "response", "capacity"))
    return Project(
        capex_cny=terms.capex_cny,
        om_cny=terms.om_cny,
        replacement_cny=terms.replacement_cny,
        salvage_cny=terms.salvage_cny,
        income_cny=earned,
        charging_cny=row["charging_cny"],
        discharged_mwh=row["discharged_mwh"],
        life=life,
        last_year_pu=min(terms.life_years - (years - 1), 1.0),
    )


def _worth(project: Project, terms: Terms, row: Mapping[str, Any], assumed: Assumptions) -> dict[str, float]:
    """What a store costs over its life, and whether it pays."""
    money = assumed.financing
    annual, fast = project.annual_cost_cny(money.rate_pu), terms.delivered_pu * row["power_mw"]
    flow = project.taxed_cny(money.tax_pu, np.zeros(project.years + 1))
    return {
        "life_years": project.life_years,
        "replacements": project.life.replacements,
        "end_health_pu": project.life.end_pu,
        "capex_cny": terms.capex_cny,
        "annual_cost_cny": annual,
        "lcos_cny_per_mwh": project.lcos_cny_per_mwh(money.rate_pu),
        "millisecond_mw": fast,
        "millisecond_cny_per_kw_year": annual / fast / 1e3 if fast > 0 else math.nan,
        **figures(flow, project.equity_cny(money), money.rate_pu),
    }


def _total(
    year: Year, rows: list[dict[str, Any]], projects: list[Project], stores: list[Storage], assumed: Assumptions
) -> dict[str, Any]:
    money = assumed.financing
    total: dict[str, Any] = {name: math.fsum(row[name] for row in rows) for name in _SUMS}
    inside = sum(row["cycles_per_year"] * row["energy_mwh"] for row in rows)
    moved = sum(finance.present_value(p.discharged_mwh * p.health_pu, money.rate_pu) for p in projects)
    spent = sum(finance.present_value(p.outlay_cny + p.charging_cny * p.health_pu, money.rate_pu) for p in projects)
    flow = padded_sum([p.taxed_cny(money.tax_pu, np.zeros(p.years + 1)) for p in projects])
    health = sum(row["end_health_pu"] * row["energy_mwh"] for row in rows)
    fast = total["millisecond_mw"]
    return total | {
        "store": TOTAL,
        "technology": "",
        "cycles_per_year": inside / total["energy_mwh"] if total["energy_mwh"] > 0 else 0.0,
        "life_years": max(p.life_years for p in projects),
        "end_health_pu": health / total["energy_mwh"] if total["energy_mwh"] > 0 else math.nan,
        "lcos_cny_per_mwh": spent / moved if moved > 0 else math.nan,
        "millisecond_cny_per_kw_year": _fast_cost(rows) / fast / 1e3 if fast > 0 else math.nan,
        "peak_cut_mw": year.peak_cut_mw(stores),
        **figures(flow, padded_sum([p.equity_cny(money) for p in projects]), money.rate_pu),
    }


def _fast_cost(rows: list[dict[str, Any]]) -> float:
    """Annual cost of the stores that deliver anything within milliseconds."""
    return math.fsum(row["annual_cost_cny"] for row in rows if row["millisecond_mw"] > 0)


def _avoided(year: Year, total: Mapping[str, Any], baseline: Dispatched | None) -> dict[str, float]:
    if baseline is None:
        return {"avoided_curtailment_mwh": math.nan, "avoided_cny_per_mwh": math.nan}
    avoided = Year.of(baseline).curtailed_mwh() - year.curtailed_mwh()
    return {
        "avoided_curtailment_mwh": avoided,
        "avoided_cny_per_mwh": total["annual_cost_cny"] / avoided if avoided > 0 else math.nan,
    }
