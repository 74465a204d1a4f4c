"""Virtual power plants: members, calls, rebound, and settlement."""

from __future__ import annotations

from dispatch.families.virtual_plant.replay.virtual_plant import audit_rows

__all__ = ["audit_rows"]
