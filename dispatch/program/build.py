"""The table of contents of the model: one line a family."""

from __future__ import annotations

import pyomo.environ as pyo

from dispatch.case.schema import Case
from dispatch.families.batch_fleet.rows import add_batch_fleets
from dispatch.families.charging.rows import add_charging
from dispatch.families.computing.rows import add_computing
from dispatch.families.corridor.rows import add_corridors
from dispatch.families.furnace.rows import add_furnaces
from dispatch.families.hydro.rows.hydro import add_hydro
from dispatch.families.load.rows import add_load
from dispatch.families.meter.rows import add_meters
from dispatch.families.network.rows.kirchhoff import add_kirchhoff
from dispatch.families.network.rows.network import add_lines, add_links
from dispatch.families.peak.rows import add_peak
from dispatch.families.potline.rows import add_potlines
from dispatch.families.renewable.rows import add_renewable
from dispatch.families.response.rows import add_response
from dispatch.families.shiftable.rows import add_shiftable
from dispatch.families.storage.rows.candidate import add_sites
from dispatch.families.storage.rows.storage import add_storage
from dispatch.families.storage.rows.target import add_targets
from dispatch.families.thermal.rows import add_thermal
from dispatch.families.virtual_plant.rows.virtual_plant import add_virtual_plants
from dispatch.program.balance import add_balance
from dispatch.program.formulation import Formulation, Route
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
    model = build_model(case, series, "pyomo")
    model.add_objective()
    return model.pyomo
