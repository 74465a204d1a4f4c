"""A program, how it was solved, and what is known of it: what every search starts from and ends with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from dispatch.program.certificate import Certificate
from dispatch.program.complementarity import SMALLER_CLOSED, Directions, solve_complementary
from dispatch.program.highs import HighsSession
from dispatch.program.linear_program import LinearProgram
from dispatch.program.solution import Solution, Status
from dispatch.results.tables import Table


@dataclass(frozen=True, eq=False)
class Answer:
    """The solution of `program`, whose bounds include the directions that were closed.

    relaxed: certificate of the optimum with all directions open, None where none had to be closed.
    proven_cny: a bound that another program proved (a hull, a decomposition); None where the certificate of this one is
    the bound.
    records: the tables of the passes that led here, by name (`dispatch.solve.iteration.Recorder`).
    stages: the goals of a lexicographic objective, the last of them cost; empty where least cost is all.
    findings: what a room found out about this answer besides, by room, for its tables.
    """

    program: LinearProgram
    solution: Solution
    relaxed: Certificate | None = None
    proven_cny: float | None = None
    records: Mapping[str, Table] = field(default_factory=dict)
    stages: tuple[Stage, ...] = ()
    findings: Mapping[str, object] = field(default_factory=dict)

    @property
    def optimal(self) -> bool:
        """Whether the solver proved an optimum."""
        return self.solution.status == Status.OPTIMAL

    @property
    def infeasible(self) -> bool:
        """Whether the solver found that there is no answer."""
        return self.solution.status == Status.INFEASIBLE

    def bound_cny(self, certificate: Certificate) -> float:
        """What no dispatch costs less than; `certificate` is that of the solution."""
        return (self.relaxed or certificate).proven_bound if self.proven_cny is None else self.proven_cny

    def replaced_by(self, other: Answer) -> Answer:
        """Another solution in place of this one; bounds and records that are proven or kept stay."""
        return replace(self, program=other.program, solution=other.solution, relaxed=other.relaxed)

    def with_finding(self, room: str, finding: object) -> Answer:
        """The same with what a room found out about it."""
        return replace(self, findings={**self.findings, room: finding})

    def with_record(self, name: str, table: Table) -> Answer:
        """The same with the passes of one more search."""
        return replace(self, records={**self.records, name: table})


@dataclass(frozen=True, eq=False)
class Reached:
    """What an answer came to: (n,) of each of a goal's columns (one for cost), and what it is held at from then on."""

    value: np.ndarray
    held: np.ndarray
    weight: np.ndarray

    @property
    def total(self) -> float:
        """The goal in one number: CNY, MWh, or MW over all windows."""
        return float(self.weight @ self.value)


@dataclass(frozen=True, eq=False)
class Stage:
    """One goal, the answer that sought it and what that came to."""

    goal: str
    answer: Answer
    reached: Reached


def solve_session(
    session: HighsSession, directions: Directions = SMALLER_CLOSED, *, method: str | None = None
) -> Answer:
    """The answer of the program that a session holds, with one direction at a time in every opposed pair."""
    solution, relaxed = solve_complementary(session, directions, method=method)
    return Answer(session.program, solution, relaxed)
