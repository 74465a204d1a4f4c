"""A store as an investment: what is spent and earned year by year, and the figures that follow.

    (project.1) year 0: −capex
    (project.2) year k: income·h_k − charging·h_k − O&M − replacement_k      k = 1 … n; h_k mean health of the year
    (project.3) year n: + salvage
    (project.4) LCOS = PV(capex + O&M + charging + replacement − salvage) / PV(MWh discharged)   CNY/MWh
    (project.5) annualised cost = CRF(life) · PV(capex + replacement − salvage) + O&M            CNY/yr, charging apart
    (project.6) equity flow = project flow + loan in year 0 − debt service
    (project.7) tax = rate · max(profit − losses carried forward, 0); profit = year's flow before replacement −
                straight-line depreciation of capex and of replacements (over the years that are left) − interest

Income and charging of a `Project` are those of a new store in a year of 8,760 h; h_k comes from `ageing`. Energy is
measured on the grid side. Depreciation goes down to the salvage value, which is therefore free of tax. Of a life that
is no whole number of years the last year brings and takes its share, `last_year_pu`, of (project.2) but replacement;
CRF is that of the life as it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from dispatch.economics import finance
from dispatch.economics.ageing import Life


@dataclass(frozen=True)
class Financing:
    """rate_pu: discount rate; debt: share of capex, yearly rate and term of the loan; tax_pu: of profits, 0: none."""

    rate_pu: float = 0.07
    debt_share_pu: float = 0.7
    debt_rate_pu: float = 0.035
    debt_years: int = 12
    tax_pu: float = 0.0


@dataclass(frozen=True, eq=False)
class Project:
    """capex, yearly O&M, one replacement, salvage in CNY; income and charging in CNY/yr and MWh/yr of a new store."""

    capex_cny: float
    om_cny: float
    replacement_cny: float
    salvage_cny: float
    income_cny: float
    charging_cny: float
    discharged_mwh: float
    life: Life
    last_year_pu: float = 1.0

    @property
    def years(self) -> int:
        """n, a last year in part included."""
        return len(self.life.replaced)

    @property
    def life_years(self) -> float:
        """The life as it is."""
        return self.years - 1 + self.last_year_pu

    @cached_property
    def lived_pu(self) -> np.ndarray:
        """(n + 1,) share of each year that the project lives, 0 in year 0."""
        share = np.ones(self.years + 1)
        share[0], share[-1] = 0.0, self.last_year_pu
        return share

    @cached_property
    def health_pu(self) -> np.ndarray:
        """(n + 1,) mean health of each year times what is lived of it, 0 in year 0."""
        return np.concatenate([[0.0], self.life.health_mean_pu]) * self.lived_pu

    @cached_property
    def replacements_cny(self) -> np.ndarray:
        """(n + 1,) spent at the end of each year."""
        return np.concatenate([[0.0], self.replacement_cny * self.life.replaced])

    @cached_property
    def outlay_cny(self) -> np.ndarray:
        """(n + 1,) capex, O&M and replacement less salvage, positive."""
        spent = self.replacements_cny + self.om_cny * self.lived_pu
        spent[0] = self.capex_cny
        spent[-1] -= self.salvage_cny
        return spent

    @cached_property
    def flow_cny(self) -> np.ndarray:
        """(n + 1,) before tax and financing (project.1–3)."""
        return (self.income_cny - self.charging_cny) * self.health_pu - self.outlay_cny

    def taxed_cny(self, tax_pu: float, interest_cny: np.ndarray) -> np.ndarray:
        """(n + 1,) the flow after tax (project.7)."""
        if tax_pu <= 0:
            return self.flow_cny
        earned = (self.income_cny - self.charging_cny) * self.health_pu - self.om_cny * self.lived_pu
        profit = earned - self._depreciation_cny() - interest_cny
        flow, lost = self.flow_cny.copy(), 0.0
        for year in range(1, self.years + 1):
            base = profit[year] - lost
            lost = max(-base, 0.0)
            flow[year] -= tax_pu * max(base, 0.0)
        return flow

    def _depreciation_cny(self) -> np.ndarray:
        """(n + 1,) straight line: capex over the life, each replacement over the years left after it."""
        written = np.zeros(self.years + 1)
        written[1:] = (self.capex_cny - self.salvage_cny) / self.life_years
        for year in np.flatnonzero(self.life.replaced) + 1:
            written[year + 1 :] += self.replacement_cny / (self.life_years - year)
        return written * self.lived_pu

    def lcos_cny_per_mwh(self, rate_pu: float) -> float:
        """(project.4); NaN for a store that discharges nothing."""
        moved = finance.present_value(self.discharged_mwh * self.health_pu, rate_pu)
        spent = finance.present_value(self.outlay_cny + self.charging_cny * self.health_pu, rate_pu)
        return spent / moved if moved > 0 else float("nan")

    def annual_cost_cny(self, rate_pu: float) -> float:
        """(project.5)."""
        lasting = self.outlay_cny - self.om_cny * self.lived_pu
        return finance.annualised(finance.present_value(lasting, rate_pu), rate_pu, self.life_years) + self.om_cny

    def equity_cny(self, financing: Financing) -> np.ndarray:
        """(n + 1,) what the owners pay and get (project.6)."""
        loan = financing.debt_share_pu * self.capex_cny
        paid, interest = finance.debt_service(loan, financing.debt_rate_pu, financing.debt_years, self.years)
        flow = self.taxed_cny(financing.tax_pu, interest) - paid
        flow[0] += loan
        return flow


def padded_sum(flows: Sequence[np.ndarray]) -> np.ndarray:
    """Sum of flows of different lengths, as long as the longest: a project that ends is not renewed."""
    whole = np.zeros(max((len(flow) for flow in flows), default=1))
    for flow in flows:
        whole[: len(flow)] += flow
    return whole


def figures(flow_cny: np.ndarray, equity_cny: np.ndarray, rate_pu: float) -> dict[str, float]:
    """NPV, IRR of project and equity, paybacks: the columns of a row of `storage_economics`."""
    return {
        "npv_cny": finance.present_value(flow_cny, rate_pu),
        "irr_project_pu": finance.internal_rate_pu(flow_cny),
        "irr_equity_pu": finance.internal_rate_pu(equity_cny),
        "payback_years": finance.payback_years(flow_cny),
        "payback_discounted_years": finance.payback_years(flow_cny, rate_pu),
    }
