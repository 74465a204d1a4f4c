"""Who belongs to a virtual plant, and what must be true of members and offers beyond one field."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import NamedTuple

from dispatch.case.names import nearest
from dispatch.case.places import Places
from dispatch.case.rules import TOLERANCE
from dispatch.case.schema import Case
from dispatch.errors import Fault
from dispatch.families.flexible.entity import enabled
from dispatch.families.load.entity import Load
from dispatch.families.rooms import FLEXIBLE
from dispatch.families.virtual_plant.entity import VirtualPlant

LEAST_MW = 1.0


class Member(NamedTuple):
    """A load and the share of its demand that it has promised; `field` is where the plant names it."""

    load: Load
    share_pu: float
    field: str


def members_of(plant: VirtualPlant, case: Case) -> tuple[Member, ...]:
    """Members in the order of the loads of the case; names that do not exist are left out."""
    told = dict(zip(plant.loads, plant.load_share_pu or (plant.share_pu,) * len(plant.loads), strict=False))
    county = {bus.id: bus.county for bus in case.bus}
    found = []
    for load in case.load:
        if load.id in plant.loads:
            found.append(Member(load, told.get(load.id, plant.share_pu), "loads"))
        elif county.get(load.bus) == plant.county and any(fnmatchcase(load.kind, kind) for kind in plant.kinds):
            found.append(Member(load, plant.share_pu, "kinds"))
    return tuple(found)


def virtual_faults(case: Case, at: Places) -> Iterator[Fault]:
    """Every fault of virtual plants and their offers."""
    for plant in case.virtual_plant:
        yield from _named(plant, case, at)
        yield from _size(plant, case, at)
    yield from _promises(case, at)
    plants = [plant.id for plant in case.virtual_plant]
    for offer in case.offer:
        name = offer.virtual_plant
        if name not in plants and not at.is_unread("virtual_plant", name):
            where, close = at.of(offer, "virtual_plant"), nearest(name, plants)
            yield Fault.of("unknown_entity", where, value=name, family="virtual_plant", name=name, nearest=close)


def _named(plant: VirtualPlant, case: Case, at: Places) -> Iterator[Fault]:
    """Names that lead nowhere, and shares that do not fit their loads."""
    loads = [load.id for load in case.load]
    for name in plant.loads:
        if name not in loads and not at.is_unread("load", name):
            where, close = at.of(plant, "loads"), nearest(name, loads)
            yield Fault.of("unknown_entity", where, value=name, family="load", name=name, nearest=close)
    if plant.load_share_pu and len(plant.load_share_pu) != len(plant.loads):
        where, given = at.of(plant, "load_share_pu"), len(plant.load_share_pu)
        yield Fault.of("member_shares_differ", where, value=given, count=len(plant.loads))
    counties = sorted({bus.county for bus in case.bus if bus.county})
    if plant.county and plant.county not in counties and not at.unread.get("bus"):
        where, close = at.of(plant, "county"), nearest(plant.county, counties)
        yield Fault.of("unknown_county", where, value=plant.county, name=plant.county, nearest=close)
    elif plant.kinds and not plant.county:
        where = at.of(plant, "kinds")
        yield Fault.of("missing_companion", where, value=list(plant.kinds), field="kinds", other="county")
    elif not at.unread.get("load"):
        county = {bus.id: bus.county for bus in case.bus}
        here = [load.kind for load in case.load if county.get(load.bus) == plant.county]
        for kind in plant.kinds:
            if not any(fnmatchcase(known, kind) for known in here):
                close = nearest(kind, here)
                yield Fault.of("kind_not_here", at.of(plant, "kinds"), value=kind, county=plant.county, nearest=close)


def _size(plant: VirtualPlant, case: Case, at: Places) -> Iterator[Fault]:
    """What members promise at their nominal power, which the rules want to be 1 MW or more."""
    if at.unread.get("load") or at.unread.get("bus"):
        return
    members = members_of(plant, case)
    promised = sum(m.share_pu * m.load.p_nom_mw for m in members)
    if not (plant.loads or plant.kinds):
        yield Fault.of("virtual_plant_empty", at.of(plant))
    elif members and promised < LEAST_MW:
        yield Fault.of("virtual_plant_small", at.of(plant), value=round(promised, 6), limit=f"≥ {LEAST_MW:g} MW")


def _promises(case: Case, at: Places) -> Iterator[Fault]:
    """What is switched on: no member bends by itself, none promises more than all of itself."""
    bent = {e.load: f"{family} '{e.id}'" for family in FLEXIBLE for e in getattr(case, family) if e.enabled}
    promised: dict[str, list[tuple[VirtualPlant, Member]]] = {}
    for plant in enabled(case.virtual_plant):
        for member in members_of(plant, case):
            name = member.load.id
            promised.setdefault(name, []).append((plant, member))
            if name in bent:
                where = at.of(plant, member.field)
                yield Fault.of("load_bent_twice", where, value=name, name=name, other=bent[name])
    for name, promises in promised.items():
        total = sum(member.share_pu for _, member in promises)
        if total > 1 + TOLERANCE:
            plant, member = promises[-1]
            plants = tuple(p.id for p, _ in promises)
            where = at.of(plant, member.field)
            yield Fault.of("load_promised_twice", where, value=round(total, 9), name=name, plants=plants)
