"""Limits of offers, and what must be true of the members of virtual plants beyond one field."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase

from dispatch.case.names import nearest
from dispatch.case.places import Places
from dispatch.case.rules import MOST_CNY_PER_MWH, TOLERANCE, Checks, within
from dispatch.case.schema import Case
from dispatch.errors import Fault
from dispatch.families.flexible.entity import enabled
from dispatch.families.rooms import flexible_entities
from dispatch.families.virtual_plant.entity import VirtualPlant
from dispatch.families.virtual_plant.members import Member, members_of

LEAST_MW = 1.0


def faults(case: Case, at: Places) -> Iterator[Fault]:
    """Every fault of virtual plants and their offers."""
    for plant in case.virtual_plant:
        yield from _named(plant, case, at)
        yield from _size(plant, case, at)
    yield from _promises(case, at)


def _named(plant: VirtualPlant, case: Case, at: Places) -> Iterator[Fault]:
    """A county or kinds that lead nowhere, and shares that do not fit their loads."""
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
    """What is switched on: no member is flexible by itself, none promises more than all of itself."""
    changed_by = {e.load: f"{family} '{e.id}'" for family, e in flexible_entities(case) if e.enabled}
    promised: dict[str, list[tuple[VirtualPlant, Member]]] = {}
    for plant in enabled(case.virtual_plant):
        for member in members_of(plant, case):
            name = member.load.id
            promised.setdefault(name, []).append((plant, member))
            if name in changed_by:
                where = at.of(plant, member.field)
                yield Fault.of("load_bent_twice", where, value=name, name=name, other=changed_by[name])
    for name, promises in promised.items():
        total = sum(member.share_pu for _, member in promises)
        if total > 1 + TOLERANCE:
            plant, member = promises[-1]
            plants = tuple(p.id for p, _ in promises)
            where = at.of(plant, member.field)
            yield Fault.of("load_promised_twice", where, value=round(total, 9), name=name, plants=plants)


CHECKS = Checks(
    rules=(
        *within("offer", "available_pu", 0, 1),
        *within("offer", "price_cny_per_mwh", 0, MOST_CNY_PER_MWH),
        *within("offer", "price_cny_per_kw_event", 0, MOST_CNY_PER_MWH),
    ),
    faults=faults,
)
