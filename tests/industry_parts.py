"""Flexible industrial loads, on a bus with a market of its own: a part of cases that hold everything."""

from __future__ import annotations

from typing import Any

from tests.support import demand


def industry_loads(bus: str) -> list[dict[str, Any]]:
    """What they modulate."""
    sizes = {"pots": 120, "line": 80, "ovens": 60, "kiln": 20, "graphite": 30, "anodes": 40, "mill": 10}
    return [demand(size, bus, name) for name, size in sizes.items()]


def industry() -> dict[str, list[dict[str, Any]]]:
    """Every kind, with all of its limits at work where prices change by the hour."""
    potline = [
        {"id": "pots", "load": "pots", "depth_down_pu": 0.2, "heat_initial_h": 0.05, "ramp_pu_per_h": 0.12,
         "lost_cost_cny_per_t": 4300, "curtailment": "month", "cell_mw": 2, "restart_cost_cny_per_cell": 200,
         "target_pu": 0.5, "daily_target_pu": 0.96, "shed_armed_pu": 0.1, "shed_cost_cny_per_mw_h": 2},
        {"id": "line", "load": "line", "depth_down_pu": 0.3, "ramp_pu_per_h": None, "duration_h": [3, 1.5, 0.8],
         "recovery_h": 2, "daily_target_pu": 0.94, "target_window": "day", "target_pu": 0.95, "mwh_per_t": 13,
         "product_value_cny_per_t": 3900, "wear_cost_cny_per_mwh": 4},
    ]  # fmt: skip
    furnace = [
        {"id": "ovens", "load": "ovens", "fleet": "month", "available_pu": 0.9, "online_min_pu": 0.3, "target_pu": 0.2,
         "online_initial_pu": 0.6, "online_terminal_pu": 0.8, "target": "at_least", "lost_cost_cny_per_t": 3600,
         "restart_cost_cny_per_mw": 500, "ramp_pu_per_h": 0.3, "deep_h": 1, "recovery_h": 3},
        {"id": "kiln", "load": "kiln", "deep_min_pu": 0.4, "mwh_per_t": 3.3, "target_window": "day"},
    ]  # fmt: skip
    batch_fleet = [
        {"id": "graphite", "load": "graphite", "ramp_pu_per_h": 0.5, "deep_h": 1, "recovery_h": 5},
        {"id": "anodes", "load": "anodes", "formulation": "starts", "batch_h": 16, "start_block_h": 4,
         "band_max_pu": 1.3, "target_window": "day", "target_pu": 0.9, "lost_cost_cny_per_t": 3700},
    ]  # fmt: skip
    shiftable = [
        {"id": "mill", "load": "mill", "share_pu": 0.15, "target_window": "shift", "pinned_from_h": 18,
         "pinned_to_h": 20, "mwh_per_t": 0.1, "product_value_cny_per_t": 300},
    ]  # fmt: skip
    return {"potline": potline, "furnace": furnace, "batch_fleet": batch_fleet, "shiftable": shiftable}
