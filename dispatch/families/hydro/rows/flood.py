"""Flood-season limits that may be exceeded at a price: storage kept free for the next flood.

For reservoirs with `flood_limit_m` and `flood_excess_cost_cny_per_hm3_h`, V(z) their level–storage curve:

    flood_excess_hm3[r,b]   0 ≤ excess ≤ highest volume − volume at the flood limit, at boundary b

    (flood.1) V[b] − excess[b] ≤ V(flood_limit_m[b])

Cost: the mean of the excess at the two ends of a period × its hours. The volume runs straight in between, so halving
the periods changes the cost only where the limit is crossed within one. Without a price the limit is a bound (`hydro`).
"""

from __future__ import annotations

import numpy as np

from dispatch.case.schema import Case
from dispatch.program.formulation import Formulation
from dispatch.series.assemble import Series
from dispatch.water.level_limits import floods_softly, volume_at


def add_flood_limits(m: Formulation, case: Case, series: Series, highest_hm3: np.ndarray) -> None:
    """(flood.1) and its cost; highest_hm3: (reservoirs, N+G) upper bounds on volume."""
    f, T, B = m.families["reservoir"], m.period, m.boundary
    soft = [i for i, lake in enumerate(case.reservoir) if floods_softly(lake)]
    if not soft:
        return
    lakes = [case.reservoir[i] for i in soft]
    limits = [volume_at(case, lake, series.of(lake, "flood_limit_m")) for lake in lakes]
    volume_at_limit = np.array(limits)
    F = f.axis("flooding", [lake.id for lake in lakes], index_name="reservoir")
    limit = f.param("flood_limit_hm3", (F, B), volume_at_limit)
    price = f.param("flood_cost", (F,), [lake.flood_excess_cost_cny_per_hm3_h for lake in lakes])
    volume = f.var_of["volume_hm3"]
    slack_hm3 = np.maximum(highest_hm3[soft] - volume_at_limit, 0.0)
    excess = f.var("flood_excess_hm3", (F, B), upper=slack_hm3)

    def flood_limit(r, b):  # (flood.1)
        return volume[r, b] - excess[r, b] <= limit[r, b]

    def paid(r, t):
        return m.cost_h[t] * price[r] * 0.5 * (excess[r, m.start[t]] + excess[r, m.end[t]])

    f.constraint("flood_limit", (F, B), flood_limit)
    f.cost("flood", (F, T), paid)
