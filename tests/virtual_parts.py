"""Virtual plants with each of their options: what the cases that have everything add to theirs."""

from __future__ import annotations

from typing import Any


def virtual_loads(one: str, other: str) -> list[dict[str, Any]]:
    """Loads that only virtual plants modulate, at two buses."""
    return [
        {"id": "cement", "kind": "cement", "bus": one, "p_nom_mw": 30, "p_pu": 0.9, "unserved_cost_cny_per_mwh": 950},
        {"id": "zinc", "kind": "smelting", "bus": other, "p_nom_mw": 20, "unserved_cost_cny_per_mwh": 850},
        {"id": "mine", "kind": "mining", "bus": other, "p_nom_mw": 10, "p_pu": 0.6, "unserved_cost_cny_per_mwh": 990},
    ]


def virtual(county: str, available: str) -> dict[str, list[dict[str, Any]]]:
    """Two plants, one of them with three offers, a shared member and one that is switched off.

    county: that of bus `other` of `virtual_loads`; available: a series of shares.
    """
    virtual_plant = [
        {"id": "town", "loads": ["cement", "zinc"], "load_share_pu": [0.2, 0.3]},
        {"id": "valley", "county": county, "kinds": ["min*", "smelting"], "share_pu": 0.4},
        {"id": "asleep", "loads": ["cement"], "enabled": False},
    ]
    offer = [
        {"id": "invited", "virtual_plant": "town", "price_cny_per_kw_event": 0.02, "price_cny_per_mwh": 5,
         "duration_h": 2, "rest_h": 1, "calls_per_day": 2, "calls_per_season": 300, "rebound_pu": 0.6,
         "rebound_h": 1.5},
        {"id": "at_once", "virtual_plant": "town", "p_max_mw": 3, "duration_h": 1, "rest_h": 0, "calls_per_day": 3,
         "price_cny_per_mwh": "s/price", "available_pu": available},
        {"id": "night", "virtual_plant": "town", "direction": "fill", "duration_h": 3, "notice_h": 1,
         "price_cny_per_mwh": 7, "rebound_pu": 0.3, "rebound_after_h": 0.5, "rebound_h": 2},
        {"id": "deep", "virtual_plant": "valley", "duration_h": 1.5, "rest_h": 2, "calls_per_day": 2, "rebound_pu": 1,
         "price_cny_per_mwh": 3},
        {"id": "never", "virtual_plant": "asleep"},
    ]  # fmt: skip
    return {"virtual_plant": virtual_plant, "offer": offer}
