"""What single entities cannot see: references, the cascade, contradictions between fields, an empty case.

`check_case` finds every fault of a case, whether it came from files or from Python objects. What only shows over time
(a profile above its limit in one hour) is found by `dispatch.series.limits` once the horizon is known.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import chain

import pandas as pd
from pydantic import BaseModel

from dispatch.case.entity import Entity
from dispatch.case.names import bracketed_unit, nearest
from dispatch.case.places import Places
from dispatch.case.rules import Violation, When, violations
from dispatch.case.schema import Case
from dispatch.case.table import TimeTable
from dispatch.case.timing import time_faults
from dispatch.case.varying import Monthly, SeriesRef
from dispatch.case.zones import is_zone
from dispatch.errors import CaseError, Fault, Where
from dispatch.families.curve.checks import water_faults
from dispatch.families.flexible.checks import flexible_faults
from dispatch.families.flexible.usage_checks import usage_faults
from dispatch.families.hydro.pins import pin_faults
from dispatch.families.network.entity import Line, Link
from dispatch.families.pv_plant.entity import PvPlant
from dispatch.families.response.checks import response_faults
from dispatch.families.rooms import FAMILIES, MODELLED
from dispatch.families.storage.checks import sizing_faults
from dispatch.families.virtual_plant.members import virtual_faults
from dispatch.families.weather.checks import weather_site_faults
from dispatch.families.wind_farm.entity import WindFarm

_BUS_FIELDS = {
    "renewable": ("bus",), "powerhouse": ("bus",), "storage": ("bus",), "thermal": ("bus",), "load": ("bus",),
    "corridor": ("bus",), "line": ("bus0", "bus1"), "link": ("bus0", "bus1"),
}  # fmt: skip
_REPEATED_DAYS = {"day": 1, "year": 365}


def check_case(case: Case, *, places: Places | None = None, quantities: Collection[str] | None = None) -> list[Fault]:
    """Every fault of a case. `quantities` are the names that facts may ask for; None leaves them unchecked."""
    at = places or Places()
    return list(
        chain(
            _emptiness(case, at),
            time_faults(case.time, at),
            pin_faults(case, at),
            _duplicate_ids(case, at),
            _unknown_buses(case, at),
            _unknown_reservoirs(case, at),
            _unknown_weather(case, at),
            weather_site_faults(case, at),
            _cascade_cycles(case, at),
            _pumping(case, at),
            water_faults(case, at),
            flexible_faults(case, at),
            usage_faults(case, at),
            virtual_faults(case, at),
            response_faults(case, at),
            sizing_faults(case, at),
            _network(case, at),
            _series_references(case, at),
            _series_repeats(case, at),
            _constant_limits(case, at),
            _facts(case, at, quantities),
        )
    )


def validate_case(case: Case, *, quantities: Collection[str] | None = None) -> None:
    """Raise CaseError with every fault of a case, return where there is none."""
    if faults := check_case(case, quantities=quantities):
        raise CaseError(faults)


def entities(case: Case) -> Iterator[tuple[str, Entity]]:
    """(family, entity) of everything in the case, family by family."""
    for family in FAMILIES:
        for entity in getattr(case, family):
            yield family, entity


def violation_fault(broken: Violation, where: Where) -> Fault:
    """The fault of a broken rule, at a place that the caller knows best."""
    rule = broken.rule
    return Fault.of(
        rule.code, where, value=broken.value, limit=broken.limit,
        field=rule.field, other=rule.label, unit=bracketed_unit(rule.field),
    )  # fmt: skip


def _emptiness(case: Case, at: Places) -> Iterator[Fault]:
    unread = at.unread.get("load") or at.unread.get("corridor")
    if not (case.load or case.corridor or unread):
        yield Fault.of("empty_case", at.at("load", label="load, corridor"))
    areas = [bus.area for bus in case.bus if bus.area]
    if case.home_area and case.home_area not in areas and not at.unread.get("bus"):
        name = case.home_area
        yield Fault.of("unknown_area", at.at("home_area"), value=name, name=name, nearest=nearest(name, areas))


def _duplicate_ids(case: Case, at: Places) -> Iterator[Fault]:
    for family in (*FAMILIES, "facts"):
        seen: set[str] = set()
        for entity in getattr(case, family):
            if entity.id in seen:
                yield Fault.of("duplicate_id", at.of(entity, "id"), value=entity.id, family=family)
            seen.add(entity.id)


def _reference(
    code: str, family: str, known: Iterable[str], entity: BaseModel, field: str, name: str, at: Places
) -> Iterator[Fault]:
    """A fault if an entity names something that is not there."""
    names = list(known)
    if name not in names and not at.is_unread(family, name):
        yield Fault.of(code, at.of(entity, field), value=name, name=name, nearest=nearest(name, names))


def _named(
    code: str, family: str, known: Iterable[str], entity: BaseModel, field: str, name: str, at: Places
) -> Iterator[Fault]:
    """As `_reference`, for faults that also name the family."""
    names = list(known)
    if name not in names and not at.is_unread(family, name):
        yield Fault.of(code, at.of(entity, field), value=name, family=family, name=name, nearest=nearest(name, names))


def _unknown_buses(case: Case, at: Places) -> Iterator[Fault]:
    buses = {bus.id: None for bus in case.bus}
    for family, entity in entities(case):
        for field in _BUS_FIELDS.get(family, ()):
            if (name := getattr(entity, field)) not in buses:
                yield from _reference("unknown_bus", "bus", buses, entity, field, name, at)


def _unknown_reservoirs(case: Case, at: Places) -> Iterator[Fault]:
    lakes = [lake.id for lake in case.reservoir]
    for house in case.powerhouse:
        yield from _reference("unknown_reservoir", "reservoir", lakes, house, "reservoir", house.reservoir, at)
    for lake in case.reservoir:
        if lake.downstream is not None:
            yield from _reference("unknown_reservoir", "reservoir", lakes, lake, "downstream", lake.downstream, at)


def _unknown_weather(case: Case, at: Places) -> Iterator[Fault]:
    sites = [site.id for site in case.weather]
    plants: tuple[PvPlant | WindFarm, ...] = (*case.pv_plant, *case.wind_farm)
    for plant in plants:
        yield from _named("unknown_entity", "weather", sites, plant, "weather", plant.weather, at)


def _cascade_cycles(case: Case, at: Places) -> Iterator[Fault]:
    """Each circle of water once, at the first reservoir of the case that lies on it."""
    below = {lake.id: lake.downstream for lake in case.reservoir}
    lakes = {lake.id: lake for lake in case.reservoir}
    settled: set[str] = set()
    for first in below:
        path: list[str] = []
        here: str | None = first
        while here in below and here not in settled and here not in path:
            path.append(here)
            here = below[here]
        if here in path:
            circle = path[path.index(here) :]
            value = " → ".join([*circle, here])
            yield Fault.of("cascade_cycle", at.of(lakes[here], "downstream"), value=below[here], cycle=value)
        settled.update(path)


def _pumping(case: Case, at: Places) -> Iterator[Fault]:
    lakes = {lake.id: lake for lake in case.reservoir}
    for house in case.powerhouse:
        if house.pump_max_m3s == 0:
            continue
        lake = lakes.get(house.reservoir)
        if lake is not None and lake.downstream is None:
            where = at.of(house, "pump_max_m3s")
            yield Fault.of("pump_without_downstream", where, value=house.pump_max_m3s, limit="0", name=lake.id)
        if house.pump_mw_per_m3s is None:
            yield Fault.of("pump_without_power", at.of(house, "pump_max_m3s"), value=house.pump_max_m3s, limit="0")


def _network(case: Case, at: Places) -> Iterator[Fault]:
    branches: tuple[Line | Link, ...] = (*case.line, *case.link)
    for branch in branches:
        if branch.bus0 == branch.bus1:
            yield Fault.of("same_bus_twice", at.of(branch, "bus1"), value=branch.bus1, name=branch.bus1)
    for line in case.line:
        if line.kirchhoff and not line.x_pu:
            yield Fault.of("missing_reactance", at.of(line, "kirchhoff"), value=line.x_pu, limit="x_pu ≠ 0")


def _series_references(case: Case, at: Places) -> Iterator[Fault]:
    for entity in (*(entity for _, entity in entities(case)), case.response):
        for field, value in entity:
            if not isinstance(value, SeriesRef):
                continue
            table, column = value.address(case.hydrology)
            if table in MODELLED:
                ids = [made.id for made in getattr(case, table)]
                yield from _named("unknown_entity", table, ids, entity, field, column, at)
            elif table in case.series:
                columns = case.series[table].columns
                if column not in columns:
                    known = tuple(f"{table}/{name}" for name in nearest(column, columns))
                    where = at.of(entity, field)
                    yield Fault.of("unknown_column", where, value=value.series, table=table, name=column, nearest=known)
            else:
                yield from _reference("unknown_series", "series", case.series, entity, field, table, at)


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
