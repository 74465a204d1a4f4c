"""Reserves within the headroom of their assets; no megawatt is sold twice, nor beside the energy that it moves.

Every family writes its own rows (`Headroom.add_headroom` in its room). Here, R the sum of what a responder holds:

    (headroom.1) R ≤ share·rating          where a bound cannot say it: several services

Rows are written for what goes both ways, upwards and downwards, then for what can only drop what it draws.
"""

from __future__ import annotations

import numpy as np

from dispatch.families.response.entity import Way
from dispatch.families.response.resolve import RESPONDING
from dispatch.families.response.rows.plan import WAYS, Plan
from dispatch.program.headroom import Headroom


def add_headroom(plan: Plan) -> None:
    """Rows of everything but machines."""
    offers = [plan.m.outputs[family] for family in RESPONDING if family in plan.m.outputs]
    found = [x for x in offers if isinstance(x, Headroom) and not x.turns]
    for way in WAYS:
        for headroom in found:
            if headroom.ways == WAYS:
                headroom.add_headroom(plan, way)
        _add_shares(plan, way)
    for headroom in found:
        if headroom.ways != WAYS:
            headroom.add_headroom(plan, "up")


def _add_shares(plan: Plan, way: Way) -> None:
    """(headroom.1)."""
    services = [x.id for x, _ in plan.live[way]]
    several = [
        x
        for x in {x.id: x for x, _ in plan.live[way]}.values()
        if services.count(x.id) > 1 and not plan.headroom(x).limits_share(x)
    ]
    if not several:
        return
    f, T = plan.f, plan.m.period
    R = f.axis(f"shared_{way}", [x.id for x in several], index_name="responder")
    rated = np.array([x.share_max_pu * plan.headroom(x).rating_mw(x.asset) for x in several])
    most = f.param(f"shared_{way}_mw", (R, T), rated)
    reserve = plan.reserves_of(f"shared_{way}_services", R, several, way)
    f.constraint(f"shared_{way}", (R, T), lambda r, t: reserve(r, t) <= most[r, t])
