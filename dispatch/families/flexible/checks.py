"""What must be true of every flexible load beyond one field: the load that it changes, the price of lost product."""

from __future__ import annotations

from collections.abc import Iterator

from dispatch.case.places import Places
from dispatch.case.rules import Checks
from dispatch.case.schema import Case
from dispatch.errors import Fault
from dispatch.families.flexible.entity import Flexible, Producing
from dispatch.families.rooms import flexible_entities


def faults(case: Case, at: Places) -> Iterator[Fault]:
    """Every fault of flexible loads, enabled or not; a load may be changed by one enabled entity."""
    changed_by: dict[str, str] = {}
    for family, entity in flexible_entities(case):
        if entity.enabled:
            yield from _changed_twice(entity, f"{family} '{entity.id}'", changed_by, at)
        if isinstance(entity, Producing):
            yield from _loss(entity, at)


def _changed_twice(entity: Flexible, label: str, changed_by: dict[str, str], at: Places) -> Iterator[Fault]:
    name = entity.load
    if changed_by.setdefault(name, label) != label:
        yield Fault.of("load_bent_twice", at.of(entity, "load"), value=name, name=name, other=changed_by[name])


def _loss(plant: Producing, at: Places) -> Iterator[Fault]:
    """What may be lost must have a price, or nothing would ever be made."""
    price = plant.product_value_cny_per_t if plant.lost_cost_cny_per_t is None else plant.lost_cost_cny_per_t
    for field, known in (("mwh_per_t", plant.mwh_per_t), ("lost_cost_cny_per_t", price)):
        if plant.target_pu < 1 and not known:
            where = at.of(plant, "target_pu")
            yield Fault.of("missing_companion", where, value=plant.target_pu, field="target_pu < 1", other=field)


CHECKS = Checks(faults=faults)
