"""References to what is held of assets that no longer regulate (`dispatch.shaving.removal`)."""

from __future__ import annotations

from dispatch.case.varying import SeriesRef

HELD = "held"
"""Name of the table that answers the references; no case has one of this name."""

Member = tuple[str, str]
"""(family, id)."""


def held_ref(column: str) -> SeriesRef:
    """A value that the column of the table gives, period by period."""
    return SeriesRef(series=f"{HELD}/{column}", scale=1.0)
