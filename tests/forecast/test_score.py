"""Scores worked by hand, in closed form, and what must hold for any forecast."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.case.table import TimeTable
from dispatch.errors import CaseError
from dispatch.families.renewable.entity import Renewable
from dispatch.forecast.align import Points
from dispatch.forecast.judge import score_files
from dispatch.forecast.make import forecaster
from dispatch.forecast.reference import persistence, smart_persistence
from dispatch.forecast.score import GROUPS, MEASURES, check_groups, points_of, score, sums_of, table_of
from dispatch.forecast.subjects import Subject
from dispatch.forecast.write import to_frame
from dispatch.horizon import Horizon
from tests.forecast.cases import ZONE, valley

HOURS = Horizon.regular("2025-03-01", 96, 1.0)
FIRST = int(HOURS.start[0].astype(np.int64))


def subject(actual: np.ndarray, capacity: float = 100.0, clear: np.ndarray | None = None, back: int = 72) -> Subject:
    plant = Renewable(id="w", technology="wind", bus="b", p_nom_mw=capacity)
    before = np.full(back, np.nan)
    return Subject("wind", "renewable", plant, "county", "MW", capacity, None, actual, before, clear)


def points(of: Subject, issue_h: np.ndarray, valid_h: np.ndarray, value: np.ndarray) -> Points:
    """Points by hours from the start of the horizon."""
    issue, valid = FIRST + np.rint(issue_h * 3600).astype(int), FIRST + np.rint(valid_h * 3600).astype(int)
    return Points(of, HOURS, issue, valid, valid_h.astype(int), value)


def test_three_points_by_hand(tmp_path: Path) -> None:
    """Truth 40, 50, 60 MW, forecast 50, 50, 40 MW, yesterday 30, 50, 90 MW, rating 100 MW.

    e = 10, 0, −20: MAE 10, RMSE √(500/3) = 12.9099, bias −10/3, accuracy 1 − 0.129099. Means 50 and 140/3: covariance
    (−10·10/3 + 0 − 10·20/3)/3 = −100/3, variances 200/3 and 200/9: correlation −√3/2. Errors of persistence −10, 0,
    30: skill 1 − √(500/1000).
    """
    truth = np.full(72, 0.2)
    truth[24:27], truth[48:51] = (0.3, 0.5, 0.9), (0.4, 0.5, 0.6)
    index = pd.date_range("2025-03-01", periods=72, freq="1h", tz=ZONE)
    columns = {"wind": truth, "sun": truth, "water": truth, "town": truth}
    case = valley(TimeTable.from_frame(pd.DataFrame(columns, index=index)))
    rows = [f"breeze,2025-03-02T08:30+08:00,2025-03-03T0{h}:00+08:00,{v}" for h, v in enumerate((50, 50, 40))]
    (tmp_path / "f.csv").write_text("\n".join(["entity,issue_time,valid_time,forecast", *rows]) + "\n")
    found = score_files(case, [tmp_path / "f.csv"]).table(("kind", "product")).iloc[0]
    assert (found["kind"], found["product"], found["n"], found["unit"]) == ("wind", "day_ahead", 3, "MW")
    expected = {
        "mae": 10, "rmse": 12.909944, "bias": -10 / 3, "nmae_pu": 0.1, "nrmse_pu": 0.12909944, "nbias_pu": -1 / 30,
        "accuracy_pu": 0.87090056, "correlation": -(3**0.5) / 2, "persistence_nrmse_pu": (1000 / 3) ** 0.5 / 100,
        "skill_pu": 1 - 0.5**0.5,
    }  # fmt: skip
    for name, value in expected.items():
        assert found[name] == pytest.approx(value, rel=1e-6), name
    assert np.isnan(found["smart_skill_pu"])


def test_persistence_of_a_ramp_in_closed_form() -> None:
    """Truth rises by 1 MW an hour. The last hour known at s is s − 1: at lead h persistence errs by h + 1.

    A forecast that is 0.5 MW too high has the skill 1 − 0.5/(h + 1); day-ahead, 24 h·k behind, 1 − 0.5/(24 k).
    """
    ramp = subject(np.arange(96.0))
    for lead, behind in ((0, 1), (1, 2), (4, 5), (16, 24), (23, 24), (24, 48), (39, 48), (47, 48), (48, 72)):
        valid = np.arange(73.0, 96.0)
        made = points(ramp, valid - lead, valid, valid + 0.5)
        assert np.allclose(persistence(made), valid - behind), lead
        assert table_of(sums_of(made), ()).loc[0, "skill_pu"] == pytest.approx(1 - 0.5 / behind)


def test_persistence_of_noise_in_closed_form() -> None:
    """Truth an AR(1), φ = 0.9, variance 1: persistence k hours behind has 2·(1 − φ^k), the mean as forecast 1."""
    size = 200_000
    rng = np.random.default_rng(5)
    noise = rng.standard_normal(size) * np.sqrt(1 - 0.81)
    walk = np.empty(size)
    walk[0] = rng.standard_normal()
    for t in range(1, size):
        walk[t] = 0.9 * walk[t - 1] + noise[t]
    horizon = Horizon.regular("2000-01-01", size, 1.0)
    begin = int(horizon.start[0].astype(np.int64))
    valid = np.arange(100, size)
    of = subject(50 + 5 * walk)
    made = Points(of, horizon, begin + (valid - 2) * 3600, begin + valid * 3600, valid, np.full(len(valid), 50.0))
    assert table_of(sums_of(made), ()).loc[0, "skill_pu"] == pytest.approx(1 - 1 / np.sqrt(2 * (1 - 0.9**3)), abs=0.01)


def test_nothing_after_the_issue_is_used() -> None:
    """Whatever comes after an issue may change: the references stay."""
    rng = np.random.default_rng(2)
    clear = np.concatenate([np.zeros(72), np.tile(np.maximum(np.sin(np.arange(24) / 24 * 2 * np.pi), 0), 4)])
    truth = rng.uniform(0, 50, 96)
    for issue in (30.0, 41.5, 60.25):
        lead = np.concatenate([np.arange(np.ceil(issue), np.ceil(issue) + 4), np.arange(80.0, 96.0)])
        changed = truth.copy()
        changed[int(issue) :] = rng.uniform(0, 50, 96 - int(issue))
        both = [points(subject(t, clear=clear), np.full(len(lead), issue), lead, lead) for t in (truth, changed)]
        for reference in (persistence, smart_persistence):
            assert np.array_equal(reference(both[0]), reference(both[1]), equal_nan=True)


def test_smart_persistence_is_perfect_under_a_constant_share_of_the_clear_sky() -> None:
    clear_day = np.maximum(np.sin((np.arange(24) - 6) / 12 * np.pi), 0)
    clear = np.tile(clear_day, 7)
    truth = 0.7 * 80 * clear[72:]
    of = subject(truth, clear=clear)
    valid = np.arange(48.0, 96.0)
    for lead in (1.0, 3.0, 20.0):
        made = points(of, valid - lead, valid, truth[48:])
        assert np.allclose(smart_persistence(made), truth[48:])
    assert not np.allclose(persistence(points(of, valid - 3, valid, truth[48:])), truth[48:])


def test_a_reference_that_is_not_known_does_not_count() -> None:
    of = subject(np.arange(96.0))
    valid = np.arange(0.0, 96.0)
    made = points(of, valid - 16, valid, valid + 1)  # the first day has no yesterday
    assert np.isnan(persistence(made)[:24]).all()
    assert sums_of(made)["r_n"].sum() == 72
    assert sums_of(made)["n"].sum() == 96


def test_pv_at_night_is_left_out() -> None:
    clear = np.tile(np.repeat([0.0, 1.0], 12), 7)
    truth = 50 * clear[72:]
    made = points(subject(truth, clear=clear), np.arange(96.0) - 20, np.arange(96.0), truth)
    assert sums_of(made)["n"].sum() == 48
    moonshine = replace(made, value=np.full(96, 5.0))
    assert sums_of(moonshine)["n"].sum() == 96  # a forecast of power at night does count


values = st.lists(st.floats(0, 100, width=32), min_size=96, max_size=96).map(np.array)


def scored(truth: np.ndarray, forecast: np.ndarray, capacity: float = 100.0) -> pd.Series:
    valid = np.arange(48.0, 96.0)
    made = points(subject(truth, capacity), valid - 16, valid, forecast[48:])
    return table_of(sums_of(made), ()).iloc[0]


@settings(max_examples=15, deadline=None)
@given(values)
def test_a_perfect_forecast(truth: np.ndarray) -> None:
    found = scored(truth, truth)
    assert all(found[name] == 0 for name in ("mae", "rmse", "bias", "nmae_pu", "nrmse_pu", "nbias_pu"))
    assert found["accuracy_pu"] == 1
    assert found["skill_pu"] == 1 or np.isnan(found["skill_pu"])
    assert np.isnan(found["skill_pu"]) == (found["persistence_nrmse_pu"] < 1e-9)
    assert found["correlation"] == pytest.approx(1, abs=1e-6) or np.isnan(found["correlation"])


@settings(max_examples=15, deadline=None)
@given(values, values, st.floats(0.01, 1000))
def test_scaling_everything_scales_only_what_has_a_unit(truth: np.ndarray, forecast: np.ndarray, by: float) -> None:
    one, other = scored(truth, forecast), scored(by * truth, by * forecast, by * 100)
    for name in ("mae", "rmse", "bias"):
        assert other[name] == pytest.approx(by * one[name], rel=1e-9, abs=1e-9 * by)
    for name in ("nmae_pu", "nrmse_pu", "nbias_pu", "accuracy_pu", "skill_pu", "correlation"):
        assert other[name] == pytest.approx(one[name], rel=1e-5, abs=1e-6, nan_ok=True)


@settings(max_examples=15, deadline=None)
@given(values, values)
def test_measures_stand_in_order(truth: np.ndarray, forecast: np.ndarray) -> None:
    found = scored(truth, forecast)
    assert abs(found["bias"]) <= found["mae"] + 1e-9
    assert found["mae"] <= found["rmse"] + 1e-9
    assert np.isnan(found["correlation"]) or -1 <= found["correlation"] <= 1
    mirrored = scored(100 - truth, 100 - forecast)
    assert mirrored["bias"] == pytest.approx(-found["bias"], abs=1e-9)
    assert mirrored["rmse"] == pytest.approx(found["rmse"], abs=1e-9)


def test_persistence_itself_has_no_skill() -> None:
    truth = np.random.default_rng(1).uniform(0, 100, 96)
    valid = np.arange(48.0, 96.0)
    made = points(subject(truth), valid - 16, valid, valid)
    assert table_of(sums_of(replace(made, value=persistence(made))), ()).loc[0, "skill_pu"] == 0


def test_groups_add_up() -> None:
    made = forecaster(valley(days=4))
    sums = score(points_of(made.each(), made))
    whole = table_of(sums, ("kind", "product")).set_index(["kind", "product"])
    for group in ("lead", "lead_h", "county", "entity", "month"):
        parts = table_of(sums, ("kind", "product", group))
        back = parts.assign(sq=parts["n"] * parts["nrmse_pu"] ** 2, ab=parts["n"] * parts["nmae_pu"])
        total = back.groupby(["kind", "product"])[["n", "sq", "ab"]].sum()
        assert (total["n"] == whole["n"]).all()
        assert np.allclose((total["sq"] / total["n"]) ** 0.5, whole["nrmse_pu"])
        assert np.allclose(total["ab"] / total["n"], whole["nmae_pu"])
    assert list(table_of(sums, GROUPS).columns) == [*GROUPS, *MEASURES]
    mixed = table_of(sums, ("product",))
    assert mixed["mae"].isna().all()  # MW and m³/s have no mean error in common
    assert mixed["nmae_pu"].notna().all()


def test_scores_agree_with_plain_pandas() -> None:
    made = forecaster(valley(days=4), kinds=["wind"])
    frame = to_frame(made.each(["day_ahead"])).astype({"forecast": float, "actual": float})
    error = frame["forecast"] - frame["actual"]
    found = table_of(score(points_of(made.each(["day_ahead"]), made)), ()).iloc[0]
    assert found["mae"] == pytest.approx(error.abs().mean(), rel=1e-5)
    assert found["rmse"] == pytest.approx((error**2).mean() ** 0.5, rel=1e-5)
    assert found["bias"] == pytest.approx(error.mean(), rel=1e-4)
    assert found["correlation"] == pytest.approx(np.corrcoef(frame["forecast"], frame["actual"])[0, 1], rel=1e-5)


def test_groups_that_do_not_exist_are_named() -> None:
    with pytest.raises(CaseError) as caught:
        check_groups(["kind", "leed"])
    assert caught.value.faults[0].code == "unknown_group"
    assert "lead" in str(caught.value)
