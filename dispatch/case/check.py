"""Checks across entities: references, contradictions between fields, an empty case.

`check_case` finds every fault of a case, whether it came from files or from Python objects. References are checked
here for every family by the types of its fields; other conditions of a family are in its `checks`. Faults that depend
on time (a profile above its limit in one hour) are found by `dispatch.series.limits` once the horizon is known.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import chain

import pandas as pd
from pydantic import BaseModel

from dispatch.case.entity import Entity
from dispatch.case.names import bracketed_unit, nearest
from dispatch.case.places import Places
from dispatch.case.reference import references_of
from dispatch.case.rules import Violation, When, room_checks, violations
from dispatch.case.schema import Case
from dispatch.case.settings import Fact, Settings
from dispatch.case.table import TimeTable
from dispatch.case.timing import time_faults
from dispatch.case.varying import Monthly, SeriesRef
from dispatch.case.zones import is_zone
from dispatch.errors import CaseError, Fault, Where
from dispatch.families.rooms import ENTITIES, FAMILIES, MODELLED, entities, entities_of

_REPEATED_DAYS = {"day": 1, "year": 365}


def check_case(case: Case, *, places: Places | None = None, quantities: Collection[str] | None = None) -> list[Fault]:
    """Every fault of a case. `quantities` are the names that facts may ask for; None leaves them unchecked."""
    at = places or Places()
    return list(
        chain(
            _emptiness(case, at),
            time_faults(case.time, at),
            _duplicate_ids(case, at),
            _unknown_entities(case, at),
            chain.from_iterable(checks.faults(case, at) for checks in room_checks()),
            _series_references(case, at),
            _series_repeats(case, at),
            _constant_limits(case, at),
            _facts(case, at, quantities),
        )
    )


def validate_case(case: Case, *, quantities: Collection[str] | None = None) -> None:
    """Raise CaseError with every fault of a case; return if there is none."""
    if faults := check_case(case, quantities=quantities):
        raise CaseError(faults)


def violation_fault(broken: Violation, where: Where) -> Fault:
    """The fault of a violated rule, at the place given by the caller."""
    rule = broken.rule
    return Fault.of(
        rule.code,
        where,
        value=broken.value,
        limit=broken.limit,
        field=rule.field,
        other=rule.label,
        unit=bracketed_unit(rule.field),
    )


def _emptiness(case: Case, at: Places) -> Iterator[Fault]:
    """A case without any demand."""
    asking = [family for family, entity in ENTITIES.items() if entity.asks_for_power]
    if not any(entities_of(case, family) or at.unread.get(family) for family in asking):
        yield Fault.of("empty_case", at.at(asking[0], label=", ".join(asking)))


def _duplicate_ids(case: Case, at: Places) -> Iterator[Fault]:
    lists: list[tuple[str, tuple[Entity | Fact, ...]]] = [(family, entities_of(case, family)) for family in FAMILIES]
    for family, listed in (*lists, ("facts", case.facts)):
        seen: set[str] = set()
        for entity in listed:
            if entity.id in seen:
                yield Fault.of("duplicate_id", at.of(entity, "id"), value=entity.id, family=family)
            seen.add(entity.id)


def _unknown_entities(case: Case, at: Places) -> Iterator[Fault]:
    """Names that lead nowhere, family by family of what they should name, in the order of the register."""
    order = {family: number for number, family in enumerate(ENTITIES)}
    found = [
        (order[reference.families[0]], fault)
        for family in ENTITIES
        for reference in references_of(ENTITIES[family])
        for entity in entities_of(case, family)
        for name in reference.names(entity)
        for fault in _unknown(reference.code, reference.families, case, entity, reference.field, name, at)
    ]
    yield from (fault for _, fault in sorted(found, key=lambda pair: pair[0]))


def _unknown(
    code: str, families: Sequence[str], case: Case, entity: BaseModel, field: str, name: str, at: Places
) -> Iterator[Fault]:
    """A fault if an entity names something that is in none of the families."""
    known = [other.id for family in families for other in entities_of(case, family)]
    if name not in known and not any(at.is_unread(family, name) for family in families):
        params = {"family": families[0]} if code == "unknown_entity" else {}
        where = at.of(entity, field)
        yield Fault.of(code, where, value=name, **params, name=name, nearest=nearest(name, known))


def _series_references(case: Case, at: Places) -> Iterator[Fault]:
    settings = (value for name in Settings.model_fields if isinstance(value := getattr(case, name), BaseModel))
    for entity in (*(entity for _, entity in entities(case)), *settings):
        for field, value in entity:
            if not isinstance(value, SeriesRef):
                continue
            table, column = value.address(case.hydrology)
            if table in MODELLED:
                yield from _unknown("unknown_entity", (table,), case, entity, field, column, at)
            elif table in case.series:
                columns = case.series[table].columns
                if column not in columns:
                    known = tuple(f"{table}/{name}" for name in nearest(column, columns))
                    where = at.of(entity, field)
                    yield Fault.of("unknown_column", where, value=value.series, table=table, name=column, nearest=known)
            elif not at.is_unread("series", table):
                where, known = at.of(entity, field), nearest(table, case.series)
                yield Fault.of("unknown_series", where, value=table, name=table, nearest=known)


def _series_repeats(case: Case, at: Places) -> Iterator[Fault]:
    if not is_zone(case.time.zone):
        return
    for name, table in case.series.items():
        if table.repeat != "no" and not _is_whole(table, case.time.zone):
            first = pd.Timestamp(table.start[0], tz="UTC").tz_convert(case.time.zone)
            where = at.at("series", name, label=f"series '{name}'")
            days = f"{_REPEATED_DAYS[table.repeat]} d"
            value = f"{first.isoformat()} + {table.length_s / 86_400:g} d"
            yield Fault.of("not_whole_repeat", where, value=value, limit=days, repeat=table.repeat, zone=case.time.zone)


def _is_whole(table: TimeTable, zone: str) -> bool:
    first = pd.Timestamp(table.start[0], tz="UTC").tz_convert(zone)
    new_year = table.repeat == "day" or first.day_of_year == 1
    return first == first.normalize() and new_year and table.length_s == _REPEATED_DAYS[table.repeat] * 86_400


def _constant_limits(case: Case, at: Places) -> Iterator[Fault]:
    def look(entity: Entity, field: str, when: When) -> object:
        value = getattr(entity, field)
        return None if isinstance(value, SeriesRef | Monthly) else value

    for broken in violations(case, look):
        yield violation_fault(broken, at.of(broken.entity, broken.rule.field))


def _facts(case: Case, at: Places, quantities: Collection[str] | None) -> Iterator[Fault]:
    for fact in case.facts:
        if quantities is not None and fact.quantity not in quantities:
            where, name = at.of(fact, "quantity"), fact.quantity
            yield Fault.of("unknown_quantity", where, value=name, name=name, nearest=nearest(name, quantities))
