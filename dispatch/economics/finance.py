"""Money over time: pure functions on yearly flows.

A flow is an array whose position is the year: position 0 is today (the day of commissioning), position k the end of
year k. Costs are negative, income positive, CNY, real. `rate_pu` is the yearly discount rate per unit (0.07 for 7 %).

    (finance.1) annualised = PV · CRF(r, n)                            CRF of `dispatch.case.sizing`
    (finance.2) NPV = Σ_k flow_k / (1+r)^k
    (finance.3) IRR = the r with NPV(r) = 0; NaN where no rate or more than one that means anything does
    (finance.4) payback = the year, within-year flow taken as even, at which the sum of flows since year 0 last leaves
                the negative; discounted payback the same of the discounted flows; infinite where it never does

    >>> round(annualised(1000.0, 0.07, 15), 1), round(annualised(1000.0, 0.07, 20), 1)
    (109.8, 94.4)

Source: Newnan, Eschenbach and Lavelle, "Engineering Economic Analysis".
"""

from __future__ import annotations

import math

import numpy as np
from scipy.optimize import brentq

from dispatch.case.sizing import capital_recovery

# Rates at which a sign change of the NPV is looked for: dense where projects live, to ±(almost) everything beyond.
_LOST_PU = -0.5
_RATES = np.concatenate([np.linspace(-0.99, -0.5, 50), np.linspace(-0.49, 1.0, 600), np.geomspace(1.01, 1e4, 200)])


def discount_pu(rate_pu: float, years: int) -> np.ndarray:
    """(years + 1,) value today of 1 at the end of each year, year 0 first."""
    return np.asarray((1.0 + rate_pu) ** -np.arange(years + 1.0))


def present_value(flow: np.ndarray, rate_pu: float) -> float:
    """Σ flow / (1+r)^k (finance.2): NPV of a flow in CNY, or the discounted sum of anything else, MWh included."""
    values = np.asarray(flow, dtype=float)
    return float(values @ discount_pu(rate_pu, len(values) - 1))


def internal_rate_pu(flow: np.ndarray) -> float:
    """The rate at which the NPV is zero (finance.3); NaN where there is none, or several.

    A last year that costs more than it earns always adds a rate, near −100 % where it costs little. Of several rates
    those below `_LOST_PU` are no figure of an ordinary project and left out, then those below zero, which no capital
    costs. Where several are left (a replacement worth more than the years around it earn), none means anything; a
    figure would be a guess.
    """
    values = np.trim_zeros(np.asarray(flow, dtype=float), "b")
    if len(values) < 2 or not ((values > 0).any() and (values < 0).any()):
        return math.nan
    worth = np.polynomial.polynomial.polyval(1.0 / (1.0 + _RATES), values)
    rates = [float(_RATES[at]) for at in np.flatnonzero(worth == 0)]
    for at in np.flatnonzero(worth[:-1] * worth[1:] < 0):
        low, high = _RATES[at], _RATES[at + 1]
        rates.append(float(brentq(lambda r: present_value(values, r), low, high, xtol=1e-14, rtol=1e-14)))
    for least in (_LOST_PU, 0.0):
        if len(rates) > 1:
            rates = [rate for rate in rates if rate >= least]
    return rates[0] if len(rates) == 1 else math.nan


def payback_years(flow: np.ndarray, rate_pu: float = 0.0) -> float:
    """Years until the money is back for good (finance.4), discounted where a rate is given."""
    values = np.asarray(flow, dtype=float) * discount_pu(rate_pu, len(flow) - 1)
    total = np.cumsum(values)
    short = np.flatnonzero(total < 0)
    if not len(short):
        return 0.0
    last = int(short[-1])
    return math.inf if last == len(total) - 1 else last - total[last] / values[last + 1]


def annualised(present_cny: float, rate_pu: float, years: float) -> float:
    """The even yearly amount that is worth `present_cny` today."""
    return present_cny * capital_recovery(rate_pu, years)


def debt_service(loan_cny: float, rate_pu: float, term_years: int, years: int) -> tuple[np.ndarray, np.ndarray]:
    """(years + 1,) yearly payment of an annuity loan, and the interest in it, year 0 first (both 0 there)."""
    paid, interest = np.zeros(years + 1), np.zeros(years + 1)
    if loan_cny <= 0:
        return paid, interest
    term = min(term_years, years)
    annuity, owed = annualised(loan_cny, rate_pu, term), loan_cny
    for year in range(1, term + 1):
        paid[year], interest[year] = annuity, owed * rate_pu
        owed -= annuity - interest[year]
    return paid, interest
