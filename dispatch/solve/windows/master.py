"""The master: states between windows, and what the windows are known to cost.

    minimise c0 + Σ cost·S + Σ_k θ_k
    subject to  rows of the program that no window holds
                θ_k ≥ value + slope·(S − at)      for every cut of window k

Cuts come from duals: an optimum of window k at the states `at` costs `value`, and its link rows have the duals `slope`.
By convexity the window costs no less than the cut anywhere, so that the optimum over the whole box of states is a lower
bound on the program. The duals λ of the cuts of a window add up to 1: with them the duals of the windows combine into
duals of the whole program, and the certificate proves the bound from these.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from dispatch.program.hot import HotSession, InteriorSession
from dispatch.program.linear_program import LinearProgram
from dispatch.program.rowwise import Rowwise
from dispatch.program.solution import Status
from dispatch.program.subproblem import numbered
from dispatch.solve.windows.link_types import Links
from dispatch.solve.windows.start import Start

# Slopes that HiGHS would drop (its least coefficient is 1e-9), in the master's money: left out here, where it is seen.
NEGLIGIBLE = 2e-9


@dataclass(frozen=True, eq=False)
class Cut:
    """What window `window` is known to cost, CNY: at least `value` + slope·(S[state] − at).

    row_dual: (rows of the window,) the duals that say so.
    """

    window: int
    state: np.ndarray
    at: np.ndarray
    value: float
    slope: np.ndarray
    row_dual: np.ndarray


@dataclass(frozen=True, eq=False)
class Point:
    """An optimum of the master. state: (S,); bound in CNY; weight: (cuts,) λ; row_dual: (master rows,) CNY a unit."""

    state: np.ndarray
    bound: float
    weight: np.ndarray
    row_dual: np.ndarray


class Master:
    """See the module."""

    def __init__(self, program: LinearProgram, links: Links, windows: int, start: Start):
        """start: the box of the states, finite where that of the program is endless, and the unit of money."""
        states = links.states
        self.lower, self.upper, self.unit_cny = start.lower, start.upper, start.unit_cny
        self._states, self._windows, self._rows = states.count, windows, len(links.master.row)
        own = links.master
        row_start = np.concatenate([[0], np.cumsum(np.bincount(own.at, minlength=self._rows))]).astype(np.int32)
        order = np.argsort(own.at, kind="stable")
        width = states.count + windows
        matrix = Rowwise(row_start, own.state[order].astype(np.int32), own.value[order], (self._rows, width))
        free = np.full(windows, np.inf)
        self._c0 = program.c0
        self._session = HotSession(
            LinearProgram(
                0.0,
                np.concatenate([states.cost / self.unit_cny, np.ones(windows)]),
                matrix,
                program.row_lower[own.row],
                program.row_upper[own.row],
                np.concatenate([self.lower, -free]),
                np.concatenate([self.upper, free]),
                numbered("column", width),
                numbered("row", self._rows),
                program.horizon,
            )
        )
        self.cuts: list[Cut] = []

    @property
    def program(self) -> LinearProgram:
        """As it stands; money in `unit_cny`."""
        return self._session.program

    def add(self, cuts: list[Cut]) -> None:
        """Know more about what windows cost."""
        index, value, lower, count = [], [], [], []
        for cut in cuts:
            kept = np.abs(cut.slope) > NEGLIGIBLE * self.unit_cny
            index += [cut.state[kept], [self._states + cut.window]]
            value += [-cut.slope[kept] / self.unit_cny, [1.0]]
            lower.append((cut.value - cut.slope[kept] @ cut.at[kept]) / self.unit_cny)
            count.append(int(kept.sum()) + 1)
        row_start = np.concatenate([[0], np.cumsum(count)]).astype(np.int32)
        shape = (len(cuts), self._states + self._windows)
        rows = Rowwise(row_start, np.concatenate(index).astype(np.int32), np.concatenate(value).astype(float), shape)
        self._session.add_rows(rows, np.array(lower), np.full(len(cuts), np.inf))
        self.cuts += cuts

    def drop(self, idle: np.ndarray) -> None:
        """Forget cuts by their positions."""
        self._session.remove_rows(self._rows + idle)
        gone = set(idle.tolist())
        self.cuts = [cut for i, cut in enumerate(self.cuts) if i not in gone]

    def nearest(self, state: np.ndarray, scale: np.ndarray) -> np.ndarray:
        """(S,) states that satisfy the program's own rows, near those given; the same where there are no such rows."""
        if not self._rows:
            return state
        count = self._states
        program = self.program
        matrix = program.matrix
        size = np.append(scale, np.ones(self._windows))
        scaled = Rowwise(matrix.indptr, matrix.indices, matrix.data * size[matrix.indices], matrix.shape)
        origin = np.append(state, np.zeros(self._windows))
        shift = matrix @ origin
        moved = replace(
            program,
            matrix=scaled,
            row_lower=program.row_lower - shift,
            row_upper=program.row_upper - shift,
            column_lower=(program.column_lower - origin) / size,
            column_upper=(program.column_upper - origin) / size,
        )
        found = InteriorSession(moved).nearest(np.ones(count + self._windows))
        return state if found is None else np.clip(state + scale * found[:count], self.lower, self.upper)

    def least(self, lower: np.ndarray | None = None, upper: np.ndarray | None = None) -> Point | None:
        """The optimum over the whole box, or over a smaller one; None where the smaller one has none."""
        low, high = (self.lower if lower is None else lower), (self.upper if upper is None else upper)
        self._session.change_column_bounds(np.arange(self._states), low, high)
        found = self._session.vertex()
        if found.status != Status.OPTIMAL:
            return None
        dual = found.row_dual
        return Point(
            found.x[: self._states],
            self._c0 + self.unit_cny * found.objective,
            dual[self._rows :],
            self.unit_cny * dual[: self._rows],
        )
