"""What the comparison says: messages `compare.<key>` of the catalogue."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from dispatch.locale import Topic
from dispatch.present.run_page.words import Words, name_of, same

COMPARE = Topic("compare")

_HYDROLOGY = ("dry", "normal", "wet")


def say(key: str, **params: object) -> Words:
    """The words for a key with its placeholders filled. Raises KeyError for an unknown key."""
    return both_say(key, params, params)


def both_say(key: str, zh: Mapping[str, object], en: Mapping[str, object]) -> Words:
    """The same where what is filled in differs by language."""
    return Words(COMPARE.text(key, "zh", **zh), COMPARE.text(key, "en", **en))


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
    said = say(f"axis.{rest[-1] if rest else family}") if f"axis.{rest[-1] if rest else family}" in COMPARE else None
    if said is None:
        return same(axis)
    if prefix:
        key = f"axis_{prefix}"
        said = Words(say(key, what=said.zh).zh, say(key, what=said.en).en)
    whose = _whose(family, rest, stores or {})
    return Words(f"{whose.zh}：{said.zh}", f"{whose.en}: {said.en}") if whose else said


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
        technology = name_of("technology", figure.split(".")[1])
        zh, en = ({"what": word} for word in technology)
        return both_say("screened.curtailment", zh, en)
    return say(f"screened.{figure}") if f"screened.{figure}" in COMPARE else same(figure)


def value_words(axis: str, value: object) -> Words:
    """A value of an axis."""
    if axis == "hydrology" and str(value) in _HYDROLOGY:
        return name_of("hydrology", str(value))
    if axis.endswith("technology"):
        return technology_words(str(value))
    return same(f"{value:,g}" if isinstance(value, (int, float)) else value)
