"""`summary.json`: the keys other programs rely on, and figures worked by hand."""

from __future__ import annotations

import json
import math
from types import SimpleNamespace
from typing import Any

import pytest

from dispatch.horizon import Horizon
from dispatch.results.study_area import Answer
from dispatch.results.summary import describe_system, step_text, summarize
from dispatch.solve.pipeline import Solved
from tests.everything import AXIS, everything
from tests.support import close, demand, hours, solve, system, table, unit

NUMBER, TEXT = (int, float), str
MAYBE = (int, float, type(None))
CONTRACT: dict[str, Any] = {
    "status": TEXT,
    "objective_cny": NUMBER,
    "bound_cny": NUMBER,
    "gap": NUMBER,
    "periods": int,
    "columns": int,
    "rows": int,
    "nonzeros": int,
    "seconds": dict.fromkeys(("series", "build", "solve", "audit", "write"), NUMBER),
    "peak_memory_mib": NUMBER,
    "installed_mw": dict,
    "energy_mwh": dict,
    "load_mwh": dict,
    "export_mwh": dict,
    "unserved_mwh": NUMBER,
    "curtailment": dict,
    "peak": dict.fromkeys(("net_load_before_mw", "net_load_after_mw", "spread_before_mw", "spread_after_mw"), NUMBER),
    "storage": {
        "power_mw": NUMBER,
        "energy_mwh": NUMBER,
        "target_mw": NUMBER,
        "target_price_cny_per_mw": NUMBER,
        "full_cycles": NUMBER,
    },
    "response": dict.fromkeys(
        ("required_mw", "delivered_200ms_mw", "price_cny_per_mw", "worst_nadir_hz", "worst_rocof_hz_s"), MAYBE
    ),
    "audit": {"passed": bool, "worst": dict},
    "case": TEXT,
    "scenario": TEXT,
    "from": TEXT,
    "to": TEXT,
    "step": TEXT,
    "hours": NUMBER,
}

AUDIT = SimpleNamespace(
    passed=True, checks=(SimpleNamespace(name="bus.power_balance", worst=1e-12, tolerance=1e-6, where=""),)
)


def check(shape: dict[str, Any], summary: dict[str, Any], exactly: bool) -> None:
    missing = set(shape) - set(summary)
    assert not missing
    assert not exactly or set(summary) == set(shape)
    for key, kind in shape.items():
        if isinstance(kind, dict):
            check(kind, summary[key], key != "response")
        else:
            assert isinstance(summary[key], kind), (key, summary[key])
            assert not isinstance(summary[key], float) or math.isfinite(summary[key]), key


@pytest.fixture(scope="module")
def rich() -> Solved:
    return solve(everything(), AXIS)


def test_contract(rich: Solved) -> None:
    summary = summarize(rich, AUDIT, {"build": 1.5, "peak_memory_mib": 321.0})
    check(CONTRACT, summary, False)
    assert summary["seconds"] == {"series": 0, "build": 1.5, "solve": 0, "audit": 0, "write": 0}
    assert summary["peak_memory_mib"] == 321
    assert summary["audit"] == {"passed": True, "worst": {"bus.power_balance": 1e-12}}
    assert summary["status"] == "optimal"
    assert set(next(iter(summary["curtailment"].values()))) == {"mwh", "rate"}


def test_json_without_nan(rich: Solved) -> None:
    summary = summarize(rich, AUDIT)
    assert json.loads(json.dumps(summary, allow_nan=False)) == summary


def test_not_audited_is_not_passed(rich: Solved) -> None:
    assert summarize(rich)["audit"] == {"passed": None, "worst": {}}


def test_cost_terms_add_up(rich: Solved) -> None:
    summary = summarize(rich)
    assert sum(summary["costs_cny"].values()) == close(summary["objective_cny"])
    assert summary["bound_cny"] == close(summary["objective_cny"], rel=1e-6)
    assert summary["columns"] == len(rich.solution.x)


def test_from_a_run_directory(rich: Solved) -> None:
    """Case, series and tables are enough for everything but the solver's own figures."""
    summary = describe_system(Answer(rich.case, rich.series, rich.tables))
    assert summary.items() <= {**summarize(rich), **summary}.items()
    assert "response" in summary


def system_by_hand() -> Solved:
    """Two segments of two hours, weights 1 and 3; sun 40 MW in the second hour, load 10 MW, 20 MW outside.

    The battery (η 0.8 and 0.5) starts empty, takes 10 MWh at the grid in the sunny hour and cannot give it back
    before the segment ends. So: PV 20, curtailed 20 (export is limited to 0), coal 10 in the first hour.
    """
    case = system(
        table(sun=[0.0, 1.0, 0.0, 1.0]),
        bus=[{"id": "a", "area": "home"}, {"id": "b", "area": "away"}],
        home_area="home",
        renewable=[{"id": "pv", "technology": "pv", "bus": "a", "p_nom_mw": 40, "p_max_pu": "s/sun"}],
        storage=[
            {
                "id": "bat",
                "technology": "lfp",
                "bus": "a",
                "p_nom_mw": 10,
                "e_nom_mwh": 20,
                "eta_charge": 0.8,
                "eta_discharge": 0.5,
                "soc_initial_mwh": 0,
                "soc_terminal_min_mwh": 8,
            },
        ],
        thermal=[unit("g", 50, 300), unit("h", 50, 300, "b")],
        load=[demand(10), demand(20, "b", "far", kind="other")],
        corridor=[{"id": "out", "bus": "b", "p_nom_mw": 5, "schedule_mw": 5, "price_cny_per_mwh": 10, "p_min_pu": 1}],
    )
    parts = [Horizon.from_steps(f"2030-01-01 0{h}:00", [1.0, 1.0], weight=w) for h, w in ((0, 1), (2, 3))]
    return solve(case, Horizon.chain(parts))


def test_by_hand() -> None:
    summary = summarize(system_by_hand())
    assert summary["hours"] == 8
    assert summary["installed_mw"] == {"pv": 40, "coal": 50}
    assert summary["energy_mwh"] == close({"pv": 80, "coal": 40})
    assert summary["load_mwh"] == close({"city": 80})
    assert summary["curtailment"] == {"pv": close({"mwh": 80, "rate": 0.5})}
    assert summary["export_mwh"] == close({"out": 40})
    assert summary["net_export_mwh"] == close(0)
    assert summary["unserved_mwh"] == close(0)
    assert summary["peak"] == close(
        {"net_load_before_mw": 10, "net_load_after_mw": 10, "spread_before_mw": 40, "spread_after_mw": 30}
    )
    assert summary["storage"]["power_mw"] == 10
    assert summary["storage"]["full_cycles"] == close(0)
    assert summary["price_cny_per_mwh"] == close({"a": 150, "b": 300})
    assert (summary["from"], summary["to"]) == ("2030-01-01T00:00+08:00", "2030-01-01T04:00+08:00")
    assert summary["step"] == "1h"


def test_a_full_cycle_empties_the_store_once() -> None:
    """Taking 20 MWh out of a store of 20 MWh is one cycle, though only 10 MWh reach the grid."""
    case = system(
        storage=[
            {
                "id": "bat",
                "technology": "lfp",
                "bus": "a",
                "p_nom_mw": 10,
                "e_nom_mwh": 20,
                "eta_discharge": 0.5,
                "soc_initial_mwh": 20,
            }
        ],
        load=[demand(10)],
    )
    assert summarize(solve(case, hours(1.0)))["storage"]["full_cycles"] == close(1.0)


def test_the_bound_is_what_was_proven(rich: Solved) -> None:
    cautious = Solved(**{**rich.__dict__, "bound_cny": rich.objective_cny - 1000.0})
    summary = summarize(cautious)
    assert summary["bound_cny"] == rich.objective_cny - 1000.0
    assert summary["gap"] == close(1000 / (1 + abs(rich.objective_cny)))


@pytest.mark.parametrize(
    ("dt_h", "text"),
    [((0.25, 0.25), "15min"), ((1.0,), "1h"), ((4.0,), "4h"), ((1 / 12,), "5min"), ((1.0, 2.0), "mixed")],
)
def test_step(dt_h: tuple[float, ...], text: str) -> None:
    assert step_text(hours(*dt_h)) == text
