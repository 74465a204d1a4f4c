"""Typical weeks: hours, extremes and water add up, and the screening knows how far it is off."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from dispatch.audit import audit_run
from dispatch.case import load_case
from dispatch.case.check import validate_case
from dispatch.case.schema import Case
from dispatch.case.settings import Time
from dispatch.case.time_axis import horizon_of
from dispatch.errors import CaseError
from dispatch.sizing import weeks
from dispatch.sizing.frame import read_frame
from dispatch.sizing.sweep import Asking, Sweep
from dispatch.sizing.water import Course, balanced_volumes, spread
from dispatch.sizing.weeks import WeekScreen, choose, extreme_days
from dispatch.solve.pipeline import Solved, solve_case
from dispatch.sweeps.screening import screening_errors
from tests.sizing.conftest import QUICKSTART

MONTH = ("2030-01-01", "2030-02-05", "1h")  # five weeks


def hourly(days: int, seed: int = 1) -> pd.DataFrame:
    """Features of so many days with a season and noise."""
    rng = np.random.default_rng(seed)
    hours = np.arange(24 * days)
    season = np.cos(2 * np.pi * hours / (24 * days))
    return pd.DataFrame(
        {
            "load": 100 + 20 * season + 10 * np.sin(hours * np.pi / 12) + rng.random(len(hours)),
            "available.pv": 30 * np.clip(np.sin((hours % 24 - 6) * np.pi / 12), 0, None) * (1 - 0.5 * season),
            "inflow.lake": 50 - 30 * season + rng.random(len(hours)),
        },
        index=pd.date_range("2030-01-01", periods=len(hours), freq="h"),
    )


@pytest.mark.parametrize(("days", "weeks"), [(364, 6), (365, 12), (70, 3), (14, 2), (30, 1)])
def test_segments_stand_for_every_hour(days: int, weeks: int) -> None:
    parts = choose(hourly(days), weeks)
    assert sum(p.hours * p.weight for p in parts) == pytest.approx(24 * days)
    assert sum(p.hours == 168 for p in parts) == weeks
    assert all(p.weight > 0 for p in parts)
    assert [p.first_h for p in parts] == sorted({p.first_h for p in parts})


def test_extreme_days_are_there() -> None:
    data = hourly(365)
    parts = choose(data, 4)
    for day in extreme_days(data).values():
        assert any(p.first_h <= 24 * day < p.first_h + p.hours for p in parts)


def test_a_day_that_stands_out_is_found() -> None:
    data = hourly(70)
    data.loc[data.index[24 * 33 + 19], "load"] = 500.0
    data.iloc[24 * 50 : 24 * 51, 2] = 0.0
    found = extreme_days(data)
    assert (found["net_load_peak"], found["driest"]) == (33, 50)


def test_the_mean_survives_where_weeks_repeat() -> None:
    """Two kinds of weeks in turn: two typical weeks tell everything."""
    kinds = [hourly(7, 1), hourly(7, 2) * 1.5]
    data = pd.concat([kinds[k % 2] for k in range(10)], ignore_index=True)
    data.index = pd.date_range("2030-01-01", periods=len(data), freq="h")
    parts = [p for p in choose(data, 2) if p.hours == 168]
    mean = sum(p.weight * data["load"].iloc[p.first_h : p.first_h + 168].sum() for p in parts)
    assert mean == pytest.approx(data["load"].sum())


def quickstart() -> Case:
    case = load_case(QUICKSTART)
    return case.model_copy(update={"storage": (case.storage[0].model_copy(update={"e_nom_mwh": 400.0}),)})


@pytest.fixture(scope="module")
def screened() -> Solved:
    case = quickstart()
    weeks = WeekScreen(2)(case, horizon_of(case, *MONTH))
    return solve_case(weeks, horizon_of(weeks))


def test_water_of_a_segment_is_that_of_the_year(screened: Solved) -> None:
    horizon, spans = screened.horizon, screened.case.time.segments
    volume = screened.tables["reservoir_state"].of("upper", "volume_hm3")
    for g, span in enumerate(spans):
        assert volume[horizon.segment_start[g]] == pytest.approx(span.volume_start_hm3["upper"], abs=1e-6)
        assert volume[horizon.segment_end[g]] == pytest.approx(span.volume_end_hm3["upper"], abs=1e-6)


def test_the_audit_knows_the_water(screened: Solved) -> None:
    def audited(case: Case) -> list[str]:
        found = audit_run(
            case, screened.series, screened.tables, screened.costs_cny, screened.objective_cny, screened.certificate
        )
        return [check.name for check in found.failed]

    assert audited(screened.case) == []
    spans = screened.case.time.segments
    more = spans[0].model_copy(update={"volume_end_hm3": {"upper": spans[0].volume_end_hm3["upper"] + 0.01}})
    wrong = screened.case.time.model_copy(update={"segments": (more, *spans[1:])})
    assert "reservoir.volume_pinned" in audited(screened.case.model_copy(update={"time": wrong}))


def test_volumes_of_unknown_reservoirs_are_refused(screened: Solved) -> None:
    spans = screened.case.time.segments
    strange = spans[0].model_copy(update={"volume_end_hm3": {"uper": 40.0}})
    time = screened.case.time.model_copy(update={"segments": (strange, *spans[1:])})
    with pytest.raises(CaseError) as refused:
        validate_case(screened.case.model_copy(update={"time": time}))
    assert [f.code for f in refused.value.faults] == ["unknown_entity"]
    assert "upper" in refused.value.text("zh")


def test_without_volumes_nothing_is_held(screened: Solved) -> None:
    spans = [s.model_copy(update={"volume_start_hm3": {}, "volume_end_hm3": {}}) for s in screened.case.time.segments]
    time = Time(step="1h", segments=tuple(spans))
    free = screened.case.model_copy(update={"time": time})
    solved = solve_case(free, horizon_of(free))
    assert solved.program.shape == screened.program.shape
    assert solved.objective_cny <= screened.objective_cny + 1e-6


def used(course: Course, stretches: list[tuple[int, int, float]], change: np.ndarray) -> np.ndarray:
    """Inflow less what stays, weighted, hm³ of each reservoir."""
    total = np.zeros(len(change))
    for g, (first, hours, weight) in enumerate(stretches):
        total += weight * (course.inflow[:, first // 6 : (first + hours) // 6].sum(axis=1) - change[:, g])
    return total


def year_of_water(seed: int = 1, room: float = 1.0) -> Course:
    """Eight weeks of two lakes with a season."""
    rng, steps = np.random.default_rng(seed), 8 * 28
    volume = 50 + room * np.cumsum(rng.normal(0, 1, (2, steps + 1)), axis=1)
    low, high = volume.min(axis=1, keepdims=True) - 5 * room, volume.max(axis=1, keepdims=True) + 5 * room
    shape = np.ones_like(volume)
    return Course(volume, low * shape, high * shape, 20 + rng.random((2, steps)), 5 + rng.random((2, steps)))


STRETCHES = [(0, 168, 3.0), (336, 168, 2.5), (840, 168, 2.0), (1176, 24, 1.0), (1200, 24, 2.5)]

CHAIN = [[0, 1], [1]]


@pytest.mark.parametrize("seed", range(6))
def test_segments_use_the_water_of_the_year(seed: int) -> None:
    course = year_of_water(seed)
    start, end = balanced_volumes(course, STRETCHES, CHAIN)
    year = course.inflow.sum(axis=1) - (course.volume[:, -1] - course.volume[:, 0])
    assert used(course, STRETCHES, end - start) == pytest.approx(year, rel=1e-9)
    first = np.array([s[0] for s in STRETCHES]) // 6
    last = first + np.array([s[1] for s in STRETCHES]) // 6
    for side, at in ((start, first), (end, last)):
        assert (side >= course.low[:, at] - 1e-8).all()
        assert (side <= course.high[:, at] + 1e-8).all()


def test_a_dry_week_keeps_no_water_that_is_needed_below() -> None:
    course = year_of_water()
    course.spare[1, :28] = 0.0
    course.inflow[0, 60:] -= 5.0  # the typical weeks are wetter than the year
    start, end = balanced_volumes(course, STRETCHES, CHAIN)
    assert (end - start)[0, 0] <= course.volume[0, 28] - course.volume[0, 0] + 1e-9
    assert (end - start)[0, 1] > course.volume[0, 84] - course.volume[0, 56] + 1


def test_a_lake_without_room_stays_where_it_is() -> None:
    course = year_of_water(room=0.0)
    start, end = balanced_volumes(course, STRETCHES, CHAIN)
    assert np.ptp(np.stack([start, end])) == 0


def test_water_is_spread_evenly_where_there_is_room() -> None:
    weight, hours = np.array([1.0, 2.0, 3.0]), np.array([24.0, 168.0, 168.0])
    # 1·1 where it is full, and 2·x + 3·x = 49 in the others; by hours alone 1 would be 24/864 of 50.
    assert spread(50.0, weight, hours, np.array([1.0, 100.0, 100.0])) == pytest.approx([1.0, 9.8, 9.8])
    assert spread(86.4, weight, hours, np.array([9.0, 100.0, 100.0])) == pytest.approx([2.4, 16.8, 16.8])
    assert spread(1e6, weight, hours, np.array([1.0, 2.0, 3.0])) == pytest.approx([1.0, 2.0, 3.0])


def test_weeks_are_checked_on_the_whole_horizon(tmp_path: Path) -> None:
    """Every day of the quickstart is the same, so two weeks tell all, but that a start before a segment is not paid:
    starts cost nothing here.

    Without batteries the lower pond is worth something at midnight, where weeks hold it: 2e-4.
    """
    asking = Asking(
        case=QUICKSTART, vary=("storage.battery.p_nom_mw=50,100",), start=MONTH[0], end=MONTH[1], step="2h", weeks=2,
        full=1, workers=1, runs=tmp_path, overrides=("thermal.coal.start_cost_cny_per_mw=0",),
    )  # fmt: skip
    Sweep(asking).run()
    frame = read_frame(next(tmp_path.iterdir()))
    assert frame["done"].all(), frame[["label", "reason"]]
    assert list(frame["horizon"]).count("weeks") == 4
    assert (frame["full_of"] != "").sum() == 3
    assert np.ptp(frame["hours"]) < 1e-6
    errors = screening_errors(frame).set_index(["label", "figure"])["difference_pu"]
    cost = errors.xs("operating_cost_cny", level="figure")
    assert abs(cost).max() < 3e-4
    assert abs(cost["storage.battery.p_nom_mw=100"]) < 1e-8
    assert abs(errors.xs("saved_cny", level="figure")).max() < 3e-3


def test_weeks_are_chosen_anew_where_the_system_is_another(monkeypatch: pytest.MonkeyPatch) -> None:
    """Twice the sun moves the peak of the net load; another battery moves nothing that weeks are chosen by."""
    made: list[str] = []
    monkeypatch.setattr(weeks, "make_spans", lambda case, horizon, count: made.append(case.name) or ())
    case = load_case(QUICKSTART)
    horizon, screen = horizon_of(case, *MONTH), WeekScreen(2)
    screen(case, horizon)
    smaller = tuple(s.model_copy(update={"p_nom_mw": 1.0}) for s in case.storage)
    screen(case.model_copy(update={"storage": smaller}), horizon)
    assert len(made) == 1
    for family in ("load", "renewable", "thermal"):
        grown = tuple(e.model_copy(update={"p_nom_mw": 2 * e.p_nom_mw}) for e in getattr(case, family))
        screen(case.model_copy(update={family: grown}), horizon)
    assert len(made) == 4
