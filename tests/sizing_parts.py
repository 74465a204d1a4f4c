"""Candidates, sites, targets and meters with each of their options, for the cases that have everything."""

from __future__ import annotations

from typing import Any


def candidate(id: str = "new", bus: str = "a", **more: Any) -> dict[str, Any]:
    """A store of which up to 50 MW may be built; lossless LFP with a life of 10 years unless `more` says otherwise."""
    return {
        "id": id, "technology": "lfp", "bus": bus, "p_nom_mw": 0, "e_nom_mwh": 0, "cyclic": True, "build_max_mw": 50,
        "eta_charge": 1, "eta_discharge": 1, "standing_loss_per_h": 0, "duration_min_h": 0, "duration_max_h": 100,
        "om_pu_per_year": 0, "life_years": 10, "capex_cny_per_kw": 0, "capex_cny_per_kwh": 0, **more,
    }  # fmt: skip


def sizing_stores(one: str, other: str, outage: str) -> list[dict[str, Any]]:
    """Candidates of three technologies: two behind one connection, one on top of what stands, one by itself."""
    lfp = {"id": "lfp_new", "technology": "lfp", "bus": one, "p_nom_mw": 0, "e_nom_mwh": 0, "cyclic": True,
           "build_max_mw": 8, "site": "hybrid", "soc_min_pu": 0.1, "soc_max_pu": 0.9}  # fmt: skip
    return [
        lfp,
        {**lfp, "id": "fast", "technology": "flywheel", "build_min_mw": 0.5, "build_max_mwh": 3, "soc_min_pu": 0,
         "p_max_pu": outage},
        {**lfp, "id": "flow", "technology": "vrfb", "bus": other, "site": "apart", "p_nom_mw": 2, "e_nom_mwh": 8,
         "p_charge_nom_mw": 1, "capex_cny_per_kw": 800, "replacement_cny_per_kwh": 300},
        {**lfp, "id": "alone", "site": None, "build_from_year": 2031, "duration_max_h": 4, "capex_cny_per_kwh": 600},
    ]  # fmt: skip


def sizing(bus: str, price: str) -> dict[str, Any]:
    """Sites, targets, shares, and a supply by two meters at a bus."""
    return {
        "sizing": {"discount_rate": 0.06, "capex_pu": 0.9},
        "site": [
            {"id": "hybrid", "shared": True, "connection_max_mw": 12, "connection_cost_cny_per_kw": 300},
            {"id": "apart", "connection_mw": 1.5, "connection_cost_cny_per_kw": 200},
        ],
        "targets": {"new_storage_mw": 9, "new_storage_mwh": 18, "new_storage_h": 1.6, "new_storage_year": 2030},
        "storage_share": [
            {"id": "vrfb", "share_min_pu": 0.3, "share_max_pu": 0.6},
            {"id": "flywheel", "share_max_pu": 0.2},
        ],
        "meter": [
            {"id": "works", "bus": bus, "p_nom_mw": 3, "energy_price_cny_per_mwh": price, "demand_min_mw": 0.2,
             "demand_charge_cny_per_kw_month": 35, "export_max_mw": 1, "feed_in_price_cny_per_mwh": 100},
            {"id": "shop", "bus": bus, "p_nom_mw": 1, "energy_price_cny_per_mwh": 500, "billing_interval_min": 60,
             "demand_charge_cny_per_kw_month": 30, "reading_stamp": "end"},
        ],
    }  # fmt: skip


def trading_post(price: str, need: str, sun: str) -> dict[str, list[dict[str, Any]]]:
    """Two buses of their own, g with candidates on a market and h behind a meter, with everything that sizing knows."""
    lfp = {"technology": "lfp", "p_nom_mw": 0, "e_nom_mwh": 0, "cyclic": True}
    market = {"id": "bourse", "bus": "g", "p_nom_mw": 60, "p_min_pu": -1, "price_cny_per_mwh": price,
              "import_price_cny_per_mwh": price}  # fmt: skip
    return {
        "corridor": [market],
        "load": [{"id": "foundry", "kind": "foundry", "bus": "h", "p_nom_mw": 9, "p_pu": need}],
        "renewable": [{"id": "roof", "technology": "pv_roof", "bus": "h", "p_nom_mw": 14, "p_max_pu": sun}],
        "storage": [
            {**lfp, "id": "packs", "bus": "g", "build_max_mw": 20, "site": "hybrid", "soc_min_pu": 0.1,
             "capex_cny_per_kw": 90, "replacement_cny_per_kwh": 60, "p_max_pu": 0.95},
            {**lfp, "id": "wheel", "technology": "flywheel", "bus": "g", "build_max_mw": 5, "build_min_mw": 1,
             "site": "hybrid"},
            {**lfp, "id": "flow", "technology": "vrfb", "bus": "g", "p_nom_mw": 2, "p_charge_nom_mw": 1.5,
             "e_nom_mwh": 8, "build_max_mw": 15, "build_max_mwh": 40, "site": "apart"},
            {**lfp, "id": "later", "bus": "g", "build_max_mw": 9, "build_from_year": 2031},
            {**lfp, "id": "own", "bus": "h", "build_max_mw": 4},
        ],
        "site": [
            {"id": "hybrid", "shared": True, "connection_cost_cny_per_kw": 30, "connection_max_mw": 18},
            {"id": "apart", "connection_mw": 1, "connection_cost_cny_per_kw": 40},
        ],
        "storage_share": [{"id": "vrfb", "share_min_pu": 0.05, "share_max_pu": 0.4}],
        "meter": [
            {"id": "gate", "bus": "h", "p_nom_mw": 6, "energy_price_cny_per_mwh": 600, "export_max_mw": 2,
             "demand_charge_cny_per_kw_month": 35, "feed_in_price_cny_per_mwh": 250, "billing_interval_min": 30},
            {"id": "back", "bus": "h", "p_nom_mw": 3, "energy_price_cny_per_mwh": 650, "demand_min_mw": 1.5,
             "demand_charge_cny_per_kw_month": 20, "reading_stamp": "end"},
        ],
    }  # fmt: skip


GOALS = {"new_storage_mw": 112, "new_storage_mwh": 450, "new_storage_h": 4, "new_storage_year": 2030}
