"""Small faults in the mathematics, put into the running builder: which of them do the hand-worked cases notice?

Every row family (each side of it), bound, column, cost term, number, list of members, injection, derived quantity,
input shown beside the results and reported dual of the builder gives at least one mutant. `every_mutant` enumerates
them on the case that has everything; `mutated` makes one true while a hand-worked case runs.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pytest

import dispatch.solve.pipeline
import tests.support
from dispatch.program.build import build_model
from dispatch.program.compile import compile_program
from dispatch.program.components import Axis, Rule
from dispatch.program.formulation import Family, Formulation
from dispatch.program.linear_program import CostTerm, LinearProgram
from dispatch.series.assemble import assemble_series
from tests.everything import AXIS, shaved_everything


@dataclass(frozen=True)
class Mutant:
    """`kind` of fault in what is called `name` (family.name)."""

    kind: str
    name: str

    @property
    def family(self) -> str:
        return self.name.split(".")[0]

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"


def every_mutant() -> list[Mutant]:
    """All mutants of the builder, in the order in which it writes."""
    found: list[Mutant] = []
    with recording(found):
        program = compile_program(build_model(shaved_everything(), assemble_series(shaved_everything(), AXIS)))
    for name, rows in program.rows.items():
        low, high = rows.of(program.row_lower), rows.of(program.row_upper)
        if (low == high).all():
            found.append(Mutant("row freed:", name))
        else:
            found += [Mutant("row lower freed:", name)] * bool(np.isfinite(low).any())
            found += [Mutant("row upper freed:", name)] * bool(np.isfinite(high).any())
    for name, columns in program.columns.items():
        found += [Mutant("column closed:", name), Mutant("column lower freed:", name)]
        found += [Mutant("column upper freed:", name)] * bool(np.isfinite(columns.of(program.column_upper)).any())
    found += [Mutant("cost dropped:", name) for name in program.costs]
    return found


@contextmanager
def recording(found: list[Mutant]) -> Iterator[None]:
    """Note what is added to a model while it is built."""
    param, members, quantity, given, dual, inject = (
        Family.param, Family.members, Family.quantity, Family.given, Family.dual, Formulation.inject,
    )  # fmt: skip

    def noted(kind: str, call: Any) -> Any:
        def record(self: Family, name: str, *more: Any, **named: Any) -> Any:
            found.append(Mutant(kind, f"{self.name}.{name}"))
            return call(self, name, *more, **named)

        return record

    def injected(self: Formulation, assets: Axis, bus_of: Any, rule: Rule) -> None:
        found.append(Mutant("injection dropped:", _injection(assets, rule)))
        inject(self, assets, bus_of, rule)

    def listed(self: Family, name: str, *more: Any, **named: Any) -> Any:
        if self.name != "balance":  # the lists behind injections are mutants of their own
            found.append(Mutant("members emptied:", f"{self.name}.{name}"))
        return members(self, name, *more, **named)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Family, "param", noted("number wrong:", param))
        patch.setattr(Family, "members", listed)
        patch.setattr(Family, "quantity", noted("quantity doubled:", quantity))
        patch.setattr(Family, "given", noted("input doubled:", given))
        patch.setattr(Family, "dual", noted("dual reversed:", dual))
        patch.setattr(Formulation, "inject", injected)
        yield


def _injection(assets: Axis, rule: Rule) -> str:
    """Rules that inject have no name; the line at which they are written tells them apart."""
    return f"{assets.name}.{rule.__module__.rsplit('.')[-1]}:{rule.__code__.co_firstlineno}"


@contextmanager
def mutated(mutant: Mutant) -> Iterator[None]:
    """Everything solved inside has this fault; the audit is silent, so that only a case's own values can notice it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tests.support, "insist_on_audit", lambda solved: None)
        if mutant.kind.startswith(("row", "column", "cost")):
            pipeline = dispatch.solve.pipeline
            patch.setattr(pipeline, "compile_program", lambda model: _spoilt(compile_program(model), mutant))
        elif mutant.kind.startswith("injection"):
            inject = Formulation.inject
            patch.setattr(
                Formulation,
                "inject",
                lambda self, assets, bus_of, rule: (
                    None if _injection(assets, rule) == mutant.name else inject(self, assets, bus_of, rule)
                ),
            )
        else:
            _patch_family(patch, mutant)
        yield


def _patch_family(patch: pytest.MonkeyPatch, mutant: Mutant) -> None:
    method, spoil = _SPOIL[mutant.kind]
    call = getattr(Family, method)

    def spoilt(self: Family, name: str, *more: Any, **named: Any) -> Any:
        if f"{self.name}.{name}" == mutant.name:
            more, named = spoil(*more, **named), {k: v for k, v in named.items() if k == "target"}
        return call(self, name, *more, **named)

    patch.setattr(Family, method, spoilt)
    if method == "param":
        renew = Family.renew

        def renewed(self: Family, name: str, values: np.ndarray) -> None:
            wrong = f"{self.name}.{name}" == mutant.name
            renew(self, name, 1.25 * values if wrong else values)

        patch.setattr(Family, "renew", renewed)


def _wrong_number(axes: tuple[Axis, ...], values: Any, target: Axis | None = None) -> tuple[Any, ...]:
    """A quarter more; positions move on by one."""
    array = np.broadcast_to(np.asarray(values), tuple(a.size for a in axes))
    return axes, np.roll(array, 1, axis=-1) if array.dtype.kind in "iu" else 1.25 * array.astype(float)


def _no_members(axis: Axis, of: Axis, at: np.ndarray, member: np.ndarray | None = None) -> tuple[Any, ...]:
    return axis, of, np.asarray(at)[:0], None if member is None else member[:0]


def _doubled(axes: tuple[Axis, ...], rule: Rule) -> tuple[Any, ...]:
    return axes, lambda *index: 2 * rule(*index)


_SPOIL: dict[str, tuple[str, Any]] = {
    "number wrong:": ("param", _wrong_number),
    "members emptied:": ("members", _no_members),
    "quantity doubled:": ("quantity", _doubled),
    "input doubled:": ("given", lambda axes, values: (axes, 2 * values)),
    "dual reversed:": ("dual", lambda column, per=1.0: (column, -np.asarray(per))),
}


def _spoilt(program: LinearProgram, mutant: Mutant) -> LinearProgram:
    kind, name = mutant.kind, mutant.name
    if kind.startswith("cost"):
        if name not in program.costs:
            return program
        term = program.costs[name]
        c = program.c - np.bincount(term.column.astype(np.int64), term.value, minlength=len(program.c))
        empty = CostTerm(term.column[:0], term.value[:0], 0.0)
        return replace(program, c=c, c0=program.c0 - term.constant, costs={**program.costs, name: empty})
    if name not in program.rows and name not in program.columns:
        return program
    layout = program.rows[name] if kind.startswith("row") else program.columns[name]
    axis = "row" if kind.startswith("row") else "column"
    changed = {}
    for side, free in (("lower", -np.inf), ("upper", np.inf)):
        bound = getattr(program, f"{axis}_{side}").copy()
        if "closed" in kind:
            layout.of(bound)[...] = 0.0
        elif side in kind or kind == "row freed:":
            layout.of(bound)[...] = free
        changed[f"{axis}_{side}"] = bound
    return replace(program, **changed)
