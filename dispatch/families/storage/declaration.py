"""Storage plants, the connections that candidates share, and shares of technologies."""

from __future__ import annotations

from dispatch.families.declare import Declaration

DECLARATION = Declaration(parts=("rows", "replay", "checks"))
