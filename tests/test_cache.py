"""Arrays kept by content: read back whole, made again when damaged, never mixed up between versions."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from dispatch import cache


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(cache.DIRECTORY_VARIABLE, str(tmp_path))
    return tmp_path


def counted() -> tuple[list[int], dict[str, np.ndarray]]:
    return [], {"x": np.array([1.5, np.nan]), "n": np.arange(3)}


def test_made_once_and_read_back_byte_for_byte(folder: Path) -> None:
    calls, arrays = counted()
    for _ in range(3):
        found = cache.remembered("ab12", lambda: (calls.append(1), arrays)[1])
    assert len(calls) == 1
    assert {name: values.tobytes() for name, values in found.items()} == {n: v.tobytes() for n, v in arrays.items()}
    assert [file.suffix for file in folder.rglob("*") if file.is_file()] == [".npz"]


@pytest.mark.parametrize("damage", [b"", b"PK\x03\x04 nothing", None])
def test_a_damaged_file_is_made_again(folder: Path, damage: bytes | None) -> None:
    calls, arrays = counted()
    cache.remembered("ab12", lambda: arrays)
    file = folder / "ab" / "ab12.npz"
    whole = file.read_bytes()
    file.write_bytes(whole[:40] + bytes([whole[40] ^ 255]) + whole[41:-60] if damage is None else damage)
    again = cache.remembered("ab12", lambda: (calls.append(1), arrays)[1])
    assert len(calls) == 1
    np.testing.assert_array_equal(again["x"], arrays["x"])
    assert file.read_bytes() == whole


def test_a_place_that_cannot_be_written_costs_nothing_but_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("no directory")
    for place in (str(tmp_path / "file"), ""):
        monkeypatch.setenv(cache.DIRECTORY_VARIABLE, place)
        assert cache.remembered("ab12", lambda: {"x": np.ones(2)})["x"].sum() == 2


@pytest.mark.parametrize("other", [("b",), ("a", "b"), (np.array([1.0]),), (np.array([1], dtype=np.int32),), (b"a",)])
def test_other_content_has_another_key(other: tuple[object, ...]) -> None:
    assert cache.content_key(*other) != cache.content_key("a")
    assert cache.content_key(*other) == cache.content_key(*other)


def test_numpy_and_the_machine_are_in_the_key(monkeypatch: pytest.MonkeyPatch) -> None:
    """The last digits of exp and log differ between versions and machines."""
    made_by = cache._MADE_BY
    assert np.__version__ in made_by
    monkeypatch.setattr(cache, "_MADE_BY", made_by + " other")
    before = cache.content_key("a")
    monkeypatch.undo()
    assert cache.content_key("a") != before


def test_processes_that_write_the_same_leave_one_whole_file(folder: Path) -> None:
    program = (
        "import numpy as np; from dispatch.cache import remembered\n"
        "print(remembered('cd34', lambda: {'x': np.arange(200_000.0)})['x'].sum())"
    )
    running = [subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) for _ in range(3)]
    assert {one.communicate()[0].strip() for one in running} == {"19999900000.0"}
    assert [file.name for file in folder.rglob("*") if file.is_file()] == ["cd34.npz"]


def test_what_was_not_read_for_longest_goes_first(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def keep(key: str) -> None:
        cache.remembered(key, lambda: {"x": np.zeros(1000)})

    for age, key in ((300, "aa1"), (200, "bb2"), (100, "cc3")):
        keep(key)
        file = folder / key[:2] / f"{key}.npz"
        os.utime(file, (time.time() - age, time.time() - age))
    keep("aa1")  # read again: now the youngest
    monkeypatch.setattr(cache, "MOST_BYTES", 3 * file.stat().st_size)
    keep("dd4")
    assert sorted(found.stem for found in folder.rglob("*.npz")) == ["aa1", "cc3", "dd4"]
