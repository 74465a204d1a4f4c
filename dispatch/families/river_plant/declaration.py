"""Run-of-river plants, which make a series of available power."""

from __future__ import annotations

from dispatch.families.declare import Declaration

DECLARATION = Declaration(parts=("checks", "series"))
