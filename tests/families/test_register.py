"""The register: every family has its room, every room the parts that it declares, and no part lies there unasked."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import dispatch.families
from dispatch.case.rules import Checks
from dispatch.families.declare import PARTS, Declaration, Part
from dispatch.families.register import WITHOUT_ENTITIES
from dispatch.families.rooms import (
    ENTITIES,
    FAMILIES,
    FLEXIBLE,
    MODELLED,
    ROOMS,
    MissingPartError,
    UnknownFamilyError,
    declaration,
    families_in,
    part,
    room_of,
)

HOME = Path(dispatch.families.__file__).parent


def rooms_on_disk() -> list[str]:
    return sorted(folder.name for folder in HOME.iterdir() if folder.is_dir() and folder.name != "__pycache__")


# What an engine asks of a part.
ENTRY: dict[Part, str] = {
    "rows": "add_rows",
    "replay": "audit_rows",
    "checks": "CHECKS",
    "series": "make_series",
    "linearization": "linearization",
    "goals": "goals",
    "refinement": "refine",
    "results": "add_tables",
    "removal": "without",
}


def parts_on_disk(room: str) -> set[Part]:
    """Parts that lie in a room; a package of code that other rooms share has no entry and is none."""
    places = {name: (HOME / room / f"{name}.py", HOME / room / name / "__init__.py") for name in PARTS}
    return {
        name
        for name, (module, package) in places.items()
        if module.exists() or (package.exists() and package.read_text(encoding="utf-8"))
    }


def test_every_room_is_registered() -> None:
    rooms, folders = set(ROOMS), set(rooms_on_disk())
    assert not folders - rooms, f"rooms without a line in the register: {', '.join(sorted(folders - rooms))}"
    assert not rooms - folders, f"rooms of the register that are not there: {', '.join(sorted(rooms - folders))}"


def test_families_in_every_order_are_the_same() -> None:
    assert sorted(FAMILIES) == sorted(ENTITIES)
    assert sorted(FAMILIES) == sorted(family for room in ROOMS for family in families_in(room))
    assert set(FLEXIBLE) | set(MODELLED) <= set(FAMILIES)


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_declares_the_parts_that_it_has(room: str) -> None:
    assert isinstance(declaration(room), Declaration)
    assert set(declaration(room).parts) == parts_on_disk(room), f"room '{room}': declared against written parts"


@pytest.mark.parametrize("room", ROOMS)
def test_every_part_has_what_engines_call(room: str) -> None:
    for name in declaration(room).parts:
        entry = getattr(part(room, name), ENTRY[name], None)
        right = isinstance(entry, Checks) if name == "checks" else callable(entry)
        assert right, f"room '{room}': part '{name}' lacks {ENTRY[name]}"


@pytest.mark.parametrize("room", ROOMS)
def test_what_moves_in_the_model_is_audited(room: str) -> None:
    parts = declaration(room).parts
    assert ("rows" in parts) == ("replay" in parts), f"room '{room}' needs both rows and replay, or neither"
    assert parts or families_in(room), f"room '{room}' has neither entities nor parts"


@pytest.mark.parametrize("family", FAMILIES)
def test_an_entity_lives_in_the_module_entity_of_its_room(family: str) -> None:
    # Labels of faults are made from the name of the class (`dispatch.case.names.label_of`).
    assert re.sub(r"(?<!^)(?=[A-Z])", "_", ENTITIES[family].__name__).lower() == family
    assert ENTITIES[family].__module__ == f"dispatch.families.{room_of(family)}.entity"
    assert ENTITIES[family].__doc__, f"{ENTITIES[family].__name__} has no docstring, which editors show"


def test_rooms_without_entities_are_not_empty() -> None:
    assert all(not families_in(room) and declaration(room).parts for room in WITHOUT_ENTITIES)


def test_what_is_missing_is_named() -> None:
    with pytest.raises(MissingPartError, match="room 'bus' declares no part 'rows'"):
        part("bus", "rows")
    with pytest.raises(MissingPartError, match=r"room 'nowhere' has no part 'declaration': .*nowhere/declaration.py"):
        declaration("nowhere")
    with pytest.raises(UnknownFamilyError, match="no family 'storrage' in the register"):
        room_of("storrage")
