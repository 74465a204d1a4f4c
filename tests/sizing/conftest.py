"""The quickstart on a day at 1 h: a point takes some hundredths of a second, a worker some seconds to wake up."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

QUICKSTART = Path(__file__).resolve().parents[2] / "models" / "quickstart"
DAY = ("--from", "2030-01-01", "--to", "2030-01-02", "--step", "1h")


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A copy of the quickstart."""
    shutil.copytree(QUICKSTART, tmp_path / "small")
    return tmp_path / "small"


@pytest.fixture
def processes() -> Iterator[list[subprocess.Popen[str]]]:
    """Processes that a test starts; what is left of them ends with it."""
    started: list[subprocess.Popen[str]] = []
    yield started
    for process in started:
        if process.poll() is None:
            process.kill()
        process.wait(timeout=20)


def begin(started: list[subprocess.Popen[str]], *words: object) -> subprocess.Popen[str]:
    """`python WORDS` in the background."""
    process = subprocess.Popen(
        [sys.executable, *map(str, words)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        env={**os.environ, "DISPATCH_CACHE": ""},
    )  # fmt: skip
    started.append(process)
    return process
