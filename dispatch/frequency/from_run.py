"""A solved run → the cases to simulate: every period × contingency, with what the dispatch holds ready.

    events = events_of(case, series, tables)         events.cases, number = contingency · periods + period

What responds how:

| service | as simulated |
|---|---|
| T0 virtual inertia | inverter, K_v = R/RoCoF_max (the energy that the model counts, f0/(2·RoCoF_max)·R, is K_v·f0/2) |
| T2 of governors | droop on the capacity on line, at most R (`cases.Group` with a member each) |
| T1, T3 and T2 of others | armed by the signal of the event: R after dead time and ramp |
| the system outside | a governor that reaches `external_primary_mw` at the largest deviation of the steady state |

**Armed by signal**: a protection scheme knows what was lost and sends out what it asks for; dead times of profiles hold
its latency. A strategy table arms no more than the loss: services are taken by the time to their full power until they
add up to it. A frequency trigger alone could not keep 200 ms: in a large system the deviation needs longer than that
to pass any dead band. `armed_by="local"` shows what is left when the signal fails: inverters by droop (in proportion to
headroom, so that sums are exact), loads at `trigger_hz`.

With an asset that is lost in part, the same share of its response and of its inertia is lost. Where `security` is not
asked for, no capacity on line is known: what machines make counts, as if fully loaded.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from dispatch.case.schema import Case
from dispatch.families.response.entity import ResponseProfile
from dispatch.families.response.losses import lost_kinetic_mw_s, undamped_pu
from dispatch.families.response.resolve import (
    GOVERNORS,
    ResolvedContingency,
    ResolvedResponder,
    Service,
    droop_share_pu,
    is_governed,
    live_services,
    resolved_contingencies,
    resolved_profiles,
    resolved_responders,
    study_area_buses,
)
from dispatch.frequency.cases import Cases, Control, Group, HydroGovernor, Inverter, SteamGovernor, Triggered
from dispatch.results import schema
from dispatch.results.tables import Tables
from dispatch.series.assemble import Series

ArmedBy = Literal["signal", "local"]
WAYS = ("up", "down")
EXTERNAL = "outside"
# A shortfall below this is the noise of an interior method, which must not withdraw a promise: MW, and of the loss.
CLAIM_MW, CLAIM_PU = 0.02, 1e-4


@dataclass(frozen=True, eq=False)
class Events:
    """Cases of a run. Arrays are (contingencies, N).

    required_ms_mw: what must be there at the limit; claimed: where the dispatch says that all limits hold;
    claimed_ms: where it says so of the millisecond share.
    """

    cases: Cases
    contingencies: tuple[ResolvedContingency, ...]
    size_mw: np.ndarray
    kinetic_mw_s: np.ndarray
    required_ms_mw: np.ndarray
    claimed: np.ndarray
    claimed_ms: np.ndarray

    @property
    def shape(self) -> tuple[int, int]:
        """(contingencies, N)."""
        return self.size_mw.shape


def events_of(case: Case, series: Series, tables: Tables, armed_by: ArmedBy = "signal") -> Events | None:
    """What to simulate; None where nothing is asked for or nothing can be lost."""
    contingencies = resolved_contingencies(case)
    if not contingencies or "contingency" not in tables:
        return None
    settings, held = case.response, _Held(case, series, tables)
    size = np.maximum(tables.array("contingency", "size_mw"), 0.0)
    lost = np.array([held.lost_kinetic(c, mw) for c, mw in zip(contingencies, size, strict=True)])
    kinetic = held.outside_kinetic() + held.machines_kinetic() - lost
    kinetic = np.maximum(kinetic, 1.0)
    groups = [*_armed(held, contingencies, size, armed_by), *_outside(held, contingencies)]
    signs = np.array([[1.0 if c.way == "up" else -1.0] for c in contingencies])
    damping = np.array([held.damping_mw_per_hz(c) for c in contingencies])
    cases = Cases(
        settings.f0_hz, (signs * size).ravel(), kinetic.ravel(), damping.ravel(), groups, settings.limit_ms / 1000
    )
    return Events(cases, contingencies, size, kinetic, settings.millisecond_share * size, *_claims(case, tables))


class _Held:
    """Reserves, capacity on line and what they mean, read from the tables of a run."""

    def __init__(self, case: Case, series: Series, tables: Tables):
        self.case, self.series, self.tables, self.settings = case, series, tables, case.response
        self.periods = series.horizon.periods
        self.responders = resolved_responders(case)
        self.live = {way: live_services(case, way) for way in WAYS}  # type: ignore[arg-type]

    def reserve(self, service: Service, way: str) -> np.ndarray:
        """(N,) MW."""
        table = self.tables.optional("response")
        column = f"reserve_{way}_mw"
        if table is None or column not in table.columns or service.id not in table.labels:
            return np.zeros(self.periods)
        return np.maximum(np.nan_to_num(table.of(service.id, column)), 0.0)

    def online(self, responder: ResolvedResponder) -> np.ndarray:
        """(N,) MW on line of a machine; of a store its rating, built or standing; else what the machine makes."""
        asset: Any = responder.asset
        if responder.family == "storage":
            return self._rated(asset)
        table = self.tables.optional("responder")
        if table is not None and "online_mw" in table.columns and responder.id in table.labels:
            return np.nan_to_num(table.of(responder.id, "online_mw"))
        made = self.tables.optional(responder.family)
        if made is None or asset.id not in made.labels:
            return np.zeros(self.periods)
        generated = schema.declares(responder.family, "generated_mw") and "generated_mw" in made.columns
        name = "generated_mw" if generated else "p_mw"
        return np.maximum(np.nan_to_num(made.of(asset.id, name)), 0.0)

    def governed_mw(self, responder: ResolvedResponder, service: Service, way: str) -> np.ndarray:
        """(N,) MW that the droop of a governor refers to: of what is no machine, so that all is asked for at Δf_ss."""
        if responder.family in ("powerhouse", "thermal", "storage"):
            return self.online(responder)
        return self.reserve(service, way) / max(droop_share_pu(service.profile, self.settings), 1e-6)

    def _rated(self, store: Any) -> np.ndarray:
        """(N,) MW that a store may discharge: what stands and what is installed."""
        built = self.tables.optional("storage_segment")
        rated = np.full(self.periods, float(store.p_nom_mw))
        if store.build_max_mw > 0 and built is not None and "installed_mw" in built.columns:
            rated = rated + np.asarray(built.of(store.id, "installed_mw"))[self.series.horizon.segment]
        return np.asarray(self.series.of(store, "p_max_pu") * rated)

    def machines_kinetic(self) -> np.ndarray:
        """(N,) MW·s of all machines on line."""
        turning = [x for x in self.responders if x.inertia_h_s > 0]
        return sum((x.inertia_h_s * self.online(x) for x in turning), np.zeros(self.periods))

    def lost_kinetic(self, contingency: ResolvedContingency, size_mw: np.ndarray) -> np.ndarray:
        """(N,) MW·s that go with the asset: of machines, no more than turns."""
        lost = np.zeros(self.periods)
        for x in self.responders:
            if contingency.asset is not None and x.asset is contingency.asset and x.inertia_h_s > 0:
                turning = x.inertia_h_s * self.online(x)
                lost = lost + np.minimum(lost_kinetic_mw_s(contingency, x, turning, size_mw), turning)
        return lost

    @property
    def joined(self) -> float:
        return float(self.settings.system == "interconnected")

    def outside_kinetic(self) -> np.ndarray:
        return self.joined * self.series.of(self.settings, "external_kinetic_mw_s")

    def damping_mw_per_hz(self, contingency: ResolvedContingency) -> np.ndarray:
        """(N,) D·P_load/f0 of the study area and the system outside, less a load that is lost."""
        inside, of = study_area_buses(self.case), self.series.of
        loads = [load.p_nom_mw * of(load, "p_pu") for load in self.case.load if load.bus in inside]
        total = sum(loads, np.zeros(self.periods)) + self.joined * of(self.settings, "external_load_mw")
        if (gone := undamped_pu(contingency, self.case)) is not None:
            total = total - gone[1] * gone[0].p_nom_mw * of(gone[0], "p_pu")
        return np.asarray(self.settings.damping_pu * total / self.settings.f0_hz)


def online_mw(case: Case, series: Series, tables: Tables, responder: ResolvedResponder, service: Service) -> np.ndarray:
    """(N,) MW that the droop of a governor refers to."""
    held = _Held(case, series, tables)
    return np.maximum(*(held.governed_mw(responder, service, way) for way in WAYS))


def _armed(
    held: _Held, contingencies: tuple[ResolvedContingency, ...], size: np.ndarray, armed_by: ArmedBy
) -> list[Group]:
    """One group a profile; a profile whose storages and others both serve counts as storage where any does."""
    pairs = {s.id: (r, s) for way in WAYS for r, s in held.live[way]}
    profiles = {s.profile.id: s.profile for _, s in pairs.values()}
    order = sorted(profiles.values(), key=_full_after_s)
    left = size.copy()
    groups = []
    for profile in order:
        serving = [(r, s) for r, s in pairs.values() if s.profile.id == profile.id]
        sizes = [_by_case(held, r, s, contingencies) for r, s in serving]
        control = control_of(profile, armed_by)
        if isinstance(control, Triggered) and control.trigger_hz == 0:
            total = sum(sizes, np.zeros(size.shape))
            used = np.minimum(total, left)
            left = left - used
            share = np.divide(used, total, out=np.zeros_like(total), where=total > 0)
            sizes = [share * one for one in sizes]
        groups.append(_group(held, profile, control, serving, sizes, contingencies))
    return groups


def _full_after_s(profile: ResponseProfile) -> tuple[float, bool]:
    """How long to full power, loads behind inverters of the same speed."""
    return (profile.dead_time_s or 0.0) + (profile.ramp_s or 0.0), profile.controller == "shed"


def _by_case(
    held: _Held, responder: ResolvedResponder, service: Service, contingencies: tuple[ResolvedContingency, ...]
) -> np.ndarray:
    """(contingencies, N) MW that help against each, less what is lost with the asset."""
    by_way = {way: held.reserve(service, way) for way in WAYS}
    return np.array([(1 - _lost_share(responder, c)) * by_way[c.way] for c in contingencies])


def _lost_share(responder: ResolvedResponder, contingency: ResolvedContingency) -> float:
    return contingency.share_pu if contingency.asset is not None and contingency.asset is responder.asset else 0.0


def _group(
    held: _Held,
    profile: ResponseProfile,
    control: Control,
    serving: list[tuple[ResolvedResponder, Service]],
    sizes: list[np.ndarray],
    contingencies: tuple[ResolvedContingency, ...],
) -> Group:
    """Sizes as headroom against the event: `up` of deficits, `down` of surpluses, nothing the other way."""
    deficit = np.array([[c.way == "up"] for c in contingencies])
    settings, total = held.settings, sum(sizes, np.zeros((len(contingencies), held.periods)))
    more: dict[str, Any] = {
        "up_mw": np.where(deficit, total, 0).ravel(),
        "down_mw": np.where(deficit, 0, total).ravel(),
    }
    if isinstance(control, HydroGovernor | SteamGovernor):
        rated = [
            np.array([(1 - _lost_share(r, c)) * held.governed_mw(r, s, WAYS[c.way == "down"]) for c in contingencies])
            for r, s in serving
        ]
        more["rated_mw"] = np.array([r.ravel() for r in rated])
        more["up_mw"] = np.array([np.where(deficit, s, 0).ravel() for s in sizes])
        more["down_mw"] = np.array([np.where(deficit, 0, s).ravel() for s in sizes])
    elif isinstance(control, Inverter) and profile.tier == "T0":
        more["inertia_mw_s_per_hz"] = (total / settings.rocof_max_hz_s).ravel()
    elif isinstance(control, Inverter):
        more["droop_mw_per_hz"] = (total / (settings.f0_hz * (profile.droop_pu or 1.0))).ravel()
    return Group(
        profile.id,
        control,
        **more,
        dead_band_hz=0.0 if profile.tier == "T0" else profile.dead_band_hz or 0.0,
        # Energy counts until the backing ends: a service that lasts no longer than the span is followed by slower ones.
        backing_mwh=(total * max(profile.backing_h or 0.0, settings.simulation_s / 3600)).ravel(),
        storage=any(r.family == "storage" for r, _ in serving),
    )


def control_of(profile: ResponseProfile, armed_by: ArmedBy = "signal") -> Control:
    """The controller that a profile is simulated with."""
    dead_s, ramp_s, lag_s = profile.dead_time_s or 0.0, profile.ramp_s or 0.0, profile.lag_s or 0.0
    if profile.tier == "T0":
        return Inverter(dead_s, lag_s)
    if is_governed(profile):
        return governor_of(profile)
    if armed_by == "local" and profile.controller in ("inverter", "hvdc"):
        return Inverter(dead_s, lag_s)
    return Triggered(dead_s, ramp_s, (profile.trigger_hz or 0.0) if armed_by == "local" else 0.0)


def governor_of(profile: ResponseProfile) -> HydroGovernor | SteamGovernor:
    """Its own dead time is that of the chain of lags; that of a profile, which stands for them, is not added."""
    if profile.controller == "steam_governor":
        return SteamGovernor(profile.droop_pu or 0.05, reheat_s=profile.lag_s or 8.0)
    usual = HydroGovernor()
    return HydroGovernor(
        profile.droop_pu or usual.droop_pu,
        max(profile.transient_droop_pu or usual.transient_droop_pu, profile.droop_pu or usual.droop_pu),
        profile.reset_s or usual.reset_s,
        profile.gate_s or usual.gate_s,
        profile.water_s or usual.water_s,
    )


def _outside(held: _Held, contingencies: tuple[ResolvedContingency, ...]) -> list[Group]:
    """The primary response of the system outside."""
    settings = held.settings
    primary = held.joined * held.series.of(settings, "external_primary_mw")
    if not primary.any():
        return []
    profile = resolved_profiles(held.case)[settings.external_profile]
    mw = np.tile(primary, len(contingencies))
    if profile.controller not in GOVERNORS:
        return [Group(EXTERNAL, Triggered(profile.dead_time_s or 0.0, profile.ramp_s or 0.0), mw, mw)]
    control, band = governor_of(profile), profile.dead_band_hz or 0.0
    rated = mw * settings.f0_hz * control.droop_pu / max(settings.steady_max_hz - band, 0.1 * settings.steady_max_hz)
    return [Group(EXTERNAL, control, mw, mw, rated, band)]


def _claims(case: Case, tables: Tables) -> tuple[np.ndarray, np.ndarray]:
    """(contingencies, N) where the dispatch promises the frequency limits, and the millisecond share."""
    settings = case.response
    shape = tables.array("contingency", "size_mw").shape
    tolerance = np.maximum(CLAIM_MW, CLAIM_PU * np.abs(tables.array("contingency", "size_mw")))
    found = []
    for asked, name in ((settings.security, "shortfall_mw"), (settings.millisecond_share > 0, "shortfall_ms_mw")):
        claimed = np.full(shape, asked)
        if asked and not settings.hard:
            claimed &= np.nan_to_num(tables.array("contingency", name)) <= tolerance
        found.append(claimed)
    return found[0], found[1]
