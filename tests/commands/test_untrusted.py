"""Input that was written to do harm: names that are paths, special files, damaged runs, formulas, escape sequences."""

from __future__ import annotations

import csv
import json
import os
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from openpyxl import load_workbook
from rich.text import Text
from xlsxwriter import Workbook

from dispatch import cli
from dispatch.case.files import read_bytes
from dispatch.commands.terminal import COMMAND
from dispatch.errors import CaseError, Fault, Where
from dispatch.jobs.job import open_run
from dispatch.present.writers.book import WORDS_STAY_WORDS, Book
from dispatch.shaving.points_grid import read_grid
from dispatch.shaving.points_write import write_points
from dispatch.sizing.folder import sweep_name

QUICKSTART = Path(__file__).resolve().parents[2] / "models" / "quickstart"


def call(*words: object) -> int:
    with pytest.raises(SystemExit) as left:
        cli.main([str(w) for w in words])
    return int(left.value.code or 0)


@pytest.fixture
def mycase(tmp_path: Path) -> Path:
    shutil.copytree(QUICKSTART, tmp_path / "mycase")
    return tmp_path / "mycase"


def replaced(case: Path, old: str, new: str) -> None:
    """Change the text of a case file."""
    file = case / "case.yaml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


@pytest.mark.parametrize("name", ["../../escaped", "/absolute"])
def test_forecasts_stay_in_their_folder(
    mycase: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    replaced(mycase, "name: quickstart", f"name: {tmp_path}{name}" if name[0] == "/" else f"name: {name}")
    place = tmp_path / "one" / "two" / "three"
    place.mkdir(parents=True)
    monkeypatch.chdir(place)
    words = ("--kind", "pv", "--issue", "day-ahead", "--from", "2030-01-01", "--to", "2030-01-02", "--lang", "en")
    assert call("forecast", mycase, *words) == 0
    (made,) = (place / "forecasts").iterdir()
    assert (made / "forecast.json").is_file()
    assert {p.name for p in tmp_path.iterdir()} == {"mycase", "one"}
    assert [p.name for p in (tmp_path / "one").rglob("*") if p.parent.name in ("one", "two")] == ["two", "three"]


@pytest.mark.parametrize("name", ["x/../../../escaped", "/absolute", ".."])
def test_a_sweep_stays_in_its_folder(tmp_path: Path, name: str) -> None:
    plan: Any = SimpleNamespace(bases={"a": SimpleNamespace(name=name, scenario=name)}, digest="0123456789")
    place = tmp_path / sweep_name(plan)
    assert place.parent == tmp_path
    assert place.resolve() == place


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("kind", ["pipe", "device"])
@pytest.mark.parametrize("what", ["case.yaml", "shapes.csv"])
def test_special_files_are_refused_at_once(
    mycase: Path, capsys: pytest.CaptureFixture[str], what: str, kind: str, lang: str
) -> None:
    (mycase / what).unlink()
    if kind == "pipe":
        os.mkfifo(mycase / what)
    else:
        (mycase / what).symlink_to("/dev/zero")
    assert call("check", mycase, "--lang", lang) == 2
    shown = capsys.readouterr().err
    assert ("notanordinaryfile" if lang == "en" else "不是普通文件") in "".join(shown.split())


def test_a_file_that_grows_while_it_is_read_is_not_read_to_its_end(tmp_path: Path) -> None:
    file, faults = tmp_path / "large", list[Fault]()
    file.write_bytes(b"x" * 11)
    assert read_bytes(file, Where(), 10, faults) is None
    assert [fault.code for fault in faults] == ["file_too_large"]
    assert read_bytes(file, Where(), 11, []) == b"x" * 11


@pytest.fixture(scope="module")
def solved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two runs, `good` and `bad`, the same."""
    folder = tmp_path_factory.mktemp("solved")
    assert call("run", QUICKSTART, "--out", folder / "good", "--to", "2030-01-02", "--step", "1h") == 0
    shutil.copytree(folder / "good", folder / "bad")
    return folder


def _pipe(file: Path) -> None:
    file.unlink()
    os.mkfifo(file)


DAMAGE: dict[str, Callable[[Path], object]] = {
    "an empty summary": lambda run: (run / "summary.json").write_text("{}"),
    "a list as summary": lambda run: (run / "summary.json").write_text("[]"),
    "no JSON": lambda run: (run / "summary.json").write_text('{"audit": {"pa'),
    "bytes as summary": lambda run: (run / "summary.json").write_bytes(b"\xff\x00"),
    "words as figures": lambda run: (run / "summary.json").write_text(
        (run / "summary.json").read_text().replace('"objective_cny": ', '"objective_cny": "x", "was": ')
    ),
    "no manifest": lambda run: (run / "run.json").unlink(),
    "an empty manifest": lambda run: (run / "run.json").write_text("{}"),
    "a pipe as manifest": lambda run: _pipe(run / "run.json"),
}


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_run_is_marked_and_the_others_stay(
    solved: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], damage: str, lang: str
) -> None:
    shutil.copytree(solved, tmp_path / "runs")
    DAMAGE[damage](tmp_path / "runs" / "bad")
    words = ("--runs", tmp_path / "runs", "--lang", lang)
    capsys.readouterr()
    assert call("list", *words) == 0
    lines = capsys.readouterr().out.splitlines()
    mark = "damaged" if lang == "en" else "已损坏"
    assert [mark in line for line in lines if "good" in line or "bad" in line] == [True, False]
    assert call("query", "SELECT run, status, done FROM runs ORDER BY run", "--json", *words) == 0
    bad, good = json.loads(capsys.readouterr().out)
    assert (bad["run"], bad["status"], bad["done"]) == ("bad", "damaged", False)
    assert (good["run"], good["status"], good["done"]) == ("good", "optimal", True)
    assert call("show", "good", *words) == 0
    for command in ("show", "report", "indicators"):
        assert call(command, "bad", *words) == 2


def test_truncated_tables_refuse_the_run_and_no_other(solved: Path, tmp_path: Path) -> None:
    shutil.copytree(solved, tmp_path / "runs")
    table = next((tmp_path / "runs" / "bad" / "results").glob("storage.parquet"))
    table.write_bytes(table.read_bytes()[:-20])
    with pytest.raises(CaseError, match="read back"):
        open_run("bad", tmp_path / "runs")
    assert open_run("good", tmp_path / "runs").summary["audit"]["passed"]
    assert call("report", "bad", "--runs", tmp_path / "runs") == 2


@pytest.mark.parametrize("value", ["0", "-1e-9", "1e9", "20300101", "'0'", "'1e9'", "' 5 '"])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_number_is_no_time(capsys: pytest.CaptureFixture[str], value: str, lang: str) -> None:
    assert call("check", QUICKSTART, "--set", f"time.start={value}", "--lang", lang) == 2
    assert "time" in capsys.readouterr().err


@pytest.mark.parametrize("layout", ["vertical", "horizontal"])
def test_names_in_csv_are_no_formulas_and_are_read_back(tmp_path: Path, layout: Any) -> None:
    dangerous = ["=1+1", "+1", "-1+1", "@SUM(A1)"]
    columns = [SimpleNamespace(id=f"id{i}", kind="k", zh=name, en=name) for i, name in enumerate(dangerous)]
    table: Any = SimpleNamespace(columns=columns, dates=[date(2030, 1, 1)], values=np.full((4, 1, 96), -1.5))
    write_points(table, tmp_path / "t.csv", "en", layout)
    with (tmp_path / "t.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    names = rows[0][2:] if layout == "vertical" else [row[1] for row in rows[1:]]
    assert names == [f"'{name} (MW)" for name in dangerous]
    assert rows[1][2] == "-1.5"
    faults: list[Fault] = []
    grid = read_grid(tmp_path / "t.csv", None, "utf-8-sig", faults)
    assert grid is not None
    assert not faults
    read = grid.rows[0].cells[2:] if layout == "vertical" else [row.cells[1] for row in grid.rows[1:]]
    assert list(read) == [f"{name} (MW)" for name in dangerous]


def test_no_text_of_a_workbook_is_a_formula_or_a_link(tmp_path: Path) -> None:
    texts = ["=1+1", "=cmd|' /C calc'!A0", "http://example.org", "external:c:\\x.exe"]
    with Workbook(str(tmp_path / "book.xlsx"), dict(WORDS_STAY_WORDS)) as file:
        book = Book.of(file, "en", "t")
        sheet = book.sheet("s")
        for row, text in enumerate(texts):
            book.lines(sheet, row, text, "text")
    cells = [load_workbook(tmp_path / "book.xlsx")["s"].cell(row, 1) for row in range(1, 5)]
    assert [cell.value for cell in cells] == texts
    assert all(cell.data_type == "s" and cell.hyperlink is None for cell in cells)


def test_every_workbook_keeps_words_as_words() -> None:
    root = Path(cli.__file__).parent
    makers = [p for p in root.rglob("*.py") if "Workbook(str(" in p.read_text(encoding="utf-8")]
    assert makers
    plain = {p.name for p in makers if "WORDS_STAY_WORDS" not in p.read_text(encoding="utf-8")}
    assert plain == {"points_write.py"}  # writes every cell as a string or as a number


def test_escape_sequences_are_shown_not_obeyed(mycase: Path, capsys: pytest.CaptureFixture[str]) -> None:
    replaced(mycase, "id: pv,", 'id: "p\\e[31m\\x9b2J:bomb:v", ')
    replaced(mycase, "p_nom_mw: 700", "p_nom_mw: -700")
    assert call("check", mycase, "--lang", "en") == 2
    shown = capsys.readouterr().err
    assert "\x1b" not in shown
    assert "\x9b" not in shown
    assert "\\x1b[31m\\x9b2J:bomb:v" in "".join(shown.split())


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_no_help_turns_into_emoji(lang: str) -> None:
    for text in COMMAND.templates(lang).values():
        assert Text.from_markup(text, emoji=True).plain == Text.from_markup(text, emoji=False).plain
