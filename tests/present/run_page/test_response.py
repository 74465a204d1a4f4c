"""The section on the millisecond response: there where something is asked for, with its figures, in both languages."""

from __future__ import annotations

import numpy as np
import pytest

from dispatch.case.settings import Solver
from dispatch.frequency.tables import arming_list
from dispatch.present.document import Section
from dispatch.present.run_page.response import response_section
from dispatch.present.run_page.response_pictures import in_falling_order
from dispatch.results.study_area import StudyArea
from dispatch.solve.pipeline import solve_case
from tests.frequency.islands import SIX_HOURS, island
from tests.present.run_page.pages import page_of
from tests.present.run_page.test_frequency import solved


def section(**options: object) -> Section:
    found = response_section(StudyArea(solved(**options)))
    assert found is not None
    return found


def test_only_where_something_is_asked_for() -> None:
    quiet = island(simulate=False)
    quiet = quiet.model_copy(
        update={"response": quiet.response.model_copy(update={"millisecond_share": 0.0, "security": False})}
    )
    run = solve_case(quiet, SIX_HOURS, solver=Solver(name="simplex"))
    assert response_section(StudyArea(run)) is None
    assert "Frequency security and millisecond response" not in page_of(run, audit=None)


def test_what_is_paid_and_missing_is_what_is_charged() -> None:
    """Sums of the page against the settlement, which the audit holds to its prices."""
    run = solved()
    shown = section()
    table = run.tables["response_total"]
    paid = sorted((v for v in table.columns["paid_cny"] if v > 0), reverse=True)
    services = shown.tables()["services"]
    assert services.total
    assert len(services) - 1 >= len(paid)
    names = [row[0] for row in shown.tables()["contingencies"].rows("en")]
    assert names == ["trip", "loadloss"]


def test_pictures_of_what_is_asked_for_and_there() -> None:
    run, shown = solved(), section()
    drawn = {chart.key: chart for chart in shown.charts()}
    delivered, required = drawn["response_kpi"].curves
    assert (np.diff(required.y) <= 1e-9).all()
    assert (delivered.y >= required.y - 1e-6).all()
    columns = run.tables["contingency"].columns
    assert required.y.max() == pytest.approx(columns["required_ms_mw"].max())
    for line in drawn["response_price"].curves if "response_price" in drawn else ():
        assert (np.diff(line.y) <= 1e-9).all()


def test_order_counts_hours_not_periods() -> None:
    share, values = in_falling_order(np.array([1.0, 3.0, 2.0]), np.array([1.0, 2.0, 1.0]))
    assert values.tolist() == [3, 2, 1]
    assert share.tolist() == [25, 62.5, 87.5]


def test_what_is_armed_is_in_the_list_and_on_the_page() -> None:
    """The list has a row a service and period with headroom; the page those of one hour."""
    run, shown = solved(), section()
    held = arming_list(run.tables)
    assert held is not None
    assert (held["headroom_up_mw"] + held["headroom_down_mw"] > 0).all()
    assert {"delay_ms", "trigger_hz", "setpoint_mw"} <= set(held.columns)
    assert held.groupby("response").size().max() <= SIX_HOURS.periods
    assert 0 < len(shown.tables()["arming"]) <= held["response"].nunique()
    assert arming_list(solved(simulate=False).tables) is None


def test_without_a_simulation_the_page_has_prices_all_the_same() -> None:
    page = page_of(solved(simulate=False), audit=None)
    assert "Frequency security and millisecond response" in page
    assert "响应由谁提供" in page
    assert "arming.csv" not in page
    assert 'id="chart_picture_response_kpi"' in page
