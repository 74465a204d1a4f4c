"""The same random systems here and in PyPSA: the same least cost.

PyPSA belongs to the dependency group `bench`; without it the tests skip. What is compared is the optimum of the linear
program, which is the proven bound here; where nothing had to be closed afterwards (`program.complementarity`) it is
also the cost of the answer.
"""

from __future__ import annotations

import logging
import warnings

import pytest
from random_systems import random_system

from dispatch.audit import audit_run
from dispatch.solve.pipeline import solve_case

pytest.importorskip("pypsa", reason="PyPSA is not installed; it is in the dependency group 'bench'")

from pypsa_twin import Twin, families_of

RELATIVE = 1e-8
SEEDS = range(1, 25)


@pytest.fixture(autouse=True)
def _quiet():
    """PyPSA and linopy report on every network and warn of their own future."""
    before = logging.root.manager.disable
    logging.disable(logging.WARNING)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
    logging.disable(before)


@pytest.mark.parametrize("seed", SEEDS)
def test_random_system(note, seed: int) -> None:
    case, horizon = random_system(seed)
    theirs = Twin(case, horizon).objective()
    solved = solve_case(case, horizon)
    note(f"PyPSA, worst of {len(SEEDS)} random systems", theirs, solved.bound_cny, solved)
    replay = audit_run(case, solved.series, solved.tables, solved.costs_cny, solved.objective_cny, solved.certificate)
    assert replay.passed, replay.failed
    assert solved.bound_cny == pytest.approx(theirs, rel=RELATIVE), families_of(case)
    assert solved.objective_cny >= solved.bound_cny - RELATIVE * abs(theirs)


def test_all_families_turn_up() -> None:
    """What the comparison is worth: every family and every option in some of the systems."""
    cases = [random_system(seed)[0] for seed in SEEDS]
    assert {name for case in cases for name in families_of(case)} == {
        "renewable", "thermal", "storage", "reservoir", "line", "link", "corridor",
    }  # fmt: skip
    lines = [line for case in cases for line in case.line]
    assert any(line.kirchhoff for line in lines)
    assert any(line.loss_pu for line in lines)
    assert any(lake.travel_time_h and lake.past_release_m3s is None for case in cases for lake in case.reservoir)
    assert any(lake.travel_time_h and lake.past_release_m3s == 0 for case in cases for lake in case.reservoir)
    assert any(house.pump_max_m3s for case in cases for house in case.powerhouse)
    assert any(plant.ramp_up_pu_per_h for case in cases for plant in case.thermal)
    assert any(corridor.energy_min_mwh for case in cases for corridor in case.corridor)
