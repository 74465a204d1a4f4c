"""One solved run for all tests of the page."""

from __future__ import annotations

import pytest

from dispatch.solve.pipeline import Solved
from tests.present.run_page.pages import page_of, solved_river


@pytest.fixture(scope="session")
def run() -> Solved:
    return solved_river()


@pytest.fixture(scope="session")
def html(run: Solved) -> str:
    return page_of(run)
