"""Parts that the problems of the SDDP literature share, deterministic or not."""

from __future__ import annotations

import numpy as np
from peer_data import UNSERVED_CNY_PER_MWH, read_json

from dispatch.families.corridor.entity import Corridor
from dispatch.families.hydro.entity import Powerhouse
from dispatch.families.load.entity import Load

FOLDER = "sddp_hydro"
# With weights that make a stage count once whatever its hours are, a price per hm³ is to be given times this.
PER_HM3 = 1 / 0.0036
# No flow or power of the examples is larger.
PLENTY = 1e5


def own_exact(name: str) -> float:
    """Optimum to full precision."""
    return float(read_json(FOLDER, "reference_published.json")[name]["own_exact"])


def firm(id_: str, bus: str, power: float | str) -> Load:
    """Demand that is served, because not serving it costs more than anything else."""
    varying = isinstance(power, str)
    return Load(
        id=id_,
        kind="load",
        bus=bus,
        p_nom_mw=1.0 if varying else power,
        p_pu=power if varying else 1.0,
        unserved_cost_cny_per_mwh=UNSERVED_CNY_PER_MWH,
    )


def market(price: float | str, bus: str = "grid") -> Corridor:
    """Where power is sold."""
    return Corridor(id=f"market_{bus}", to="market", bus=bus, p_nom_mw=PLENTY, price_cny_per_mwh=price)


def turbines(valley: dict, lake: str) -> list[Powerhouse]:
    """The concave hull of the turbine knots: one powerhouse per piece, each at the slope of its piece."""
    flow = np.diff([0, *valley["turbine"]["flow_knots"]])
    slope = np.diff([0, *valley["turbine"]["power_knots"]]) / flow
    if (np.diff(slope) >= 0).any():
        raise ValueError("the pieces must become worse with flow")
    return [
        Powerhouse(
            id=f"{lake}_{i}",
            reservoir=lake,
            bus="grid",
            p_nom_mw=width * yields,
            turbine_max_m3s=width,
            productivity_mw_per_m3s=yields,
        )
        for i, (width, yields) in enumerate(zip(flow, slope, strict=True))
    ]
