"""A pass: all windows at the same states, each from its last basis, and what they say of their costs.

In the first pass a window begins at the basis of the one before it. Chains of windows have a fixed length, so that the
answer does not depend on the number of threads.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np

from dispatch.program.hot import HotSession
from dispatch.solve.windows.master import Cut
from dispatch.solve.windows.window import Window

# Windows that begin one after the other, each at the basis of the one before.
CHAIN = 8


@dataclass(frozen=True, eq=False)
class Pass:
    """cuts: one a window; cost: (K,) CNY of every window, penalties included; steps of simplex; CPU seconds."""

    cuts: list[Cut]
    cost: np.ndarray
    steps: int
    cpu_s: float


class Solvers:
    """A solver for every window, kept from pass to pass."""

    def __init__(self, windows: list[Window], threads: int, stop: Callable[[], bool] = lambda: False):
        """stop: asked before every window; once it says so, the pass ends with `Stopped`."""
        self.windows = windows
        self._sessions = [HotSession(window.program) for window in windows]
        self._pool = ThreadPoolExecutor(max(1, threads))
        self._stop = stop
        self._begun = False

    def solve(self, state: np.ndarray) -> Pass:
        """All windows at these states (S,)."""
        if self._begun:
            found = list(self._pool.map(lambda k: self._one(k, state), range(len(self.windows))))
        else:
            found = self._begin(state)
            self._begun = True
        cuts = [cut for cut, _, _ in found]
        cost = np.array([cut.value for cut in cuts])
        return Pass(cuts, cost, sum(steps for _, steps, _ in found), sum(spent for _, _, spent in found))

    def solve_some(self, at: dict[int, np.ndarray]) -> list[Cut]:
        """Cuts of some windows, each at states of its own."""
        found = self._pool.map(lambda k: self._one_at(k, at[k]), sorted(at))
        return [cut for cut, _, _ in found]

    def values(self) -> list[np.ndarray]:
        """All columns of every window at the last states."""
        return [session.values() for session in self._sessions]

    def charge(self, penalty: np.ndarray) -> None:
        """Other penalties (S,) for the slack of link rows."""
        for window, session in zip(self.windows, self._sessions, strict=True):
            session.change_costs(np.arange(window.slack.start, window.slack.stop), np.tile(penalty[window.state], 2))

    def close(self) -> None:
        """Let the threads go."""
        self._pool.shutdown(cancel_futures=True)

    def _begin(self, state: np.ndarray) -> list[tuple[Cut, int, float]]:
        """The first pass. The first window takes nothing in and has another shape than those behind it."""
        second = min(1, len(self.windows) - 1)
        self._one(second, state)
        basis = self._sessions[second].basis
        chains = [range(i, min(i + CHAIN, len(self.windows))) for i in range(0, len(self.windows), CHAIN)]
        found = self._pool.map(lambda chain: self._chain(chain, state, basis), chains)
        return [one for part in found for one in part]

    def _chain(self, chain: range, state: np.ndarray, basis: Any) -> list[tuple[Cut, int, float]]:
        found = []
        for k in chain:
            self._sessions[k].begin_at(basis)
            found.append(self._one(k, state))
            basis = self._sessions[k].basis
        return found

    def _one(self, k: int, state: np.ndarray) -> tuple[Cut, int, float]:
        return self._one_at(k, state[self.windows[k].state])

    def _one_at(self, k: int, at: np.ndarray) -> tuple[Cut, int, float]:
        if self._stop():
            raise Stopped
        began = time.thread_time()
        window, session = self.windows[k], self._sessions[k]
        session.change_row_bounds(window.link_rows, at, at)
        found = session.optimum()
        height = len(window.row)
        cut = Cut(k, window.state, at, found.objective, found.row_dual[height:], found.row_dual[:height])
        return cut, found.steps, time.thread_time() - began


class Stopped(Exception):  # noqa: N818
    """The time is over, or the user has had enough."""
