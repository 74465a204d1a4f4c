"""Our own rules as an ordinary Pyomo ConcreteModel (`route="pyomo"`), handed to HiGHS like any other Pyomo model."""

from __future__ import annotations

from itertools import product
from typing import Any

import pyomo.environ as pyo

from benchmarks.side_dispatch import prepare as prepare
from benchmarks.side_pyomo import hand_over
from benchmarks.side_pyomo import shape as shape
from dispatch.case.schema import Case
from dispatch.horizon import Horizon
from dispatch.program.build import build_model
from dispatch.series.assemble import assemble_series


def build(data: tuple[Case, Horizon]) -> Any:
    """Data in memory → model inside HiGHS."""
    model = build_model(data[0], assemble_series(*data), route="pyomo")
    terms = (cost.rule(*at) for cost in model.costs for at in product(*(axis.set for axis in cost.axes)))
    model.pyomo.cost = pyo.Objective(expr=pyo.quicksum(terms))
    return hand_over(model.pyomo)
