"""`wind_farm/<id>`: available power per unit of the rating."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dispatch.case.schema import Case
from dispatch.case.table import TimeTable
from dispatch.families.wind_farm.entity import WindFarm
from dispatch.plants.wind import make_wind


def make_series(case: Case, farms: Sequence[WindFarm]) -> Mapping[str, TimeTable]:
    """One table an entity, on the periods of the farm's weather."""
    return make_wind(case, farms)
