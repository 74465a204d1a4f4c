"""Flows on lines and links."""

from __future__ import annotations

from dispatch.audit.reader import Reader
from dispatch.audit.recorder import Recorder
from dispatch.families.network.replay.network import audit_lines, audit_links

__all__ = ["audit_rows"]


def audit_rows(recorder: Recorder, reader: Reader) -> None:
    """Lines, then links."""
    audit_lines(recorder, reader)
    audit_links(recorder, reader)
