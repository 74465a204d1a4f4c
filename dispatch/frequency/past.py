"""Frequency as a controller with a dead time sees it: a ring of the last steps.

A dead time that is a whole number of steps looks back on the grid itself and is exact; of another the two
neighbours are mixed, which is of second order like the scheme. Before the event frequency was nominal.
"""

from __future__ import annotations

import math

import numpy as np

ROUNDING = 1e-6


class Past:
    """Rows of (B,) deviations; `now` is the row of the newest step."""

    def __init__(self, count: int, longest_s: float, step_s: float):
        self._ring = np.zeros((_rows(longest_s, step_s), count))
        self._longest_s, self.step_s, self._at = longest_s, step_s, 0

    @property
    def now(self) -> np.ndarray:
        """(B,) the newest row."""
        return self._ring[self._at]

    def forward(self) -> np.ndarray:
        """(B,) a row for the next step, to be filled."""
        self._at = (self._at + 1) % len(self._ring)
        return self._ring[self._at]

    def look(self, dead_s: float, before: int = 0) -> tuple[np.ndarray, np.ndarray | None, float]:
        """(row, the row before it or None, weight of the latter) at `dead_s` before now, or some steps earlier."""
        steps = dead_s / self.step_s
        whole = math.floor(steps + ROUNDING)
        part = steps - whole
        row = self._ring[(self._at - whole - before) % len(self._ring)]
        if part < ROUNDING:
            return row, None, 0.0
        return row, self._ring[(self._at - whole - before - 1) % len(self._ring)], part

    def coarsen(self, step_s: float) -> None:
        """From here on rows are `step_s` apart, a whole multiple of what they were."""
        factor = round(step_s / self.step_s)
        rows = _rows(self._longest_s, step_s)
        back = np.minimum(np.arange(rows) * factor, len(self._ring) - 1)
        self._ring = self._ring[(self._at - back) % len(self._ring)][::-1].copy()
        self._at, self.step_s = rows - 1, step_s


def _rows(longest_s: float, step_s: float) -> int:
    """The newest row, the row before it, and all that the longest dead time reaches."""
    return math.ceil(longest_s / step_s) + 3
