"""What must be true of flexible loads beyond one field: the load that they bend, depths and durations, lost product."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from dispatch.case.names import nearest
from dispatch.case.places import Places
from dispatch.case.schema import Case
from dispatch.errors import Fault
from dispatch.families.batch_fleet.entity import BatchFleet
from dispatch.families.flexible.entity import Flexible, Producing
from dispatch.families.potline.entity import Potline
from dispatch.families.rooms import FLEXIBLE


def flexible_faults(case: Case, at: Places) -> Iterator[Fault]:
    """Every fault of entities that bend a load, enabled or not; a load may be bent once by what is enabled."""
    loads = [load.id for load in case.load]
    bent: dict[str, str] = {}
    for family in FLEXIBLE:
        for entity in getattr(case, family):
            yield from _attachment(entity, family, loads, bent, at)
            if isinstance(entity, Producing):
                yield from _loss(entity, at)
    for line in case.potline:
        yield from _durations(line, at)
    for fleet in case.batch_fleet:
        yield from _curve(fleet, at)


def _attachment(entity: Flexible, family: str, loads: list[str], bent: dict[str, str], at: Places) -> Iterator[Fault]:
    name, where = entity.load, at.of(entity, "load")
    if name not in loads and not at.is_unread("load", name):
        close = nearest(name, loads)
        yield Fault.of("unknown_entity", where, value=name, family="load", name=name, nearest=close)
    if entity.enabled and bent.setdefault(name, f"{family} '{entity.id}'") != f"{family} '{entity.id}'":
        yield Fault.of("load_bent_twice", where, value=name, name=name, other=bent[name])


def _durations(line: Potline, at: Places) -> Iterator[Fault]:
    """Deeper means no more energy, so shorter; and each depth has its duration."""
    depths, durations = line.duration_depth_pu, line.duration_h
    energies = [depth * hours for depth, hours in zip(depths, durations, strict=False)]
    ordered = all(a < b for a, b in pairwise(depths)) and all(b <= a * (1 + 1e-9) for a, b in pairwise(energies))
    if len(depths) != len(durations) or not ordered:
        yield Fault.of("depths_unordered", at.of(line, "duration_h"), value=list(durations), limit=f"{list(depths)}")


def _curve(fleet: BatchFleet, at: Places) -> Iterator[Fault]:
    share = fleet.ramp_share + fleet.hold_share
    if share > 1:
        yield Fault.of("batch_too_long", at.of(fleet, "hold_share"), value=share)


def _loss(plant: Producing, at: Places) -> Iterator[Fault]:
    """What may be lost must have a price, or nothing would ever be made."""
    price = plant.product_value_cny_per_t if plant.lost_cost_cny_per_t is None else plant.lost_cost_cny_per_t
    for field, known in (("mwh_per_t", plant.mwh_per_t), ("lost_cost_cny_per_t", price)):
        if plant.target_pu < 1 and not known:
            where = at.of(plant, "target_pu")
            yield Fault.of("missing_companion", where, value=plant.target_pu, field="target_pu < 1", other=field)
