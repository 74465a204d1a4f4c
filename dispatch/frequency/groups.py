"""Responders grouped by what they deliver after an event: delivery profile, controller, limits, energy behind them."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np

from dispatch.case.schema import Case
from dispatch.families.bus.expected import study_area_buses
from dispatch.families.response.entity import Response, ResponseProfile
from dispatch.families.response.expected.live import WAYS, live_of
from dispatch.families.response.expected.losses import ExpectedContingency
from dispatch.families.response.expected.responders import (
    ExpectedResponder,
    ExpectedService,
    profiles_of,
    responders_of,
)
from dispatch.frequency.cases import Control, Group, HydroGovernor, Inverter, SteamGovernor, Triggered
from dispatch.results import schema
from dispatch.results.tables import Tables
from dispatch.series.assemble import Series

ArmedBy = Literal["signal", "local"]

EXTERNAL = "outside"
GOVERNORS = ("hydro_governor", "steam_governor")


class Reported:
    """Reserves, capacity on line and what they mean, read from the tables of a run."""

    def __init__(self, case: Case, series: Series, tables: Tables):
        self.case, self.series, self.tables, self.settings = case, series, tables, case.response
        self.periods = series.horizon.periods
        self.responders = responders_of(case)
        self.live = {way: live_of(case, way) for way in WAYS}

    def reserve(self, service: ExpectedService, way: str) -> np.ndarray:
        """(N,) MW."""
        table = self.tables.optional("response")
        column = f"reserve_{way}_mw"
        if table is None or column not in table.columns or service.id not in table.labels:
            return np.zeros(self.periods)
        return np.maximum(np.nan_to_num(table.of(service.id, column)), 0.0)

    def online(self, responder: ExpectedResponder) -> np.ndarray:
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
        power = made.of(asset.id, "p_mw")
        if schema.declares(responder.family, "generated_mw") and "generated_mw" in made.columns:
            # Powerhouses at constant productivity are NaN there.
            generated = made.of(asset.id, "generated_mw")
            power = np.where(np.isnan(generated), power, generated)
        return np.maximum(np.nan_to_num(power), 0.0)

    def governed_mw(self, responder: ExpectedResponder, service: ExpectedService, way: str) -> np.ndarray:
        """(N,) MW that the droop of a governor refers to: of what is no machine, so that all is asked for at Δf_ss."""
        if responder.family in ("powerhouse", "thermal", "storage"):
            return self.online(responder)
        return self.reserve(service, way) / max(_droop_share_pu(service.profile, self.settings), 1e-6)

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

    def lost_kinetic(self, contingency: ExpectedContingency, size_mw: np.ndarray) -> np.ndarray:
        """(N,) MW·s that go with the asset: of machines, no more than turns."""
        lost = np.zeros(self.periods)
        for x in self.responders:
            if contingency.asset is not None and x.asset is contingency.asset and x.inertia_h_s > 0:
                machine: Any = x.asset
                turning = x.inertia_h_s * self.online(x)
                # A unit that is lost at a size of its own may be the only one on line: all of its rating turned.
                unit = x.inertia_h_s * np.maximum(contingency.share_pu * machine.p_nom_mw, size_mw)
                gone = unit if contingency.one_of_several else contingency.share_pu * turning
                lost = lost + np.minimum(gone, turning)
        return lost

    @property
    def joined(self) -> float:
        return float(self.settings.system == "interconnected")

    def outside_kinetic(self) -> np.ndarray:
        return self.joined * self.series.of(self.settings, "external_kinetic_mw_s")

    def damping_mw_per_hz(self, contingency: ExpectedContingency) -> np.ndarray:
        """(N,) D·P_load/f0 of the study area and the system outside, less a load that is lost."""
        inside, of = study_area_buses(self.case), self.series.of
        loads = [load.p_nom_mw * of(load, "p_pu") for load in self.case.load if load.bus in inside]
        total = sum(loads, np.zeros(self.periods)) + self.joined * of(self.settings, "external_load_mw")
        load: Any = contingency.asset
        if contingency.family == "load" and load.bus in inside:
            total = total - contingency.share_pu * load.p_nom_mw * of(load, "p_pu")
        return np.asarray(self.settings.damping_pu * total / self.settings.f0_hz)


def online_mw(
    case: Case, series: Series, tables: Tables, responder: ExpectedResponder, service: ExpectedService
) -> np.ndarray:
    """(N,) MW that the droop of a governor refers to."""
    held = Reported(case, series, tables)
    return np.maximum(*(held.governed_mw(responder, service, way) for way in WAYS))


def _droop_share_pu(profile: ResponseProfile, settings: Response) -> float:
    """What droop asks of each MW of a rating at the largest deviation of the steady state."""
    beyond = max(settings.steady_max_hz - (profile.dead_band_hz or 0.0), 0.0)
    return beyond / (settings.f0_hz * (profile.droop_pu or 0.05))


def full_after_s(profile: ResponseProfile) -> tuple[float, bool]:
    """How long to full power, loads behind inverters of the same speed."""
    return (profile.dead_time_s or 0.0) + (profile.ramp_s or 0.0), profile.controller == "shed"


def by_case(
    held: Reported,
    responder: ExpectedResponder,
    service: ExpectedService,
    contingencies: tuple[ExpectedContingency, ...],
) -> np.ndarray:
    """(contingencies, N) MW that help against each, less what is lost with the asset."""
    by_way = {way: held.reserve(service, way) for way in WAYS}
    return np.array([(1 - _lost_share(responder, c)) * by_way[c.way] for c in contingencies])


def _lost_share(responder: ExpectedResponder, contingency: ExpectedContingency) -> float:
    return contingency.share_pu if contingency.asset is not None and contingency.asset is responder.asset else 0.0


def group_of(
    held: Reported,
    profile: ResponseProfile,
    control: Control,
    serving: list[tuple[ExpectedResponder, ExpectedService]],
    sizes: list[np.ndarray],
    contingencies: tuple[ExpectedContingency, ...],
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
    if profile.tier == "T2" and profile.controller in GOVERNORS:
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


def outside_groups(held: Reported, contingencies: tuple[ExpectedContingency, ...]) -> list[Group]:
    """The primary response of the system outside."""
    settings = held.settings
    primary = held.joined * held.series.of(settings, "external_primary_mw")
    if not primary.any():
        return []
    profile = profiles_of(held.case)[settings.external_profile]
    mw = np.tile(primary, len(contingencies))
    if profile.controller not in GOVERNORS:
        return [Group(EXTERNAL, Triggered(profile.dead_time_s or 0.0, profile.ramp_s or 0.0), mw, mw)]
    control, band = governor_of(profile), profile.dead_band_hz or 0.0
    rated = mw * settings.f0_hz * control.droop_pu / max(settings.steady_max_hz - band, 0.1 * settings.steady_max_hz)
    return [Group(EXTERNAL, control, mw, mw, rated, band)]
