"""The home area: what belongs to it, and its energy balance."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.case.schema import Case
from dispatch.case.sizing import Targets
from dispatch.case.technology import is_pv, is_wind
from dispatch.families.declare import Role
from dispatch.horizon import Horizon
from dispatch.results.study_area import (
    StudyArea,
    border_mw,
    drawn_mw,
    generation_mw,
    losses_mw,
    net_load_mw,
)
from dispatch.results.summary import describe_system
from dispatch.solve.pipeline import Solved, solve_case
from tests.everything import AXIS, everything
from tests.random_cases import random_case
from tests.support import close, demand, hours, market, solve, system, table, unit


def gap_of_balance(solved: Solved) -> np.ndarray:
    """(N,) supply − use of the home area, MW."""
    area = StudyArea(solved)
    supply = sum(generation_mw(area).values(), np.zeros(area.horizon.periods))
    supply = supply + area.role_mw(Role.STORAGE) + area.role_mw(Role.SHORTAGE)
    return supply - drawn_mw(area) - border_mw(area) - losses_mw(area)


def with_areas(case: Case, count: int) -> Case:
    """The same case with its first `count` buses in one area and the rest in another."""
    buses = [bus.model_copy(update={"area": "in" if i < count else "out"}) for i, bus in enumerate(case.bus)]
    return case.model_copy(update={"bus": tuple(buses), "home_area": "in"})


@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_balance_closes_with_every_family(count: int) -> None:
    # Fewer stores at home could not meet the goals of storage, which count at home.
    case = everything().model_copy(update={"targets": Targets(), "storage_share": ()})
    solved = solve(with_areas(case, count), AXIS)
    assert np.abs(gap_of_balance(solved)).max() < 1e-6


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 2**31), count=st.integers(1, 3))
def test_balance_closes_on_random_systems(seed: int, count: int) -> None:
    solved = solve_case(with_areas(random_case(seed), count), hours(1.0, 0.5, 2.0))
    assert np.abs(gap_of_balance(solved)).max() < 1e-5


def test_border_is_counted_at_home() -> None:
    """100 MW leave a; the line loses 10 %, so 90 MW are sold outside and 100 MW are the export of home."""
    case = system(
        bus=[{"id": "a", "area": "in"}, {"id": "b", "area": "out"}],
        home_area="in",
        thermal=[unit("g", 100, 1)],
        line=[{"id": "l", "bus0": "b", "bus1": "a", "p_nom_mw": 100, "loss_pu": 0.1}],
        corridor=[market(50, "b")],
    )
    area = StudyArea(solve(case, hours(1.0)))
    assert border_mw(area) == close([100])
    assert losses_mw(area) == close([0])
    assert area.energy(area.total("corridor", "export_mw", case.corridor)) == close(90)


def test_without_a_home_area_everything_is_at_home() -> None:
    area = StudyArea(solve(system(buses="ab", thermal=[unit("g", 9, 1, "b")], load=[demand(5, "b")]), hours(1.0)))
    assert area.buses == {"a", "b"}
    assert [p.id for p in area.plants] == ["g"]


def test_net_load_credits_storage_but_neither_curtailment_nor_darkness() -> None:
    """Load 10, 10, 10; PV 0, 30, 0: the store takes 6 at noon and gives 6 later; 14 are curtailed, 14 unserved."""
    case = system(
        table(sun=[0.0, 1.0, 0.0]),
        renewable=[{"id": "pv", "technology": "pv", "bus": "a", "p_nom_mw": 30, "p_max_pu": "s/sun"}],
        storage=[{"id": "bat", "technology": "lfp", "bus": "a", "p_nom_mw": 6, "e_nom_mwh": 6, "soc_initial_mwh": 0}],
        load=[demand(10)],
    )
    before, after = net_load_mw(StudyArea(solve(case, Horizon.regular("2030-01-01", 3, 1.0))))
    assert before == close([10, -20, 10])
    assert after == close([10, -14, 4])


def test_net_load_and_energy_credit_loads_that_bend() -> None:
    """Load 10 and 20; prices 500, 100: 4 of the 20 move an hour later, a virtual plant takes 5 of the 10 in hour 0."""
    case = system(
        table(p=[500, 100]), load=[demand(10), demand(20, id="mill", kind="mill")], corridor=[market("s/p", buys=True)],
        shiftable=[{"id": "mill", "load": "mill", "share_pu": 0.2}],
        virtual_plant=[{"id": "town", "loads": ["city"], "share_pu": 0.5}],
        offer=[{"id": "call", "virtual_plant": "town", "duration_h": 1}],
    )  # fmt: skip
    solved = solve(case, hours(1, 1))
    before, after = net_load_mw(StudyArea(solved))
    assert before == close([30, 30])
    assert after == close([21, 34])
    described = describe_system(solved)
    assert described["load_mwh"] == close({"city": 15, "mill": 40})
    assert (described["peak"]["spread_before_mw"], described["peak"]["spread_after_mw"]) == close((0, 13))


@pytest.mark.parametrize(
    ("technology", "wind", "pv"),
    [
        ("wind", True, False),
        ("wind_offshore", True, False),
        ("pv", False, True),
        ("pv_roof", False, True),
        ("solar", False, True),
        ("hydro_run_of_river", False, False),
        ("pvt", False, False),
    ],
)
def test_technologies(technology: str, wind: bool, pv: bool) -> None:
    assert (is_wind(technology), is_pv(technology)) == (wind, pv)
