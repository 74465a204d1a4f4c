"""Limits of charging stations, shares of their uses, and the load that reads their profile."""

from __future__ import annotations

from collections.abc import Iterator

from dispatch.case.places import Places
from dispatch.case.rules import MOST_CNY_PER_MWH, Checks, within
from dispatch.case.schema import Case
from dispatch.case.varying import SeriesRef
from dispatch.errors import Fault
from dispatch.families.charging.entity import Charging


def faults(case: Case, at: Places) -> Iterator[Fault]:
    """Every fault of charging fleets."""
    for fleet in case.charging:
        yield from _profile(fleet, case, at)


def _profile(fleet: Charging, case: Case, at: Places) -> Iterator[Fault]:
    shares = fleet.home_share_pu + fleet.work_share_pu + fleet.fast_share_pu + fleet.heavy_share_pu
    if shares == 0:
        yield Fault.of("charging_without_piles", at.of(fleet, "home_share_pu"), value=0)
    needed = f"charging/{fleet.id}"
    for load in case.load:
        if load.id == fleet.load and not (isinstance(load.p_pu, SeriesRef) and load.p_pu.series == needed):
            given = load.p_pu.series if isinstance(load.p_pu, SeriesRef) else load.p_pu
            yield Fault.of(
                "charging_without_its_profile", at.of(load, "p_pu"), value=given, limit=needed, needed=needed
            )


CHECKS = Checks(
    rules=(*within("charging", "wear_cost_cny_per_mwh", 0, MOST_CNY_PER_MWH),),
    faults=faults,
)
