"""Submerged-arc furnaces."""

from __future__ import annotations

from dispatch.families.declare import Declaration

DECLARATION = Declaration(parts=("rows", "replay", "checks"))
