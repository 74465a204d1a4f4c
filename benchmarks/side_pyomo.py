"""Plain Pyomo: the same system as an ordinary hand-written ConcreteModel, handed to HiGHS by a persistent interface.

Columns and rows are those of our side, one for one (reservoirs in m³/s·h as in PyPSA).
"""

from __future__ import annotations

from typing import Any

import pyomo.environ as pyo
from pyomo.contrib.solver.solvers.highs import Highs

from benchmarks.system import BUSES, Record, System
from dispatch.families.network.entity import Line
from dispatch.families.network.rows.kirchhoff import cycle_basis

HM3_PER_M3S_H = 0.0036


def prepare(system: System) -> System:
    """The neutral records are the data."""
    return system


def build(system: System) -> Any:
    """Data in memory → model inside HiGHS."""
    return hand_over(make_model(system))


def hand_over(model: pyo.ConcreteModel) -> Any:
    """The HiGHS object that Pyomo's persistent interface fills with a model."""
    opt = Highs()
    opt.set_instance(model)
    return opt._solver_model


def shape(highs: Any) -> tuple[int, int, int]:
    """(rows, columns, nonzeros)."""
    return highs.getNumRow(), highs.getNumCol(), highs.getNumNz()


def _by_id(records: tuple[Record, ...]) -> dict[str, Record]:
    return {r["id"]: r for r in records}


def make_model(system: System) -> pyo.ConcreteModel:
    """The whole model, constructed."""
    m = pyo.ConcreteModel()
    m.T = pyo.RangeSet(0, system.periods - 1)
    m.B = pyo.RangeSet(0, system.periods)
    injections: dict[str, list[Any]] = {b: [] for b in BUSES}
    costs: list[Any] = []
    _add_plants(m, system, injections, costs)
    _add_storage(m, system, injections, costs)
    _add_water(m, system, injections, costs)
    _add_network(m, system, injections, costs)
    m.balance = pyo.Constraint(BUSES, m.T, rule=lambda m, b, t: sum(give(t) for give in injections[b]) == 0)
    m.cost = pyo.Objective(expr=pyo.quicksum(system.step_h * cost(t) for cost in costs for t in m.T))
    return m


def _add_plants(m: Any, system: System, injections: dict[str, list[Any]], costs: list[Any]) -> None:
    """Renewable, thermal, unserved energy and exports: one bounded column each."""
    plants, thermal, load, corridor = map(_by_id, (system.renewable, system.thermal, system.load, system.corridor))
    m.renewable = pyo.Var(plants, m.T, bounds=lambda m, r, t: (0, plants[r]["p_nom"] * plants[r]["profile"][t]))
    m.thermal = pyo.Var(thermal, m.T, bounds=lambda m, g, t: (0, thermal[g]["p_nom"]))
    m.unserved = pyo.Var(load, m.T, bounds=lambda m, d, t: (0, load[d]["p_nom"] * load[d]["profile"][t]))
    m.exported = pyo.Var(corridor, m.T, bounds=lambda m, k, t: (0, corridor[k]["p_nom"]))
    for r, plant in plants.items():
        injections[plant["bus"]].append(lambda t, r=r: m.renewable[r, t])
        costs.append(lambda t, r=r, c=plant["cost"]: c * m.renewable[r, t])
    for g, unit in thermal.items():
        injections[unit["bus"]].append(lambda t, g=g: m.thermal[g, t])
        costs.append(lambda t, g=g, c=unit["cost"]: c * m.thermal[g, t])
    for d, demand in load.items():
        injections[demand["bus"]].append(
            lambda t, d=d, p=demand["p_nom"], at=demand["profile"]: m.unserved[d, t] - p * at[t]
        )
        costs.append(lambda t, d=d, c=demand["shed_cost"]: c * m.unserved[d, t])
    for k, sale in corridor.items():
        injections[sale["bus"]].append(lambda t, k=k: -m.exported[k, t])
        costs.append(lambda t, k=k, price=sale["profile"]: -price[t] * m.exported[k, t])


def _add_storage(m: Any, system: System, injections: dict[str, list[Any]], costs: list[Any]) -> None:
    stores, h, last = _by_id(system.storage), system.step_h, system.periods
    m.charge = pyo.Var(stores, m.T, bounds=lambda m, s, t: (0, stores[s]["p_nom"]))
    m.discharge = pyo.Var(stores, m.T, bounds=lambda m, s, t: (0, stores[s]["p_nom"]))
    m.soc = pyo.Var(stores, m.B, bounds=lambda m, s, b: (0, stores[s]["p_nom"] * stores[s]["hours"]))
    kept = {s: (1 - x["standing_loss"]) ** h for s, x in stores.items()}

    def soc_balance(m, s, t):
        x = stores[s]
        gain = x["eta_charge"] * m.charge[s, t] - m.discharge[s, t] / x["eta_discharge"]
        return m.soc[s, t + 1] == kept[s] * m.soc[s, t] + h * gain

    def one_at_a_time(m, s, t):
        return m.charge[s, t] / stores[s]["p_nom"] + m.discharge[s, t] / stores[s]["p_nom"] <= 1

    m.soc_balance = pyo.Constraint(stores, m.T, rule=soc_balance)
    m.one_at_a_time = pyo.Constraint(stores, m.T, rule=one_at_a_time)
    cyclic = [s for s, x in stores.items() if x["cyclic"]]
    m.cycle = pyo.Constraint(cyclic, rule=lambda m, s: m.soc[s, 0] == m.soc[s, last])
    for s, x in stores.items():
        if not x["cyclic"]:
            m.soc[s, 0].fix(x["initial"] * x["p_nom"] * x["hours"])
        injections[x["bus"]].append(lambda t, s=s: m.discharge[s, t] - m.charge[s, t])
        costs.append(lambda t, s=s, c=x["wear"]: c * m.discharge[s, t])


def _add_water(m: Any, system: System, injections: dict[str, list[Any]], costs: list[Any]) -> None:
    lakes, houses, h = _by_id(system.reservoir), _by_id(system.powerhouse), system.step_h
    m.turbine = pyo.Var(houses, m.T, bounds=lambda m, k, t: (0, houses[k]["turbine_max"]))
    m.spill = pyo.Var(lakes, m.T, bounds=lambda m, r, t: (0, lakes[r]["spill_max"]))
    m.volume = pyo.Var(lakes, m.B, bounds=lambda m, r, b: (0, lakes[r]["volume_max"] / HM3_PER_M3S_H))
    houses_of = {r: [k for k, x in houses.items() if x["reservoir"] == r] for r in lakes}
    above = {r: [u for u, x in lakes.items() if x["downstream"] == r] for r in lakes}

    def release(r, t):
        return sum(m.turbine[k, t] for k in houses_of[r]) + m.spill[r, t]

    def volume_balance(m, r, t):
        arriving = lakes[r]["profile"][t] + sum(release(u, t) for u in above[r])
        return m.volume[r, t + 1] == m.volume[r, t] + h * (arriving - release(r, t))

    m.volume_balance = pyo.Constraint(lakes, m.T, rule=volume_balance)
    for r, lake in lakes.items():
        m.volume[r, 0].fix(lake["volume_initial"] / HM3_PER_M3S_H)
        m.volume[r, system.periods].setlb(lake["volume_terminal_min"] / HM3_PER_M3S_H)
    for k, house in houses.items():
        injections[house["bus"]].append(lambda t, k=k, e=house["productivity"]: e * m.turbine[k, t])
        costs.append(lambda t, k=k, c=house["cost"] * house["productivity"]: c * m.turbine[k, t])


def _add_network(m: Any, system: System, injections: dict[str, list[Any]], costs: list[Any]) -> None:
    lines, links = _by_id(system.line), _by_id(system.link)
    lossy = [k for k, x in lines.items() if x["loss"]]
    plain = [k for k, x in lines.items() if not x["loss"]]
    m.flow = pyo.Var(plain, m.T, bounds=lambda m, k, t: (-lines[k]["p_nom"], lines[k]["p_nom"]))
    m.forward = pyo.Var(lossy, m.T, bounds=lambda m, k, t: (0, lines[k]["p_nom"]))
    m.backward = pyo.Var(lossy, m.T, bounds=lambda m, k, t: (0, lines[k]["p_nom"]))
    m.sent = pyo.Var(links, m.T, bounds=lambda m, k, t: (0, links[k]["p_nom"]))
    for k in plain:
        injections[lines[k]["bus0"]].append(lambda t, k=k: -m.flow[k, t])
        injections[lines[k]["bus1"]].append(lambda t, k=k: m.flow[k, t])
    for k in lossy:
        kept = 1 - lines[k]["loss"]
        injections[lines[k]["bus0"]].append(lambda t, k=k, e=kept: e * m.backward[k, t] - m.forward[k, t])
        injections[lines[k]["bus1"]].append(lambda t, k=k, e=kept: e * m.forward[k, t] - m.backward[k, t])
    for k, x in links.items():
        injections[x["bus0"]].append(lambda t, k=k: -m.sent[k, t])
        injections[x["bus1"]].append(lambda t, k=k, e=1 - x["loss"]: e * m.sent[k, t])
        costs.append(lambda t, k=k, c=x["cost"]: c * m.sent[k, t])
    meshed = [k for k, x in lines.items() if x["kirchhoff"]]
    basis = cycle_basis([Line(id=k, bus0=lines[k]["bus0"], bus1=lines[k]["bus1"], p_nom_mw=0) for k in meshed])
    cycles = [[(meshed[i], sign * lines[meshed[i]]["x_ohm"]) for i, sign in cycle] for cycle in basis]

    def voltage_law(m, c, t):
        return sum(x * m.flow[k, t] for k, x in cycles[c]) == 0

    m.voltage_law = pyo.Constraint(range(len(cycles)), m.T, rule=voltage_law)
