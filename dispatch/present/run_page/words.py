"""What the page says: one key, two languages.

Catalogues (`text_zh`, `text_en`) know the same keys; a test says so. Names of things (technologies, kinds of load, cost
terms) are keys too; those that nobody has named yet are shown as the case writes them.
"""

from __future__ import annotations

from typing import NamedTuple

from dispatch.case.entity import Entity
from dispatch.present.run_page import text_en, text_zh


class Words(NamedTuple):
    """The same in Chinese and English."""

    zh: str
    en: str


def say(key: str, **params: object) -> Words:
    """The words for a key with its placeholders filled. Raises KeyError for an unknown key."""
    return Words(text_zh.TEXT[key].format_map(params), text_en.TEXT[key].format_map(params))


def name_of(group: str, name: str) -> Words:
    """The words for `group.name` (`technology.wind`), else the name itself."""
    key = f"{group}.{name}"
    return say(key) if key in text_zh.TEXT else same(name.replace("_", " "))


def same(words: object) -> Words:
    """What needs no translation."""
    return Words(str(words), str(words))


def label(entity: Entity) -> Words:
    """Display name of an entity; one language stands in for the other, the id for both."""
    return Words(entity.zh or entity.en or entity.id, entity.en or entity.zh or entity.id)
