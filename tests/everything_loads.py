"""Flexible loads, each kind with all of its options: the part of `everything` that hangs on loads of its own."""

from __future__ import annotations

from typing import Any

FLEXIBLE_LOADS: list[dict[str, Any]] = [
    {"id": "pots", "kind": "aluminium", "bus": "c", "p_nom_mw": 5, "p_pu": "s/outage"},
    {"id": "more_pots", "kind": "aluminium", "bus": "a", "p_nom_mw": 4, "unserved_cost_cny_per_mwh": 700},
    {"id": "silicon", "kind": "silicon", "bus": "b", "p_nom_mw": 3, "p_pu": 0.8},
    {"id": "carbide", "kind": "carbide", "bus": "d", "p_nom_mw": 2},
    {"id": "graphite", "kind": "graphite", "bus": "c", "p_nom_mw": 3, "p_pu": "s/outage"},
    {"id": "anode", "kind": "anode", "bus": "b", "p_nom_mw": 2, "p_pu": "s/outage"},
    {"id": "anode2", "kind": "anode", "bus": "d", "p_nom_mw": 2},
    {"id": "cells", "kind": "formation", "bus": "a", "p_nom_mw": 2},
]

FLEXIBLE: dict[str, list[dict[str, Any]]] = {
    "potline": [
        {"id": "whole", "load": "pots", "depth_down_pu": 0.3, "ramp_pu_per_h": 0.1, "shed_armed_pu": 0.05,
         "shed_cost_cny_per_mw_h": 3, "heat_initial_h": 0.02},
        {"id": "seasonal", "load": "more_pots", "curtailment": "month", "target": "equal", "target_pu": 0.5,
         "wear_cost_cny_per_mwh": "s/price", "shed_armed_pu": 0.1},
    ],
    "furnace": [
        {"id": "fleet", "load": "silicon", "fleet": "week", "available_pu": 0.9, "online_initial_pu": 0.7,
         "target": "at_least", "target_pu": 0.3, "ramp_pu_per_h": 0.1},
        {"id": "kiln", "load": "carbide", "mwh_per_t": 3.3},
    ],
    "batch_fleet": [
        {"id": "band", "load": "graphite", "ramp_pu_per_h": 0.5, "target": "at_least", "target_pu": 0.9},
        {"id": "starts", "load": "anode", "formulation": "starts", "batch_h": 5, "start_block_h": 2},
        {"id": "starts2", "load": "anode2", "formulation": "starts", "batch_h": 6, "start_block_h": 3,
         "target": "at_least", "target_pu": 0.5},
    ],
    "shiftable": [
        {"id": "formation", "load": "cells", "mwh_per_t": 20, "product_value_cny_per_t": 10, "pinned_from_h": 2,
         "pinned_to_h": 4},
        {"id": "unused", "load": "city", "enabled": False},
    ],
}  # fmt: skip
