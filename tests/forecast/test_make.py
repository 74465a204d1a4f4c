"""Forecasts of a case: which points, what values, the same bytes, and what they may not do."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from dispatch.case.schema import Case
from dispatch.case.table import TimeTable
from dispatch.errors import CaseError, SeriesError
from dispatch.forecast.make import Forecast, forecaster
from dispatch.forecast.subjects import check_kinds, find_subjects, in_service
from dispatch.forecast.write import to_frame
from dispatch.horizon import Horizon
from tests.forecast.cases import ZONE, bus, plant, truth, valley


def forecasts(case: Case, **asked: object) -> dict[tuple[str, str], Forecast]:
    return {(f.subject.id, f.product): f for f in forecaster(case, **asked).each()}  # type: ignore[arg-type]


def test_points_of_both_products() -> None:
    """Three days: 3 × 96 day-ahead points issued at 08:30 the day before; every period four times intraday."""
    frame = to_frame(forecaster(valley(days=3)).each())
    local = frame.assign(issue=frame["issue_time"].dt.tz_convert(ZONE), valid=frame["valid_time"].dt.tz_convert(ZONE))
    assert set(frame["kind"]) == {"wind", "pv", "inflow", "load"}
    wind = local[local["entity"] == "breeze"]
    ahead, intraday = wind[wind["lead_h"] > 4], wind[wind["lead_h"] <= 4]
    assert len(ahead) == 3 * 96
    assert {(t.hour, t.minute) for t in ahead["issue"]} == {(8, 30)}
    assert ((ahead["valid"].dt.normalize() - ahead["issue"].dt.normalize()).dt.days == 1).all()
    assert (ahead["lead_h"].min(), ahead["lead_h"].max()) == (15.5, 39.25)
    assert len(intraday) == 4 * 3 * 96
    assert (intraday["lead_h"].min(), intraday["lead_h"].max()) == (0.25, 4.0)
    assert (intraday["issue"].dt.minute == 0).all()
    lead = (frame["valid_time"] - frame["issue_time"]).dt.total_seconds() / 3600
    assert np.allclose(lead, frame["lead_h"])


def test_ultra_short_term_forecasts_every_quarter_hour() -> None:
    case = valley(days=2, forecast={"intraday_every_min": 15})
    grid = forecasts(case)["breeze", "intraday"].grid
    assert np.bincount(grid.position).tolist() == [16] * 192


def test_errors_scale_with_lead_and_stay_within_rating() -> None:
    many = [plant(f"w{i}", "wind", f"b{i}") for i in range(12)]
    case = valley(days=60, renewable=many, bus=[bus(f"b{i}", 20 + 2.0 * i, 100.0) for i in range(12)],
                  reservoir=[], powerhouse=[], load=[{"id": "t", "kind": "x", "bus": "b0", "p_nom_mw": 1}])  # fmt: skip
    error: dict[float, list[np.ndarray]] = {}
    for made in forecaster(case, kinds=["wind"]).each():
        assert made.value.min() >= 0
        assert made.value.max() <= 100
        for lead in (0.25, 1.0, 4.0, 24.0):
            error.setdefault(lead, []).append((made.value - made.actual)[made.grid.lead_h == lead] / 100)
    for lead, parts in error.items():
        expected = 0.14 * np.sqrt(1 - np.exp(-lead / 6))
        found = np.concatenate(parts)
        assert found.std() == pytest.approx(expected, rel=0.06)  # truth keeps 25 % away from both limits: few cuts
        assert abs(found.mean()) < 0.15 * expected


def test_water_is_unbiased_and_never_negative() -> None:
    case = valley(days=300, forecast={"inflow": {"memory": 0.5}})
    made = forecasts(case, kinds=["inflow"])["lake", "day_ahead"]
    ratio = made.value / made.actual
    assert ratio.min() > 0
    assert ratio.mean() == pytest.approx(1, abs=0.03)
    assert np.log(ratio).std() == pytest.approx(0.2 * np.sqrt(1 - np.exp(-27.4 / 72)), rel=0.1)


def test_pv_has_no_error_at_night_and_little_at_dawn() -> None:
    made = forecasts(valley(days=20))["field", "day_ahead"]
    clear = made.subject.clear[len(made.subject.before) :][made.grid.position]  # type: ignore[index]
    error = np.abs(made.value - made.actual) / 50
    assert (error[clear == 0] == 0).all()
    assert error[clear > 0.7].std() > 5 * error[(clear > 0) & (clear < 0.1)].std()
    assert (made.value[(clear == 0) & (made.actual == 0)] == 0).all()


def test_pv_without_a_place_follows_its_own_best_day() -> None:
    case = valley(days=3, bus=[bus("north", None, None), bus("south", None, None)])
    made = forecasts(case)["field", "day_ahead"]
    night = made.actual == 0
    assert (made.value[night] == 0).all()
    assert (made.value[~night] != made.actual[~night]).any()


def test_same_seed_same_bytes_and_another_plant_changes_nothing() -> None:
    case = valley(days=3)
    more = valley(
        days=3, renewable=[plant("new", "wind", "south"), plant("breeze", "wind", "north"), plant("z", "pv", "north"),
                           plant("field", "pv", "south", 50, "s/sun")],
    )  # fmt: skip
    one, again, beside = (forecasts(c, kinds=["wind", "pv"]) for c in (case, case, more))
    for key, made in one.items():
        assert made.value.tobytes() == again[key].value.tobytes() == beside[key].value.tobytes()
    other = forecasts(case, kinds=["wind", "pv"], seed=1)
    assert all((other[key].value != made.value).any() for key, made in one.items())


def test_a_day_alone_has_the_forecasts_that_it_has_within_the_month() -> None:
    case = valley(days=10)
    whole, part = forecaster(case, kinds=["wind"]), forecaster(case, "2025-03-04", "2025-03-06", ["wind"])
    for a, b in zip(whole.each(["day_ahead"]), part.each(["day_ahead"]), strict=True):
        inside = np.isin(a.grid.valid, b.grid.valid)
        assert a.value[inside].tobytes() == b.value.tobytes()


def test_one_product_alone_is_the_same_as_with_the_other() -> None:
    both = forecasts(valley(days=2), kinds=["load"])
    for made in forecaster(valley(days=2), kinds=["load"]).each(["intraday"]):
        assert made.value.tobytes() == both[made.subject.id, "intraday"].value.tobytes()


def test_the_day_has_no_seam_at_midnight() -> None:
    """Two issues meet there: the step of the error is not much larger than within the day."""
    made = forecasts(valley(days=300), kinds=["wind"])["breeze", "day_ahead"]
    error = made.value - made.actual
    step = np.abs(np.diff(error))
    midnight = np.arange(95, len(step), 96)
    inside = np.delete(step, midnight)
    assert step[midnight].mean() < 2.5 * inside.mean()


def test_parameters_can_be_overridden_one_by_one() -> None:
    exact = forecasts(valley(days=2, forecast={"wind": {"sigma_pu": 0}}))
    assert (exact["breeze", "day_ahead"].value == exact["breeze", "day_ahead"].actual).all()
    assert (exact["field", "day_ahead"].value != exact["field", "day_ahead"].actual).any()


def test_clocks_that_change_leave_every_period_covered_once() -> None:
    index = pd.date_range("2025-03-28", "2025-04-01", freq="15min", tz="Europe/Berlin", inclusive="left")
    rng = np.random.default_rng(3)
    table = TimeTable.from_frame(pd.DataFrame({"wind": rng.uniform(0.3, 0.6, len(index))}, index=index))
    case = valley(table, renewable=[plant("breeze", "wind", "north")], reservoir=[], powerhouse=[], load=[
        {"id": "t", "kind": "x", "bus": "north", "p_nom_mw": 1}])  # fmt: skip
    case = case.model_copy(update={"time": case.time.model_copy(update={"zone": "Europe/Berlin"})})
    made = forecasts(case)["breeze", "day_ahead"]
    assert made.grid.position.tolist() == list(range(len(index)))
    last = [made.grid.lead_h[d : d + n].max() for d, n in ((0, 96), (96, 96), (192, 92), (284, 96))]
    assert last == [39.25, 39.25, 38.25, 39.25]  # 30 March lacks an hour, after midnight
    issued = pd.DatetimeIndex(np.unique(made.grid.issue) * 900, tz=None).astype("int64")
    local = pd.to_datetime(issued, unit="s", utc=True).tz_convert("Europe/Berlin")
    assert {(t.hour, t.minute) for t in local} == {(8, 30)}


def test_a_plant_that_is_not_there_yet_has_no_forecast() -> None:
    table = truth(30)
    columns = dict(table.columns)
    columns["wind"] = np.where(np.arange(len(table.start)) < 10 * 96, 0.0, columns["wind"])
    case = valley(TimeTable(table.start, table.end, columns))
    made = forecasts(case, kinds=["wind"])["breeze", "day_ahead"]
    assert (made.value[: 10 * 96] == 0).all()
    assert (made.value[10 * 96 :] > 0).mean() > 0.9


def test_a_calm_of_some_hours_is_no_outage() -> None:
    calm = np.ones(3000)
    calm[100:400] = 0
    assert in_service(calm, 0.25).all()
    calm[1000:2000] = 0
    assert not in_service(calm, 0.25)[1000:2000].any()
    assert not in_service(np.zeros(96), 0.25).any()


def test_constants_and_other_plants_are_not_forecast() -> None:
    case = valley(renewable=[plant("a", "wind", "north"), {**plant("b", "wind", "north"), "p_max_pu": 0.5},
                             plant("c", "biomass", "north"), plant("d", "hydro_run_of_river", "north", 9)])  # fmt: skip
    found = find_subjects(case, Horizon.regular("2025-03-02", 96, 0.25))
    assert [(s.kind, s.id) for s in found] == [("wind", "a"), ("hydro", "d"), ("inflow", "lake"), ("load", "town")]
    assert [s.unit for s in found] == ["MW", "MW", "m3/s", "MW"]
    assert found[2].county == "south"
    # the case knows one of the three days before
    assert np.isnan(found[0].before[:-96]).all()
    assert np.isfinite(found[0].before[-96:]).all()


def test_truth_before_the_horizon_is_known_where_the_case_knows_it() -> None:
    late = find_subjects(valley(), Horizon.regular("2025-03-05", 96, 0.25))[0]
    early = find_subjects(valley(), Horizon.regular("2025-03-01", 96, 0.25))[0]
    assert len(late.before) == 3 * 96
    assert np.isfinite(late.before).all()
    assert np.isnan(early.before).all()


@pytest.mark.parametrize(
    ("case", "asked", "code"),
    [
        (valley(), {"start": "2025-03-01T00:07", "end": "2025-03-02T00:07"}, "not_a_quarter_hour"),
        (valley(forecast={"intraday_h": 1, "intraday_every_min": 120}), {}, "intraday_gap"),
        (valley(renewable=[], reservoir=[], powerhouse=[]), {"kinds": ["wind"]}, "nothing_to_forecast"),
        (valley(), {"start": "2025-02-01", "end": "2025-02-02"}, "series_not_covering"),
    ],
)
def test_what_cannot_be_forecast_is_named(case: Case, asked: dict[str, object], code: str) -> None:
    with pytest.raises((CaseError, SeriesError)) as caught:
        forecaster(case, **asked)  # type: ignore[arg-type]
    assert caught.value.faults[0].code == code


def test_segments_and_unknown_kinds_are_named() -> None:
    case = valley()
    time = case.time
    parts = (
        {"start": time.start, "end": "2025-03-03T00:00+08:00"},
        {"start": "2025-03-05T00:00+08:00", "end": time.end},
    )
    split = valley(time={"segments": parts, "step": "15min", "zone": ZONE})
    with pytest.raises(CaseError) as caught:
        forecaster(split)
    assert caught.value.faults[0].code == "forecast_needs_one_span"
    with pytest.raises(CaseError) as caught:
        check_kinds(["wind", "solar"])
    assert (caught.value.faults[0].code, caught.value.faults[0].value) == ("unknown_kind", "solar")
