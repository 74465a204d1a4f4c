"""Series that are made rather than read: `pv_plant/haiba`, `wind_farm/dapingzi`, `catchment/baihetan` …

The table of contents of the series stage: one line a family. A maker takes the case and the entities that are asked for
and gives one TimeTable each, with one column named by the id. Makers keep what they made by content (`cache`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from dispatch.case.entity import Entity
from dispatch.case.schema import MODELLED, Case
from dispatch.case.table import TimeTable
from dispatch.case.varying import SeriesRef

Maker = Callable[[Case, Sequence[Any]], Mapping[str, TimeTable]]


def _makers() -> dict[str, Maker]:
    """Imported when asked for: pvlib and windpowerlib take a second that a case without them need not spend."""
    from dispatch.charging.profile import make_charging
    from dispatch.plants.pv import make_pv
    from dispatch.plants.wind import make_wind
    from dispatch.series.temperature import make_temperature_loads
    from dispatch.water.catchment import make_catchments
    from dispatch.water.river_plant import make_river_plants

    return {
        "pv_plant": make_pv,
        "wind_farm": make_wind,
        "catchment": make_catchments,
        "river_plant": make_river_plants,
        "temperature_load": make_temperature_loads,
        "charging": make_charging,
    }


def make_tables(case: Case, wanted: Iterable[tuple[str, str]]) -> dict[tuple[str, str], TimeTable]:
    """(family, id) → table, for those that are wanted; ids that do not exist are left out."""
    asked = set(wanted)
    made: dict[tuple[str, str], TimeTable] = {}
    for family in MODELLED:
        entities = [entity for entity in getattr(case, family) if (family, entity.id) in asked]
        if entities:
            tables = _makers()[family](case, entities)
            made |= {(family, name): table for name, table in tables.items()}
    return made


def references(case: Case, families: Iterable[str]) -> set[tuple[str, str]]:
    """(family, id) of every modelled series that the entities of a case refer to."""
    found: set[tuple[str, str]] = set()
    for family in families:
        for entity in getattr(case, family):
            found |= {ref for ref in _refs(entity, case.hydrology) if ref[0] in MODELLED}
    return found


def _refs(entity: Entity, hydrology: str) -> set[tuple[str, str]]:
    return {value.address(hydrology) for _, value in entity if isinstance(value, SeriesRef)}
