"""What a room says about itself in its `declaration.py`, so that engines need not name it.

A declaration imports nothing but this module: whoever asks what a room has, such as `dispatch list`, must not pay for
the imports of its equations. The parts themselves are modules of the room, imported when an engine first needs them
(`dispatch.families.rooms.part`):

    rows      add_rows(m, case, series)           columns and rows of the model, as plain Pyomo rules
    replay    audit_rows(recorder, reader)        the same recomputed in numpy from case, series and result tables
    checks    RULES and faults(case, at)          what must be true of the input beyond one field
    series    make_series(case, entities)         a table for each entity, which other fields name as `family/id`
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Literal, get_args

Part = Literal["rows", "replay", "checks", "series"]
PARTS: tuple[Part, ...] = get_args(Part)


class Phase(IntEnum):
    """When a room writes its rows; within a phase rooms follow the order of the register."""

    ASSETS = 0
    """What injects power at a bus or changes the demand there."""
    SERVICES = 1
    """What is asked of assets, whose columns must be there."""
    SUPPLY = 2
    """What measures everything that is injected at a bus."""
    OBJECTIVE = 3
    """Goals, after the balance of every bus."""


@dataclass(frozen=True)
class Declaration:
    """`parts` are the modules that the room has beside its entities; `phase` says when its rows are written.

    `rows` and `replay` belong together: what moves in the model is audited.
    """

    parts: tuple[Part, ...] = ()
    phase: Phase = Phase.ASSETS
