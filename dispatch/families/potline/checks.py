"""Limits of potlines, and depths of a reduction against its durations."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from dispatch.case.places import Places
from dispatch.case.rules import MOST_CNY_PER_MWH, Checks, ordered, within
from dispatch.case.schema import Case
from dispatch.errors import Fault


def faults(case: Case, at: Places) -> Iterator[Fault]:
    """Deeper means no more energy, so shorter; and each depth has its duration."""
    for line in case.potline:
        depths, durations = line.duration_depth_pu, line.duration_h
        energies = [depth * hours for depth, hours in zip(depths, durations, strict=False)]
        falling = all(a < b for a, b in pairwise(depths)) and all(b <= a * (1 + 1e-9) for a, b in pairwise(energies))
        if len(depths) != len(durations) or not falling:
            yield Fault.of(
                "depths_unordered", at.of(line, "duration_h"), value=list(durations), limit=f"{list(depths)}"
            )


CHECKS = Checks(
    rules=(
        *within("potline", "wear_cost_cny_per_mwh", 0, MOST_CNY_PER_MWH),
        *within("potline", "shed_armed_pu", 0, 1),
        *ordered("potline", "shed_armed_pu", "shed_max_pu"),
        *ordered("potline", "heat_min_h", "heat_initial_h"),
        *ordered("potline", "heat_initial_h", "heat_max_h"),
    ),
    faults=faults,
)
