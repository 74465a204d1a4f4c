"""Load shapes per kind, per unit of `p_nom_mw`: energies of the load table, peak and minimum of the facts.

Every shape is drawn with mean 1, then scaled to energy / (p_nom · 8,760 h). Residential and services take the rest:
p = floor + (1 − floor) · b^γ with b the day-and-season shape in [0, 1]; γ is solved for the energy, the floor for the
system minimum and the rating for the system peak. Losses follow the load to the power 1.5.

Double counting: lines of 220 kV and above lose energy in the network model. `NETWORK_LOSS_TWH` of the 0.85 TWh of
network losses is measured there; only the rest, the loss below 220 kV, is a load.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from generate.axis import HOUR_OF_DAY, HOUR_STAMPS, HOURS, anchored, ar1, solve_increasing

# Mean temperature of Zhaotong city (1,920 m), °C, P: naimohansi.cn.
MONTHLY_TEMPERATURE_C = np.array([2.2, 4.2, 8.5, 12.6, 15.7, 18.0, 19.5, 19.0, 15.9, 12.0, 7.7, 3.6])
PEAK_MW, MINIMUM_MW = 2600.0, 1650.0
LOSSES_TWH, NETWORK_LOSS_TWH = 0.85, 0.15
# What the network model loses at the system peak and minimum, so that load and losses together meet the facts.
NETWORK_LOSS_AT_PEAK_MW, NETWORK_LOSS_AT_MINIMUM_MW = 22.0, 18.0
RESIDENTIAL_TWH = 3.95


@dataclass(frozen=True)
class Kind:
    """A kind of load: yearly energy, connected power, and its shape with mean near 1."""

    twh: float
    p_nom_mw: float
    shape: Callable[[str], np.ndarray]


def _between(first: str, last: str) -> np.ndarray:
    day = HOUR_STAMPS.strftime("%m-%d")
    return np.asarray((day >= first) & (day <= last))


SPRING, LABOUR, NATIONAL = _between("01-26", "02-05"), _between("05-01", "05-05"), _between("10-01", "10-07")
WEEKEND = np.asarray(HOUR_STAMPS.dayofweek >= 5)
WORKING_HOUR = (HOUR_OF_DAY >= 8) & (HOUR_OF_DAY < 20)
WET = np.asarray(np.isin(HOUR_STAMPS.month, (6, 7, 8, 9, 10)))


def aluminium(name: str) -> np.ndarray:
    """Flat within half a per cent; one potline series under overhaul for a fortnight in autumn (−3 %)."""
    return 1 + 0.003 * ar1(name, HOURS, 0.95) - 0.03 * _between("09-26", "10-12")


def furnace(name: str) -> np.ndarray:
    """Continuous, without holidays (glass)."""
    return 1 + 0.005 * ar1(name, HOURS, 0.98)


def process(name: str) -> np.ndarray:
    """Continuous process with a short annual overhaul in early October (chemicals, processing)."""
    return 1 + 0.015 * ar1(name, HOURS, 0.95) - 0.15 * NATIONAL - 0.1 * SPRING


def batch(name: str) -> np.ndarray:
    """Staggered furnace batches: a slow swing of ±6 %, holidays at 70 % (graphite, carbide)."""
    return 1 + 0.03 * ar1(name, HOURS, 0.97) - 0.28 * SPRING - 0.28 * NATIONAL - 0.1 * LABOUR


def seasonal_furnace(name: str) -> np.ndarray:
    """Silicon: full in the wet season, slightly lower in the dry one (the contract leaves 1 % only)."""
    return 1 + 0.004 * ar1(name, HOURS, 0.97) + np.where(WET, 0.004, -0.004)


def shifts(name: str) -> np.ndarray:
    """Mines, cement, smelters, small industry: more by day, less at weekends, nearly idle on holidays."""
    day = 1 + 0.10 * np.where(WORKING_HOUR, 1.0, -1.0) - 0.06 * WEEKEND + 0.03 * ar1(name, HOURS, 0.9)
    return day * np.where(SPRING | NATIONAL, 0.40, np.where(LABOUR, 0.7, 1.0))


def computing(name: str) -> np.ndarray:
    """Data centre: flat, a little cooling in summer, a little more by day."""
    summer = np.isin(HOUR_STAMPS.month, (6, 7, 8))
    return 1 + 0.02 * np.where(WORKING_HOUR, 1, -1) + 0.03 * summer + 0.005 * ar1(name, HOURS, 0.95)


def rail(name: str) -> np.ndarray:
    """High-speed railway: trains from 6 to 24 h, noise of single trains, more around holidays."""
    timetable = np.where((HOUR_OF_DAY >= 6) & (HOUR_OF_DAY < 24), 1.3, 0.25)
    return timetable * (1 + 0.15 * (SPRING | NATIONAL | LABOUR)) * np.clip(1 + 0.08 * ar1(name, HOURS, 0.3), 0.7, 1.3)


def charging(name: str) -> np.ndarray:
    """EV charging: noon and evening humps, a night tariff hump, much more when people travel home."""
    h = HOUR_OF_DAY
    humps = 0.5 + 0.6 * _hump(h, 13, 2.0) + 1.0 * _hump(h, 20, 2.5) + 0.7 * _hump(h, 3, 2.0)
    return humps * np.where(SPRING | NATIONAL, 1.35, 1.0) * np.clip(1 + 0.08 * ar1(name, HOURS, 0.7), 0.7, 1.3)


def _hump(hour: np.ndarray, at: float, width: float) -> np.ndarray:
    apart = np.minimum(np.abs(hour - at), 24 - np.abs(hour - at))
    return np.exp(-0.5 * (apart / width) ** 2)


def residential_base() -> np.ndarray:
    """(8760,) day and season shape in [0, 1]: evening peak, stronger when cold; Spring Festival full of people."""
    h = HOUR_OF_DAY
    day = 0.17 + 0.30 * _hump(h, 8, 1.6) + 0.36 * _hump(h, 12.5, 2.0) + 0.80 * _hump(h, 19.7, 2.1)
    day = day + 0.15 * _hump(h, 16, 2.0)
    cold = np.clip(1.5 - MONTHLY_TEMPERATURE_C / 20, 0.5, 1.5)
    middle = {f"{m + 1:02d}-15": float(c) for m, c in enumerate(cold)}
    season = np.repeat(anchored(middle), 24)
    summer = 0.12 * np.isin(HOUR_STAMPS.month, (7, 8)) * _hump(h, 15, 3)
    people = np.where(SPRING, 1.12, np.where(WEEKEND | NATIONAL | LABOUR, 1.03, 1.0))
    base = (day * (0.45 + 0.55 * season) + summer) * people * (1 + 0.025 * ar1("residential", HOURS, 0.9))
    return np.asarray((base - base.min()) / (base.max() - base.min()))


KINDS_2025 = {
    "aluminium": Kind(9.30, 1080, aluminium),
    "processing": Kind(0.25, 32, process),
    "glass": Kind(0.39, 46, furnace),
    "graphite": Kind(1.20, 160, batch),
    "chemical": Kind(0.45, 56, process),
    "carbide": Kind(0.35, 47, batch),
    "cement": Kind(0.40, 62, shifts),
    "mining": Kind(0.40, 62, shifts),
    "smelting": Kind(0.28, 43, shifts),
    "industry": Kind(0.60, 93, shifts),
    "ev": Kind(0.08, 20, charging),
}
KINDS_2030 = {
    "silicon": Kind(4.60, 538, seasonal_furnace),
    "data_centre": Kind(1.20, 150, computing),
    "anode": Kind(1.00, 130, batch),
    "rail": Kind(0.30, 80, rail),
}


def shape_of(name: str, kind: Kind) -> np.ndarray:
    """(8760,) per unit of p_nom; raises ValueError where the shape exceeds the connected power."""
    raw = np.maximum(kind.shape(name), 0.0)
    out = raw / raw.mean() * kind.twh * 1e6 / HOURS / kind.p_nom_mw
    if out.max() > 1:
        raise ValueError(f"{name}: connected power {kind.p_nom_mw} MW is below the peak, {out.max():.3f} pu")
    return np.asarray(out)


@dataclass(frozen=True)
class Fitted:
    """The residential and loss shapes (8760,) pu, with the ratings that close peak, minimum and energy."""

    residential: np.ndarray
    residential_mw: float
    losses: np.ndarray
    losses_mw: float


def fit_residential(others_mw: np.ndarray) -> Fitted:
    """Solve floor, γ and rating so that all loads together meet peak, minimum and energies."""
    base = residential_base()
    losses_mean = (LOSSES_TWH - NETWORK_LOSS_TWH) * 1e6 / HOURS
    mean = RESIDENTIAL_TWH * 1e6 / HOURS

    def shaped(rating: float, floor: float) -> np.ndarray:
        gamma = -solve_increasing(lambda g: float(rating * (floor + (1 - floor) * base**-g).mean()), mean, -8.0, -0.05)
        return rating * (floor + (1 - floor) * base**gamma)

    def with_losses(home: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        use = (home + others_mw) ** 1.5
        losses = use / use.mean() * losses_mean
        return home + others_mw + losses, losses

    def floor_for(rating: float) -> float:
        least = MINIMUM_MW - NETWORK_LOSS_AT_MINIMUM_MW
        return solve_increasing(lambda f: float(with_losses(shaped(rating, f))[0].min()), least, 0.02, 0.45)

    most = PEAK_MW - NETWORK_LOSS_AT_PEAK_MW
    rating = solve_increasing(lambda r: float(with_losses(shaped(r, floor_for(r)))[0].max()), most, 800.0, 960.0)
    home = shaped(rating, floor_for(rating))
    _, losses = with_losses(home)
    return Fitted(home / rating, rating, losses / losses.max(), float(losses.max()))
