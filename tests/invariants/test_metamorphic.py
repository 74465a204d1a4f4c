"""What must not matter, and what must scale: costs, names, order, halves, empty assets, weights, days, megawatts."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.case.schema import Case
from dispatch.families.rooms import FAMILIES
from dispatch.horizon import Horizon
from dispatch.program.certificate import certify
from tests.random_cases import cases, horizons, random_case
from tests.support import close, hours, solve

SHORT = Horizon.chain([hours(1, 0.5, 2, weight=2), hours(1, 2, start="2030-01-05 08:00")])
SEEDS = range(4)


def changed(case: Case, change: Any) -> Case:
    """The case with `change(family, asset)` applied to every asset (a dict); what it returns takes its place."""
    made = case.model_dump(exclude={"series"})
    for family in FAMILIES:
        made[family] = [new for asset in made[family] for new in _listed(change(family, dict(asset)))]
    return Case.model_validate({**made, "series": case.series})


def _listed(found: Any) -> list[Any]:
    return found if isinstance(found, list) else [found]


def scaled(asset: dict[str, Any], factor: float, names: Any) -> dict[str, Any]:
    """Numbers, references and monthly values of the named fields times a factor."""

    def times(value: Any) -> Any:
        if isinstance(value, dict):
            return {**value, "scale": value["scale"] * factor}
        return value if value is None else value * factor

    return {k: times(v) if names(k) else v for k, v in asset.items()}


@pytest.mark.parametrize("seed", SEEDS)
def test_costs_times_k_are_objective_and_prices_times_k(seed: int) -> None:
    case, k = random_case(seed), 3.0
    dearer = changed(case, lambda _, asset: scaled(asset, k, lambda name: "_cny_per_" in name))
    one, other = solve(case, SHORT), solve(dearer, SHORT)
    assert other.bound_cny == close(k * one.bound_cny, rel=1e-8)
    # Dual solutions need not be unique: what must hold is that k times the old prices prove the new optimum.
    assert certify(replace(one.program, c=k * one.program.c, c0=k * one.program.c0), one.solution.x,
                   k * one.solution.row_dual).passed  # fmt: skip
    assert np.allclose(other.program.c, k * one.program.c, rtol=1e-12)


@settings(max_examples=12, deadline=None)
@given(cases(), horizons(segments=2), st.randoms(use_true_random=False))
def test_names_and_order_do_not_matter(case: Case, horizon: Horizon, shuffle: Any) -> None:
    """Every asset renamed, every list shuffled, buses included."""
    names = {bus.id: f"Umspannwerk {i} 变电站" for i, bus in enumerate(reversed(case.bus))}
    lakes = {lake.id: f"水库 {i}" for i, lake in enumerate(case.reservoir)}

    def rename(family: str, asset: dict[str, Any]) -> dict[str, Any]:
        for field in ("bus", "bus0", "bus1"):
            if field in asset:
                asset[field] = names[asset[field]]
        for field in ("reservoir", "downstream"):
            if asset.get(field):
                asset[field] = lakes[asset[field]]
        new = {"bus": names, "reservoir": lakes}.get(family, {})
        return {**asset, "id": new.get(asset["id"], f"{asset['id']} umbenannt")}

    renamed = changed(case, rename).model_dump(exclude={"series"})
    for family in FAMILIES:
        shuffle.shuffle(listed := list(renamed[family]))
        renamed[family] = listed
    other = Case.model_validate({**renamed, "series": case.series})
    assert solve(other, horizon).bound_cny == close(solve(case, horizon).bound_cny, rel=1e-8)


SIZES = {
    "renewable": ("p_nom_mw",),
    "powerhouse": ("p_nom_mw", "turbine_max_m3s", "pump_max_m3s"),
    "storage": ("p_nom_mw", "p_charge_nom_mw", "e_nom_mwh", "soc_initial_mwh", "soc_terminal_min_mwh"),
    "thermal": ("p_nom_mw", "p_initial_mw", "committed_initial_mw"),
    "load": ("p_nom_mw",),
    "link": ("p_nom_mw",),
    "corridor": ("p_nom_mw", "schedule_mw", "ramp_mw_per_h", "energy_min_mwh", "energy_max_mwh"),
}


@pytest.mark.parametrize("family", SIZES)
@pytest.mark.parametrize("seed", range(2))
def test_two_halves_are_the_whole(family: str, seed: int) -> None:
    """Each unit of a family as two of half its size: the same cost. Lines under the voltage law would split the
    current.
    """
    case = random_case(seed)

    def halve(name: str, asset: dict[str, Any]) -> Any:
        if name != family:
            return asset
        half = scaled(asset, 0.5, lambda field: field in SIZES[family])
        return [half, {**half, "id": asset["id"] + " too"}]

    halves = changed(case, halve)
    assert len(getattr(halves, family)) == 2 * len(getattr(case, family)) > 0
    assert solve(halves, SHORT).bound_cny == close(solve(case, SHORT).bound_cny, rel=1e-8)


@pytest.mark.parametrize("seed", SEEDS)
def test_an_asset_of_no_size_is_no_asset(seed: int) -> None:
    """Storage, plant, link and corridor of 0 MW beside the others change nothing but the size of the tables."""
    case = random_case(seed)
    bus, other = case.bus[0].id, case.bus[1].id
    nothing: dict[str, dict[str, Any]] = {
        "storage": {"technology": "lfp", "bus": bus, "p_nom_mw": 0, "e_nom_mwh": 0, "cyclic": True},
        "renewable": {"technology": "wind", "bus": bus, "p_nom_mw": 0},
        "thermal": {"technology": "coal", "bus": bus, "p_nom_mw": 0, "p_min_pu": 0.4, "ramp_up_pu_per_h": 0.1},
        "load": {"kind": "city", "bus": bus, "p_nom_mw": 0},
        "link": {"bus0": bus, "bus1": other, "p_nom_mw": 0, "p_min_pu": -1, "marginal_cost_cny_per_mwh": 1},
        "corridor": {"bus": bus, "p_nom_mw": 0, "price_cny_per_mwh": 1e6, "hold_h": 3},
        "reservoir": {"volume_max_hm3": 0, "volume_initial_hm3": 0},
    }
    made = case.model_dump(exclude={"series"})
    for family, asset in nothing.items():
        made[family] = [*made[family], {"id": "nothing", **asset}]
    same = Case.model_validate({**made, "series": case.series})
    one, more = solve(case, SHORT), solve(same, SHORT)
    assert more.bound_cny == close(one.bound_cny, rel=1e-8)
    assert set(more.tables["storage"].labels) - set(one.tables["storage"].labels) == {"nothing"}


@pytest.mark.parametrize("seed", SEEDS)
def test_free_spill_never_costs(seed: int) -> None:
    """More water, where it may be spilled for nothing, never makes the day dearer; nor does leave to spill more."""
    case = random_case(seed, {"hydro", "thermal"})
    free = changed(case, lambda f, a: {**a, "spill_cost_cny_per_hm3": 0.0} if f == "reservoir" else a)
    wetter = changed(free, lambda f, a: scaled(a, 1.5, lambda name: name == "inflow_m3s"))
    before, after = solve(free, SHORT).objective_cny, solve(wetter, SHORT).objective_cny
    assert after <= before + 1e-6 * abs(before)


@pytest.mark.parametrize("seed", SEEDS)
def test_one_segment_of_weight_two_is_two_of_weight_one(seed: int) -> None:
    """Typical periods: the same days twice, or once counted double; prices per MWh stay as they are."""
    case = random_case(seed)
    day, later = hours(1, 0.5, 2, 1), hours(1, 0.5, 2, 1, start="2030-01-08")
    twice = solve(case, Horizon.chain([day, later]))
    once = solve(case, hours(1, 0.5, 2, 1, weight=2))
    assert once.bound_cny == close(twice.bound_cny, rel=1e-8)


@pytest.mark.parametrize("seed", SEEDS)
def test_segments_that_share_nothing_add_up(seed: int) -> None:
    """Without energy obligations a chain of segments costs what its segments cost one by one."""
    case = random_case(seed, set(random_families(seed)) - {"corridor"})
    parts = [
        hours(1, 0.5, 2, weight=2),
        hours(1, 1, start="2030-01-03 05:00"),
        hours(0.25, 2, weight=0.5, start="2030-01-09"),
    ]
    together = solve(case, Horizon.chain(parts))
    apart = [solve(case, part) for part in parts]
    assert together.bound_cny == close(sum(one.bound_cny for one in apart), rel=1e-8)


def random_families(seed: int) -> tuple[str, ...]:
    from tests.random_cases import FAMILIES as ALL

    return ALL if seed % 2 else ALL[:-2]


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("days", [1, 31, 366])
def test_a_repeated_day_is_the_same_on_any_date(seed: int, days: int) -> None:
    """Series that repeat every day, constants otherwise: the calendar day of the horizon does not matter."""
    case = random_case(seed)
    one = solve(case, hours(1, 0.5, 2, 1, start="2030-01-01 18:00"))
    stamp = np.datetime64("2030-01-01") + np.timedelta64(days, "D")
    other = solve(case, hours(1, 0.5, 2, 1, start=f"{stamp} 18:00"))
    assert other.objective_cny == close(one.objective_cny, rel=1e-9)


@pytest.mark.parametrize("seed", SEEDS)
def test_everything_ten_times_as_large_costs_ten_times_as_much(seed: int) -> None:
    """Powers, energies, flows and volumes times ten; prices as they are. x_pu is shared, shifts grow with the flow."""
    case = random_case(seed)
    units = ("_mw", "_mwh", "_m3s", "_hm3", "_mw_per_h", "_m3s_per_h")

    def larger(family: str, asset: dict[str, Any]) -> dict[str, Any]:
        grown = scaled(
            asset, 10, lambda n: n.endswith(units) and "_cny_per_" not in n and not n.startswith("productivity")
        )
        return scaled(grown, 10, lambda name: name == "phase_shift_rad")

    one, ten = solve(case, SHORT), solve(changed(case, _sized(larger)), SHORT)
    assert ten.bound_cny == close(10 * one.bound_cny, rel=1e-8)


def _sized(change: Any) -> Any:
    """What is per unit of flow is no size."""

    def kept(family: str, asset: dict[str, Any]) -> dict[str, Any]:
        new = change(family, asset)
        return {**new, **{k: asset[k] for k in ("pump_mw_per_m3s", "productivity_mw_per_m3s") if k in asset}}

    return kept
