"""One synthetic system of real size, described neutrally: plain records and arrays that every side builds from.

12 buses, 30 wind/PV/run-of-river plants, 3 reservoirs in cascade with 4 powerhouses (travel time 0), 6 storages, 6
thermal plants, 14 loads that may be shed at a price, 18 AC lines (8 of them with Kirchhoff's voltage law, 4 with
losses), 2 DC links, 2 export corridors. All profiles have one value a period; everything follows from the seed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

SEED = 20250101
BUSES = tuple(f"bus{i:02d}" for i in range(12))
V_NOM_KV = 220.0

Record = dict[str, Any]


@dataclass(frozen=True)
class System:
    """Records of every family; powers in MW, flows in m³/s, volumes in hm³, costs in CNY/MWh, `profile` (periods,)."""

    periods: int
    step_h: float
    renewable: tuple[Record, ...]
    reservoir: tuple[Record, ...]
    powerhouse: tuple[Record, ...]
    storage: tuple[Record, ...]
    thermal: tuple[Record, ...]
    load: tuple[Record, ...]
    line: tuple[Record, ...]
    link: tuple[Record, ...]
    corridor: tuple[Record, ...]

    @property
    def assets(self) -> int:
        """Everything but buses."""
        families = (self.renewable, self.reservoir, self.powerhouse, self.storage, self.thermal, self.load)
        return sum(len(f) for f in (*families, self.line, self.link, self.corridor))


def make_system(periods: int, step_h: float) -> System:
    """The system on `periods` periods of `step_h` hours from 1 January."""
    rng = np.random.default_rng(SEED)
    hour = (np.arange(periods) + 0.5) * step_h
    day, of_day = hour / 24, hour % 24
    return System(
        periods, step_h, _renewables(rng, day, of_day, step_h), _reservoirs(day), _powerhouses(), _storages(rng),
        _thermal(rng), _loads(rng, day, of_day), _lines(rng), _links(), _corridors(day, of_day),
    )  # fmt: skip


def _noise(rng: np.random.Generator, periods: int, step_h: float, memory_h: float) -> np.ndarray:
    """A stationary first-order process of unit variance: white noise through an exponential window."""
    keep = np.exp(-step_h / memory_h)
    window = keep ** np.arange(min(periods, int(6 * memory_h / step_h) + 1))
    white = rng.standard_normal(periods + len(window) - 1)
    return np.convolve(white, window, mode="valid") * np.sqrt(1 - keep**2)


def _renewables(rng: np.random.Generator, day: np.ndarray, of_day: np.ndarray, step_h: float) -> tuple[Record, ...]:
    plants: list[Record] = []
    common = _noise(rng, len(day), step_h, 18.0)
    sun = np.maximum(np.sin(np.pi * (of_day - 6.5) / 12), 0.0) * (0.85 - 0.15 * np.cos(2 * np.pi * day / 365))
    melt = 0.45 - 0.3 * np.cos(2 * np.pi * (day - 20) / 365)
    for i in range(10):
        wind = 0.32 + 0.17 * common + 0.12 * _noise(rng, len(day), step_h, 6.0)
        plants.append(_plant(f"wind{i}", "wind", i % 12, 120 + 30 * i, 6.0 + 0.1 * i, np.clip(wind, 0, 1)))
    for i in range(12):
        cloud = np.clip(0.8 + 0.25 * _noise(rng, len(day), step_h, 4.0), 0.15, 1.0)
        plants.append(_plant(f"pv{i}", "pv", i % 12, 150 + 25 * i, 2.0 + 0.1 * i, sun * cloud))
    for i in range(8):
        flow = np.clip(melt + 0.05 * _noise(rng, len(day), step_h, 72.0), 0.05, 1.0)
        plants.append(_plant(f"ror{i}", "hydro_ror", (3 * i) % 12, 40 + 10 * i, 4.0 + 0.1 * i, flow))
    return tuple(plants)


def _plant(name: str, technology: str, bus: int, p_nom: float, cost: float, profile: np.ndarray) -> Record:
    return {
        "id": name, "technology": technology, "bus": BUSES[bus], "p_nom": float(p_nom), "cost": cost,
        "profile": np.round(profile, 5),
    }  # fmt: skip


def _reservoirs(day: np.ndarray) -> tuple[Record, ...]:
    flood = np.round(1.0 + 0.8 * np.sin(2 * np.pi * (day - 110) / 365), 5)
    shape = ((1200.0, 450.0, 0.55, 0.5), (300.0, 60.0, 0.5, 0.5), (150.0, 30.0, 0.6, 0.5))
    return tuple(
        {
            "id": f"lake{i}", "downstream": f"lake{i + 1}" if i < 2 else None, "volume_max": volume,
            "spill_max": 5000.0, "volume_initial": start * volume, "volume_terminal_min": end * volume,
            "profile": inflow * flood,
        }
        for i, (volume, inflow, start, end) in enumerate(shape)
    )  # fmt: skip


def _powerhouses() -> tuple[Record, ...]:
    upper = (("left0", 0, 1, 500.0, 1.35), ("right0", 0, 4, 500.0, 1.35))
    lower = (("house1", 1, 6, 900.0, 0.95), ("house2", 2, 9, 950.0, 0.7))
    return tuple(
        {"id": n, "reservoir": f"lake{r}", "bus": BUSES[b], "turbine_max": q, "productivity": k, "cost": 3.0}
        for n, r, b, q, k in upper + lower
    )


def _storages(rng: np.random.Generator) -> tuple[Record, ...]:
    return tuple(
        {
            "id": f"store{i}", "bus": BUSES[2 * i], "p_nom": 100.0 + 40 * i, "hours": (2.0, 4.0, 8.0)[i % 3],
            "eta_charge": round(0.9 + 0.08 * rng.random(), 4), "eta_discharge": round(0.9 + 0.08 * rng.random(), 4),
            "standing_loss": 0.0002 * (i % 2), "cyclic": i % 2 == 0, "initial": 0.5, "wear": 12.0 + i,
        }
        for i in range(6)
    )  # fmt: skip


def _thermal(rng: np.random.Generator) -> tuple[Record, ...]:
    return tuple(
        {"id": f"coal{i}", "bus": BUSES[(2 * i + 3) % 12], "p_nom": 450.0, "cost": cost}
        for i, cost in enumerate(np.round(260 + 60 * rng.random(6) + 9 * np.arange(6), 3).tolist())
    )


def _loads(rng: np.random.Generator, day: np.ndarray, of_day: np.ndarray) -> tuple[Record, ...]:
    daily = 0.72 + 0.16 * np.exp(-(((of_day - 11) / 3.2) ** 2)) + 0.22 * np.exp(-(((of_day - 19.5) / 2.4) ** 2))
    seasonal = 1 + 0.08 * np.cos(2 * np.pi * day / 365)
    return tuple(
        {
            "id": f"load{i:02d}", "bus": BUSES[i % 12], "p_nom": 180.0 + 25 * i, "shed_cost": 8000.0 + 500 * (i % 5),
            "profile": np.round(np.clip(daily * seasonal + 0.02 * rng.standard_normal(len(day)), 0.2, 1.2), 5),
        }
        for i in range(14)
    )  # fmt: skip


def _lines(rng: np.random.Generator) -> tuple[Record, ...]:
    """Buses 0–5 form a meshed network with the voltage law (3 cycles); the rest is transport."""
    lawful = ((0, 1), (1, 2), (2, 3), (3, 4), (4, 5), (5, 0), (0, 3), (1, 4))
    transport = ((5, 6), (6, 7), (7, 8), (8, 9), (9, 10), (10, 11), (2, 8), (3, 10), (6, 9), (7, 11))
    return tuple(
        {
            "id": f"line{i:02d}", "bus0": BUSES[a], "bus1": BUSES[b], "p_nom": 450.0 + 50 * (i % 4),
            "kirchhoff": i < len(lawful), "x_ohm": round(10 + 30 * rng.random(), 3),
            "loss": 0.012 + 0.002 * i if i >= 14 else 0.0,
        }
        for i, (a, b) in enumerate(lawful + transport)
    )  # fmt: skip


def _links() -> tuple[Record, ...]:
    return tuple(
        {"id": f"dc{i}", "bus0": BUSES[a], "bus1": BUSES[b], "p_nom": 400.0, "loss": 0.03, "cost": 1.0}
        for i, (a, b) in enumerate(((1, 9), (4, 11)))
    )


def _corridors(day: np.ndarray, of_day: np.ndarray) -> tuple[Record, ...]:
    price = 235 + 80 * np.exp(-(((of_day - 19) / 3) ** 2)) + 20 * np.cos(2 * np.pi * day / 365)
    return tuple(
        {"id": f"export{i}", "bus": BUSES[b], "p_nom": 900.0, "profile": np.round(price - 15 * i, 4)}
        for i, b in enumerate((4, 9))
    )
