"""Every run may ask for its own number of threads, one after the other in the same process."""

from __future__ import annotations

import pytest

from dispatch.case.schema import Case
from dispatch.case.settings import Solver
from dispatch.families.bus.entity import Bus
from dispatch.families.load.entity import Load
from dispatch.families.thermal.entity import Thermal
from dispatch.horizon import Horizon
from dispatch.solve.pipeline import solve_case


def test_number_of_threads_may_change_between_solves() -> None:
    """HiGHS keeps one pool a process and answers "Solve error" when another size is asked of it."""
    case = Case(
        name="threads",
        bus=(Bus(id="grid"),),
        thermal=(Thermal(id="gas", technology="gas", bus="grid", p_nom_mw=10.0, fuel_cost_cny_per_mwh=3.0),),
        load=(Load(id="city", kind="city", bus="grid", p_nom_mw=7.0),),
    )
    horizon = Horizon.regular("2025-01-01", 4, 1.0)
    for threads in (1, 2, 0, 1):
        assert solve_case(case, horizon, solver=Solver(threads=threads)).objective_cny == pytest.approx(7 * 3 * 4)
