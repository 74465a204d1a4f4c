"""The standard atmosphere (ICAO Doc 7488, ISO 2533) in numbers, for weather and for plants that stand elsewhere."""

from __future__ import annotations

LAPSE_K_PER_M = 0.0065
SEA_LEVEL_K = 288.15
FREEZING_K = 273.15
GRAVITY_M_PER_S2 = 9.80665
GAS_CONSTANT_J_PER_KG_K = 287.05
STANDARD_DENSITY_KG_PER_M3 = 1.225
