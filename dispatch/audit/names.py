"""Names of checks: messages `audit.<check>`; the catalogue has one for every check of the replay."""

from __future__ import annotations

from dispatch.locale import Topic

_CHECK = Topic("audit")


def check_names() -> tuple[str, ...]:
    """Every check that has a name."""
    return _CHECK.names()


def is_check(check: str) -> bool:
    """Whether a check has a name; runs of other versions may have checks that are unknown here."""
    return check in _CHECK


def name_of(check: str, lang: str = "en") -> str:
    """A check in the words of `en` or `zh`. Raises KeyError for one that is not known."""
    return _CHECK.text(check, lang)
