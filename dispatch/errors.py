"""Faults that a user can act on: what is wrong, where, which value, which limit, and the next step.

Every fault carries a `code`, so that the same fault can be said in Chinese and English
(`dispatch.locale`) and tested without matching prose. `Fault.of` takes its words from the catalogue;
`Fault(code, message, …)` with words of its own is English only.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from dispatch.locale.faults import FaultText, fault_line, fault_text


@dataclass(frozen=True)
class Where:
    """A place in the input: file, 1-based line and the path of keys, any of them unknown (None, 0, "")."""

    file: Path | None = None
    line: int = 0
    entity: str = ""

    def __str__(self) -> str:
        place = str(self.file) if self.file else ""
        if self.line:
            place += f":{self.line}"
        return ": ".join(part for part in (place, self.entity) if part)


NOWHERE = Where()


@dataclass(frozen=True)
class Fault:
    """One thing wrong with the input.

    code: stable name, e.g. ``unknown_bus``; value: what was found; limit: what is allowed;
    next_step: what to do now; params: what the catalogue's templates are filled with, None for a fault with
    words of its own.
    """

    code: str
    message: str
    where: Where = NOWHERE
    value: object = field(default=None, hash=False)
    limit: str = ""
    next_step: str = ""
    params: Mapping[str, object] | None = field(default=None, hash=False)

    @classmethod
    def of(cls, code: str, where: Where = NOWHERE, *, value: object = None, limit: str = "", **params: object) -> Fault:
        """A fault in the words of the catalogue. Raises KeyError for a code or a placeholder it does not know."""
        words = fault_text(code, "en", params)
        return cls(code, words.message, where, value, limit or words.limit, words.next_step, params)

    def text(self, lang: str = "en") -> str:
        """The whole fault in one line, in `en` or `zh`."""
        words = FaultText(self.message, self.next_step, self.limit)
        if self.params is not None:
            words = fault_text(self.code, lang, self.params)
            words = words._replace(limit=words.limit or self.limit)
        return fault_line(lang, str(self.where), words, None if self.value is None else shorten(self.value))

    def __str__(self) -> str:
        return self.text("en")


def shorten(value: object, most: int = 80) -> str:
    """`repr` of a value, cut in the middle so that a 2 GB number does not fill the screen."""
    text = repr(value)
    return text if len(text) <= most else f"{text[: most // 2]}…{text[-most // 4 :]} ({len(text)} characters)"


class DispatchError(Exception):
    """Base of all faults with an exit code of the contract."""

    exit_code = 1


class InputError(DispatchError):
    """Bad input; `faults` holds every one that was found, not only the first."""

    exit_code = 2

    def __init__(self, faults: Fault | list[Fault]):
        self.faults = [faults] if isinstance(faults, Fault) else list(faults)
        super().__init__(self.text("en"))

    def text(self, lang: str = "en") -> str:
        """Every fault, one a line, in `en` or `zh`."""
        return "\n".join(fault.text(lang) for fault in self.faults)


class CaseError(InputError):
    """The case file, its tables or an override is wrong."""


class SeriesError(InputError):
    """A time series is wrong or does not cover the horizon."""


class ClusterError(InputError):
    """The machines that a sweep runs on are not there, or no longer; what was solved is kept."""

    exit_code = 4


class Reason(Protocol):
    """Something that can be expressed in `en` or `zh`."""

    def text(self, lang: str) -> str: ...


class InfeasibleError(DispatchError):
    """No dispatch satisfies the limits; `reasons` says what would have to give, the most important first."""

    exit_code = 3

    def __init__(self, reasons: Sequence[Reason] = ()):
        self.reasons = tuple(reasons)
        super().__init__(self.text("en"))

    def text(self, lang: str = "en") -> str:
        """Every reason, one a line."""
        return "\n".join(reason.text(lang) for reason in self.reasons)


class SolveError(DispatchError):
    """The solver failed or stopped at a limit without a usable answer."""

    exit_code = 4


class AuditError(DispatchError):
    """The replay or the certificate found the answer to be wrong."""

    exit_code = 5
