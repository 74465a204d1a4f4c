"""What follows from the register: families, their entities, the rooms that they live in, and the parts of the rooms."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import get_args

from dispatch.case.entity import GROUPS, Entity
from dispatch.case.settings import Settings
from dispatch.families.declare import Declaration, Part, Phase
from dispatch.families.flexible.entity import Flexible
from dispatch.families.register import WITHOUT_ENTITIES, Families

_PACKAGE = "dispatch.families"


class UnknownFamilyError(LookupError):
    """A family that the register does not have."""


class MissingPartError(ImportError):
    """A room lacks a part that it declares, or its declaration."""


def _entity_types() -> dict[str, type[Entity]]:
    """family → entity, in the order of the register."""
    fields = {name: info for name, info in Families.model_fields.items() if name not in Settings.model_fields}
    return {name: get_args(info.annotation)[0] for name, info in fields.items()}


ENTITIES = _entity_types()
# In the order in which people see them: group by group, within a group as registered.
FAMILIES = tuple(sorted(ENTITIES, key=lambda family: GROUPS.index(ENTITIES[family].group)))
# Families whose entities change the demand of the load that they name.
FLEXIBLE = tuple(family for family in FAMILIES if issubclass(ENTITIES[family], Flexible))


def entity_type(family: str) -> type[Entity]:
    """The entity of a family. Raises UnknownFamilyError."""
    if family not in ENTITIES:
        raise UnknownFamilyError(f"no family '{family}' in the register; there are {', '.join(ENTITIES)}")
    return ENTITIES[family]


def room_of(family: str) -> str:
    """The room of a family: the package of its entity. Raises UnknownFamilyError."""
    return entity_type(family).__module__.removeprefix(f"{_PACKAGE}.").partition(".")[0]


ROOMS = tuple(dict.fromkeys([*(room_of(family) for family in ENTITIES), *WITHOUT_ENTITIES]))


def families_in(room: str) -> tuple[str, ...]:
    """Families that live in a room, in the order of the register."""
    return tuple(family for family in ENTITIES if room_of(family) == room)


@cache
def declaration(room: str) -> Declaration:
    """What a room says about itself. Raises MissingPartError."""
    found = getattr(_module(room, "declaration"), "DECLARATION", None)
    if not isinstance(found, Declaration):
        raise MissingPartError(f"{_PACKAGE}.{room}.declaration has no DECLARATION of type Declaration")
    return found


def rooms_with(part: Part, *phases: Phase) -> tuple[str, ...]:
    """Rooms that declare a part, in the order in which models are written: phase by phase, then as registered.

    phases: only rooms of these; of all where none is given.
    """
    wanted = phases or tuple(Phase)
    having = (room for room in ROOMS if part in declaration(room).parts and declaration(room).phase in wanted)
    return tuple(sorted(having, key=lambda room: declaration(room).phase))


def part(room: str, name: Part) -> ModuleType:
    """A part of a room, imported now. Raises MissingPartError for one that is declared and not there, or neither."""
    if name not in declaration(room).parts:
        raise MissingPartError(f"room '{room}' declares no part '{name}'; it has {', '.join(declaration(room).parts)}")
    return _module(room, name)


def _module(room: str, name: str) -> ModuleType:
    place = f"{_PACKAGE}.{room}.{name}"
    try:
        return import_module(place)
    except ModuleNotFoundError as missing:
        if missing.name not in (place, f"{_PACKAGE}.{room}"):
            raise
        file = f"{place.replace('.', '/')}.py"
        raise MissingPartError(f"room '{room}' has no part '{name}': {file} is missing") from None


# Families whose entities make a series each; other fields name them as `family/id`.
MODELLED = tuple(family for family in FAMILIES if "series" in declaration(room_of(family)).parts)


def entities_of(case: Families, family: str) -> tuple[Entity, ...]:
    """The entities of a family in a case. Raises UnknownFamilyError."""
    entity_type(family)
    found: tuple[Entity, ...] = getattr(case, family)
    return found


def entities(case: Families) -> Iterator[tuple[str, Entity]]:
    """(family, entity) of everything in the case, family by family."""
    for family in FAMILIES:
        for entity in entities_of(case, family):
            yield family, entity


def flexible_entities(case: Families) -> Iterator[tuple[str, Flexible]]:
    """(family, entity) of everything that changes the demand of a load, enabled or not."""
    for family, entity in entities(case):
        if isinstance(entity, Flexible):
            yield family, entity
