"""What rooms bring to the suites that go over all families, from `tests/families/<room>/`.

sample.py         SAMPLE       family → entities for the case with everything, on its buses a to d and its series
                  REACHING     rows that couple periods farther apart than neighbours, such as cycles
corruptions.py    RICH         family → entities for the rich case of the audit, on its buses a to d; columns `s/sun`
                               and `s/need` of its table
                  CORRUPTIONS  changes of its results that the audit must find
refused.py        REFUSED      wrong input
test_hand.py      cases worked by hand, which every mutant of the rows of the room makes fail
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

from dispatch.families.rooms import ROOMS

HOME = Path(__file__).parent


def of_rooms(module: str, name: str) -> list[tuple[str, Any]]:
    """(room, what its module of tests holds under a name), in the order of the register; rooms without it are left out.

    What a room lacks is named by `test_every_family_is_tested`.
    """
    modules = {room: import_module(f"tests.families.{room}.{module}") for room in rooms_with(module)}
    return [(room, getattr(found, name)) for room, found in modules.items() if hasattr(found, name)]


def rooms_with(module: str) -> list[str]:
    """Rooms that bring a module of tests."""
    return [room for room in ROOMS if (HOME / room / f"{module}.py").exists()]


def rooms_with_hand_cases() -> list[str]:
    """Rooms whose hand cases stand beside their other tests."""
    return rooms_with("test_hand")
