"""The power balance of every bus: what all families inject adds up to zero.

    (balance.1) Σ injections[b,t] = 0

Loads are constants, so they end up on the right-hand side: the dual is ∂cost/∂demand, positive
where one more MW costs money. Reported as `price_cny_per_mwh`, divided by weight × Δt.
"""

from __future__ import annotations

import numpy as np

from dispatch.program.formulation import Formulation


def add_balance(m: Formulation) -> None:
    """Close the books; every family must have injected before. A bus with nothing on it has no row."""
    if not m.injections:
        return
    used = np.unique(np.concatenate([at for _, at in m.injections]))
    f = m.family("price")
    labels = m.bus.labels or ()
    B = f.axis("bus", [labels[i] for i in used])
    f.constraint("power_balance", (B, m.period), lambda b, t: sum(give(b, t) for give, _ in m.injections) == 0)
    f.dual("power_balance", "price_cny_per_mwh", m.horizon.cost_h)
