"""Who must respond, derived from the case a second time: nothing here comes from the model's resolution.

The rules are those of the docstrings of `Response`, `ResponseProfile` and `Responder`:

    profiles      the catalogue, field by field overridden by the case; a profile of its own starts from its tier
    responders    those that the case names and does not disable, then, where derived, every asset of a technology that
                  responds by itself and that no responder names, in `areas` (else the home area, else everywhere);
                  islanded: in the home area only

The numbers of the catalogue and the classes of the case are shared with the model (docs/audit.md).
"""

from __future__ import annotations

from dataclasses import dataclass

from dispatch.case.entity import Entity
from dispatch.case.schema import Case
from dispatch.families.bus.expected import study_area_buses
from dispatch.families.response import catalogue
from dispatch.families.response.entity import Responder, ResponseProfile

TURNING = ("powerhouse", "thermal")


@dataclass(frozen=True)
class ExpectedService:
    """One profile of one responder; tables call it responder:profile."""

    id: str
    profile: ResponseProfile


@dataclass(frozen=True)
class ExpectedResponder:
    """An asset that responds, with every number that the case or the catalogue gives."""

    id: str
    family: str
    asset: Entity
    services: tuple[ExpectedService, ...]
    share_max_pu: float
    cost_cny_per_mw_h: float
    inertia_h_s: float
    load_min_pu: float


def responding_buses(case: Case) -> set[str]:
    """Buses whose assets respond without being named."""
    areas, home = case.response.areas, study_area_buses(case)
    found = {bus.id for bus in case.bus if bus.area in areas} if areas else home
    return found & home if case.response.system == "islanded" else found


def profiles_of(case: Case) -> dict[str, ResponseProfile]:
    """Name → profile with every number."""
    found = {name: _with_backing(profile) for name, profile in catalogue.CATALOGUE.items()}
    for own in case.response_profile:
        known = found.get(own.id)
        base = known or _with_backing(catalogue.BY_TIER[own.tier or "T1"])
        values = {name: value for name, value in own if value is not None and value != ""}
        if own.tier is not None and base.tier != own.tier:
            tier = catalogue.BY_TIER[own.tier]
            values.setdefault("backing_h", catalogue.BACKING_H[own.tier])
            values.setdefault("virtual_inertia_h_s", tier.virtual_inertia_h_s or 0.0)
        found[own.id] = ResponseProfile.model_validate({**base.model_dump(), **values})
    return found


def _with_backing(profile: ResponseProfile) -> ResponseProfile:
    numbers = profile.model_dump()
    if numbers["backing_h"] is None:
        numbers["backing_h"] = catalogue.BACKING_H[profile.tier or "T1"]
    numbers["virtual_inertia_h_s"] = numbers["virtual_inertia_h_s"] or 0.0
    return ResponseProfile.model_validate(numbers)


def assets_of(case: Case) -> dict[str, Entity]:
    """`family/id` → asset that is not switched off, of families that respond or may be lost, in the order of both."""
    families = ("storage", "powerhouse", "thermal", "potline", "charging", "computing", "load", "corridor", "renewable")
    return {
        f"{family}/{asset.id}": asset
        for family in families
        for asset in getattr(case, family)
        if getattr(asset, "enabled", True)
    }


def _bus_of(case: Case, asset: Entity) -> str:
    """The bus of an asset, or of the load that it is attached to."""
    buses = {load.id: load.bus for load in case.load}
    return str(getattr(asset, "bus", None) or buses.get(getattr(asset, "load", ""), ""))


def _ability(name: str, asset: Entity) -> catalogue.Ability | None:
    family = name.split("/")[0]
    if family == "storage":
        technology = str(getattr(asset, "technology", "")).split("_")[0]
        return catalogue.STORAGE.get(technology, catalogue.STORAGE["lfp"])
    return catalogue.ABILITIES.get(family)


def responders_of(case: Case) -> tuple[ExpectedResponder, ...]:
    """Everything that must respond."""
    if not case.response.asked:
        return ()
    assets, profiles = assets_of(case), profiles_of(case)
    home, islanded = study_area_buses(case), case.response.system == "islanded"
    found = []
    for responder in case.responder:
        asset = assets.get(responder.asset)
        if asset is None or not responder.enabled or (islanded and _bus_of(case, asset) not in home):
            continue
        found.append(_expected(responder, asset, profiles))
    if case.response.derive_responders:
        found += [_expected(responder, assets[responder.asset], profiles) for responder in _derived(case, assets)]
    return tuple(found)


def _derived(case: Case, assets: dict[str, Entity]) -> list[Responder]:
    buses, found = responding_buses(case), list[Responder]()
    silenced = {responder.asset for responder in case.responder}
    ids = {responder.id for responder in case.responder}
    for name, asset in assets.items():
        ability = _ability(name, asset)
        if ability is None or not ability.derived or name in silenced or _bus_of(case, asset) not in buses:
            continue
        id = f"{name.split('/')[0]}.{asset.id}" if asset.id in ids else asset.id
        ids.add(id)
        found.append(Responder(id=id, asset=name))
    return found


def _expected(responder: Responder, asset: Entity, profiles: dict[str, ResponseProfile]) -> ExpectedResponder:
    family, ability = responder.asset.split("/")[0], _ability(responder.asset, asset)
    assert ability is not None

    def number(name: str) -> float:
        own = getattr(responder, name)
        return float(getattr(ability, name) if own is None else own)

    names = ability.services if responder.services is None else responder.services
    return ExpectedResponder(
        responder.id,
        family,
        asset,
        tuple(ExpectedService(f"{responder.id}:{name}", profiles[name]) for name in names if name in profiles),
        number("share_max_pu"),
        number("cost_cny_per_mw_h"),
        number("inertia_h_s") if family in TURNING else 0.0,
        number("load_min_pu"),
    )
