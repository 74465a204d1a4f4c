"""Water in the cascade, power of the plants, and head."""

from __future__ import annotations

from dispatch.audit.reader import Reader
from dispatch.audit.recorder import Recorder
from dispatch.families.hydro.replay.head import audit_head
from dispatch.families.hydro.replay.hydro import audit_hydro

__all__ = ["audit_rows"]


def audit_rows(recorder: Recorder, reader: Reader) -> None:
    """Reservoirs and powerhouses, then head."""
    audit_hydro(recorder, reader)
    audit_head(recorder, reader)
