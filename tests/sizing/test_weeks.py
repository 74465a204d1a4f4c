"""Typical weeks: hours, extremes and water add up, and the screening knows how far it is off."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from dispatch.audit import audit_run
from dispatch.case import load_case
from dispatch.case.check import validate_case
from dispatch.case.schema import Case, Time
from dispatch.case.time_axis import horizon_of
from dispatch.errors import CaseError
from dispatch.sizing.frame import read_frame
from dispatch.sizing.screening import screening_errors
from dispatch.sizing.sweep import Asking, Sweep
from dispatch.sizing.weeks import WeekScreen, choose, extreme_days
from dispatch.solve import Solved, solve_case
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
            "renewable.pv": 30 * np.clip(np.sin((hours % 24 - 6) * np.pi / 12), 0, None) * (1 - 0.5 * season),
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


def test_weeks_are_checked_on_the_whole_horizon(tmp_path: Path) -> None:
    asking = Asking(
        case=QUICKSTART, vary=("storage.battery.p_nom_mw=50,100",), start=MONTH[0], end=MONTH[1], step="2h", weeks=2,
        full=1, workers=1, runs=tmp_path,
    )  # fmt: skip
    Sweep(asking).run()
    frame = read_frame(next(tmp_path.iterdir()))
    assert frame["done"].all(), frame[["label", "reason"]]
    assert list(frame["horizon"]).count("weeks") == 4
    assert (frame["full_of"] != "").sum() == 3
    assert np.ptp(frame["hours"]) < 1e-6
    errors = screening_errors(frame).set_index(["label", "figure"])["difference_pu"]
    # Every day of the quickstart is the same day, so what is left is water: the lake is drawn down in one of the five
    # weeks, and a typical week that draws it down counts 2½ times. 5 % here; without the course of water it is 100 %.
    assert 0.02 < abs(errors.xs("operating_cost_cny", level="figure")).max() < 0.06
    assert abs(errors.xs("saved_cny", level="figure")).max() < 0.04
