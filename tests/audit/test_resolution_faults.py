"""Faults of the model's resolution: each is in the model and in everything after it, and the audit finds it.

The fault is put into every module that uses the function, as a fault in the function itself would be. Before the audit
derived these things itself, a dropped contingency was missing from the rows and from the checks alike.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from dispatch.audit import audit_run
from dispatch.case.schema import Case
from dispatch.families.response import resolve
from dispatch.families.virtual_plant import members
from dispatch.program.certificate import Certificate
from dispatch.solve.pipeline import solve_case
from tests.audit.test_expected import yard
from tests.frequency.islands import SIX_HOURS, island
from tests.support import demand, hours, market, system

Fault = Callable[[Any], Any]


def put(patch: pytest.MonkeyPatch, function: Any, faulty: Any) -> None:
    """Replace a function in every module of the product that has it."""
    found = [module for name, module in sys.modules.items() if name.split(".")[0] == "dispatch"]
    for module in found:
        if vars(module).get(function.__name__) is function:
            patch.setattr(module, function.__name__, faulty)


def failures(case: Case, horizon: Any = SIX_HOURS) -> set[tuple[str, str]]:
    """(check, where) of everything that the audit finds wrong with a run of a case."""
    run = solve_case(case, horizon)
    assert isinstance(run.certificate, Certificate)
    audit = audit_run(run.case, run.series, run.tables, run.costs_cny, run.objective_cny, run.certificate)
    return {(check.name, check.asset) for check in audit.failed}


def sound() -> Case:
    """An island without simulation; its coal unit would hold more than its share of 1 %, were it allowed to."""
    return island(bat_cost=20.0, coal_cost=0.1, coal_share=0.01, simulate=False, hard=False)


def dropping(keep: Callable[[Any], bool], function: Any) -> Any:
    """The function without some of what it finds."""
    return lambda case: tuple(x for x in function(case) if keep(x))


def changing(change: Fault, function: Any) -> Any:
    """The function with everything that it finds changed."""
    return lambda case: tuple(change(x) for x in function(case))


def test_a_sound_run_passes() -> None:
    assert not failures(sound())
    assert not failures(aggregator())


CONTINGENCIES, RESPONDERS = resolve.resolved_contingencies, resolve.resolved_responders
FAULTS = {
    "a contingency dropped": (CONTINGENCIES, dropping(lambda c: c.id != "loadloss", CONTINGENCIES), "tables.labels"),
    "a responder dropped": (RESPONDERS, dropping(lambda r: r.id != "coal", RESPONDERS), "tables.labels"),
    "a contingency turned round": (
        CONTINGENCIES, changing(lambda c: replace(c, way="up"), CONTINGENCIES), "contingency."),
    "a machine without inertia": (
        RESPONDERS, changing(lambda r: replace(r, inertia_h_s=0.0), RESPONDERS), "responder."),
    "twice the inertia": (
        RESPONDERS, changing(lambda r: replace(r, inertia_h_s=2 * r.inertia_h_s), RESPONDERS), "responder.kinetic"),
    "a share of all": (RESPONDERS, changing(lambda r: replace(r, share_max_pu=1.0), RESPONDERS), "response.limit"),
    "a cheaper responder": (
        RESPONDERS, changing(lambda r: replace(r, cost_cny_per_mw_h=0.5), RESPONDERS), "response.cost"),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_the_audit_finds_it(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    function, faulty, check = FAULTS[name]
    put(monkeypatch, function, faulty)
    found = failures(sound())
    assert any(failed.startswith(check) or check in failed for failed, _ in found), found


def test_the_simulation_refuses_a_run_that_lacks_a_contingency(monkeypatch: pytest.MonkeyPatch) -> None:
    put(monkeypatch, CONTINGENCIES, dropping(lambda c: c.id != "loadloss", CONTINGENCIES))
    with pytest.raises(ValueError, match="loadloss"):
        solve_case(island(), SIX_HOURS)


def test_a_derived_contingency_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pole of a corridor that imports is forgotten where the case names no contingency."""
    case = yard({"hard": False, "external_kinetic_mw_s": 1e5})
    assert not failures(case, hours(1))
    put(monkeypatch, CONTINGENCIES, dropping(lambda c: c.id != "west_pole_import", CONTINGENCIES))
    assert ("tables.labels", "contingency: west_pole_import") in failures(case, hours(1))


def test_a_smaller_share_of_the_asset(monkeypatch: pytest.MonkeyPatch) -> None:
    case = yard({"external_kinetic_mw_s": 1e5})
    put(monkeypatch, CONTINGENCIES, changing(lambda c: replace(c, share_pu=0.5 * c.share_pu), CONTINGENCIES))
    assert any(check == "contingency.size" for check, _ in failures(case, hours(1)))


def aggregator() -> Case:
    """Two loads that promise 20 and 5 MW at 300, where power costs 400."""
    return system(
        load=[demand(100, "a", "one"), demand(50, "a", "two")], corridor=[market(400, "a", buys=True)],
        virtual_plant=[{"id": "vpp", "loads": ["one", "two"], "load_share_pu": [0.2, 0.1]}],
        offer=[{"id": "call", "virtual_plant": "vpp", "price_cny_per_mwh": 300, "duration_h": 2}],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("wrong", "check"),
    [(lambda m: [m[0]._replace(share_pu=0.1), *m[1:]], "virtual_plant.promised"),
     (lambda m: list(m[:1]), "virtual_plant.promised"),
     (lambda m: [m[0]._replace(share_pu=0.05), m[1]._replace(share_pu=0.4)], "bus.power_balance")],
    ids=["a smaller share", "a member dropped", "the same promise, shared otherwise"],
)  # fmt: skip
def test_members_gone_wrong(wrong: Fault, check: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The last keeps 25 MW promised in all: what each member draws, at a bus of its own, gives it away."""
    case = aggregator()
    if check == "bus.power_balance":
        case = Case.model_validate({
            **dict(case), "bus": [{"id": "a"}, {"id": "b"}], "corridor": [market(400, "a", buys=True),
            market(400, "b", buys=True, id="other")],
            "load": [demand(100, "a", "one"), demand(50, "b", "two")],
        })  # fmt: skip
        assert not failures(case, hours(1))
    function = members.members_of
    put(monkeypatch, function, lambda plant, case: tuple(wrong(function(plant, case))))
    found = failures(case, hours(1))
    assert any(failed.startswith(check) for failed, _ in found), found
