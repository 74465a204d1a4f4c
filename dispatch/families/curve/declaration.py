"""Curves of water: level and storage, tailwater, output by head."""

from __future__ import annotations

from dispatch.families.declare import Declaration

DECLARATION = Declaration(parts=("checks",))
