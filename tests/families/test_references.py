"""References as typed fields: every one is declared, and every one that leads nowhere is found."""

from __future__ import annotations

from typing import Any

import pytest

from dispatch.case.check import check_case
from dispatch.case.entity import Entity
from dispatch.case.names import field_types
from dispatch.case.reference import Reference, references_of
from dispatch.case.schema import Case
from dispatch.families.rooms import ENTITIES, FAMILIES, entities_of
from tests.everything import everything

REFERENCES = [(family, reference) for family in FAMILIES for reference in references_of(ENTITIES[family])]
# What makes series is no part of the model, and so not in the case with everything.
MAKERS: dict[str, list[dict[str, Any]]] = {
    "weather": [{"id": "hill", "lat": 27, "lon": 103}],
    "pv_plant": [{"id": "sun", "weather": "hill"}],
    "wind_farm": [{"id": "wind", "weather": "hill", "turbine": "any"}],
    "catchment": [{"id": "stream", "mean_m3s": 5, "shape": {"monthly": [1] * 12}}],
    "river_plant": [{"id": "mill", "catchment": "stream", "design_m3s": 5}],
    "temperature_load": [{"id": "heat", "weather": "hill"}],
}


def ids(pair: tuple[str, Reference]) -> str:
    return f"{pair[0]}.{pair[1].field}"


def misdirected(case: Case, family: str, reference: Reference) -> tuple[Case, Entity]:
    """The case with the first entity of a family that has this reference naming something that is not there."""
    entities = list(entities_of(case, family))
    at = next(i for i, entity in enumerate(entities) if reference.names(entity))
    names = reference.names(entities[at])
    many = isinstance(getattr(entities[at], reference.field), tuple)
    value: Any = ("nowhere", *names[1:]) if many else "nowhere"
    entities[at] = entities[at].model_copy(update={reference.field: value})
    return case.model_copy(update={family: tuple(entities)}), entities[at]


@pytest.mark.parametrize("pair", REFERENCES, ids=ids)
def test_a_name_that_leads_nowhere_is_a_fault(pair: tuple[str, Reference]) -> None:
    family, reference = pair
    made = {name: tuple(ENTITIES[name].model_validate(fields) for fields in listed) for name, listed in MAKERS.items()}
    case = everything().model_copy(update=made)
    assert any(reference.names(entity) for entity in entities_of(case, family)), f"no sample has {ids(pair)}"
    wrong, entity = misdirected(case, family, reference)
    place = f"{family} '{entity.id}' {reference.field}"
    found = [fault for fault in check_case(wrong) if fault.code == reference.code and fault.where.entity == place]
    assert [fault.value for fault in found] == ["nowhere"]


@pytest.mark.parametrize("family", FAMILIES)
def test_references_name_families_of_the_register(family: str) -> None:
    for reference in references_of(ENTITIES[family]):
        assert set(reference.families) <= set(FAMILIES), f"{family}.{reference.field}"


@pytest.mark.parametrize("family", FAMILIES)
def test_a_text_called_like_a_family_is_a_reference(family: str) -> None:
    declared = {reference.field for reference in references_of(ENTITIES[family])}
    for field in ENTITIES[family].model_fields:
        named = field.rstrip("0123456789") in FAMILIES or field.removesuffix("s") in FAMILIES
        if named and str in field_types(ENTITIES[family], field):
            assert field in declared, f"{family}.{field} names an entity: give it the type of its ids"
