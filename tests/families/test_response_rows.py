"""The response: absent where nobody asks, the same matrix by two routes, the same optimum with needless rows."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dispatch.case.schema import Case
from dispatch.errors import InfeasibleError
from dispatch.families.response import resolve
from dispatch.families.response.entity import ResponseProfile
from dispatch.families.response.resolve import delivered_pu, energy_s, resolved_profiles
from dispatch.families.response.rows import frequency, screening
from dispatch.program.build import build_model
from dispatch.program.compile import compile_program
from dispatch.program.explain import Missed
from dispatch.program.headroom import Headroom
from dispatch.series.assemble import assemble_series
from tests.everything import AXIS, everything
from tests.hand.test_response import holds, loss, secured, store
from tests.support import close, demand, hours, solve, table, unit

SECTIONS = ("response", "response_profile", "responder", "contingency")


def without_response(case: Case, **settings: Any) -> Case:
    """The case as if it said nothing of a response, but for what `settings` says."""
    kept = {name: value for name, value in dict(case).items() if name not in SECTIONS}
    return Case.model_validate({**kept, "response": settings})


def test_off_is_the_old_matrix() -> None:
    """With nobody asking, whatever the case says of responders and contingencies changes no number."""
    case = everything()
    off = case.model_copy(update={"response": case.response.model_copy(update={"millisecond_share": 0.0,
                                                                               "security": False})})  # fmt: skip
    made, plain = (compile_program(build_model(x, assemble_series(x, AXIS))) for x in (off, without_response(case)))
    assert made.rows.keys() == plain.rows.keys()
    assert (made.matrix.toarray() == plain.matrix.toarray()).all()
    for name in ("c", "row_lower", "row_upper", "column_lower", "column_upper"):
        assert (getattr(made, name) == getattr(plain, name)).all()


def ample(**settings: Any) -> Case:
    """Two stores, gas that turns, two losses as data of one direction and one of the other, over a day."""
    size = [20 + 7 * (h % 5) for h in range(24)]
    return secured(
        {"security": True, "millisecond_share": 0.3, "external_kinetic_mw_s": 1500, "external_primary_mw": 12,
         "deviation_max_hz": 0.4, "rocof_max_hz_s": 0.5, "external_load_mw": 500, **settings},
        table(size=size, small=[0.8 * x for x in size], need=[30 + h for h in range(24)]),
        storage=[store("a", 30, p_charge_nom_mw=30), store("b", 20, p_charge_nom_mw=10)],
        responder=[holds("storage/a", "quick", cost=3), holds("storage/b", "lazy", "slow", cost=1),
                   holds("thermal/gas", "slow", cost=2, share_max_pu=0.3, inertia_h_s=4, load_min_pu=0.3)],
        contingency=[loss("s/size"), loss("s/small", "lesser"), loss(15, "rise", "surplus")],
        thermal=[unit("gas", 120, 300)], load=[demand(1, p_pu="s/need")],
    )  # fmt: skip


@pytest.mark.parametrize(("settings", "left"), [
    ({}, 0.85), ({"hard": True, "external_primary_mw": 30, "external_kinetic_mw_s": 2000}, 0.75),
])  # fmt: skip
def test_needless_rows_do_not_change_the_optimum(
    monkeypatch: pytest.MonkeyPatch, settings: dict[str, Any], left: float
) -> None:
    """All contingencies at all instants in all hours, against those that screening leaves: fewer rows, one optimum. A
    smaller loss follows from a larger one where nothing may be missing, and only there.
    """
    few = solve(ample(**settings), hours(*[1.0] * 24))
    monkeypatch.setattr(frequency, "needed_instants", lambda instants, *_: sorted(instants))
    monkeypatch.setattr(frequency, "undominated", lambda plan, chosen: list(chosen))
    everywhere = np.ones(24, dtype=bool)
    monkeypatch.setattr(frequency, "binding", lambda *_: everywhere)
    monkeypatch.setattr(frequency, "binding_steady", lambda *_: everywhere)
    many = solve(ample(**settings), hours(*[1.0] * 24))
    assert few.objective_cny == close(many.objective_cny)
    assert few.program.shape[0] < left * many.program.shape[0]
    free = few.program.rows["instant.deviation"].of(few.program.row_upper)
    assert np.isinf(free).any()
    assert np.isfinite(free).any()


def test_instants_that_follow_from_others_are_left_out() -> None:
    """RoCoF of 0.5 Hz/s implies 0.5 Hz up to 1 s; before 2 s nothing ramps, nor after 10 s: 1.5, 3 … and both ends."""
    slow = ResponseProfile(id="slow", tier="T2", dead_time_s=2, ramp_s=8)
    found = screening.needed_instants([0.5, 1, 1.5, 2, 3, 5, 10, 15, 30], [slow], 0.5, 0.5)
    assert found == [2, 3, 5, 10, 30]


def test_a_slower_resource_never_raises_what_is_there_in_milliseconds() -> None:
    """Later or slower profiles deliver no more at any instant, and the KPI of a system that has them is no better."""
    for after in (0.1, 0.2, 0.5, 3.0):
        for dead, ramp in ((0.05, 0.1), (0.1, 0.2), (2.0, 14.0)):
            base = ResponseProfile(id="x", tier="T1", dead_time_s=dead, ramp_s=ramp)
            for more in ({"dead_time_s": dead + 0.05}, {"ramp_s": ramp + 0.1}):
                slower = base.model_copy(update=more)
                assert delivered_pu(slower, after) <= delivered_pu(base, after)
                assert energy_s(slower, after) <= energy_s(base, after) + 1e-12
    asking: dict[str, Any] = {"storage": [store("a", 30), store("b", 20)], "contingency": [loss(200)],
                              "load": [demand(1)], "thermal": [unit("gas", 10, 0)]}  # fmt: skip
    alone = [holds("storage/a", "quick")]
    delivered = []
    for responders in (alone, [*alone, holds("storage/b", "hydro_governor")], [*alone, holds("storage/b", "lazy")]):
        solved = solve(secured({"millisecond_share": 1.0}, responder=responders, **asking), hours(1))
        delivered.append(solved.tables["contingency"].of("trip", "delivered_ms_mw")[0])
    assert np.array(delivered) == close([30, 30, 40])


def test_prices_are_what_one_more_megawatt_costs() -> None:
    """Finite differences in both directions, of the millisecond share and of inertia; weight and step divided out."""
    axis = hours(2, 1, weight=3)
    for way in ("deficit", "surplus"):

        def asked(more: float, direction: str = way) -> Any:
            return solve(secured(
                {"millisecond_share": 0.5}, storage=[store(id, 40, p_charge_nom_mw=40) for id in "ab"],
                responder=[holds("storage/a", "quick", cost=10), holds("storage/b", "lazy", cost=4)],
                contingency=[loss(100 + more, direction=direction)], load=[demand(1)], thermal=[unit("gas", 1, 0)],
            ), axis)  # fmt: skip

        price = asked(0).tables["contingency"].of("trip", "price_ms_cny_per_mw_h")
        for sign in (1, -1):
            slope = (asked(sign).objective_cny - asked(0).objective_cny) / sign
            assert slope == close(0.5 * float(price @ axis.cost_h))
        assert price == close([10, 10])
    day = hours(*[2.0] * 12, weight=3)
    plain = solve(ample(), day)
    inertia = plain.tables["security"].columns["price_inertia_cny_per_mw_s_h"].sum(axis=0)
    assert inertia.max() > 0
    saved = [
        sign * (plain.objective_cny - solve(ample(external_kinetic_mw_s=1500 + sign * 1e-2), day).objective_cny) / 1e-2
        for sign in (1, -1)
    ]
    assert saved[0] <= float(inertia @ day.cost_h) + 1e-3
    assert saved[1] >= float(inertia @ day.cost_h) - 1e-3


def test_the_catalogue_is_whole() -> None:
    """Every profile has what its controller needs, and rises within the times that it is known for."""
    for name, profile in resolved_profiles(everything()).items():
        assert profile.tier, name
        assert profile.direction, name
        assert profile.backing_h is not None
        assert profile.dead_time_s is not None
        assert profile.ramp_s is not None
        assert delivered_pu(profile, 1e4) == (0.0 if profile.tier == "T0" else 1.0)


def test_what_was_asked_for_is_named_and_by_how_much() -> None:
    """50 of 50 MW within the limit from 40 MW that end as they began: at most 10 + 0.95²·10 = 19.025 MW are missing,
    where 10 MW are charged in one hour and come back in the other. To end fuller would need less, but nobody asked.
    """
    bat = {"id": "bat", "technology": "lfp", "bus": "a", "p_nom_mw": 40, "e_nom_mwh": 200, "soc_initial_mwh": 100,
           "cyclic": True, "eta_charge": 0.95, "eta_discharge": 0.95}  # fmt: skip
    case = secured(
        {"millisecond_share": 1.0, "hard": True}, storage=[bat], responder=[holds("storage/bat", "lfp_fast")],
        contingency=[loss(50)], thermal=[unit("gas", 200, 100)], load=[demand(50)],
    )  # fmt: skip
    with pytest.raises(InfeasibleError) as raised:
        solve(case, hours(1, 1))
    (missed,) = raised.value.reasons
    assert isinstance(missed, Missed)
    assert (missed.family, missed.asset, missed.count) == ("contingency.millisecond", "trip", 1)
    assert 10 < missed.amount <= 19.025
    assert "millisecond share of contingency 'trip' cannot hold" in missed.text("en")
    assert "毫秒级响应占比 trip 无法满足" in missed.text("zh")


def test_the_rows_name_no_family() -> None:
    """Families offer output, headroom and backing (`dispatch.program.headroom`); the rows of the response only combine.

    A family that may respond or be lost and offers nothing fails here by name.
    """
    names = {*resolve.RESPONDING, *resolve.LOSABLE}
    for file in Path(frequency.__file__).parent.glob("*.py"):
        words = {x.value for x in ast.walk(ast.parse(file.read_text(encoding="utf-8"))) if isinstance(x, ast.Constant)}
        assert not words & names, file.name
    outputs = build_model(everything(), assemble_series(everything(), AXIS)).outputs
    assert set(resolve.LOSABLE) <= set(outputs)
    assert set(resolve.RESPONDING) <= {name for name, output in outputs.items() if isinstance(output, Headroom)}
