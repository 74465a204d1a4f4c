"""Buses of the study area, derived for the audit; the model has `dispatch.case.study_area`."""

from __future__ import annotations

from dispatch.case.schema import Case


def study_area_buses(case: Case) -> set[str]:
    """Ids of the buses in `home_area`; of all of them where it names none."""
    return {bus.id for bus in case.bus if case.home_area in ("", bus.area)}
