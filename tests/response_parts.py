"""The millisecond response with each of its options: what the cases that have everything add to theirs."""

from __future__ import annotations

from typing import Any

TOLD: dict[str, Any] = {
    "millisecond_share": 0.3, "security": True, "derive_responders": False, "derive_contingencies": False,
    "rocof_max_hz_s": 1.0, "deviation_max_hz": 0.6, "steady_max_hz": 0.2, "damping_pu": 1.5,
    "instants_s": [0.3, 2, 6, 30], "external_kinetic_mw_s": 90, "external_load_mw": 100, "external_primary_mw": 0.4,
}  # fmt: skip


def holds(asset: str, *services: str, **more: Any) -> dict[str, Any]:
    """A responder called as its asset."""
    return {"id": asset.replace("/", "."), "asset": asset, "services": list(services), **more}


def response(size: str) -> dict[str, Any]:
    """For the assets of `tests.everything`; `size` is a series of MW."""
    profiles = [{"id": "slow", "tier": "T2", "dead_time_s": 0.5, "ramp_s": 8, "backing_h": 0.2,
                 "controller": "inverter"},
                {"id": "lfp_fast", "backing_h": 0.1}]  # fmt: skip
    responders = [
        holds("storage/cycle", "lfp_fast", "virtual_inertia", cost_cny_per_mw_h=2),
        holds("storage/caes", "lfp_fast", "slow", share_max_pu=0.5),
        holds("storage/fast", "flywheel_fast", "virtual_inertia", share_max_pu=0.4),
        holds("powerhouse/right", "hydro_governor"),
        holds("powerhouse/left", "hydro_governor", "slow"),
        holds("thermal/coal", "steam_governor", cost_cny_per_mw_h=3),
        holds("thermal/gas", "steam_governor", "slow", share_max_pu=0.5),
        holds("potline/whole", "potline_shed"),
        holds("charging/cars", "charging_drop"),
        holds("computing/servers", "computing_drop"),
        holds("load/one", "load_shed"),
        holds("corridor/west", "hvdc_modulation", "slow", share_max_pu=0.3),
    ]
    contingencies = [
        {"id": "unit", "direction": "deficit", "size_mw": size, "asset": "thermal/coal", "units": 2,
         "margin_pu": 0.1, "margin_ms_pu": 0.05},
        {"id": "data", "direction": "surplus", "size_mw": 3},
        {"id": "covered", "direction": "surplus", "size_mw": 2},
        {"id": "pole", "direction": "surplus", "asset": "corridor/west", "share_pu": 0.5},
        {"id": "bank", "direction": "deficit", "asset": "powerhouse/left", "units": 2},
        {"id": "turbine", "direction": "deficit", "asset": "thermal/gas"},
        {"id": "feeder", "direction": "surplus", "asset": "load/two", "share_pu": 0.5},
        {"id": "sun", "direction": "deficit", "asset": "renewable/pv", "share_pu": 0.4},
        {"id": "hall", "direction": "deficit", "asset": "storage/caes"},
    ]  # fmt: skip
    return {"response": TOLD, "response_profile": profiles, "responder": responders, "contingency": contingencies}


def response_yard(bus: str, price: str) -> dict[str, list[dict[str, Any]]]:
    """A yard at a bus of its own that answers by itself: a store, water, steam, a load and an export line.

    The home of `tests.audit.rich_case`: nothing else of that case holds anything ready.
    """
    return {
        "reservoir": [{"id": "pond", "volume_min_hm3": 1, "volume_max_hm3": 4, "volume_initial_hm3": 1.5,
                       "inflow_m3s": 40, "water_value_cny_per_hm3": 20_000}],
        "powerhouse": [{"id": "mill", "reservoir": "pond", "bus": bus, "p_nom_mw": 60, "turbine_max_m3s": 100,
                        "productivity_mw_per_m3s": 0.5, "marginal_cost_cny_per_mwh": 2}],
        "storage": [{"id": "spring", "technology": "lfp", "bus": bus, "p_nom_mw": 20, "e_nom_mwh": 30, "cyclic": True,
                     "eta_charge": 0.95, "eta_discharge": 0.95, "soc_min_pu": 0.1, "soc_max_pu": 0.9,
                     "wear_cost_cny_per_mwh": 5}],
        "thermal": [{"id": "peak", "technology": "gas", "bus": bus, "p_nom_mw": 80, "fuel_cost_cny_per_mwh": 330},
                    {"id": "boiler", "technology": "coal", "bus": bus, "p_nom_mw": 40, "p_min_pu": 0.4,
                     "fuel_cost_cny_per_mwh": 300, "no_load_cost_cny_per_mw_h": 3}],
        "load": [{"id": "steelworks", "kind": "industry", "bus": bus, "p_nom_mw": 50,
                  "unserved_cost_cny_per_mwh": 5000}],
        "corridor": [{"id": "coast", "bus": bus, "p_nom_mw": 90, "p_min_pu": -0.5, "price_cny_per_mwh": price,
                      "import_price_cny_per_mwh": 700}],
        "responder": [
            holds("storage/spring", "lfp_fast", "virtual_inertia", cost_cny_per_mw_h=2),
            holds("powerhouse/mill", "slow", share_max_pu=0.5, cost_cny_per_mw_h=1),
            holds("thermal/peak", "slow", share_max_pu=0.4, cost_cny_per_mw_h=3),
            holds("thermal/boiler", "steam_governor", share_max_pu=0.4, cost_cny_per_mw_h=4),
            holds("load/steelworks", "load_shed", share_max_pu=0.2, cost_cny_per_mw_h=40),
        ],
        "contingency": [
            {"id": "unit", "direction": "deficit", "size_mw": 35, "margin_pu": 0.05, "margin_ms_pu": 0.02},
            {"id": "half", "direction": "deficit", "asset": "thermal/peak", "units": 2},
            {"id": "pole", "direction": "surplus", "asset": "corridor/coast", "share_pu": 0.5},
            {"id": "works", "direction": "surplus", "asset": "load/steelworks", "share_pu": 0.8},
        ],
        "response_profile": [{"id": "slow", "tier": "T2", "dead_time_s": 0.5, "ramp_s": 8, "backing_h": 0.2,
                              "controller": "inverter"},
                             {"id": "lfp_fast", "backing_h": 0.1}],
    }  # fmt: skip


YARD: dict[str, Any] = {**TOLD, "millisecond_share": 0.6, "external_kinetic_mw_s": 250, "external_primary_mw": 5,
                        "instants_s": [0.3, 2, 4, 6, 10, 30]}  # fmt: skip
