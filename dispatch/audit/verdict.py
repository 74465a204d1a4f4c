"""Result of an audit: one check per kind of condition, each with the place of its largest violation."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from dispatch.audit.names import name_of
from dispatch.audit.tolerances import UNKNOWN
from dispatch.locale import Topic

_LINE = Topic("audit_line")


@dataclass(frozen=True)
class Check:
    """One condition and the place of its largest violation.

    worst: largest violation in the measure of `tolerance` (relative to 1 + size, unless `tolerances` says otherwise),
    0 where it holds exactly, UNKNOWN where a value is missing. asset, time: the place, time local; value, limit: the
    value found there and its limit, in the unit of the table.
    """

    name: str
    worst: float
    tolerance: float
    asset: str = ""
    time: str = ""
    value: float = math.nan
    limit: float = math.nan

    @property
    def passed(self) -> bool:
        return self.worst <= self.tolerance

    @property
    def where(self) -> str:
        """`bat1, 2030-01-01T00:15+08:00`."""
        return ", ".join(part for part in (self.asset, self.time) if part)

    def text(self, lang: str = "en") -> str:
        """The whole check in one line, in `en` or `zh`."""
        worst = _LINE.text("unknown", lang) if self.worst >= UNKNOWN else f"{self.worst:.3g}"
        verdict, name = _LINE.text("passed" if self.passed else "failed", lang), name_of(self.name, lang)
        line = _LINE.text(
            "check", lang, verdict=verdict, name=name, id=self.name, worst=worst, tolerance=self.tolerance
        )
        if self.where:
            line += _LINE.text("where", lang, where=self.where)
        if not math.isnan(self.limit):
            line += _LINE.text("value", lang, value=self.value, limit=self.limit)
        return line


@dataclass(frozen=True)
class Audit:
    """All checks of one run, in the order of the families."""

    checks: tuple[Check, ...]

    @property
    def passed(self) -> bool:
        """Every check holds; an audit that checked nothing has not passed."""
        return bool(self.checks) and not self.failed

    @property
    def failed(self) -> tuple[Check, ...]:
        return tuple(check for check in self.checks if not check.passed)

    @property
    def worst(self) -> Mapping[str, float]:
        """Largest violation of every check by name, finite."""
        return {check.name: check.worst for check in self.checks}

    def report(self, lang: str = "en") -> list[str]:
        """A heading, then one line a check, failed ones first."""
        key = "all_passed" if self.passed else "some_failed"
        heading = _LINE.text(key, lang, count=len(self.checks), failed=len(self.failed))
        ordered = sorted(self.checks, key=lambda check: check.passed)
        return [heading, *(check.text(lang) for check in ordered)]
