"""Catchments, which make a series of inflow."""

from __future__ import annotations

from dispatch.families.declare import Declaration

DECLARATION = Declaration(parts=("checks", "series"))
