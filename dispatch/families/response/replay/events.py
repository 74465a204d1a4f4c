"""What every contingency takes away, and where frequency goes then.

    size       data, or the share of what the asset carries in the dispatch (corridors: of what is sent out)
    left       kinetic energy outside, in machines on line and emulated, less that of the share that is lost, of its
               emulated part too; of a unit lost at a size of its own that of its rating
    surplus(t) = P·(1 + margin) − shortfall − Σ R·g(t)·(1 − lost share of the own asset)           MW
    f(τ)       = f0/(2·left) · ∫₀^τ surplus dt       by trapezia between all kinks of all profiles, so exactly

Held: the rate f0·(P·(1 + margin) − shortfall)/(2·left) within RoCoF_max, |f(τ)| within Δf_max at every instant of the
case, the surplus at the steady instant within what load damps at Δf_ss, and the millisecond share. Energies are
compared (MW·s against 2·Δf_max/f0·left), so that nothing is divided by an energy that may be nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from dispatch.audit.recorder import Array
from dispatch.families.bus.expected import study_area_buses
from dispatch.families.response.entity import ResponseProfile, Way
from dispatch.families.response.expected.live import WAYS
from dispatch.families.response.expected.losses import ExpectedContingency, contingencies_of
from dispatch.families.response.expected.responders import profiles_of
from dispatch.families.response.replay.held import Held
from dispatch.families.rooms import FLEXIBLE
from dispatch.families.virtual_plant.expected import members_of


@dataclass(frozen=True, eq=False)
class Outside:
    """(N,) of the system outside: kinetic energy, primary response and its profile, MW that load damps at Δf_ss."""

    kinetic: Array
    primary: Array
    profile: ResponseProfile
    damped: Array

    @classmethod
    def of(cls, held: Held) -> Outside:
        settings, case = held.recorder.case.response, held.recorder.case
        here = 1.0 if settings.system == "interconnected" else 0.0
        home = study_area_buses(case)
        demand = sum(
            (held.column("load", x.id, "demand_mw") for x in case.load if x.bus in home),
            np.zeros(held.recorder.horizon.periods),
        )
        series = held.recorder.series
        load = demand + here * series.of(settings, "external_load_mw")
        return cls(
            here * series.of(settings, "external_kinetic_mw_s"),
            here * series.of(settings, "external_primary_mw"),
            profiles_of(case)[settings.external_profile],
            settings.damping_pu * load * settings.steady_max_hz / settings.f0_hz,
        )


def ramped(profile: ResponseProfile, at_s: Array) -> Array:
    """What one MW delivers at instants: read off its broken line."""
    begin = profile.dead_time_s or 0.0
    end = begin + (profile.ramp_s or 0.0)
    if profile.tier == "T0":
        return np.zeros_like(at_s)
    if end == begin:
        return (at_s >= begin).astype(float)
    return np.interp(at_s, [begin, end], [0.0, 1.0])


def audit_events(held: Held) -> None:
    """Kinetic energy by direction, then every contingency."""
    events, settings = contingencies_of(held.recorder.case), held.recorder.case.response
    if not events:
        return
    outside = Outside.of(held)
    kinetic = _kinetic(held, outside)
    known = tuple(c.id for c in events)
    missed, uncovered, nothing = [], [], np.zeros(held.recorder.horizon.periods)
    for c in events:
        read = {
            name: held.reader.read("contingency", known, [c.id], name)[0]
            for name in ("size_mw", "margin_pu", "margin_ms_pu", "delivered_ms_mw", "required_ms_mw")
        }
        size = _size(held, c)
        held.judge("contingency.size", c.id, np.abs(read["size_mw"] - size), read["size_mw"], size)
        for name in ("margin_pu", "margin_ms_pu"):
            least = held.series(c.entity, name)
            held.judge("contingency.margin", c.id, least - read[name], read[name], least)
        short = nothing
        if settings.millisecond_share > 0 and not settings.hard:
            short = held.reader.read("contingency", known, [c.id], "shortfall_ms_mw")[0]
            held.judge("contingency.shortfall", c.id, -short, short, nothing)
        missed.append(short)
        _milliseconds(held, c, outside, read, size, short)
        if settings.security:
            left = kinetic[c.way] - _lost(held, c, size)
            stated = held.reader.read("contingency", known, [c.id], "kinetic_mw_s")[0]
            held.judge("contingency.kinetic", c.id, np.abs(stated - left), stated, kinetic[c.way])
            missing = nothing
            if not settings.hard:
                missing = held.reader.read("contingency", known, [c.id], "shortfall_mw")[0]
                held.judge("contingency.shortfall", c.id, -missing, missing, nothing)
            uncovered.append(missing)
            covered = (1 + read["margin_pu"]) * size - missing
            _frequency(held, c, outside, covered, left)
    hours = held.recorder.horizon.cost_h
    if settings.millisecond_share > 0 and not settings.hard:
        held.recorder.cost("contingency.shortfall_ms", hours * settings.shortfall_cost_cny_per_mw_h * np.array(missed))
    if settings.security and not settings.hard:
        held.recorder.cost("contingency.shortfall", hours * settings.security_cost_cny_per_mw_h * np.array(uncovered))


def _kinetic(held: Held, outside: Outside) -> dict[Way, Array]:
    """(N,) kinetic energy by direction; checks it."""
    settings, horizon = held.recorder.case.response, held.recorder.horizon
    nothing = np.zeros(horizon.periods)
    if not settings.security:
        return dict.fromkeys(WAYS, nothing)
    turning = sum((r for r in _turning(held).values()), nothing)
    kinetic = {}
    for way in WAYS:
        emulated = sum(
            (
                held.reserve[way][s.id] * settings.f0_hz / 2 / settings.rocof_max_hz_s
                for _, s in held.live[way]
                if s.profile.tier == "T0"
            ),
            nothing,
        )
        kinetic[way] = outside.kinetic + turning + emulated
        stated = held.reader.read("security", WAYS, [way], "kinetic_mw_s")[0]
        held.judge("security.kinetic", way, np.abs(stated - kinetic[way]), stated, kinetic[way])
    return kinetic


def _turning(held: Held) -> dict[str, Array]:
    """Responder → MW·s of its machines on line."""
    known = tuple(r.id for r in held.responders)
    return {
        r.id: r.inertia_h_s * held.reader.read("responder", known, [r.id], "online_mw")[0]
        for r in held.responders
        if r.inertia_h_s > 0
    }


def _lost(held: Held, c: ExpectedContingency, size: Array) -> Array:
    """(N,) MW·s that go with a contingency: a share of what turns and of what its asset emulates.

    One of several units that is lost at a size of its own takes all of its inertia, that of its rating, or of its size
    where that is more: it may be the only one on line.
    """
    settings, gone = held.recorder.case.response, np.zeros(held.recorder.horizon.periods)
    if c.asset is None:
        return gone
    turning = _turning(held)
    for r in held.responders:
        if r.asset is c.asset and r.id in turning:
            rating: Any = r.asset
            unit = r.inertia_h_s * np.maximum(c.share_pu * rating.p_nom_mw, size)
            gone = gone + (unit if c.one_of_several else c.share_pu * turning[r.id])
    for r, s in held.live[c.way]:
        if r.asset is c.asset and s.profile.tier == "T0":
            gone = gone + c.share_pu * held.reserve[c.way][s.id] * settings.f0_hz / (2 * settings.rocof_max_hz_s)
    return gone


def _size(held: Held, c: ExpectedContingency) -> Array:
    if c.fixed:
        return held.series(c.entity, "size_mw")
    assert c.asset is not None
    carried = _drawn(held, c.asset) if c.family == "load" else held.carried(c.family, c.asset)
    return np.asarray(c.share_pu * c.carried_sign * carried)


def _drawn(held: Held, load: Any) -> Array:
    """(N,) MW that a load draws: served, with demand response, lending cars and calls of virtual plants."""
    recorder = held.recorder
    drawn = held.column("load", load.id, "served_mw")
    demand = held.column("load", load.id, "demand_mw")
    for kind in FLEXIBLE:
        for plant in (x for x in getattr(recorder.case, kind) if x.enabled and x.load == load.id):
            drawn = drawn + held.column(kind, plant.id, "p_mw") - demand
            if kind == "charging" and plant.v2g_share_pu > 0:
                known = [x.id for x in recorder.case.charging if x.enabled and x.v2g_share_pu > 0]
                lent = [held.reader.read(kind, known, [plant.id], name)[0] for name in ("restore_mw", "give_mw")]
                drawn = drawn + lent[0] - lent[1]
    called = [
        p
        for p in recorder.case.virtual_plant
        if p.enabled and any(o.virtual_plant == p.id for o in recorder.case.offer)
    ]
    for plant in called:
        members = members_of(plant, recorder.case)
        asked = [m.share_pu * m.load.p_nom_mw * held.series(m.load, "p_pu") for m in members]
        rated = [m.share_pu * m.load.p_nom_mw for m in members]
        less = held.reader.read("virtual_plant", [p.id for p in called], [plant.id], "less_mw")[0]
        whole = sum(asked, np.zeros_like(drawn))
        for m, mine, usual in zip(members, asked, rated, strict=True):
            if m.load.id == load.id:
                part = np.divide(mine, whole, out=np.full_like(drawn, usual / sum(rated)), where=whole > 0)
                drawn = drawn - part * less
    return drawn


def _staying(held: Held, c: ExpectedContingency) -> list[tuple[ResponseProfile, Array]]:
    """(profile, (N,) MW) of everything that is left to answer a contingency."""
    found = []
    for responder, service in held.live[c.way]:
        gone = c.share_pu if c.asset is not None and responder.asset is c.asset else 0.0
        found.append((service.profile, (1 - gone) * held.reserve[c.way][service.id]))
    return found


def _milliseconds(
    held: Held, c: ExpectedContingency, outside: Outside, read: dict[str, Array], size: Array, short: Array
) -> None:
    settings = held.recorder.case.response
    at = np.array([settings.limit_ms / 1000])
    # A profile that is full exactly at the limit is full, whatever the rounding of dead time + ramp.
    answers = [*_staying(held, c), (outside.profile, outside.primary)]
    delivered = sum((ramped(p, at + 1e-9)[0] * mw for p, mw in answers), np.zeros_like(size))
    held.judge(
        "contingency.delivered", c.id, np.abs(read["delivered_ms_mw"] - delivered), read["delivered_ms_mw"], delivered
    )
    required = settings.millisecond_share * (1 + read["margin_ms_pu"]) * size
    held.judge(
        "contingency.required", c.id, np.abs(read["required_ms_mw"] - required), read["required_ms_mw"], required
    )
    if settings.millisecond_share > 0:
        held.at_most("contingency.millisecond", c.id, required - short, delivered, np.abs(size))


def _frequency(held: Held, c: ExpectedContingency, outside: Outside, covered: Array, left: Array) -> None:
    settings = held.recorder.case.response
    size = np.abs(covered)
    held.at_most("contingency.rocof", c.id, covered, 2 * settings.rocof_max_hz_s / settings.f0_hz * left, size)
    answers = [*_staying(held, c), (outside.profile, outside.primary)]
    for tau, energy in zip(settings.instants_s, integrated(answers, covered, settings.instants_s), strict=True):
        limit = 2 * settings.deviation_max_hz / settings.f0_hz * left
        held.at_most("contingency.deviation", c.id, energy / tau, limit / tau, size)
    at = np.array([settings.steady_s + 1e-9])
    given = sum((ramped(p, at)[0] * mw for p, mw in answers), np.zeros_like(size))
    damped = outside.damped
    load: Any = c.asset
    if c.family == "load" and load.bus in study_area_buses(held.recorder.case):
        # What is lost damps no more.
        asked = held.column("load", load.id, "demand_mw")
        damped = damped - settings.damping_pu * c.share_pu * asked * settings.steady_max_hz / settings.f0_hz
    held.at_most("contingency.steady", c.id, covered - given, damped, size)


def integrated(
    answers: Sequence[tuple[ResponseProfile, Array]], lost: Array, instants_s: Sequence[float]
) -> list[Array]:
    """(N,) MW·s that are missing from the event to every instant."""
    kinks = {edge for p, _ in answers for edge in ((p.dead_time_s or 0.0), (p.dead_time_s or 0.0) + (p.ramp_s or 0.0))}
    jumps = {p.dead_time_s or 0.0 for p, _ in answers if not p.ramp_s}
    grid = np.array(sorted({0.0, *kinks, *instants_s, *(j - 1e-12 for j in jumps if j > 0)}))
    missing = np.broadcast_to(lost, (len(grid), len(lost))) - sum(
        (ramped(p, grid)[:, None] * mw for p, mw in answers), np.zeros((len(grid), len(lost)))
    )
    steps = np.diff(grid)[:, None] * (missing[1:] + missing[:-1]) / 2
    total = np.concatenate([np.zeros((1, len(lost))), np.cumsum(steps, axis=0)])
    return [total[int(np.searchsorted(grid, tau))] for tau in instants_s]
