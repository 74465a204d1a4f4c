"""What is charged for contingencies is what is paid for answering them.

Σ over contingencies of charged = paid to services + paid to machines + what is not delivered + the part of the system
outside. Prices come from the solver, payments from the dispatch: only where every price sits on a row that holds with
equality do both sides meet. Judged relative to 1 + |objective|, as complementarity is; charges themselves are replayed
from prices and sizes.
"""

from __future__ import annotations

import numpy as np

from dispatch.audit.recorder import Array
from dispatch.audit.tolerances import GAP, countable
from dispatch.audit.verdict import Check
from dispatch.families.response.expected.losses import contingencies_of
from dispatch.families.response.replay.held import Held


def audit_prices(held: Held) -> None:
    """The settlement, in total; and the charge of the millisecond share from its price."""
    events = tuple(c.id for c in contingencies_of(held.recorder.case))
    if not events:
        return
    settings, hours = held.recorder.case.response, held.recorder.horizon.cost_h
    read = {
        name: held.reader.read("contingency", events, events, name, "whole")[:, 0]
        for name in ("charged_cny", "shortfall_cny", "outside_cny")
    }
    services = tuple(dict.fromkeys(s.id for pairs in held.live.values() for _, s in pairs))
    paid = held.reader.read("response", services, services, "paid_cny", "whole").sum() if services else 0.0
    if settings.security:
        known = tuple(r.id for r in held.responders)
        paid += held.reader.read("responder", known, known, "paid_inertia_cny", "whole").sum() if known else 0.0
    charged = float(read["charged_cny"].sum())
    answered = float(paid + read["shortfall_cny"].sum() + read["outside_cny"].sum())
    worst = countable(abs(charged - answered) / (1 + abs(held.recorder.objective_cny)))
    held.recorder.record(Check("contingency.settlement", worst, GAP, "", "", answered, charged))
    size = held.reader.read("contingency", events, events, "size_mw")
    margin = held.reader.read("contingency", events, events, "margin_pu")
    required = held.reader.read("contingency", events, events, "required_ms_mw")
    expected = (_price(held, "price_ms_cny_per_mw_h", events, size) * required) @ hours
    for name in ("price_rocof_cny_per_mw_h", "price_nadir_cny_per_mw_h", "price_steady_cny_per_mw_h"):
        expected = expected + (_price(held, name, events, size) * (1 + margin) * size) @ hours
    _charge(held, events, read["charged_cny"], expected)


def _price(held: Held, name: str, events: tuple[str, ...], like: Array) -> Array:
    """Prices by contingency; nothing where no row of the kind was needed."""
    table, found = held.recorder.tables.get("contingency"), np.zeros_like(like)
    if table is not None and name in table.columns:
        rows = dict(zip(table.labels, np.nan_to_num(table.columns[name]), strict=True))
        for i, label in enumerate(events):
            found[i] = rows.get(label, 0.0)
    return found


def _charge(held: Held, events: tuple[str, ...], stated: Array, expected: Array) -> None:
    difference = np.abs(stated - expected).reshape(-1, 1)
    held.recorder.compare(
        "contingency.charge",
        difference,
        stated.reshape(-1, 1),
        expected.reshape(-1, 1),
        np.abs(expected).reshape(-1, 1),
        events,
        "whole",
    )
