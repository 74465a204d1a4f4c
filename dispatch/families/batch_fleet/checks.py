"""Limits of fleets of batch furnaces, and the course of a batch."""

from __future__ import annotations

from collections.abc import Iterator

from dispatch.case.places import Places
from dispatch.case.rules import MOST_CNY_PER_MWH, Checks, ordered, within
from dispatch.case.schema import Case
from dispatch.errors import Fault


def faults(case: Case, at: Places) -> Iterator[Fault]:
    """A batch that rises and holds for longer than it lasts."""
    for fleet in case.batch_fleet:
        share = fleet.ramp_share + fleet.hold_share
        if share > 1:
            yield Fault.of("batch_too_long", at.of(fleet, "hold_share"), value=share)


CHECKS = Checks(
    rules=(
        *within("batch_fleet", "wear_cost_cny_per_mwh", 0, MOST_CNY_PER_MWH),
        *ordered("batch_fleet", "deep_min_pu", "band_min_pu"),
    ),
    faults=faults,
)
