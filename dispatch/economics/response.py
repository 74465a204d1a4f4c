"""What a store earns by being ready to respond, CNY per year of 8,760 h.

The settlement of the response (`dispatch.families.response.settlement`) pays every service the price of each
requirement (millisecond share, nadir, steady state, inertia) for what it delivers of it; a store earns what all of
its services are paid. The settlement is computed again for the hours of a year, so that neither a discount nor other
years are in it. A run without a response requirement has no such table, and pays nothing.
"""

from __future__ import annotations

import numpy as np

from dispatch.families.response.resolve import resolved_responders
from dispatch.families.response.settlement import add_response_tables
from dispatch.horizon import Horizon
from dispatch.results.study_area import StudyArea

_TABLE, _COLUMN = "response_total", "paid_cny"


def response_cny(area: StudyArea, year: Horizon, store: str) -> float:
    """Paid to the services of a store in a year: `year` is the horizon of the run, weighted to stand for one."""
    if _TABLE not in area.answer.tables:
        return 0.0
    series = area.answer.series.beside(area.case, year)
    table = add_response_tables(area.answer.tables, area.case, series)[_TABLE]
    own = {
        service.id
        for responder in resolved_responders(area.case)
        if responder.family == "storage" and responder.asset.id == store
        for service in responder.services
    }
    paid = np.ravel(table.columns[_COLUMN])
    return sum(float(paid[i]) for i, label in enumerate(table.labels) if label in own)
