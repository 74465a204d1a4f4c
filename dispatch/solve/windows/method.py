"""A program solved in windows: passes until the gap is small, seams mended, the bound proven on the whole program.

    coarse answer → states → [windows → cuts → master → next states] … → stitch → mend → certificate

Neither the master nor the windows are believed in the end: the dispatch is judged by every row of the program, the
bound by the duals of the whole program (`dispatch.program.certificate`).
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np

from dispatch.case.settings import Solver
from dispatch.errors import SolveError
from dispatch.program.certificate import Certificate, certify
from dispatch.program.highs import HighsSession
from dispatch.program.linear_program import LinearProgram
from dispatch.program.solution import Status
from dispatch.solve.windows.bundle import Bundle
from dispatch.solve.windows.climb import Seeds, climb, plant
from dispatch.solve.windows.coarse import coarsen
from dispatch.solve.windows.link_types import Links
from dispatch.solve.windows.links import find_links
from dispatch.solve.windows.passes import Solvers, Stopped
from dispatch.solve.windows.proof import stitch, whole_dual
from dispatch.solve.windows.seams import broken_rows, mend_seams
from dispatch.solve.windows.split import Split, split_program, window_edges
from dispatch.solve.windows.start import Start, begin, begin_anywhere
from dispatch.solve.windows.window import Window, cut_windows

Tell = Callable[[str], None]

DAYS = 7.0
COARSE_H, MOST_COARSE_S = 24.0, 600.0
MOST_PASSES = 200
MOST_RAISES = 6
# Windows stop this far below the gap that is asked for: mending may cost a little, proofs lose a little.
MARGIN = 0.7
# Slack of a link row that is noise of simplex, in units of 1 + |state|.
NOISE = 1e-7


@dataclass(frozen=True)
class PassRecord:
    """After a pass: best cost of the windows and bound of the master, CNY; steps of simplex; CPU seconds of windows."""

    best_cny: float
    bound_cny: float
    steps: int
    cpu_s: float

    @property
    def gap(self) -> float:
        """Relative."""
        return (self.best_cny - self.bound_cny) / (1 + abs(self.best_cny))


@dataclass(frozen=True, eq=False)
class Outcome:
    """x: (columns,), row_dual: (rows,), certificate of both; `closed`: whether the gap was reached and every row holds.

    Where windows do not come to an end, `why` says so and x may be empty. missed: rows that the windows broke, those
    left out of the bound first, then those with arrivals free in time: were they shared, the bound would be higher.
    """

    closed: bool
    why: str = ""
    x: np.ndarray = field(default_factory=lambda: np.zeros(0))
    row_dual: np.ndarray = field(default_factory=lambda: np.zeros(0))
    certificate: Certificate | None = None
    passes: tuple[PassRecord, ...] = ()
    missed: np.ndarray = field(default_factory=lambda: np.zeros(0, dtype=np.int64))

    @property
    def gap(self) -> float:
        """Proven, relative to 1 + |objective|; inf without a proof."""
        if self.certificate is None:
            return np.inf
        found = self.certificate
        return (found.objective - found.proven_bound) / (1 + abs(found.objective))


@dataclass(frozen=True, eq=False)
class Near:
    """A dispatch with duals from which windows begin. shared: rows that may not be dropped from the bound."""

    x: np.ndarray
    row_dual: np.ndarray
    shared: np.ndarray


class WindowMethod:
    """The windows of one program, ready to be solved."""

    def __init__(
        self,
        program: LinearProgram,
        threads: int = 0,
        days: float = DAYS,
        tell: Tell | None = None,
        deadline: float = np.inf,
        near: Near | None = None,
    ):
        """deadline: on the clock of time.perf_counter; near: what an earlier attempt leaves. SolveError where a window
        has no answer."""
        self.program, self._tell, self._deadline = program, tell or (lambda _: None), deadline
        self.edge = window_edges(program.horizon, days)
        shared = None if near is None else near.shared
        self.split: Split = split_program(program, self.edge, shared)
        self.links: Links = find_links(program, self.split, shared)
        self.start: Start = self._begin() if near is None else begin(program, self.links, near.x, near.row_dual)
        self._seeds: Seeds = []
        count = threads or os.cpu_count() or 1
        if near is None:
            self.start, self._seeds = climb(program, self.split, self.links, self.start, count, self._late)
        self._penalty = self.start.penalty
        self.windows: list[Window] = list(cut_windows(program, self.split, self.links, self._penalty))
        self._solvers = Solvers(self.windows, count, self._late)
        self.bundle = Bundle(program, self.links, len(self.windows), self.start)
        self.records: list[PassRecord] = []

    def solve(self, gap: float) -> Outcome:
        """Until the proven relative gap is reached, or the time is over."""
        try:
            return self._solve(gap)
        finally:
            self._solvers.close()

    def _solve(self, gap: float) -> Outcome:
        aim, raised = MARGIN * gap, 0
        found = Outcome(closed=False, why="the time was over before the first pass")
        while len(self.records) < MOST_PASSES:
            try:
                self._pass()
            except Stopped:
                return found if found.certificate is not None else self._finish(gap, "the time was over")
            if self.records[-1].gap > aim:
                continue
            dear = self._slack() > NOISE * (1 + np.abs(self.bundle.centre))
            if dear.any() and raised < MOST_RAISES:
                raised += 1
                self._raise(dear)
                continue
            found = self._finish(gap, "rows are left broken between windows")
            if found.closed or found.certificate is None or len(found.missed) or aim < 0.01 * gap:
                return found
            aim /= 3
        return self._finish(gap, "the gap does not close")

    def _pass(self) -> None:
        done = self._solvers.solve(self.bundle.trial)
        improved = self.bundle.learn(done.cuts, done.cost)
        if improved:
            self._best = self._solvers.values()
        if not self.records:
            plant(self._solvers, self.bundle, self._seeds)
        self.records.append(PassRecord(self.bundle.best_cny, self.bundle.bound_cny, done.steps, done.cpu_s))
        self._tell(
            f"windows: pass {len(self.records)}, cost {self.bundle.best_cny:.8e}, bound {self.bundle.bound_cny:.8e}, "
            f"gap {self.records[-1].gap:.1e}, {done.steps} steps, {done.cpu_s:.1f} s\n"
        )

    def _finish(self, gap: float, why: str) -> Outcome:
        """The best dispatch so far, mended, with what is proven."""
        if not self.records or self.bundle.proof is None:
            return Outcome(closed=False, why=why, passes=tuple(self.records))
        x = stitch(self.program, self.split, self.links, self.windows, self.bundle.centre, self._best)
        broken = broken_rows(self.program, x)
        dropped = np.intersect1d(broken, self.links.dropped)
        missed = dropped if len(dropped) else broken
        mended = mend_seams(self.program, x)
        point, cuts = self.bundle.proof
        dual = whole_dual(self.program, self.links, self.windows, point, cuts)
        certificate = certify(self.program, mended.x, dual)
        found = Outcome(True, "", mended.x, dual, certificate, tuple(self.records))
        if mended.broken or found.gap > gap:
            return replace(found, closed=False, why=why, missed=missed)
        return found

    def _slack(self) -> np.ndarray:
        """(S,) the largest slack of every state in the best pass."""
        slack = np.zeros(self.links.states.count)
        for window, x in zip(self.windows, self._best, strict=True):
            np.maximum.at(slack, window.state, x[window.slack].reshape(2, -1).sum(axis=0))
        return slack

    def _raise(self, dear: np.ndarray) -> None:
        """States are worth more than the slack paid."""
        self._penalty = np.where(dear, 10 * self._penalty, self._penalty)
        self._solvers.charge(self._penalty)
        self.bundle.forget_best()

    def _late(self) -> bool:
        return time.perf_counter() > self._deadline

    def _begin(self) -> Start:
        """From the same program in steps of a day, where that has an answer."""
        factor = max(2, round(COARSE_H / float(np.median(self.program.horizon.dt_h))))
        coarse = coarsen(self.program, factor, self.edge)
        left_s = min(MOST_COARSE_S, max(1.0, self._deadline - time.perf_counter()))
        options = Solver(name="simplex", threads=1, time_limit_s=left_s)
        try:
            found = HighsSession(coarse.program, options).solve()
        except SolveError:
            return begin_anywhere(self.program, self.links)
        if found.status != Status.OPTIMAL:
            return begin_anywhere(self.program, self.links)
        return begin(self.program, self.links, coarse.spread(found.x), coarse.spread_dual(found.row_dual))
