"""Every side of the benchmarks builds the same system: one optimum, the columns and rows that are ours, whole tables.

Only correctness: times are for `make bench`.
"""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any

import numpy as np
import pytest

from benchmarks.page import write_page
from benchmarks.plan import SECTIONS, run_task
from benchmarks.system import make_system
from benchmarks.tables import line_fit

PERIODS, STEP_H = 96, 0.25
# Simplex ends in a vertex on every side; what is left is rounding.
SAME_OPTIMUM = 1e-9

pypsa = pytest.mark.skipif(find_spec("pypsa") is None, reason="PyPSA is in the dependency group 'bench'")


def solved(side: str) -> dict[str, Any]:
    return run_task({"side": side, "periods": PERIODS, "step_h": STEP_H, "limit_s": 60.0, "method": "simplex"})


@pytest.fixture(scope="module")
def ours() -> dict[str, Any]:
    return solved("dispatch")


@pytest.mark.parametrize(
    "side", [pytest.param("pypsa", marks=pypsa), pytest.param("pypsa_sparse", marks=pypsa), "pyomo_arrays", "rules"]
)
def test_one_optimum_on_every_side(ours: dict[str, Any], side: str) -> None:
    theirs = solved(side)
    assert ours["status"] == theirs["status"] == "Optimal"
    assert theirs["objective"] == pytest.approx(ours["objective"], rel=SAME_OPTIMUM)
    assert all(theirs[key] > 0 for key in ("prepare_s", "build_s", "peak_built"))
    if side == "rules":
        assert [theirs[k] for k in ("rows", "columns", "nonzeros")] == [
            ours[k] for k in ("rows", "columns", "nonzeros")
        ]


def test_the_system_is_the_one_announced() -> None:
    system = make_system(PERIODS, STEP_H)
    assert system.assets >= 60
    assert len(system.line) >= 18
    assert sum(r["downstream"] is not None for r in system.reservoir) == 2
    again = make_system(PERIODS, STEP_H)
    for one, other in zip(system.renewable, again.renewable, strict=True):
        np.testing.assert_array_equal(one["profile"], other["profile"])


def test_the_page_holds_every_section() -> None:
    found = {
        "side": "dispatch", "periods": 168, "repeat": 1, "rows": 1, "columns": 2, "nonzeros": 3, "prepare_s": 0.1,
        "build_s": 0.2, "build_s_range": [0.2, 0.2], "peak_built": 9.0, "peak_imports": 8.0, "peak_solved": 10.0,
        "method": "simplex", "status": "Optimal", "solve_s": 0.3, "objective": 4.0, "iterations": [5, 0, 0],
        "load_before": 0.1,
    }  # fmt: skip
    several = [{**found, "periods": n, "build_s": 0.1 + n * 1e-4} for n in (672, 1344, 2688, 5376)]
    job = {
        "seconds": {"build": 1.0, "solve": 2.0}, "wall_s": 4.0, "load_before": 0.1, "periods": 1,
        "columns": 1, "rows": 1, "nonzeros": 1, "status": "optimal", "peak_memory_mib": 5.0, "written_mib": 0.5,
        "audit": {"passed": True},
    }  # fmt: skip
    page = write_page(dict.fromkeys(SECTIONS, several) | {"job": job})
    for title in ("## Build", "## Solve", "## Growth", "## Choice of solver", "## The whole job"):
        assert title in page
    assert "build = 0.100 s + 100.0 µs × periods, R² = 1.0000" in page


def test_line_fit_by_hand() -> None:
    """y = 1 + 2x, and a point off the line."""
    assert line_fit([0, 1, 2], [1, 3, 5]) == pytest.approx((1, 2, 1))
    assert line_fit([0, 1, 2], [0, 0, 3])[:2] == pytest.approx((-0.5, 1.5))
