"""Flows on lines and links."""

from __future__ import annotations

from dispatch.audit.reader import Reader
from dispatch.audit.recorder import Ledger
from dispatch.families.network.replay.network import audit_lines, audit_links

__all__ = ["audit_rows"]


def audit_rows(book: Ledger, reader: Reader) -> None:
    """Lines, then links."""
    audit_lines(book, reader)
    audit_links(book, reader)
