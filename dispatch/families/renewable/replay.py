"""Wind, PV and run-of-river.

    available = p_max_pu · availability_pu · p_nom    p_min_pu · p_nom ≤ p ≤ available    curtailed = available − p

Cost: marginal per MWh used, penalty per MWh curtailed. One more MWh used is worth the price of the bus plus the
penalty saved, the value of green power where a data centre has a contract with the plant, and what holding curtailment
down costs where a dispatch for flat curves does so.
"""

from __future__ import annotations

from dispatch.audit.reader import Reader
from dispatch.audit.recorder import Recorder
from dispatch.audit.view import View
from dispatch.families.computing.replay import green_value
from dispatch.families.peak.replay import curve_price, held_price, in_residual
from dispatch.families.response.expected.live import priced_assets


def audit_rows(recorder: Recorder, reader: Reader) -> None:
    """Availability, curtailment and cost."""
    plants = View.of(recorder, reader, "renewable", recorder.case.renewable)
    if not plants.assets:
        return
    hours, buses = recorder.horizon.cost_h, [p.bus for p in plants.assets]
    p_nom = plants.each(lambda p: p.p_nom_mw)
    in_service = p_nom * plants.series("availability_pu")
    low, available = p_nom * plants.series("p_min_pu"), in_service * plants.series("p_max_pu")
    p_mw, curtailed = plants.read("p_mw"), available - plants.read("p_mw")
    plants.same("available", plants.read("available_mw"), available)
    plants.within("power_limit", low, p_mw, available)
    plants.same("curtailed", plants.read("curtailed_mw"), curtailed)
    marginal, penalty = plants.series("marginal_cost_cny_per_mwh"), plants.series("curtailment_cost_cny_per_mwh")
    plants.cost("operation", hours * marginal * p_mw)
    plants.cost("curtailment", hours * penalty * curtailed, hours * penalty * available)
    value = plants.prices(buses) + green_value(recorder, reader, plants.ids)
    priced = priced_assets(recorder.case)
    free = plants.which(lambda p: ("renewable", p.id) not in priced)
    saved = curve_price(recorder, reader, [in_residual(recorder, p) for p in plants.assets])
    reduced = (
        hours * (marginal - penalty - value - saved) - held_price(recorder, "curtailment") * recorder.horizon.energy_h
    )
    plants.where(free).optimal("price", *(values[free] for values in (reduced, p_mw, low, available)))
    recorder.inject(buses, p_mw)
