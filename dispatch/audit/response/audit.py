"""The replay of the response, in the order in which it is written."""

from __future__ import annotations

from dispatch.audit.ledger import Ledger
from dispatch.audit.reader import Reader
from dispatch.audit.response.events import audit_events
from dispatch.audit.response.held import Held, audit_held
from dispatch.audit.response.prices import audit_prices


def audit_response(book: Ledger, reader: Reader) -> None:
    """All checks of what is held ready and of what it must suffice for."""
    if not book.case.response.asked:
        return
    held = Held.of(book, reader)
    audit_held(held)
    audit_events(held)
    audit_prices(held)
