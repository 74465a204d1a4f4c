"""What must be true of the millisecond response beyond one field: assets, services, directions, backing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dispatch.case.names import nearest
from dispatch.case.places import Places
from dispatch.case.rules import Checks, within
from dispatch.case.schema import Case
from dispatch.errors import Fault
from dispatch.families.flexible.entity import enabled
from dispatch.families.response.entity import Contingency, Responder
from dispatch.families.response.resolve import (
    LOSABLE,
    RESPONDING,
    resolved_contingencies,
    resolved_profiles,
    resolved_responders,
    split_asset,
)
from dispatch.families.rooms import flexible_entities
from dispatch.families.virtual_plant.members import members_of

_INERTIA = ("storage",)


def faults(case: Case, at: Places) -> Iterator[Fault]:
    """Every fault of the response section, its profiles, responders and contingencies."""
    yield from _settings(case, at)
    seen: dict[str, str] = {}
    for responder in case.responder:
        yield from _asset(case, responder, RESPONDING, at)
        yield from _services(case, responder, at)
        if seen.setdefault(responder.asset, responder.id) != responder.id:
            where = at.of(responder, "asset")
            yield Fault.of("asset_responds_twice", where, value=responder.asset, name=seen[responder.asset])
    for contingency in case.contingency:
        yield from _contingency(case, contingency, at)


def _settings(case: Case, at: Places) -> Iterator[Fault]:
    settings, known = case.response, resolved_profiles(case)
    if settings.external_profile not in known:
        where, name = at.at("response", "external_profile"), settings.external_profile
        yield Fault.of("unknown_profile", where, value=name, name=name, nearest=nearest(name, known))
    areas = [bus.area for bus in case.bus if bus.area]
    for name in settings.areas:
        if name not in areas and not at.is_unread("bus", "*"):
            yield Fault.of(
                "unknown_area", at.at("response", "areas"), value=name, name=name, nearest=nearest(name, areas)
            )
    if settings.asked and not resolved_contingencies(case) and not at.is_unread("contingency", "*"):
        asked = "security" if settings.security else "millisecond_share"
        yield Fault.of(
            "nothing_to_lose", at.at("response", asked), value=getattr(settings, asked), system=settings.system
        )
    if settings.simulate and settings.limit_ms > 1000 * settings.simulation_s:
        yield Fault.of(
            "limit_beyond_span",
            at.at("response", "limit_ms"),
            value=settings.limit_ms,
            limit=f"≤ 1000 · simulation_s = {1000 * settings.simulation_s:g}",
        )
    yield from _lasting(case, at)
    if settings.security and not settings.instants_s:
        yield Fault.of("no_instants", at.at("response", "instants_s"), value=[])


def _lasting(case: Case, at: Places) -> Iterator[Fault]:
    """No service is counted beyond the time that its backing lasts."""
    settings = case.response
    if not settings.security:
        return
    field, latest = max(
        ("steady_s", settings.steady_s), ("instants_s", max(settings.instants_s, default=0.0)), key=lambda pair: pair[1]
    )
    lasting = {
        s.profile.id: 3600 * (s.profile.backing_h or 0.0)
        for r in resolved_responders(case)
        for s in r.services
        if s.profile.tier != "T0"
    }
    if not lasting:
        return
    name = min(lasting, key=lambda id: lasting[id])
    if latest > lasting[name] * (1 + 1e-9):
        yield Fault.of(
            "outlasts_backing", at.at("response", field), value=latest, limit=f"≤ {lasting[name]:g} s", name=name
        )


def _asset(case: Case, entity: Responder | Contingency, families: tuple[str, ...], at: Places) -> Iterator[Fault]:
    """The asset is written as family/id, of a family that fits, and is there."""
    if entity.asset is None:
        return
    family, id = split_asset(entity.asset)
    where = at.of(entity, "asset")
    if family not in families:
        yield Fault.of("asset_of_no_use", where, value=entity.asset, family=family, nearest=families)
        return
    known = [e.id for e in getattr(case, family)]
    if id not in known and not at.is_unread(family, id):
        yield Fault.of("unknown_entity", where, value=id, family=family, name=id, nearest=nearest(id, known))
    flexible = {x.load: f"{kind}/{x.id}" for kind, x in flexible_entities(case) if x.enabled}
    if isinstance(entity, Responder) and family == "load" and id in flexible:
        yield Fault.of("load_responds_bent", where, value=entity.asset, name=flexible[id])
    if isinstance(entity, Responder) and entity.enabled and family == "load" and (plant := _promised_to(case, id)):
        yield Fault.of("load_responds_promised", where, value=entity.asset, name=plant)


def _promised_to(case: Case, load: str) -> str | None:
    """The virtual plant that may call a load to draw less, if any: what it cuts cannot be dropped once more."""
    cutting = {offer.virtual_plant for offer in case.offer if offer.direction == "cut"}
    plants = (plant for plant in enabled(case.virtual_plant) if plant.id in cutting)
    return next((plant.id for plant in plants if any(m.load.id == load for m in members_of(plant, case))), None)


def _services(case: Case, responder: Responder, at: Places) -> Iterator[Fault]:
    profiles, where = resolved_profiles(case), at.of(responder, "services")
    family, id = split_asset(responder.asset)
    for name in responder.services or ():
        profile = profiles.get(name)
        if profile is None:
            yield Fault.of("unknown_profile", where, value=name, name=name, nearest=nearest(name, profiles))
            continue
        if profile.tier == "T0" and family not in _INERTIA:
            yield Fault.of("inertia_without_store", where, value=name, family=family)
        if profile.direction == "down" and family in ("potline", "charging", "computing", "load"):
            yield Fault.of("contradictory_direction", where, value=name, family=family, direction="down", other="up")
        yield from _backing(case, responder, id, family, profile.backing_h or 0.0, name, at)


def _backing(
    case: Case, responder: Responder, id: str, family: str, backing_h: float, name: str, at: Places
) -> Iterator[Fault]:
    """A store must be able to hold what its service asks for; a potline must survive as long as it is shed."""
    where = at.of(responder, "services")
    asset: Any = next((e for e in getattr(case, family, ()) if e.id == id), None)
    if family == "storage" and asset is not None and asset.p_nom_mw > 0 and asset.e_nom_mwh == 0 and backing_h > 0:
        yield Fault.of("store_without_energy", where, value=name, limit="e_nom_mwh > 0", name=id)
    if family == "potline" and asset is not None and backing_h > asset.shed_hours_h * (1 + 1e-9):
        yield Fault.of(
            "backing_too_long",
            where,
            value=backing_h,
            limit=f"≤ shed_hours_h = {asset.shed_hours_h:g}",
            name=name,
            other=id,
        )


def _contingency(case: Case, contingency: Contingency, at: Places) -> Iterator[Fault]:
    yield from _asset(case, contingency, LOSABLE, at)
    if contingency.size_mw is None and contingency.asset is None:
        yield Fault.of("contingency_without_size", at.of(contingency, "size_mw"))
    if contingency.asset is None:
        for field in ("share_pu", "units"):
            if getattr(contingency, field) is not None:
                yield Fault.of(
                    "missing_companion",
                    at.of(contingency, field),
                    value=getattr(contingency, field),
                    field=field,
                    other="asset",
                )
        return
    family = split_asset(contingency.asset)[0]
    if contingency.direction == "surplus" and family in ("powerhouse", "thermal", "renewable"):
        yield Fault.of(
            "contradictory_direction",
            at.of(contingency, "direction"),
            value="surplus",
            family=family,
            direction="surplus",
            other="deficit",
        )
    if contingency.direction == "deficit" and family == "load":
        yield Fault.of(
            "contradictory_direction",
            at.of(contingency, "direction"),
            value="deficit",
            family=family,
            direction="deficit",
            other="surplus",
        )


CHECKS = Checks(
    rules=(
        *within("contingency", "size_mw", 0, 1e6),
        *within("contingency", "margin_pu", 0, 10),
        *within("contingency", "margin_ms_pu", 0, 10),
    ),
    faults=faults,
)
