"""Clearness of the sky: the clear-sky index of GHI and of the beam, with the sunshine and the yearly GHI of a site.

A cloudiness that moves from day to day, D, and one that moves within the day, S, both unit Gaussian (`field`), make

    g = S − σ·D + o_month − θ                                                (clearness.1)

S > σ·D + … is sun. σ > 1 makes days bimodal: most are clear or overcast, and in those between, S crosses the edge again
and again, so that broken days vary most. The monthly offset o = √(1+σ²)·Φ⁻¹(share of sunshine of the month) gives the
year its course. The clear-sky index of GHI rises with g from overcast to clear,

    k(g) = b·max(e^{0.3·min(g, 0)}, 0.3)·(1 − s) + c·(1 − 0.1·e^{−max(g, 0)/1.2})·s          (clearness.2)
    s = 1/(1 + e^{−g/0.2})

with b the brightness under cloud, c the clarity of the air in sunshine, both set by one number q (`_ends`). Beside
clouds, GHI gains up to 0.1 of the clear sky by reflection (cloud enhancement), e(g) = 0.1·exp(−((g − 0.9)/0.35)²/2).
The beam follows the index without enhancement,

    DNI = DNI_clear·min(1, max(0, 1.38·k − 0.38))^2.5                        (clearness.3; Müller et al. 2009, Heliosat)
    GHI = GHI_clear·(k + e)          DHI = GHI − DNI·cos Z                   (clearness.4)

so that a clear sky is reproduced, closure is exact and DNI never exceeds that of the clear sky.

Calibration. Sunshine is time with DNI > 120 W/m² (WMO-No. 8), that is g > g*(t), a number that (clearness.2, 3) give
for each period. For any q, θ is therefore an order statistic of g + θ − g*: sunshine is met to one period. GHI then is
a rising function of q alone, and a bracketing root finder meets it.

Engineering estimates: σ 1.3, memory of D 0.6 a day and of S 0.9 a quarter of an hour, the forms and figures of
(clearness.2), b and c.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import brentq
from scipy.special import ndtri

from dispatch.weather.sky import Sky

SUNSHINE_W_PER_M2 = 120.0
DAY_MEMORY, MOMENT_MEMORY = 0.6, 0.9
CONTRAST = 1.3
_MARCH = np.linspace(-9.0, 9.0, 3601)
_TRIALS = np.linspace(0.0, 1.0, 9)


class ImpossibleClimateError(Exception):
    """A target that this sky cannot reach; `quantity`, `lowest` and `highest` give the feasible range."""

    def __init__(self, quantity: str, lowest: float, highest: float):
        self.quantity, self.lowest, self.highest = quantity, lowest, highest
        super().__init__(f"{quantity}: {lowest:.0f} to {highest:.0f}")


@dataclass(frozen=True, eq=False)
class Clearness:
    """(n,) clear-sky index of GHI with enhancement, (n,) share of the clear beam; q where the targets put it."""

    index: np.ndarray
    beam: np.ndarray
    q: float


def clearness_of(
    sky: Sky, daily: np.ndarray, moment: np.ndarray, share: np.ndarray, step_s: int, ghi_kwh: float, sun_hours: float
) -> Clearness:
    """The clearness that meets yearly GHI and sunshine.

    daily, moment: (n,) D and S; share: (n,) expected share of sunshine at the time of year. Raises
    ImpossibleClimateError.
    """
    raw = moment - CONTRAST * daily + np.sqrt(1 + CONTRAST**2) * ndtri(np.clip(share, 0.02, 0.98))
    lit = sky.ghi > 0
    day = _Day(raw[lit], sky.ghi[lit], sky.dni[lit], step_s / 3600)
    q = day.solve(ghi_kwh, sun_hours)
    g = raw - day.edge(q, sun_hours)
    return Clearness(_index(g, q) + _enhancement(g), _beam(_index(g, q)), q)


@dataclass(frozen=True, eq=False)
class _Day:
    """The periods with the sun up."""

    raw: np.ndarray
    ghi: np.ndarray
    dni: np.ndarray
    step_h: float

    def edge(self, q: float, sun_hours: float) -> float:
        """θ with which the sun shines as long as asked; NaN where it cannot."""
        wanted = round(sun_hours / self.step_h)
        needed = (SUNSHINE_W_PER_M2 / np.maximum(self.dni, SUNSHINE_W_PER_M2 / 2)) ** 0.4
        rising = _index(_MARCH, q)
        enough = (needed + 0.38) / 1.38
        shines = enough < min(rising[-1], 1.0)
        excess = self.raw[shines] - np.interp(enough[shines], rising, _MARCH)
        if not 0 < wanted < len(excess):
            return np.nan
        below, above = np.partition(excess, [len(excess) - wanted - 1, len(excess) - wanted])[-wanted - 1 :][:2]
        return float((below + above) / 2)

    def yearly_ghi(self, q: float, sun_hours: float) -> float:
        """kWh/m² at the asked sunshine; NaN where that cannot be."""
        g = self.raw - self.edge(q, sun_hours)
        return float((self.ghi * (_index(g, q) + _enhancement(g))).sum()) * self.step_h / 1000

    def solve(self, ghi_kwh: float, sun_hours: float) -> float:
        """q with which both targets are met."""
        reached = np.array([self.yearly_ghi(q, sun_hours) for q in _TRIALS])
        can = np.isfinite(reached)
        if not can.any():
            raise ImpossibleClimateError("sun_hours_h", 0.0, float((self.dni > SUNSHINE_W_PER_M2).sum()) * self.step_h)
        above = np.flatnonzero(can & (reached >= ghi_kwh))
        if not len(above) or reached[can][0] > ghi_kwh:
            raise ImpossibleClimateError("ghi_kwh_per_m2", float(reached[can].min()), float(reached[can].max()))
        if reached[above[0]] == ghi_kwh:
            return float(_TRIALS[above[0]])
        low, high = _TRIALS[above[0] - 1], _TRIALS[above[0]]
        return float(brentq(lambda q: self.yearly_ghi(q, sun_hours) - ghi_kwh, low, high, xtol=1e-6))


def _ends(q: float) -> tuple[float, float]:
    """Brightness b under cloud and clarity c in sunshine: dark and hazy at 0, usual around ½, bright and clear at 1."""
    return 0.06 + 0.52 * q, min(0.75 + 0.5 * q, 0.95 + 0.1 * q)


def _index(g: np.ndarray, q: float) -> np.ndarray:
    """k of (clearness.2), rising with g."""
    brightness, clarity = _ends(q)
    sun = 1 / (1 + np.exp(-g / 0.2))
    cloud = brightness * np.maximum(np.exp(0.3 * np.minimum(g, 0.0)), 0.3)
    return cloud * (1 - sun) + clarity * (1 - 0.1 * np.exp(-np.maximum(g, 0.0) / 1.2)) * sun


def _enhancement(g: np.ndarray) -> np.ndarray:
    return 0.1 * np.exp(-0.5 * ((g - 0.9) / 0.35) ** 2)


def _beam(index: np.ndarray) -> np.ndarray:
    """Share of the clear beam of (clearness.3)."""
    return np.clip(1.38 * index - 0.38, 0.0, 1.0) ** 2.5
