"""Nodes of the network: data that others refer to."""

from __future__ import annotations

from dispatch.families.declare import Declaration

DECLARATION = Declaration(parts=("checks",))
