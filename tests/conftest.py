"""What holds for the whole suite: every linear program that any test solves is certified, and no test has a deadline.

The patch sits at the one place that all solves pass through, so that a test cannot forget it. A program whose layouts
do not name all of its columns (an elastic one, a manufactured one) is certified under plain numbers.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, settings

from dispatch.program.certificate import certify
from dispatch.program.highs import HighsSession
from dispatch.program.linear_program import LinearProgram
from dispatch.program.solution import Solution, Status
from tests.support import plain_layouts

# A machine may be slow or busy: no test fails for the time that it takes.
settings.register_profile("any_machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any_machine")


def _nameable(program: LinearProgram) -> LinearProgram:
    rows, columns, _ = program.shape
    sizes = [sum(layout.size for layout in found.values()) for found in (program.columns, program.rows)]
    if sizes == [columns, rows]:
        return program
    return replace(program, columns=plain_layouts("column", columns), rows=plain_layouts("row", rows))


@pytest.fixture(scope="session", autouse=True)
def every_optimum_is_certified() -> Iterator[None]:
    """`HighsSession.solve` refuses to hand out an optimum that its certificate rejects (whole numbers have none)."""
    solve = HighsSession.solve

    def certified(self: HighsSession, method: str | None = None) -> Solution:
        solution = solve(self, method)
        if solution.status == Status.OPTIMAL and not self.whole_numbers:
            certificate = certify(_nameable(self.program), solution.x, solution.row_dual)
            assert certificate.passed, certificate
        return solution

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(HighsSession, "solve", certified)
        yield
