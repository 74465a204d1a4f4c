"""Which buses the study area holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dispatch.case.schema import Case


def study_area_buses(case: Case) -> frozenset[str]:
    """Ids of the buses in `home_area`; of all of them where it names none."""
    return frozenset(bus.id for bus in case.bus if not case.home_area or bus.area == case.home_area)
