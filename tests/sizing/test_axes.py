"""Axes and points: what is written, what it means, and what is refused, in both languages."""

from __future__ import annotations

import itertools
import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.case import load_case
from dispatch.case.load import apply_overrides
from dispatch.case.schema import Case
from dispatch.case.time_axis import horizon_of
from dispatch.errors import CaseError
from dispatch.sizing import plan
from dispatch.sizing.apply import overrides_of
from dispatch.sizing.axes import Axis, parse_axes
from dispatch.sizing.plan import point_id
from dispatch.sizing.points import grid, read_points, sample
from dispatch.sizing.sources import digest_of
from dispatch.sweeps.names import is_storage_axis
from tests.sizing.conftest import QUICKSTART


def stores(*powers: float) -> Case:
    """The quickstart with a battery of each power, 2 h, charging at half of it."""
    case = load_case(QUICKSTART)
    battery = case.storage[0]
    made = [
        battery.model_copy(update={"id": f"lfp_{i}", "p_nom_mw": p, "e_nom_mwh": 2 * p, "p_charge_nom_mw": p / 2})
        for i, p in enumerate(powers)
    ]
    return case.model_copy(update={"storage": tuple(made)})


def at(case: Case, **point: object) -> Case:
    """The case at a point; `__` stands for what a keyword cannot hold."""
    return apply_overrides(case, overrides_of(case, point))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("storage.b.p_nom_mw=0:500:50", tuple(range(0, 501, 50))),
        ("a=0:1:0.1", (0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1)),
        ("a=0:10:4", (0, 4, 8)),
        ("a=3:1:-1", (3, 2, 1)),
        ("a=-1e2:100:1e2", (-100, 0, 100)),
        ("hydrology=dry,normal , wet", ("dry", "normal", "wet")),
        ("a=true,false", (True, False)),
        ("a=0.25", (0.25,)),
    ],
)
def test_values_of_an_axis(text: str, values: tuple[object, ...]) -> None:
    assert parse_axes([text])[0].values == values


def test_a_filter_may_hold_an_equals_sign() -> None:
    axis = parse_axes(["scale:renewable[technology=wind].p_nom_mw=0.5,1"])[0]
    assert (axis.name, axis.kind, axis.path) == (
        "scale:renewable[technology=wind].p_nom_mw", "scale", "renewable[technology=wind].p_nom_mw",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("texts", "code"),
    [
        (["a"], "axis_unreadable"),
        (["a="], "axis_unreadable"),
        (["=1,2"], "axis_unreadable"),
        (["a=1,,2"], "axis_unreadable"),
        (["a=1,.nan"], "axis_unreadable"),
        (["a=x:y:z"], "axis_unreadable"),
        (["a=0:10"], "axis_without_step"),
        (["a=0:10:0"], "axis_backwards"),
        (["a=0:10:-1"], "axis_backwards"),
        (["a=0:1e9:1e-3"], "axis_too_fine"),
        (["a=1,1"], "axis_value_twice"),
        (["a=1", "a=2"], "axis_twice"),
    ],
)
def test_what_cannot_be_an_axis(texts: list[str], code: str) -> None:
    with pytest.raises(CaseError) as refused:
        parse_axes(texts)
    assert [fault.code for fault in refused.value.faults] == [code]
    assert refused.value.text("zh") != refused.value.text("en")


@given(st.integers(-5, 5), st.integers(1, 20), st.sampled_from([0.1, 0.25, 1.0, 7.0]))
def test_spans_hold_both_ends(first: int, count: int, step: float) -> None:
    last = first + count * step
    values = parse_axes([f"a={first}:{last!r}:{step}"])[0].values
    assert values[0] == first
    assert values[-1] == pytest.approx(last)
    assert len(values) == count + 1


def test_a_grid_walks_to_and_fro() -> None:
    points = grid(parse_axes(["a=1,2,3", "b=x,y"]))
    assert [(p.values["a"], p.values["b"]) for p in points] == [
        (1, "x"), (1, "y"), (2, "y"), (2, "x"), (3, "x"), (3, "y"),
    ]  # fmt: skip
    steps = [sum(p.values[k] != q.values[k] for k in "ab") for p, q in itertools.pairwise(points)]
    assert set(steps) == {1}


def test_a_sample_meets_every_stratum_and_is_repeatable() -> None:
    axes = (*parse_axes(["a=0:100", "b=dry,normal,wet"], sampling=True),)
    points = sample(axes, 30, seed=7)
    assert sorted(math.floor(float(p.values["a"]) * 30 / 100) for p in points) == list(range(30))
    assert [p.values["b"] for p in points].count("dry") == 10
    assert points == sample(axes, 30, seed=7)
    assert points != sample(axes, 30, seed=8)


def test_power_carries_energy_and_charging_along() -> None:
    case = at(stores(100, 50), **{"storage.lfp_0.p_nom_mw": 30})
    assert [(s.p_nom_mw, s.e_nom_mwh, s.p_charge_nom_mw) for s in case.storage] == [(30, 60, 15), (50, 100, 25)]


def test_energy_that_is_given_stays() -> None:
    case = at(stores(100), **{"storage.lfp_0.p_nom_mw": 30, "storage.lfp_0.e_nom_mwh": 500})
    assert case.storage[0].e_nom_mwh == 500


def test_hours_follow_the_power_of_the_point() -> None:
    case = at(stores(100, 50), **{"storage.*.duration_h": 4, "storage.lfp_1.p_nom_mw": 10})
    assert [s.e_nom_mwh for s in case.storage] == [400, 40]


def test_a_total_is_shared_in_proportion() -> None:
    case = at(stores(100, 50), **{"total:storage.*.p_nom_mw": 300, "storage.*.duration_h": 1})
    assert [(s.p_nom_mw, s.e_nom_mwh) for s in case.storage] == [(200, 200), (100, 100)]
    nothing = at(stores(0, 0), **{"total:storage.lfp_*.p_nom_mw": 300})
    assert [s.p_nom_mw for s in nothing.storage] == [150, 150]


def test_scaling_reaches_numbers_series_and_settings() -> None:
    case = at(stores(100), **{
        "scale:renewable[technology=wind].p_nom_mw": 1.5, "scale:renewable.pv.p_max_pu": 0.5,
        "scale:sizing.capex_pu": 1.3, "scale:corridor.*.price_cny_per_mwh": 2,
    })  # fmt: skip
    pv, wind = case.renewable
    assert (wind.p_nom_mw, pv.p_nom_mw, pv.p_max_pu.scale) == (300, 700, 0.5)  # type: ignore[union-attr]
    assert (case.sizing.capex_pu, case.corridor[0].price_cny_per_mwh) == (1.3, 300)


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("storage.none.p_nom_mw", 1, "axis_unknown"),
        ("storage.*.p_nom", 1, "axis_unknown"),
        ("storage[technology=vrfb].p_nom_mw", 1, "axis_unknown"),
        ("storage[kind=lfp].p_nom_mw", 1, "axis_unknown"),
        ("scale:solver.speed", 1, "axis_unknown"),
        ("scale:renewable.*.bus", 2, "axis_not_scalable"),
        ("total:sizing.capex_pu", 2, "axis_not_scalable"),
        ("total:renewable.*.p_max_pu", 2, "axis_not_scalable"),
        ("total:storage.*.p_nom_mw", "much", "axis_not_a_number"),
        ("storage.*.duration_h", "long", "axis_not_a_number"),
    ],
)
def test_paths_that_pick_nothing_or_cannot_be_scaled(name: str, value: object, code: str) -> None:
    with pytest.raises(CaseError) as refused:
        overrides_of(stores(100), {name: value})  # type: ignore[dict-item]
    assert refused.value.faults[0].code == code


def test_points_of_a_file(tmp_path: Path) -> None:
    (tmp_path / "p.yaml").write_text("- {storage.b.p_nom_mw: 50, hydrology: dry, name: small}\n- {hydrology: wet}\n")
    (tmp_path / "p.csv").write_text("name,storage.b.p_nom_mw,hydrology\nsmall,50,dry\n,,wet\n")
    for name in ("p.yaml", "p.csv"):
        points = read_points(tmp_path / name)
        assert [dict(p.values) for p in points] == [
            {"storage.b.p_nom_mw": 50, "hydrology": "dry"}, {"hydrology": "wet"},
        ]  # fmt: skip
        assert [p.label for p in points] == ["small", "hydrology=wet"]


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("p.yaml", "a: 1\n", "points_not_a_list"),
        ("p.yaml", "- [1, 2]\n", "points_not_a_list"),
        ("p.yaml", "- {a: [1]}\n", "points_not_a_list"),
        ("p.yaml", "[]\n", "empty_points"),
        ("p.yaml", "- {a: 1\n", "yaml_syntax"),
        ("p.csv", "a,b\n1\n", "ragged_row"),
    ],
)
def test_files_that_hold_no_points(tmp_path: Path, name: str, text: str, code: str) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(CaseError) as refused:
        read_points(tmp_path / name)
    assert code in {fault.code for fault in refused.value.faults}


def test_an_axis_knows_whether_it_is_of_numbers() -> None:
    assert Axis("a", (1, 2.5)).numeric
    assert not Axis("a", (True, False)).numeric
    assert not Axis("hydrology", ("dry",)).numeric


def test_states_of_charge_follow_the_energy() -> None:
    """50 of 200 MWh at the start and 20 at the end are a quarter and a tenth, whatever the energy comes from."""
    case = stores(100, 100)
    given = {"soc_initial_mwh": 50.0, "soc_terminal_min_mwh": 20.0, "cyclic": False}
    case = case.model_copy(update={"storage": tuple(s.model_copy(update=given) for s in case.storage)})
    for point, energy in (
        ({"storage.*.p_nom_mw": 10}, 20), ({"storage.*.duration_h": 4}, 400), ({"storage.*.e_nom_mwh": 40}, 40),
        ({"total:storage.*.p_nom_mw": 20, "storage.*.duration_h": 1}, 10),
    ):  # fmt: skip
        for store in at(case, **point).storage:
            held = (store.e_nom_mwh, store.soc_initial_mwh, store.soc_terminal_min_mwh)
            assert held == pytest.approx((energy, energy / 4, energy / 10))
    own = at(case, **{"storage.lfp_0.p_nom_mw": 40, "storage.lfp_0.soc_initial_mwh": 7})
    assert (own.storage[0].soc_initial_mwh, own.storage[0].soc_terminal_min_mwh) == (7, 8)


def test_the_discount_rate_is_no_choice_of_storage() -> None:
    assert not is_storage_axis("sizing.discount_rate")
    assert not is_storage_axis("scale:sizing.discount_rate")
    assert is_storage_axis("sizing.capex_pu")


def test_the_identity_of_a_point_is_that_of_the_sources_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    case = stores(100)
    horizon = horizon_of(case)
    before = point_id(case, horizon)
    assert before == point_id(case, horizon)
    monkeypatch.setattr(plan, "source_digest", lambda: "other")
    assert point_id(case, horizon) != before
    (tmp_path / "a.py").write_text("x = 1\n")
    first = digest_of(tmp_path)
    (tmp_path / "notes.txt").write_text("not a source")
    assert digest_of(tmp_path) == first
    (tmp_path / "a.py").write_text("x = 2\n")
    second = digest_of(tmp_path)
    (tmp_path / "a.py").rename(tmp_path / "b.py")
    assert len({first, second, digest_of(tmp_path)}) == 3
