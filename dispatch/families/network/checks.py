"""Limits of lines and links, and what must be true of them beyond one field."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from dispatch.case.places import Places
from dispatch.case.rules import MOST_CNY_PER_MWH, Checks, Rule, ordered, within
from dispatch.case.schema import Case
from dispatch.errors import Fault
from dispatch.families.network.entity import Line, Link


def faults(case: Case, at: Places) -> Iterator[Fault]:
    """Branches from a bus to itself, and lines under the voltage law without a reactance."""
    branches: tuple[Line | Link, ...] = (*case.line, *case.link)
    for branch in branches:
        if branch.bus0 == branch.bus1:
            yield Fault.of("same_bus_twice", at.of(branch, "bus1"), value=branch.bus1, name=branch.bus1)
    for line in case.line:
        if line.kirchhoff and not line.x_pu:
            yield Fault.of("missing_reactance", at.of(line, "kirchhoff"), value=line.x_pu, limit="x_pu ≠ 0")


CHECKS = Checks(
    rules=(
        *within("line", "p_max_pu", 0, 1.5),
        *within("link", "p_max_pu", 0, 1.2),
        *within("link", "p_min_pu", -1.2, 1.2),
        *ordered("link", "p_min_pu", "p_max_pu"),
        *within("link", "marginal_cost_cny_per_mwh", -MOST_CNY_PER_MWH, MOST_CNY_PER_MWH),
        Rule("lossy_two_way_link", "link", "p_min_pu", "≥", ("loss_pu",), lambda loss: 0.0 if loss > 0 else -np.inf),
    ),
    faults=faults,
)
