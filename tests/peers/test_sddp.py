"""Hydro-thermal problems of the SDDP literature along one path of inflows and prices."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from peer_data import read_json, table_on, unit_horizon, validation_folder
from valley import FOLDER, PER_HM3, firm, market, own_exact, turbines

from dispatch.case.schema import Case
from dispatch.families.bus.entity import Bus
from dispatch.families.hydro.entity import Powerhouse, Reservoir
from dispatch.families.load.entity import Load
from dispatch.families.network.entity import Link
from dispatch.families.renewable.entity import Renewable
from dispatch.families.thermal.entity import Thermal
from dispatch.horizon import Horizon


def test_hydro_valley_deterministic(record) -> None:
    """Two reservoirs in cascade, no inflow, a price a stage: what is left at the end is worth nothing."""
    valley = read_json(FOLDER, "hydro_valley.json")
    horizon = unit_horizon(valley["stages"])
    assert all(r["inflow_scenarios"][0] == 0 for r in valley["reservoirs"])
    lakes = tuple(
        Reservoir(
            id=f"lake{r['id']}",
            volume_min_hm3=r["min"],
            volume_max_hm3=r["max"],
            volume_initial_hm3=r["initial"],
            spill_cost_cny_per_hm3=r["spill_cost"] * PER_HM3,
            downstream=f"lake{r['downstream']}" if r["downstream"] else None,
        )
        for r in valley["reservoirs"]
    )
    case = Case(
        name="hydro_valley",
        bus=(Bus(id="grid"),),
        reservoir=lakes,
        powerhouse=tuple(house for lake in lakes for house in turbines(valley, lake.id)),
        corridor=(market("t/price"),),
        series={"t": table_on(horizon, {"price": [stage[0] for stage in valley["prices_by_stage_and_markov_state"]]})},
    )
    reference = own_exact("hydro_valley_deterministic")
    solved = record("sddp hydro_valley, deterministic", reference, case, horizon, sense=-1)
    assert solved.tables.array("reservoir", "spill_m3s").max() == pytest.approx(0.0, abs=1e-9)


def test_reservoir_52_weeks(record) -> None:
    """A year of weeks: 300 in store, room for 320, at most 12 a week through the turbine."""
    weeks = pd.read_csv(validation_folder(FOLDER, "example_reservoir_52w.csv"))
    horizon = unit_horizon(len(weeks))
    turbine = Powerhouse(
        id="lake", reservoir="lake", bus="grid", p_nom_mw=12.0, turbine_max_m3s=12.0, productivity_mw_per_m3s=1.0
    )
    case = Case(
        name="reservoir52",
        bus=(Bus(id="grid"),),
        reservoir=(Reservoir(id="lake", volume_max_hm3=320.0, volume_initial_hm3=300.0, inflow_m3s="t/inflow"),),
        powerhouse=(turbine,),
        thermal=(Thermal(id="thermal", technology="gas", bus="grid", p_nom_mw=1e3, fuel_cost_cny_per_mwh="t/cost"),),
        load=(firm("demand", "grid", "t/demand"),),
        series={"t": table_on(horizon, {name: weeks[name] for name in ("inflow", "demand", "cost")})},
    )
    solved = record("sddp reservoir52, deterministic", own_exact("reservoir52_deterministic"), case, horizon)
    assert solved.tables.array("load", "demand_mw").sum() == pytest.approx(weeks.demand.sum(), rel=1e-12)


@pytest.mark.parametrize("name", ["mean60", "mean60_cyclic", "open_mean60_store20pct"])
def test_brazil_path(record, name: str) -> None:
    """Five years of months; objective and the mean and largest price of every region."""
    path, system = read_json(FOLDER, "brazil4_deterministic_reference.json")[name], read_json(FOLDER, "brazil4.json")
    case, horizon = brazil(system, path)
    # The shortfall of a region is part of the optimum, in four tiers; it is what the largest price stands for.
    solved = record(f"sddp brazil4 {name}", path["objective"], case, horizon, unserved=None)
    unserved = solved.tables.array("load", "unserved_mw").sum()
    assert (unserved > 1e-6) == (max(path["max_price"]) >= min(system["deficit_obj"]))
    demand = sum(sum(system["demand"][t % 12]) for t in range(path["T"]))
    assert solved.tables.array("load", "demand_mw").sum() == pytest.approx(demand, rel=1e-12)
    price = solved.tables["price"]
    regions = [price.of(f"region{r}", "price_cny_per_mwh") for r in range(4)]
    assert np.mean(regions, axis=1) == pytest.approx(path["mean_price"], rel=1e-6)
    assert np.max(regions, axis=1) == pytest.approx(path["max_price"], rel=1e-6)


def brazil(system: dict, path: dict) -> tuple[Case, Horizon]:
    """Four regions and a junction; energy reservoirs, 95 thermal plants, exchanges, and deficits in four tiers."""
    horizon = unit_horizon(path["T"])
    regions = range(len(system["hydro_ub"]))
    demand = np.array([system["demand"][t % 12] for t in range(path["T"])])
    columns = {f"inflow{r}": np.array(path["inflow"])[:, r] for r in regions}
    columns |= {f"demand{r}": demand[:, r] for r in regions}
    exchanges = [(a, b, most) for a, row in enumerate(system["exchange_ub"]) for b, most in enumerate(row) if most]
    case = Case(
        name="brazil4",
        bus=tuple(Bus(id=f"region{r}") for r in range(len(system["exchange_ub"]))),
        reservoir=tuple(energy_reservoir(system, path, r) for r in regions),
        powerhouse=tuple(
            Powerhouse(
                id=f"lake{r}",
                reservoir=f"lake{r}",
                bus=f"region{r}",
                p_nom_mw=system["hydro_ub"][r],
                turbine_max_m3s=system["hydro_ub"][r],
                productivity_mw_per_m3s=1.0,
            )
            for r in regions
        ),
        renewable=tuple(plant for r in regions for plant in thermal_plants(system, r)),
        load=tuple(tier for r in regions for tier in tiers_of_demand(system, r)),
        link=tuple(
            Link(id=f"exchange{a}{b}", bus0=f"region{a}", bus1=f"region{b}", p_nom_mw=most) for a, b, most in exchanges
        ),
        series={"t": table_on(horizon, columns)},
    )
    return case, horizon


def energy_reservoir(system: dict, path: dict, r: int) -> Reservoir:
    """All reservoirs of a region as one, in MW·month; the smaller store begins full where it cannot hold the start."""
    room = path.get("storage_scale", 1.0) * system["storedEnergy_ub"][r]
    return Reservoir(
        id=f"lake{r}",
        volume_max_hm3=room,
        volume_initial_hm3=min(system["storedEnergy_initial"][r], room),
        volume_terminal_min_hm3=None if path["v_end_min"] is None else path["v_end_min"][r],
        inflow_m3s=f"t/inflow{r}",
    )


def thermal_plants(system: dict, r: int) -> list[Renewable]:
    """Power between a minimum and a maximum at a cost."""
    limits = zip(system["thermal_lb"][r], system["thermal_ub"][r], system["thermal_obj"][r], strict=True)
    return [
        Renewable(
            id=f"thermal{r}_{i}",
            technology="thermal",
            bus=f"region{r}",
            p_nom_mw=most,
            p_min_pu=least / most,
            marginal_cost_cny_per_mwh=cost,
        )
        for i, (least, most, cost) in enumerate(limits)
    ]


def tiers_of_demand(system: dict, r: int) -> list[Load]:
    """Shares of the demand, each with a price of not serving it."""
    return [
        Load(
            id=f"demand{r}_{tier}",
            kind="load",
            bus=f"region{r}",
            p_nom_mw=share,
            p_pu=f"t/demand{r}",
            unserved_cost_cny_per_mwh=price,
        )
        for tier, (share, price) in enumerate(zip(system["deficit_ub"], system["deficit_obj"], strict=True))
    ]
