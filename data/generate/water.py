"""Inflow, small hydro, rule curves, and the reference operation of the cascade that exchange plans follow.

Flows are daily means in m³/s, volumes hm³, levels m. Levels, level–storage points, the monthly shape of the regulated
inflow at Wudongde (2020) and of the interval inflow (2022) are P (data/README.md); the scale of the year and the rule
curves are E.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from generate.axis import DAYS, MONTH_OF_DAY, anchored, ar1, daily_from_monthly

HYDROLOGIES = {"dry": 0.80, "normal": 1.00, "wet": 1.20}
# The year 2025 as calibrated, against the long-run mean flow of 4,190 m³/s at Baihetan [E].
YEAR_2025 = 0.889
BAIHETAN_MEAN_M3S, XILUODU_MEAN_M3S = 4190.0, 4570.0
REGULATED_2020 = np.array([1688, 1327, 1405, 1527, 2224, 4549, 6894, 9501, 8807, 5100, 2856, 1886.0])
INTERVAL_2022 = np.array([110, 120, 163, 267, 370, 707, 480, 317, 303, 253, 207, 203.0])
SMALL_HYDRO_SHAPE = np.array([0.22, 0.20, 0.20, 0.24, 0.35, 0.55, 0.65, 0.62, 0.58, 0.50, 0.34, 0.26])


@dataclass(frozen=True)
class Site:
    """One reservoir: level–storage points (m, hm³), turbines of both banks, productivity, bank rating, rule curves."""

    level_m: tuple[float, ...]
    volume_hm3: tuple[float, ...]
    turbine_max_m3s: float
    mw_per_m3s: float
    bank_mw: float
    release_min_m3s: dict[str, float]
    lower: dict[str, float]
    target: dict[str, float]
    upper: dict[str, float]

    def volume(self, level: np.ndarray) -> np.ndarray:
        """Volume at a level, from the curve."""
        return np.interp(level, self.level_m, self.volume_hm3)


# fmt: off
SITES = {
    "baihetan": Site(
        (765, 770, 780, 785, 790, 800, 810, 820, 825),
        (8570, 9248, 10713, 11506, 12301, 14035, 15908, 17924, 19006),
        8621, 1.735, 8000,
        {"01-01": 1160, "02-20": 1160, "02-25": 1260, "07-13": 1260, "07-16": 1160},
        {"01-01": 817.7, "01-12": 808, "03-01": 790, "05-01": 771, "06-01": 768, "06-30": 769, "08-10": 773,
         "09-01": 786, "09-30": 804, "11-01": 815, "12-15": 815, "12-31": 817.7},
        {"01-01": 818, "02-01": 812, "03-01": 803, "04-01": 793, "05-01": 782, "06-01": 772, "07-01": 776,
         "08-10": 781, "09-01": 802, "09-30": 822, "11-01": 824, "12-01": 822, "12-31": 818},
        {"01-01": 818.3, "01-10": 824.5, "03-01": 822, "05-01": 812, "06-01": 799, "06-28": 785, "08-10": 785,
         "09-30": 825, "12-12": 825, "12-31": 818.3},
    ),
    "xiluodu": Site(
        (540, 550, 560, 570, 580, 590, 600),
        (5112, 5974, 6923, 7953, 9075, 10281, 11574),
        7749, 1.590, 6930,
        {"01-01": 1200},
        {"01-01": 593.7, "01-12": 585, "03-01": 569, "05-01": 555, "06-01": 549, "06-30": 551, "09-10": 553,
         "09-30": 570, "10-15": 586, "12-15": 591, "12-31": 593.7},
        {"01-01": 594, "02-01": 590, "03-01": 583, "04-01": 574, "05-01": 563, "06-01": 552, "07-01": 553,
         "09-10": 557, "09-30": 590, "10-15": 598, "12-01": 598, "12-31": 594},
        {"01-01": 594.3, "01-12": 600, "03-01": 598, "05-01": 584, "06-10": 568, "06-28": 560, "09-10": 560,
         "09-30": 598, "10-08": 600, "12-15": 600, "12-31": 594.3},
    ),
    "xiangjiaba": Site(
        (370, 375, 380), (4074, 4512, 4977),
        7040, 0.923, 3200,
        {"01-01": 1700},
        {"01-01": 377.8, "01-05": 374, "06-15": 372, "06-30": 370, "09-10": 370, "09-26": 372, "10-10": 374,
         "12-27": 374, "12-31": 377.8},
        {"01-01": 378, "06-10": 377, "06-30": 371, "09-10": 371, "09-26": 377, "12-31": 378},
        {"01-01": 378.2, "01-05": 380, "06-18": 380, "06-28": 372, "09-10": 372, "09-26": 380, "12-27": 380,
         "12-31": 378.2},
    ),
}
# fmt: on


def inflows(hydrology: str) -> dict[str, np.ndarray]:
    """(365,) inflow to Baihetan (regulated by Wudongde) and between the dams, for a dry, normal or wet year."""
    scale = HYDROLOGIES[hydrology] * YEAR_2025
    main = REGULATED_2020 * BAIHETAN_MEAN_M3S / REGULATED_2020.mean() * scale
    between = INTERVAL_2022 * (XILUODU_MEAN_M3S - BAIHETAN_MEAN_M3S) / INTERVAL_2022.mean() * scale
    return {
        "baihetan": _noisy(main, f"inflow baihetan {hydrology}", 0.12),
        "xiluodu": _noisy(between, f"inflow xiluodu {hydrology}", 0.25),
    }


def _noisy(monthly: np.ndarray, stream: str, sigma: float) -> np.ndarray:
    """Daily values with lognormal AR(1) noise (φ = 0.9 a day) and close to the given monthly means."""
    daily = daily_from_monthly(monthly)
    shaken = daily * np.exp(sigma * ar1(stream, DAYS, 0.9))
    means = np.bincount(MONTH_OF_DAY, shaken)[1:] / np.bincount(MONTH_OF_DAY)[1:]
    return shaken * daily_from_monthly(monthly / means)


def small_hydro(hydrology: str, stream: str, hours: float) -> np.ndarray:
    """(365,) run-of-river availability of a river group with its full-load hours in a normal year."""
    wetness = HYDROLOGIES[hydrology]
    monthly = SMALL_HYDRO_SHAPE * hours / (24 * float((SMALL_HYDRO_SHAPE[MONTH_OF_DAY - 1]).sum()))
    daily = daily_from_monthly(monthly) * np.exp(0.12 * ar1(f"small hydro {stream} {hydrology}", DAYS, 0.9))
    daily *= hours / 24 / daily.sum()
    return np.clip(daily * wetness, 0.02, 0.96)


def operate(hydrology: str) -> dict[str, np.ndarray]:
    """(365,) turbined flow per reservoir when each follows its target curve: the plan behind the exchange schedules.

    Water above the turbines' limit is first kept up to the upper curve, then spilled; the plan is smoothed over nine
    days as a schedule-maker would.
    """
    local = inflows(hydrology) | {"xiangjiaba": np.zeros(DAYS)}
    arriving = np.zeros(DAYS)
    plan = {}
    for name, site in SITES.items():
        turbined, released = _follow(site, local[name] + arriving)
        plan[name] = _smooth(turbined)
        arriving = released
    return plan


def _follow(site: Site, inflow: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(365,) turbined and (365,) total release that track the target volume."""
    target, lower, upper = (np.append(site.volume(anchored(c)), 0) for c in (site.target, site.lower, site.upper))
    target[-1], lower[-1], upper[-1] = target[0], lower[0], upper[0]
    least = anchored(site.release_min_m3s)
    volume = target[0]
    turbined, released = np.zeros(DAYS), np.zeros(DAYS)
    for day in range(DAYS):
        wanted = (volume - target[day + 1]) / 0.0864 + inflow[day]
        most = (volume - lower[day + 1]) / 0.0864 + inflow[day]
        must = (volume - upper[day + 1]) / 0.0864 + inflow[day]
        turbined[day] = min(max(wanted, least[day], must), most, site.turbine_max_m3s)
        released[day] = max(turbined[day], must)
        volume += 0.0864 * (inflow[day] - released[day])
    return turbined, released


def _smooth(daily: np.ndarray, days: int = 9) -> np.ndarray:
    """(365,) centred running mean around the year."""
    wrapped = np.concatenate([daily[-(days // 2) :], daily, daily[: days // 2]])
    return np.convolve(wrapped, np.ones(days) / days, mode="valid")
