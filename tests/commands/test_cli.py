"""The command line as its users and other programs see it: files, exit codes, stdout, language."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import yaml

from dispatch import cli
from dispatch.jobs import job

QUICKSTART = Path(__file__).resolve().parents[2] / "models" / "quickstart"
FILES = {"run.json", "summary.json", "report.html", "log.txt", "case", "results"}


def call(*words: object) -> int:
    with pytest.raises(SystemExit) as left:
        cli.main([str(w) for w in words])
    return int(left.value.code or 0)


@pytest.fixture
def mycase(tmp_path: Path) -> Path:
    shutil.copytree(QUICKSTART, tmp_path / "mycase")
    return tmp_path / "mycase"


def edit(case: Path, **changes: object) -> None:
    content = yaml.safe_load((case / "case.yaml").read_text(encoding="utf-8"))
    content.update(changes)
    (case / "case.yaml").write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")


def test_run_writes_a_whole_run_directory(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert call("run", QUICKSTART, "--runs", tmp_path, "--lang", "en") == 0
    (made,) = tmp_path.iterdir()
    assert {p.name for p in made.iterdir()} == FILES
    assert {"storage.parquet", "storage_state.parquet", "price.parquet"} <= {
        p.name for p in (made / "results").iterdir()
    }
    assert "optimal" in capsys.readouterr().out
    assert "simplex" in (made / "log.txt").read_text(encoding="utf-8").lower()


def test_a_run_for_the_peak_in_hours_passes_its_audit(tmp_path: Path):
    """Its prices beside held goals once missed the audit's tolerance by rounding alone."""
    assert call("run", QUICKSTART, "--objective", "peak", "--step", "1h", "--out", tmp_path / "here") == 0
    summary = json.loads((tmp_path / "here" / "summary.json").read_text(encoding="utf-8"))
    assert summary["audit"]["passed"] is True


def test_json_prints_the_summary_and_nothing_else(tmp_path: Path, capfd: pytest.CaptureFixture[str]):
    assert call("run", QUICKSTART, "--json", "--out", tmp_path / "here") == 0
    printed = json.loads(capfd.readouterr().out)
    assert printed == json.loads((tmp_path / "here" / "summary.json").read_text(encoding="utf-8"))
    assert printed["status"] == "optimal"
    assert printed["audit"]["passed"] is True
    assert printed["periods"] == 192


def test_a_run_repeats_itself_from_its_own_resolved_case(tmp_path: Path):
    assert call("run", QUICKSTART, "--out", tmp_path / "a", "--set", "storage.battery.p_nom_mw=50") == 0
    assert call("run", tmp_path / "a" / "case", "--out", tmp_path / "b") == 0
    first, second = (job.open_run(tmp_path / name) for name in "ab")
    assert second.summary["objective_cny"] == first.summary["objective_cny"]
    assert second.manifest["digest"] == first.manifest["digest"]
    assert second.case.storage[0].p_nom_mw == 50


def test_horizon_options(tmp_path: Path):
    words = ("--from", "2030-01-01T06:00", "--to", "2030-01-02", "--step", "1h")
    assert call("run", QUICKSTART, "--out", tmp_path / "a", *words) == 0
    run = job.open_run(tmp_path / "a")
    assert run.summary["periods"] == 18
    assert str(run.tables["storage"].time[0]) == "2030-01-01 06:00:00+08:00"


def test_less_storage_never_costs_less(tmp_path: Path):
    costs = []
    for size in (0, 50, 100):
        out = tmp_path / str(size)
        assert call("run", QUICKSTART, "--out", out, "--set", f"storage.battery.p_nom_mw={size}") == 0
        costs.append(job.open_run(out).summary["objective_cny"])
    assert costs[0] > costs[1] > costs[2]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--set", "storage.battery.p_nom_mv=1"), "p_nom_mw"),
        (("--set", "solver.nam=simplex"), "name"),
        (("--step", "7min"), "step"),
        (("--step", "12h"), "6h"),
        (("--from", "2030-01-02", "--to", "2030-01-01"), "end"),
        (("--from", "someday"), "ISO"),
        (("--scenario", "outlook"), "scenario"),
        (("--objective", "peak", "--set", "objective.window=hour"), "window"),
    ],
)
def test_bad_options_exit_2_and_write_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], message: str
):
    assert call("run", QUICKSTART, "--runs", tmp_path, "--lang", "en", *words) == 2
    assert message in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_cannot_be_written_is_told_before_the_work(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    def never(*_: object, **__: object) -> None:
        pytest.fail("solved before asking")

    monkeypatch.setattr("dispatch.jobs.job.solve_case", never)
    (tmp_path / "file").write_text("x")
    assert call("run", QUICKSTART, "--out", tmp_path / "file" / "run", "--lang", "en") == 2
    assert call("run", QUICKSTART, "--out", tmp_path, "--lang", "en") == 2
    assert "exist" in capsys.readouterr().err


def test_a_missing_case_and_an_unknown_option_exit_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert call("run", tmp_path / "nowhere") == 2
    assert call("run", QUICKSTART, "--nonsense") == 2
    assert call("nonsense") == 2
    assert capsys.readouterr().out == ""


def test_infeasible_exits_3_and_says_what_is_missing(mycase: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """A minimum release of 400 m³/s cannot be held: the upper lake has 21 hm³ above its end volume and 120 m³/s."""
    words = ("--set", "reservoir.upper.release_min_m3s=400", "--runs", tmp_path / "runs")
    assert call("run", mycase, "--lang", "en", *words) == 3
    assert "minimum release of reservoir 'upper'" in capsys.readouterr().err
    assert call("run", mycase, "--lang", "zh", *words) == 3
    assert "最小下泄流量 upper" in capsys.readouterr().err
    assert not (tmp_path / "runs").exists()


def test_a_solver_at_its_limit_exits_4(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    words = ("--set", "solver.time_limit_s=0.000001", "--set", "solver.name=simplex")
    assert call("run", QUICKSTART, "--runs", tmp_path, "--lang", "en", *words) == 4
    assert "Time limit" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_failed_audit_exits_5_and_says_so_loudly(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    """The audit gets a state of charge that is off by 1 MWh for one quarter of an hour."""
    honest = job.audit_run

    def corrupted(case, series, tables, *rest):
        tables["storage_state"].columns["soc_mwh"][0, 17] += 1.0
        return honest(case, series, tables, *rest)

    monkeypatch.setattr(job, "audit_run", corrupted)
    assert call("run", QUICKSTART, "--out", tmp_path / "a", "--lang", "en") == 5
    err = capsys.readouterr().err
    assert "rejects" in err
    assert "battery" in err
    assert json.loads((tmp_path / "a" / "summary.json").read_text(encoding="utf-8"))["audit"]["passed"] is False


def test_list_and_show(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert call("list", "--runs", tmp_path, "--lang", "en") == 0
    assert call("run", QUICKSTART, "--runs", tmp_path, "--step", "1h") == 0
    capsys.readouterr()
    assert call("list", "--runs", tmp_path, "--lang", "en") == 0
    (made,) = tmp_path.iterdir()
    assert made.name[:15] in capsys.readouterr().out
    assert call("show", "latest", "--runs", tmp_path, "--json") == 0
    assert json.loads(capsys.readouterr().out)["periods"] == 48
    assert call("show", "nothing", "--runs", tmp_path) == 2


def test_init_makes_a_case_that_runs_and_never_overwrites(tmp_path: Path):
    assert call("init", tmp_path / "new") == 0
    assert call("run", tmp_path / "new", "--step", "1h", "--runs", tmp_path / "runs") == 0
    assert call("init", tmp_path / "new") == 2


def test_check_prints_the_families_and_verdict(capsys: pytest.CaptureFixture[str]):
    assert call("check", QUICKSTART, "--lang", "en") == 0
    printed = capsys.readouterr()
    assert "powerhouse" in printed.out
    assert "sound" in printed.err


def test_schema_is_json(capsys: pytest.CaptureFixture[str]):
    assert call("schema") == 0
    assert "storage" in json.loads(capsys.readouterr().out)["properties"]


@pytest.mark.parametrize(("variable", "lang"), [("zh_CN.UTF-8", "zh"), ("en_US.UTF-8", "en"), ("C", "en")])
def test_the_locale_chooses_the_language(monkeypatch: pytest.MonkeyPatch, variable: str, lang: str):
    monkeypatch.setenv("LC_ALL", variable)
    assert cli.detect_language(["run", "x"]) == lang
    assert cli.detect_language(["run", "x", "--lang", "en"]) == "en"
    assert cli.detect_language(["run", "x", "--lang=zh"]) == "zh"


@pytest.mark.parametrize("seconds", [0.7, 1.2, 1.6, 2.0])
def test_kill_9_of_the_command_leaves_a_whole_run_or_none(tmp_path: Path, seconds: float):
    """The whole command, killed somewhere between start and end (about 2 s)."""
    command = [sys.executable, "-m", "dispatch.cli", "run", str(QUICKSTART), "--runs", str(tmp_path)]
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=dict(os.environ))
    time.sleep(seconds)
    child.send_signal(signal.SIGKILL)
    child.wait()
    for run in (p for p in tmp_path.iterdir() if not p.name.startswith(".")):
        assert {p.name for p in run.iterdir()} == FILES
        json.loads((run / "summary.json").read_text(encoding="utf-8"))
