"""Days to shave that the run does not have: known only once the horizon is, so beside the table of faults."""

from __future__ import annotations

from pathlib import Path

import pytest

from dispatch.case import load_case
from dispatch.errors import CaseError
from dispatch.jobs.job import run
from tests.rejects.small_case import write_case
from tests.rejects.test_input_faults import assert_said_in_both_languages
from tests.shaving.test_commands import call

GOAL = "objective.goal=peak"


def test_days_that_all_lie_outside_the_run(tmp_path: Path) -> None:
    write_case(tmp_path)
    case = load_case(tmp_path, None, [GOAL, "objective.dates=[2030-01-02, 2030-07-01]"])
    with pytest.raises(CaseError) as caught:
        run(case, end="2030-01-02")
    (fault,) = caught.value.faults
    assert (fault.code, fault.where.entity) == ("dates_outside_run", "objective.dates")
    assert (fault.value, fault.limit) == ("2030-01-02, 2030-07-01", "2030-01-01 … 2030-01-01")
    assert caught.value.exit_code == 2
    assert_said_in_both_languages(fault)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_command_refuses_and_writes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], lang: str
) -> None:  # fmt: skip
    (tmp_path / "case").mkdir()
    write_case(tmp_path / "case")
    outside = "objective.dates=[2031-01-01]"
    assert call("run", tmp_path / "case", "--set", GOAL, "--set", outside, "--out", tmp_path / "run",
                "--lang", lang) == 2  # fmt: skip
    printed = capsys.readouterr().err.replace("\n", "")
    assert "objective.dates" in printed
    assert "2030-01-01 … 2030-01-02" in printed
    assert not (tmp_path / "run").exists()


def test_for_least_cost_days_to_shave_say_nothing(tmp_path: Path) -> None:
    write_case(tmp_path)
    small = ["objective.dates=[2031-01-01]", "corridor.out.energy_min_mwh=0"]
    assert run(load_case(tmp_path, None, small)).audit.passed
