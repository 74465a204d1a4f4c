"""Multistage stochastic programs of the SDDP literature, the whole tree as one dispatch case (`scenario_river`)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from peer_data import read_json, table_on
from scenario_river import Node, at_start, carry_bus, grow, over_nodes, river_horizon, store
from valley import FOLDER, PER_HM3, PLENTY, firm, market, own_exact, turbines

from dispatch.case.schema import Case
from dispatch.families.bus.entity import Bus
from dispatch.families.hydro.entity import Powerhouse, Reservoir
from dispatch.families.thermal.entity import Thermal
from dispatch.horizon import Horizon
from dispatch.solve.pipeline import solve_case

Outcome = dict[str, float]


@pytest.mark.parametrize(
    ("random_inflow", "random_price", "published"),
    [(False, False, 835.0), (True, False, 838.333), (False, True, 851.8), (True, True, 855.0)],
    ids=["one path", "random inflow", "random price", "both random"],
)
def test_hydro_valley(record, request, random_inflow: bool, random_price: bool, published: float) -> None:
    """Two reservoirs in cascade, three stages, three equally likely inflows, prices that follow a Markov chain."""
    valley = read_json(FOLDER, "hydro_valley.json")
    nodes = grow(
        valley["stages"],
        lambda stage, parent: prices_and_rain(valley, stage, parent, random_inflow, random_price),
    )
    stage_h = 900.0
    horizon = river_horizon(nodes, stage_h)
    parts = [valley_parts(valley, r, stage_h) for r in valley["reservoirs"]]
    case = Case(
        name="hydro_valley_tree",
        bus=(Bus(id="grid"), Bus(id="sky"), carry_bus()),
        reservoir=tuple(lake for lakes, _ in parts for lake in lakes),
        powerhouse=tuple(machine for _, machines in parts for machine in machines),
        corridor=(market("t/price"), market(0.0, "sky")),
        series={"t": table_on(horizon, valley_columns(valley, nodes))},
    )
    record(f"sddp hydro_valley, tree, {request.node.callspec.id}", published, case, horizon, sense=-1)


def prices_and_rain(
    valley: dict, stage: int, parent: Outcome, random_inflow: bool, random_price: bool
) -> list[tuple[float, Outcome]]:
    """(probability, outcome) of what may follow a node."""
    prices = valley["prices_by_stage_and_markov_state"][stage]
    moves = valley["transition"][stage][int(parent.get("state", 0))] if random_price else [1.0]
    rains = {f"rain{r['id']}": r["inflow_scenarios"] for r in valley["reservoirs"]}
    count = len(rains["rain1"]) if random_inflow and stage > 0 else 1
    return [
        (move / count, {"state": state, "price": prices[state]} | {name: rain[i] for name, rain in rains.items()})
        for state, move in enumerate(moves)
        for i in range(count)
    ]


def valley_parts(valley: dict, r: dict, stage_h: float) -> tuple[list[Reservoir], list[Powerhouse]]:
    """Pond and carry of one reservoir, and the sky above it.

    Rain may be refused, so it is let out of a sky that holds plenty; what the sky's turbine gives is thrown away.
    """
    name, sky, most = f"lake{r['id']}", f"sky{r['id']}", max(r["inflow_scenarios"])
    carry, machine = store(name, stage_h, r["max"])
    pond = Reservoir(
        id=name,
        volume_max_hm3=0.0,
        inflow_m3s=f"t/start{r['id']}",
        downstream=f"lake{r['downstream']}" if r["downstream"] else None,
        spill_cost_cny_per_hm3=r["spill_cost"] * PER_HM3,
    )
    above = Reservoir(id=sky, volume_max_hm3=PLENTY, volume_initial_hm3=PLENTY, spill_max_m3s=0.0, downstream=name)
    rain = Powerhouse(
        id=sky,
        reservoir=sky,
        bus="sky",
        p_nom_mw=most,
        turbine_max_m3s=most,
        productivity_mw_per_m3s=1.0,
        p_max_pu={"series": f"t/rain{r['id']}", "scale": 1 / most},
    )
    return [pond, carry, above], [machine, rain, *turbines(valley, name)]


def valley_columns(valley: dict, nodes: Sequence[Node]) -> dict[str, np.ndarray]:
    columns = {"price": over_nodes(nodes, "price")}
    for r in valley["reservoirs"]:
        columns[f"start{r['id']}"] = at_start(nodes, r["initial"])
        columns[f"rain{r['id']}"] = over_nodes(nodes, f"rain{r['id']}")
    return columns


def hydro_thermal(
    nodes: Sequence[Node], stage_h: float, *, room: float, initial: float, power: float
) -> tuple[Case, Horizon]:
    """Thermal power at a price against water at 1 MW per m³/s; water may be spilled for nothing."""
    horizon = river_horizon(nodes, stage_h)
    carry, machine = store("lake", stage_h, room)
    turbine = Powerhouse(
        id="lake", reservoir="lake", bus="grid", p_nom_mw=PLENTY, turbine_max_m3s=PLENTY, productivity_mw_per_m3s=1.0
    )
    water = at_start(nodes, initial) + over_nodes(nodes, "inflow")
    case = Case(
        name="hydro_thermal",
        bus=(Bus(id="grid"), carry_bus()),
        reservoir=(Reservoir(id="lake", volume_max_hm3=0.0, inflow_m3s="t/water"), carry),
        powerhouse=(turbine, machine),
        thermal=(Thermal(id="thermal", technology="gas", bus="grid", p_nom_mw=1e4, fuel_cost_cny_per_mwh="t/price"),),
        load=(firm("demand", "grid", power),),
        series={"t": table_on(horizon, {"water": water, "price": over_nodes(nodes, "price")})},
    )
    return case, horizon


def test_msp_hydro_thermal(record) -> None:
    """Three stages of three inflows each: 39 nodes."""
    lattice = read_json(FOLDER, "msp_hydro_thermal.lattice.json")
    problem = read_json(FOLDER, "msp_hydro_thermal.problem.json")
    variables = {(v["name"], v["stage"]): v for v in problem["variables"]}
    water, power = problem["constraints"][:2]
    initial = next(part["ADD"] for part in water["rhs"] if isinstance(part["ADD"], float))
    roots = [key for key, node in lattice.items() if node["stage"] == 0]

    def follow(stage: int, parent: Outcome) -> list[tuple[float, Outcome]]:
        after = dict.fromkeys(roots, 1 / len(roots)) if stage == 0 else lattice[str(parent["key"])]["successors"]
        price = variables["thermal_gen", stage]["obj"][0]
        return [
            (share, {"key": int(key), "price": price, "inflow": lattice[key]["state"]["inflow"]})
            for key, share in after.items()
        ]

    nodes = grow(3, follow)
    assert len(nodes) == 3 + 9 + 27
    volume = variables["volume", 0]
    case, horizon = hydro_thermal(nodes, 27.0, room=volume["ub"][0], initial=initial, power=power["rhs"][0])
    solved = record("sddp msp_hydro_thermal, tree", own_exact("msp_hydro_thermal_tree"), case, horizon)
    left = solved.tables["powerhouse"].of("lake_carry", "turbine_m3s")[: len(roots)]
    assert (left >= volume["lb"][0]).all(), "the lower bound of the first volumes does not bind"


def test_fast_hydro_thermal(record) -> None:
    """The two-stage example of FAST: 6 to serve at 5 each, an empty store for 8, rain of 6, then 2 or 10."""

    def follow(stage: int, parent: Outcome) -> list[tuple[float, Outcome]]:
        rain = [6.0] if stage == 0 else [2.0, 10.0]
        return [(1 / len(rain), {"inflow": r, "price": 5.0}) for r in rain]

    case, horizon = hydro_thermal(grow(2, follow), 10.0, room=8.0, initial=0.0, power=6.0)
    record("sddp fast_hydro_thermal, tree", -own_exact("fast_hydro_thermal"), case, horizon)


def test_river_passes_the_same_volume_to_every_child() -> None:
    """The idea by hand, without data: 5 of 8 are stored, and each child serves its 5 from them at no cost.

    The root serves 5 with the 3 that are left and buys 2 at 1; the children would have to buy at 3.
    """
    nodes = grow(
        2, lambda stage, _: [(1.0, {"price": 1.0})] if stage == 0 else [(p, {"price": 3.0}) for p in (0.6, 0.4)]
    )
    case, horizon = hydro_thermal(nodes, 10.0, room=5.0, initial=8.0, power=5.0)
    assert list(horizon.dt_h) == [10.0, 6.0, 4.0]
    solved = solve_case(case, horizon)
    assert solved.objective_cny == pytest.approx(2.0, rel=1e-9)
    assert solved.tables["reservoir"].of("lake", "arrivals_m3s") == pytest.approx([0.0, 5.0, 5.0])
