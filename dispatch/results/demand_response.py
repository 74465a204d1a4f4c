"""Demand response of a run, load by load: what a load draws less than it asks for.

    less[t] = baseline − p of the flexible entity of the load (and what cars give back, less what they take for it), or
              part · less of each virtual plant that it belongs to

Negative where a load draws more. part is the member's promise over that of all members, of nominal powers where nobody
promises anything in a period.
"""

from __future__ import annotations

import numpy as np

from dispatch.case.schema import Case
from dispatch.families import roles
from dispatch.families.declare import Flow, Role
from dispatch.families.flexible.entity import Flexible, enabled
from dispatch.families.rooms import FLEXIBLE
from dispatch.families.virtual_plant.entity import VirtualPlant
from dispatch.families.virtual_plant.members import members_of
from dispatch.results.tables import Tables


def load_reductions_mw(case: Case, tables: Tables) -> dict[str, np.ndarray]:
    """load → (N,) MW of its reduction, for every load with demand response."""
    found: dict[str, np.ndarray] = {}
    for flow in roles.flows(Role.LOAD_REDUCTION):
        if flow.family in FLEXIBLE:
            for entity in enabled(getattr(case, flow.family)):
                found[entity.load] = reduction_mw(flow, entity, tables)
    for plant in enabled(case.virtual_plant):
        for load, less in members_mw(plant, case, tables).items():
            found[load] = found.get(load, 0.0) + less
    return found


def reduction_mw(flow: Flow, entity: Flexible, tables: Tables) -> np.ndarray:
    """(N,) MW that a flexible load draws less than its baseline."""
    given = (
        term.sign * tables[flow.family].of(entity.id, term.column)
        for term in flow.terms
        if roles.has_column(term, entity)
    )
    return np.asarray(sum(given))


def members_mw(plant: VirtualPlant, case: Case, tables: Tables) -> dict[str, np.ndarray]:
    """(N,) MW less of every member of a virtual plant; empty where it offers nothing."""
    plants = tables.optional("virtual_plant")
    if plants is None or plant.id not in plants.labels:
        return {}
    members = members_of(plant, case)
    usual = sum(m.share_pu * m.load.p_nom_mw for m in members)
    promised, less = plants.of(plant.id, "promised_mw"), plants.of(plant.id, "less_mw")
    found = {}
    for member in members:
        demand = tables["load"].of(member.load.id, "demand_mw")
        fixed = np.full(len(demand), member.share_pu * member.load.p_nom_mw / usual)
        part = np.divide(member.share_pu * demand, promised, out=fixed, where=promised > 0)
        found[member.load.id] = part * less
    return found
