"""Rule curves, and the reference operation of the cascade that exchange plans follow.

Flows are daily means in m³/s, volumes hm³, levels m. Levels and level–storage points are P (data/README.md); the rule
curves are E. Inflows are those that the case itself makes of its catchments.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np

from dispatch.case.rows import read_rows
from dispatch.case.settings import Synthesis
from dispatch.errors import CaseError, Fault, Where
from dispatch.families.catchment.entity import Catchment
from dispatch.families.curve.entity import Curve
from dispatch.water.catchment import catchment_flow
from generate.axis import DAYS, anchored

HYDROLOGIES = ("dry", "normal", "wet", "long_run")
# Of the way from the lower to the upper rule curve.
NEAR = 0.75
CASE = Path(__file__).parents[2] / "models" / "zhaotong"
CATCHMENTS, CURVES = CASE / "catchment.csv", CASE / "curve.csv"
Made = TypeVar("Made", Catchment, Curve)


@dataclass(frozen=True)
class Site:
    """One reservoir: level–storage points (m, hm³), turbines of both banks, K in kg/s², bank rating, levels by date.

    The lower rule curve lies `raised` of the way from the lowest levels to the highest: a wide band is no rule.
    """

    level_m: tuple[float, ...]
    volume_hm3: tuple[float, ...]
    turbine_max_m3s: float
    efficiency_constant: float
    bank_mw: float
    release_min_m3s: dict[str, float]
    lowest: dict[str, float]
    highest: dict[str, float]
    raised: float

    def upper_m(self) -> np.ndarray:
        """(365,) upper rule curve."""
        return anchored(self.highest)

    def lower_m(self) -> np.ndarray:
        """(365,) lower rule curve."""
        return (1 - self.raised) * anchored(self.lowest) + self.raised * self.upper_m()

    def target_m(self) -> np.ndarray:
        """(365,) level that the plan follows: near the upper curve, where water makes most power."""
        return (1 - NEAR) * self.lower_m() + NEAR * self.upper_m()

    def volume(self, level: np.ndarray) -> np.ndarray:
        """Volume at a level, from the curve."""
        return np.interp(level, self.level_m, self.volume_hm3)


# fmt: off
SITES = {
    "baihetan": Site(
        (765, 770, 780, 785, 790, 800, 810, 820, 825),
        (8570, 9248, 10713, 11506, 12301, 14035, 15908, 17924, 19006),
        8621, 8.5, 8000,
        {"01-01": 1160, "02-20": 1160, "02-25": 1260, "07-13": 1260, "07-16": 1160},
        {"01-01": 817.7, "01-12": 808, "03-01": 790, "05-01": 771, "06-01": 768, "06-30": 769, "08-10": 773,
         "09-01": 786, "09-30": 804, "11-01": 815, "12-15": 815, "12-31": 817.7},
        {"01-01": 818.3, "01-10": 824.5, "03-01": 822, "05-01": 812, "06-01": 799, "06-28": 785, "08-10": 785,
         "09-30": 825, "12-12": 825, "12-31": 818.3},
        0.5,
    ),
    "xiluodu": Site(
        (540, 550, 560, 570, 580, 590, 600),
        (5112, 5974, 6923, 7953, 9075, 10281, 11574),
        7749, 8.5, 6930,
        {"01-01": 1200},
        {"01-01": 593.7, "01-12": 585, "03-01": 569, "05-01": 555, "06-01": 549, "06-30": 551, "09-10": 553,
         "09-30": 570, "10-15": 586, "12-15": 591, "12-31": 593.7},
        {"01-01": 594.3, "01-12": 600, "03-01": 598, "05-01": 584, "06-10": 568, "06-28": 560, "09-10": 560,
         "09-30": 598, "10-08": 600, "12-15": 600, "12-31": 594.3},
        0.5,
    ),
    "xiangjiaba": Site(
        (370, 375, 380), (4074, 4512, 4977),
        7040, 9.05, 3200,
        {"01-01": 1700},
        {"01-01": 377.8, "01-05": 374, "06-15": 372, "06-30": 370, "09-10": 370, "09-26": 372, "10-10": 374,
         "12-27": 374, "12-31": 377.8},
        {"01-01": 378.2, "01-05": 380, "06-18": 380, "06-28": 372, "09-10": 372, "09-26": 380, "12-27": 380,
         "12-31": 378.2},
        0.0,
    ),
}
# fmt: on


def inflows(hydrology: str) -> dict[str, np.ndarray]:
    """(365,) inflow to the reservoirs that have one, as the case makes it; `long_run` is a year of the mean flow."""
    catchments = {c.id: c for c in _rows(CATCHMENTS, Catchment) if c.id in SITES}
    if hydrology == "long_run":
        mean = {"normal_pu": 1.0}
        catchments = {name: c.model_copy(update=mean) for name, c in catchments.items()}
        hydrology = "normal"
    seed = Synthesis().seed
    return {name: catchment_flow(c, seed, hydrology) for name, c in catchments.items()}


def _rows(file: Path, kind: type[Made]) -> list[Made]:
    """Rows of a table of the case: the plan is made for the water and the curves that the case has."""
    faults: list[Fault] = []
    rows = read_rows(file.read_text(encoding="utf-8"), Where(file), faults)
    if faults:
        raise CaseError(faults)
    return [kind.model_validate(row.plain()) for row in rows]


@dataclass(frozen=True)
class Operation:
    """(365,) MW that both banks make when they follow the plan, and what they could make with full turbines."""

    planned_mw: np.ndarray
    able_mw: np.ndarray


def operate(hydrology: str) -> dict[str, Operation]:
    """Every plant along its target curve: the plan behind the exchange schedules.

    Water above the turbines' limit is first kept up to the upper curve, then spilled; the plan is smoothed over nine
    days as a schedule-maker would.
    """
    local = inflows(hydrology) | {"xiangjiaba": np.zeros(DAYS)}
    arriving = np.zeros(DAYS)
    curves = {curve.id: curve for curve in _rows(CURVES, Curve)}
    plan = {}
    for name, site in SITES.items():
        turbined, released, volume = _follow(site, local[name] + arriving)
        tail, output = curves[f"{name}_tail"], curves[f"{name}_output"]
        made = _power(site, tail, output, turbined, released, volume)
        full = np.full(DAYS, site.turbine_max_m3s)
        able = _power(site, tail, output, full, np.maximum(released, full), volume)
        plan[name] = Operation(_smooth(made), able)
        arriving = released
    return plan


def _power(
    site: Site, tail: Curve, output: Curve, turbined: np.ndarray, released: np.ndarray, volume: np.ndarray
) -> np.ndarray:
    """(365,) MW of both banks: K·q·head/1000, at most what is expected of the machines at that head."""
    head = np.interp(volume, site.volume_hm3, site.level_m) - np.interp(released, tail.x, tail.y)
    most = 2 * site.bank_mw * np.interp(head, output.x, output.y)
    return np.minimum(site.efficiency_constant * turbined * head / 1000, most)


def _follow(site: Site, inflow: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(365,) turbined and total release that track the target volume, and the volume at midday."""
    curves = (site.target_m(), site.lower_m(), site.upper_m())
    target, lower, upper = (np.append(site.volume(levels), 0) for levels in curves)
    target[-1], lower[-1], upper[-1] = target[0], lower[0], upper[0]
    least = anchored(site.release_min_m3s)
    volume = np.empty(DAYS + 1)
    volume[0] = target[0]
    turbined, released = np.zeros(DAYS), np.zeros(DAYS)
    for day in range(DAYS):
        wanted, most, must = ((volume[day] - curve[day + 1]) / 0.0864 + inflow[day] for curve in (target, lower, upper))
        turbined[day] = min(max(wanted, least[day], must), most, site.turbine_max_m3s)
        released[day] = max(turbined[day], must)
        volume[day + 1] = volume[day] + 0.0864 * (inflow[day] - released[day])
    return turbined, released, (volume[:-1] + volume[1:]) / 2


def _smooth(daily: np.ndarray, days: int = 9) -> np.ndarray:
    """(365,) centred running mean around the year."""
    wrapped = np.concatenate([daily[-(days // 2) :], daily, daily[: days // 2]])
    return np.convolve(wrapped, np.ones(days) / days, mode="valid")
