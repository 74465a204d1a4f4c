"""Virtual power plants: members, calls, what comes back, and how it is settled."""

from __future__ import annotations

from dispatch.families.virtual_plant.replay.virtual_plant import audit_rows

__all__ = ["audit_rows"]
