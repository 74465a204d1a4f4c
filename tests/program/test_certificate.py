"""The certificate on programs whose answer is known before they exist: choose x and the duals, then derive b and c."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.program.certificate import certify
from dispatch.program.highs import solve_program
from dispatch.program.linear_program import LinearProgram
from tests.everything import AXIS, everything
from tests.support import close, manufactured, solve

INF = np.inf


def known_answer(seed: int, rows: int = 6, columns: int = 8) -> tuple[LinearProgram, np.ndarray, np.ndarray]:
    """(program, its x, its row duals). Every row and column is at a limit with a price, or inside with none.

    A positive price leans on a lower limit, a negative one on an upper; then b = A x ∓ room and c = Aᵀ y + d.
    """
    rng = np.random.default_rng(seed)
    dense = rng.integers(-3, 4, (rows, columns)).astype(float)
    x = np.round(rng.normal(0, 10, columns), 2)
    y, row_limits = _limits(rng, dense @ x)
    d, column_limits = _limits(rng, x)
    return manufactured(dense.T @ y + d, dense, row_limits, column_limits, c0=7.0), x, y


def _limits(rng: np.random.Generator, value: np.ndarray) -> tuple[np.ndarray, tuple[np.ndarray, np.ndarray]]:
    """(prices, (lower, upper)) that fit the values: at the lower, at the upper, fixed, or free inside."""
    n = len(value)
    kind = rng.integers(0, 4, n)
    room = np.where(rng.random((2, n)) < 0.3, INF, np.round(1 + 9 * rng.random((2, n)), 2))
    price = np.round(1 + 9 * rng.random(n), 2)
    price = np.select([kind == 0, kind == 1, kind == 2], [price, -price, price * rng.choice([-1, 1], n)], 0.0)
    lower = np.where((kind == 0) | (kind == 2), value, value - room[0])
    upper = np.where((kind == 1) | (kind == 2), value, value + room[1])
    return price, (lower, upper)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**31), st.integers(1, 9), st.integers(1, 9))
def test_a_manufactured_answer_is_certified(seed: int, rows: int, columns: int) -> None:
    """The pair that made the program is optimal: all measures vanish and bound meets cost."""
    program, x, y = known_answer(seed, rows, columns)
    certificate = certify(program, x, y)
    assert certificate.passed, certificate
    assert certificate.objective == close(7 + program.c @ x)
    assert certificate.bound == close(certificate.objective, rel=1e-9, abs=1e-6)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**31))
def test_the_solver_finds_the_manufactured_optimum(seed: int) -> None:
    program, x, _ = known_answer(seed)
    assert solve_program(program).objective == close(7 + program.c @ x, rel=1e-7, abs=1e-6)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**31), st.integers(0, 7), st.sampled_from([-0.01, 0.01]))
def test_a_moved_column_is_rejected(seed: int, number: int, step: float) -> None:
    """A column at a limit with a price may not move: out of its limits it breaks them, into them it costs."""
    program, x, y = known_answer(seed)
    moved = x.copy()
    moved[number] += step
    at_a_price = abs((program.c - y @ program.matrix)[number]) > 0.5
    if at_a_price:
        certificate = certify(program, moved, y)
        assert not certificate.passed
        assert certificate.primal > 1e-6 or certificate.complementarity > 1e-6


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**31), st.integers(0, 5))
def test_a_reversed_dual_is_rejected(seed: int, number: int) -> None:
    """−y on a row at one of its limits leans on the other: not there, or not met."""
    program, x, y = known_answer(seed)
    wrong = y.copy()
    wrong[number] = -y[number]
    one_sided = program.row_lower[number] != program.row_upper[number]
    if y[number] and one_sided:
        assert not certify(program, x, wrong).passed


def simple() -> tuple[LinearProgram, np.ndarray, np.ndarray]:
    """min 2x + 3y + z, x + y ≥ 4, y − z ≤ 1, x ≤ 3, z free: x = 3, y = 1, z = 0; duals 4 (≥) and −1 (≤), d_x = −2.

    Dual objective: 4·4 − 1·1 − 2·3 = 9 = 2·3 + 3·1 + 0. (Reduced: x 2 − 4 = −2, y 3 − 4 + 1 = 0, z 1 − 1 = 0.)
    """
    program = manufactured([2, 3, 1], [[1, 1, 0], [0, 1, -1]], ([4, -INF], [INF, 1]), ([0, 0, -INF], [3, INF, INF]))
    return program, np.array([3.0, 1.0, 0.0]), np.array([4.0, -1.0])


def test_a_program_by_hand() -> None:
    certificate = certify(*simple())
    assert certificate.passed
    assert (certificate.objective, certificate.bound) == (9, 9)
    assert (certificate.primal, certificate.dual, certificate.complementarity, certificate.gap) == (0, 0, 0, 0)


Spoil = Callable[[LinearProgram, np.ndarray, np.ndarray], tuple[LinearProgram, Any, Any]]

WRONG: dict[str, tuple[Spoil, str, str]] = {
    "a row short of its lower limit": (lambda p, x, y: (p, x - np.array([0, 0.1, 0.1]), y), "primal", "x.row[0]"),
    "a row beyond its upper limit": (lambda p, x, y: (p, x + np.array([0, 0.1, 0]), y), "primal", "x.row[1]"),
    "a column beyond its limit": (lambda p, x, y: (p, x + np.array([0.1, -0.1, -0.1]), y), "primal", "x.column[0]"),
    "a column below zero": (lambda p, x, y: (p, np.array([3, -0.5, -1.5]), y), "primal", ""),
    "a dual with the sign of the other limit": (lambda p, x, y: (p, x, y * [1, -1]), "dual", "x.column[2]"),
    "a reduced cost that leans on no limit": (lambda p, x, y: (p, x, y + np.array([0.1, 0.1])), "dual", "x.column[2]"),
    "a price of nothing": (lambda p, x, y: (p, x, 0 * y), "gap", ""),
    "a dearer dispatch within the limits": (lambda p, x, y: (p, x + np.array([0, 1, 1]), y), "complementarity", ""),
    "another cost than was solved": (lambda p, x, y: (replace(p, c=p.c + np.array([0, 0.1, 0])), x, y), "gap", ""),
    "another limit than was solved": (lambda p, x, y: (replace(p, row_lower=p.row_lower - 0.1), x, y), "gap", ""),
    "a shifted hour": (lambda p, x, y: (p, np.roll(x, 1), y), "primal", ""),
}


@pytest.mark.parametrize(("spoil", "measure", "place"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_rejected_and_placed(spoil: Spoil, measure: str, place: str) -> None:
    certificate = certify(*spoil(*simple()))
    assert not certificate.passed
    assert abs(getattr(certificate, measure)) > 1e-6
    if place:
        assert getattr(certificate, f"{measure}_at") == place


@pytest.mark.parametrize("where", ["x", "y"])
@pytest.mark.parametrize("value", [np.nan, INF, -INF])
def test_what_is_no_number_is_rejected(where: str, value: float) -> None:
    """Not a number compares false with every tolerance; that must not read as "within"."""
    for number in range(2):
        program, x, y = simple()
        (x if where == "x" else y)[number] = value
        with np.errstate(invalid="ignore"):
            assert not certify(program, x, y).passed


def test_free_of_cost_and_price_a_bad_number_is_rejected_all_the_same() -> None:
    """A column that costs nothing and appears in no row shows up in no sum; its limits still see it."""
    program = manufactured([1, 0], [[1, 0]], (1, INF), (0, 5))
    with np.errstate(invalid="ignore"):
        assert not certify(program, np.array([1, np.nan]), np.array([1.0])).passed
    assert not certify(program, np.array([1, 5.1]), np.array([1.0])).passed


def test_a_whole_dispatch_is_rejected_when_any_part_of_it_moves() -> None:
    """Every family of the case that has everything: move one of its columns by half a unit.

    A few columns cost nothing and need not be tight (the least and most of an hour, what is armed to be shed): they are
    wrong only far away.
    """
    solved = solve(everything(), AXIS)
    program, solution = solved.program, solved.solution
    assert certify(program, solution.x, solution.row_dual).passed
    rng = np.random.default_rng(2)
    loose = set()
    for layout in program.columns.values():
        at = layout.offset + rng.integers(layout.size)
        for step in (0.5, 1e5):
            moved = solution.x.copy()
            moved[at] += step
            if not certify(program, moved, solution.row_dual).passed:
                break
            loose.add(layout.name)
        else:
            raise AssertionError(f"{layout.name} may be anything")
    assert loose <= {
        "reservoir.hour_least_m3s",
        "reservoir.hour_greatest_m3s",
        "reservoir.day_least_m3s",
        "reservoir.day_greatest_m3s",
        "batch_fleet.deep_mwh",
        "potline.shed_mw",
        "computing.unmatched_mw",
    }


def test_duals_of_a_whole_dispatch_may_not_be_off() -> None:
    """Every balance: all of its prices a hundredth off. (Prices of other rows need not be unique.)"""
    solved = solve(everything(), AXIS)
    program, solution = solved.program, solved.solution
    for name in ("price.power_balance", "storage.soc_balance"):
        wrong = solution.row_dual.copy()
        program.rows[name].of(wrong)[...] *= 1.01
        assert not certify(program, solution.x, wrong).passed, name
