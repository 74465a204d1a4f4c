"""Fleets of charging stations, and the demand series that their sessions make."""

from __future__ import annotations

from dispatch.families.declare import Declaration

DECLARATION = Declaration(parts=("rows", "replay", "checks", "series"))
