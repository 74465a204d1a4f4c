"""Shiftable loads: a share of the demand each way outside the pinned hours, the energy of every window kept."""

from __future__ import annotations

import numpy as np

from dispatch.audit.reader import Reader
from dispatch.audit.recorder import Array, Recorder
from dispatch.families.flexible.replay.demand_response import (
    audit_demand_response,
    audit_wear,
    audit_windows,
    read_flexible,
)
from dispatch.families.shiftable.entity import Shiftable
from dispatch.horizon import Horizon


def audit_rows(recorder: Recorder, reader: Reader) -> None:
    """All checks of shiftable loads that are switched on."""
    plants = [plant for plant in recorder.case.shiftable if plant.enabled]
    if not plants:
        return
    flexible = read_flexible(recorder, reader, "shiftable", plants)
    free = np.array([~_pinned(plant, recorder.horizon) for plant in plants])
    limit = np.where(free, flexible.view.series("share_pu") * flexible.demand, 0.0)
    drawn = audit_demand_response(flexible, limit, limit)
    audit_wear(flexible)
    audit_windows(flexible, drawn)


def _pinned(plant: Shiftable, horizon: Horizon) -> Array:
    """(N,) whether any minute of a period lies in the pinned hours, minute by minute."""
    pinned = np.zeros(horizon.periods, dtype=bool)
    if plant.pinned_from_h is None or plant.pinned_to_h is None:
        return pinned
    begin, until = round(60 * plant.pinned_from_h), round(60 * plant.pinned_to_h)
    day = np.zeros(1440, dtype=bool)
    day[[minute % 1440 for minute in range(begin, until if until >= begin else until + 1440)]] = True
    clock = horizon.local_time()
    first = (60 * clock.hour + clock.minute).to_numpy()
    for t in range(horizon.periods):
        pinned[t] = day[(first[t] + np.arange(max(1, round(60 * horizon.dt_h[t])))) % 1440].any()
    return pinned
