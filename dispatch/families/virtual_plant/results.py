"""What offers of virtual plants did and are paid, counted from the schedule: table `offer_total`, outside any program.

    energy_mwh      delivered: cut or filled            rebound_mwh    what came back of it
    paid_cny        paid_energy_cny by the MWh and paid_event_cny by the kW and call, as in the objective
    calls           the least number of calls of the whole offer that its schedule can be made of: n(t), the calls begun
                    by the end of period t, is the largest of n(t−1), n(t−1) + called[t] − called[t−1], and called[t] +
                    the calls begun before the first period whose call may last to the end of t
    events          intervals without a gap in which at least EVENT_PU of what is offered is called; one in
                    another segment is another event. Members take turns, so that an event may be longer than a call
    longest_h       the longest event

Energy, payments, calls and events count with the weight of their segment.
"""

from __future__ import annotations

import numpy as np

from dispatch.case.schema import Case
from dispatch.families.virtual_plant.entity import Offer
from dispatch.horizon import Horizon
from dispatch.results.tables import Table, Tables
from dispatch.series.assemble import Series
from dispatch.solve.answer import Answer

EVENT_PU = 0.01


def add_tables(tables: Tables, case: Case, series: Series, answer: Answer) -> Tables:
    """The same tables with `offer_total` where there are offers."""
    offers = tables.optional("offer")
    if offers is None:
        return tables
    by_id = {offer.id: offer for offer in case.offer}
    rows = [_settle(offers, by_id[label], series) for label in offers.labels]
    columns = {name: np.array([row[name] for row in rows]) for name in rows[0]}
    return Tables({**tables, "offer_total": Table("offer", offers.labels, None, None, columns)})


def _settle(offers: Table, offer: Offer, series: Series) -> dict[str, float]:
    horizon, name = series.horizon, offer.id
    delivered, called = offers.of(name, "delivered_mw"), offers.of(name, "called_pu")
    begun = offers.of(name, "begun")
    price = series.of(offer, "price_cny_per_mwh"), series.of(offer, "price_cny_per_kw_event")
    energy = float((horizon.energy_h * price[0]) @ delivered)
    event = float((horizon.count * 1000 * price[1] * offers.of(name, "offered_mw")) @ begun)
    came_back = offers.of(name, "rebound_mw") if "rebound_mw" in offers.columns else np.full(horizon.periods, np.nan)
    lengths, weights = events_of(called, horizon)
    return {
        "energy_mwh": float(horizon.energy_h @ delivered),
        "rebound_mwh": float(horizon.energy_h @ np.nan_to_num(came_back)),
        "calls": least_calls(called, offer, horizon),
        "events": float(weights.sum()),
        "longest_h": float(lengths.max(initial=0.0)),
        "paid_energy_cny": energy,
        "paid_event_cny": event,
        "paid_cny": energy + event,
    }


def events_of(called: np.ndarray, horizon: Horizon) -> tuple[np.ndarray, np.ndarray]:
    """(hours, weight) of every event of (N,) called_pu."""
    on = called >= EVENT_PU
    new_segment = np.append(True, np.diff(horizon.segment) != 0)
    begins = on & (new_segment | ~np.append(False, on[:-1]))
    number = np.cumsum(begins) - 1
    hours = np.bincount(number[on], horizon.dt_h[on], minlength=int(begins.sum()))
    return hours, horizon.count[begins]


def least_calls(called: np.ndarray, offer: Offer, horizon: Horizon) -> float:
    """Calls that (N,) called_pu is made of at least, weights included."""
    total, longest_s = 0.0, round(3600 * offer.duration_h)
    begin, end = horizon.start.astype(np.int64), horizon.end.astype(np.int64)
    for first, last in zip(horizon.segment_first_period, horizon.segment_last_period, strict=True):
        inside = slice(int(first), int(last) + 1)
        since = np.searchsorted(begin[inside], end[inside] - longest_s, side="left")
        begun, before = [0.0], 0.0
        for t, now in enumerate(called[inside].tolist()):
            begun.append(max(begun[-1], begun[-1] + now - before, now + begun[min(int(since[t]), t)]))
            before = now
        total += begun[-1] * float(horizon.count[first])
    return total
