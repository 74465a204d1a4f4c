"""What a comparison adds to the frame of a sweep, by hand."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from dispatch.case.dump import dump_case
from dispatch.case.schema import Case
from dispatch.case.sizing import capital_recovery
from dispatch.sweeps.points import Points, axes_of, blank, decided, points_of
from dispatch.sweeps.stores import case_names, standing_stores
from tests.present.comparison.sweeps import SIZES, case_of, row, run_directory, saving, sweep_frame


@pytest.fixture(scope="module")
def frame(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    return sweep_frame(tmp_path_factory.mktemp("sweep"))


@pytest.fixture(scope="module")
def points(frame: pd.DataFrame) -> Points:
    return points_of(frame)


def at(points: Points, name: str) -> pd.Series:
    return points.frame.set_index("point").loc[name]


def test_axes_and_what_they_are(points: Points) -> None:
    assert points.axes == ("total:storage.*.p_nom_mw", "storage.*.duration_h", "hydrology")
    assert points.size_axes == ("total:storage.*.p_nom_mw",)
    assert points.circumstances == ("hydrology",)
    assert points.values("hydrology") == ["dry", "normal", "wet"]
    assert points.values(points.axes[0]) == list(SIZES)
    assert points.goal_mw == 300


@pytest.mark.parametrize(
    ("axis", "choice"),
    [
        ("storage.lfp.p_nom_mw", True), ("total:storage.*.e_nom_mwh", True), ("targets.new_storage_mw", True),
        ("storage[technology=lfp].duration_h", True), ("scale:storage.*.capex_cny_per_kwh", False),
        ("sizing.capex_pu", False), ("sizing.discount_rate", False), ("renewable.w.p_nom_mw", False),
        ("hydrology", False), ("storage.lfp.eta_charge", False),
    ],
)  # fmt: skip
def test_what_is_chosen_and_what_befalls(axis: str, choice: bool) -> None:
    assert decided(axis) is choice


def test_cost_of_given_storage_is_that_of_the_model(points: Points) -> None:
    """300 MW/600 MWh of LFP in 2030: (180·300 + 500·600) CNY k, annuity over 14 years and 2 % of upkeep."""
    capex = 1e3 * (180 * 300 + 500 * 600)
    found = at(points, "p3_2_dry")
    assert found["storage_cny_per_year"] == pytest.approx(capex * (capital_recovery(0.07, 14) + 0.02))
    assert found["operating_cny_per_year"] == pytest.approx(2e9 - saving(300, 2, "dry"))
    assert found["cost_cny_per_year"] == pytest.approx(found["storage_cny_per_year"] + found["operating_cny_per_year"])


def test_against_the_baseline_of_the_same_water(points: Points) -> None:
    found = at(points, "p2_4_wet")
    assert found["saved_cny_per_year"] == pytest.approx(saving(200, 4, "wet"))
    assert found["added_cny_per_year"] == pytest.approx(found["storage_cny_per_year"] - saving(200, 4, "wet"))
    assert found["peak_cut_mw"] == pytest.approx(160)
    assert found["avoided_mwh_per_year"] == pytest.approx(1.3 * 80_000)
    bare, water = at(points, "none_wet"), at(points, "hydro_wet")
    assert bare["saved_cny_per_year"] == 0
    assert water["saved_cny_per_year"] == pytest.approx(-3e8)
    assert points.main == "added_cny_per_year"


def test_only_new_type_storage_of_the_home_area_counts(points: Points) -> None:
    assert not at(points, "p2_2_dry")["meets_goal"]
    assert at(points, "p3_2_dry")["meets_goal"]
    stores = json.loads(at(points, "p3_2_dry")["stores"])
    assert [s["id"] for s in stores] == ["lfp_qiaojia", "lfp_ludian"]
    assert at(points, "p3_2_dry")["technology"] == "lfp"
    assert at(points, "none_dry")["technology"] == ""


def test_shares_and_hours(points: Points) -> None:
    found = at(points, "p0_2_dry")
    assert found["curtailment_pu"] == pytest.approx(90 / (900 + 90))
    assert np.isnan(found["hours_h"])
    assert at(points, "p4_4_dry")["hours_h"] == 4


def test_a_failed_point_has_no_figures(points: Points) -> None:
    broken = at(points, "broken")
    assert not broken["meets_goal"]
    assert np.isnan(broken["cost_cny_per_year"])
    assert list(points.failed["point"]) == ["broken"]
    assert "broken" not in set(points.done["point"])


def test_a_week_is_scaled_to_a_year(frame: pd.DataFrame) -> None:
    week = points_of(frame.assign(hours=168.0))
    assert at(week, "p3_2_dry")["saved_cny_per_year"] == pytest.approx(saving(300, 2, "dry") * 8760 / 168)
    assert at(week, "p3_2_dry")["storage_cny_per_year"] == at(points_of(frame), "p3_2_dry")["storage_cny_per_year"]


def test_what_the_model_builds_is_in_the_objective_once(frame: pd.DataFrame) -> None:
    """Investment moves from operation to storage; the sum stays what the objective says, given storage aside."""
    paid = frame.assign(**{"costs_cny.storage.investment": 1e7, "costs_cny.storage.upkeep": 2e6})
    before, after = at(points_of(frame), "p3_2_dry"), at(points_of(paid), "p3_2_dry")
    assert after["storage_cny_per_year"] == pytest.approx(before["storage_cny_per_year"] + 1.2e7)
    assert after["operating_cny_per_year"] == pytest.approx(before["operating_cny_per_year"] - 1.2e7)
    assert after["cost_cny_per_year"] == pytest.approx(before["cost_cny_per_year"])


def test_the_goal_of_the_sweep_counts_unless_one_is_told(frame: pd.DataFrame) -> None:
    assert points_of(frame.assign(**{"storage.target_mw": 200.0})).goal_mw == 200
    assert points_of(frame, 120.0).goal_mw == 120
    varied = frame.assign(**{"storage.target_mw": np.arange(len(frame), dtype=float)})
    assert points_of(varied).goal_mw == 300


def test_without_baselines_cost_in_all_ranks(frame: pd.DataFrame) -> None:
    alone = frame[frame["kind"] == "point"].assign(baseline_no_storage="", baseline_hydro_only="")
    assert points_of(alone).main == "cost_cny_per_year"


def test_circumstances_are_held_in_the_middle(tmp_path: Path, frame: pd.DataFrame) -> None:
    low, middle, high = (frame.copy() for _ in range(3))
    for part, value in ((low, 0.7), (middle, 1.0), (high, 1.3)):
        part.insert(list(part.columns).index("hydrology") + 1, "sizing.capex_pu", value)
        part["point"] = part["point"] + f"_{value}"
    points = points_of(pd.concat([low, middle, high], ignore_index=True))
    assert points.circumstances == ("hydrology", "sizing.capex_pu")
    assert points.held("hydrology") == {"sizing.capex_pu": 1.0}
    assert set(axes_of(low)) == {*axes_of(frame), "sizing.capex_pu"}


def test_built_storage_is_read_from_the_run(tmp_path: Path) -> None:
    folder = run_directory(tmp_path / "run", 90, 180)
    (folder / "results").mkdir()
    built = pd.DataFrame({
        "storage": pd.Categorical(["lfp_qiaojia"] * 2 + ["lfp_ludian"] * 2), "segment": [0, 1] * 2,
        "installed_mw": [10.0, 40.0, np.nan, np.nan], "installed_mwh": [20.0, 80.0, np.nan, np.nan],
    })  # fmt: skip
    built.to_parquet(folder / "results" / "storage_segment.parquet")
    stores = standing_stores(str(folder))
    assert [(s.id, s.mw, s.mwh) for s in stores] == [("lfp_qiaojia", 100, 200), ("lfp_ludian", 30, 60)]
    # What is built is paid by the model: only the 60 MW that are given cost here.
    given = sum(s.given_cny_per_year for s in standing_stores(str(run_directory(tmp_path / "bare", 90, 180))))
    assert sum(s.given_cny_per_year for s in stores) == pytest.approx(given)


def test_no_run_no_stores() -> None:
    assert standing_stores("") == []
    assert standing_stores("/nowhere") == []
    assert standing_stores(None) == []


def test_names_of_the_case(tmp_path: Path, frame: pd.DataFrame) -> None:
    assert case_names(frame) == ("river", "river")
    assert case_names(frame.assign(path="")) == ("river", "river")
    assert blank(float("nan"))
    assert not blank(0.0)
    assert case_of(1, 2).name == "river"
    assert row("x", "point", 1, 2, "dry", tmp_path)["kind"] == "point"


def test_money_of_several_years_counts_as_the_objective_counts_it(frame: pd.DataFrame) -> None:
    """Two years, the second worth 0.7: 1.7 years of money, 2 of energy; a year of given storage costs what it does."""
    two = points_of(frame.assign(hours=2 * 8760.0, discounted_hours=1.7 * 8760.0))
    found, year = at(two, "p3_2_dry"), at(points_of(frame), "p3_2_dry")
    assert found["saved_cny_per_year"] == pytest.approx(saving(300, 2, "dry") / 1.7)
    assert found["curtailed_mwh_per_year"] == pytest.approx(year["curtailed_mwh_per_year"] / 2)
    assert found["storage_cny_per_year"] == pytest.approx(year["storage_cny_per_year"])


def test_a_hybrid_counts_for_what_its_connection_carries(tmp_path: Path) -> None:
    """200 and 100 MW behind 210 MW: 210 MW count, of what stands elsewhere all."""
    case = case_of(300, 600)
    sites = [{"id": "x", "shared": True}, {"id": "y"}]
    stores = [{**s.model_dump(), "site": "x"} for s in case.storage[:2]]
    other = {**case.storage[0].model_dump(), "id": "third", "site": "y", "p_nom_mw": 40.0}
    fields = {"name": "river", "home_area": "in", "bus": [b.model_dump() for b in case.bus], "site": sites}
    dump_case(Case.model_validate({**fields, "storage": [*stores, other]}), tmp_path / "case")
    (tmp_path / "summary.json").write_text(json.dumps({"from": "2030-01-01T00:00+08:00"}), encoding="utf-8")
    assert sum(s.counted_mw for s in standing_stores(str(tmp_path))) == pytest.approx(340)
    (tmp_path / "results").mkdir()
    room = pd.DataFrame({"site": ["x", "x", "y", "y"], "segment": [0, 1] * 2,
                         "connection_mw": [100.0, 210.0, 5.0, 5.0]})  # fmt: skip
    room.to_parquet(tmp_path / "results" / "site_segment.parquet")
    found = standing_stores(str(tmp_path))
    assert [s.counted_mw for s in found] == pytest.approx([140, 70, 40])
    assert sum(s.mw for s in found) == pytest.approx(340)
