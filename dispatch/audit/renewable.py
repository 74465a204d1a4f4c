"""Wind, PV and run-of-river.

    available = p_max_pu · p_nom        p_min_pu · p_nom ≤ p ≤ available        curtailed = available − p

Cost: marginal per MWh used, penalty per MWh curtailed. One more MWh used is worth the price of the bus plus the
penalty saved.
"""

from __future__ import annotations

from dispatch.audit.ledger import Ledger
from dispatch.audit.lens import Lens
from dispatch.audit.reader import Reader


def audit_renewable(book: Ledger, reader: Reader) -> None:
    """Availability, curtailment and cost."""
    plants = Lens.of(book, reader, "renewable", book.case.renewable)
    if not plants.assets:
        return
    hours, buses = book.horizon.cost_h, [p.bus for p in plants.assets]
    p_nom = plants.each(lambda p: p.p_nom_mw)
    low, available = p_nom * plants.series("p_min_pu"), p_nom * plants.series("p_max_pu")
    p_mw, curtailed = plants.read("p_mw"), available - plants.read("p_mw")
    plants.same("available", plants.read("available_mw"), available)
    plants.within("power_limit", low, p_mw, available)
    plants.same("curtailed", plants.read("curtailed_mw"), curtailed)
    marginal, penalty = plants.series("marginal_cost_cny_per_mwh"), plants.series("curtailment_cost_cny_per_mwh")
    plants.cost("operation", hours * marginal * p_mw)
    plants.cost("curtailment", hours * penalty * curtailed, hours * penalty * available)
    plants.optimal("price", hours * (marginal - penalty - plants.prices(buses)), p_mw, low, available)
    book.inject(buses, p_mw)
