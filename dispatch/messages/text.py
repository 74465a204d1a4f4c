"""The two shapes of a catalogue: what is said of one fault, and the frame that is the same for all."""

from __future__ import annotations

from typing import NamedTuple


class Text(NamedTuple):
    """Words for one fault code; each may hold {placeholders}. `limit` is empty where the code gives it as data."""

    message: str
    next_step: str
    limit: str = ""


class Frame(NamedTuple):
    """How the parts of a fault are joined; `joint` goes between names, `none` stands for no name at all."""

    where: str
    value: str
    limit: str
    next_step: str
    joint: str
    none: str
