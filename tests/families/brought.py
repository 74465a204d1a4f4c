"""What rooms bring to the suites that go over all families, from `tests/families/<room>/`.

sample.py         SAMPLE       family → entities for the case with everything, on its buses a to d and its series
                  REACHING     rows that couple periods farther apart than neighbours
corruptions.py    RICH         family → entities for the rich case of the audit
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
    """(room, what its module of tests holds under a name), in the order of the register."""
    return [
        (room, getattr(import_module(f"tests.families.{room}.{module}"), name))
        for room in ROOMS
        if (HOME / room / f"{module}.py").exists()
    ]


def rooms_with_hand_cases() -> list[str]:
    """Rooms whose hand cases stand beside their other tests."""
    return [room for room in ROOMS if (HOME / room / "test_hand.py").exists()]
