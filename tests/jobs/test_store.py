"""A run directory is there whole or not at all, whatever happens while it is written."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from dispatch.errors import CaseError
from dispatch.jobs.store import (
    find_run,
    free_name,
    list_runs,
    require_place,
    run_name,
    safe_name,
    sweep,
    write_json,
    writing,
    writing_numbered,
)


def complete(folder: Path) -> None:
    with writing(folder) as hidden:
        write_json(hidden / "summary.json", {"status": "optimal"})


def test_the_name_sorts_by_time_and_says_what_it_is():
    name = run_name("昭通 case", "outlook 2030", "abcdef123", datetime(2030, 1, 2, 3, 4, 5, tzinfo=UTC))
    assert name == "20300102-030405-昭通_case-outlook_2030-abcdef"


def test_nothing_is_visible_before_the_end(tmp_path: Path):
    with writing(tmp_path / "run") as hidden:
        write_json(hidden / "summary.json", {})
        assert list_runs(tmp_path) == []
    assert [r.path.name for r in list_runs(tmp_path)] == ["run"]


def test_a_fault_leaves_nothing(tmp_path: Path):
    def fail_half_way() -> None:
        with writing(tmp_path / "run") as hidden:
            (hidden / "half").write_text("x")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_half_way()
    assert list(tmp_path.iterdir()) == []


def test_an_existing_run_is_never_overwritten(tmp_path: Path):
    complete(tmp_path / "run")
    with pytest.raises(CaseError, match="exists already"):
        complete(tmp_path / "run")


def test_two_runs_of_one_second_have_two_names(tmp_path: Path):
    assert free_name(tmp_path / "run") == tmp_path / "run"
    for expected in ("run", "run-2", "run-3"):
        assert free_name(tmp_path / "run").name == expected
        complete(tmp_path / expected)


def test_a_place_that_cannot_be_written_is_named_before_the_work(tmp_path: Path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(CaseError, match="no directory can be written there"):
        require_place(tmp_path / "file" / "run")


@pytest.mark.parametrize("moment", [0.0, 0.02, 0.05])
def test_kill_9_leaves_a_whole_run_or_none(tmp_path: Path, moment: float):
    """The child writes 200 files over and over; killed at any moment, every visible run has all of them."""
    body = (
        "from pathlib import Path\nfrom dispatch.jobs.store import writing, write_json\n"
        f"root = Path({str(tmp_path)!r})\n"
        "for i in range(10_000):\n"
        "    with writing(root / f'run{i}') as folder:\n"
        "        for k in range(200):\n"
        "            (folder / f'{k}.txt').write_text('x' * 1000)\n"
        "        write_json(folder / 'summary.json', {})\n"
        "    print(i, flush=True)\n"
    )
    child = subprocess.Popen([sys.executable, "-c", body], stdout=subprocess.PIPE)
    assert child.stdout is not None
    child.stdout.readline()
    time.sleep(moment)
    child.send_signal(signal.SIGKILL)
    child.wait()
    visible = [p for p in tmp_path.iterdir() if not p.name.startswith(".")]
    assert visible
    assert all(len(list(p.glob("*.txt"))) == 200 and (p / "summary.json").is_file() for p in visible)
    sweep(tmp_path)
    assert not list(tmp_path.glob(".writing-*"))


def test_a_living_writer_is_not_swept(tmp_path: Path):
    rest = tmp_path / f".writing-{os.getpid()}-run"
    rest.mkdir()
    sweep(tmp_path)
    assert rest.exists()


def test_runs_are_found_by_path_beginning_and_latest(tmp_path: Path):
    for name in ("2030-a", "2030-b", "2031-c"):
        complete(tmp_path / name)
    assert find_run("2031", tmp_path).path.name == "2031-c"
    assert find_run("latest", tmp_path).path.name == "2031-c"
    assert find_run(str(tmp_path / "2030-a"), tmp_path).path.name == "2030-a"


@pytest.mark.parametrize("name", ["2030", "nothing", ""])
def test_an_ambiguous_or_unknown_run_is_a_fault_that_names_what_is_there(tmp_path: Path, name: str):
    for made in ("2030-a", "2030-b"):
        complete(tmp_path / made)
    with pytest.raises(CaseError) as raised:
        find_run(name, tmp_path)
    assert "2030-a" in raised.value.text("en")
    assert "2030-a" in raised.value.text("zh")


def test_an_empty_folder_has_no_runs(tmp_path: Path):
    assert list_runs(tmp_path / "missing") == []
    with pytest.raises(CaseError):
        find_run("latest", tmp_path)


@pytest.mark.parametrize(
    "word", ["..", ".", "/abs", "x/../../../escaped", "a\\b", "a\x00b", "\x1b[31m", "a\nb", "名" * 300, "-" * 300, "/"]
)
def test_a_name_of_a_case_never_leaves_its_folder(tmp_path: Path, word: str):
    for name in (safe_name(word), safe_name(word, word), run_name(word, word, "abcdef", datetime.now(UTC))):
        place = tmp_path / name
        assert place.parent == tmp_path
        assert place.resolve().parent == tmp_path.resolve()
        complete(place)


def test_writers_of_one_second_all_keep_their_run(tmp_path: Path):
    with writing_numbered(tmp_path / "run") as first, writing_numbered(tmp_path / "run") as second:
        assert first.hidden != second.hidden
        for placed, figure in ((first, 1), (second, 2)):
            write_json(placed.hidden / "summary.json", {"figure": figure})
    assert (first.final, second.final) == (tmp_path / "run-2", tmp_path / "run")
    assert [r.summary["figure"] for r in list_runs(tmp_path)] == [2, 1]


def test_a_place_taken_while_writing_is_a_fault_and_stays_as_it_is(tmp_path: Path):
    def beaten() -> None:
        with writing(tmp_path / "run") as hidden:
            write_json(hidden / "summary.json", {"figure": 2})
            with writing(tmp_path / "run") as faster:
                write_json(faster / "summary.json", {"figure": 1})

    with pytest.raises(CaseError, match="exists already"):
        beaten()
    assert [r.summary["figure"] for r in list_runs(tmp_path)] == [1]
    assert not list(tmp_path.glob(".writing-*"))
