"""Programs that are solved in windows of a day, small enough to be solved whole beside."""

from __future__ import annotations

from functools import cache

from dispatch.case.settings import Solver
from dispatch.program.build import build_model
from dispatch.program.compile import compile_program
from dispatch.program.highs import solve_program
from dispatch.program.linear_program import LinearProgram
from dispatch.program.solution import Solution
from dispatch.series.assemble import assemble_series
from dispatch.solve.windows.method import Outcome, WindowMethod
from dispatch.solve.windows.session import WindowSession
from tests.random_cases import random_case
from tests.support import hours

GAP = 9e-7


@cache
def random_program(seed: int, periods: int = 40, step_h: float = 3.0) -> LinearProgram:
    """Every family on one to three buses."""
    case = random_case(seed, buses=1 + seed % 3)
    return compile_program(build_model(case, assemble_series(case, hours(*[step_h] * periods))))


def whole(program: LinearProgram) -> Solution:
    """The optimum by simplex."""
    return solve_program(program, Solver(name="simplex", threads=1))


def in_windows(program: LinearProgram, days: float = 1.0, threads: int = 1) -> tuple[Solution, Outcome]:
    """The answer of a session, and how windows ended."""
    session = WindowSession(program, Solver(threads=threads), days=days)
    solution = session.solve()
    assert session.last is not None
    return solution, session.last


def method(program: LinearProgram) -> WindowMethod:
    """One attempt, on one thread."""
    return WindowMethod(program, threads=1, days=1.0)
