"""The grid of steps: a millisecond while things happen, longer steps when only slow governors move.

    0 … 3 s     1 ms     inertia, inverters, triggers
    3 … 13 s    5 ms     governors and the water column, whose fastest time constant is about 0.2 s
    13 … 60 s   10 ms    reset of the governors: some seconds

The scheme is of second order (`swing`): a step costs an error of about h³·f‴/12, with 5 ms and f‴ below 1 Hz/s³ after
3 s some 1e-8 Hz. `Steps.halved` is the grid against which a run checks itself. Every step is a whole multiple of the
one before, so that the past that a delay looks back on stays on the grid.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

FOREVER = float("inf")
DEFAULT = ((3.0, 0.001), (13.0, 0.005), (FOREVER, 0.01))
ROUNDING = 1e-9


@dataclass(frozen=True)
class Steps:
    """phases: (until s, step s), steps rising by whole factors; span_s: how long is simulated."""

    span_s: float = 60.0
    phases: tuple[tuple[float, float], ...] = DEFAULT

    def halved(self) -> Steps:
        """Every step half as long."""
        return Steps(self.span_s, tuple((until, step / 2) for until, step in self.phases))

    @classmethod
    def even(cls, span_s: float, step_s: float) -> Steps:
        """One step throughout."""
        return cls(span_s, ((FOREVER, step_s),))

    def runs(self, longest_s: float) -> list[tuple[int, float]]:
        """(steps, step s) of every phase, no step longer than `longest_s`."""
        found: list[tuple[int, float]] = []
        at = 0.0
        for until, step in self.phases:
            end = min(until, self.span_s)
            if end <= at + ROUNDING:
                continue
            step = _within(step, found[-1][1] if found else None, longest_s)
            found.append((round((end - at) / step), step))
            at = end
        return found


def _within(step: float, before: float | None, longest_s: float) -> float:
    """A step that is not too long: whole parts of the one asked for, and a whole multiple of the one before."""
    if before is None:
        return step / max(1, math.ceil(step / longest_s - ROUNDING))
    multiples = round(step / before)
    fitting = [n for n in range(1, multiples + 1) if multiples % n == 0 and n * before <= longest_s * (1 + ROUNDING)]
    return before * max(fitting, default=1)
