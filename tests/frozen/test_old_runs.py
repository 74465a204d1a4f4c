"""Run directories of a version before open in every command that reads runs."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest

from dispatch import load_case, open_run, run
from tests.frozen.shown import NAMES, RUNS, VARIANT, shown_by

ALL = (*NAMES, VARIANT)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of runs with nothing but the old ones."""
    shutil.copytree(RUNS, tmp_path / "runs")
    return tmp_path / "runs"


def summary_of(name: str) -> dict:
    return json.loads((RUNS / name / "summary.json").read_text(encoding="utf-8"))


def test_every_old_run_is_opened_by_these_tests():
    assert {path.name for path in RUNS.iterdir() if path.is_dir()} == set(ALL)


@pytest.mark.parametrize("name", ALL)
def test_the_summary_is_shown_as_it_was_written(name: str):
    assert json.loads(shown_by("show", RUNS / name, "--json")) == summary_of(name)


@pytest.mark.parametrize("name", ALL)
def test_every_table_and_column_is_read(name: str):
    opened = open_run(RUNS / name)
    files = {path.stem: pd.read_parquet(path) for path in (RUNS / name / "results").glob("*.parquet")}
    assert set(opened.tables) == set(files)
    for table, frame in files.items():
        pd.testing.assert_frame_equal(opened.tables[table].tidy(), frame)


def test_list_names_every_run(folder: Path):
    printed = shown_by("list", "--runs", folder, "--lang", "en")
    assert all(name in printed for name in ALL)


def test_query_knows_their_figures(folder: Path):
    rows = json.loads(shown_by("query", "SELECT objective_cny FROM runs", "--runs", folder, "--json"))
    assert sorted(row["objective_cny"] for row in rows) == sorted(summary_of(name)["objective_cny"] for name in ALL)


@pytest.mark.parametrize("name", ALL)
def test_indicators_of_an_old_run(name: str):
    assert json.loads(shown_by("indicators", RUNS / name, "--json"))


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_96_points_of_an_old_run(ending: str, tmp_path: Path):
    table = tmp_path / f"points.{ending}"
    shown_by("export96", RUNS / "flexible_peak", "--out", table)
    assert table.stat().st_size > 1000


def test_reasons_of_a_flat_curve(tmp_path: Path):
    assert shown_by("shave", RUNS / "flexible_peak", "--reasons").strip()


def test_a_report_of_old_runs(tmp_path: Path):
    shown_by("report", *(RUNS / name for name in (VARIANT, "quickstart")), "--format", "html,xlsx", "--out", tmp_path)
    assert {path.suffix for path in tmp_path.iterdir()} == {".html", ".xlsx"}


@pytest.mark.parametrize("name", ["quickstart", "quickstart_response", VARIANT])
def test_the_resolved_case_of_an_old_run_gives_its_objective(name: str):
    options = open_run(RUNS / name).manifest["options"]
    again = run(load_case(RUNS / name / "case"), start=options["from"], end=options["to"], step=options["step"])
    assert again.solved.objective_cny == pytest.approx(summary_of(name)["objective_cny"], rel=1e-9)
