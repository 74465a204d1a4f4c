"""What must be true of the buses and areas that settings name."""

from __future__ import annotations

from collections.abc import Iterator

from dispatch.case.names import nearest
from dispatch.case.places import Places
from dispatch.case.rules import Checks
from dispatch.case.schema import Case
from dispatch.errors import Fault


def faults(case: Case, at: Places) -> Iterator[Fault]:
    """A study area in which no bus lies."""
    areas = [bus.area for bus in case.bus if bus.area]
    if case.home_area and case.home_area not in areas and not at.unread.get("bus"):
        name = case.home_area
        yield Fault.of("unknown_area", at.at("home_area"), value=name, name=name, nearest=nearest(name, areas))


CHECKS = Checks(faults=faults)
