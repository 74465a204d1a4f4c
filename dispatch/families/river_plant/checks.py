"""What must be true of run-of-river plants beyond one field."""

from __future__ import annotations

from collections.abc import Iterator

from dispatch.case.places import Places
from dispatch.case.rules import Checks
from dispatch.case.schema import Case
from dispatch.errors import Fault

_ONE_OF = ("design_m3s", "full_load_hours_h")


def faults(case: Case, at: Places) -> Iterator[Fault]:
    """A design flow or full-load hours, above nothing."""
    one, other = _ONE_OF
    for plant in case.river_plant:
        if (plant.design_m3s is None) == (plant.full_load_hours_h is None):
            yield Fault.of("one_of_two", at.of(plant, one), limit=f"{one}, {other}", one=one, other=other)
        for field in _ONE_OF:
            if getattr(plant, field) == 0:
                yield Fault.of("out_of_limits", at.of(plant, field), value=0.0, limit="> 0", field=field, unit="")


CHECKS = Checks(faults=faults)
