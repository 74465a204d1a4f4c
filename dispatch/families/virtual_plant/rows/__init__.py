"""Virtual power plants: members, calls, what comes back."""

from __future__ import annotations

from dispatch.families.virtual_plant.rows.virtual_plant import add_rows

__all__ = ["add_rows"]
