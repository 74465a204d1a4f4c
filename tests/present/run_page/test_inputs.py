"""The inputs of a case as a page: every picture that its data allows, targets and achieved, in both languages."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest

from dispatch.case.load import load_case
from dispatch.case.schema import Case
from dispatch.case.time_axis import horizon_of
from dispatch.horizon import Horizon
from dispatch.present.chart import Chart
from dispatch.present.pack import unpack
from dispatch.present.run_page.input_page import write_inputs_page
from dispatch.present.run_page.input_pictures import input_pictures
from dispatch.present.writers.plotly import packed
from dispatch.series.assemble import assemble_series
from dispatch.studies.inputs import describe_inputs

SITE = {
    "id": "hill", "lat": 27.3, "lon": 103.7, "altitude_m": 1900, "ghi_kwh_per_m2": 1350, "sun_hours_h": 1900,
    "temperature_c": {"monthly": [2, 4, 8, 12, 16, 18, 20, 19, 16, 12, 8, 4]}, "wind_speed_m_per_s": 6.5,
    "wind_height_m": 80,
}  # fmt: skip


def all_of(sections: Mapping[str, Sequence[Chart]]) -> list[Chart]:
    """Every chart of every section."""
    return [chart for charts in sections.values() for chart in charts]


def a_case() -> Case:
    """A site with PV and wind, a river with a lake and a plant, and one plant whose yield is stated."""
    return Case.model_validate({
        "name": "hill", "bus": [{"id": "a"}], "weather": [SITE],
        "load": [{"id": "town", "kind": "residential", "bus": "a", "p_nom_mw": 10}],
        "pv_plant": [{"id": "sun", "weather": "hill", "full_load_hours_h": 1300}],
        "wind_farm": [{"id": "ridge", "weather": "hill", "turbine": "V126/3300"}],
        "catchment": [{"id": "brook", "mean_m3s": 40}],
        "river_plant": [{"id": "mill", "catchment": "brook", "full_load_hours_h": 4000}],
        "curve": [{"id": "level", "x": [100, 120], "y": [10, 50]}],
        "reservoir": [{"id": "lake", "volume_max_hm3": 50, "volume_min_hm3": 10, "inflow_m3s": "catchment/brook",
                       "level_storage": "level"}],
        "renewable": [
            {"id": "p", "technology": "pv", "bus": "a", "p_nom_mw": 20, "p_max_pu": "pv_plant/sun"},
            {"id": "w", "technology": "wind", "bus": "a", "p_nom_mw": 30, "p_max_pu": "wind_farm/ridge"},
            {"id": "m", "technology": "hydro_run_of_river", "bus": "a", "p_nom_mw": 5, "p_max_pu": "river_plant/mill"},
        ],
    })  # fmt: skip


@pytest.fixture(scope="module")
def inputs():
    return describe_inputs(assemble_series(a_case(), Horizon.regular("2025-01-01", 8760, 1.0)))


def test_a_year_has_every_picture(inputs) -> None:
    sections = input_pictures(inputs, {"lake": np.linspace(100, 120, 8761)})
    assert list(sections) == ["weather", "available", "inflow", "levels", "curves"]
    assert {p.key for p in all_of(sections)} == {
        "ghi", "temperature", "wind_speed", "capacity_factor", "available_duration", "clock_pv", "clock_wind",
        "inflow_brook", "level_lake", "curve_level",
    }  # fmt: skip


def test_pictures_show_the_data(inputs) -> None:
    """Monthly GHI adds up to the year's; capacity factors average to the yield; the three inflows are in order."""
    pictures = {p.key: packed(p) for p in all_of(input_pictures(inputs))}
    assert unpack(pictures["ghi"]["heat"]["z"][0]).sum() == pytest.approx(1350, rel=2e-3)
    days = np.array([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
    by_name = {line["name"].en: unpack(line["y"]) for line in pictures["capacity_factor"]["lines"]}
    assert by_name["PV"] @ days * 24 == pytest.approx(1300, rel=2e-3)
    dry, normal, wet = (unpack(line["y"]).mean() for line in pictures["inflow_brook"]["lines"])
    assert dry < normal < wet
    clock = np.array([unpack(row) for row in pictures["clock_pv"]["heat"]["z"]])
    assert clock.shape == (24, 365)
    assert clock[:5].max() == 0 < clock[12].mean()


def test_a_week_is_shown_along_its_own_time() -> None:
    week = describe_inputs(assemble_series(a_case(), Horizon.regular("2025-03-01", 168, 1.0)))
    pictures = {p.key: p for p in all_of(input_pictures(week))}
    assert "capacity_factor" not in pictures
    data = packed(pictures["available"])
    assert data["x"] == {"kind": "days", "start": "2025-03-01T00:00", "step": 60, "title": ("", "")}
    assert [len(unpack(line["y"])) for line in data["lines"]] == [168] * 3


def test_calibration_names_target_achieved_and_factor(inputs) -> None:
    rows = inputs.calibration.set_index(["group", "id", "quantity"])
    assert rows.loc[("weather", "hill", "ghi"), "achieved"] == pytest.approx(1350, rel=5e-3)
    assert rows.loc[("pv_plant", "sun", "full_load_hours"), "achieved"] == pytest.approx(1300, rel=1e-6)
    assert "×" in rows.loc[("pv_plant", "sun", "full_load_hours"), "note_en"]
    wind = rows.loc[("wind_farm", "ridge", "full_load_hours")]
    assert np.isnan(wind["target"])
    assert wind["within"] is None
    assert rows.loc[("catchment", "brook", "mean_flow wet"), "target"] == pytest.approx(48)
    assert set(inputs.calibration["within"]) == {True, None}


def test_the_page_is_whole_in_both_languages(inputs, tmp_path: Path) -> None:
    file = tmp_path / "inputs.html"
    write_inputs_page(file, inputs, lang="en")
    text = file.read_text(encoding="utf-8")
    data = json.loads(re.search(r'<script type="application/json" id="data">(.*?)</script>', text, re.S)[1])
    boxes = re.findall(r'id="chart_picture_(\w+)"', text)
    assert boxes == [picture["id"] for picture in data["pictures"]]
    assert 'lang="en" data-lang="en"' in text
    for words in (
        "利用小时",
        "Full-load hours",
        "气温 3月",
        "Air temperature, Mar",
        "平均流量 丰水年",
        "Mean flow, wet",
    ):
        assert words in text, words


def test_findings_of_measured_files_are_on_the_page(tmp_path: Path) -> None:
    """A sensor of the load stuck for two days is found, and told in both languages."""
    hours = np.arange(24 * 60)
    values = 50 + 10 * np.sin(hours / 24 * 2 * np.pi) + np.random.default_rng(1).normal(0, 0.5, len(hours))
    values[500:560] = 47.125
    stamps = np.datetime_as_string(np.datetime64("2025-01-01T00", "h") + hours, unit="m")
    rows = "".join(f"{t},{v:.6f}\n" for t, v in zip(stamps, values, strict=True))
    (tmp_path / "meter.csv").write_text("time,town\n" + rows, encoding="utf-8")
    (tmp_path / "case.yaml").write_text(
        "name: x\nbus: [{id: a}]\ntime: {start: 2025-01-01, end: 2025-02-01, step: 1h}\n"
        "series: {m: {file: meter.csv, zone: Asia/Shanghai, quality: check}}\n"
        "load: [{id: town, kind: residential, bus: a, p_nom_mw: 1, p_pu: m/town}]\n",
        encoding="utf-8",
    )
    case = load_case(tmp_path)
    found = describe_inputs(assemble_series(case, horizon_of(case))).findings
    stuck = found[found["kind"] == "stuck"]
    assert list(stuck["count"]) == [60]
    file = tmp_path / "inputs.html"
    write_inputs_page(file, describe_inputs(assemble_series(case, horizon_of(case))))
    text = file.read_text(encoding="utf-8")
    assert stuck["zh"].iloc[0] in text
    assert stuck["en"].iloc[0] in text
