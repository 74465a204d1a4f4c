"""Demand that follows the weather, which makes a series."""

from __future__ import annotations

from dispatch.families.declare import Declaration

DECLARATION = Declaration(parts=("checks", "series"))
