"""Facts: numbers that a case must reproduce, from its data alone or from a solved year.

A fact names a quantity of `QUANTITIES` and what it is taken of, a list of selectors `key=pattern|pattern`; with `!`
before the key what matches is left out. Patterns are shell-style. Keys: `id`, `family`, `technology`, `kind`,
`county`, `area`, `bus`::

    {quantity: installed_mw, of: ["technology=pv|wind"], expected: 2451.5, unit: MW}
    {quantity: net_export_mwh, of: ["id=dc1|ac1"], expected: 27.1, unit: TWh, tolerance_pu: 0.03}

Plants, loads and storage count where their bus lies in `home_area`; a selector on `area` replaces that. Corridors,
lines and links count wherever they are, so a fact about them should name them. Where the expected value is 0 the
difference is absolute, in the unit of the fact, and so is the tolerance.

A fact that needs a solve is left out where there are no results, one about a year where the horizon is not a year.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from dispatch.case.schema import Case
from dispatch.case.settings import Fact
from dispatch.errors import CaseError, Fault, Where
from dispatch.horizon import Horizon
from dispatch.results.quantities import QUANTITIES, Ground, Quantity
from dispatch.results.tables import Tables
from dispatch.series.assemble import Series

CONVERSION = {"TWh": 1e6, "GWh": 1e3, "MWh": 1.0, "GW": 1e3, "MW": 1.0, "%": 0.01, "pu": 1.0, "count": 1.0}


# A calendar year, leap or not, give or take a coarse last step.
YEAR_H = (8736.0, 8808.0)


def evaluate_facts(case: Case, series: Series, frames: Tables | None = None) -> pd.DataFrame:
    """The facts of a case that can be judged here, one row each, in the order of the case.

    Columns: id, zh, en, expected, value, unit, difference_pu, within, source, note, comparison, tolerance_pu.
    Raises CaseError for an unknown quantity, unit or selector.
    """
    rows = []
    for fact in case.facts:
        quantity = _quantity(fact)
        if (quantity.needs_results and frames is None) or (quantity.needs_year and not _is_year(series.horizon)):
            continue
        value = quantity.compute(Ground(case, series, frames, fact.of)) * _scale(fact, quantity)
        rows.append(_row(fact, value))
    return pd.DataFrame(rows, columns=list(_row(_NO_FACT, 0.0)))


def _row(fact: Fact, value: float) -> dict[str, Any]:
    difference = value - fact.expected if fact.expected == 0 else value / fact.expected - 1
    # 1e-9: rated powers are sums of decimals
    within = (difference if fact.comparison == "at_least" else -abs(difference)) >= -fact.tolerance_pu - 1e-9
    return {
        "id": fact.id,
        "zh": fact.zh,
        "en": fact.en,
        "expected": fact.expected,
        "value": value,
        "unit": fact.unit,
        "difference_pu": difference,
        "within": bool(within),
        "source": fact.source,
        "note": fact.note,
        "comparison": fact.comparison,
        "tolerance_pu": fact.tolerance_pu,
    }


_NO_FACT = Fact(id="", quantity="", expected=0, unit="")


def _quantity(fact: Fact) -> Quantity:
    if fact.quantity not in QUANTITIES:
        where = Where(entity=f"facts {fact.id!r} quantity")
        limit = ", ".join(QUANTITIES)
        raise CaseError(Fault("unknown_quantity", "a fact about this cannot be computed", where, fact.quantity, limit))
    return QUANTITIES[fact.quantity]


def _scale(fact: Fact, quantity: Quantity) -> float:
    """Factor from the quantity's own unit to that of the fact."""
    same = {"MW": ("MW", "GW"), "MWh": ("MWh", "GWh", "TWh"), "pu": ("pu", "%"), "count": ("count",)}[quantity.unit]
    if fact.unit not in same:
        where = Where(entity=f"facts {fact.id!r} unit")
        raise CaseError(Fault("unknown_unit", f"{fact.quantity} has another unit", where, fact.unit, ", ".join(same)))
    return 1 / CONVERSION[fact.unit]


def _is_year(horizon: Horizon) -> bool:
    return YEAR_H[0] <= horizon.hours <= YEAR_H[1]
