"""Furnaces: as `banded`, with a share of the fleet on line where that is decided, within what the season allows."""

from __future__ import annotations

import numpy as np

from dispatch.audit.reader import Reader
from dispatch.audit.recorder import Ledger
from dispatch.families.flexible.replay.banded import audit_band
from dispatch.families.flexible.replay.demand_response import audit_bending, audit_wear, audit_windows, bending
from dispatch.families.flexible.replay.online_share import audit_fleet


def audit_rows(book: Ledger, reader: Reader) -> None:
    """All checks of furnaces that are switched on."""
    plants = [plant for plant in book.case.furnace if plant.enabled]
    if not plants:
        return
    bent = bending(book, reader, "furnace", plants)
    lens = bent.lens
    decided = lens.which(lambda x: x.fleet != "none")[:, None]
    rated = np.array([[load.p_nom_mw] for load in bent.loads])
    nominal = np.where(decided, rated, bent.demand)
    closed = 1 - lens.series("available_pu")
    idle, _ = audit_fleet(
        bent, lambda x: x.fleet, closed, 0 * closed + lens.each(lambda x: 1 - x.online_min_pu),
        lambda x: x.restart_cost_cny_per_mw, lambda x: (x.online_initial_pu, x.online_terminal_pu),
    )  # fmt: skip
    down_max = np.where(decided, bent.demand, (1 - lens.each(lambda x: x.deep_min_pu)) * bent.demand)
    up_max = np.maximum(lens.each(lambda x: x.band_max_pu) * nominal - bent.demand, 0.0)
    drawn = audit_bending(bent, down_max, up_max)
    audit_wear(bent)
    audit_band(bent, nominal, drawn, np.where(decided, idle, 0.0))
    audit_windows(bent, drawn)
