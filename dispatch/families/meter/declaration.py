"""Supply of a site behind the meter."""

from __future__ import annotations

from dispatch.families.declare import Declaration, Phase

DECLARATION = Declaration(parts=("rows", "replay", "checks"), phase=Phase.SUPPLY)
