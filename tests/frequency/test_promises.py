"""What is simulated is what the model counts: governors, stores, the limit in time, and how promises end."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from dispatch.case.schema import Case
from dispatch.families.response.catalogue import CATALOGUE
from dispatch.families.response.resolve import delivered_pu, is_governed
from dispatch.frequency import Cases, Group, Inverter, Steps, Triggered, simulate
from dispatch.frequency.devices import device
from dispatch.frequency.from_run import events_of
from dispatch.frequency.groups import governor_of
from dispatch.frequency.past import Past
from dispatch.results.response_figures import promises_of, response_figures
from dispatch.solve.pipeline import solve_case
from tests.frequency.islands import SIX_HOURS, island
from tests.hand.test_response import holds, loss, store
from tests.support import demand, hours, system, unit


def stepped(name: str, until_s: float, step_s: float = 0.01) -> tuple[np.ndarray, np.ndarray]:
    """(instants, share of its headroom) that a governor of the catalogue gives on a demand of all of it."""
    profile = CATALOGUE[name]
    one = device(Group(name, governor_of(profile), 1.0, 1.0, rated_mw=1e6).over(1), 50.0)
    one.begin(step_s)
    past, given = Past(1, 0.0, step_s), []
    for _ in range(round(until_s / step_s)):
        past.forward()[:] = -5.0
        one.advance(past)
        given.append(float(one.power[0]))
    return step_s * np.arange(1, len(given) + 1), np.array(given)


@pytest.mark.parametrize("name", [name for name, profile in CATALOGUE.items() if is_governed(profile)])
def test_profiles_of_governors_are_below_what_their_governors_do(name: str) -> None:
    """At every instant after the lag and up to 30 s, where the grid of instants ends."""
    instants, given = stepped(name, 30.0)
    counted = np.array([delivered_pu(CATALOGUE[name], float(at)) for at in instants])
    assert (counted <= given + 1e-9)[instants > (CATALOGUE[name].dead_time_s or 0.0)].all()
    assert counted[-1] > 0.95 * given[-1], "and not far below at the end"


def governed(**settings: Any) -> Case:
    """Hydro alone answers in a system of 40 GW·s: what `hydro_governor` counts is what there is."""
    return system(
        load=[demand(1000)],
        reservoir=[{"id": "r", "volume_max_hm3": 1000, "volume_initial_hm3": 500}],
        powerhouse=[{"id": "h", "reservoir": "r", "bus": "a", "p_nom_mw": 1500, "turbine_max_m3s": 1500,
                     "productivity_mw_per_m3s": 1.0}],
        responder=[{"id": "h", "asset": "powerhouse/h"}],
        contingency=[{"id": "trip", "direction": "deficit", "size_mw": 80}],
        response={"security": True, "derive_contingencies": False, "external_kinetic_mw_s": 40_000, **settings},
    )  # fmt: skip


def test_a_run_that_is_not_simulated_promises_no_more_than_governors_give() -> None:
    """Of 1,500 MW on line droop gives 7.5 % at 0.2 Hz, 112.5 MW, and 42 % of them are there after 30 s: 80 MW of loss
    less 4 MW of damping are not covered, and the dispatch says so rather than −1.6 Hz afterwards.
    """
    run = solve_case(governed(), hours(1))
    assert run.tables["response"].of("h:hydro_governor", "reserve_up_mw")[0] == pytest.approx(112.5)
    short = 80 - 112.5 * 28 / 66 - 1000 * 0.2 / 50
    assert run.tables["contingency"].of("trip", "shortfall_mw")[0] == pytest.approx(short, rel=1e-6)


def test_what_hydro_promises_it_keeps() -> None:
    """Profiles are those of a constant demand, which droop only grows to: what is left of that is mended in a round."""
    for size in (20, 30, 40):
        case = governed(hard=True, simulate=True, tighten_rounds=1)
        smaller = case.contingency[0].model_copy(update={"size_mw": float(size)})
        run = solve_case(case.model_copy(update={"contingency": (smaller,)}), hours(1))
        assert run.tables["frequency"].columns["secure"].all(), size


def test_governors_of_stores_act_on_their_rating() -> None:
    """A pumped store of 100 MW: droop of 0.04 on 100 MW is 50 MW/Hz, in the simulation and in the arming table."""
    case = system(
        load=[demand(10)], thermal=[unit("gas", 100, 10)],
        storage=[{**store("pump", 100, p_charge_nom_mw=100), "technology": "pumped"}],
        responder=[holds("storage/pump", "pumped_primary")], contingency=[loss(3)],
        response={"security": True, "simulate": True, "derive_responders": False, "external_kinetic_mw_s": 5000},
    )  # fmt: skip
    run = solve_case(case, hours(1))
    events = events_of(run.case, run.series, run.tables)
    assert events is not None
    group = next(g for g in events.cases.groups if g.name == "pumped_primary")
    assert np.asarray(group.rated_mw).ravel() == pytest.approx([100.0])
    assert run.tables["arming"].of("pump:pumped_primary", "droop_mw_per_hz") == pytest.approx([50.0])
    assert simulate(events.cases).energy_mwh[0, 0] > 0


@pytest.mark.parametrize("limit_s", [0.0995, 0.1, 0.1005, 0.1503, 0.2])
def test_the_limit_is_read_where_it_lies(limit_s: float) -> None:
    """A ramp from 0.05 s over 0.1 s, and an inverter on its way, between steps of 10 ms as well."""
    one = np.ones(1)
    groups = [Group("r", Triggered(0.05, 0.1), 100.0, 0.0), Group("i", Inverter(0.0, 0.05), 100.0, 100.0,
                                                                  droop_mw_per_hz=40.0)]  # fmt: skip
    cases = Cases(50.0, 200 * one, 3000 * one, 0 * one, groups, limit_s)
    coarse, fine = (simulate(cases, Steps.even(1.0, step)).delivered_mw for step in (0.01, 0.0001))
    assert coarse[0, 0] == pytest.approx(100 * min(max((limit_s - 0.05) / 0.1, 0), 1), abs=1e-9)
    assert coarse[1, 0] == pytest.approx(fine[1, 0], abs=0.02)
    with pytest.raises(ValueError, match="beyond the span"):
        simulate(cases, Steps.even(limit_s / 2, 0.001))


def test_a_span_beyond_the_backing_fails_nobody() -> None:
    """LFP backs 60 s; simulated for 300 s it is not held to have used energy that slower services would bring."""
    run = solve_case(island(simulation_s=300.0, tighten_rounds=0), SIX_HOURS)
    assert run.tables["frequency"].columns["passes_energy"].all()


def test_set_points_of_what_takes_are_negative() -> None:
    case = system(
        load=[demand(50, id="city"), demand(100, id="works")], thermal=[unit("gas", 300, 10)],
        potline=[{"id": "al", "load": "works", "depth_up_pu": 0, "depth_down_pu": 0}],
        corridor=[{"id": "k", "bus": "a", "p_nom_mw": 40, "schedule_mw": 20, "deviation_cost_cny_per_mwh": 9000}],
        responder=[holds("potline/al", "potline_shed"), holds("load/city", "load_shed"),
                   holds("corridor/k", "hvdc_modulation")],
        contingency=[loss(60)],
        response={"millisecond_share": 0.9, "simulate": True, "derive_responders": False,
                  "external_kinetic_mw_s": 5000},
    )  # fmt: skip
    armed = solve_case(case, hours(1)).tables["arming"]
    points = {id: float(armed.of(id, "setpoint_mw")[0]) for id in armed.labels}
    assert points == {
        "al:potline_shed": pytest.approx(-100), "city:load_shed": pytest.approx(-50),
        "k:hvdc_modulation": pytest.approx(-20),
    }  # fmt: skip


def test_no_promise_is_mended_by_withdrawing_it() -> None:
    """30 MW less 4 of damping need 26·66/28 = 61.3 MW of governors. The simulation wants more than that; where 61.5 can
    be held, a larger margin would only be paid for: it is taken back, the promise stands and is said to fail. Where
    more can be held, it is mended. Nothing is withdrawn.
    """
    for share, ends in ((0.041, "failing"), (0.3, "mended")):
        case = governed(simulate=True)
        settings = {"contingency": (case.contingency[0].model_copy(update={"size_mw": 30.0}),),
                "responder": (case.responder[0].model_copy(update={"share_max_pu": share}),)}  # fmt: skip
        run = solve_case(case.model_copy(update=settings), hours(1))
        search, found = run.tables["secure_iteration"].columns, run.tables["frequency"].columns
        assert search["failed"][0] == 1
        stand = promises_of(run.tables["secure_iteration"])
        assert {name for name in ("failing", "mended", "withdrawn") if stand[name]} == {ends}
        assert stand["claimed"] == 1
        assert found["claimed"].all()
        assert found["secure"].all() == (ends == "mended")
        assert run.tables["contingency"].of("trip", "shortfall_mw")[0] == pytest.approx(0, abs=1e-6)
        assert (run.tables["contingency"].of("trip", "margin_pu")[0] > 0) == (ends == "mended")
        assert response_figures(run.tables, run.horizon.cost_h)["simulated"] == stand
        assert run.certificate.passed


def test_a_round_without_an_answer_is_recorded() -> None:
    run = solve_case(island(steady_max_hz=0.02, deviation_max_hz=0.8, tighten_rounds=3), SIX_HOURS)
    stand = promises_of(run.tables["secure_iteration"])
    search = run.tables["secure_iteration"].columns
    assert stand["solves"] == len(search["answered"])
    assert stand["without_answer"] == (search["answered"] == 0).sum()
