"""Typical weeks against the whole horizon: points solved both ways."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from dispatch.sizing.plan import Plan


def with_checks(plan: Plan, whole: Plan, chosen: Iterable[str]) -> Plan:
    """A plan of typical weeks with some of its points, and their baselines, on the full horizon behind them."""
    wanted = set(chosen)
    for point in plan.points:
        if point.id in wanted:
            wanted |= {name for name in (point.baseline_no_storage, point.baseline_hydro_only) if name}
    by_label = {(point.kind, point.label): point for point in whole.points}
    checks = []
    for point in plan.points:
        twin = by_label.get((point.kind, point.label))
        if point.id in wanted and twin is not None:
            checks.append(replace(twin, full_of=point.id))
    return replace(plan, points=(*plan.points, *checks), bases={**whole.bases, **plan.bases})
