"""Cooling of PV modules at low air density: additional temperature rise compared with sea level.

Cell temperature models were fitted near sea level. A module sheds heat by radiation, which density does not change, by
free convection and by wind. With U in W/(m²·K), r the standard density at the altitude over that at sea level:

    (thin_air.1)  U  = U_rad + (U0 − U_rad) + U_wind(v)                   as fitted
    (thin_air.2)  U′ = U_rad + (U0 − U_rad)·r^(2/3) + U_wind(v)·r^(4/5)
    (thin_air.3)  rise′ = rise·U/U′

Exponents: turbulent free convection Nu ∝ Ra^(1/3) with Ra ∝ ρ²; turbulent flow over a plate Nu ∝ Re^(4/5) with Re ∝ ρ
(Incropera and DeWitt, Fundamentals of Heat and Mass Transfer, chapters 9 and 7). U_rad = 14: both faces at about 35 °C
radiate 2·4·ε·σ·T³ ≈ 12 with ε = 0.9; per unit of incident irradiance rather than of what becomes heat, that is 14 to 16
[engineering estimate]. In 800 W/m² and 2 m/s the rise grows by 2.0, 2.5 and 3.0 K at 2,000, 2,500 and 3,000 m.
"""

from __future__ import annotations

import numpy as np

from dispatch.plants.air import standard_density_ratio

# Faiman (2008); wind as IEC 61853-2 has it. SAPM: King et al., SAND2004-3535, wind at 10 m.
FAIMAN = {"u0": 25.0, "u1": 6.84}
FAIMAN_WIND_M = 2.0
SAPM_WIND_M = 10.0
RADIATIVE_W_PER_M2_K = 14.0
_FREE_EXPONENT = 2 / 3
_FORCED_EXPONENT = 4 / 5


def faiman_rise_ratio(wind_m_per_s: np.ndarray, altitude_m: float) -> np.ndarray:
    """(n,) rise over air temperature at an altitude over that at sea level, Faiman's U0 + U1·v."""
    return _ratio(FAIMAN["u0"], FAIMAN["u1"] * wind_m_per_s, altitude_m)


def sapm_rise_ratio(wind_m_per_s: np.ndarray, altitude_m: float, a: float, b: float) -> np.ndarray:
    """(n,) as above for SAPM, whose U is exp(−a − b·v)."""
    calm = float(np.exp(-a))
    return _ratio(calm, np.exp(-a - b * wind_m_per_s) - calm, altitude_m)


def _ratio(calm: float, wind: np.ndarray, altitude_m: float) -> np.ndarray:
    """U/U′ (thin_air.1, thin_air.2)."""
    r = standard_density_ratio(altitude_m)
    free = (calm - RADIATIVE_W_PER_M2_K) * r**_FREE_EXPONENT
    return (calm + wind) / (RADIATIVE_W_PER_M2_K + free + wind * r**_FORCED_EXPONENT)
