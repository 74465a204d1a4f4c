"""A session that goes from one program to its neighbours and begins each at the last optimal basis.

Neighbours have the same families of columns and rows with the same labels; bounds, costs, right-hand sides and single
coefficients may differ. A basis names the columns and rows that stand at a bound, nothing of their values, so it may be
used whatever has changed: where only bounds and right-hand sides did (or rows were scaled as a whole, as (storage.3) is
by the size of a store) it is dual feasible, and simplex needs some dozen steps instead of thousands.

From a basis HiGHS solves without presolve. Far from the answer it may lose its way, so that a start from a basis gets
no more time than a fresh one took; then the fresh one is made. It ends at a vertex (barriers with crossover), because
only a vertex has a basis. Either way the optimum is the same.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from dispatch.case.settings import Solver
from dispatch.program.highs import WHOLE_BY_SIZE, HighsSession, by_size
from dispatch.program.highs_log import Listener
from dispatch.program.linear_program import Layout, LinearProgram
from dispatch.program.solution import Solution, Status

# A start from a basis may take this many times a fresh solve, and at least so long.
PATIENCE = 1.0
LEAST_PATIENCE_S = 5.0
_AT_VERTEX = {"hipo": "hipo_crossover", "ipx": "ipx_crossover"}
_SURE = (Status.OPTIMAL, Status.INFEASIBLE)


class WarmSession(HighsSession):
    """`near` of `renew` is taken from the last program that was solved to the end, however it was solved."""

    def __init__(self, program: LinearProgram, options: Solver | None = None, listener: Listener | None = None):
        super().__init__(program, options, listener)
        self._basis: Any = None
        self._fresh_s = 0.0
        self.started_warm = False

    def renew(self, program: LinearProgram, near: bool = False, *, feasible: bool = False) -> None:
        """Another program of the same shape, from the last basis where it is near."""
        super().renew(program, near=False)
        self._begin_at_basis(near)
        self._primal = self._warm and feasible

    def take(self, program: LinearProgram, options: Solver, listener: Listener | None) -> None:
        """A neighbour of the last program, perhaps with other options and for someone else to hear."""
        self.options, self._listener = options, listener
        self.renew(program, near=True)

    def _begin_at_basis(self, near: bool) -> None:
        self._warm = near and self._basis is not None
        self.started_warm = self._warm
        if self._warm:
            self._highs.setBasis(self._basis)

    def solve(self, method: str | None = None) -> Solution:
        """From the basis where there is one, else, or where that leads nowhere, from scratch."""
        if self.whole_numbers or method is not None:
            return super().solve(method)
        if self._warm or self._basis_is_current():
            found = self._solve_from_basis()
            if found.status in _SURE:
                return self._kept(found)
            self._highs.clearSolver()
        self._warm = self.started_warm = False
        began = time.perf_counter()
        found = super().solve(self._vertex_method())
        self._fresh_s = max(self._fresh_s, time.perf_counter() - began)
        return self._kept(found)

    def _basis_is_current(self) -> bool:
        """Whether HiGHS itself still has a basis: bounds were changed after a solve."""
        return self._basis is not None and bool(self._highs.getBasis().valid)

    def _solve_from_basis(self) -> Solution:
        patience = max(LEAST_PATIENCE_S, PATIENCE * self._fresh_s)
        whole = self.options
        self.options = whole.model_copy(update={"time_limit_s": min(whole.time_limit_s, patience)})
        try:
            return super().solve("simplex")
        finally:
            self.options = whole

    def _vertex_method(self) -> str:
        name = self.options.name
        method = by_size(self.program) if name in WHOLE_BY_SIZE else str(name)
        return _AT_VERTEX.get(method, method)

    def _kept(self, found: Solution) -> Solution:
        """Remember the basis of an optimum; that of an infeasible program would lead the next one astray."""
        if found.status == Status.OPTIMAL:
            basis = self._highs.getBasis()
            self._basis = basis if basis.valid else None
        return found


@dataclass(eq=False)
class Bench:
    """The session of the last program, given out again for programs of the same shape; one a process."""

    session: WarmSession | None = None
    # Layouts as they were before a search within a solve may have changed the session's program.
    _shape: Any = None

    def open(self, program: LinearProgram, options: Solver, listener: Listener | None = None) -> HighsSession:
        """A session holding `program`, near the last one where both have the same families."""
        shape = (_shape(program.columns), _shape(program.rows))
        kept = self.session
        if kept is not None and shape == self._shape and kept.program.shape[:2] == program.shape[:2]:
            kept.take(program, options, listener)
            return kept
        self.session, self._shape = WarmSession(program, options, listener), shape
        return self.session

    def clear(self) -> None:
        """Forget the session: after a fault its state is unknown."""
        self.session = self._shape = None


def _shape(layouts: dict[str, Layout]) -> tuple[Any, ...]:
    return tuple((x.name, x.offset, tuple((a.name, a.size, a.labels) for a in x.axes)) for x in layouts.values())
