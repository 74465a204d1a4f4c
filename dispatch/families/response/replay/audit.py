"""All checks of the response, in the order of the package."""

from __future__ import annotations

from dispatch.audit.reader import Reader
from dispatch.audit.recorder import Recorder
from dispatch.families.response.replay.events import audit_events
from dispatch.families.response.replay.held import Held, audit_held
from dispatch.families.response.replay.prices import audit_prices


def audit_rows(recorder: Recorder, reader: Reader) -> None:
    """All checks of what is held ready and of what it must suffice for."""
    if not recorder.case.response.asked:
        return
    held = Held.of(recorder, reader)
    audit_held(held)
    audit_events(held)
    audit_prices(held)
