"""Switch inputs → dispatch cases. What is common first, then one part a published example.

Two examples also decide how much to build. The decision is put in the terms of dispatch, exactly: a plant that is built
costs the same whatever it does and is there in all hours, so that its capacity is an exchange held over the whole
horizon (`hold_h`) at a price that pays for it.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from peer_data import START, UNSERVED_CNY_PER_MWH, table_on
from switch_inputs import LOCAL_LOSS_PU, SwitchInputs

from dispatch.case.schema import Case
from dispatch.families.bus.entity import Bus
from dispatch.families.corridor.entity import Corridor
from dispatch.families.hydro.entity import Powerhouse, Reservoir
from dispatch.families.load.entity import Load
from dispatch.families.network.entity import Link
from dispatch.families.renewable.entity import Renewable
from dispatch.families.storage.entity import Storage
from dispatch.families.thermal.entity import Thermal
from dispatch.horizon import Horizon

GAS, GEOTHERMAL, SOLAR, RIVER = "S-NG_CC", "S-Geothermal", "S-Central_PV-1", "Hydro_RoR"
PEAKER, BATTERY, HYDRO = "S-NG_GT", "Battery_Storage", "Hydro"
NEW = 2020  # the build year of what may be added
PLENTY_MW = 1000.0


def demand(bus: str) -> Load:
    """The load of the zone."""
    return Load(
        id="demand", kind="load", bus=bus, p_nom_mw=1.0, p_pu="t/demand", unserved_cost_cny_per_mwh=UNSERVED_CNY_PER_MWH
    )


def thermal(data: SwitchInputs, name: str, bus: str) -> Thermal:
    """What stands of a plant that burns fuel."""
    return Thermal(
        id=name,
        technology="gas",
        bus=bus,
        p_nom_mw=data.standing_mw(name),
        p_max_pu=data.availability(name),
        fuel_cost_cny_per_mwh=data.variable_cost(name),
    )


def variable(data: SwitchInputs, name: str, bus: str) -> Renewable:
    """What stands of a plant with capacity factors."""
    return Renewable(
        id=name,
        technology="variable",
        bus=bus,
        p_nom_mw=data.standing_mw(name),
        p_max_pu=f"t/{name}",
        marginal_cost_cny_per_mwh=data.variable_cost(name),
    )


def held_supply(id_: str, bus: str, most_mw: float, price: float, horizon: Horizon) -> Corridor:
    """Power that is the same in every hour: an import that is held over the whole horizon."""
    return Corridor(
        id=id_,
        to="plant",
        bus=bus,
        p_nom_mw=most_mw,
        p_max_pu=0.0,
        p_min_pu=-1.0,
        hold_h=float(horizon.dt_h.sum()),
        import_price_cny_per_mwh=price,
    )


def baseload(data: SwitchInputs, horizon: Horizon, bus: str, *, may_grow: bool) -> tuple[Corridor, ...]:
    """Geothermal runs flat: what stands, and what may be built up to the limit of the site."""
    firm, run = data.availability(GEOTHERMAL), data.variable_cost(GEOTHERMAL)
    standing = data.standing_mw(GEOTHERMAL)
    parts = [held_supply("geothermal", bus, standing * firm, run, horizon)]
    if may_grow:
        room = data.gen(GEOTHERMAL).gen_capacity_limit_mw - standing
        price = run + data.capacity_price(GEOTHERMAL, NEW, horizon) / firm
        parts.append(held_supply("new_geothermal", bus, room * firm, price, horizon))
    return tuple(parts)


# -- hydro_system_pumped_storage ---------------------------------------------------------------------------------------


def hydro_system_case(data: SwitchInputs, horizon: Horizon) -> Case:
    """Two valleys: a dam above a river plant, and a pumping dam above its lower pool."""
    net = net_inflow(data)
    house_of = data.tables["hydro_generation_projects"].set_index("HYDRO_GENERATION_PROJECTS").hydraulic_location
    series = {"demand": data.demand(), "Unique-Central_PV": data.capacity_factors("Unique-Central_PV"), **net}
    below = {"Dam_1": "Node_1", "Node_1": None, "Dam_2": "Lower_Pool_2", "Lower_Pool_2": None}
    return Case(
        name="hydro_system_pumped_storage",
        bus=(Bus(id="Unique"),),
        thermal=(thermal(data, "Unique-NG_CC", "Unique"),),
        renewable=(variable(data, "Unique-Central_PV", "Unique"),),
        reservoir=tuple(lake(data, node, downstream, node in net) for node, downstream in below.items()),
        powerhouse=tuple(house(data, project, at.split("_to_")[0]) for project, at in house_of.items()),
        load=(demand("Unique"),),
        series={"t": table_on(horizon, series)},
    )


def net_inflow(data: SwitchInputs) -> dict[str, np.ndarray]:
    """Node → (timepoints,) inflow less consumption, m³/s, where it varies."""
    flows = data.tables["water_node_tp_flows"].groupby("WATER_NODES")
    return {str(node): (rows.wnode_tp_inflow - rows.wnode_tp_consumption).to_numpy() for node, rows in flows}


def lake(data: SwitchInputs, node: str, downstream: str | None, varies: bool) -> Reservoir:
    """A node of the water network; without a volume where it is no reservoir. The sea below is free."""
    limits = data.tables["reservoirs"].set_index("RESERVOIRS")
    start = data.tables["reservoir_ts_data"].groupby("RESERVOIRS").res_initial_vol.first()
    stores = node in limits.index
    steady = data.tables["water_nodes"].set_index("WATER_NODES").wnode_constant_inflow.fillna(0.0)
    return Reservoir(
        id=node,
        volume_min_hm3=limits.res_min_vol[node] if stores else 0.0,
        volume_max_hm3=limits.res_max_vol[node] if stores else 0.0,
        volume_initial_hm3=start.get(node),
        cyclic=stores,
        inflow_m3s=f"t/{node}" if varies else steady[node],
        release_max_m3s=data.tables["water_connections"].set_index("water_node_from").wc_capacity[node],
        downstream=downstream,
    )


def house(data: SwitchInputs, project: str, node: str) -> Powerhouse:
    """A plant on the connection below a node; with a storage efficiency it pumps, too."""
    efficiency = data.tables["hydro_generation_projects"].set_index("HYDRO_GENERATION_PROJECTS").hydro_efficiency
    capacity = data.standing_mw(project) * data.availability(project)
    round_trip = data.gen(project).gen_storage_efficiency
    lift = efficiency[project] / round_trip if np.isfinite(round_trip) else None
    return Powerhouse(
        id=project,
        reservoir=node,
        bus="Unique",
        p_nom_mw=capacity,
        turbine_max_m3s=data.tables["water_connections"].set_index("water_node_from").wc_capacity[node],
        productivity_mw_per_m3s=efficiency[project],
        pump_max_m3s=capacity / lift if lift else 0.0,
        pump_mw_per_m3s=lift,
    )


# -- 4plants -----------------------------------------------------------------------------------------------------------


def local_grid_mw(data: SwitchInputs) -> float:
    """Local grid costs money for every MW, so it is as small as the peak behind its loss allows."""
    peak = data.only("zone_coincident_peak_demand", "zone_expected_coincident_peak_demand")
    return max(data.only("load_zones", "existing_local_td"), peak / (1 - LOCAL_LOSS_PU))


def four_plants_case(data: SwitchInputs, horizon: Horizon) -> Case:
    """Gas, geothermal and PV ahead of a lossy distribution grid."""
    grid = Link(id="grid", bus0="central", bus1="local", p_nom_mw=local_grid_mw(data), loss_pu=LOCAL_LOSS_PU)
    return Case(
        name="4plants",
        bus=(Bus(id="central"), Bus(id="local")),
        thermal=(thermal(data, GAS, "central"), thermal(data, PEAKER, "central")),
        renewable=(variable(data, SOLAR, "central"),),
        corridor=baseload(data, horizon, "central", may_grow=False),
        link=(grid,),
        load=(demand("local"),),
        series={"t": table_on(horizon, {"demand": data.demand(), SOLAR: data.capacity_factors(SOLAR)})},
    )


# -- hydro_simple ------------------------------------------------------------------------------------------------------


def hydro_simple_case(data: SwitchInputs, horizon: Horizon) -> Case:
    """Gas and geothermal may be added; hydro has a minimum in every hour and an exact mean in every day.

    New gas capacity is held on a bus of its own, from where some of it goes to the zone and the rest nowhere.
    """
    price = data.capacity_price(GAS, NEW, horizon) / data.availability(GAS)
    new_gas = held_supply("new_gas", "new_gas", PLENTY_MW, price, horizon)
    idle_gas = Corridor(id="idle_gas", to="nowhere", bus="new_gas", p_nom_mw=PLENTY_MW)
    run_gas = Link(
        id="run_gas",
        bus0="new_gas",
        bus1="South",
        p_nom_mw=PLENTY_MW,
        marginal_cost_cny_per_mwh=data.variable_cost(GAS),
    )
    factors = {name: data.capacity_factors(name) for name in (SOLAR, RIVER)}
    longer = Horizon.from_steps(START, np.append(horizon.dt_h, horizon.dt_h[-1]))
    return Case(
        name="hydro_simple",
        bus=(Bus(id="South"), Bus(id="new_gas")),
        thermal=(thermal(data, GAS, "South"),),
        renewable=(variable(data, SOLAR, "South"), variable(data, RIVER, "South")),
        corridor=(*baseload(data, horizon, "South", may_grow=True), new_gas, idle_gas),
        link=(run_gas,),
        reservoir=(
            Reservoir(
                id=HYDRO,
                volume_max_hm3="v/room",
                cyclic=True,
                spill_max_m3s=0.0,
                inflow_m3s="t/inflow",
                release_min_m3s="t/least",
            ),
        ),
        powerhouse=(
            Powerhouse(
                id=HYDRO,
                reservoir=HYDRO,
                bus="South",
                turbine_max_m3s=PLENTY_MW,
                productivity_mw_per_m3s=1.0,
                p_nom_mw=data.standing_mw(HYDRO) * data.availability(HYDRO),
                marginal_cost_cny_per_mwh=data.variable_cost(HYDRO),
            ),
        ),
        load=(demand("South"),),
        series={
            "t": table_on(horizon, {"demand": data.demand(), **factors, **daily_water(data)}),
            "v": table_on(longer, {"room": room_within_days(data)}),
        },
    )


def timeseries_of_points(data: SwitchInputs) -> pd.Series:
    """(timepoints,) which timeseries each belongs to."""
    return data.tables["timepoints"].timeseries


def daily_water(data: SwitchInputs) -> dict[str, np.ndarray]:
    """A day's energy arrives with its first timepoint; with 1 MW per m³/s, MW and m³/s are the same number."""
    flows, day = data.tables["hydro_timeseries"].set_index("timeseries"), timeseries_of_points(data)
    total = day.map(flows.hydro_avg_flow_mw) * day.map(day.value_counts())
    least = day.map(flows.hydro_min_flow_mw).to_numpy()
    return {"inflow": np.where(day.duplicated(), 0.0, total), "least": least}


def room_within_days(data: SwitchInputs) -> np.ndarray:
    """hm³ at the start of every timepoint and at the end: nothing is carried from day to day."""
    return np.append(np.where(timeseries_of_points(data).duplicated(), 1.0, 0.0), 0.0)


# -- storage -----------------------------------------------------------------------------------------------------------


def storage_case(data: SwitchInputs, horizon: Horizon) -> Case:
    """Geothermal, PV and a battery's power and energy may be added; there are two periods.

    PV runs in one of them, so that a MW of it costs what its energy there does.
    """
    factor = data.capacity_factors(SOLAR)
    if np.count_nonzero(factor) != 1:
        raise ValueError("PV must run in one period")
    new_pv = Renewable(
        id="new_pv",
        technology="variable",
        bus="South",
        p_nom_mw=data.gen(SOLAR).gen_capacity_limit_mw - data.standing_mw(SOLAR),
        p_max_pu=f"t/{SOLAR}",
        marginal_cost_cny_per_mwh=data.present_cost(SOLAR, NEW) / float(horizon.cost_h @ factor),
    )
    return Case(
        name="storage",
        bus=(Bus(id="South"),),
        renewable=(variable(data, SOLAR, "South"), new_pv),
        corridor=baseload(data, horizon, "South", may_grow=True),
        storage=battery_parts(data, horizon),
        load=(demand("South"),),
        series={"t": table_on(horizon, {"demand": data.demand(), SOLAR: factor})},
    )


def battery_parts(data: SwitchInputs, horizon: Horizon) -> tuple[Storage, ...]:
    """The battery charges in one period and delivers in the other, so power and energy go with what it delivers.

    Therefore three stores, each with what it costs as wear: as much as the standing battery fills, new energy behind
    power that stands, and new power with new energy. Power is needed for charging, which is more than delivering.
    """
    if len(set(horizon.dt_h)) != 1 or horizon.periods != 2:
        raise ValueError("two periods of equal length")
    eta, hours = data.gen(BATTERY).gen_storage_efficiency, float(horizon.dt_h[0])
    standing = data.standing().set_index("GENERATION_PROJECT").loc[BATTERY]
    power = standing.build_gen_predetermined * data.availability(BATTERY)
    filled = standing.build_gen_energy_predetermined / (eta * hours)
    if filled >= power:
        raise ValueError("the standing battery must be short of energy, not of power")
    wear, delivered = data.variable_cost(BATTERY), float(horizon.cost_h[0])
    energy = data.present_energy_cost(BATTERY, NEW) * hours / delivered
    both = energy + data.present_cost(BATTERY, NEW) / (eta * data.availability(BATTERY)) / delivered
    parts = (("standing", filled, wear), ("energy", power - filled, wear + energy), ("new", PLENTY_MW, wear + both))
    return tuple(
        Storage(
            id=name,
            technology="battery",
            bus="South",
            p_nom_mw=most,
            e_nom_mwh=most * hours,
            eta_charge=eta,
            cyclic=True,
            wear_cost_cny_per_mwh=price,
        )
        for name, most, price in parts
    )
