"""Peak memory and processes, on systems that say it in different ways or not at all."""

from __future__ import annotations

import subprocess
import sys

import pytest

from dispatch.jobs import system


def test_peak_memory_grows_with_what_is_held() -> None:
    before = system.peak_memory_mib()
    held = bytearray(64 * 2**20)
    held[:: 2**12] = b"x" * len(held[:: 2**12])
    assert 1 < before < 2**17
    assert system.peak_memory_mib() >= before


@pytest.mark.parametrize("platform", ["win32", "an unknown system"])
def test_a_system_that_does_not_say_gives_nothing(platform: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setitem(sys.modules, "resource", None)
    monkeypatch.delattr(system.ctypes, "WinDLL", raising=False)
    assert system.peak_memory_mib() == 0.0


def test_a_process_that_has_ended_is_not_alive() -> None:
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    assert system.is_alive(child.pid)
    child.communicate(b"\n")
    assert not system.is_alive(child.pid)
