"""The section on frequency: there where a run was simulated, with its figures, in both languages; nowhere else."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from dispatch.case.settings import Solver
from dispatch.present.run_page.frequency import frequency_pictures, frequency_remarks, frequency_table
from dispatch.results.study_area import StudyArea
from dispatch.solve.pipeline import Solved, solve_case
from tests.frequency.islands import SIX_HOURS, island
from tests.present.run_page.pages import page_of


@cache
def solved(**options: Any) -> Solved:
    return solve_case(island(**options), SIX_HOURS, solver=Solver(name="simplex"))


def test_only_where_it_was_simulated() -> None:
    plain = StudyArea(solved(simulate=False))
    assert frequency_table(plain) is None
    assert not frequency_pictures(plain)
    assert not frequency_remarks(plain)


def test_figures_of_every_contingency() -> None:
    run = solved()
    grid, found = frequency_table(StudyArea(run)), run.tables["frequency"].columns
    assert grid is not None
    assert [row[0] for row in grid.rows("en")] == ["trip", "loadloss"]
    assert grid.columns[3].shown(0, "en") == f"{found['nadir_hz'][0].min():.3f}".replace("-", "−")
    assert grid.columns[6].shown(0, "en") == "100.00"


def test_pictures_show_what_was_simulated() -> None:
    run = solved()
    drawn = {picture.key: picture for picture in frequency_pictures(StudyArea(run))}
    assert set(drawn) == {"frequency_trace", "frequency_power", "frequency_first", "frequency_duration"}
    trace = drawn["frequency_trace"].curves[0]
    assert np.abs(trace.y).max() <= np.abs(run.tables["frequency"].columns["nadir_hz"]).max() + 1e-9
    last = drawn["frequency_duration"].curves[-1]
    assert (last.y == run.case.response.deviation_max_hz).all()
    assert (np.diff(drawn["frequency_duration"].curves[0].y) <= 0).all()


def test_partial_support_is_called_partial() -> None:
    """Three tenths of the loss are asked for; where a loss is larger than what there is in time, the page says so."""
    remarks = frequency_remarks(StudyArea(solved(bat_cost=50.0, coal_cost=1.0, coal_share=0.2, steady_max_hz=0.2)))
    words = " ".join(remark.en for remark in remarks)
    assert "partial support" in words
    assert "tightened" not in words
    assert "other margins" in words
    assert "0 of these promises fail" in words


def test_the_page_has_the_section_in_both_languages() -> None:
    page = page_of(solved(), audit=None)
    assert "频率安全与毫秒级响应" in page
    assert "Frequency security and millisecond response" in page
    assert 'id="chart_picture_frequency_trace"' in page
    assert "chart_picture_frequency_trace" not in page_of(solved(simulate=False), audit=None)
