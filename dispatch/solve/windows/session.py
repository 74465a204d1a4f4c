"""A session that solves its program in windows, and whole where windows do not come to an end.

Stages, head iterations, the closing of directions and security iterations use it like any other session.
"""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np

from dispatch.case.settings import Solver
from dispatch.errors import SolveError
from dispatch.program.highs import HighsSession
from dispatch.program.highs_log import Listener
from dispatch.program.linear_program import LinearProgram
from dispatch.program.solution import Solution, Status
from dispatch.solve.windows.method import DAYS, Near, Outcome, WindowMethod
from dispatch.solve.windows.passes import Stopped

# The certificate and the audit allow 1e-6.
GAP = 9e-7
# Shorter horizons are solved whole.
LEAST_WINDOWS = 3
MOST_ATTEMPTS = 4
# What is left to a whole solve after windows used up the time, s.
LEAST_S = 1.0


class WindowSession(HighsSession):
    """HiGHS is given the whole program only once it has to solve it whole. `last`: how windows ended."""

    def __init__(
        self,
        program: LinearProgram,
        options: Solver | None = None,
        listener: Listener | None = None,
        days: float = DAYS,
    ):
        self._held, self._days = False, days
        self.last: Outcome | None = None
        super().__init__(program, options, listener)

    @property
    def prefers(self) -> str:
        return "windows"

    def _pass(self) -> None:
        """Later, if at all."""
        self._held = False

    def change_column_bounds(self, columns: np.ndarray, lower: np.ndarray, upper: np.ndarray) -> None:
        low, high = self.program.column_lower.copy(), self.program.column_upper.copy()
        low[columns], high[columns] = lower, upper
        self.program, self._held = replace(self.program, column_lower=low, column_upper=high), False

    def change_row_bounds(self, rows: np.ndarray, lower: np.ndarray, upper: np.ndarray) -> None:
        low, high = self.program.row_lower.copy(), self.program.row_upper.copy()
        low[rows], high[rows] = lower, upper
        self.program, self._held = replace(self.program, row_lower=low, row_upper=high), False

    def solve(self, method: str | None = None) -> Solution:
        """By windows unless a method is asked for, or they do not come to an end."""
        began = time.perf_counter()
        if method in (None, "windows") and not self.whole_numbers:
            self.last = self._by_windows(began + self.options.time_limit_s)
            if self.last.closed or (self.last.certificate is not None and self._is_over(began)):
                return _solution(self.last, time.perf_counter() - began)
            self._say(f"windows: {self.last.why}; solved whole\n")
        if not self._held:
            super()._pass()
            self._held = True
        whole = self.options
        left_s = max(LEAST_S, whole.time_limit_s - (time.perf_counter() - began))
        self.options = whole.model_copy(update={"time_limit_s": left_s})
        try:
            return super().solve(method)
        finally:
            self.options = whole

    def _by_windows(self, deadline: float) -> Outcome:
        """Where rows left out of the bound keep it open, they are shared, and windows begin again near the answer."""
        gap = min(self.options.gap if "gap" in self.options.model_fields_set else GAP, GAP)
        near, found = None, Outcome(closed=False, why="no attempt")
        for _ in range(MOST_ATTEMPTS):
            try:
                made = WindowMethod(self.program, self.options.threads, self._days, self._say, deadline, near)
                if len(made.windows) < LEAST_WINDOWS:
                    return Outcome(closed=False, why="the horizon is short")
                found = made.solve(gap)
            except SolveError as fault:
                return Outcome(closed=False, why=f"a window has no answer ({fault})")
            except Stopped:
                return found if found.certificate is not None else Outcome(closed=False, why="the time was over")
            if found.closed or not len(found.missed) or time.perf_counter() > deadline:
                break
            known = np.zeros(0, dtype=np.int64) if near is None else near.shared
            near = Near(found.x, found.row_dual, np.union1d(known, found.missed))
            self._say(f"windows: {len(found.missed)} rows between windows matter and are shared\n")
        return found

    def _is_over(self, began: float) -> bool:
        return time.perf_counter() - began > self.options.time_limit_s

    def _say(self, line: str) -> None:
        if self._listener is not None:
            self._listener(line)


def _solution(found: Outcome, seconds: float) -> Solution:
    assert found.certificate is not None
    status = Status.OPTIMAL if found.closed else Status.FEASIBLE_AT_LIMIT
    steps = sum(one.steps for one in found.passes)
    said = f"{len(found.passes)} passes, gap {found.gap:.1e}"
    return Solution(status, found.x, found.row_dual, found.certificate.objective, steps, seconds, "windows", said)
