"""`dispatch shave`: what it says of the quickstart, and how it refuses."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from dispatch.case import load_case
from dispatch.jobs.job import open_run, run
from dispatch.shaving.curves import answer_of
from dispatch.shaving.reasons import reasons, windows_of
from tests.shaving.test_commands import call

QUICKSTART = Path(__file__).parents[2] / "models" / "quickstart"
OLD = "storage.new_battery.build_max_mw=0"
FIRST, SECOND = "2030-01-01", "2030-01-02"


def made(folder: Path, *overrides: str) -> Path:
    """The quickstart on disk."""
    run(load_case(QUICKSTART, None, list(overrides)), step="1h", out=folder)
    return folder


@pytest.fixture(scope="module")
def flat(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Dispatched for a flat curve, with nothing to build."""
    return made(tmp_path_factory.mktemp("runs") / "flat", "objective.goal=peak", OLD)


def test_reasons_are_those_of_the_run(flat: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Every window, both sides, in the words of either language; the battery is what they are about."""
    answer = answer_of(open_run(flat))
    assert list(windows_of(answer)) == [FIRST, SECOND]
    for lang, word in (("zh", "电池"), ("en", "of Battery")):
        assert call("shave", flat, "--reasons", "--lang", lang) == 0
        printed = capsys.readouterr().out.splitlines()
        wanted = [r.text(lang) for day in (FIRST, SECOND) for side in ("peak", "valley")
                  for r in reasons(answer, day, side)]  # fmt: skip
        assert [line.strip() for line in printed if line.startswith("    ")] == wanted
        assert any(word in text for text in wanted)
    left = answer.tables["stage_window"].columns["value_mw"]
    assert f"{FIRST}: spread {left[0]:,.1f} MW" in printed


def test_one_day_alone(flat: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call("shave", flat, "--reasons", "--date", SECOND, "--lang", "en") == 0
    printed = capsys.readouterr().out
    assert SECOND in printed
    assert FIRST not in printed
    assert call("shave", flat, "--reasons", "--date", "2030-01-09", "--lang", "zh") == 2
    assert f"{FIRST}、{SECOND}" in capsys.readouterr().err


def test_where_nothing_binds_it_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What may be built costs nothing while the peak is sought and flattens the curve altogether."""
    assert call("shave", made(tmp_path / "built", "objective.goal=peak"), "--reasons", "--lang", "en") == 0
    printed = capsys.readouterr().out
    assert printed.count("no limit is known to bind") == 4
    assert f"{FIRST}: spread 0.0 MW" in printed


def test_the_peak_alone_has_no_valley(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = made(tmp_path / "top", "objective.goal=peak", "objective.measure=peak", "objective.window=week", OLD)
    assert call("shave", path, "--reasons", "--date", SECOND, "--lang", "en") == 0
    printed = capsys.readouterr().out
    assert printed.count(": peak ") == 1
    assert "valley\n" not in printed


def test_a_run_for_least_cost_has_no_reasons(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = made(tmp_path / "cheap")
    for lang, word in (("zh", "--objective peak"), ("en", "sought no peak")):
        assert call("shave", path, "--reasons", "--lang", lang) == 2
        assert word in capsys.readouterr().err.replace("\n", "")


def test_days_to_shave_are_read_back(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = made(tmp_path / "second", "objective.goal=peak", f"objective.dates=[{SECOND}]", OLD)
    assert call("shave", path, "--reasons", "--lang", "en") == 0
    printed = capsys.readouterr().out
    assert f"{SECOND}: spread" in printed
    assert FIRST not in printed
    assert call("shave", path, "--reasons", "--date", FIRST, "--lang", "en") == 2
    assert SECOND in capsys.readouterr().err


def test_pareto(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A flatter curve never costs less; its flattest point is the spread that `run` reaches."""
    out = tmp_path / "curve.csv"
    assert call("shave", QUICKSTART, "--pareto", 3, "--to", SECOND, "--step", "1h", "--set", OLD, "--out", out,
                "--lang", "zh") == 0  # fmt: skip
    assert "费用与平坦程度" in capsys.readouterr().out
    table = pd.read_csv(out)
    assert table["share"].tolist() == [0, 0.5, 1]
    assert table["spread_mw"].is_monotonic_increasing
    assert table["cost_cny"].is_monotonic_decreasing
    solved = run(load_case(QUICKSTART, None, ["objective.goal=peak", OLD]), end=SECOND, step="1h").solved
    assert table["spread_mw"][0] == pytest.approx(solved.tables["stage_window"].columns["final_mw"][0], rel=1e-6)
    assert table["cost_cny"][0] == pytest.approx(solved.objective_cny, rel=1e-6)
    assert [file.name for file in tmp_path.iterdir()] == ["curve.csv"]


def test_what_cannot_be_held_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    """A minimum release of 400 m³/s where 120 m³/s come."""
    words = ("--pareto", 2, "--step", "1h", "--set", "reservoir.upper.release_min_m3s=400")
    assert call("shave", QUICKSTART, *words, "--lang", "en") == 3
    assert "minimum release of reservoir 'upper'" in capsys.readouterr().err.replace("\n", " ")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ((), "--pareto 5"),
        (("--reasons", "--pareto", "3"), "--pareto 5"),
        (("--reasons", "--step", "1h"), "--step"),
        (("--reasons", "--out", "x.csv"), "--out"),
        (("--pareto", "3", "--date", SECOND), "--date"),
        (("--pareto", "1"), "--pareto"),
        (("--pareto", "3", "--set", "objective.dates=[2031-01-01]"), "objective.dates"),
    ],
)
def test_what_makes_no_sense_is_refused(
    words: tuple[str, ...], message: str, capsys: pytest.CaptureFixture[str]
) -> None:  # fmt: skip
    assert call("shave", QUICKSTART, *words, "--lang", "zh") == 2
    assert message in capsys.readouterr().err
