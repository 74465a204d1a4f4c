"""Temperature, wind and pressure of a synthetic year at one site.

Temperature: a weather anomaly from day to day (AR(1), 2.5 K), straight between solar noons, and a day cycle

    T = curve(month) + 2.5·A(t) + R(t)/2·c(h)                                (air.1)

c runs from −1 at 6 h to +1 at 15 h of solar time and back, in half cosines, and has mean 0; the range R = 4 K + 11
K·(mean clear-sky index of the day), so that clear days and dry seasons swing more. The curve brings every monthly mean
to its target.

Wind: Weibull with shape 2.1 at any hour and season, which over a whole year with its seasons and hours comes out near
the usual 2, by Gaussian copula from a field W with memory 0.985 a quarter of an hour (e-folding 17 h):

    v = curve(month)·(1 + a·cos(2π(h − h_peak)/24))·(−ln(1 − Φ(W)))^(1/2.1)                (air.2)

and the curve brings monthly means to theirs.

Pressure: of the standard atmosphere at the altitude z (pvlib), corrected for how warm the column of air below is, by
the hypsometric equation with its mean temperature taken as T + z·3.25 K/km; T without the day cycle, which is shallow:

    p = p_ISA(z)·exp(−(g z/R_d)·(1/T_column − 1/T_ISA,column))               (air.3)

Engineering estimates: 2.5 K, memory 0.75 a day, 4 K and 11 K, shape and memory of the wind.
"""

from __future__ import annotations

import numpy as np
import pvlib
from scipy.special import log_ndtr

from dispatch.weather.atmosphere import (
    FREEZING_K,
    GAS_CONSTANT_J_PER_KG_K,
    GRAVITY_M_PER_S2,
    LAPSE_K_PER_M,
    SEA_LEVEL_K,
)
from dispatch.weather.seasons import DAY_S, DAYS, Year

TEMPERATURE_MEMORY, TEMPERATURE_SIGMA_K = 0.75, 2.5
WIND_MEMORY, WIND_SHAPE = 0.985, 2.1
_RANGE_K, _RANGE_BY_CLEARNESS_K = 4.0, 11.0
_COLDEST_H, _WARMEST_H = 6.0, 15.0
_GRAVITY_OVER_GAS_K_PER_M = GRAVITY_M_PER_S2 / GAS_CONSTANT_J_PER_KG_K


def temperature_of(
    year: Year, target_c: np.ndarray, anomaly: np.ndarray, index: np.ndarray, day: np.ndarray, second: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """(n,) air temperature °C, and the same without its day cycle.

    anomaly: (365,) A by day; index: (n,) clear-sky index; day, second: (n,) of solar time.
    """
    ring = day % DAYS
    clear = np.bincount(ring, weights=index, minlength=DAYS) / np.bincount(ring, minlength=DAYS)
    along = day + second / DAY_S
    slow = TEMPERATURE_SIGMA_K * _between_noons(anomaly, along)
    swing = _between_noons(_RANGE_K + _RANGE_BY_CLEARNESS_K * clear, along) / 2
    temperature = year.adding(target_c, slow + swing * _day_cycle(second / 3600))
    return temperature, temperature - swing * _day_cycle(second / 3600)


def wind_of(
    year: Year, target: np.ndarray, field: np.ndarray, hour: np.ndarray, peak_h: float, swing: float
) -> np.ndarray:
    """(n,) wind m/s; target: (12,) means; field: (n,) W; hour: (n,) of solar time."""
    shape = (-log_ndtr(-field)) ** (1 / WIND_SHAPE)
    return year.scaling(target, shape * (1 + swing * np.cos(2 * np.pi * (hour - peak_h) / 24)))


def pressure_of(altitude_m: float, temperature_c: np.ndarray) -> np.ndarray:
    """(n,) Pa for (n,) temperatures without their day cycle."""
    half = LAPSE_K_PER_M / 2 * altitude_m
    column, standard = temperature_c + FREEZING_K + half, SEA_LEVEL_K - half
    warmth = np.exp(-_GRAVITY_OVER_GAS_K_PER_M * altitude_m * (1 / column - 1 / standard))
    return float(pvlib.atmosphere.alt2pres(altitude_m)) * warmth


def _between_noons(daily: np.ndarray, along: np.ndarray) -> np.ndarray:
    """(n,) values at times in days, straight between the noons of (365,) days on a ring."""
    return np.interp(along, np.arange(DAYS) + 0.5, daily, period=DAYS)


def _day_cycle(hour: np.ndarray) -> np.ndarray:
    since = (hour - _COLDEST_H) % 24
    rise = _WARMEST_H - _COLDEST_H
    return -np.cos(np.pi * np.where(since < rise, since / rise, 1 + (since - rise) / (24 - rise)))
