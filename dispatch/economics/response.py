"""What a store earns by being ready to respond, CNY per year of 8,760 h.

The settlement of the response (`dispatch.response_tables`) pays every service the price of each requirement
(millisecond share, nadir, steady state, inertia) for what it delivers of it; a store earns what all of its services
are paid. A run without a response requirement has no such table, and pays nothing.
"""

from __future__ import annotations

import numpy as np

from dispatch.case.response_resolve import resolved_responders
from dispatch.case.sizing import HOURS_PER_YEAR
from dispatch.home import Home

_TABLE, _COLUMN = "response_total", "paid_cny"


def response_cny(home: Home, store: str) -> float:
    """Paid to the services of a store in the run, scaled to a year."""
    table = home.answer.tables.get(_TABLE)
    if table is None or _COLUMN not in table.columns:
        return 0.0
    own = {
        service.id
        for responder in resolved_responders(home.case)
        if responder.family == "storage" and responder.asset.id == store
        for service in responder.services
    }
    paid = np.ravel(table.columns[_COLUMN])
    total = sum(float(paid[i]) for i, label in enumerate(table.labels) if label in own)
    return total * HOURS_PER_YEAR / home.horizon.hours
