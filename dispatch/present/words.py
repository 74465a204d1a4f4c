"""Texts that a page shows in two languages at once, and how one of them is chosen.

Recipes of pages write `Words`; recipes of reports, which are in one language, write plain strings. Tables, charts and
documents hold either: a writer asks for its language with `in_language`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Literal, NamedTuple

from dispatch.case.entity import Entity
from dispatch.locale import Topic

Lang = Literal["zh", "en"]


class Words(NamedTuple):
    """The same in Chinese and English."""

    zh: str
    en: str


Text = Words | str


def in_language(text: Text, lang: str) -> str:
    """One of the two languages; a plain string is the same in both."""
    return text if isinstance(text, str) else text.zh if lang == "zh" else text.en


def both(text: Text) -> Words:
    """Words of a text."""
    return same(text) if isinstance(text, str) else text


def same(words: object) -> Words:
    """What needs no translation."""
    return Words(str(words), str(words))


def label(entity: Entity) -> Words:
    """Display name of an entity; one language stands in for the other, the id for both."""
    return Words(entity.zh or entity.en or entity.id, entity.en or entity.zh or entity.id)


def message(topic: Topic, key: str, params: Mapping[str, object]) -> Words:
    """A message with its placeholders filled; what is `Words` is filled in each language by its own.

    Raises KeyError for an unknown key.
    """
    return Words(
        topic.text(key, "zh", **{k: v.zh if isinstance(v, Words) else v for k, v in params.items()}),
        topic.text(key, "en", **{k: v.en if isinstance(v, Words) else v for k, v in params.items()}),
    )


def in_both(word: Callable[[str], str]) -> Words:
    """The result of a function of the language, in each."""
    return Words(word("zh"), word("en"))


def about(subject: Words, what: Words) -> Words:
    """`大湖：水位`, `Big lake: level`."""
    return Words(f"{subject.zh}：{what.zh}", f"{subject.en}: {what.en}")


def listed(words: Sequence[Words]) -> Words:
    """`甲、乙`, `A, B`."""
    return Words("、".join(w.zh for w in words), ", ".join(w.en for w in words))


def headed(head: Text, unit: str, lang: str) -> str:
    """`Peak (MW)`, `最大（MW）`."""
    name = in_language(head, lang)
    if not unit:
        return name
    return f"{name}（{unit}）" if lang == "zh" else f"{name} ({unit})"


def letters(text: str) -> int:
    """Width of a text in letters; a Chinese character is as wide as two."""
    return sum(2 if ord(sign) > 0x2E7F else 1 for sign in text)
