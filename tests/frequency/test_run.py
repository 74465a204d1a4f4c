"""From a dispatched island to its simulation: what is simulated and said of it, the search until both agree."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest

from dispatch.case.settings import Solver
from dispatch.families.response import refinement
from dispatch.families.response.entity import ResponseProfile
from dispatch.families.response.resolve import resolved_profiles
from dispatch.frequency import Cases, Group, Inverter, SteamGovernor, Steps, Triggered, simulate, trace
from dispatch.frequency.from_run import events_of
from dispatch.frequency.judge import StepTest, southern_rule
from dispatch.frequency.tables import steps_of
from dispatch.program.highs import HighsSession
from dispatch.program.solution import Solution, Status
from dispatch.results.tables import Table, Tables
from dispatch.solve.pipeline import Solved, solve_case
from tests.frequency.islands import SIX_HOURS, island

# The model counts on steam in full after 30 s; by droop it gives less before 0.2 Hz.
OPTIMISTIC = {"steady_max_hz": 0.2, "bat_cost": 50.0, "coal_cost": 1.0, "coal_share": 0.2, "millisecond_share": 0.0}


@cache
def solved(**settings: Any) -> Solved:
    return solve_case(island(**settings), SIX_HOURS, solver=Solver(name="simplex"))


def test_groups_are_what_the_dispatch_holds() -> None:
    run = solved()
    events = events_of(run.case, run.series, run.tables)
    assert events is not None
    groups = {group.name: group for group in events.cases.groups}
    held = run.tables["response"]
    n = run.horizon.periods
    assert isinstance(groups["lfp_fast"].control, Triggered)
    assert np.asarray(groups["lfp_fast"].up_mw)[:n] == pytest.approx(
        np.minimum(held.of("bat:lfp_fast", "reserve_up_mw"), 150)
    )
    assert np.asarray(groups["lfp_fast"].down_mw)[:n].max() == 0, "a deficit arms nothing downwards"
    assert np.asarray(groups["lfp_fast"].down_mw)[n:] == pytest.approx(
        np.minimum(held.of("bat:lfp_fast", "reserve_down_mw"), 80)
    )
    assert isinstance(groups["virtual_inertia"].control, Inverter)
    gain = np.asarray(groups["virtual_inertia"].inertia_mw_s_per_hz)[:n]
    assert gain == pytest.approx(held.of("bat:virtual_inertia", "reserve_up_mw") / 1.0)
    assert isinstance(groups["steam_governor"].control, SteamGovernor)
    # What the model counts as kinetic energy is what turns and what the gain amounts to.
    counted = run.tables["contingency"].of("trip", "kinetic_mw_s")
    assert events.kinetic_mw_s[0] + gain * 50 / 2 == pytest.approx(counted)


def test_signals_never_arm_more_than_is_lost() -> None:
    """Twice as much held as was dispatched: the protection scheme still sends out no more than the loss."""
    run = solved()
    held = run.tables["response"]
    columns = {name: 2 * values for name, values in held.columns.items()}
    tables = Tables({**run.tables, "response": Table(held.axis, held.labels, held.time, held.segment, columns)})
    events = events_of(run.case, run.series, tables)
    assert events is not None
    by_signal = [g for g in events.cases.groups if isinstance(g.control, Triggered)]
    armed = sum(np.asarray(g.up_mw) + np.asarray(g.down_mw) for g in by_signal)
    assert armed == pytest.approx(np.abs(events.cases.lost_mw))


def test_without_the_signal_less_is_there_in_time() -> None:
    run = solved()
    signal, local = (events_of(run.case, run.series, run.tables, by) for by in ("signal", "local"))
    assert signal is not None
    assert local is not None
    one, other = (simulate(events.cases, steps_of(run.case)) for events in (signal, local))
    assert (other.delivered_mw.sum(axis=0) < one.delivered_mw.sum(axis=0)).all()
    assert (np.abs(other.nadir_hz) >= np.abs(one.nadir_hz) - 1e-9).any()


def test_where_the_model_is_right_nothing_is_touched() -> None:
    run, plain = solved(), solved(simulate=False)
    assert len(run.tables["secure_iteration"].labels) == 1
    assert run.objective_cny == plain.objective_cny
    assert np.array_equal(run.solution.x, plain.solution.x)
    assert run.tables["frequency"].columns["secure"].all()
    assert "frequency" not in plain.tables


def test_an_optimistic_model_is_tightened_until_both_agree() -> None:
    run = solved(**OPTIMISTIC)
    search = run.tables["secure_iteration"].columns
    assert search["failed"][0] > 0
    assert search["failed"][-1] == 0
    assert (np.diff(search["objective_cny"]) >= -1e-6).all(), "more is asked for, so it never gets cheaper"
    found = run.tables["frequency"].columns
    assert found["claimed"].all()
    assert found["secure"].all(), "no period that is called secure fails"
    margin = run.tables["contingency"].columns["margin_pu"]
    touched = solved(**OPTIMISTIC, tighten_rounds=0).tables["frequency"].columns["secure"] == 0
    assert (margin[~touched] == 0).all(), "only what failed is tightened"
    assert (margin[touched] > 0).all()
    assert run.certificate.passed


def test_a_search_without_rounds_says_what_fails() -> None:
    run = solved(**OPTIMISTIC, tighten_rounds=0)
    found = run.tables["frequency"].columns
    failed = (found["claimed"] == 1) & (found["secure"] == 0)
    assert failed.sum() == run.tables["secure_iteration"].columns["failed"][-1] > 0


def test_limits_that_cannot_be_tightened_end_the_search_with_the_last_answer() -> None:
    """Half of the loss on top would be needed, which nothing can give: what still fails is said."""
    run = solved(steady_max_hz=0.02, deviation_max_hz=0.8, tighten_rounds=3)
    search = run.tables["secure_iteration"].columns
    assert run.solution.status == "optimal"
    assert search["largest_margin_pu"][-1] <= 0.5 + 1e-9
    found = run.tables["frequency"].columns
    assert search["failed"][-1] == ((found["claimed"] == 1) & (found["secure"] == 0)).sum()


def test_arming_is_what_the_field_needs() -> None:
    run = solved()
    armed, fixed = run.tables["arming"], run.tables["arming_total"]
    assert armed.labels == fixed.labels
    battery = run.tables["storage"]
    assert armed.of("bat:lfp_fast", "setpoint_mw") == pytest.approx(
        battery.of("bat", "p_discharge_mw") - battery.of("bat", "p_charge_mw")
    )
    room = armed.of("bat:lfp_fast", "headroom_up_mw") + armed.of("bat:virtual_inertia", "headroom_up_mw")
    assert (armed.of("bat:lfp_fast", "setpoint_mw") + room <= 300 + 1e-6).all()
    at = fixed.labels.index("bat:lfp_fast")
    assert fixed.columns["delay_ms"][at] == 50
    assert fixed.columns["by_signal"][at] == 1


def test_the_worst_case_is_traced() -> None:
    run = solved()
    trace, found = run.tables["frequency_trace"].columns, run.tables["frequency"].columns
    assert np.abs(trace["deviation_hz"]).max() == pytest.approx(np.abs(found["nadir_hz"]).max(), abs=1e-5)


@pytest.mark.parametrize(
    ("more", "southern", "national"),
    [
        pytest.param({}, True, True, id="LFP"),
        pytest.param({"dead_time_s": 1.2}, False, False, id="begins too late"),
        pytest.param({"lag_s": 1.5}, False, False, id="too slow: within 1 % after 4.6 lags"),
        pytest.param({"dead_band_hz": 0.02}, False, True, id="dead band too narrow"),
        pytest.param({"droop_pu": 0.04}, False, True, id="droop too flat"),
    ],
)
def test_grid_codes(more: dict[str, float], southern: bool, national: bool) -> None:
    profile = resolved_profiles(island())["lfp_fast"].model_copy(update=more)
    assert southern_rule(profile) is southern
    assert StepTest.of(profile).gbt40595 is national


def test_the_step_test_is_what_the_device_does() -> None:
    """Closed form beside the stepped inverter on a sudden demand: 10, 90 and 99 % of its headroom."""
    test = StepTest.of(ResponseProfile(id="x", dead_time_s=0.2, ramp_s=0.0, lag_s=0.3))
    one = np.ones(1)
    inverter = Group("x", Inverter(0.2, 0.3), 10.0, 10.0, droop_mw_per_hz=1e9)
    instants, _, power = trace(Cases(50.0, 100 * one, 3000 * one, 0 * one, [inverter]), Steps(3.0), every_s=0.001)
    for at, expected in ((0.1, test.lag_s), (0.9, test.rise_s), (0.99, test.settle_s)):
        assert instants[np.argmax(power[0, :, 0] >= 10 * at)] == pytest.approx(expected, abs=0.004)


def test_directions_are_closed_at_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the answer with larger margins ran both ways: it is closed, simulated, and counts."""
    monkeypatch.setattr(refinement, "active_pairs", lambda program, x: np.zeros((2, 1), dtype=np.int64))
    run = solve_case(island(**OPTIMISTIC), SIX_HOURS, solver=Solver(name="simplex"))
    search = run.tables["secure_iteration"].columns
    assert search["failed"].tolist() == [3, 0, 0]
    assert run.objective_cny == pytest.approx(solved(**OPTIMISTIC).objective_cny)


def test_where_no_one_way_dispatch_is_left_the_last_one_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if closing directions left nothing: the first dispatch, its margins and its failures, audited as any other."""
    first = island(**OPTIMISTIC, tighten_rounds=0)
    before = solve_case(first, SIX_HOURS, solver=Solver(name="simplex"))

    def nothing(session: HighsSession) -> tuple[Solution, None]:
        return replace(session.solve(), status=Status.INFEASIBLE), None

    monkeypatch.setattr(refinement, "active_pairs", lambda program, x: np.zeros((2, 1), dtype=np.int64))
    monkeypatch.setattr(refinement, "solve_complementary", nothing)
    run = solve_case(island(**OPTIMISTIC), SIX_HOURS, solver=Solver(name="simplex"))
    assert run.objective_cny == pytest.approx(before.objective_cny)
    assert run.tables["frequency"].columns["secure"].sum() == before.tables["frequency"].columns["secure"].sum()
    assert not run.tables["contingency"].columns["margin_pu"].any()
