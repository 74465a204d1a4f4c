"""Demand and what of it is not served.

    demand = p_pu · p_nom        0 ≤ unserved ≤ demand        served = demand − unserved

Cost: unserved energy at the price of its class; where the bus costs more than that, all is shed. Not so for a flexible
load: what goes unserved there concerns its process too (`flexible`).
"""

from __future__ import annotations

import numpy as np

from dispatch.audit.reader import Reader
from dispatch.audit.recorder import Recorder
from dispatch.audit.view import View
from dispatch.families.peak.replay import held_price
from dispatch.families.response.expected.live import priced_assets
from dispatch.families.rooms import FLEXIBLE
from dispatch.families.virtual_plant.expected import members_of


def audit_rows(recorder: Recorder, reader: Reader) -> None:
    """Demand, unserved energy and its cost."""
    loads = View.of(recorder, reader, "load", recorder.case.load)
    if not loads.assets:
        return
    hours, buses = recorder.horizon.cost_h, [load.bus for load in loads.assets]
    demand = loads.each(lambda load: load.p_nom_mw) * loads.series("p_pu")
    unserved, price = loads.read("unserved_mw"), loads.series("unserved_cost_cny_per_mwh")
    loads.same("demand", loads.read("demand_mw"), demand)
    loads.within("unserved_limit", np.zeros((1, 1)), unserved, demand)
    loads.same("served", loads.read("served_mw"), demand - unserved)
    loads.cost("unserved", hours * price * unserved)
    flexible = {entity.load for kind in FLEXIBLE for entity in getattr(recorder.case, kind) if entity.enabled}
    flexible |= {
        m.load.id for plant in recorder.case.virtual_plant if plant.enabled for m in members_of(plant, recorder.case)
    }
    flexible |= {id for family, id in priced_assets(recorder.case) if family == "load"}
    rigid = loads.which(lambda load: load.id not in flexible)
    reduced = (hours * (price * (1.0 + held_price(recorder, "shortage")) - loads.prices(buses)))[rigid]
    loads.where(rigid).optimal("price", reduced, unserved[rigid], np.zeros((1, 1)), demand[rigid])
    recorder.inject(buses, -loads.read("served_mw"), np.abs(demand))
