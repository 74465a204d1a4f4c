"""Our side: the neutral system as a Case, built and solved by this product."""

from __future__ import annotations

from typing import Any

from benchmarks.system import BUSES, V_NOM_KV, System
from dispatch.case.schema import Case
from dispatch.case.table import TimeTable
from dispatch.horizon import Horizon
from dispatch.program.build import build_model
from dispatch.program.compile import compile_program
from dispatch.program.highs import HighsSession
from dispatch.series.assemble import assemble_series

START = "2025-01-01"


def prepare(system: System) -> tuple[Case, Horizon]:
    """Data in memory: typed case, series tables and horizon."""
    horizon = Horizon.regular(START, system.periods, system.step_h)
    families = _supply(system) | _grid(system) | {"bus": [{"id": b} for b in BUSES], "series": _tables(system, horizon)}
    return Case(name="benchmark", **families), horizon


def _tables(system: System, horizon: Horizon) -> dict[str, TimeTable]:
    end = horizon.end[-1]
    named = {"renewable": system.renewable, "inflow": system.reservoir, "load": system.load, "price": system.corridor}
    return {
        name: TimeTable(horizon.start, end, {r["id"]: r["profile"] for r in records}) for name, records in named.items()
    }


def _supply(system: System) -> dict[str, Any]:
    return {
        "renewable": [
            {
                "id": r["id"], "technology": r["technology"], "bus": r["bus"], "p_nom_mw": r["p_nom"],
                "p_max_pu": f"renewable/{r['id']}", "marginal_cost_cny_per_mwh": r["cost"],
            }
            for r in system.renewable
        ],
        "reservoir": [
            {
                "id": r["id"], "downstream": r["downstream"], "volume_max_hm3": r["volume_max"],
                "volume_initial_hm3": r["volume_initial"], "volume_terminal_min_hm3": r["volume_terminal_min"],
                "spill_max_m3s": r["spill_max"], "inflow_m3s": f"inflow/{r['id']}",
            }
            for r in system.reservoir
        ],
        "powerhouse": [
            {
                "id": h["id"], "reservoir": h["reservoir"], "bus": h["bus"], "turbine_max_m3s": h["turbine_max"],
                "p_nom_mw": 1.001 * h["turbine_max"] * h["productivity"], "productivity_mw_per_m3s": h["productivity"],
                "marginal_cost_cny_per_mwh": h["cost"],
            }
            for h in system.powerhouse
        ],
        "storage": [
            {
                "id": s["id"], "technology": "battery", "bus": s["bus"], "p_nom_mw": s["p_nom"],
                "e_nom_mwh": s["p_nom"] * s["hours"], "eta_charge": s["eta_charge"],
                "eta_discharge": s["eta_discharge"],
                "standing_loss_per_h": s["standing_loss"], "cyclic": s["cyclic"], "wear_cost_cny_per_mwh": s["wear"],
                "soc_initial_mwh": None if s["cyclic"] else s["initial"] * s["p_nom"] * s["hours"],
            }
            for s in system.storage
        ],
        "thermal": [
            {
                "id": g["id"], "technology": "coal", "bus": g["bus"], "p_nom_mw": g["p_nom"],
                "fuel_cost_cny_per_mwh": g["cost"],
            }
            for g in system.thermal
        ],
    }  # fmt: skip


def _grid(system: System) -> dict[str, Any]:
    return {
        "load": [
            {
                "id": d["id"], "kind": "city", "bus": d["bus"], "p_nom_mw": d["p_nom"], "p_pu": f"load/{d['id']}",
                "unserved_cost_cny_per_mwh": d["shed_cost"],
            }
            for d in system.load
        ],
        "line": [
            {
                "id": k["id"], "bus0": k["bus0"], "bus1": k["bus1"], "p_nom_mw": k["p_nom"], "loss_pu": k["loss"],
                "kirchhoff": k["kirchhoff"], "x_pu": k["x_ohm"] / V_NOM_KV**2,
            }
            for k in system.line
        ],
        "link": [
            {
                "id": k["id"], "bus0": k["bus0"], "bus1": k["bus1"], "p_nom_mw": k["p_nom"], "loss_pu": k["loss"],
                "marginal_cost_cny_per_mwh": k["cost"],
            }
            for k in system.link
        ],
        "corridor": [
            {"id": k["id"], "bus": k["bus"], "p_nom_mw": k["p_nom"], "price_cny_per_mwh": f"price/{k['id']}"}
            for k in system.corridor
        ],
    }  # fmt: skip


def build(data: tuple[Case, Horizon]) -> HighsSession:
    """Data in memory → model inside HiGHS."""
    case, horizon = data
    return HighsSession(compile_program(build_model(case, assemble_series(case, horizon))))


def shape(session: HighsSession) -> tuple[int, int, int]:
    """(rows, columns, nonzeros)."""
    return session.program.shape
