"""Series that are made rather than read: `pv_plant/haiba`, `wind_farm/dapingzi`, `catchment/baihetan` …

The maker of a family is `make_series` in its room. It takes the case and the entities that are asked for and gives one
TimeTable each, with one column named by the id. Makers keep what they made by content (`cache`). They are imported when
asked for: pvlib and windpowerlib take a second that a case without them need not spend.
"""

from __future__ import annotations

from collections.abc import Iterable

from dispatch.case.entity import Entity
from dispatch.case.schema import Case
from dispatch.case.table import TimeTable
from dispatch.case.varying import SeriesRef
from dispatch.families.rooms import MODELLED, entities, entities_of, part, room_of


def make_tables(case: Case, wanted: Iterable[tuple[str, str]]) -> dict[tuple[str, str], TimeTable]:
    """(family, id) → table, for those that are wanted; ids that do not exist are left out."""
    asked = set(wanted)
    made: dict[tuple[str, str], TimeTable] = {}
    for family in MODELLED:
        chosen = [entity for entity in entities_of(case, family) if (family, entity.id) in asked]
        if chosen:
            tables = part(room_of(family), "series").make_series(case, chosen)
            made |= {(family, name): table for name, table in tables.items()}
    return made


def references(case: Case) -> set[tuple[str, str]]:
    """(family, id) of every modelled series that the entities of a case refer to."""
    found: set[tuple[str, str]] = set()
    for _, entity in entities(case):
        found |= {ref for ref in _refs(entity, case.hydrology) if ref[0] in MODELLED}
    return found


def _refs(entity: Entity, hydrology: str) -> set[tuple[str, str]]:
    return {value.address(hydrology) for _, value in entity if isinstance(value, SeriesRef)}
