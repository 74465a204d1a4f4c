"""`pv_plant/<id>`: available power per unit of the AC rating."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dispatch.case.schema import Case
from dispatch.case.table import TimeTable
from dispatch.families.pv_plant.entity import PvPlant
from dispatch.plants.pv import make_pv


def make_series(case: Case, plants: Sequence[PvPlant]) -> Mapping[str, TimeTable]:
    """One table an entity, on the periods of the plant's weather."""
    return make_pv(case, plants)
