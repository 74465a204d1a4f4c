"""Successive LP on three plants of the Jinsha, a year in steps of five days, and on one lake where the best is
known.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest

from dispatch.case.schema import Case
from dispatch.errors import InfeasibleError
from dispatch.horizon import Horizon
from dispatch.solve.pipeline import Solved
from dispatch.water.head import head_plants
from tests.support import close, demand, hours, market, solve, system, table, unit
from tests.water.jinsha import RIVERS, curves

NAMES = ("baihetan", "xiluodu", "xiangjiaba")
YEAR = Horizon.regular("2030-01-01", 73, 120.0)
DAYS = np.arange(366)
INFLOW = np.interp(DAYS, [0, 60, 120, 180, 240, 300, 366], [1700, 1400, 1500, 4500, 9000, 4000, 1700])
PRICE = 250 + 80 * np.sin(DAYS / 365 * 4 * np.pi)


def jinsha(volumes: dict[str, np.ndarray] | None = None, **head: Any) -> Case:
    """The cascade sold into a market beside a load with thermal units; with `volumes`, lakes that follow them."""
    tables = {"s": table(24.0, inflow=INFLOW[:365], price=PRICE[:365])}
    if volumes:
        tables["held"] = table(120.0, quantity="instant", **volumes)
    lakes, houses = [], []
    for i, name in enumerate(NAMES):
        river = RIVERS[name]
        start = river.volume_hm3[len(river.volume_hm3) // 2]
        limits: dict[str, Any] = {
            "volume_min_hm3": river.volume_hm3[0],
            "volume_max_hm3": river.volume_hm3[-1],
            "volume_initial_hm3": start,
            "volume_terminal_min_hm3": start,
        }
        if volumes:
            limits = {"volume_min_hm3": f"held/{name}", "volume_max_hm3": f"held/{name}"}
        lakes.append(
            {
                "id": name,
                **limits,
                "inflow_m3s": "s/inflow" if i == 0 else 200 * (i == 1),
                "downstream": NAMES[i + 1] if i < 2 else None,
                "level_storage": f"{name}_level",
                "tailwater": f"{name}_tail",
                "release_min_m3s": river.least_m3s,
                "release_shortfall_cost_cny_per_hm3": 1e5,
            }
        )
        houses += [
            {
                "id": f"{name}_{bank}",
                "reservoir": name,
                "bus": "a",
                "p_nom_mw": river.p_nom_mw / 2,
                "turbine_max_m3s": river.turbine_max_m3s / 2,
                "productivity_mw_per_m3s": 1.5,
                "efficiency_constant": 8.5,
                "output_by_head": f"{name}_output",
                "marginal_cost_cny_per_mwh": 15,
            }
            for bank in ("left", "right")
        ]
    return system(
        tables,
        reservoir=lakes,
        powerhouse=houses,
        curve=[c for name in NAMES for c in curves(name)],
        head=head,
        corridor=[market("s/price", p_nom=20_000)],
        load=[demand(9000)],
        thermal=[unit("coal", 5000, 320)],
    )


@cache
def solved_by(method: str, **head: Any) -> Solved:
    return solve(jinsha(method=method, **head), YEAR)


def true_energy(solved: Solved) -> float:
    return float(solved.tables["powerhouse_total"].columns["true_energy_mwh"].sum())


def test_it_converges_to_more_energy_than_the_hull() -> None:
    """Within eight solves after the hull the true objective rests; its power is true to 0.3 % on average, every
    plant.
    """
    found = solved_by("successive")
    tried = found.tables["head_iteration"].columns
    counted = np.flatnonzero(tried["accepted"])
    assert len(tried["accepted"]) <= 9
    truth = tried["true_objective_cny"]
    assert abs(truth[counted[-1]] - truth[counted[-2]]) < 0.001 * abs(truth[counted[-2]])
    assert truth[counted[-1]] <= truth[0]
    assert true_energy(found) >= true_energy(solved_by("hull")) >= true_energy(solved_by("constant"))
    assert np.nanmax(found.tables["powerhouse_total"].columns["mean_error_pu"]) <= 0.003
    assert tried["true_energy_mwh"][counted[-1]] == close(true_energy(found))
    plants = [tried[f"true_energy_mwh.{house.id}"][counted[-1]] for house in found.case.powerhouse]
    assert sum(plants) == close(true_energy(found))


def test_the_bound_is_that_of_the_hull() -> None:
    """A tangent proves nothing about other levels."""
    found, hull = solved_by("successive"), solved_by("hull")
    assert found.bound_cny == close(hull.bound_cny, rel=1e-7)
    assert found.bound_cny < found.objective_cny


def test_the_true_objective_is_what_a_re_dispatch_costs() -> None:
    """Lakes that must follow the answer's volumes, everything else free: solve 1 of that run makes the power true."""
    found = solved_by("successive")
    state, tried = found.tables["reservoir_state"], found.tables["head_iteration"].columns
    volumes = {name: state.of(name, "volume_hm3") for name in NAMES}
    again = solve(jinsha(volumes, method="successive"), YEAR)
    cost = again.tables["head_iteration"].columns["objective_cny"][1]
    stated = tried["true_objective_cny"][np.flatnonzero(tried["accepted"])[-1]]
    assert cost == close(stated, rel=3e-4)


def test_volumes_stay_near_the_answer_before() -> None:
    """The held limits lie within the legal ones, and within the trust region of some answer."""
    found = solved_by("successive")
    state = found.tables["reservoir_state"].columns
    legal = solved_by("hull").program
    layout = legal.columns["reservoir.volume_hm3"]
    assert (state["volume_held_low_hm3"] >= layout.of(legal.column_lower) - 1e-9).all()
    assert (state["volume_held_high_hm3"] <= layout.of(legal.column_upper) + 1e-9).all()
    for plant in head_plants(found.case):
        low, high = (plant.forebay_m(state[f"volume_held_{side}_hm3"][plant.lake]) for side in ("low", "high"))
        assert (high - low).max() <= 2 * found.case.head.trust_m + 1e-6


def test_a_band_around_the_first_answer_narrows_the_hull() -> None:
    """±3 m: the error falls by more than half, and no volume leaves the band."""
    found = solved_by("hull", band_m=3.0)
    tried = found.tables["head_iteration"].columns
    assert tried["mean_error_pu"][1] < 0.5 * tried["mean_error_pu"][0]
    first = solved_by("hull").tables["reservoir_state"]
    for plant in head_plants(found.case):
        name = plant.house.reservoir
        before, after = (plant.forebay_m(t.of(name, "volume_hm3")) for t in (first, found.tables["reservoir_state"]))
        assert np.abs(after - before).max() <= 3 + 1e-6


@pytest.mark.parametrize("price", [(300.0, 300.0), (280.0, 300.0), (300.0, 270.0)])
def test_one_lake_two_periods_is_as_good_as_every_split(price: tuple[float, float]) -> None:
    """3,000 m³/s flow in for twenty days at each price, the lake begins and ends at 800 m: what to release first?

    Revenue of every split by the true formula, on a grid of 1 m³/s, against what the answer truly earns.
    """
    river = RIVERS["baihetan"]
    lake = {
        "id": "lake",
        "volume_min_hm3": 8570,
        "volume_max_hm3": 19006,
        "volume_initial_hm3": 14_035,
        "volume_terminal_min_hm3": 14_035,
        "inflow_m3s": 3000,
        "level_storage": "baihetan_level",
        "tailwater": "baihetan_tail",
    }
    house = {
        "id": "house",
        "reservoir": "lake",
        "bus": "a",
        "p_nom_mw": river.p_nom_mw,
        "turbine_max_m3s": 8621,
        "productivity_mw_per_m3s": 1.7,
        "efficiency_constant": 8.5,
        "output_by_head": "baihetan_output",
    }
    case = system(
        table(480.0, p=price),
        reservoir=[lake],
        powerhouse=[house],
        curve=curves("baihetan"),
        corridor=[market("s/p", p_nom=2e4)],
        head={"method": "successive", "window": "all", "most_iterations": 12, "tolerance_pu": 1e-5, "trust_m": 20},
    )
    solved = solve(case, hours(480, 480))
    plant = head_plants(case)[0]
    first = np.arange(0.0, 6001.0)
    middle = 14_035 + 0.0036 * 480 * (3000 - first)
    feasible = (middle >= 8570) & (middle <= 19_006)
    first, middle = first[feasible], middle[feasible]
    mean = (14_035 + middle) / 2
    power = (plant.true_mw(flow, mean, flow) for flow in (first, 6000 - first))
    earned = sum(480 * p * made for p, made in zip(price, power, strict=True))
    truly = solved.tables["powerhouse"].of("house", "p_true_mw")
    assert 480 * float(truly @ np.array(price)) >= float(np.max(earned)) * (1 - 2e-4)


def test_what_cannot_be_dispatched_is_told() -> None:
    """The lake must end fuller than all inflow makes it: infeasible by the first hull, and said so."""
    case = jinsha(method="successive")
    dry = [lake.model_copy(update={"inflow_m3s": 0.0, "spill_max_m3s": 0.0}) for lake in case.reservoir]
    dry[0] = dry[0].model_copy(update={"release_min_m3s": 500.0, "release_shortfall_cost_cny_per_hm3": None})
    with pytest.raises(InfeasibleError):
        solve(case.model_copy(update={"reservoir": tuple(dry)}), YEAR)
