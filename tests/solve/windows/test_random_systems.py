"""bound ≤ whole optimum ≤ schedule, on systems that draw from every family."""

from __future__ import annotations

import numpy as np
import pytest

from dispatch.program.certificate import certify
from dispatch.program.solution import Status
from tests.solve.windows.programs import GAP, in_windows, random_program, whole

ROUNDING = 1e-8


@pytest.mark.parametrize("seed", range(40))
def test_the_optimum_lies_between_bound_and_schedule(seed: int) -> None:
    program = random_program(seed)
    optimum = whole(program).objective
    solution, outcome = in_windows(program)
    assert outcome.closed, outcome.why
    found = certify(program, solution.x, solution.row_dual)
    assert found.passed, found
    room = ROUNDING * (1 + abs(optimum))
    assert found.proven_bound <= optimum + room
    assert optimum <= solution.objective + 100 * room
    assert solution.status == Status.OPTIMAL
    assert outcome.gap <= GAP


@pytest.mark.parametrize("seed", [3, 16])
def test_windows_of_other_lengths_agree(seed: int) -> None:
    """Whatever the windows: the same optimum, each with its proof."""
    program = random_program(seed, periods=21 * 4, step_h=6.0)
    found = [in_windows(program, days)[0].objective for days in (1.0, 3.0, 7.0)]
    optimum = whole(program).objective
    assert np.allclose(found, optimum, rtol=2e-6, atol=1e-3)


def test_the_answer_does_not_depend_on_the_number_of_threads() -> None:
    program = random_program(10)
    one, _ = in_windows(program, threads=1)
    three, _ = in_windows(program, threads=3)
    assert one.x.tobytes() == three.x.tobytes()
    assert one.row_dual.tobytes() == three.row_dual.tobytes()
