"""A share of a load that may move within a window of the calendar (battery formation, cement mills, pumping).

Sets: i load, t period. Bounds only: down, up ≤ share·D, 0 while the load is pinned: periods that overlap the local
hours from `pinned_from_h` to `pinned_to_h`. The energy of each window is kept (`production`, target `equal`), each MWh
that moves costs its wear.
"""

from __future__ import annotations

import numpy as np

from dispatch.case.schema import Case
from dispatch.families.flexible.entity import enabled
from dispatch.families.flexible.rows.demand_response import add_flexible_columns, add_flexible_draw, add_wear, demand_of
from dispatch.families.flexible.rows.production import add_production
from dispatch.families.shiftable.entity import Shiftable
from dispatch.horizon import Horizon
from dispatch.program.formulation import Formulation
from dispatch.series.assemble import Series


def add_rows(m: Formulation, case: Case, series: Series) -> None:
    """Columns, rows and costs of all shiftable loads that are switched on."""
    plants = enabled(case.shiftable)
    if not plants:
        return
    free = np.array([~pinned(plant, m.horizon) for plant in plants])
    limit = free * series.stack(plants, "share_pu") * demand_of(plants, case, series)
    flexible = add_flexible_columns(m, "shiftable", plants, case, series, limit, limit)
    p_mw = add_flexible_draw(flexible)
    add_wear(flexible, series)
    add_production(flexible, p_mw)


def pinned(plant: Shiftable, horizon: Horizon) -> np.ndarray:
    """(N,) whether a period overlaps the hours in which nothing moves."""
    if plant.pinned_from_h is None or plant.pinned_to_h is None:
        return np.zeros(horizon.periods, dtype=bool)
    local = horizon.local_time()
    begin = (local.hour + local.minute / 60 + local.second / 3600).to_numpy()
    length = (plant.pinned_to_h - plant.pinned_from_h) % 24 or 24.0 * (plant.pinned_to_h > plant.pinned_from_h)
    # Hours since the last time that it became pinned, and until it does so again.
    since = (begin - plant.pinned_from_h) % 24
    return np.asarray((since < length) | (since + horizon.dt_h > 24 + 1e-9))
