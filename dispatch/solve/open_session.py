"""Which session solves a case: in windows where `solver.name` says so, else whole."""

from __future__ import annotations

from dispatch.case.settings import Solver
from dispatch.program.highs import HighsSession
from dispatch.program.highs_log import Listener
from dispatch.program.linear_program import LinearProgram
from dispatch.solve.windows.session import WindowSession


def open_session(program: LinearProgram, options: Solver, listener: Listener | None = None) -> HighsSession:
    """A session that holds the program."""
    kind = WindowSession if options.name == "windows" else HighsSession
    return kind(program, options, listener)
