"""Why the peak was not lower, where it is known by construction."""

from __future__ import annotations

import numpy as np
import pytest

from dispatch.case.objective import Objective
from dispatch.families import limits
from dispatch.horizon import Horizon
from dispatch.locale import known
from dispatch.shaving.reasons import reasons, sentence, windows_of
from dispatch.solve.pipeline import Solved
from tests.everything import AXIS, everything
from tests.solve.test_stages import shaved, store
from tests.support import both_routes, demand, hours, solve, system, table, unit


def one_peak(power: float, energy: float) -> Solved:
    """400 MW by night, 1,000 MW in the evening."""
    load = [400.0, 400, 400, 400, 1000, 500]
    bat = {**store(power, energy, soc_initial_mwh=0.0), "zh": "一号储能", "en": "Battery 1"}
    return solve(shaved(load, [bat], smoothing=0.0), hours(*[1.0] * 6))


def test_power_binds_where_energy_is_plenty() -> None:
    """One MW more cuts the hour of peak by one, may be given in the last hour too, and lifts four hours by 2/4."""
    first = reasons(one_peak(50, 1000), "2030-01-01", "peak")[0]
    assert (first.family, first.asset) == ("storage.p_discharge_mw", "bat")
    assert first.mw == pytest.approx(1.5, abs=1e-3)
    assert first.time == "01-01 04:00"
    assert first.text("zh").startswith("01-01 04:00 受一号储能放电功率限制")
    assert "discharging power of Battery 1" in first.text("en")


def test_energy_binds_where_power_is_plenty() -> None:
    """80 MWh: one more cuts the peak by one, and lifts a valley of four hours by a quarter."""
    found = reasons(one_peak(1000, 80), "2030-01-01", "peak")
    worth = {(r.family, r.bound): r.mw for r in found}
    assert worth["storage.soc_mwh", "upper"] == pytest.approx(1.25, abs=1e-3)
    assert not any(family.startswith("storage.p_") for family, _ in worth)


@pytest.mark.parametrize(("start", "worth"), [(0.0, 1 / 3), (40.0, 1 / 3), (80.0, 4 / 3)])
def test_more_capacity_is_no_more_energy_at_the_start(start: float, worth: float) -> None:
    """A store of one MWh more lifts three hours of valley by 1/3 MW; one that must end full can cut the last peak too.

    The dual also counts a start that is a MWh better.
    """
    load = [1000.0, 500, 400, 400, 400, 1000]
    bat = {**store(1000, 80, soc_initial_mwh=start), "zh": "一号储能"}
    solved = solve(shaved(load, [bat], smoothing=0.0), hours(*[1.0] * 6))
    more = solve(shaved(load, [{**bat, "e_nom_mwh": 81}], smoothing=0.0), hours(*[1.0] * 6))
    truth = solved.tables["stage"].of("peak", "value") - more.tables["stage"].of("peak", "value")
    found = {(r.family, r.bound): r for r in reasons(solved, "2030-01-01", "peak")}
    capacity = found["storage.soc_mwh", "upper"]
    assert capacity.mw == pytest.approx(worth, abs=1e-3)
    assert truth == pytest.approx(worth, abs=1e-3)


@pytest.mark.parametrize("dates", [(), ("2030-01-02",)])
def test_what_is_held_for_the_whole_run_is_told_where_it_binds(dates: tuple[str, ...]) -> None:
    """Wind behind a full line on the second day must be stored in the hour of peak; a MWh thrown away is worth 2 MW."""
    wind, load = [0.0, 0.0] * 12 + [1.0, *[0.0] * 23], [0.1] * 24 + [0.15, *[0.08] * 23]
    case = system(
        table(wind=wind, load=load), "ab", load=[demand(1000, p_pu="s/load")],
        renewable=[{"id": "w", "technology": "wind", "bus": "b", "p_nom_mw": 50, "p_max_pu": "s/wind"}],
        line=[{"id": "ab", "bus0": "a", "bus1": "b", "p_nom_mw": 40}],
        storage=[store(10, 10, bus="b", soc_initial_mwh=0.0)], thermal=[unit("coal", 1e4, 300)],
        objective={"goal": "peak", "smoothing": 0.0, "curtailment_room_pu": 0.0, "held_pu": 0.0, "dates": dates},
    )  # fmt: skip
    solved = solve(case, hours(*[1.0] * 48))
    freer = case.model_copy(update={"objective": case.objective.model_copy(update={"curtailment_room_pu": 1 / 50})})
    truth = solved.tables["stage"].of("peak", "value") - solve(freer, solved.horizon).tables["stage"].of(
        "peak", "value"
    )
    assert truth > 0.5
    binding = {w: reasons(solved, w, "peak", 99) for w in ("2030-01-01", "2030-01-02")}
    assert not any(reason.family == "stage" for reason in binding["2030-01-01"])
    (held,) = (reason for reason in binding["2030-01-02"] if reason.family == "stage")
    assert held.mw == pytest.approx(truth, abs=1e-3)


def test_a_peak_below_nothing_has_reasons_too() -> None:
    """More wind than load at all times: a peak of −100 MW, of which a MW of store takes one more off."""
    wind = {"id": "w", "technology": "wind", "bus": "a", "p_nom_mw": 500, "p_max_pu": 1.0}
    case = shaved([300.0, 300, 400, 300], [store(20, 1000)], smoothing=0.0, measure="peak")
    case = case.model_validate({**case.model_dump(), "series": case.series, "renewable": [wind]})
    solved = solve(case, hours(1, 1, 1, 1))
    assert solved.tables["stage"].of("peak", "value") == pytest.approx(-120, abs=1e-3)
    found = {r.family: r for r in reasons(solved, "2030-01-01", "peak")}
    assert found["storage.p_discharge_mw"].mw == pytest.approx(1.0, abs=1e-3)


def test_a_week_that_counts_thirteen_times_is_worth_no_more() -> None:
    """The goal counts it thirteen times; its own peak falls by as much as ever."""
    load = [400.0, 400, 400, 400, 1000, 500]
    case = shaved(load, [store(50, 1000, soc_initial_mwh=0.0)], smoothing=0.0)
    weighed = Horizon.regular("2030-01-01", 6, 1.0, weight=13.0)
    assert reasons(solve(case, weighed), "2030-01-01", "peak")[0].mw == pytest.approx(1.5, abs=1e-3)


def test_one_line_and_windows() -> None:
    solved = one_peak(50, 1000)
    assert list(windows_of(solved)) == ["2030-01-01"]
    assert sentence(solved, "2030-01-01", "peak", "zh").startswith("01-01 04:00 受一号储能放电功率")


def test_without_a_peak_sought_there_is_nothing_to_say() -> None:
    solved = one_peak(50, 1000)
    case = solved.case.model_copy(update={"objective": solved.case.objective.model_copy(update={"goal": "cost"})})
    assert reasons(solve(case, solved.horizon), "2030-01-01", "peak") == []
    assert np.isfinite(solved.objective_cny)


def test_every_limit_of_a_column_has_words() -> None:
    """Bounds of every family, in the case that has everything: none is told by the name of its column."""
    case = everything().model_copy(update={"objective": Objective(goal="peak")})
    program, _ = both_routes(case, AXIS)
    for name, layout in program.columns.items():
        if name.startswith("peak.") or name in limits.given():
            continue
        state = any(axis.name == "boundary" for axis in layout.axes)
        for side, bound in (("lower", program.column_lower), ("upper", program.column_upper)):
            limit = np.isfinite(layout.of(bound)) & ((layout.of(bound) != 0) | state)
            assert known(f"limit.{name}.{side}") or not limit.any(), (name, side)
