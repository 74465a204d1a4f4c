"""`river_plant/<id>`: available power per unit of the rating."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dispatch.case.schema import Case
from dispatch.case.table import TimeTable
from dispatch.families.river_plant.entity import RiverPlant
from dispatch.water.river_plant import make_river_plants


def make_series(case: Case, plants: Sequence[RiverPlant]) -> Mapping[str, TimeTable]:
    """One table an entity, on the periods of the catchment's flow."""
    return make_river_plants(case, plants)
