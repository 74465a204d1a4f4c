"""What is looked at while a case is stepped (mirrored: the deviation of the event is negative).

lowest          Hz, the nadir, and its instant; highest: how far the other way
rocof           Hz/s, largest |Δf(t + 0.5 s) − Δf(t)|/0.5 s that begins within 10 s, samples 10 ms apart
settled         Hz, mean of the last 5 s
"""

from __future__ import annotations

import numpy as np

WINDOW_S = 0.5
SAMPLE_S = 0.01
SAMPLED_S = 10.0
SETTLED_S = 5.0


class Meter:
    """Running figures of one chunk; arrays are (B,)."""

    def __init__(self, count: int, span_s: float):
        self.lowest, self.highest, self.lowest_s = np.zeros(count), np.zeros(count), np.zeros(count)
        self.delivered: list[np.ndarray] = []
        self._below = np.empty(count, dtype=bool)
        self._settled, self._settled_s = np.zeros(count), 0.0
        self._samples, self._instants = [np.zeros(count)], [0.0]
        self._settles_s = max(span_s - SETTLED_S, 0.0)
        self._next_s = SAMPLE_S

    def step(self, end_s: float, step_s: float, y0: np.ndarray, y: np.ndarray) -> None:
        """Look at a step from y0 to y that ends at `end_s`."""
        np.less(y, self.lowest, out=self._below)
        np.copyto(self.lowest_s, end_s, where=self._below)
        np.minimum(self.lowest, y, out=self.lowest)
        np.maximum(self.highest, y, out=self.highest)
        if self._next_s - step_s / 2 <= end_s <= SAMPLED_S + WINDOW_S + step_s / 2:
            self._samples.append(y.copy())
            self._instants.append(end_s)
            self._next_s = end_s + max(SAMPLE_S, step_s)
        if end_s > self._settles_s + step_s / 2:
            self._settled += step_s / 2 * (y0 + y)
            self._settled_s += step_s

    def at_limit(self, powers: list[np.ndarray]) -> None:
        """Keep the power of every group at the instant of the KPI."""
        self.delivered = [np.broadcast_to(p, self.lowest.shape) for p in powers]

    def settled(self) -> np.ndarray:
        """(B,) Hz."""
        return self._settled / max(self._settled_s, 1e-300)

    def rocof(self) -> np.ndarray:
        """(B,) Hz/s over the window, ≥ 0."""
        instants = np.array(self._instants)
        later = np.searchsorted(instants, instants + WINDOW_S - SAMPLE_S / 4)
        steepest = np.zeros_like(self.lowest)
        for i, j in enumerate(later):
            if j < len(instants):
                fell = np.abs(self._samples[j] - self._samples[i])
                np.maximum(steepest, fell / (instants[j] - instants[i]), out=steepest)
        return steepest
