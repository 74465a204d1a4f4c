"""Furnaces: as `banded`, with a share of the fleet on line where that is decided, within what the season allows."""

from __future__ import annotations

import numpy as np

from dispatch.audit.reader import Reader
from dispatch.audit.recorder import Recorder
from dispatch.families.flexible.replay.banded import audit_band
from dispatch.families.flexible.replay.demand_response import (
    audit_demand_response,
    audit_wear,
    audit_windows,
    read_flexible,
)
from dispatch.families.flexible.replay.online_share import audit_fleet


def audit_rows(recorder: Recorder, reader: Reader) -> None:
    """All checks of furnaces that are switched on."""
    plants = [plant for plant in recorder.case.furnace if plant.enabled]
    if not plants:
        return
    flexible = read_flexible(recorder, reader, "furnace", plants)
    view = flexible.view
    decided = view.which(lambda x: x.fleet != "none")[:, None]
    rated = np.array([[load.p_nom_mw] for load in flexible.loads])
    nominal = np.where(decided, rated, flexible.demand)
    closed = 1 - view.series("available_pu")
    idle, _ = audit_fleet(
        flexible,
        lambda x: x.fleet,
        closed,
        0 * closed + view.each(lambda x: 1 - x.online_min_pu),
        lambda x: x.restart_cost_cny_per_mw,
        lambda x: (x.online_initial_pu, x.online_terminal_pu),
    )
    down_max = np.where(decided, flexible.demand, (1 - view.each(lambda x: x.deep_min_pu)) * flexible.demand)
    up_max = np.maximum(view.each(lambda x: x.band_max_pu) * nominal - flexible.demand, 0.0)
    drawn = audit_demand_response(flexible, down_max, up_max)
    audit_wear(flexible)
    audit_band(flexible, nominal, drawn, np.where(decided, idle, 0.0))
    audit_windows(flexible, drawn)
