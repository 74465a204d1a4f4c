"""A small islanded system with wind, one steam plant and one battery: what tests of a whole run share."""

from __future__ import annotations

from typing import Any

from dispatch.case.schema import Case
from dispatch.horizon import Horizon
from tests.support import demand, hours, system, table, unit

SIX_HOURS: Horizon = hours(*[1.0] * 6)


def island(*, bat_cost: float = 1.0, coal_cost: float = 5.0, coal_share: float = 0.1, **response: Any) -> Case:
    """Two losses, 150 MW of supply and 80 MW of load, in a system of 500 to 1000 MW."""
    series = table(1.0, load=[0.5, 0.6, 0.8, 1.0, 0.9, 0.7], wind=[0.9, 0.8, 0.3, 0.2, 0.6, 0.9])
    settings: Any = {
        "security": True, "hard": True, "system": "islanded", "simulate": True, "millisecond_share": 0.3,
        "rocof_max_hz_s": 1.0, "deviation_max_hz": 0.8, "steady_max_hz": 0.5,
        "instants_s": (0.5, 1.0, 2.0, 3.0, 5.0, 7.0, 10.0, 15.0, 20.0, 30.0), **response,
    }  # fmt: skip
    return system(
        series,
        load=[demand(1000, p_pu="s/load")],
        thermal=[unit("coal", 900, 300)],
        renewable=[{"id": "wind", "technology": "wind", "bus": "a", "p_nom_mw": 600, "p_max_pu": "s/wind"}],
        storage=[{
            "id": "bat", "technology": "lfp", "bus": "a", "p_nom_mw": 300, "e_nom_mwh": 600, "soc_initial_mwh": 300,
            "eta_charge": 0.93, "eta_discharge": 0.93, "cyclic": True,
        }],
        responder=[
            {"id": "bat", "asset": "storage/bat", "services": ("lfp_fast", "virtual_inertia"),
             "cost_cny_per_mw_h": bat_cost},
            {"id": "coal", "asset": "thermal/coal", "cost_cny_per_mw_h": coal_cost, "share_max_pu": coal_share},
        ],
        contingency=[
            {"id": "trip", "direction": "deficit", "size_mw": 150},
            {"id": "loadloss", "direction": "surplus", "size_mw": 80},
        ],
        response=settings,
    )  # fmt: skip
