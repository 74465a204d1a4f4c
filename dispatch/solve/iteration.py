"""One way to iterate. Head, security and goals in order all solve programs of one shape, one after the other:

    while (trial := search.propose()) is not None:
        found = search.solve(trial)
        figures = search.judge(trial, found)        → one row of the search's record

A search keeps what it knows between passes: the answer that counts, a trust region, margins, cuts. It holds one solver
session (or several), so that a pass may start from the basis of an earlier one. What a pass changes is the trial; what
comes of it stands in the figures of the record, with the seconds that the pass took.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import Protocol, TypeVar

import numpy as np

from dispatch.results.tables import Table

Trial = TypeVar("Trial")
Found = TypeVar("Found")
Figures = Mapping[str, float]


class Recorder:
    """One row a pass of a search. A pass without a figure that others have gets NaN there."""

    def __init__(self, name: str, axis: str = "iteration", labels: Sequence[str] = ()):
        """name: that of the table; axis: what its rows are; labels: what its passes are called (numbers)."""
        self.name = name
        self._axis, self._labels = axis, tuple(labels)
        self._passes = 0
        self._columns: dict[str, list[float]] = {}

    def __len__(self) -> int:
        return self._passes

    def note(self, figures: Figures, seconds: float) -> None:
        """Record a pass."""
        row = {**figures, "seconds": seconds}
        for name in row:
            self._columns.setdefault(name, [np.nan] * self._passes)
        for name, values in self._columns.items():
            values.append(row.get(name, np.nan))
        self._passes += 1

    def amend(self, row: int, figures: Figures) -> None:
        """Change figures of an earlier pass, where a later one knows them better."""
        for name, value in figures.items():
            self._columns[name][row] = value

    def table(self) -> Table:
        """All passes."""
        columns = {name: np.array(values) for name, values in self._columns.items()}
        numbers = tuple(str(k) for k in range(self._passes))
        return Table(self._axis, self._labels[: self._passes] or numbers, None, None, columns)


class Search(Protocol[Trial, Found]):
    """What a search brings; `iterate` does the rest."""

    @property
    def recorder(self) -> Recorder:
        """Where its passes are recorded."""

    def propose(self) -> Trial | None:
        """What to solve next; None ends the search."""

    def solve(self, trial: Trial) -> Found:
        """Solve it."""

    def judge(self, trial: Trial, found: Found) -> Figures | None:
        """Decide what counts from now on. Returns the figures of the pass; None leaves it out of the record."""


def iterate(search: Search[Trial, Found]) -> None:
    """Propose, solve and judge until there is nothing more to propose."""
    while (trial := search.propose()) is not None:
        began = time.perf_counter()
        figures = search.judge(trial, search.solve(trial))
        if figures is not None:
            search.recorder.note(figures, time.perf_counter() - began)
