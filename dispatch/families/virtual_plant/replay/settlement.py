"""The settlement of offers, counted again: energy, what came back, payments, calls and events.

An event is an interval of periods of one segment with at least 1 % of the offer called. Calls: as few as can make the
schedule, each period beginning what neither the period before nor calls begun recently enough can account for.
"""

from __future__ import annotations

import numpy as np

from dispatch.audit.recorder import Array
from dispatch.audit.view import View
from dispatch.families.virtual_plant.entity import Offer
from dispatch.horizon import Horizon

COUNTED_PU = 0.01


def audit_settlement(
    view: View[Offer], offered: Array, called: Array, begun: Array, delivered: Array, rebound: Array
) -> None:
    """`offer_total` against what its tables say."""
    horizon = view.recorder.horizon
    energy = horizon.energy_h * delivered * view.series("price_cny_per_mwh")
    event = 1000.0 * horizon.count * offered * begun * view.series("price_cny_per_kw_event")
    counted = np.array([_events(row, horizon) for row in called]).reshape(-1, 2)
    expected = {
        "energy_mwh": (horizon.energy_h * delivered).sum(axis=1),
        "rebound_mwh": (horizon.energy_h * rebound).sum(axis=1),
        "paid_energy_cny": energy.sum(axis=1),
        "paid_event_cny": event.sum(axis=1),
        "paid_cny": (energy + event).sum(axis=1),
        "calls": np.array(
            [_least(row, offer.duration_h, horizon) for row, offer in zip(called, view.assets, strict=True)]
        ),
        "events": counted[:, 0],
        "longest_h": counted[:, 1],
    }
    for column, values in expected.items():
        view.same("settlement", view.read(column, "whole"), values[:, None], on="whole")


def _events(called: Array, horizon: Horizon) -> tuple[float, float]:
    """(number with weights, the longest in hours), period by period."""
    number, longest, running, segment = 0.0, 0.0, 0.0, -1
    for t, now in enumerate(called.tolist()):
        if horizon.segment[t] != segment:
            running, segment = 0.0, int(horizon.segment[t])
        if now >= COUNTED_PU:
            number += 0.0 if running else float(horizon.count[t])
            running += float(horizon.dt_h[t])
            longest = max(longest, running)
        else:
            running = 0.0
    return number, longest


def _least(called: Array, longest_h: float, horizon: Horizon) -> float:
    """Calls at least, weights included: a queue of calls, each with its start and what is left of it."""
    total = 0.0
    for g in range(horizon.segments):
        at = np.flatnonzero(horizon.segment == g)
        edge = np.concatenate([[0.0], np.cumsum(horizon.dt_h[at])])
        begun = np.zeros(len(at) + 1)
        oldest = 0
        for t in range(len(at)):
            while oldest < t and edge[oldest] < edge[t + 1] - longest_h - 1 / 3600:
                oldest += 1
            before = called[at[t - 1]] if t else 0.0
            fresh = called[at[t]] - (begun[t] - begun[oldest])
            begun[t + 1] = begun[t] + max(0.0, called[at[t]] - before, fresh)
        total += begun[-1] * float(horizon.count[at[0]])
    return total
