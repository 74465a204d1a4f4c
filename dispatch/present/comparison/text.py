"""What the comparison says: messages `compare.<key>` of the catalogue."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from dispatch.locale import Topic
from dispatch.present.run_page.words import name_of
from dispatch.present.words import Words, about, message, same

__all__ = ["COMPARE", "axis_words", "say", "screened_words", "technology_words", "value_words"]

COMPARE = Topic("compare")

_HYDROLOGY = ("dry", "normal", "wet")


def say(key: str, **params: object) -> Words:
    """The words for a key with its placeholders filled. Raises KeyError for an unknown key."""
    return message(COMPARE, key, params)


def technology_words(technology: str) -> Words:
    """A storage technology, or the first word of its name; else as the case writes it."""
    for name in (technology, technology.split("_")[0]):
        if f"storage.{name}" in COMPARE:
            return say(f"storage.{name}")
    return same(technology.replace("_", " "))


def axis_words(axis: str, stores: Mapping[str, Words] | None = None) -> Words:
    """`storage.lfp_qiaojia.p_nom_mw` → `Qiaojia LFP storage: power, MW`; the path where nobody has named its end."""
    prefix, _, plain = axis.rpartition(":")
    family, *rest = plain.split(".")
    leaf = f"axis.{rest[-1] if rest else family}"
    if leaf not in COMPARE:
        return same(axis)
    name = say(f"axis_{prefix}", what=say(leaf)) if prefix else say(leaf)
    whose = _whose(family, rest, stores or {})
    return about(whose, name) if whose else name


def _whose(family: str, rest: Sequence[str], stores: Mapping[str, Words]) -> Words | None:
    """What an axis speaks of: a store, a technology in brackets, another family; nothing where it is all storage."""
    if len(rest) > 1 and family == "storage" and rest[0] != "*":
        return stores.get(rest[0]) or technology_words(rest[0])
    picked = re.fullmatch(r"(\w+)\[technology=(\w+)\]", family)
    if picked is not None:
        return technology_words(picked[2]) if picked[1] == "storage" else name_of("technology", picked[2])
    known = family.split("[")[0]
    return say(f"family.{known}") if f"family.{known}" in COMPARE and known != "storage" else None


def screened_words(figure: str) -> Words:
    """A figure of `screening_errors`: `curtailment.wind.mwh` → `Curtailed, Wind, MWh`."""
    if figure.startswith("curtailment."):
        return say("screened.curtailment", what=name_of("technology", figure.split(".")[1]))
    return say(f"screened.{figure}") if f"screened.{figure}" in COMPARE else same(figure)


def value_words(axis: str, value: object) -> Words:
    """A value of an axis."""
    if axis == "hydrology" and str(value) in _HYDROLOGY:
        return name_of("hydrology", str(value))
    if axis.endswith("technology"):
        return technology_words(str(value))
    return same(f"{value:,g}" if isinstance(value, (int, float)) else value)
