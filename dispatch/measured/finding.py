"""Findings, notes and repairs of a measured table, and the site of a station."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from dispatch.locale import Topic

_FINDING = Topic("finding")

# Findings that describe what was done; the others describe irregular data.
NOTES = frozenset(
    {"note_format", "note_encoding", "note_typical", "note_actual", "note_minute", "note_leap_day", "note_no_site"}
)


@dataclass(frozen=True)
class Site:
    """Location of a station according to its file: degrees north and east, metres, hours ahead of UTC in winter.

    `wind_height_m` is the height of its anemometer, None where the format does not define it. `reading_offset_min` is
    the time from the middle of the period to the reading of irradiance (satellite images), 0 for means.
    """

    lat: float
    lon: float
    altitude_m: float = 0.0
    offset_h: float | None = None
    name: str = ""
    wind_height_m: float | None = None
    reading_offset_min: float = 0.0


@dataclass(frozen=True)
class Finding:
    """One thing seen in a table.

    kind: stable name (message `finding.<kind>`); column is empty for the whole table; first, last: ISO 8601 local
    starts of the periods concerned; count: how many; value: the worst of them; limit: what is allowed; params: further
    words.
    """

    kind: str
    table: str
    column: str = ""
    first: str = ""
    last: str = ""
    count: int = 0
    value: float | None = None
    limit: float | None = None
    params: Mapping[str, object] = field(default_factory=dict, hash=False)

    @property
    def is_note(self) -> bool:
        """Whether it describes how the file was read, not an irregularity."""
        return self.kind in NOTES

    @property
    def is_repair(self) -> bool:
        """Whether it describes a change."""
        return self.kind == "repaired"

    def text(self, lang: str = "en") -> str:
        """The finding in one sentence, in `en` or `zh`."""
        named = {
            "column": self.column,
            "first": self.first,
            "last": self.last,
            "count": self.count,
            "value": _number(self.value),
            "limit": _number(self.limit),
        }
        said = {
            key: _FINDING.text(f"{key}_{value}", lang, **named) if f"{key}_{value}" in _FINDING else value
            for key, value in self.params.items()
        }
        return _FINDING.text(self.kind, lang, **named, **said)


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.6g}"
