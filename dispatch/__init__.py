"""Co-dispatch of water, wind, sun, storage, thermal plant and heavy industry on one grid.

    from dispatch import load_case, run

    result = run(load_case("models/quickstart"))
    result.summary["objective_cny"], result.audit.passed
    result.tables["storage"].wide("p_mw").plot()

Names are imported when first used, so that `dispatch --help` answers at once.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dispatch.case import load_case
    from dispatch.case.schema import Case
    from dispatch.case.table import TimeTable
    from dispatch.horizon import Horizon
    from dispatch.jobs.job import Run, open_run, run
    from dispatch.results.tables import Tables
    from dispatch.solve.pipeline import Solved, solve_case

_HOME = {
    "Case": "dispatch.case.schema",
    "Horizon": "dispatch.horizon",
    "Run": "dispatch.jobs.job",
    "Solved": "dispatch.solve.pipeline",
    "Tables": "dispatch.results.tables",
    "TimeTable": "dispatch.case.table",
    "load_case": "dispatch.case",
    "open_run": "dispatch.jobs.job",
    "run": "dispatch.jobs.job",
    "solve_case": "dispatch.solve.pipeline",
}
__all__ = [
    "Case",
    "Horizon",
    "Run",
    "Solved",
    "Tables",
    "TimeTable",
    "load_case",
    "open_run",
    "run",
    "solve_case",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'dispatch' has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)
