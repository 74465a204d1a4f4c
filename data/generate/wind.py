"""Wind availability per ridge site: correlated wind, generic turbine, monthly capacity factors met exactly.

1. A latent Gaussian field: synoptic (φ = 0.97 per h) and local (φ = 0.885 per h, that is 0.97 per 15 min) AR(1) parts,
   spatially correlated as exp(−d/150 km) (Cholesky).
2. Ranks become Weibull (k = 2) speeds, stronger at night by ±8 % (mountain–valley circulation) [E].
3. A generic 5 MW class power curve on equivalent speed: cut-in 3, rated 11, cut-out 25 m/s.
4. Per month the speed is scaled so that the capacity factor follows the ridge climate (0.36 in winter, 0.16 in July to
   September [E]), ±6 % a site and month, times one factor a site that meets its annual hours.
   Wake and availability cap the output at 0.93 pu.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from generate.axis import (
    DAYS_IN_MONTH,
    HOUR_OF_DAY,
    HOURS,
    MONTH_OF_HOUR,
    ar1,
    normals,
    solve_increasing,
    uniform_ranks,
)

MONTHLY_SHAPE = np.array([0.36, 0.37, 0.38, 0.35, 0.28, 0.20, 0.16, 0.15, 0.16, 0.20, 0.28, 0.34])
BEST_OUTPUT = 0.93


@dataclass(frozen=True)
class Ridge:
    """A wind site: where, and its annual full-load hours."""

    lat: float
    lon: float
    hours: float


def distance_km(a: Ridge, b: Ridge) -> float:
    """Great-circle distance, small-angle form."""
    north = 111.2 * (a.lat - b.lat)
    east = 111.2 * np.cos(np.radians((a.lat + b.lat) / 2)) * (a.lon - b.lon)
    return float(np.hypot(north, east))


def output(speed: np.ndarray) -> np.ndarray:
    """Power per unit of rating at a hub-height equivalent speed, losses included."""
    cubic = (speed**3 - 3.0**3) / (11.0**3 - 3.0**3)
    return np.where(speed >= 25, 0.0, np.clip(cubic, 0, 1) * BEST_OUTPUT)


def wind_profiles(ridges: dict[str, Ridge]) -> dict[str, np.ndarray]:
    """(8760,) available power per unit for every ridge."""
    names = list(ridges)
    distance = np.array([[distance_km(ridges[a], ridges[b]) for b in names] for a in names])
    mix = np.linalg.cholesky(np.exp(-distance / 150) + 1e-9 * np.eye(len(names)))
    synoptic = mix @ np.array([ar1(f"wind synoptic {n}", HOURS, 0.97) for n in names])
    local = mix @ np.array([ar1(f"wind local {n}", HOURS, 0.885) for n in names])
    night = 1 + 0.08 * np.cos(2 * np.pi * (HOUR_OF_DAY - 2) / 24)
    profiles = {}
    for i, name in enumerate(names):
        weibull = np.sqrt(-np.log(1 - uniform_ranks(0.8 * synoptic[i] + 0.6 * local[i]))) * night
        shape = MONTHLY_SHAPE * np.exp(0.06 * normals(f"wind months {name}", 12))
        shape *= ridges[name].hours / float((shape * DAYS_IN_MONTH).sum() * 24)
        out = np.zeros(HOURS)
        for month, capacity_factor in enumerate(shape, start=1):
            here = np.flatnonzero(month == MONTH_OF_HOUR)
            out[here] = _month(weibull[here], float(capacity_factor))
        profiles[name] = out
    return profiles


def _month(speed: np.ndarray, capacity_factor: float) -> np.ndarray:
    scale = solve_increasing(lambda s: float(output(s * speed).mean()), capacity_factor, 1.0, 11.0)
    out = output(scale * speed)
    return np.clip(out * capacity_factor / out.mean(), 0, 1)
