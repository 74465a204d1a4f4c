"""Forecasts on disk: tables, overlay, a case that runs on them; the commands as users call them."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml

from dispatch import cli
from dispatch.case import load_case
from dispatch.case.time_axis import horizon_of
from dispatch.forecast.make import forecaster
from dispatch.forecast.write import COLUMNS, write_forecasts
from dispatch.series.assemble import assemble_series
from tests.forecast.cases import valley

QUICKSTART = Path(__file__).resolve().parents[2] / "models" / "quickstart"


def call(*words: object) -> int:
    with pytest.raises(SystemExit) as left:
        cli.main([str(w) for w in words])
    return int(left.value.code or 0)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The quickstart's forecasts, made by the command."""
    out = tmp_path_factory.mktemp("made") / "f"
    assert call("forecast", QUICKSTART, "--out", out, "--lang", "en") == 0
    return out


def test_files_and_columns(made: Path) -> None:
    tables = sorted(path.name for path in made.glob("*_*.parquet") if not path.name.startswith("series"))
    assert tables == [f"{k}_{p}.parquet" for k in ("load", "pv", "wind") for p in ("day_ahead", "intraday")]
    frame = pd.read_parquet(made / "wind_day_ahead.parquet")
    assert tuple(frame.columns) == COLUMNS
    assert len(frame) == 192
    assert str(frame["valid_time"].dt.tz) == "UTC"
    record = json.loads((made / "forecast.json").read_text(encoding="utf-8"))
    assert (record["seed"], record["rows"]["wind_day_ahead"]) == (2025, 192)


def test_the_same_seed_writes_the_same_bytes(made: Path, tmp_path: Path) -> None:
    assert call("forecast", QUICKSTART, "--out", tmp_path / "g", "--kind", "wind") == 0
    assert call("forecast", QUICKSTART, "--out", tmp_path / "h", "--kind", "wind", "--seed", "7") == 0
    name = "wind_intraday.parquet"
    assert (made / name).read_bytes() == (tmp_path / "g" / name).read_bytes() != (tmp_path / "h" / name).read_bytes()


@pytest.mark.parametrize("product", ["day_ahead", "intraday"])
def test_the_case_with_forecasts_holds_them(tmp_path: Path, product: str) -> None:
    case = valley(days=2)
    maker = forecaster(case)
    write_forecasts(tmp_path, case, maker)
    seen = load_case(tmp_path / f"case_{product}")
    series = assemble_series(seen, horizon_of(seen))
    families = {"wind": seen.renewable[0], "pv": seen.renewable[1], "inflow": seen.reservoir[0], "load": seen.load[0]}
    fields = {"wind": "p_max_pu", "pv": "p_max_pu", "inflow": "inflow_m3s", "load": "p_pu"}
    for kind, entity in families.items():
        frame = pd.read_parquet(tmp_path / f"{kind}_{product}.parquet").sort_values(["valid_time", "issue_time"])
        last = frame.groupby("valid_time")["forecast"].last().to_numpy()
        assert np.allclose(getattr(entity, "p_nom_mw", 1.0) * series.of(entity, fields[kind]), last, rtol=1e-5)


def test_the_overlay_runs_as_a_scenario_and_as_a_whole_case(made: Path, tmp_path: Path) -> None:
    shutil.copytree(QUICKSTART, tmp_path / "case")
    file = tmp_path / "case" / "case.yaml"
    content = yaml.safe_load(file.read_text(encoding="utf-8"))
    content["scenarios"] = {"day_ahead": {"file": str(made / "scenario_day_ahead.yaml")}}
    file.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    step = ("--step", "1h")
    assert call("run", tmp_path / "case", "--scenario", "day_ahead", "--out", tmp_path / "a", *step) == 0
    assert call("run", made / "case_day_ahead", "--out", tmp_path / "b", *step) == 0
    assert call("run", QUICKSTART, "--out", tmp_path / "c", *step) == 0
    cost = {name: json.loads((tmp_path / name / "summary.json").read_text())["objective_cny"] for name in "abc"}
    assert cost["a"] == pytest.approx(cost["b"], rel=1e-9)
    assert cost["a"] != pytest.approx(cost["c"], rel=1e-3)


def test_score_prints_a_table_json_csv_and_a_page(
    made: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    files = (made / "wind_day_ahead.parquet", made / "pv_intraday.parquet")
    assert call("score", QUICKSTART, *files, "--by", "kind,lead", "--lang", "zh") == 0
    printed = capfd.readouterr().out
    assert "光伏" in printed
    assert "准确率" in printed
    assert call("score", QUICKSTART, *files, "--json") == 0
    records = json.loads(capfd.readouterr().out)
    assert [r["kind"] for r in records] == ["pv", "wind"]
    assert 0.8 < records[1]["accuracy_pu"] < 1
    assert call("score", QUICKSTART, *files, "--by", "entity", "--out", tmp_path / "s.csv") == 0
    assert pd.read_csv(tmp_path / "s.csv")["entity"].tolist() == ["pv", "wind"]
    for lang, word in (("zh", "预测评分"), ("en", "Forecast scores")):
        assert call("score", QUICKSTART, *files, "--out", tmp_path / "s.html", "--lang", lang) == 0
        page = (tmp_path / "s.html").read_text(encoding="utf-8")
        assert f"<title>{word}</title>" in page
        assert "Plotly.react" in page
        assert 'id="chart_picture_week_wind"' in page
        head = page[: page.index("<script>")]
        assert not re.search(r"(src|href)=", head)
        assert "default-src 'none'" in head


def test_faults_exit_2_in_both_languages(made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wrong = tmp_path / "w.csv"
    wrong.write_text("entity,issue_time,valid_time,forecast\nwnd,2030-01-01T08:30+08:00,2030-01-02T00:00+08:00,5\n"
                     "wnd,2030-01-01T08:30+08:00,2030-01-02T00:15+08:00,5\n")  # fmt: skip
    for lang, message in (("en", "write one of: wind"), ("zh", "请写下列之一：wind")):
        assert call("score", QUICKSTART, wrong, "--lang", lang) == 2
        shown = capsys.readouterr().err.replace("\n", "")
        assert message in shown
        assert f"{wrong.name}:2" in shown
    for words in (
        ("score", QUICKSTART, made / "wind_day_ahead.parquet", "--by", "leed"),
        ("score", QUICKSTART, made / "wind_day_ahead.parquet", "--out", tmp_path / "x.xlsx"),
        ("score", QUICKSTART, wrong, "--zone", "Shanghai"),
        ("forecast", QUICKSTART, "--kind", "sun", "--out", tmp_path / "x"),
        ("forecast", QUICKSTART, "--out", made),
    ):
        assert call(*words) == 2, words
    assert not (tmp_path / "x").exists()
