"""Ranking, fronts, slopes, sensitivities: by hand and by what must hold of any."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from dispatch.present.comparison.decision import decision_markdown, decision_rows, decision_table, goal_lines
from dispatch.sweeps.decision import at_goal, cheapest
from dispatch.sweeps.figures import marginal, pareto, pareto_front, ranking, tornado
from dispatch.sweeps.points import Points, points_of
from tests.present.comparison.sweeps import saving, sweep_frame


@pytest.fixture(scope="module")
def frame(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    return sweep_frame(tmp_path_factory.mktemp("sweep"))


@pytest.fixture(scope="module")
def points(frame: pd.DataFrame) -> Points:
    return points_of(frame)


def test_rank_within_equal_water(points: Points) -> None:
    ranked = ranking(points)
    for _, year in ranked.groupby("hydrology"):
        assert year["rank"].tolist() == list(range(1, 13))
        met, missed = year[year["meets_goal"]], year[~year["meets_goal"]]
        assert met["rank"].max() < missed["rank"].min()
        assert met["added_cny_per_year"].is_monotonic_increasing
        assert missed["added_cny_per_year"].is_monotonic_increasing


def test_front_by_hand() -> None:
    values = np.array([[1.0, 5], [2, 4], [3, 4], [4, 1], [4, 1], [np.nan, 0]])
    assert pareto(values).tolist() == [True, True, False, True, True, False]


@settings(deadline=None)
@given(arrays(float, st.tuples(st.integers(1, 12), st.integers(1, 3)), elements=st.integers(0, 4).map(float)))
def test_front_is_what_nothing_beats(values: np.ndarray) -> None:
    front = pareto(values)
    assert front.any()

    def beats(a: np.ndarray, b: np.ndarray) -> bool:
        return bool((a <= b).all() and (a < b).any())

    for i in range(len(values)):
        assert front[i] == (not any(beats(values[j], values[i]) for j in range(len(values))))
    assert not any(beats(a, b) for a, b in combinations(values[front], 2))


def test_fronts_keep_water_apart_and_want_more_response(points: Points) -> None:
    varied = points.varied
    front = varied[pareto_front(points, varied, ("added_cny_per_year", "response_mw"))]
    assert set(front["hydrology"]) == {"dry", "normal", "wet"}
    for _, year in varied.groupby("hydrology"):
        most = year[year["response_mw"] == 400]["added_cny_per_year"].idxmin()
        assert most in front.index


def test_slope_by_hand(points: Points) -> None:
    slopes = marginal(points)
    assert len(slopes) == 4 * 2 * 3
    step = slopes[(slopes["high_point"] == "p3_4_dry")].iloc[0]
    assert step["saved_cny_per_mw_year"] == pytest.approx((saving(300, 4, "dry") - saving(200, 4, "dry")) / 100)
    # 180 + 4·500 CNY k per MW, annuity and upkeep
    assert step["paid_cny_per_mw_year"] == pytest.approx(2180e3 * (0.11434494 + 0.02), rel=1e-6)
    assert step["net_cny_per_mw_year"] == pytest.approx(step["saved_cny_per_mw_year"] - step["paid_cny_per_mw_year"])
    assert (step["low_mw"], step["high_mw"], step["at_mw"]) == (200, 300, 250)


def test_slopes_begin_at_the_baseline_where_no_size_is_nothing(frame: pd.DataFrame) -> None:
    some = frame[frame["total:storage.*.p_nom_mw"] != 0]
    slopes = marginal(points_of(some))
    first = slopes[slopes["high_point"] == "p1_2_wet"].iloc[0]
    assert first["low_point"] == "none_wet"
    assert first["saved_cny_per_mw_year"] == pytest.approx(saving(100, 2, "wet") / 100)


def test_no_size_no_slope(frame: pd.DataFrame) -> None:
    same = points_of(frame.drop(columns="total:storage.*.p_nom_mw"))
    assert marginal(same).empty


def test_tornado_by_hand(points: Points) -> None:
    bars = tornado(points).set_index("axis")
    centre = points.frame.set_index("point").loc["p2_2_normal"]
    assert set(bars["point"]) == {"p2_2_normal"}
    water = bars.loc["hydrology"]
    assert (water["low_value"], water["high_value"]) == ("dry", "wet")
    assert water["low"] == pytest.approx(centre["storage_cny_per_year"] - saving(200, 2, "dry"))
    assert water["high"] == pytest.approx(centre["storage_cny_per_year"] - saving(200, 2, "wet"))
    widths = (tornado(points)["high"] - tornado(points)["low"]).tolist()
    assert widths == sorted(widths, reverse=True)
    assert tornado(points, "peak_mw", "p0_2_dry").iloc[0]["low"] == pytest.approx(2400 - 320)


def test_at_the_goal_is_not_the_cheapest_of_all(points: Points) -> None:
    wet = points.done[points.done["hydrology"] == "wet"]
    goal, least = at_goal(wet, points.main), cheapest(wet, points.main)
    assert goal is not None
    assert least is not None
    assert goal["point"] == "p3_2_wet"
    assert least["added_cny_per_year"] <= goal["added_cny_per_year"]
    assert at_goal(wet[wet["power_mw"] < 300], points.main) is None


def test_decision_has_every_year_of_water_and_both_baselines(points: Points) -> None:
    rows = decision_rows(points)
    for key in ("dry", "normal", "wet"):
        kinds = rows[rows["hydrology"] == key]["kind"].tolist()
        assert kinds[0] == "goal"
        assert kinds[-2:] == ["no_storage", "hydro_only"]
    goal = rows[(rows["kind"] == "goal") & (rows["hydrology"] == "normal")].iloc[0]
    assert goal["what_en"] == "LFP battery 300 MW/600 MWh"
    assert goal["where_zh"] == "巧家新型储能 200 MW、鲁甸新型储能 100 MW"
    assert goal["hours_h"] == 2
    slopes = marginal(points).set_index("low_point")
    assert goal["next_mw"] == pytest.approx(slopes.loc["p3_2_normal"]["net_cny_per_mw_year"])


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_decision_as_markdown(points: Points, lang: str) -> None:
    table = decision_table(points)
    heads, rows = table.columns, list(table.rows(lang))
    text = decision_markdown(points, lang).splitlines()
    assert len(text) == len(rows) + 2
    assert {line.count("|") for line in text} == {len(heads) + 1}
    assert all(len(row) == len(heads) for row in rows)


def test_the_dual_of_the_target_is_the_price(frame: pd.DataFrame) -> None:
    priced = points_of(frame.assign(**{"storage.target_mw": 300.0, "storage.target_price_cny_per_mw": 41_500.0}))
    assert "price of the next MW CNY 41.5 k/MW·yr (dual)" in goal_lines(priced, "en")[0]
    free = points_of(frame.assign(**{"storage.target_mw": 300.0, "storage.target_price_cny_per_mw": 0.0}))
    assert "目标约束不起作用" in goal_lines(free, "zh")[0]


def test_goal_lines_by_year_of_water(points: Points, frame: pd.DataFrame) -> None:
    lines = goal_lines(points, "en")
    assert [line.split(":")[0] for line in lines] == [f"Goal 300 MW {key}" for key in ("dry", "normal", "wet")]
    assert "less than no storage" in lines[0]
    assert "next MW saves" in lines[0]
    far = goal_lines(points_of(frame, 9e3), "zh")
    assert far[0] == "9,000 MW 目标 枯水年：10 个方案均未达到"


def test_one_year_of_water_needs_no_name(frame: pd.DataFrame) -> None:
    dry = frame[frame["hydrology"] == "dry"].drop(columns="hydrology")
    points = points_of(dry)
    assert len(goal_lines(points, "en")) == 1
    assert decision_table(points).columns[0].headed("en") == "Kind"
