"""The words of a fault: message, next step and limit, and how they are joined in one line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from dispatch.locale import joined, known, text

# The next step of a fault that gives none of its own: choose one of {nearest}.
_CHOOSE = "fault_line.choose"


class FaultText(NamedTuple):
    """Words for one fault; `limit` is empty where the code gives it as data."""

    message: str
    next_step: str
    limit: str


def fault_text(code: str, lang: str, params: Mapping[str, object]) -> FaultText:
    """The words for a code (`fault.<code>`) with its placeholders filled; a tuple of names becomes a list.

    Raises KeyError for an unknown language, code or placeholder.
    """
    words = {name: _word(value, lang) for name, value in params.items()}
    key = f"fault.{code}"
    step, limit = f"{key}.next_step", f"{key}.limit"
    return FaultText(
        text(key, lang, **words),
        text(step if known(step) else _CHOOSE, lang, **words),
        text(limit, lang, **words) if known(limit) else "",
    )


def fault_line(lang: str, where: str, words: FaultText, value: str | None) -> str:
    """The whole fault in one line."""
    line = text("fault_line.where", lang, where=where, message=words.message) if where else words.message
    if value is not None:
        line += text("fault_line.value", lang, value=value)
    if words.limit:
        line += text("fault_line.limit", lang, limit=words.limit)
    if words.next_step:
        line += text("fault_line.next_step", lang, next_step=words.next_step)
    return line


def _word(value: object, lang: str) -> str:
    if isinstance(value, tuple):
        return joined(value, lang)
    return f"{value:.10g}" if isinstance(value, float) else str(value)
