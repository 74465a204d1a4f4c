"""Stored energy, and what is built."""

from __future__ import annotations

from dispatch.audit.reader import Reader
from dispatch.audit.recorder import Recorder
from dispatch.families.storage.replay.candidate import audit_building
from dispatch.families.storage.replay.storage import audit_storage

__all__ = ["audit_rows"]


def audit_rows(recorder: Recorder, reader: Reader) -> None:
    """Stores, then candidates, sites and targets."""
    audit_storage(recorder, reader)
    audit_building(recorder, reader)
