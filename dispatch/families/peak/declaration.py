"""The curve that an objective of peak shaving flattens."""

from __future__ import annotations

from dispatch.families.declare import Declaration, Phase

DECLARATION = Declaration(parts=("rows", "replay"), phase=Phase.OBJECTIVE)
