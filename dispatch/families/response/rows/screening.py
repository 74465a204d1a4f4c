"""Which frequency rows are needed, proven from data before anything is solved; the optimum stays what it is.

With P the largest that (1 + m)·P_c can be (data, or the bound of what the asset carries) and E_ext, R_ext what the
system outside gives in any case:

    (screening.1) An instant τ with RoCoF_max·τ ≤ Δf_max follows from (response.4), as P·τ ≤ 2·RoCoF_max·τ/f0·E.
    (screening.2) Between two instants during which no service of the direction ramps, P·τ − Σ R·G(τ) is linear in τ, so
                  the instants in between follow from both ends; τ = 0 is such an end, where it says 0 ≤ E.
    (screening.3) In a period where P − R_ext·G_ext(τ)/τ ≤ (2·Δf_max/(f0·τ))·(E_ext − lost_max) the row holds whatever
                  is dispatched, (response.4) likewise, and (response.6) where R_ext·g_ext + damping ≥ P.
    (screening.4) Of two contingencies of one direction that are data alone, the one that is never larger follows from
                  the other, where limits are hard: a shortfall of the larger one says nothing of the smaller.

Rows that hold in every period are not written; those that hold in some are left free there (upper limit infinite).
Where margins may still grow (`response.simulate`), the proof is made with MARGIN_ROOM on top of them, and
(screening.4) is not used.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from dispatch.families.response.entity import ResponseProfile
from dispatch.families.response.losses import undamped_pu
from dispatch.families.response.resolve import (
    ResolvedContingency,
    delivered_pu,
    energy_s,
    resolved_profiles,
)
from dispatch.families.response.rows.plan import Plan

MARGIN_ROOM = 0.5


def damping_mw(plan: Plan, outside: Outside, contingency: ResolvedContingency) -> np.ndarray:
    """(N,) MW that loads damp at Δf_ss after a contingency: a load that is lost damps no more."""
    gone = undamped_pu(contingency, plan.case)
    if gone is None:
        return outside.damping_mw
    load, share = gone
    lost = share * load.p_nom_mw * plan.series.of(load, "p_pu")
    return np.asarray(
        outside.damping_mw - plan.settings.damping_pu * lost * plan.settings.steady_max_hz / plan.settings.f0_hz
    )


@dataclass(frozen=True, eq=False)
class Outside:
    """What the system outside gives whatever is dispatched: (N,) kinetic energy, primary response, damping in MW."""

    kinetic_mw_s: np.ndarray
    primary_mw: np.ndarray
    damping_mw: np.ndarray
    profile: ResponseProfile

    @classmethod
    def of(cls, plan: Plan) -> Outside:
        settings, series, case = plan.settings, plan.series, plan.case
        joined = float(settings.system == "interconnected")
        inside = [load for load in case.load if load.bus in plan.buses]
        home = sum((load.p_nom_mw * series.of(load, "p_pu") for load in inside), np.zeros(plan.m.period.size))
        load_mw = home + joined * series.of(settings, "external_load_mw")
        return cls(
            joined * series.of(settings, "external_kinetic_mw_s"),
            joined * series.of(settings, "external_primary_mw"),
            settings.damping_pu * load_mw * settings.steady_max_hz / settings.f0_hz,
            resolved_profiles(case)[settings.external_profile],
        )


def loss_limits(plan: Plan, contingency: ResolvedContingency) -> np.ndarray:
    """(N,) the largest that a loss can be, MW, margins aside; `sign` < 0 is the loss of what an asset takes."""
    if contingency.fixed:
        return plan.series.of(contingency.entity, "size_mw")
    if contingency.asset is None:
        return np.zeros(plan.m.period.size)
    output = plan.m.outputs[contingency.family]
    return np.asarray(contingency.share_pu * output.largest_mw(contingency.asset, gives=contingency.sign > 0))


def needed_instants(
    instants_s: Iterable[float], profiles: Iterable[ResponseProfile], rocof_max: float, deviation_max: float
) -> list[float]:
    """Instants that do not follow from others, (screening.1) and (screening.2)."""
    grid = sorted(set(instants_s))
    ramps = [(p.dead_time_s or 0.0, (p.dead_time_s or 0.0) + (p.ramp_s or 0.0)) for p in profiles if p.tier != "T0"]

    def straight(low: float, high: float) -> bool:
        return all(high <= begin or low >= end for begin, end in ramps if begin < end) and not any(
            low < begin < high for begin, end in ramps
        )

    kept = [
        tau for i, tau in enumerate(grid) if i + 1 == len(grid) or not straight(grid[i - 1] if i else 0.0, grid[i + 1])
    ]
    return [tau for tau in kept if rocof_max * tau > deviation_max * (1 + 1e-12)]


def binding(plan: Plan, outside: Outside, contingency: ResolvedContingency, tau_s: float | None) -> np.ndarray:
    """(N,) where a row may bind: of RoCoF where `tau_s` is None, else of that instant (screening.3)."""
    settings = plan.settings
    most = largest_loss(plan, contingency)
    kinetic = outside.kinetic_mw_s - lost_kinetic_max(plan, contingency)
    if tau_s is None:
        return most > 2 * settings.rocof_max_hz_s / settings.f0_hz * kinetic
    given = outside.primary_mw * energy_s(outside.profile, tau_s) / tau_s
    return most - given > 2 * settings.deviation_max_hz / (settings.f0_hz * tau_s) * kinetic


def binding_steady(plan: Plan, outside: Outside, contingency: ResolvedContingency) -> np.ndarray:
    """(N,) where the steady state may bind."""
    given = outside.primary_mw * delivered_pu(outside.profile, plan.settings.steady_s)
    given = given + damping_mw(plan, outside, contingency)
    return largest_loss(plan, contingency) > given


def largest_loss(plan: Plan, contingency: ResolvedContingency) -> np.ndarray:
    """(N,) the largest (1 + margin) · P_c, with an allowance for margins to grow where they may."""
    margin = plan.series.of(contingency.entity, "margin_pu") + (MARGIN_ROOM if plan.settings.simulate else 0.0)
    return (1 + margin) * loss_limits(plan, contingency)


def lost_kinetic_max(plan: Plan, contingency: ResolvedContingency) -> np.ndarray:
    """(N,) the most inertia, of machines and emulated, that goes with the asset."""
    lost = np.zeros(plan.m.period.size)
    for machine in plan.machines:
        if machine.asset is contingency.asset and not contingency.loses_unit:
            lost = lost + contingency.share_pu * machine.inertia_h_s * plan.headroom(machine).rating_mw(machine.asset)
    # Virtual inertia of the asset itself: at most what it may hold, all of which goes where the whole asset goes.
    for responder, service in plan.live[contingency.way]:
        if responder.asset is contingency.asset and service.profile.tier == "T0":
            per_mw = plan.settings.f0_hz / (2 * plan.settings.rocof_max_hz_s)
            lost = lost + contingency.share_pu * per_mw * plan.most_mw(responder, service)
    return lost + plan.unit_kinetic_mw_s(contingency)


def undominated(plan: Plan, chosen: Sequence[ResolvedContingency]) -> list[ResolvedContingency]:
    """Those that do not follow from another (screening.4); of equals the first stays."""
    if plan.settings.simulate or not plan.settings.hard:
        return list(chosen)
    size = {c.id: largest_loss(plan, c) for c in chosen if c.fixed and c.asset is None}

    def covered(c: ResolvedContingency, i: int) -> bool:
        for k, other in enumerate(chosen):
            if other.id == c.id or other.way != c.way or not other.fixed or c.id not in size:
                continue
            more = largest_loss(plan, other) - size[c.id]
            if (more >= 0).all() and (more.any() or other.id not in size or k < i):
                return True
        return False

    return [c for i, c in enumerate(chosen) if not covered(c, i)]
