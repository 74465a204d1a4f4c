"""Flat curves by hand: what counts, what is measured, and what is kept least before."""

from __future__ import annotations

from dispatch.case.schema import Case
from dispatch.case.technology import is_pv, is_wind
from dispatch.home import Home, net_load_mw
from tests.everything import AXIS, shaved_everything
from tests.support import close, demand, hours, market, solve, system, table, unit
from tests.test_stages import (
    test_a_segment_that_stands_for_many_days_counts_as_often,
    test_flat_optima_are_smooth,
    test_only_chosen_days_are_shaved,
    test_power_limits_the_cut_and_losses_what_is_put_in,
    test_the_peak_alone_may_be_the_measure,
    test_unserved_load_is_no_way_to_shave,
)

__all__ = [
    "test_a_segment_that_stands_for_many_days_counts_as_often",
    "test_flat_optima_are_smooth",
    "test_only_chosen_days_are_shaved",
    "test_power_limits_the_cut_and_losses_what_is_put_in",
    "test_the_peak_alone_may_be_the_measure",
    "test_unserved_load_is_no_way_to_shave",
]


def test_the_curve_counts_all_that_moves() -> None:
    """The column against the powers of the tables, every family in play."""
    solved = solve(shaved_everything(), AXIS)
    home, case = Home(solved), solved.case
    left = net_load_mw(home)[1]
    steady = [r for r in case.renewable if not (is_wind(r.technology) or is_pv(r.technology))]
    left = left - home.total("renewable", "p_mw", steady) - home.total("powerhouse", "p_mw", case.powerhouse)
    left = left + home.total("corridor", "export_mw", [k for k in case.corridor if k.schedule_mw != 0.0])
    assert solved.tables["peak"].of("residual", "residual_mw") == close(left, abs=1e-6)


def test_changes_count_a_little() -> None:
    """1,000 and 800 MW and nothing to shave with: 200 MW of spread, and 1e-4 of 200 MW of change."""
    case = system(
        table(p=[1.0, 0.8]), load=[demand(1000, p_pu="s/p")], thermal=[unit("coal", 2e3, 300)],
        objective={"goal": "peak"},
    )  # fmt: skip
    assert solve(case, hours(1, 1)).tables["stage_window"].columns["value_mw"] == close([200.02])


def _windy(**more: object) -> Case:
    """200 MW of wind for 100 and 50 MW of load, half of it at no weight."""
    wind = {"id": "w", "technology": "wind", "bus": "a", "p_nom_mw": 200, "p_max_pu": "s/w"}
    return system(
        table(p=[0.1, 0.05], w=[0.25, 1.0]), load=[demand(1000, p_pu="s/p")], renewable=[wind],
        thermal=[unit("coal", 200, 300)], objective={"goal": "peak"}, **more,
    )  # fmt: skip


def test_curtailment_is_what_is_left_of_wind_and_water() -> None:
    """50 of 100 MW blow, then 200 of 50: 150 MWh are lost in an hour that counts twice."""
    solved = solve(_windy(), hours(1, 1, weight=2))
    assert solved.tables["stage"].of("curtailment", "value") == close(300.0)
    assert solved.tables["renewable"].of("w", "curtailed_mw") == close([0, 150], abs=0.05)


def test_a_corridor_takes_what_would_be_lost_whatever_it_costs() -> None:
    solved = solve(_windy(corridor=[market(-500, p_nom=60)]), hours(1, 1))
    assert solved.tables["stage"].of("curtailment", "value") == close(90.0)


def test_spilt_water_counts_by_what_it_would_have_made() -> None:
    """80 m³/s come, 50 go through turbines of 1 MW per m³/s: 30 MW are lost for two hours."""
    lake = {"id": "lake", "volume_max_hm3": 1, "volume_initial_hm3": 1, "cyclic": True, "inflow_m3s": 80}
    house = {"id": "house", "reservoir": "lake", "bus": "a", "p_nom_mw": 100, "turbine_max_m3s": 50,
             "productivity_mw_per_m3s": 1.0}  # fmt: skip
    case = system(
        reservoir=[lake], powerhouse=[house], load=[demand(200)], thermal=[unit("coal", 300, 300)],
        objective={"goal": "peak", "curve": "residual"},
    )  # fmt: skip
    solved = solve(case, hours(1, 1))
    assert solved.tables["stage"].of("curtailment", "value") == close(60.0)
    assert solved.tables["peak"].of("residual", "residual_mw") == close([150, 150])
