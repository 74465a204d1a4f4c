"""What the page says: one key, two languages.

Messages `page.<key>` of the catalogue. Names of things (technologies, kinds of load, cost terms) are messages of their
own (`technology.wind`); those that nobody has named yet are shown as the case writes them.
"""

from __future__ import annotations

from typing import NamedTuple

from dispatch.case.entity import Entity
from dispatch.locale import Topic

PAGE = Topic("page", "technology", "kind", "cost", "hydrology", "status")


class Words(NamedTuple):
    """The same in Chinese and English."""

    zh: str
    en: str


def say(key: str, **params: object) -> Words:
    """The words for a key with its placeholders filled. Raises KeyError for an unknown key."""
    return Words(PAGE.text(key, "zh", **params), PAGE.text(key, "en", **params))


def name_of(group: str, name: str) -> Words:
    """The words for `group.name` (`technology.wind`), else the name itself."""
    key = f"{group}.{name}"
    return say(key) if key in PAGE else same(name.replace("_", " "))


def same(words: object) -> Words:
    """What needs no translation."""
    return Words(str(words), str(words))


def label(entity: Entity) -> Words:
    """Display name of an entity; one language stands in for the other, the id for both."""
    return Words(entity.zh or entity.en or entity.id, entity.en or entity.zh or entity.id)
