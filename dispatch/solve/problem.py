"""What rooms of families bring to the solve beside their rows, found through the register.

linearization   linearization(problem)             rows that are exact only near an answer: `Linearization`, or None
goals           goals(problem)                     goals that are sought before cost: `Goals`, or None
refinement      refine(problem, answer)            the answer that counts after a room has looked at one
results         add_tables(tables, case, series, answer)    tables derived from those of the solution
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from dispatch.case.schema import Case
from dispatch.families.rooms import part, rooms_with
from dispatch.program.formulation import Formulation
from dispatch.program.highs import HighsSession
from dispatch.program.highs_log import Listener
from dispatch.program.linear_program import LinearProgram
from dispatch.results.tables import Tables
from dispatch.series.assemble import Series
from dispatch.solve.answer import Answer, Reached


@dataclass(frozen=True, eq=False)
class Problem:
    """A case, its model, and the session that holds its program."""

    session: HighsSession
    model: Formulation
    case: Case
    series: Series
    listener: Listener | None = None


class Linearization(Protocol):
    """Rows of a family that are exact only near an answer."""

    def solve(self) -> Answer:
        """Least cost, with rows that fit the answer as well as the method of the case promises."""

    def closer(self, answer: Answer, times: int) -> LinearProgram | None:
        """The program with rows that fit at an answer of another objective; None where they fit well enough.

        times: how many programs were made so before.
        """


class Goals(Protocol):
    """Goals that are sought one after the other, before cost."""

    met_by_least_cost: str
    """The goal that may need no solve of its own: where the cheapest dispatch misses nothing of it."""
    keep_directions: tuple[str, ...]
    """Goals that keep the directions of opposed columns that the stage before ended with, cost among them."""
    flat: tuple[str, ...]
    """Goals with many optima, among which simplex walks long."""

    def names(self, program: LinearProgram) -> tuple[str, ...]:
        """Goals that a program has columns for, in the order in which they are sought."""

    def aim_at(self, program: LinearProgram, goal: str) -> LinearProgram:
        """The program with a goal as objective."""

    def reached(self, program: LinearProgram, goal: str, x: np.ndarray) -> Reached:
        """What a solution came to."""

    def hold(self, program: LinearProgram, goal: str, reached: Reached) -> LinearProgram:
        """The program that keeps what was reached."""

    def is_met(self, program: LinearProgram, goal: str, x: np.ndarray) -> bool:
        """Whether a solution misses nothing of a goal."""


def linearization_of(problem: Problem) -> Linearization | None:
    """That of the case, if it has one."""
    asked = (part(room, "linearization").linearization(problem) for room in rooms_with("linearization"))
    found: list[Linearization] = [linear for linear in asked if linear is not None]
    if len(found) > 1:
        raise NotImplementedError("a case with two linearizations")
    return found[0] if found else None


def goals_of(problem: Problem) -> Goals | None:
    """Those of the case; None where least cost is all."""
    asked = (part(room, "goals").goals(problem) for room in rooms_with("goals"))
    found: Goals | None = next((goals for goals in asked if goals is not None), None)
    return found


def refined(problem: Problem, answer: Answer) -> Answer:
    """The answer after every room that refines answers."""
    for room in rooms_with("refinement"):
        answer = part(room, "refinement").refine(problem, answer)
    return answer


def with_derived_tables(tables: Tables, problem: Problem, answer: Answer) -> Tables:
    """The tables of a solution with the records of searches and what every room derives."""
    tables = Tables({**tables, **answer.records})
    for room in rooms_with("results"):
        tables = part(room, "results").add_tables(tables, problem.case, problem.series, answer)
    return tables
