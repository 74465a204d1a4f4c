"""The commands of peak shaving: what they print and write, and how they refuse."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import load_workbook

from dispatch.cli import main
from dispatch.jobs.job import open_run, run
from dispatch.shaving import shaving_tables
from dispatch.shaving.curves import study_area_of
from dispatch.shaving.points import point_table
from tests.shaving.small import store
from tests.support import demand, system, table, unit


def call(*arguments: object) -> int:
    """Exit code of the command line."""
    with pytest.raises(SystemExit) as stopped:
        main([str(argument) for argument in arguments])
    return int(stopped.value.code or 0)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of two days on disk."""
    case = system(
        table(l=[40, 40, 100, 40] * 12, start="2030-07-13"),
        bus=[{"id": "a", "county": "zhaoyang"}],
        thermal=[unit("cheap", 60, 100), unit("dear", 100, 500)],
        load=[demand(1, p_pu="s/l")],
        storage=[store("one", 20, 20, zh="储能"), store("two", 30, 30)],
    )
    path = tmp_path_factory.mktemp("runs") / "one"
    run(case, start="2030-07-13", end="2030-07-15", step="1h", out=path)
    return path


def test_indicators(made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call("indicators", made, "--json", "--out", tmp_path / "t", "--lang", "zh") == 0
    printed = json.loads(capsys.readouterr().out)
    tables = shaving_tables(open_run(made), ["all", "typical"])
    assert set(printed) == set(tables) == {p.stem for p in (tmp_path / "t").iterdir()}
    assert len(printed["contributions"]) == len(tables["contributions"])
    assert printed["typical_days"][0]["name"] == "wet_holiday"
    load = next(r for r in printed["indicators"] if r["area"] == "home" and r["curve"] == "load" and r["span"] == "all")
    assert (load["spread_mw"], load["spread_pu"], load["max_at"]) == (60.0, 0.6, "2030-07-13 02:00:00+08:00")
    again = pd.read_csv(tmp_path / "t" / "changes.csv")
    assert again["peak_cut_mw"].max() == pytest.approx(40.0)
    for lang, word in (("zh", "谁承担峰谷差"), ("en", "Who carries the peak")):
        assert call("indicators", made, "--lang", lang) == 0
        assert word in capsys.readouterr().out.replace("\n", "")


def test_export_and_import(made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    book, series = tmp_path / "p.xlsx", tmp_path / "series.csv"
    assert call("export96", made, "--out", book, "--day", "2030-07-14", "--lang", "zh") == 0
    assert load_workbook(book)["96点"].max_row == 97
    assert call("export96", made, "--out", tmp_path / "c.csv", "--typical", "--county", "zhaoyang", "--curves") == 0
    assert call("export96", made, "--out", tmp_path / "r.csv", "--from", "2030-07-13", "--to", "2030-07-14",
                "--layout", "horizontal", "--lang", "en") == 0  # fmt: skip
    capsys.readouterr()
    assert call("import96", book, "--out", series, "--column", "负荷", "--lang", "zh") == 0
    assert "series: {file: series.csv" in capsys.readouterr().out
    frame = pd.read_csv(series)
    wanted = point_table(study_area_of(open_run(made)), [pd.Timestamp("2030-07-14").date()]).values[0].ravel()
    assert frame["负荷"].tolist() == wanted.tolist()
    assert frame["time"].iloc[[0, -1]].tolist() == ["2030-07-14T00:00+08:00", "2030-07-14T23:45+08:00"]


def test_attribution(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "s.csv").write_text("time,l\n" + "".join(f"2030-01-01T{h:02d}:00+08:00,{100 if h == 2 else 40}\n"
                                                         for h in range(24)))  # fmt: skip
    (tmp_path / "case.yaml").write_text("""
name: x
time: {start: 2030-01-01, end: 2030-01-02, step: 1h, zone: Asia/Shanghai}
series: {s: {file: s.csv}}
bus: [{id: a}]
thermal:
  - {id: cheap, technology: coal, bus: a, p_nom_mw: 60, fuel_cost_cny_per_mwh: 100}
  - {id: dear, technology: coal, bus: a, p_nom_mw: 100, fuel_cost_cny_per_mwh: 500}
load: [{id: city, kind: city, bus: a, p_nom_mw: 1, p_pu: s/l}]
storage:
  - {id: one, technology: lfp, bus: a, p_nom_mw: 20, e_nom_mwh: 20, soc_initial_mwh: 0}
  - {id: two, technology: lfp, bus: a, p_nom_mw: 30, e_nom_mwh: 30, soc_initial_mwh: 0}
""")
    out = tmp_path / "shapley.csv"
    assert call("attribute", tmp_path, "--by", "asset", "--json", "--out", out, "--lang", "zh") == 0
    printed = json.loads(capsys.readouterr().out)
    assert [row["shaved_peak_mw"] for row in printed["leave_one_out"]] == pytest.approx([10, 20])
    assert [row["shaved_peak_mw"] for row in printed["shapley"]] == pytest.approx([15, 25])
    assert pd.read_csv(out)["player"].tolist() == ["storage/one", "storage/two"]
    assert call("attribute", tmp_path, "--group", "储能=storage/*", "--lang", "zh") == 0
    assert "沙普利值" in capsys.readouterr().out
    for wrong in ("storage", "x=lake/*"):
        assert call("attribute", tmp_path, "--group", wrong) == 2


def test_refusals(made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for arguments, printed in (
        (["--day", "2031-01-01"], "2031-01-01"), (["--county", "zhaoyan"], "zhaoyang"), (["--day", "x"], "x"),
    ):  # fmt: skip
        assert call("export96", made, "--out", tmp_path / "x.csv", *arguments, "--lang", "zh") == 2
        assert printed in capsys.readouterr().err
    assert call("export96", made, "--out", tmp_path / "x.ods") == 2
    assert call("import96", tmp_path / "none.csv", "--out", tmp_path / "y.csv") == 2
    assert not list(tmp_path.iterdir())
