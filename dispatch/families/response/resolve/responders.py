"""Assets that respond: first what the case names, then what follows from technologies."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dispatch.case.entity import Entity
from dispatch.case.study_area import study_area_buses
from dispatch.families.response.catalogue import Ability
from dispatch.families.response.entity import Responder, ResponseProfile, Way
from dispatch.families.response.resolve.assets import (
    MACHINES,
    RESPONDING,
    ability_of,
    asset_of,
    bus_of,
    response_buses,
    split_asset,
)
from dispatch.families.response.resolve.delivery import is_governed
from dispatch.families.response.resolve.profiles import resolved_profiles

if TYPE_CHECKING:
    from dispatch.case.schema import Case


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
            ability, name = ability_of(family, asset), f"{family}/{asset.id}"
            if ability is None or not ability.derived or name in named or asset_of(case, name) is None:
                continue
            if bus_of(case, asset) in buses:
                id = asset.id if asset.id not in taken else f"{family}.{asset.id}"
                taken.add(id)
                yield Responder(id=id, zh=asset.zh, en=asset.en, asset=name), asset


def _responder(
    entity: Responder, asset: Entity, profiles: dict[str, ResponseProfile], *, derived: bool
) -> ResolvedResponder:
    family = split_asset(entity.asset)[0]
    ability = ability_of(family, asset) or Ability(())
    names = ability.services if entity.services is None else entity.services
    cost, inertia = entity.cost_cny_per_mw_h, entity.inertia_h_s
    return ResolvedResponder(
        id=entity.id,
        family=family,
        asset=asset,
        services=tuple(Service(entity.id, profiles[name]) for name in names if name in profiles),
        share_max_pu=ability.share_max_pu if entity.share_max_pu is None else entity.share_max_pu,
        cost_cny_per_mw_h=ability.cost_cny_per_mw_h if cost is None else cost,
        inertia_h_s=0.0 if family not in MACHINES else ability.inertia_h_s if inertia is None else inertia,
        load_min_pu=ability.load_min_pu if entity.load_min_pu is None else entity.load_min_pu,
        derived=derived,
    )
