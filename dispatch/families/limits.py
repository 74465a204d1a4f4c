"""Which rows and columns are laws, abilities, requests or given, as the rooms declare it.

The explanation of infeasible cases and that of limits that bind ask here.
"""

from __future__ import annotations

from functools import cache

from dispatch.families.rooms import ROOMS, declaration


@cache
def laws() -> frozenset[str]:
    """Rows that never give way."""
    return frozenset(name for room in ROOMS for name in declaration(room).limits.laws)


def is_ability(rows: str) -> bool:
    """Whether rows say what assets can hold ready beside their power."""
    return _family(rows) in _families_of("abilities")


def is_request(rows: str) -> bool:
    """Whether rows ask for something on top of the dispatch."""
    return _family(rows) in _families_of("requests")


@cache
def given() -> frozenset[str]:
    """Columns bounded by what the case gives: no limits that could be others."""
    return frozenset(name for room in ROOMS for name in declaration(room).limits.given)


@cache
def ratings() -> dict[str, tuple[str, str]]:
    """Rows that limit two columns of an asset by one rating → these columns."""
    return {row: columns for room in ROOMS for row, columns in declaration(room).limits.ratings.items()}


@cache
def sizes() -> dict[str, str]:
    """Rows by which a size that is to be found limits an asset → its family."""
    return {row: family for room in ROOMS for row, family in declaration(room).limits.sizes.items()}


def _family(name: str) -> str:
    return name.partition(".")[0]


@cache
def _families_of(kind: str) -> frozenset[str]:
    return frozenset(family for room in ROOMS for family in getattr(declaration(room).limits, kind))
