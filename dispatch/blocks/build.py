"""The table of contents of the model: one line a family."""

from __future__ import annotations

import pyomo.environ as pyo

from dispatch.blocks.balance import add_balance
from dispatch.blocks.corridor import add_corridors
from dispatch.blocks.flexible.batch_fleet import add_batch_fleets
from dispatch.blocks.flexible.charging import add_charging
from dispatch.blocks.flexible.computing import add_computing
from dispatch.blocks.flexible.furnace import add_furnaces
from dispatch.blocks.flexible.potline import add_potlines
from dispatch.blocks.flexible.shiftable import add_shiftable
from dispatch.blocks.flexible.virtual_plant import add_virtual_plants
from dispatch.blocks.formulation import Formulation, Route
from dispatch.blocks.hydro import add_hydro
from dispatch.blocks.kirchhoff import add_kirchhoff
from dispatch.blocks.load import add_load
from dispatch.blocks.meter import add_meters
from dispatch.blocks.network import add_lines, add_links
from dispatch.blocks.peak import add_peak
from dispatch.blocks.renewable import add_renewable
from dispatch.blocks.response import add_response
from dispatch.blocks.sizing import add_sites
from dispatch.blocks.storage import add_storage
from dispatch.blocks.target import add_targets
from dispatch.blocks.thermal import add_thermal
from dispatch.case.schema import Case
from dispatch.series.assemble import Series

FAMILIES = (
    add_renewable,
    add_hydro,
    add_storage,
    add_sites,
    add_targets,
    add_thermal,
    add_load,
    add_potlines,
    add_furnaces,
    add_batch_fleets,
    add_shiftable,
    add_computing,
    add_charging,
    add_virtual_plants,
    add_lines,
    add_kirchhoff,
    add_links,
    add_corridors,
    add_response,
    add_meters,
)


def build_model(case: Case, series: Series, route: Route = "tiled") -> Formulation:
    """The whole model of a case on the horizon of its series."""
    m = Formulation(series.horizon, [bus.id for bus in case.bus], route)
    for add_family in FAMILIES:
        add_family(m, case, series)
    add_balance(m)
    add_peak(m, case, series)
    return m


def as_pyomo(case: Case, series: Series) -> pyo.ConcreteModel:
    """The same model as an ordinary ConcreteModel with objective `cost_cny`, for any Pyomo solver; short horizons."""
    sheet = build_model(case, series, "pyomo")
    sheet.add_objective()
    return sheet.model
