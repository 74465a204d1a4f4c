"""PyPSA + linopy: the same system as a Network, handed to HiGHS by linopy's direct interface.

The equations are the same; what PyPSA expresses otherwise: a lossy AC line is two Links, a reservoir is a bus of
water (m³/s) with a Store (m³/s·h), turbines and spillways are Links, unserved energy is a Generator, an export is
a Generator of negative sign. `p_charge / P + p_discharge / P ≤ 1`, which we add to storage, is left out.
"""

from __future__ import annotations

import logging
import warnings
from typing import Any

import numpy as np
import pandas as pd
import pypsa

from benchmarks.system import BUSES, V_NOM_KV, Record, System

HM3_PER_M3S_H = 0.0036


def prepare(system: System) -> pypsa.Network:
    """Data in memory: a Network with all its time series."""
    logging.disable(logging.WARNING)
    warnings.simplefilter("ignore")
    n = pypsa.Network()
    stamps = pd.date_range("2025-01-01", periods=system.periods, freq=pd.Timedelta(hours=system.step_h))
    n.set_snapshots(stamps, default_snapshot_weightings=system.step_h)
    n.add("Carrier", ["AC", "water"])
    n.add("Bus", BUSES, v_nom=V_NOM_KV, carrier="AC")
    _add_power(n, system)
    _add_water(n, system)
    _add_network(n, system)
    return n


def _column(records: tuple[Record, ...], key: str) -> list[Any]:
    return [r[key] for r in records]


def _profiles(n: pypsa.Network, records: tuple[Record, ...]) -> pd.DataFrame:
    return pd.DataFrame(np.column_stack(_column(records, "profile")), n.snapshots, _column(records, "id"))


def _add_power(n: pypsa.Network, system: System) -> None:
    r, g, d, k, s = system.renewable, system.thermal, system.load, system.corridor, system.storage
    n.add(
        "Generator", _column(r, "id"), bus=_column(r, "bus"), p_nom=_column(r, "p_nom"), p_max_pu=_profiles(n, r),
        marginal_cost=_column(r, "cost"),
    )  # fmt: skip
    n.add(
        "Generator", _column(g, "id"), bus=_column(g, "bus"), p_nom=_column(g, "p_nom"),
        marginal_cost=_column(g, "cost"),
    )  # fmt: skip
    n.add("Load", _column(d, "id"), bus=_column(d, "bus"), p_set=_profiles(n, d) * np.array(_column(d, "p_nom")))
    shed = _profiles(n, d).add_suffix(" shed")
    n.add(
        "Generator", shed.columns, bus=_column(d, "bus"), p_nom=_column(d, "p_nom"), p_max_pu=shed,
        marginal_cost=_column(d, "shed_cost"),
    )  # fmt: skip
    n.add(
        "Generator", _column(k, "id"), bus=_column(k, "bus"), p_nom=_column(k, "p_nom"), sign=-1.0,
        marginal_cost=-_profiles(n, k),
    )  # fmt: skip
    n.add(
        "StorageUnit", _column(s, "id"), bus=_column(s, "bus"), p_nom=_column(s, "p_nom"),
        max_hours=_column(s, "hours"), efficiency_store=_column(s, "eta_charge"),
        efficiency_dispatch=_column(s, "eta_discharge"),
        standing_loss=_column(s, "standing_loss"), cyclic_state_of_charge=_column(s, "cyclic"),
        state_of_charge_initial=[_after_one_loss(x, system.step_h) for x in s], marginal_cost=_column(s, "wear"),
    )  # fmt: skip


def _after_one_loss(store: Record, step_h: float) -> float:
    """PyPSA 1.4 takes no standing loss from the initial state in the first period; we do, so it is taken here."""
    return float(store["initial"] * store["p_nom"] * store["hours"] * (1 - store["standing_loss"]) ** step_h)


def _add_water(n: pypsa.Network, system: System) -> None:
    lakes, houses = system.reservoir, system.powerhouse
    water = [f"{r['id']} water" for r in lakes]
    below = {r["id"]: f"{r['downstream']} water" if r["downstream"] else "" for r in lakes}
    n.add("Bus", water, carrier="water")
    n.add("Load", [f"{r['id']} inflow" for r in lakes], bus=water, p_set=-_profiles(n, lakes).add_suffix(" inflow"))
    lowest = pd.DataFrame(0.0, n.snapshots, _column(lakes, "id"))
    lowest.iloc[-1] = [r["volume_terminal_min"] / r["volume_max"] for r in lakes]
    n.add(
        "Store", _column(lakes, "id"), bus=water, e_min_pu=lowest,
        e_nom=[r["volume_max"] / HM3_PER_M3S_H for r in lakes],
        e_initial=[r["volume_initial"] / HM3_PER_M3S_H for r in lakes], carrier="water",
    )  # fmt: skip
    n.add(
        "Link", _column(houses, "id"), bus0=[f"{h['reservoir']} water" for h in houses], bus1=_column(houses, "bus"),
        bus2=[below[h["reservoir"]] for h in houses], efficiency=_column(houses, "productivity"), efficiency2=1.0,
        p_nom=_column(houses, "turbine_max"), marginal_cost=[h["cost"] * h["productivity"] for h in houses],
    )  # fmt: skip
    for lake, bus in zip(lakes, water, strict=True):
        name = f"{lake['id']} spill"
        if lake["downstream"]:
            n.add("Link", name, bus0=bus, bus1=below[lake["id"]], p_nom=lake["spill_max"])
        else:
            n.add("Generator", name, bus=bus, p_nom=lake["spill_max"], sign=-1.0)


def _add_network(n: pypsa.Network, system: System) -> None:
    lawful = [k for k in system.line if k["kirchhoff"]]
    plain = [k for k in system.line if not k["kirchhoff"] and not k["loss"]]
    lossy = [k for k in system.line if k["loss"]]
    n.add(
        "Line", _column(lawful, "id"), bus0=_column(lawful, "bus0"), bus1=_column(lawful, "bus1"),
        x=_column(lawful, "x_ohm"), s_nom=_column(lawful, "p_nom"),
    )  # fmt: skip
    n.add(
        "Link", _column(plain, "id"), bus0=_column(plain, "bus0"), bus1=_column(plain, "bus1"),
        p_nom=_column(plain, "p_nom"), p_min_pu=-1.0,
    )  # fmt: skip
    one_way = [(k["id"], k["bus0"], k["bus1"], k, 0.0) for k in lossy]
    one_way += [(f"{k['id']} back", k["bus1"], k["bus0"], k, 0.0) for k in lossy]
    one_way += [(k["id"], k["bus0"], k["bus1"], k, k["cost"]) for k in system.link]
    names, bus0, bus1, of, cost = zip(*one_way, strict=True)
    n.add(
        "Link", names, bus0=bus0, bus1=bus1, p_nom=[k["p_nom"] for k in of], efficiency=[1 - k["loss"] for k in of],
        marginal_cost=cost,
    )  # fmt: skip


def build(n: pypsa.Network) -> Any:
    """Data in memory → model inside HiGHS, by the fastest way that PyPSA offers: no check, no names, no file."""
    model = n.optimize.create_model(include_objective_constant=False, consistency_check=False)
    return model.to_highspy(set_names=False)


def shape(highs: Any) -> tuple[int, int, int]:
    """(rows, columns, nonzeros)."""
    return highs.getNumRow(), highs.getNumCol(), highs.getNumNz()
