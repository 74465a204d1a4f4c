"""No mathematics without a case solved by hand: every mutant of the builder makes a hand-worked case fail.

A new row, cost, bound, number or dual that no case in this folder depends on fails here, named.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path

import pytest

import dispatch.blocks
from tests.everything import AXIS, everything
from tests.hand.mutants import Mutant, every_mutant, mutated
from tests.support import both_routes

MODULES = {
    "renewable": ("renewable",),
    "powerhouse": ("reservoir", "cascade", "head"),
    "reservoir": ("reservoir", "cascade", "level", "navigation", "head"),
    "storage": ("storage",),
    "thermal": ("thermal",),
    "load": ("load", "network"),
    "computing": ("computing",),
    "computing_window": ("computing",),
    "charging": ("charging",),
    "offer": ("virtual_plant",),
    "virtual_plant": ("virtual_plant",),
    "member": ("virtual_plant",),
    "line": ("network", "kirchhoff"),
    "link": ("network",),
    "corridor": ("corridor", "storage"),
    **{
        f"{kind}{part}": (kind,)
        for kind in ("potline", "furnace", "batch_fleet", "shiftable")
        for part in ("", "_window", "_stretch", "_start")
    },
    "price": ("load", "network"),
    "time": ("renewable", "storage", "reservoir", "thermal", "cascade"),
}

METHODS = ("constraint", "cost", "var", "quantity", "given", "dual", "param", "members")

# Mutants that change no optimum, each with the reason.
EQUIVALENT = {
    "column upper freed: offer.calls": "only differences count, and a high start leaves less to be called",
    "column lower freed: virtual_plant.less_mw": "its bounds are those of everything that can be called or come back",
    "column upper freed: virtual_plant.less_mw": "its bounds are those of everything that can be called or come back",
    "column lower freed: potline.used_mwh": "only differences of what has been used count",
    "column upper freed: potline.used_mwh": "only differences of what has been used count",
    "column upper freed: charging.give_mw": "(charging.3) holds the sum of both within the same limit",
    "column upper freed: charging.restore_mw": "(charging.3) holds the sum of both within the same limit",
    "column upper freed: reservoir.shortfall_m3s": "no release is negative, so no more than the minimum can be missing",
    "column upper freed: reservoir.flood_excess_hm3": "no volume is above its own limit, so no more can be in excess",
    "column lower freed: powerhouse.generated_mw": "no less is made than a flow makes, and no flow is negative",
    "column lower freed: reservoir.volume_mean_hm3": "it is the mean of two volumes within limits of their own",
    "column upper freed: reservoir.volume_mean_hm3": "it is the mean of two volumes within limits of their own",
    "number wrong: reservoir.within_hour": "the periods of an hour in another order",
    "column lower freed: reservoir.hour_least_m3s": "only a high one is of use",
    "column lower freed: reservoir.hour_greatest_m3s": "no release is negative, and it is above one",
    "column lower freed: reservoir.day_least_m3s": "only a high one is of use",
    "column lower freed: reservoir.day_greatest_m3s": "no release is negative, and it is above one",
}


def hand_cases(family: str) -> Iterator[Callable[[], None]]:
    """All hand-worked cases of a family's modules."""
    for name in MODULES[family]:
        module = import_module(f"tests.hand.test_{name}")
        yield from (case for key, case in vars(module).items() if key.startswith("test_"))


def test_the_case_that_has_everything_has_everything() -> None:
    """Whatever name a block writes on the sheet occurs in the case that mutants are enumerated on.

    Names made at run time are listed; the mutants above show that they occur.
    """
    written, unnamed = set(), set()
    for file in Path(dispatch.blocks.__path__[0]).rglob("*.py"):
        if file.name == "formulation.py":
            continue
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr in METHODS:
                name = call.args[0]
                if isinstance(name, ast.Constant):
                    written.add((call.func.attr, name.value))
                else:
                    unnamed.add((file.stem, call.func.attr))
    assert unnamed == {
        ("corridor", "var"), ("corridor", "members"), ("kirchhoff", "members"), ("queue", "var"),
        ("computing", "param"), ("computing", "members"),
    }  # fmt: skip
    program, filled = both_routes(everything(), AXIS)
    known = {
        "constraint": program.rows,
        "cost": program.costs,
        "var": program.columns,
        "quantity": [rows.name for rows in filled.quantities],
        "given": [given.name for given in filled.given],
        "dual": [dual.rows for dual in filled.duals],
        "param": [str(m) for m in every_mutant() if m.kind == "number wrong:"],
        "members": [str(m) for m in every_mutant() if m.kind == "members emptied:"],
    }
    missing = {(m, n) for m, n in written if not any(k.endswith(f".{n}") for k in known[m])}
    assert not missing
    assert all(layout.size for layout in (*program.rows.values(), *program.columns.values()))
    assert all(term.value.any() or term.constant for term in program.costs.values())


def notices(case: Callable[[], None], mutant: Mutant) -> bool:
    """Whether a case fails under a mutant, by its own values or because nothing can be solved."""
    try:
        with mutated(mutant):
            case()
    except Exception:  # noqa: BLE001 - a mutant may break anything; that it breaks is the point
        return True
    return False


@pytest.mark.parametrize("mutant", every_mutant(), ids=str)
def test_a_hand_worked_case_notices(mutant: Mutant) -> None:
    noticed = any(notices(case, mutant) for case in hand_cases(mutant.family))
    assert noticed != (str(mutant) in EQUIVALENT)
