"""Flat curves: closed forms, promises, ties, and that nothing changes where least cost is the goal."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.case.objective import Objective
from dispatch.case.schema import Case
from dispatch.horizon import Horizon
from dispatch.program.build import build_model
from dispatch.program.compile import compile_program
from dispatch.results.study_area import StudyArea, net_load_mw
from dispatch.series.assemble import assemble_series
from dispatch.solve.pipeline import Solved
from tests.everything import AXIS, everything
from tests.support import both_routes, close, demand, hours, market, route_differences, solve, system, table, unit

ZHAOTONG = Path(__file__).resolve().parents[2] / "models" / "zhaotong"


def store(power: float = 100.0, energy: float = 1000.0, **more: Any) -> dict[str, Any]:
    """A store that loses nothing, half full at both ends of the day."""
    half = {"soc_initial_mwh": energy / 2, "cyclic": True}
    return {
        "id": "bat",
        "technology": "lfp",
        "bus": "a",
        "p_nom_mw": power,
        "e_nom_mwh": energy,
        "eta_charge": 1.0,
        "eta_discharge": 1.0,
        **half,
        **more,
    }


def shaved(load: list[float], stores: list[dict[str, Any]], *, step_h: float = 1.0, **objective: Any) -> Case:
    """A city of a given curve, a plant that can carry anything, stores, and a flat curve as goal."""
    return system(
        table(step_h, p=[p / 1000 for p in load]),
        load=[demand(1000, p_pu="s/p")],
        storage=stores,
        thermal=[unit("coal", 1e4, 300)],
        objective={"goal": "peak", **objective},
    )


def water_filled(load: np.ndarray, energy: float, dt_h: float = 1.0, sign: float = 1.0) -> float:
    """The level λ at which Σ Δt·max(0, sign·(load − λ)) = energy: what a store of that energy cuts a peak to.

    Cutting a curve to λ takes E(λ) = Σ Δt·max(0, load − λ), which falls in λ with slope −Δt·(periods above λ): walk
    down the sorted curve, period by period, until the energy is spent.
    """
    ordered = np.sort(sign * load)[::-1]
    for k in range(1, len(ordered) + 1):
        level = (ordered[:k].sum() - energy / dt_h) / k
        if k == len(ordered) or level >= ordered[k]:
            return sign * level
    raise AssertionError("unreachable")


CURVE = [
    500.0,
    420,
    400,
    410,
    450,
    600,
    800,
    900,
    850,
    800,
    780,
    760,
    700,
    690,
    700,
    740,
    820,
    950,
    1000,
    980,
    900,
    800,
    700,
    560,
]


@pytest.mark.parametrize("energy", [50.0, 120.0, 200.0])
def test_one_store_fills_the_valley_to_its_level_and_cuts_the_peak_to_its_level(energy: float) -> None:
    """Valley first, peak later: the store is empty, takes `energy` in the valley and gives it at the peak.

    With the valley before the peak and enough power, both ends are water-filled with the same energy: the least
    spread is λ_peak − λ_valley, since either level alone takes all of it.
    """
    bat = store(1000, energy, soc_initial_mwh=0.0)
    solved = solve(shaved(CURVE, [bat], smoothing=0.0), hours(*[1.0] * 24))
    load = np.array(CURVE)
    top, bottom = water_filled(load, energy), water_filled(load, energy, sign=-1.0)
    after = solved.tables["peak"].of("net_load", "residual_mw")
    assert solved.tables["stage_window"].of("2030-01-01", "value_mw") == close(top - bottom, abs=1e-6)
    assert np.ptp(after) == pytest.approx(top - bottom, rel=2e-4)
    assert after == close(net_load_mw(StudyArea(solved))[1])


def test_power_limits_the_cut_and_losses_what_is_put_in() -> None:
    """1,000 against 800 MW for an hour each, 50 MW at 90 %: down by 50 at the peak, up by 50 in the valley.

    The store gives 50/0.9 MWh of what it holds and gets back 45: to end as it began it lacks 10.56 MWh, so that it
    gives only 40.5 and takes 50. Spread 200 − 90.5.
    """
    solved = solve(shaved([1000, 800], [store(50, 400, eta_charge=0.9, eta_discharge=0.9)], smoothing=0.0), hours(1, 1))
    assert solved.tables["stage_window"].of("2030-01-01", "value_mw") == close(200 - 50 - 40.5)


def test_the_peak_alone_may_be_the_measure() -> None:
    """The valley is free: as much is cut as the store holds, 100 MWh over the two highest hours."""
    solved = solve(shaved([900, 1000, 700, 600], [store(500, 200)], measure="peak", smoothing=0.0), hours(1, 1, 1, 1))
    assert solved.tables["stage_window"].of("2030-01-01", "value_mw") == close(900.0)


@settings(max_examples=15, deadline=None)
@given(st.lists(st.integers(0, 6), min_size=3, max_size=4), st.integers(1, 2))
def test_least_spread_is_that_of_all_whole_numbered_schedules(load: list[int], power: int) -> None:
    """Every schedule of a store in steps of 5 MW: whole 60 MW shared by 1, 2, 3 or 4 hours are multiples of 5."""
    solved = solve(
        shaved([60.0 * p for p in load], [store(60.0 * power, 120.0)], smoothing=0.0), hours(*[1.0] * len(load))
    )
    found = float(solved.tables["stage_window"].of("2030-01-01", "value_mw"))
    assert found == pytest.approx(_best_spread(np.array(load) * 60.0, 60.0 * power), abs=1e-6)


def _best_spread(load: np.ndarray, power: float) -> float:
    """Least spread over all schedules of a grid of 5 MW that end as they began, 60 of 120 MWh."""
    levels = np.arange(-power, power + 1, 5.0)
    best = np.inf
    states: dict[tuple[float, float, float], float] = {(60.0, np.inf, -np.inf): 0.0}
    for p in load:
        grown: dict[tuple[float, float, float], float] = {}
        for soc, low, high in states:
            for give in levels:
                left = soc - give
                if 0 <= left <= 120:
                    at = p - give
                    grown[left, min(low, at), max(high, at)] = 0.0
        states = grown
    for soc, low, high in states:
        if soc == 60.0:
            best = min(best, high - low)
    return best


def test_with_least_cost_as_goal_the_matrix_is_the_old_one() -> None:
    case = everything()
    series = assemble_series(case, AXIS)
    plain = compile_program(build_model(case, series))
    other = case.model_copy(update={"objective": Objective(window="week", smoothing=0.001)})
    again = compile_program(build_model(other, series))
    assert not any(name.startswith("peak.") for name in (*plain.columns, *plain.rows))
    for one, two in ((plain.c, again.c), (plain.matrix.data, again.matrix.data), (plain.row_lower, again.row_lower)):
        assert one.tobytes() == two.tobytes()


@pytest.mark.parametrize(
    "objective",
    [
        {"curve": "residual"},
        {"measure": "peak", "dates": ("2030-01-02",)},
        {"smoothing": 0.0, "window": "all"},
        {"window": "week"},
    ],
)
def test_both_routes_make_the_same_matrix(objective: dict[str, Any]) -> None:
    case = everything().model_copy(update={"objective": Objective(goal="peak", **objective)})
    assert not route_differences(*both_routes(case, AXIS))


def two_days_shaved() -> Solved:
    """A day like `CURVE`, and one that is half of it; wind that must not be thrown away."""
    load = [*CURVE, *(p / 2 for p in CURVE)]
    wind = {"id": "w", "technology": "wind", "bus": "a", "p_nom_mw": 300, "p_max_pu": 1.0}
    case = shaved(load, [store(80, 300, eta_charge=0.95, eta_discharge=0.95)])
    case = Case.model_validate(
        {**case.model_dump(), "series": case.series, "renewable": [wind], "corridor": [market(200, p_nom=50)]}
    )
    return solve(case, hours(*[1.0] * 48))


def test_stages_keep_their_promises() -> None:
    solved = two_days_shaved()
    stage = solved.tables["stage"]
    assert stage.labels == ("shortage", "curtailment", "peak", "cost")
    assert (stage.columns["final"][:3] <= stage.columns["held"][:3] + 1e-6).all()
    assert stage.columns["final"][1] == pytest.approx(0, abs=0.1)
    assert stage.columns["final"][3] == close(solved.objective_cny)
    window = solved.tables["stage_window"]
    assert (window.columns["final_mw"] <= window.columns["value_mw"] * (1 + 1.01e-4) + 1e-6).all()
    assert (stage.columns["bound"][:3] <= stage.columns["value"][:3] + 1e-6).all()


@pytest.mark.parametrize(("room", "charged"), [(0.0, 10.0), (0.1, 5.0), (0.04, 8.0)])
def test_what_may_be_curtailed_lowers_the_peak(room: float, charged: float) -> None:
    """50 MW of wind behind a line of 40 in the hour of peak: a store must take 10, or what the room leaves of them.

    The room is a share of the 50 MWh that blow. Net load is 150 − 50 + charge, then 80 − discharge.
    """
    case = system(
        table(wind=[1.0, 0.0], load=[0.15, 0.08]),
        "ab",
        load=[demand(1000, p_pu="s/load")],
        renewable=[{"id": "w", "technology": "wind", "bus": "b", "p_nom_mw": 50, "p_max_pu": "s/wind"}],
        line=[{"id": "ab", "bus0": "a", "bus1": "b", "p_nom_mw": 40}],
        storage=[store(10, 10, bus="b", soc_initial_mwh=0.0)],
        thermal=[unit("coal", 1e4, 300)],
        objective={"goal": "peak", "smoothing": 0.0, "curtailment_room_pu": room, "held_pu": 0.0},
    )
    solved = solve(case, hours(1, 1))
    stage = solved.tables["stage"]
    assert stage.of("curtailment", "value") == close(0, abs=1e-6)
    assert stage.of("curtailment", "held") == close(50 * room, abs=1e-6)
    assert stage.of("peak", "value") == close(20 + 2 * charged, abs=1e-4)
    assert solved.tables["renewable"].of("w", "p_mw")[0] == close(40 + charged, abs=1e-4)


def test_no_cheaper_dispatch_keeps_the_promises_and_cost_alone_is_cheaper() -> None:
    solved = two_days_shaved()
    free = solve(solved.case.model_copy(update={"objective": Objective()}), solved.horizon)
    assert free.objective_cny <= solved.objective_cny + 1e-6
    assert free.bound_cny <= solved.bound_cny + 1e-6
    spread = np.ptp(net_load_mw(StudyArea(free))[1][:24])
    assert np.ptp(net_load_mw(StudyArea(solved))[1][:24]) <= spread + 1e-6


def test_only_chosen_days_are_shaved() -> None:
    case = shaved([*CURVE, *CURVE], [store(80, 300)], dates=["2030-01-02"])
    solved = solve(case, hours(*[1.0] * 48))
    window = solved.tables["stage_window"]
    assert window.labels == ("2030-01-01", "2030-01-02")
    assert window.columns["weight"] == close([0, 1])
    after = solved.tables["peak"].of("net_load", "residual_mw")
    assert np.ptp(after[24:]) < np.ptp(CURVE) - 100


def test_a_segment_that_stands_for_many_days_counts_as_often() -> None:
    day = hours(*[1.0] * 24, weight=30)
    solved = solve(
        shaved([*CURVE, *CURVE], [store(80, 300)]), Horizon.chain([day, hours(*[1.0] * 24, start="2030-01-02")])
    )
    value, stage = solved.tables["stage_window"].columns["value_mw"], solved.tables["stage"]
    assert value[0] == pytest.approx(value[1], rel=1e-3)
    assert stage.of("peak", "value") == close(30 * value[0] + value[1])


def test_flat_optima_are_smooth() -> None:
    """Peak and valley are fixed by hours in which the store has no say; in between it could do anything, and rests.

    That is said of the solve for the peak; the solve for cost may use what the tolerance leaves.
    """
    bat = store(100, 1000, soc_initial_mwh=500)
    load = [400.0, 700, 700, 700, 700, 700, 1000]
    case = shaved(load, [{**bat, "p_max_pu": "s/on"}])
    both = table(1.0, p=[p / 1000 for p in load], on=[0, 1, 1, 1, 1, 1, 0])
    solved = solve(case.model_copy(update={"series": {"s": both}}), hours(*[1.0] * 7))
    stage = solved.stages[1]
    assert stage.goal == "peak"
    residual = stage.answer.program.columns["peak.residual_mw"].of(stage.answer.solution.x)[0]
    assert residual[1:-1] == close([700] * 5, abs=1e-3)


def test_burning_energy_fills_no_valley() -> None:
    """A lossy store could charge and discharge at once to lift a valley; what counts runs one way."""
    solved = solve(
        shaved([900, 500, 500, 900], [store(100, 400, eta_charge=0.7, eta_discharge=0.7)]), hours(1, 1, 1, 1)
    )
    powers = solved.tables["storage"]
    both = np.minimum(powers.of("bat", "p_charge_mw"), powers.of("bat", "p_discharge_mw"))
    assert both.max() < 1e-3
    assert solved.tables["stage"].of("peak", "bound") <= solved.tables["stage"].of("peak", "value") + 1e-6


def test_unserved_load_is_no_way_to_shave() -> None:
    """500 MW of plant for a peak of 600: what cannot be served stays unserved, and the curve does not fall by it."""
    case = shaved([600, 400], [])
    case = case.model_copy(update={"thermal": (case.thermal[0].model_copy(update={"p_nom_mw": 500.0}),)})
    solved = solve(case, hours(1, 1))
    assert solved.tables["load"].of("city", "unserved_mw") == close([100, 0], abs=0.02)
    assert solved.tables["peak"].of("net_load", "residual_mw") == close([600, 400])
    assert solved.tables["stage"].of("shortage", "value") == close(100 * 20_000)
    assert solved.tables["stage"].of("shortage", "bound") == close(100 * 20_000)
