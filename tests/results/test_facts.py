"""Facts: every quantity by hand on a system of two areas, selectors, units, tolerances and what is left out."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from dispatch.case.schema import Case
from dispatch.errors import CaseError
from dispatch.horizon import Horizon
from dispatch.results.facts import evaluate_facts
from dispatch.results.quantities import QUANTITIES
from dispatch.results.tables import Table, Tables
from dispatch.series.assemble import Series

HOURS = 8760
TURBINES = {"reservoir": "lake", "turbine_max_m3s": 300, "productivity_mw_per_m3s": 1}
FAMILIES = {
    "bus": [
        {"id": "town", "area": "home", "county": "north"},
        {"id": "dam", "area": "home", "county": "south"},
        {"id": "far", "area": "away"},
    ],
    "renewable": [
        {"id": "pv1", "technology": "pv", "bus": "town", "p_nom_mw": 100},
        {"id": "wind1", "technology": "wind", "bus": "dam", "p_nom_mw": 50},
        {"id": "pv2", "technology": "pv", "bus": "far", "p_nom_mw": 70},
        {"id": "pv3", "technology": "pv", "bus": "dam", "p_nom_mw": 0},
    ],
    "reservoir": [{"id": "lake", "volume_max_hm3": 10}],
    "powerhouse": [
        {"id": "right", "bus": "dam", "p_nom_mw": 300, **TURBINES},
        {"id": "left", "bus": "far", "p_nom_mw": 300, **TURBINES},
    ],
    "thermal": [{"id": "coal1", "technology": "coal", "bus": "town", "p_nom_mw": 200}],
    "storage": [{"id": "bat", "technology": "lfp", "bus": "town", "p_nom_mw": 30, "e_nom_mwh": 60}],
    "load": [
        {"id": "city", "kind": "residential", "bus": "town", "p_nom_mw": 120, "p_pu": {"monthly": [1, *[0.5] * 11]}},
        {"id": "abroad", "kind": "residential", "bus": "far", "p_nom_mw": 999},
    ],
    "line": [
        {"id": "inner", "bus0": "dam", "bus1": "town", "p_nom_mw": 300, "loss_pu": 0.01},
        {"id": "border", "bus0": "dam", "bus1": "far", "p_nom_mw": 300, "loss_pu": 0.02},
    ],
    "corridor": [
        {"id": "east", "bus": "far", "p_nom_mw": 500, "p_max_pu": 0.9},
        {"id": "ac", "bus": "town", "p_nom_mw": 50},
    ],
}  # fmt: skip
CONSTANT = {
    "renewable": {"p_mw": {"pv1": 10, "wind1": 20, "pv2": 30, "pv3": 0}},
    "powerhouse": {"p_mw": {"right": 150, "left": 140}},
    "thermal": {"p_mw": {"coal1": 40}},
    "load": {"served_mw": {"city": 59, "abroad": 900}, "unserved_mw": {"city": 1, "abroad": 99}},
    "line": {"p0_mw": {"inner": 30, "border": 100}, "loss_mw": {"inner": 0.3, "border": 2}},
    "corridor": {"export_mw": {"east": 98, "ac": -4}},
}


def case_with(*facts: dict) -> Case:
    facts = tuple({"id": f"f{i}", "unit": "MWh", "expected": 1.0, **fact} for i, fact in enumerate(facts))
    return Case.model_validate({"name": "two areas", "home_area": "home", **FAMILIES, "facts": facts})


def frames_of(horizon: Horizon) -> Tables:
    n = horizon.periods
    tables = {}
    for family, columns in CONSTANT.items():
        labels = tuple(next(iter(columns.values())))
        content = {c: np.repeat([[float(by[label])] for label in labels], n, axis=1) for c, by in columns.items()}
        tables[family] = Table(family, labels, horizon.local_time(), None, content)
    return Tables(tables)


def values(case: Case, step_h: float = 1.0, hours: int = HOURS, solved: bool = True) -> pd.DataFrame:
    horizon = Horizon.regular("2025-01-01", int(hours / step_h), step_h)
    return evaluate_facts(case, Series(case, horizon), frames_of(horizon) if solved else None)


@pytest.mark.parametrize(
    ("quantity", "of", "unit", "expected"),
    [
        ("installed_mw", [], "MW", 100 + 50 + 300 + 200),
        ("installed_mw", ["technology=pv|wind"], "MW", 150),
        ("installed_mw", ["technology=pv", "area=*"], "MW", 170),
        ("installed_mw", ["area=away"], "MW", 370),
        ("installed_mw", ["county=south", "!family=powerhouse"], "MW", 50),
        ("installed_mw", ["!technology=coal", "id=*1"], "GW", 0.15),
        ("clean_installed_mw", ["county=south"], "MW", 350),
        ("storage_mw", [], "MW", 30),
        ("storage_mwh", [], "GWh", 0.06),
        ("plants", ["technology=pv"], "count", 1),
        ("generation_mwh", [], "MWh", (10 + 20 + 150 + 40) * HOURS),
        ("generation_mwh", ["id=right|left", "area=*"], "TWh", 290 * HOURS / 1e6),
        ("local_use_mwh", [], "MWh", 59.3 * HOURS),
        ("local_use_mwh", ["!id=inner"], "MWh", 59 * HOURS),
        ("load_served_mwh", ["kind=residential"], "MWh", 59 * HOURS),
        ("served_share", [], "%", 100 * 59 / 60),
        ("net_export_mwh", ["id=east|ac"], "MWh", 94 * HOURS),
        ("line_energy_mwh", ["id=border"], "MWh", 100 * HOURS),
        ("line_loss_mwh", [], "MWh", 2.3 * HOURS),
        ("link_energy_mwh", [], "MWh", 0),
        ("corridor_availability", ["id=east"], "%", 90),
        ("peak_load_mw", [], "MW", 120.3),
        ("min_load_mw", [], "MW", 60.3),
    ],
)
def test_quantity_by_hand(quantity, of, unit, expected):
    found = values(case_with({"quantity": quantity, "of": of, "unit": unit, "expected": expected}))
    assert found["value"].item() == pytest.approx(expected, rel=1e-12)
    assert found["within"].item()


def test_every_quantity_is_worked_by_hand():
    tested = {p.args[1][i][0] for p in test_quantity_by_hand.pytestmark for i in range(len(p.args[1]))}
    assert tested == set(QUANTITIES)


def test_coarse_steps_do_not_blunt_the_peak():
    found = values(case_with({"quantity": "peak_load_mw", "unit": "MW"}), step_h=6.0)
    assert found["value"].item() == pytest.approx(120)


@pytest.mark.parametrize(
    ("expected", "tolerance", "comparison", "within"),
    [
        (650, 0.0, "equal", True),
        (651, 0.0, "equal", False),
        (651, 0.002, "equal", True),
        (649, 0.0, "at_least", True),
        (660, 0.01, "at_least", False),
        (655, 0.01, "at_least", True),
    ],
)
def test_tolerance(expected, tolerance, comparison, within):
    fact = {"quantity": "installed_mw", "unit": "MW", "expected": expected}
    found = values(case_with(fact | {"tolerance_pu": tolerance, "comparison": comparison}), solved=False)
    assert found["within"].item() is within
    assert found["difference_pu"].item() == pytest.approx(650 / expected - 1)


def test_zero_expected_makes_difference_and_tolerance_absolute():
    fact = {"quantity": "net_export_mwh", "of": ["id=ac"], "unit": "TWh", "expected": 0}
    near, far = case_with(fact | {"tolerance_pu": 0.04}), case_with(fact | {"tolerance_pu": 0.03})
    assert values(near)["difference_pu"].item() == pytest.approx(-4 * HOURS / 1e6)
    assert values(near)["within"].item()
    assert not values(far)["within"].item()


def test_what_cannot_be_judged_is_left_out():
    case = case_with(
        {"quantity": "installed_mw", "unit": "MW"},
        {"quantity": "peak_load_mw", "unit": "MW"},
        {"quantity": "generation_mwh"},
    )
    assert list(values(case)["id"]) == ["f0", "f1", "f2"]
    assert list(values(case, solved=False)["id"]) == ["f0", "f1"]
    assert list(values(case, hours=168)["id"]) == ["f0"]
    assert list(values(case_with())["id"]) == []


@pytest.mark.parametrize(
    "fact",
    [
        {"quantity": "happiness"},
        {"quantity": "installed_mw", "unit": "MWh"},
        {"quantity": "installed_mw", "unit": "MW", "of": ["colour=red"]},
    ],
)
def test_what_does_not_exist_is_a_fault(fact):
    with pytest.raises(CaseError):
        values(case_with(fact))


def test_loads_that_bend_count_what_they_draw() -> None:
    """Of 100 MW a plant leaves 40 all year, and 1 goes unserved: 59 are used, 99 where it is not flexible."""
    facts = [{"quantity": q, "of": ["kind=mill"], "id": q, "unit": "MWh", "expected": 1.0}
             for q in ("load_served_mwh", "local_use_mwh")]  # fmt: skip
    bus = [{"id": "town", "area": "home"}]
    load = [{"id": "mill", "kind": "mill", "bus": "town", "p_nom_mw": 100}]
    plant = {"id": "mill", "load": "mill", "share_pu": 0.5}
    content = {"name": "x", "home_area": "home", "bus": bus, "load": load, "facts": facts}
    horizon = Horizon.regular("2025-01-01", HOURS, 1.0)
    flat = np.ones((1, HOURS))
    tables = Tables({
        "load": Table("load", ("mill",), horizon.local_time(), None, {"served_mw": 99 * flat, "unserved_mw": flat}),
        "shiftable": Table("shiftable", ("mill",), horizon.local_time(), None,
                           {"baseline_mw": 100 * flat, "p_mw": 60 * flat}),
    })  # fmt: skip
    for enabled, drawn in ((True, 59), (False, 99)):
        case = Case.model_validate({**content, "shiftable": [{**plant, "enabled": enabled}]})
        found = evaluate_facts(case, Series(case, horizon), tables).set_index("id")["value"]
        assert found.to_dict() == {"load_served_mwh": drawn * HOURS, "local_use_mwh": drawn * HOURS}
