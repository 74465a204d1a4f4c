"""Weather is made anew in these tests: nothing is read from or left in a cache."""

from __future__ import annotations

import pytest

from dispatch.cache import DIRECTORY_VARIABLE


@pytest.fixture(autouse=True)
def no_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(DIRECTORY_VARIABLE, "")
