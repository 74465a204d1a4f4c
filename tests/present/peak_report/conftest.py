"""Runs of the quickstart case, written once: without storage and with it, two days at one hour."""

from __future__ import annotations

from pathlib import Path

import pytest

from dispatch import load_case
from dispatch.jobs.job import run
from dispatch.jobs.labelled import open_labelled
from dispatch.present.document import Document
from dispatch.present.peak_report.formatter import Formatter
from dispatch.present.peak_report.report import compose
from dispatch.present.peak_report.study import study_of
from dispatch.shaving.variants import Study

QUICKSTART = Path(__file__).resolve().parents[3] / "models" / "quickstart"
BARE = ["storage.*.p_nom_mw=0", "storage.*.e_nom_mwh=0"]
ASKED = [
    "objective.goal=peak",
    "storage.new_battery.build_max_mw=0",
    "response.millisecond_share=0.1",
    "response.simulate=true",
]


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Directory of runs: bare, stored, asked (for a flat curve and a response), other (another horizon)."""
    place = tmp_path_factory.mktemp("runs")
    for name, overrides, days in (("bare", BARE, 2), ("stored", [], 2), ("asked", ASKED, 2), ("other", [], 1)):
        case = load_case(QUICKSTART, None, overrides)
        start = case.time.start
        assert start is not None
        end = start.replace(day=start.day + days)
        run(case, start=start.isoformat(), end=end.isoformat(), step="1h", out=place / name)
    return place


def studied(folder: Path, lang: str, *names: str) -> Study:
    """Runs as the command opens them."""
    return study_of(open_labelled([str(folder / name) for name in names], folder), Formatter(lang, "mw"))


@pytest.fixture(scope="session")
def study(folder: Path) -> Study:
    return studied(folder, "zh", "bare", "stored")


@pytest.fixture(scope="session", params=["zh", "en"])
def asked(request: pytest.FixtureRequest, folder: Path) -> Document:
    """A run with everything that may be asked for, in either language."""
    return compose(studied(folder, request.param, "bare", "asked"), Formatter(request.param, "mw"))


@pytest.fixture(scope="session")
def report(study: Study) -> Document:
    return compose(study, Formatter("zh", "mw"))


@pytest.fixture(scope="session")
def english(folder: Path) -> Document:
    return compose(studied(folder, "en", "bare", "stored"), Formatter("en", "mw"))
