"""`charging/<id>`: the demand of charging stations without a dispatcher, per MW of nameplate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dispatch.case.schema import Case
from dispatch.case.table import TimeTable
from dispatch.charging.profile import make_charging
from dispatch.families.charging.entity import Charging


def make_series(case: Case, fleets: Sequence[Charging]) -> Mapping[str, TimeTable]:
    """One table an entity, on the periods of the sessions that were drawn."""
    return make_charging(case, fleets)
