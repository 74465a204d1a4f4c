"""What a hand-worked case touches: only a case that touches what a mutant spoils can notice it.

Every case is run once as it is, in each process that needs it: its footprint are all names that are added to the model
and all rows, columns and costs of its programs, and it must pass. A mutant is then tried on the cases with its name in
their footprint, those first in which the name decided something (a dual, a value, a cost), the quickest of them first.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any

import numpy as np
import pytest

import dispatch.solve.pipeline
from dispatch.program.linear_program import LinearProgram
from tests.hand.mutants import Mutant, recording

Case = Callable[[], None]
_SMALL = 1e-9


@dataclass(frozen=True)
class Footprint:
    """names: kinds and names of what was added to the model, rows, columns and costs; decided: those of rows with a
    dual, of columns with a value or a reduced cost, of costs above nothing; seconds: what the case takes."""

    names: frozenset[str]
    decided: frozenset[str]
    seconds: float


def likely(cases: list[Case], mutant: Mutant) -> list[Case]:
    """Those that can notice a mutant, the most promising first."""
    name = _matrix_name(mutant) or str(mutant)
    prints = [(footprint(case), case) for case in cases]
    able = [(name not in p.decided, p.seconds, case) for p, case in prints if name in p.names]
    return [case for *_, case in sorted(able, key=lambda x: x[:2])]


def cases_of(module: str) -> Iterator[Case]:
    """All hand-worked cases of one file of this folder, or of a module with its whole name."""
    found = vars(import_module(module if "." in module else f"tests.hand.test_{module}"))
    yield from (case for key, case in found.items() if key.startswith("test_"))


@cache
def footprint(case: Case) -> Footprint:
    """One run of a case as it is."""
    noted: list[Mutant] = []
    names: set[str] = set()
    decided: set[str] = set()
    begin = time.process_time()
    with recording(noted), _programs(names, decided):
        case()
    seconds = time.process_time() - begin
    added = {str(m) for m in noted}
    return Footprint(frozenset(names | added), frozenset(decided), seconds)


def _matrix_name(mutant: Mutant) -> str | None:
    kind = mutant.kind.split(" ")[0]
    return f"{kind} {mutant.name}" if kind in ("row", "column", "cost") else None


@contextmanager
def _programs(names: set[str], decided: set[str]) -> Iterator[None]:
    """Note what programs consist of when they are compiled, and what decided when their certificate is drawn up."""
    compiled, certified = dispatch.solve.pipeline.compile_program, dispatch.solve.pipeline.certify

    def noted(model: Any) -> LinearProgram:
        program = compiled(model)
        for kind, parts in (("row", program.rows), ("column", program.columns), ("cost", program.costs)):
            names.update(f"{kind} {name}" for name, part in parts.items() if getattr(part, "size", 1))
        return program

    def judged(program: LinearProgram, x: np.ndarray, row_dual: np.ndarray, *more: Any) -> Any:
        reduced = program.c - row_dual @ program.matrix
        _decide(decided, "row", program.rows, np.abs(row_dual))
        _decide(decided, "column", program.columns, np.abs(x) + np.abs(reduced))
        costs = (f"cost {name}" for name, c in program.costs.items() if c.value @ np.abs(x[c.column]) > _SMALL)
        decided.update(costs)
        return certified(program, x, row_dual, *more)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dispatch.solve.pipeline, "compile_program", noted)
        patch.setattr(dispatch.solve.pipeline, "certify", judged)
        yield


def _decide(decided: set[str], kind: str, parts: Any, weight: np.ndarray) -> None:
    decided.update(f"{kind} {name}" for name, part in parts.items() if part.of(weight).max(initial=0.0) > _SMALL)
