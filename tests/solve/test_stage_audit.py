"""Tables of stages that are wrong or missing are found by the audit, in memory and from disk."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from dispatch.audit import audit_run
from dispatch.case import load_case
from dispatch.horizon import Horizon
from dispatch.results.tables import Table, Tables
from dispatch.shaving.curves import study_area_of
from dispatch.solve.pipeline import Solved
from tests.solve.test_stages import ZHAOTONG, two_days_shaved
from tests.support import close, solve


def _with(solved: Solved, name: str, column: str, change: Any) -> Any:
    old = solved.tables[name]
    columns = {**old.columns, column: change(old.columns[column])}
    tables = Tables({**solved.tables, name: Table(old.axis, old.labels, old.time, old.segment, columns)})
    return audit_run(solved.case, solved.series, tables, solved.costs_cny, solved.objective_cny, solved.certificate)


@pytest.mark.parametrize(
    ("name", "column", "change", "check"),
    [
        ("peak", "residual_mw", lambda v: v + np.eye(1, v.shape[1]) * 0.5, "peak.residual"),
        ("stage_window", "held_mw", lambda v: v * 0.99, "peak.promise"),
        ("stage_window", "held_mw", lambda v: v * 1.001, "stage.held"),
        ("stage_window", "final_mw", lambda v: v * 0.99, "peak.window"),
        ("peak_total", "top_mw", lambda v: v - 1.0, "peak.window"),
        ("stage", "held", lambda v: v - 10.0, "stage.promise"),
        ("stage", "held", lambda v: v + 10.0, "stage.held"),
        ("stage", "final", lambda v: v + 50.0, "stage.final"),
    ],
)
def test_what_is_wrong_is_found(name: str, column: str, change: Any, check: str) -> None:
    solved = two_days_shaved()
    failed = {found.name for found in _with(solved, name, column, change).failed}
    assert check in failed


def test_a_missing_table_of_stages_is_found() -> None:
    solved = two_days_shaved()
    tables = Tables({name: made for name, made in solved.tables.items() if not name.startswith("stage")})
    audit = audit_run(solved.case, solved.series, tables, solved.costs_cny, solved.objective_cny, solved.certificate)
    assert not audit.passed


def test_results_say_so_from_disk_too(tmp_path: Any) -> None:
    solved = two_days_shaved()
    solved.tables.write(tmp_path)
    audit = audit_run(
        solved.case, solved.series, Tables.read(tmp_path), solved.costs_cny, solved.objective_cny, solved.certificate
    )
    assert audit.passed, audit.report()


def test_what_counts_in_the_residual_curve_is_priced_by_it() -> None:
    """Rivers and the lines by which stations send away: a MW of them is worth what the held curve adds to the price."""
    case = load_case(ZHAOTONG, "outlook_2030", ["objective.goal=peak", "objective.curve=residual"])
    solved = solve(case, Horizon.regular("2030-07-08", 24, 1.0))
    assert np.abs(solved.tables["peak"].of("residual", "residual_price_cny_per_mwh")).max() > 1
    assert solved.tables["peak"].of("residual", "residual_mw") == close(study_area_of(solved).curves["residual"])
