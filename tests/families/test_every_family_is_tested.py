"""A family is done when it has words, a place in the case with everything, a hand case, corruptions and refused input.

Each test names the family and what it lacks.
"""

from __future__ import annotations

from pathlib import Path

import pytest

import dispatch.families
import tests.hand
from dispatch.case.rules import room_checks
from dispatch.families.rooms import FAMILIES, ROOMS, declaration, entities_of, families_in, room_of
from tests.audit.corruptions import CORRUPTIONS
from tests.everything import everything
from tests.families.brought import rooms_with_hand_cases
from tests.rejects.fault_table import ALL as REFUSED

HOME = Path(dispatch.families.__file__).parent
HAND = Path(tests.hand.__file__).parent
# Goals have no entities; tests/solve/test_stages.py corrupts theirs.
MODELLED_ROOMS = [room for room in ROOMS if "rows" in declaration(room).parts and families_in(room)]
IN_THE_MODEL = [family for room in MODELLED_ROOMS for family in families_in(room)]

RULED = sorted({rule.family for checks in room_checks() for rule in checks.rules})


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_it_has_a_name_in_both_languages(family: str, language: str) -> None:
    words = HOME / room_of(family) / f"words.{language}.po"
    assert words.exists(), f"room '{room_of(family)}' has no words.{language}.po"
    catalogue = words.read_text(encoding="utf-8")
    assert f'msgid "family.{family}"' in catalogue, f"{words.parent.name}/{words.name} lacks family.{family}"


@pytest.mark.parametrize("family", IN_THE_MODEL)
def test_it_occurs_in_the_case_with_everything(family: str) -> None:
    """The two-route matrix, the names of columns and the audit are compared on that case."""
    place = f"tests/families/{room_of(family)}/sample.py"
    assert entities_of(everything(), family), f"the case with everything has no {family}: bring one in {place}"


@pytest.mark.parametrize("room", MODELLED_ROOMS)
def test_it_has_a_case_worked_by_hand(room: str) -> None:
    files = [HAND / f"test_{name}.py" for name in (room, *families_in(room))]
    here = f"tests/families/{room}/test_hand.py"
    assert room in rooms_with_hand_cases() or any(file.exists() for file in files), f"room '{room}' has no {here}"


@pytest.mark.parametrize("room", MODELLED_ROOMS)
def test_a_corrupted_solution_of_it_is_rejected(room: str) -> None:
    names = (room, *families_in(room))
    found = [wrong for wrong in CORRUPTIONS if wrong.check.startswith(tuple(f"{name}." for name in names))]
    place = f"tests/families/{room}/corruptions.py"
    assert found, f"no corruption violates a check of {' or '.join(names)}: bring one in {place}"


@pytest.mark.parametrize("family", RULED)
def test_wrong_input_of_it_is_refused(family: str) -> None:
    found = [wrong for wrong in REFUSED if wrong.entity.startswith((f"{family} ", f"{family}["))]
    assert found, f"no wrong input of a {family} is refused: bring one in tests/families/{room_of(family)}/refused.py"
