"""Three plants of the lower Jinsha, as data: level–storage, tailwater and expected output as published, rounded as
there.

Volumes in 10⁸ m³ as Chinese tables have them, turned to hm³; flows and ratings are those of both banks together.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dispatch.families.hydro.entity import Powerhouse
from dispatch.water.curves import CurveFunction
from dispatch.water.head import HeadPlant


@dataclass(frozen=True)
class River:
    """levels → volumes, releases → tail levels, heads → output in pu; least_m3s: minimum release."""

    level_m: tuple[float, ...]
    volume_1e8m3: tuple[float, ...]
    release_m3s: tuple[float, ...]
    tail_m: tuple[float, ...]
    head_m: tuple[float, ...]
    output_pu: tuple[float, ...]
    turbine_max_m3s: float
    p_nom_mw: float
    least_m3s: float

    @property
    def volume_hm3(self) -> tuple[float, ...]:
        return tuple(round(100 * v, 6) for v in self.volume_1e8m3)


RIVERS = {
    "baihetan": River(
        (765, 770, 780, 785, 790, 800, 810, 820, 825),
        (85.70, 92.48, 107.13, 115.06, 123.01, 140.35, 159.08, 179.24, 190.06),
        (900, 2000, 4000, 6000, 8000, 10000, 15000), (581.55, 584.91, 589.32, 592.73, 596.17, 599.49, 606.33),
        (165, 187, 202), (0.75, 0.9, 1.0), 8621, 16_000, 1160,
    ),
    "xiluodu": River(
        (540, 550, 560, 570, 580, 590, 600), (51.12, 59.74, 69.23, 79.53, 90.75, 102.81, 115.74),
        (1500, 4000, 6000, 8000, 10000), (380.39, 381.82, 383.62, 385.62, 387.55),
        (154.6, 176, 186), (511 / 700, 642 / 700, 1.0), 7749, 13_860, 1200,
    ),
    "xiangjiaba": River(
        (370, 375, 380), (40.74, 45.12, 49.77),
        (1380, 2420, 4050, 6160, 8040, 10200), (265.7, 267.5, 269.5, 271.5, 273, 274.5),
        (82.5, 97), (0.77, 1.0), 7040, 6_400, 1700,
    ),
}  # fmt: skip


def plant(name: str, banks: int = 1, efficiency_constant: float = 8.5) -> HeadPlant:
    """One of so many equal banks of a plant."""
    river = RIVERS[name]
    house = Powerhouse(
        id=name, reservoir=name, bus="a", p_nom_mw=river.p_nom_mw / banks,
        turbine_max_m3s=river.turbine_max_m3s / banks, productivity_mw_per_m3s=1,
    )  # fmt: skip
    points = ((river.level_m, river.volume_hm3), (river.release_m3s, river.tail_m), (river.head_m, river.output_pu))
    level, tail, output = (CurveFunction(np.array(x, dtype=float), np.array(y, dtype=float)) for x, y in points)
    return HeadPlant(house, 0, efficiency_constant, level, tail, output, float(banks))


def curves(name: str) -> list[dict[str, object]]:
    """The three curves as a case writes them: `<name>_level`, `<name>_tail`, `<name>_output`."""
    river = RIVERS[name]
    return [
        {"id": f"{name}_level", "x": river.level_m, "y": river.volume_hm3},
        {"id": f"{name}_tail", "x": river.release_m3s, "y": river.tail_m},
        {"id": f"{name}_output", "x": river.head_m, "y": river.output_pu},
    ]
