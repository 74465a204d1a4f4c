"""A part of a program, everything outside it as it is: what it can do, and what a loosened limit gives."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.horizon import Horizon
from dispatch.program.highs import solve_program
from dispatch.program.linear_program import LinearProgram
from dispatch.program.solution import Status
from dispatch.program.subproblem import Spans, SubProblem
from tests.support import close, demand, manufactured, solve, system, table, unit

INF = np.inf
NONE = (np.zeros(0, dtype=np.int64), np.zeros(0))


def knapsack() -> LinearProgram:
    """Worth 3, 2 and 1 of which 4 fit in all, each at most 2: the first two are taken in full."""
    return manufactured([-3, -2, -1], [[1, 1, 1]], (-INF, 4), (0, 2))


def test_a_part_keeps_what_the_rest_takes() -> None:
    x = np.array([2.0, 2.0, 0.0])
    part = SubProblem(knapsack(), x, np.array([False, True, True]))
    assert part.best() == close(-4)
    assert part.nonzeros == 2


@pytest.mark.parametrize(
    ("columns", "rows", "gain"),
    [
        (([1], [1.0]), NONE, 0.0),  # alone it gives nothing: the row is full
        (NONE, ([0], [1.0]), 1.0),  # the third is taken
        (([1], [1.0]), ([0], [1.0]), 2.0),  # one more of the second
    ],
)
def test_a_limit_that_gives_way(columns: tuple, rows: tuple, gain: float) -> None:
    x = np.array([2.0, 2.0, 0.0])
    part = SubProblem(knapsack(), x, np.array([False, True, True]))
    least = part.best()
    assert least is not None
    found = part.loosened("upper", *((np.asarray(n), np.asarray(by)) for n, by in (columns, rows)))
    assert found == close(least - gain)
    assert part.best() == close(least)
    assert part.loosened("upper", (np.array([0]), np.array([1.0])), NONE) is None  # stands outside


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10_000), step=st.floats(0.01, 3))
def test_as_the_whole_program_with_the_rest_fixed(seed: int, step: float) -> None:
    rng = np.random.default_rng(seed)
    dense = rng.normal(size=(6, 9)) * (rng.random((6, 9)) < 0.6)
    program = manufactured(rng.normal(size=9), dense, (-INF, rng.random(6) * 4), (0, 3))
    x = solve_program(program).x
    free = rng.random(9) < 0.6
    upper = np.where(free, program.column_upper, x)
    fixed = replace(program, column_lower=np.where(free, 0.0, x), column_upper=upper, c=np.where(free, program.c, 0.0))
    part = SubProblem(program, x, free)
    if not part.nonzeros:
        return
    assert part.best() == close(solve_program(fixed).objective)
    loose = np.flatnonzero(free)[:2]
    upper[loose] += step
    row = fixed.row_upper.copy()
    row[0] += step
    whole = solve_program(replace(fixed, column_upper=upper, row_upper=row))
    assert whole.status == Status.OPTIMAL
    assert part.loosened("upper", (loose, np.full(len(loose), step)), (np.array([0]), np.array([step]))) == close(
        whole.objective
    )


def test_columns_without_a_period_have_those_they_share_rows_with() -> None:
    """The peak of a day belongs to the day, what is short to all."""
    curve = [float(100 + hour) / 1000 for hour in range(48)]
    case = system(
        table(p=curve), load=[demand(1000, p_pu="s/p")], thermal=[unit("coal", 200, 300)], objective={"goal": "peak"}
    )
    program = solve(case, Horizon.regular("2030-01-01", 48, 1.0)).stages[-1].answer.program
    spans = Spans(program)
    second = spans.inside(24, 47)
    assert program.columns["peak.measure_mw"].of(second).tolist() == [False, True]
    assert program.columns["peak.top_mw"].of(second).tolist() == [False, True]
    assert not program.columns["peak.shortage_sum"].of(second).any()
    assert program.columns["thermal.p_mw"].of(second)[0].tolist() == [False] * 24 + [True] * 24
