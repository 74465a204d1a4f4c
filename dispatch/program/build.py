"""The whole model: the rows of every room in the order of the register, and the balance of every bus.

The order decides the numbers of columns and rows, and with them which of several optima a solver finds.
"""

from __future__ import annotations

import pyomo.environ as pyo

from dispatch.case.schema import Case
from dispatch.families.declare import Phase
from dispatch.families.rooms import part, rooms_with
from dispatch.program.balance import add_balance
from dispatch.program.formulation import Formulation, Route
from dispatch.series.assemble import Series

BEFORE_BALANCE = (Phase.ASSETS, Phase.SERVICES, Phase.SUPPLY)


def build_model(case: Case, series: Series, route: Route = "tiled") -> Formulation:
    """The whole model of a case on the horizon of its series."""
    m = Formulation(series.horizon, [bus.id for bus in case.bus], route)
    for room in rooms_with("rows", *BEFORE_BALANCE):
        part(room, "rows").add_rows(m, case, series)
    add_balance(m)
    for room in rooms_with("rows", Phase.OBJECTIVE):
        part(room, "rows").add_rows(m, case, series)
    return m


def as_pyomo(case: Case, series: Series) -> pyo.ConcreteModel:
    """The same model as an ordinary ConcreteModel with objective `cost_cny`, for any Pyomo solver; short horizons."""
    model = build_model(case, series, "pyomo")
    model.add_objective()
    return model.pyomo
