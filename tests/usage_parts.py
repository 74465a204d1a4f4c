"""Data centres and charging fleets with each of their options: what the cases that have everything add to theirs."""

from __future__ import annotations

from typing import Any


def usage_loads(one: str, other: str) -> list[dict[str, Any]]:
    """Loads for the entities of `usage`, at two buses."""
    return [
        {"id": "servers", "kind": "data_centre", "bus": one, "p_nom_mw": 6, "p_pu": 0.7,
         "unserved_cost_cny_per_mwh": 800},
        {"id": "cloud", "kind": "data_centre", "bus": other, "p_nom_mw": 3, "p_pu": 0.8,
         "unserved_cost_cny_per_mwh": 900},
        {"id": "cars", "kind": "ev", "bus": one, "p_nom_mw": 5, "p_pu": "charging/cars",
         "unserved_cost_cny_per_mwh": 700},
        {"id": "trucks", "kind": "ev", "bus": other, "p_nom_mw": 4,
         "p_pu": {"series": "charging/trucks", "scale": 1.5}, "unserved_cost_cny_per_mwh": 700},
    ]  # fmt: skip


def usage(renewable: str, powerhouse: str, headed: str, other: str) -> dict[str, list[dict[str, Any]]]:
    """Two centres and two fleets; green power of a renewable plant, a powerhouse and one with head, and another."""
    computing = [
        {"id": "servers", "load": "servers", "deadline_h": 3, "green_share_pu": 0.5,
         "green_plants": [renewable, powerhouse, headed], "green_contract_pu": [0.008, 0.005, 0.003],
         "green_window": "month", "green_shortfall_cost_cny_per_mwh": 90, "delay_cost_cny_per_mwh_h": 0.5},
        {"id": "cloud", "load": "cloud", "deferrable_pu": 0.4, "deadline_h": 1.5, "cyclic": True, "p_max_mw": 3.5,
         "green_share_pu": 0.1, "green_plants": [other], "wear_cost_cny_per_mwh": 3},
    ]  # fmt: skip
    charging = [
        {"id": "cars", "load": "cars", "piles": 60, "seed": 5, "v2g_share_pu": 0.4, "cyclic": True, "pace_pu": 0.5},
        {"id": "trucks", "load": "trucks", "piles": 40, "seed": 6, "wear_cost_cny_per_mwh": 1},
    ]  # fmt: skip
    return {"computing": computing, "charging": charging}
