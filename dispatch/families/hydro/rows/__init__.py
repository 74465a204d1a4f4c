"""Reservoirs in cascade and their powerhouses."""

from __future__ import annotations

from dispatch.families.hydro.rows.hydro import add_rows

__all__ = ["add_rows"]
