"""Input that was written to do harm: names that are paths, special files, damaged runs, formulas, escape sequences."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from dispatch import cli
from dispatch.case.files import read_bytes
from dispatch.errors import Fault, Where
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
