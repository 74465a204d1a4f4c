"""The millisecond response: profiles, responders and contingencies."""

from __future__ import annotations

from dispatch.families.declare import Declaration, Phase

DECLARATION = Declaration(parts=("rows", "replay", "checks"), phase=Phase.SERVICES)
