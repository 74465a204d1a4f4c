"""Flat curves by hand: what counts, what is measured, and what is kept least before."""

from __future__ import annotations

from dispatch.case.schema import Case
from dispatch.results.study_area import StudyArea, net_load_mw
from dispatch.shaving.curves import study_area_of
from tests.everything import AXIS, shaved_everything
from tests.hand.demand_response import works
from tests.hand.test_charging import NIGHT, cars, fleet
from tests.hand.test_head import valley
from tests.solve.test_stages import (
    shaved,
    store,
    test_a_segment_that_stands_for_many_days_counts_as_often,
    test_flat_optima_are_smooth,
    test_only_chosen_days_are_shaved,
    test_power_limits_the_cut_and_losses_what_is_put_in,
    test_the_peak_alone_may_be_the_measure,
    test_unserved_load_is_no_way_to_shave,
)
from tests.support import close, demand, hours, market, solve, system, table, unit

__all__ = [
    "test_a_segment_that_stands_for_many_days_counts_as_often",
    "test_flat_optima_are_smooth",
    "test_only_chosen_days_are_shaved",
    "test_power_limits_the_cut_and_losses_what_is_put_in",
    "test_the_peak_alone_may_be_the_measure",
    "test_unserved_load_is_no_way_to_shave",
]


def test_the_curve_counts_all_that_moves() -> None:
    """The column against the indicator, which is made of the powers of the tables; every family in play."""
    solved = solve(shaved_everything(), AXIS)
    assert solved.tables["peak"].of("residual", "residual_mw") == close(
        study_area_of(solved).curves["residual"], abs=1e-6
    )


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


def test_a_plant_whose_power_follows_from_head_counts() -> None:
    """100 m³/s at 60 m and 8 kW a m³/s and m make 48 MW; whatever it makes is not left to others."""
    case = valley(load=[demand(100)], thermal=[unit("coal", 200, 300)], objective={"goal": "peak", "curve": "residual"})
    solved = solve(case, hours(1, 1))
    made = solved.tables["powerhouse"].of("house", "p_mw")
    assert made.min() > 1
    assert solved.tables["peak"].of("residual", "residual_mw") == close(100 - made)


def test_pumping_counts() -> None:
    """100 and 60 MW; a pump that takes 20 MW for 20 m³/s, each of which makes 1 MW again: 80 and 80."""
    lake = {"id": "lake", "volume_max_hm3": 1, "volume_initial_hm3": 0.5, "cyclic": True}
    house = {"id": "house", "reservoir": "lake", "bus": "a", "p_nom_mw": 100, "turbine_max_m3s": 50,
             "productivity_mw_per_m3s": 1.0, "pump_max_m3s": 50, "pump_mw_per_m3s": 1.0}  # fmt: skip
    case = system(
        table(p=[1.0, 0.6]), reservoir=[lake], powerhouse=[house], load=[demand(100, p_pu="s/p")],
        thermal=[unit("coal", 300, 300)], objective={"goal": "peak", "curve": "residual"},
    )  # fmt: skip
    assert solve(case, hours(1, 1)).tables["peak"].of("residual", "residual_mw") == close([80, 80], abs=0.01)


def test_pumping_counts_beside_a_plant_whose_power_follows_from_head() -> None:
    """The same pump, and a plant with head that has no water: what is injected third counts too."""
    low = {"id": "low", "volume_max_hm3": 1, "volume_initial_hm3": 0.5, "cyclic": True}
    pump = {"id": "pump", "reservoir": "low", "efficiency_constant": None, "productivity_mw_per_m3s": 1.0,
            "turbine_max_m3s": 50, "pump_max_m3s": 50, "pump_mw_per_m3s": 1.0}  # fmt: skip
    case = valley(
        series=table(p=[1.0, 0.6]), houses=({"p_max_pu": 0}, pump), load=[demand(100, p_pu="s/p")],
        thermal=[unit("coal", 300, 300)], objective={"goal": "peak", "curve": "residual"},
    )  # fmt: skip
    case = case.model_copy(update={"reservoir": (*case.reservoir, *system(reservoir=[low]).reservoir)})
    assert solve(case, hours(1, 1)).tables["peak"].of("residual", "residual_mw") == close([80, 80], abs=0.01)


def test_a_shift_moves_what_it_may() -> None:
    """A mill of 100 MW may move a tenth: 150 and 100 MW become 140 and 110."""
    mill = {"id": "mill", "load": "works", "share_pu": 0.1, "target_window": "week"}
    case = system(
        table(p=[0.5, 0.0]), load=[demand(100, p_pu="s/p"), works(100)], shiftable=[mill],
        thermal=[unit("coal", 300, 300)], objective={"goal": "peak", "smoothing": 0},
    )  # fmt: skip
    assert solve(case, hours(1, 1)).tables["peak"].of("net_load", "residual_mw") == close([140, 110], abs=0.01)


def test_cars_wait_and_lend() -> None:
    """A car of 10 MW that needs 10 MWh by 22:00, and one that lends: what they do is all that lowers 60, 10, 40, 10."""
    with cars((18, 22, 10, "waits"), (18, 22, 10, "lends")):
        case = system(
            table(start=NIGHT, p=[0.4, 0.1, 0.4, 0.1]), thermal=[unit("coal", 300, 300)],
            charging=[fleet(v2g_share_pu=1)],
            load=[demand(100, p_pu="s/p"), demand(20, id="ev", p_pu="charging/ev")],
            objective={"goal": "peak", "smoothing": 0},
        )  # fmt: skip
        solved = solve(case, hours(1, 1, 1, 1, start=NIGHT))
        given = solved.tables["charging"].of("ev", "give_mw")
        assert given.max() > 1
        moved = solved.tables["charging"].of("ev", "baseline_mw") - solved.tables["charging"].of("ev", "p_mw")
        assert abs(moved).max() > 1
        assert solved.tables["peak"].of("net_load", "residual_mw") == close(net_load_mw(StudyArea(solved))[1])


def test_what_stations_send_away_regulates_nobody() -> None:
    """A river of 50 MW, 30 of which leave for a dear place over a line of its own; 200 − 50 + 30."""
    case = system(
        bus=[{"id": "a", "area": "here"}, {"id": "b"}], home_area="here",
        renewable=[{"id": "ror", "technology": "ror", "bus": "a", "p_nom_mw": 50, "p_max_pu": 1.0}],
        line=[{"id": "away", "bus0": "a", "bus1": "b", "p_nom_mw": 30, "one_way": True}],
        load=[demand(200), demand(100, "b", "far")], thermal=[unit("coal", 300, 300), unit("dear", 300, 900, "b")],
        objective={"goal": "peak", "curve": "residual"},
    )  # fmt: skip
    solved = solve(case, hours(1))
    assert solved.tables["peak"].of("residual", "residual_mw") == close([180])
    assert study_area_of(solved).curves["residual"] == close([180])


def test_each_lake_counts_by_its_own_turbines() -> None:
    """One lake takes all its water through turbines of 1 MW per m³/s, another spills 30 m³/s past turbines of 0.5."""
    lake = {"volume_max_hm3": 1, "volume_initial_hm3": 1, "cyclic": True}
    house = {"bus": "a", "p_nom_mw": 100, "turbine_max_m3s": 50}
    case = system(
        reservoir=[{**lake, "id": "dry", "inflow_m3s": 10}, {**lake, "id": "full", "inflow_m3s": 80}],
        powerhouse=[{**house, "id": "one", "reservoir": "dry", "productivity_mw_per_m3s": 1.0},
                    {**house, "id": "two", "reservoir": "full", "productivity_mw_per_m3s": 0.5}],
        load=[demand(200)], thermal=[unit("coal", 300, 300)], objective={"goal": "peak", "curve": "residual"},
    )  # fmt: skip
    assert solve(case, hours(1, 1)).tables["stage"].of("curtailment", "value") == close(30.0)


def test_the_price_of_the_held_curve() -> None:
    """930 and 970 MW with 30 MW of storage that wears by 10 CNY/MWh. One MW more at the peak asks for half a MWh more
    through the store, 5 CNY; one MW more in the valley saves as much.
    """
    bat = store(30, 400, wear_cost_cny_per_mwh=10)
    solved = solve(shaved([900, 1000], [bat]), hours(1, 1))
    assert solved.tables["peak"].of("net_load", "residual_price_cny_per_mwh") == close([-5, 5])
    assert solved.tables["stage_window"].columns["price_cny_per_mw"] == close([5 / 1.0001])
