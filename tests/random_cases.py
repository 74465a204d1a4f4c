"""Random systems that always have a dispatch, drawn by hypothesis or from a seed.

Every bus has a load that may go unserved and a corridor that takes any surplus at a loss; limits that could contradict
one another (a largest release, a hard minimum) are left to the hand-worked cases.
"""

from __future__ import annotations

from typing import Any

import hypothesis.strategies as st
import numpy as np

from dispatch.case.schema import Case
from dispatch.horizon import Horizon
from tests.support import START, hours, system, table

FAMILIES = ("renewable", "hydro", "storage", "thermal", "line", "kirchhoff", "link", "corridor")
STEPS = (0.25, 0.5, 1.0, 2.0)


@st.composite
def horizons(draw: st.DrawFn, segments: int = 3, periods: int = 4) -> Horizon:
    """Up to three segments of uneven steps and any weights, days apart."""
    parts = []
    for day in range(draw(st.integers(1, segments))):
        steps = draw(st.lists(st.sampled_from(STEPS), min_size=1, max_size=periods))
        weight = draw(st.sampled_from((0.5, 1.0, 3.0)))
        parts.append(hours(*steps, weight=weight, start=f"2030-01-0{1 + 2 * day} {draw(st.integers(0, 23)):02d}:00"))
    return Horizon.chain(parts)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Any subset of families; numbers follow from a seed, so that a failure shrinks to few families."""
    chosen = draw(st.sets(st.sampled_from(FAMILIES), min_size=1))
    return random_case(draw(st.integers(0, 2**31)), chosen, draw(st.integers(1, 4)))


def random_case(seed: int, chosen: Any = FAMILIES, buses: int = 3) -> Case:
    """A system on `buses` buses with the chosen families."""
    rng = np.random.default_rng(seed)
    names = [f"bus{i}" for i in range(buses)]
    day = {name: 0.2 + 0.8 * rng.random(24) for name in ("one", "two", "three")}
    day["price"] = 400 * rng.random(24)
    families: dict[str, list[dict[str, Any]]] = {"load": [], "corridor": []}
    for bus in names:
        families["load"].append(
            {"id": f"load-{bus}", "kind": "city", "bus": bus, "p_nom_mw": _up_to(rng, 60), "p_pu": _varying(rng),
             "unserved_cost_cny_per_mwh": 5000 + _up_to(rng, 5000)}
        )  # fmt: skip
        # Takes what is too much, and gives what even unserved load cannot: a loop with a phase shift loses power alone.
        families["corridor"].append(
            {"id": f"dump-{bus}", "bus": bus, "p_nom_mw": 1e4, "p_min_pu": -1,
             "price_cny_per_mwh": -50 - _up_to(rng, 50), "import_price_cny_per_mwh": 20_000}
        )  # fmt: skip
    for name in FAMILIES:
        if name in chosen:
            for family, assets in _MAKERS[name](rng, names).items():
                families[family] = families.get(family, []) + assets
    return system(table(repeat="day", start=START, **day), bus=[{"id": b} for b in names], **families)


def _up_to(rng: np.random.Generator, most: float) -> float:
    return round(most * (0.05 + 0.95 * rng.random()), 3)


def _maybe(rng: np.random.Generator, value: Any, otherwise: Any = None, chance: float = 0.5) -> Any:
    return value if rng.random() < chance else otherwise


def _varying(rng: np.random.Generator) -> Any:
    return (
        rng.choice(["s/one", "s/two", "s/three"]).item() if rng.random() < 0.7 else round(0.1 + 0.9 * rng.random(), 3)
    )


def _at(rng: np.random.Generator, names: list[str]) -> str:
    return rng.choice(names).item()


def _renewables(rng: np.random.Generator, names: list[str]) -> dict[str, list[dict[str, Any]]]:
    return {"renewable": [
        {"id": f"wind{i}", "technology": "wind", "bus": _at(rng, names), "p_nom_mw": _up_to(rng, 80),
         "p_max_pu": _varying(rng),
         "p_min_pu": _maybe(rng, 0.02, 0.0), "marginal_cost_cny_per_mwh": _maybe(rng, _up_to(rng, 20), 0.0),
         "curtailment_cost_cny_per_mwh": _maybe(rng, _up_to(rng, 40), 0.0)}
        for i in range(rng.integers(1, 4))
    ]}  # fmt: skip


def _hydro(rng: np.random.Generator, names: list[str]) -> dict[str, list[dict[str, Any]]]:
    count = int(rng.integers(1, 4))
    lakes, houses = [], []
    for i in range(count):
        volume = 1 + _up_to(rng, 5)
        below = f"lake{rng.integers(i + 1, count)}" if i + 1 < count else None
        lakes.append(
            {"id": f"lake{i}", "volume_max_hm3": volume, "volume_min_hm3": 0.05 * volume,
             "volume_initial_hm3": _maybe(rng, 0.5 * volume), "cyclic": _maybe(rng, True, False),
             "inflow_m3s": _up_to(rng, 80), "downstream": below, "travel_time_h": _maybe(rng, _up_to(rng, 5), 1.0),
             "past_release_m3s": _maybe(rng, _up_to(rng, 50)), "release_min_m3s": _maybe(rng, _up_to(rng, 40), 0.0),
             "release_shortfall_cost_cny_per_hm3": _up_to(rng, 9000), "spill_cost_cny_per_hm3": _maybe(rng,
             _up_to(rng, 90), 0.0),
             "water_value_cny_per_hm3": _maybe(rng, _up_to(rng, 20_000), 0.0)}
        )  # fmt: skip
        for bank in range(rng.integers(0, 3)):
            pumps = below is not None and rng.random() < 0.4
            houses.append(
                {"id": f"house{i}{bank}", "reservoir": f"lake{i}", "bus": _at(rng, names), "p_nom_mw": _up_to(rng, 90),
                 "turbine_max_m3s": _up_to(rng, 90), "productivity_mw_per_m3s": 0.2 + rng.random(),
                 "marginal_cost_cny_per_mwh": _maybe(rng, _up_to(rng, 9), 0.0), "p_max_pu": _varying(rng),
                 "pump_max_m3s": _up_to(rng, 30) if pumps else 0.0, "pump_mw_per_m3s": 1.6 if pumps else None}
            )  # fmt: skip
    return {"reservoir": lakes, "powerhouse": houses}


def _storage(rng: np.random.Generator, names: list[str]) -> dict[str, list[dict[str, Any]]]:
    made = []
    for i in range(rng.integers(1, 4)):
        energy = _up_to(rng, 60)
        made.append(
            {"id": f"store{i}", "technology": "lfp", "bus": _at(rng, names), "p_nom_mw": _maybe(rng, _up_to(rng, 30),
             0.0, 0.9),
             "p_charge_nom_mw": _maybe(rng, _up_to(rng, 30)), "e_nom_mwh": energy,
             "eta_charge": 0.8 + 0.2 * rng.random(),
             "eta_discharge": 0.8 + 0.2 * rng.random(), "standing_loss_per_h": _maybe(rng, 0.01, 0.0),
             "p_max_pu": _maybe(rng, _varying(rng), 1.0), "soc_initial_mwh": _maybe(rng, 0.5 * energy),
             "soc_terminal_min_mwh": _maybe(rng, 0.1 * energy), "wear_cost_cny_per_mwh": _up_to(rng, 9)}
        )  # fmt: skip
    made[0] |= {"cyclic": True, "soc_initial_mwh": None, "soc_terminal_min_mwh": None}
    return {"storage": made}


def _thermal(rng: np.random.Generator, names: list[str]) -> dict[str, list[dict[str, Any]]]:
    made = []
    for i in range(rng.integers(1, 4)):
        p_nom = _up_to(rng, 90)
        made.append(
            {"id": f"coal{i}", "technology": "coal", "bus": _at(rng, names), "p_nom_mw": p_nom,
             "fuel_cost_cny_per_mwh": _maybe(rng, 200 + _up_to(rng, 200), "s/price"), "p_min_pu": _maybe(rng, 0.4, 0.0),
             "start_cost_cny_per_mw": _maybe(rng, _up_to(rng, 300), 0.0), "no_load_cost_cny_per_mw_h": _maybe(rng,
             9.0, 0.0),
             "committed_min_pu": _maybe(rng, 0.2, 0.0), "ramp_up_pu_per_h": _maybe(rng, _up_to(rng, 0.9)),
             "ramp_down_pu_per_h": _maybe(rng, _up_to(rng, 0.9)), "p_initial_mw": _maybe(rng, 0.5 * p_nom),
             "other_cost_cny_per_mwh": _maybe(rng, 12.0, 0.0)}
        )  # fmt: skip
    return {"thermal": made}


def _lines(rng: np.random.Generator, names: list[str]) -> dict[str, list[dict[str, Any]]]:
    pairs = [(a, b) for i, a in enumerate(names) for b in names[i + 1 :]]
    return {"line": [
        {"id": f"line-{a}-{b}", "bus0": a, "bus1": b, "p_nom_mw": _up_to(rng, 50), "loss_pu": _maybe(rng, 0.03, 0.0),
         "p_max_pu": _maybe(rng, _varying(rng), 1.0)}
        for a, b in pairs
    ]}  # fmt: skip


def _lawful_lines(rng: np.random.Generator, names: list[str]) -> dict[str, list[dict[str, Any]]]:
    pairs = [(a, b) for i, a in enumerate(names) for b in names[i + 1 :]] * 2
    return {"line": [
        {"id": f"wire{i}", "bus0": a, "bus1": b, "p_nom_mw": _up_to(rng, 50), "loss_pu": _maybe(rng, 0.03, 0.0, 0.3),
         "kirchhoff": True, "x_pu": 0.05 + rng.random(), "phase_shift_rad": _maybe(rng, 0.02, 0.0, 0.2)}
        for i, (a, b) in enumerate(pairs)
    ]}  # fmt: skip


def _links(rng: np.random.Generator, names: list[str]) -> dict[str, list[dict[str, Any]]]:
    if len(names) < 2:
        return {}
    made = []
    for i in range(rng.integers(1, 4)):
        one, other = rng.choice(names, 2, replace=False).tolist()
        both = rng.random() < 0.5
        made.append(
            {"id": f"dc{i}", "bus0": one, "bus1": other, "p_nom_mw": _up_to(rng, 40), "p_min_pu": -0.7 if both else 0.0,
             "loss_pu": 0.0 if both else _maybe(rng, 0.03, 0.0), "marginal_cost_cny_per_mwh": _maybe(rng, 3.0, 0.0)}
        )  # fmt: skip
    return {"link": made}


def _corridors(rng: np.random.Generator, names: list[str]) -> dict[str, list[dict[str, Any]]]:
    made = []
    for i in range(rng.integers(1, 4)):
        p_nom = _up_to(rng, 60)
        least = _maybe(rng, p_nom * 2000)
        made.append(
            {"id": f"export{i}", "bus": _at(rng, names), "p_nom_mw": p_nom, "price_cny_per_mwh": _maybe(rng, 300.0,
             "s/price"),
             "import_price_cny_per_mwh": 450, "p_min_pu": _maybe(rng, -0.5, 0.0), "schedule_mw": _maybe(rng,
             0.4 * p_nom, 0.0),
             "deviation_cost_cny_per_mwh": _maybe(rng, 20.0, 0.0), "hold_h": _maybe(rng, 2.0, 0.0),
             "ramp_mw_per_h": _maybe(rng, 0.3 * p_nom), "energy_min_mwh": least, "energy_max_mwh": _maybe(rng,
             p_nom * 6000),
             "energy_shortfall_cost_cny_per_mwh": None if least is None else 80}
        )  # fmt: skip
    return {"corridor": made}


_MAKERS = {
    "renewable": _renewables, "hydro": _hydro, "storage": _storage, "thermal": _thermal, "line": _lines,
    "kirchhoff": _lawful_lines, "link": _links, "corridor": _corridors,
}  # fmt: skip
