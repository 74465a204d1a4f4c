"""Demand of every kind, with unserved energy at the price of its class.

    0 ≤ unserved_mw[l,t] ≤ demand

What is served is the difference and needs no column.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from dispatch.case.schema import Case
from dispatch.families.load.headroom import LoadHeadroom
from dispatch.program.formulation import Formulation
from dispatch.series.assemble import Series


def add_rows(m: Formulation, case: Case, series: Series) -> None:
    """Unserved-energy columns, their cost and the withdrawals of all loads."""
    loads = case.load
    if not loads:
        return
    f = m.family("load")
    L, T = f.axis("load", [load.id for load in loads]), m.period
    demand = np.array([[load.p_nom_mw] for load in loads]) * series.stack(loads, "p_pu")
    price = f.param("unserved_cost", (L, T), series.stack(loads, "unserved_cost_cny_per_mwh"))
    wanted = f.param("demand_mw", (L, T), demand)
    unserved = f.var("unserved_mw", (L, T), upper=demand)
    f.cost("unserved", (L, T), lambda i, t: m.cost_h[t] * price[i, t] * unserved[i, t])
    f.given("demand_mw", (L, T), demand)

    def served(i: Any, t: Any) -> Any:
        return wanted[i, t] - unserved[i, t]

    f.quantity("served_mw", (L, T), served)
    m.inject(L, [load.bus for load in loads], lambda i, t: unserved[i, t] - wanted[i, t])
    m.outputs["load"] = LoadHeadroom(m, series, "load", served)
