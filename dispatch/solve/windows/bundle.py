"""What is known of the windows' cost as a function of the states: best point, bound and the next point to try."""

from __future__ import annotations

import numpy as np

from dispatch.program.linear_program import LinearProgram
from dispatch.solve.windows.level import level_point
from dispatch.solve.windows.link_types import Links
from dispatch.solve.windows.master import Cut, Master, Point
from dispatch.solve.windows.start import Start

# The first move is about so large a share of the ranges of states, and no move is taken for smaller than LEAST_MOVE.
FIRST_MOVE, LEAST_MOVE = 0.1, 1e-6
# Where no level point is found: so far from the best point to the master's optimum.
IN_OUT = 0.2
# A cut that has not mattered for so many passes is dropped.
PATIENCE = 10


class Bundle:
    """centre: (S,) states of the best pass so far; trial: those to try next."""

    def __init__(self, program: LinearProgram, links: Links, windows: int, start: Start):
        self._c0, self._cost = program.c0, links.states.cost
        self._master = Master(program, links, windows, start)
        self._scale = np.maximum(start.upper - start.lower, 1e-9)
        self._move = FIRST_MOVE
        self._idle = np.zeros(0, dtype=np.int64)
        self._window_cost = np.zeros(windows)
        self.centre = self.trial = self._feasible(start.state)
        self.best_cny, self.bound_cny = np.inf, -np.inf
        self.proof: tuple[Point, list[Cut]] | None = None

    def learn(self, cuts: list[Cut], cost: np.ndarray) -> bool:
        """After a pass at `trial`; cost: (K,) CNY of the windows. Whether it was the best."""
        total = self._c0 + float(self._cost @ self.trial) + float(cost.sum())
        move = float(np.linalg.norm((self.trial - self.centre) / self._scale)) / np.sqrt(max(1, len(self._scale)))
        self._move = max(move, LEAST_MOVE) if move else self._move
        improved = total < self.best_cny
        if improved:
            self.best_cny, self.centre, self._window_cost = total, self.trial, cost
        self._drop()
        self._look(cuts)
        return improved

    def add(self, cuts: list[Cut]) -> None:
        """More cuts, of windows that were solved at other states."""
        self._look(cuts)

    @property
    def gap(self) -> float:
        """Between the best cost and the bound, relative to 1 + |cost|."""
        return (self.best_cny - self.bound_cny) / (1 + abs(self.best_cny))

    def _look(self, cuts: list[Cut]) -> None:
        self._master.add(cuts)
        self._idle = np.append(self._idle, np.zeros(len(cuts), dtype=np.int64))
        far = self._master.least()
        if far is not None:
            self._idle = np.where(far.weight > 0, 0, self._idle + 1)
            if far.bound > self.bound_cny or self.proof is None:
                self.bound_cny, self.proof = far.bound, (far, list(self._master.cuts))
        self.trial = self._next(far)

    def forget_best(self) -> None:
        """Costs of windows have risen: cuts and bound still hold, the best cost does not. Tried again where it was."""
        self.best_cny, self.trial = np.inf, self.centre

    def _next(self, far: Point | None) -> np.ndarray:
        gap = (self.best_cny - self.bound_cny) / self._master.unit_cny
        if np.isfinite(gap) and gap > 0:
            cost = self._window_cost / self._master.unit_cny
            point = level_point(self._master.program, self.centre, cost, gap, self._move * self._scale)
            if point is not None and not np.array_equal(point, self.trial):
                return point
        if far is None:
            return self.centre
        return IN_OUT * far.state + (1 - IN_OUT) * self.centre

    def _drop(self) -> None:
        """Forget cuts that have not mattered for long; those of the best point stay."""
        at_best = np.array([np.array_equal(cut.at, self.centre[cut.state]) for cut in self._master.cuts], dtype=bool)
        idle = np.flatnonzero((self._idle > PATIENCE) & ~at_best)
        if len(idle):
            self._master.drop(idle)
            self._idle = np.delete(self._idle, idle)

    def _feasible(self, state: np.ndarray) -> np.ndarray:
        """The nearest states that satisfy the master's own rows."""
        return self._master.nearest(state, self._scale)
