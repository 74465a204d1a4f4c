"""Air temperature → how much more a demand is than its base.

Buildings follow the air T with a time constant τ, T̃' = (T − T̃)/τ, exactly over periods of constant T:

    T̃(end) = T + (T̃(start) − T)·e^(−Δ/τ)          mean over the period  T + (T̃(start) − T)·(τ/Δ)·(1 − e^(−Δ/τ))

so that cutting periods changes neither. The response is that of degrees beyond a threshold (degree-hours):

    f = 1 + heating · (heating_below − T̃)⁺ + cooling · (T̃ − cooling_above)⁺

and demand = base · f · k with one k for the year, which keeps the energy of the base or meets full-load hours given.
Electric heating makes 1–3 % per K of residential and services load below 15 °C where there is no district heating,
cooling 2–4 % per K above 26 °C [E].
"""

from __future__ import annotations

import numpy as np
from scipy.signal import lfilter

from dispatch.constants import HOURS_PER_YEAR


def lagged(temperature_c: np.ndarray, step_h: float, time_constant_h: float, *, repeats: bool) -> np.ndarray:
    """(n,) mean T̃ in every period. A year that repeats begins as it ends; else T̃ begins at the first temperature."""
    if time_constant_h <= 0:
        return np.asarray(temperature_c, dtype=float)
    air = np.asarray(temperature_c, dtype=float)
    kept = float(np.exp(-step_h / time_constant_h))
    ends = lfilter([1 - kept], [1, -kept], air)
    powers = kept ** np.arange(1, len(air) + 1)
    first = ends[-1] / (1 - powers[-1]) if repeats else air[0]
    ends = ends + first * powers
    starts = np.append(first, ends[:-1])
    return np.asarray(air + (starts - air) * (time_constant_h / step_h) * (1 - kept))


def response(
    felt_c: np.ndarray, heating_pu_per_k: float, cooling_pu_per_k: float, heating_below_c: float, cooling_above_c: float
) -> np.ndarray:
    """(n,) f: demand per unit of the base."""
    cold, warm = np.maximum(heating_below_c - felt_c, 0.0), np.maximum(felt_c - cooling_above_c, 0.0)
    return np.asarray(1 + heating_pu_per_k * cold + cooling_pu_per_k * warm)


def calibrated(base_pu: np.ndarray, factor: np.ndarray, step_h: float, full_load_hours_h: float | None) -> np.ndarray:
    """(n,) base · f · k on equal steps. Full-load hours are those of 8,760 h, whatever the length of the series."""
    shape = base_pu * factor
    hours = float(base_pu.mean()) * HOURS_PER_YEAR if full_load_hours_h is None else full_load_hours_h
    total = float(shape.mean()) * HOURS_PER_YEAR
    return np.asarray(shape * (hours / total if total > 0 else 0.0))
