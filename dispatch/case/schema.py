"""The case: everything that a dispatch job depends on, typed and frozen.

Settings (`dispatch.case.settings`), entities with one key a family in the singular, as in result frames
(`dispatch.families.register`), series tables, and facts that the case must reproduce. `check_case` finds what single
entities cannot see (unknown buses, cycles in the cascade …).
"""

from __future__ import annotations

from pydantic import Field

from dispatch.case.settings import Fact
from dispatch.case.table import TimeTable
from dispatch.families.register import Families


class Case(Families):
    """A whole system. Made by `load_case` from files or straight from Python objects."""

    series: dict[str, TimeTable] = Field({})
    facts: tuple[Fact, ...] = ()
