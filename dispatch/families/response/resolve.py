"""Who responds to what: the settings of a case and the catalogue put together, once for block, replay and simulation.

    resolved_profiles(case)        name → ResponseProfile with every number filled in
    resolved_responders(case)      assets with their services
    resolved_contingencies(case)   contingencies, those of the case or, where it has none, derived ones
    response_notes(case)           what was derived, for people

A responder that the case names replaces the one that its asset would get by its technology, and silences it with
`enabled: false`. Nothing here depends on time: values that may vary stay what they are in the case.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dispatch.case.entity import Entity
from dispatch.case.study_area import study_area_buses as study_area_buses
from dispatch.families.charging.entity import Charging
from dispatch.families.computing.entity import Computing
from dispatch.families.corridor.entity import Corridor
from dispatch.families.hydro.entity import Powerhouse
from dispatch.families.load.entity import Load
from dispatch.families.potline.entity import Potline
from dispatch.families.response.catalogue import (
    BACKING_H,
    BY_TIER,
    CATALOGUE,
    CHARGING,
    COMPUTING,
    CORRIDOR,
    HYDRO,
    LOAD,
    POLE_SHARE,
    POTLINE,
    STORAGE,
    THERMAL,
    UNIT_MW,
    Ability,
)  # fmt: skip
from dispatch.families.response.entity import Contingency, Responder, Response, ResponseProfile, Way
from dispatch.families.storage.entity import Storage
from dispatch.families.thermal.entity import Thermal

if TYPE_CHECKING:
    from dispatch.case.schema import Case

RESPONDING = ("storage", "powerhouse", "thermal", "potline", "charging", "computing", "load", "corridor")
LOSABLE = ("powerhouse", "thermal", "renewable", "storage", "corridor", "load")
_MACHINES = ("powerhouse", "thermal")
GOVERNORS = ("hydro_governor", "steam_governor")


@dataclass(frozen=True)
class Service:
    """One profile of one responder; `id` is responder:profile."""

    responder: str
    profile: ResponseProfile

    @property
    def id(self) -> str:
        return f"{self.responder}:{self.profile.id}"

    @property
    def governed(self) -> bool:
        """Whether a governor of a machine or a pumped store gives it, by its droop."""
        return is_governed(self.profile)

    def goes(self, way: Way) -> bool:
        """Whether it is offered in a direction."""
        return self.profile.direction in (way, "both")


@dataclass(frozen=True)
class ResolvedResponder:
    """An asset that responds, every number filled in. `inertia_h_s` is that of its machines, 0 for converters."""

    id: str
    family: str
    asset: Entity
    services: tuple[Service, ...]
    share_max_pu: float
    cost_cny_per_mw_h: float
    inertia_h_s: float
    load_min_pu: float
    derived: bool

    def serving(self, way: Way) -> tuple[Service, ...]:
        """Its services in a direction."""
        return tuple(service for service in self.services if service.goes(way))


@dataclass(frozen=True)
class ResolvedContingency:
    """`size_mw` from the entity where it is given, else `share_pu` of what the asset carries; `sign` makes it a loss.

    `family` and `asset` are empty for a loss that is data alone.
    """

    id: str
    entity: Contingency
    way: Way
    family: str
    asset: Entity | None
    share_pu: float
    sign: float
    derived: bool

    @property
    def fixed(self) -> bool:
        """Whether its size is data."""
        return self.entity.size_mw is not None

    @property
    def loses_unit(self) -> bool:
        """Whether one unit of several is lost at a size of its own: then all of its rating turned, however little else
        of the plant is on line; a share of what is on line would forget that.
        """
        return self.fixed and self.asset is not None and self.share_pu < 1


def delivered_pu(profile: ResponseProfile, after_s: float) -> float:
    """g: what one MW of a service delivers `after_s` seconds after the event; virtual inertia counts as inertia."""
    if profile.tier == "T0":
        return 0.0
    since = after_s - (profile.dead_time_s or 0.0)
    ramp = profile.ramp_s or 0.0
    # An instant at which the ramp ends belongs to what is delivered, whatever the rounding of 0.05 + 0.15.
    if ramp <= 0:
        return 1.0 if since >= -1e-9 else 0.0
    share = min(max(since / ramp, 0.0), 1.0)
    return 1.0 if share > 1 - 1e-9 else share


def energy_s(profile: ResponseProfile, after_s: float) -> float:
    """G: MW·s that one MW of a service has delivered `after_s` seconds after the event, ∫ g."""
    if profile.tier == "T0":
        return 0.0
    since, ramp = max(after_s - (profile.dead_time_s or 0.0), 0.0), profile.ramp_s or 0.0
    return since - ramp / 2 if since >= ramp else since * since / (2 * ramp)


def is_governed(profile: ResponseProfile) -> bool:
    """Whether a governor delivers a service: no more than its droop asks for, however much is held ready."""
    return profile.tier == "T2" and profile.controller in GOVERNORS


def droop_share_pu(profile: ResponseProfile, told: Response) -> float:
    """What a governor asks of each MW of its rating at the largest deviation of the steady state, beyond the dead band:
    (Δf_ss − db)/(f0·R_p).
    """
    beyond = max(told.steady_max_hz - (profile.dead_band_hz or 0.0), 0.0)
    return beyond / (told.f0_hz * (profile.droop_pu or 0.05))


def resolved_profiles(case: Case) -> dict[str, ResponseProfile]:
    """Every profile by name: the catalogue, with what the case says of it, and those that the case adds."""
    found = {name: _whole(profile) for name, profile in CATALOGUE.items()}
    for profile in case.response_profile:
        base = found.get(profile.id, _whole(BY_TIER[profile.tier or "T1"]))
        told = {k: v for k, v in profile if v is not None and v != ""}
        if profile.tier is not None and profile.tier != base.tier:
            if profile.backing_h is None:
                told["backing_h"] = BACKING_H[profile.tier]
            if profile.virtual_inertia_h_s is None:
                told["virtual_inertia_h_s"] = BY_TIER[profile.tier].virtual_inertia_h_s or 0.0
        found[profile.id] = base.model_copy(update=told)
    return found


def _whole(profile: ResponseProfile) -> ResponseProfile:
    """A profile with the backing of its tier and no virtual inertia where it has none."""
    more: dict[str, object] = {}
    if profile.backing_h is None:
        more["backing_h"] = BACKING_H[profile.tier or "T1"]
    if profile.virtual_inertia_h_s is None:
        more["virtual_inertia_h_s"] = 0.0
    return profile.model_copy(update=more)


def split_asset(name: str) -> tuple[str, str]:
    """`storage/bat` → (storage, bat)."""
    family, _, id = name.partition("/")
    return family, id


def asset_of(case: Case, name: str) -> Entity | None:
    """The entity that `family/id` names, None where there is none or it is switched off."""
    family, id = split_asset(name)
    if family not in {*RESPONDING, *LOSABLE}:
        return None
    found = next((e for e in getattr(case, family) if e.id == id), None)
    return found if found is None or getattr(found, "enabled", True) else None


def ability_of(asset: Entity) -> Ability | None:
    """What an asset can do by its kind and technology; None for what cannot respond."""
    if isinstance(asset, Storage):
        return STORAGE.get(asset.technology.split("_")[0], STORAGE["lfp"])
    kinds: dict[type[Entity], Ability] = {
        Powerhouse: HYDRO, Thermal: THERMAL, Potline: POTLINE, Charging: CHARGING, Computing: COMPUTING, Load: LOAD,
        Corridor: CORRIDOR,
    }  # fmt: skip
    return next((ability for kind, ability in kinds.items() if type(asset) is kind), None)


def response_buses(case: Case) -> frozenset[str]:
    """Buses whose assets respond without being named: those of `response.areas`, else of the home area, else all."""
    areas = case.response.areas or ((case.home_area,) if case.home_area else ())
    return frozenset(bus.id for bus in case.bus if not areas or bus.area in areas)


def bus_of(case: Case, asset: Entity) -> str:
    """Where an asset stands; a flexible load stands where its load does."""
    bus = getattr(asset, "bus", None)
    if bus is not None:
        return str(bus)
    load = getattr(asset, "load", None)
    return next((x.bus for x in case.load if x.id == load), "")


def resolved_responders(case: Case) -> tuple[ResolvedResponder, ...]:
    """Everything that responds: first what the case names, then what follows from technologies; empty unless asked."""
    if not case.response.asked:
        return ()
    profiles, found = resolved_profiles(case), []
    named = {responder.asset for responder in case.responder}
    islanded, inside = case.response.system == "islanded", study_area_buses(case)
    for responder in case.responder:
        asset = asset_of(case, responder.asset) if responder.enabled else None
        if asset is not None and not (islanded and bus_of(case, asset) not in inside):
            found.append(_responder(responder, asset, profiles, derived=False))
    if case.response.derive_responders:
        found += [_responder(r, asset, profiles, derived=True) for r, asset in _derived_responders(case, named)]
    return tuple(found)


def _derived_responders(case: Case, named: set[str]) -> Iterator[tuple[Responder, Entity]]:
    buses = response_buses(case)
    if case.response.system == "islanded":
        buses &= study_area_buses(case)
    taken = {responder.id for responder in case.responder}
    for family in RESPONDING:
        for asset in getattr(case, family):
            ability, name = ability_of(asset), f"{family}/{asset.id}"
            if ability is None or not ability.derived or name in named or asset_of(case, name) is None:
                continue
            if bus_of(case, asset) in buses:
                id = asset.id if asset.id not in taken else f"{family}.{asset.id}"
                taken.add(id)
                yield Responder(id=id, zh=asset.zh, en=asset.en, asset=name), asset


def _responder(
    told: Responder, asset: Entity, profiles: dict[str, ResponseProfile], *, derived: bool
) -> ResolvedResponder:
    ability = ability_of(asset) or Ability(())
    names = ability.services if told.services is None else told.services
    family = split_asset(told.asset)[0]
    inertia = ability.inertia_h_s if told.inertia_h_s is None else told.inertia_h_s
    return ResolvedResponder(
        id=told.id,
        family=family,
        asset=asset,
        services=tuple(Service(told.id, profiles[name]) for name in names if name in profiles),
        share_max_pu=ability.share_max_pu if told.share_max_pu is None else told.share_max_pu,
        cost_cny_per_mw_h=ability.cost_cny_per_mw_h if told.cost_cny_per_mw_h is None else told.cost_cny_per_mw_h,
        inertia_h_s=inertia if family in _MACHINES else 0.0,
        load_min_pu=ability.load_min_pu if told.load_min_pu is None else told.load_min_pu,
        derived=derived,
    )


def resolved_contingencies(case: Case) -> tuple[ResolvedContingency, ...]:
    """Contingencies that count for the system asked for; derived ones where the case names none of them."""
    if not case.response.asked:
        return ()
    system, told = case.response.system, [c for c in case.contingency if c.enabled]
    fitting = [c for c in told if c.system in ("any", system)]
    if not fitting and not case.contingency and case.response.derive_contingencies:
        return tuple(_contingency(c, case, derived=True) for c in _derived_contingencies(case))
    return tuple(_contingency(c, case, derived=False) for c in fitting)


def _contingency(told: Contingency, case: Case, *, derived: bool) -> ResolvedContingency:
    asset = None if told.asset is None else asset_of(case, told.asset)
    share = 1 / (told.units or 1) if told.share_pu is None else told.share_pu
    family = "" if told.asset is None or asset is None else split_asset(told.asset)[0]
    # Exports and loads are withdrawals: losing one is a surplus, losing an import a deficit.
    gives = family not in ("corridor", "load")
    deficit = told.direction == "deficit"
    return ResolvedContingency(
        told.id, told, "up" if deficit else "down", family, asset, share, 1.0 if gives == deficit else -1.0, derived
    )


def _derived_contingencies(case: Case) -> Iterator[Contingency]:
    """The largest unit; the poles of corridors with the system outside, either way; without it the largest load."""
    islanded = case.response.system == "islanded"
    buses = study_area_buses(case) if islanded else response_buses(case)
    units: tuple[Powerhouse | Thermal, ...] = (*case.powerhouse, *case.thermal)
    plants = [p for p in units if p.bus in buses and p.p_nom_mw > 0]
    if plants:
        plant = max(plants, key=unit_mw)
        yield Contingency(
            id="largest_unit", zh="最大单机", en="Largest unit", direction="deficit", size_mw=unit_mw(plant),
            asset=f"{'powerhouse' if isinstance(plant, Powerhouse) else 'thermal'}/{plant.id}",
            share_pu=min(1.0, unit_mw(plant) / plant.p_nom_mw),
        )  # fmt: skip
    loads = [load for load in case.load if load.bus in buses and load.p_nom_mw > 0]
    if islanded and loads:
        load = max(loads, key=lambda x: x.p_nom_mw)
        yield Contingency(
            id="largest_load", zh="最大负荷", en="Largest load", direction="surplus", asset=f"load/{load.id}"
        )
    if not islanded:
        for corridor in case.corridor:
            if corridor.bus in buses and corridor.p_nom_mw > 0:
                yield Contingency(
                    id=f"{corridor.id}_pole", zh=f"{corridor.zh or corridor.id}单极闭锁",
                    en=f"{corridor.en or corridor.id}: one pole", direction="surplus",
                    asset=f"corridor/{corridor.id}", share_pu=POLE_SHARE,
                )  # fmt: skip
                if _may_import(corridor):
                    yield Contingency(
                        id=f"{corridor.id}_pole_import", zh=f"{corridor.zh or corridor.id}受电时单极闭锁",
                        en=f"{corridor.en or corridor.id}: one pole while importing", direction="deficit",
                        asset=f"corridor/{corridor.id}", share_pu=POLE_SHARE,
                    )  # fmt: skip


def _may_import(corridor: Corridor) -> bool:
    """Whether power may come in: limits that vary may be below nothing at some time."""
    least = corridor.p_min_pu
    return not isinstance(least, int | float) or least < 0


def unit_mw(plant: Powerhouse | Thermal) -> float:
    """Rating of one unit: the plant in as many equal units as its technology's typical rating makes."""
    first = plant.technology.split("_")[0]
    typical = UNIT_MW.get(first, UNIT_MW["hydro"] if isinstance(plant, Powerhouse) else UNIT_MW["thermal"])
    return plant.p_nom_mw / max(1, math.ceil(plant.p_nom_mw / typical - 1e-9))


def is_live(case: Case, service: Service) -> bool:
    """Whether a service can help with anything that is asked: within the limit, or at all where security is asked."""
    told, profile = case.response, service.profile
    if told.security:
        return profile.tier == "T0" or energy_s(profile, max((*told.instants_s, told.steady_s))) > 0
    return delivered_pu(profile, told.limit_ms / 1000) > 0


def live_services(case: Case, way: Way) -> tuple[tuple[ResolvedResponder, Service], ...]:
    """(responder, service) of everything that may be held ready in a direction in which something can be lost."""
    if not any(c.way == way for c in resolved_contingencies(case)):
        return ()
    return tuple(
        (responder, service) for responder in resolved_responders(case) for service in responder.serving(way)
        if is_live(case, service)
    )  # fmt: skip


def shed_lines(case: Case) -> frozenset[str]:
    """Potlines that sell their shed as a response: their `shed_mw` is armed."""
    return frozenset(r.asset.id for r, _ in live_services(case, "up") if r.family == "potline")


def priced_by_response(case: Case) -> frozenset[tuple[str, str]]:
    """(family, id) of everything whose power, state or water the response puts a price on besides that of energy."""
    found = {(r.family, r.asset.id) for way in ("up", "down") for r, _ in live_services(case, way)}
    found |= {("reservoir", str(r.asset.reservoir)) for r, _ in live_services(case, "up")
              if isinstance(r.asset, Powerhouse)}  # fmt: skip
    found |= {(c.family, c.asset.id) for c in resolved_contingencies(case) if c.asset is not None and not c.fixed}
    if case.response.security:
        found |= {(r.family, r.asset.id) for r in resolved_responders(case) if r.inertia_h_s > 0}
    return frozenset(found)


def response_notes(case: Case) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """(code, names) of what was derived rather than named, for notes beside results."""
    derived = tuple(r.id for r in resolved_responders(case) if r.derived)
    events = tuple(c.id for c in resolved_contingencies(case) if c.derived)
    return tuple((code, names) for code, names in (("derived_responders", derived), ("derived_contingencies", events))
                 if names)  # fmt: skip
