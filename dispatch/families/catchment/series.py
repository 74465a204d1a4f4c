"""`catchment/<id>`: inflow, m³/s, in the hydrology of the case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dispatch.case.schema import Case
from dispatch.case.table import TimeTable
from dispatch.families.catchment.entity import Catchment
from dispatch.water.catchment import make_catchments


def make_series(case: Case, catchments: Sequence[Catchment]) -> Mapping[str, TimeTable]:
    """One table an entity, on the periods of a year of days, hours or quarters of an hour."""
    return make_catchments(case, catchments)
