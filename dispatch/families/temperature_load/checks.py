"""Limits of demand by temperature, and its two thresholds."""

from __future__ import annotations

from collections.abc import Iterator

from dispatch.case.places import Places
from dispatch.case.rules import Checks, within
from dispatch.case.schema import Case
from dispatch.errors import Fault


def faults(case: Case, at: Places) -> Iterator[Fault]:
    """Heating that begins above where cooling does."""
    for load in case.temperature_load:
        if load.heating_below_c > load.cooling_above_c:
            yield Fault.of(
                "crossed_limits",
                at.of(load, "heating_below_c"),
                value=load.heating_below_c,
                limit=f"≤ cooling_above_c = {load.cooling_above_c:.10g}",
                field="heating_below_c",
                other="cooling_above_c",
            )


CHECKS = Checks(
    rules=(*within("temperature_load", "base_pu", 0, 1e6),),
    faults=faults,
)
