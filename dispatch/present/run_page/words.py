"""What the page says: one key, two languages.

Messages `page.<key>` of the catalogue. Names of things (technologies, kinds of load, cost terms) are messages of their
own (`technology.wind`); those that nobody has named yet are shown as the case writes them.
"""

from __future__ import annotations

from dispatch.locale import Topic
from dispatch.present.words import Words, message, same

PAGE = Topic("page", "technology", "kind", "cost", "hydrology", "status")


def say(key: str, **params: object) -> Words:
    """The words for a key, its placeholders filled, `Words` by their language. Raises KeyError for an unknown key."""
    return message(PAGE, key, params)


def name_of(group: str, name: str) -> Words:
    """The words for `group.name` (`technology.wind`), else the name itself."""
    key = f"{group}.{name}"
    return say(key) if key in PAGE else same(name.replace("_", " "))
