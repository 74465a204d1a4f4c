"""Marks: irregular periods of a column with the reason. Checks set them, findings report them, repairs use them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from dispatch.measured.axis import local_text
from dispatch.measured.finding import Finding, Site

_MOST_RUNS = 10


@dataclass(frozen=True, eq=False)
class Readings:
    """A table under examination. start: (n,) datetime64[s] UTC, even; cyclic: its end meets its start; NaN: holes."""

    name: str
    start: np.ndarray
    step_s: int
    columns: Mapping[str, np.ndarray]
    offset_s: int = 0
    site: Site | None = None
    cyclic: bool = False


@dataclass(frozen=True, eq=False)
class Mark:
    """Periods `where` (n,) of a column (empty: of the table) are odd in one way; see `Finding` for value and limit."""

    kind: str
    column: str
    where: np.ndarray
    value: float | None = None
    limit: float | None = None
    minutes: int = field(default=0)


def runs(where: np.ndarray) -> np.ndarray:
    """(k, 2) first and last position of every run of True."""
    edges = np.diff(np.concatenate([[0], where.astype(np.int8), [0]]))
    return np.stack([np.flatnonzero(edges == 1), np.flatnonzero(edges == -1) - 1], axis=1)


def one_a_run(mark: Mark) -> list[Mark]:
    """A mark for every run; the original mark if there are more than ten."""
    found = runs(mark.where)
    if len(found) > _MOST_RUNS:
        return [mark]
    parts = []
    for first, last in found:
        where = np.zeros(len(mark.where), dtype=bool)
        where[first : last + 1] = True
        parts.append(replace(mark, where=where))
    return parts


def findings_of(readings: Readings, marks: Iterable[Mark]) -> list[Finding]:
    """Findings of marks, in the order of columns and time."""
    findings = []
    for mark in marks:
        places = np.flatnonzero(mark.where)
        first, last = (local_text(readings.start[i], readings.offset_s) for i in (places[0], places[-1]))
        findings.append(
            Finding(mark.kind, readings.name, mark.column, first, last, len(places), mark.value, mark.limit)
        )
    order = {name: i for i, name in enumerate(["", *readings.columns])}
    return sorted(findings, key=lambda finding: (order[finding.column], finding.first, finding.kind))
