"""Air at a plant at another altitude than its weather data: temperature, pressure and density.

Shapes: arrays (n,) of one site. Heights in m above sea level.

    (air.1)  T(z) = T(z0) − Γ·(z − z0)                      Γ = 6.5 K/km, troposphere of the standard atmosphere
    (air.2)  p(z) = p(z0)·exp(−g·(z − z0) / (R·T_mean))      hydrostatic, T_mean of the layer in K
    (air.3)  ρ = p / (R·T)                                    dry air, R = 287.05 J/(kg·K)
    (air.4)  ρ_std(z)/ρ_std(0) = (1 − Γ·z/288.15)^(g/(R·Γ) − 1)

(air.4) gives 1.007, 0.957 and 0.909 kg/m³ at 2,000, 2,500 and 3,000 m. Source: ICAO Standard Atmosphere (Doc 7488).
"""

from __future__ import annotations

import numpy as np

from dispatch.weather.atmosphere import (
    FREEZING_K,
    GAS_CONSTANT_J_PER_KG_K,
    GRAVITY_M_PER_S2,
    LAPSE_K_PER_M,
    SEA_LEVEL_K,
)


def temperature_at(temperature_c: np.ndarray, from_m: float, to_m: float) -> np.ndarray:
    """(n,) °C at another altitude (air.1)."""
    return temperature_c - LAPSE_K_PER_M * (to_m - from_m)


def pressure_at(pressure_pa: np.ndarray, temperature_c: np.ndarray, from_m: float, to_m: float) -> np.ndarray:
    """(n,) Pa at another altitude (air.2); the temperature is that of `from_m`."""
    mean_k = temperature_c + FREEZING_K - LAPSE_K_PER_M * (to_m - from_m) / 2
    return pressure_pa * np.exp(-GRAVITY_M_PER_S2 * (to_m - from_m) / (GAS_CONSTANT_J_PER_KG_K * mean_k))


def density(pressure_pa: np.ndarray, temperature_c: np.ndarray) -> np.ndarray:
    """(n,) kg/m³ (air.3)."""
    return pressure_pa / (GAS_CONSTANT_J_PER_KG_K * (temperature_c + FREEZING_K))


def standard_density_ratio(altitude_m: float) -> float:
    """Density of the standard atmosphere over that at sea level (air.4)."""
    exponent = GRAVITY_M_PER_S2 / (GAS_CONSTANT_J_PER_KG_K * LAPSE_K_PER_M) - 1
    return float((1 - LAPSE_K_PER_M * altitude_m / SEA_LEVEL_K) ** exponent)
