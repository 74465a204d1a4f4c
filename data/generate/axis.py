"""The year that all profiles share, and the few tools that they are made with.

The year is 2025 in local time (UTC+8, no daylight saving), period starts, not a leap year. Every random stream is
named: adding a stream leaves all others as they were. Only `standard_normal` of PCG64 is drawn.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable

import numpy as np
import pandas as pd

SEED = 20250601
DAYS, HOURS = 365, 8760
DAY_STAMPS = pd.date_range("2025-01-01", periods=DAYS, freq="D")
HOUR_STAMPS = pd.date_range("2025-01-01", periods=HOURS, freq="h")
MONTH_OF_DAY = DAY_STAMPS.month.to_numpy()
MONTH_OF_HOUR = HOUR_STAMPS.month.to_numpy()
HOUR_OF_DAY = HOUR_STAMPS.hour.to_numpy()


def normals(stream: str, n: int) -> np.ndarray:
    """(n,) independent standard normals of a named stream."""
    return np.random.default_rng([SEED, zlib.crc32(stream.encode())]).standard_normal(n)


def ar1(stream: str, n: int, phi: float) -> np.ndarray:
    """(n,) unit-variance AR(1) noise that starts in its steady state."""
    drawn = normals(stream, n)
    out = np.empty(n)
    out[0] = drawn[0]
    kick = np.sqrt(1 - phi**2)
    for i in range(1, n):
        out[i] = phi * out[i - 1] + kick * drawn[i]
    return out


def day_number(date: str) -> int:
    """0 … 364 of ``"MM-DD"``."""
    return int(pd.Timestamp(f"2025-{date}").dayofyear) - 1


def anchored(points: dict[str, float]) -> np.ndarray:
    """(365,) piecewise linear values through ``{"MM-DD": value}``; the year closes on itself."""
    at = [day_number(date) for date in points]
    values = list(points.values())
    return np.interp(np.arange(DAYS), [*at, at[0] + DAYS], [*values, values[0]])


def solve_increasing(function: Callable[[float], float], target: float, low: float, high: float) -> float:
    """x in [low, high] at which an increasing function meets its target. Raises ValueError where it cannot."""
    if not function(low) <= target <= function(high):
        raise ValueError(f"target {target} is outside {function(low)} … {function(high)}")
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if function(middle) < target else (low, middle)
    return (low + high) / 2
