"""(response.1) and (response.2): reserves added up by profile and direction, and kinetic energy by direction.

Family `response_profile`: total_mw of profile/direction. Family `security` (where security is asked): kinetic_mw_s of
`up` and `down`. What machines add is a quantity of their responder.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from dispatch.families.response.entity import ResponseProfile, Way
from dispatch.families.response.rows.plan import WAYS, Plan

Key = tuple[str, Way]


def keys(plan: Plan) -> dict[Key, ResponseProfile]:
    """(profile, direction) → profile of everything that is added up; virtual inertia counts as kinetic energy."""
    return {(s.profile.id, way): s.profile for way in WAYS for _, s in plan.live[way] if s.profile.tier != "T0"}


def add_totals(plan: Plan) -> None:
    """Both families."""
    m = plan.m
    f, T = m.family("response_profile"), m.period
    Q = f.axis("response_profile", [f"{name}/{way}" for name, way in keys(plan)])
    total = f.var("total_mw", (Q, T))
    at = {key: i for i, key in enumerate(keys(plan))}
    mine = {}
    for way in WAYS:
        pairs = [(at[s.profile.id, way], k) for k, (_, s) in enumerate(plan.live[way]) if s.profile.tier != "T0"]
        home, member = (np.array([p[side] for p in pairs], dtype=np.int64) for side in (0, 1))
        mine[way] = f.members(f"of_{way}", Q, plan.f.axis_of[way], home, member)
    up, down = (plan.f.var_of[f"reserve_{way}_mw"] for way in WAYS)

    def total_of(q: Any, t: Any) -> Any:  # (response.1)
        return total[q, t] == sum(up[s, t] for s in mine["up"][q]) + sum(down[s, t] for s in mine["down"][q])

    f.constraint("total", (Q, T), total_of)
    if plan.settings.security:
        _add_kinetic(plan)


def _add_kinetic(plan: Plan) -> None:
    m, series = plan.m, plan.series
    f, T = m.family("security"), m.period
    W = f.axis("security", list(WAYS))
    kinetic = f.var("kinetic_mw_s", (W, T))
    outside = series.of(plan.settings, "external_kinetic_mw_s") * (plan.settings.system == "interconnected")
    external = f.param("external_kinetic_mw_s", (W, T), outside)
    virtual = {}
    for way in WAYS:
        pairs = [k for k, (_, s) in enumerate(plan.live[way]) if s.profile.tier == "T0"]
        at = np.full(len(pairs), WAYS.index(way), dtype=np.int64)
        virtual[way] = f.members(f"virtual_{way}", W, plan.f.axis_of[way], at, np.array(pairs, dtype=np.int64))
    up, down = (plan.f.var_of[f"reserve_{way}_mw"] for way in WAYS)
    per_mw = f.param("kinetic_per_mw", (W,), plan.settings.f0_hz / (2 * plan.settings.rocof_max_hz_s))

    def turning(t: Any) -> Any:
        found: Any = 0
        for machines in plan.turning.values():
            found = found + sum(machines.inertia[k] * machines.online[k, t] for k in machines.axis.set)
        return found

    def kinetic_of(w: Any, t: Any) -> Any:  # (response.2)
        emulated = sum(up[s, t] for s in virtual["up"][w]) + sum(down[s, t] for s in virtual["down"][w])
        return kinetic[w, t] == external[w, t] + turning(t) + per_mw[w] * emulated

    f.constraint("kinetic", (W, T), kinetic_of)
    f.dual("kinetic", "price_inertia_cny_per_mw_s_h", -m.horizon.cost_h)
