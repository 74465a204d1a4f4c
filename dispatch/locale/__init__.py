"""Every text that a user reads, in Chinese and English: one catalogue, one function.

    text("fault.unknown_bus", "zh", name="b1")

Messages are gettext catalogues with stable dotted ids in place of English sources: `locale/<lang>/<topic>.po`, and for
what belongs to one physical family `families/<family>/words.<lang>.po`. Both languages hold the same ids with the same
placeholders; tests/locale says so. Placeholders are those of `str.format`: `{count:,}`. Adding a message means adding
it to both files of its topic and calling it; nothing else has to be made or installed (`dispatch.locale.compiled`).
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence

from dispatch.locale.compiled import LANGUAGES, catalogue

# Both languages have the same ids: this one is asked for them.
_REFERENCE = "en"
__all__ = ["LANGUAGES", "Topic", "ids", "joined", "known", "text"]


def text(key: str, lang: str, /, **values: object) -> str:
    """A message with its placeholders filled.

    Raises KeyError for a message that is not in the catalogue, with the nearest ids, and for a missing placeholder.
    """
    found = catalogue(lang)
    template = found.gettext(key)
    if template == key:
        near = difflib.get_close_matches(key, found.ids, n=3, cutoff=0.6)
        raise KeyError(f"no message {key!r} in {lang!r}; nearest: {', '.join(near) or 'none'}")
    return template.format_map(values)


def known(key: str) -> bool:
    """Whether the catalogue has a message."""
    return catalogue(_REFERENCE).gettext(key) != key


def ids(prefix: str = "") -> tuple[str, ...]:
    """Ids that begin with a prefix, in the order of their file."""
    return tuple(key for key in catalogue(_REFERENCE).ids if key.startswith(prefix))


def joined(names: Sequence[object], lang: str) -> str:
    """Names in a row as the language separates them; a phrase where there is none."""
    return text("list.separator", lang).join(str(name) for name in names) or text("list.none", lang)


class Topic:
    """Messages of one topic, found by the rest of their id: `Topic("page").text("bus", "en")` is `page.bus`.

    Words that several topics share stand once, as `word.<name>`, for each that has none of its own by that name.
    shared: groups of ids without the topic (`technology.wind`) that may be asked for by their own name.
    """

    def __init__(self, name: str, *shared: str):
        self._prefix = f"{name}."
        self._shared = shared

    def __contains__(self, name: str) -> bool:
        return known(self.id(name))

    def id(self, name: str) -> str:
        """The id of a message: of this topic, of a group that it shares, or among the words of all topics."""
        group, dot, _ = name.partition(".")
        if dot and group in self._shared:
            return name
        own, common = self._prefix + name, f"word.{name}"
        return common if known(common) and not known(own) else own

    def text(self, name: str, lang: str, /, **values: object) -> str:
        """A message with its placeholders filled. Raises KeyError as `dispatch.locale.text` does."""
        return text(self.id(name), lang, **values)

    def names(self, prefix: str = "") -> tuple[str, ...]:
        """Names of this topic's own messages, in the order of their file."""
        return tuple(key.removeprefix(self._prefix) for key in ids(self._prefix + prefix))

    def templates(self, lang: str, prefix: str = "") -> Mapping[str, str]:
        """Name → message whose placeholders are not filled yet, for scripts, templates and option help."""
        found = catalogue(lang)
        return {name: found.gettext(self._prefix + name) for name in self.names(prefix)}
