"""Small cases for forecasts: a wind farm, a PV plant, a lake and a town, with hand-made or random truth."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from dispatch.case.schema import Case
from dispatch.case.table import TimeTable

ZONE = "Asia/Shanghai"


def truth(days: float, step_min: int = 15, start: str = "2025-03-01", seed: int = 1) -> TimeTable:
    """Wind, sun, water and demand that look alive, per unit (water m³/s)."""
    size = round(days * 1440 / step_min)
    index = pd.date_range(start, periods=size, freq=f"{step_min}min", tz=ZONE)
    rng = np.random.default_rng(seed)
    hour = index.hour + index.minute / 60
    slow = np.convolve(rng.standard_normal(size + 40), np.ones(41) / 41**0.5, "valid")
    columns = {
        "wind": np.clip(0.5 + 0.15 * slow, 0.25, 0.75),
        "sun": np.maximum(np.sin((hour - 6) / 12 * np.pi), 0) * np.clip(0.6 + 0.1 * slow, 0.2, 0.8),
        "water": 200 + 40 * slow,
        "town": 0.7 + 0.2 * np.sin(hour / 24 * 2 * np.pi),
    }
    return TimeTable.from_frame(pd.DataFrame(columns, index=index))


def bus(name: str, lat: float | None = 27.0, lon: float | None = 103.0, county: str = "") -> dict[str, Any]:
    return {"id": name, "lat": lat, "lon": lon, "county": county or name}


def plant(name: str, technology: str, at: str, p_nom: float = 100.0, series: str = "s/wind") -> dict[str, Any]:
    return {"id": name, "technology": technology, "bus": at, "p_nom_mw": p_nom, "p_max_pu": series}


def valley(table: TimeTable | None = None, days: float = 10, **more: Any) -> Case:
    """The whole small case over the days of its table."""
    held = table or truth(days)
    begin, end = (pd.Timestamp(t, tz="UTC").tz_convert(ZONE).to_pydatetime() for t in (held.start[0], held.end))
    given: dict[str, Any] = {
        "name": "valley",
        "time": {"start": begin, "end": end, "step": "15min", "zone": ZONE},
        "series": {"s": held},
        "bus": [bus("north"), bus("south", 27.9, 103.5)],
        "renewable": [plant("breeze", "wind", "north"), plant("field", "pv", "south", 50, "s/sun")],
        "reservoir": [{"id": "lake", "volume_max_hm3": 50, "inflow_m3s": "s/water"}],
        "powerhouse": [{"id": "falls", "reservoir": "lake", "bus": "south", "p_nom_mw": 60, "turbine_max_m3s": 400,
                        "productivity_mw_per_m3s": 0.2}],
        "load": [{"id": "town", "kind": "residential", "bus": "south", "p_nom_mw": 80, "p_pu": "s/town"}],
    }  # fmt: skip
    return Case.model_validate(given | more)
