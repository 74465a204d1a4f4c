"""What technologies can do: delivery profiles, and which of them an asset offers where a case does not say.

Sources: [B] the milliseconds to full output of storage technologies and of aluminium breakers, the tiers and the
backing times that the design studies behind docs/response.md give; [G] GB/T 40595-2021 (storage: lag ≤ 1 s, rise
≤ 3 s; hydro: lag 2–4 s, 90 % by about 15 s, see HYDRO_RAMP_S); [V] virtual-inertia tests, H of 1.5–6 s, fx361.com
2024/0430; [E] engineering estimate, to be replaced by tests of the plant.
"""

from __future__ import annotations

from dataclasses import dataclass

from dispatch.families.response.entity import ResponseProfile

# What must last how long [E]: inertia 10 s, fast 60 s, primary 15 min, secondary 45 min.
BACKING_H = {"T0": 10 / 3600, "T1": 60 / 3600, "T2": 0.25, "T3": 0.75}

# Straight from the lag to where the governor below is after 30 s of full demand: its dashpot of
# reset_s · transient droop/droop = 60 s gives 0.2, 0.29 and 0.43 after 10, 16 and 30 s, the line 0.12, 0.21 and 0.42.
# [G] wants 90 % by 15 s, which takes a dashpot of 6 s; with that a system of hydro alone swings by itself (ultra-low
# frequency oscillation). Beyond 30 s the line is above the governor.
HYDRO_RAMP_S = 66.0

_INVERTER = {"controller": "inverter", "direction": "both", "droop_pu": 0.01, "dead_band_hz": 0.033, "lag_s": 0.05}
_HYDRO = {
    "controller": "hydro_governor",
    "direction": "both",
    "tier": "T2",
    "droop_pu": 0.04,
    "dead_band_hz": 0.05,
    "transient_droop_pu": 0.4,
    "reset_s": 6.0,
    "gate_s": 0.3,
    "water_s": 1.5,
}


def _profile(id: str, zh: str, en: str, source: str, **more: object) -> ResponseProfile:
    return ResponseProfile.model_validate({"id": id, "zh": zh, "en": en, "source": source, **more})


# Tier defaults for profiles that a case adds under a name of its own.
BY_TIER: dict[str, ResponseProfile] = {
    "T0": _profile(
        "T0",
        "虚拟惯量",
        "Virtual inertia",
        "E",
        tier="T0",
        dead_time_s=0.0,
        ramp_s=0.0,
        virtual_inertia_h_s=3.0,
        **_INVERTER,
    ),
    "T1": _profile("T1", "快速响应", "Fast response", "E", tier="T1", dead_time_s=0.05, ramp_s=0.1, **_INVERTER),
    "T2": _profile("T2", "一次调频", "Primary response", "E", dead_time_s=2.0, ramp_s=HYDRO_RAMP_S, **_HYDRO),
    "T3": _profile(
        "T3",
        "二次调频",
        "Secondary response",
        "E",
        tier="T3",
        direction="both",
        dead_time_s=30.0,
        ramp_s=300.0,
        controller="steam_governor",
        droop_pu=0.05,
        dead_band_hz=0.05,
        lag_s=10.0,
    ),
}

CATALOGUE: dict[str, ResponseProfile] = {
    p.id: p
    for p in (
        _profile(
            "lfp_fast",
            "磷酸铁锂快速响应",
            "LFP fast response",
            "B: 50–200 ms to full",
            tier="T1",
            dead_time_s=0.05,
            ramp_s=0.1,
            **_INVERTER,
        ),
        _profile(
            "vrfb_fast",
            "全钒液流快速响应",
            "Flow battery fast response",
            "B: 100–500 ms to full",
            tier="T1",
            dead_time_s=0.1,
            ramp_s=0.2,
            **{**_INVERTER, "lag_s": 0.1},
        ),
        _profile(
            "flywheel_fast",
            "飞轮快速响应",
            "Flywheel fast response",
            "B: 5–50 ms to full",
            tier="T1",
            dead_time_s=0.01,
            ramp_s=0.03,
            **{**_INVERTER, "lag_s": 0.015},
        ),
        _profile(
            "supercapacitor_fast",
            "超级电容快速响应",
            "Supercapacitor fast response",
            "B: 1–20 ms to full",
            tier="T1",
            dead_time_s=0.002,
            ramp_s=0.015,
            **{**_INVERTER, "lag_s": 0.005},
        ),
        _profile(
            "caes_secondary",
            "压缩空气二次调频",
            "Compressed air, secondary",
            "B: 3–10 min",
            tier="T3",
            direction="both",
            dead_time_s=60.0,
            ramp_s=300.0,
            controller="steam_governor",
            droop_pu=0.05,
            dead_band_hz=0.05,
            lag_s=60.0,
        ),
        _profile(
            "pumped_primary",
            "抽蓄一次调频",
            "Pumped storage, spinning",
            "B: spinning; ramp from the governor",
            dead_time_s=2.0,
            ramp_s=HYDRO_RAMP_S,
            **_HYDRO,
        ),
        _profile(
            "hydro_governor",
            "水轮机调速",
            "Hydro governor",
            "G: lag 2–4 s; ramp from the governor",
            dead_time_s=2.0,
            ramp_s=HYDRO_RAMP_S,
            **_HYDRO,
        ),
        _profile(
            "steam_governor",
            "汽轮机调速",
            "Steam governor",
            "E: lag 3 s, ramp from the governor",
            tier="T2",
            direction="both",
            dead_time_s=3.0,
            ramp_s=28.0,
            controller="steam_governor",
            droop_pu=0.05,
            dead_band_hz=0.033,
            lag_s=8.0,
        ),
        _profile(
            "potline_shed",
            "电解槽快速切除",
            "Potline shed",
            "B: 100–200 ms by breaker",
            tier="T1",
            direction="up",
            dead_time_s=0.13,
            ramp_s=0.02,
            controller="shed",
            trigger_hz=0.15,
            lag_s=0.0,
        ),
        _profile(
            "load_shed",
            "负荷快速切除",
            "Load shed",
            "E",
            tier="T1",
            direction="up",
            dead_time_s=0.15,
            ramp_s=0.02,
            controller="shed",
            trigger_hz=0.2,
            lag_s=0.0,
        ),
        _profile(
            "charging_drop",
            "充电快速停充",
            "Charging drop",
            "E: local trigger of the pile",
            tier="T1",
            direction="up",
            dead_time_s=0.1,
            ramp_s=0.2,
            controller="shed",
            trigger_hz=0.1,
            lag_s=0.1,
        ),
        _profile(
            "computing_drop",
            "算力快速降载",
            "Computing drop",
            "E: over the battery of the hall",
            tier="T1",
            direction="up",
            dead_time_s=0.2,
            ramp_s=0.3,
            controller="shed",
            trigger_hz=0.1,
            lag_s=0.1,
        ),
        _profile(
            "hvdc_modulation",
            "直流功率调制",
            "HVDC modulation",
            "E",
            tier="T1",
            direction="both",
            dead_time_s=0.05,
            ramp_s=0.1,
            controller="hvdc",
            droop_pu=0.02,
            dead_band_hz=0.1,
            lag_s=0.05,
        ),
        _profile(
            "virtual_inertia",
            "构网型虚拟惯量",
            "Virtual inertia",
            "V: H 1.5–6 s",
            tier="T0",
            dead_time_s=0.0,
            ramp_s=0.0,
            virtual_inertia_h_s=3.0,
            **_INVERTER,
        ),
        _profile(
            "external_primary",
            "区外一次调频",
            "External primary response",
            "E",
            dead_time_s=2.0,
            ramp_s=HYDRO_RAMP_S,
            **_HYDRO,
        ),
    )
}


@dataclass(frozen=True)
class Ability:
    """What an asset of a kind offers. `derived`: without being asked for by name in the case."""

    services: tuple[str, ...]
    share_max_pu: float = 1.0
    cost_cny_per_mw_h: float = 1.0
    inertia_h_s: float = 0.0
    load_min_pu: float = 0.0
    derived: bool = True


# First word of a storage's technology → what it offers; others are batteries.
STORAGE: dict[str, Ability] = {
    "lfp": Ability(("lfp_fast",)),
    "vrfb": Ability(("vrfb_fast",)),
    "flywheel": Ability(("flywheel_fast",)),
    "supercapacitor": Ability(("supercapacitor_fast",)),
    "caes": Ability(("caes_secondary",)),
    "pumped": Ability(("pumped_primary",)),
}
# Inertia 3–4 s for hydro, 4–6 s for steam on the rating [E]; costs are small and set an order of merit [E].
HYDRO = Ability(("hydro_governor",), share_max_pu=0.3, cost_cny_per_mw_h=2.0, inertia_h_s=3.5, load_min_pu=0.3)
THERMAL = Ability(("steam_governor",), share_max_pu=0.1, cost_cny_per_mw_h=5.0, inertia_h_s=4.5, load_min_pu=0.3)
POTLINE = Ability(("potline_shed",), cost_cny_per_mw_h=10.0)
CHARGING = Ability(("charging_drop",), share_max_pu=0.8, cost_cny_per_mw_h=5.0)
COMPUTING = Ability(("computing_drop",), share_max_pu=0.3, cost_cny_per_mw_h=8.0)
LOAD = Ability(("load_shed",), share_max_pu=0.3, cost_cny_per_mw_h=30.0, derived=False)
CORRIDOR = Ability(("hvdc_modulation",), share_max_pu=0.1, cost_cny_per_mw_h=10.0, derived=False)

# Family → what its assets offer; stores by technology, see above. In this order responders are derived.
ABILITIES: dict[str, Ability] = {
    "powerhouse": HYDRO,
    "thermal": THERMAL,
    "potline": POTLINE,
    "charging": CHARGING,
    "computing": COMPUTING,
    "load": LOAD,
    "corridor": CORRIDOR,
}

# Typical ratings of one unit, MW [E], where a case asks for the largest unit without naming one.
UNIT_MW = {"hydro": 300.0, "coal": 600.0, "gas": 400.0, "thermal": 300.0}
# A bipole loses one of two poles.
POLE_SHARE = 0.5
