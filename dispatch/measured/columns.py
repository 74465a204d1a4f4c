"""Weather columns: possible values, codes for "missing", and units that can be read.

Limits are the record values of stations on land, with some margin (WMO extremes: 56.7 °C, −89.2 °C in Antarctica and
−67.8 °C elsewhere, 113 m/s in a gust but below 60 m/s over an hour). A code counts as missing only where it lies
outside them: 999 is a good irradiance, 9999 is none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

# Codes for a missing value: EPW 99.9, 999, 9999, 999999; TMY2 9999; TMY3 -9900; NSRDB -9999; Chinese stations 32766.
_CODES = (99.9, 99.99, 99, 999, 999.9, 999.99, 9999, 9999.9, 99999, 999999, 99990, 32766, 32744, 6999)
CODES = frozenset(_CODES) | frozenset(-code for code in _CODES) | {-9900.0, -6999.0, -99900.0}


@dataclass(frozen=True)
class Kind:
    """A weather quantity. low, high: possible values; usual: range of the median of a table if its units are correct.

    natural: range of values that may stay constant (calm, night, saturated air). jump: smallest suspicious deviation
    from neighbouring values, 0 if only limits count.
    """

    unit: str
    low: float
    high: float
    units: Mapping[str, tuple[float, float]]
    still: tuple[float, float] | None = None
    jump: float = 0.0
    sun: bool = False


_SUN = {"W/m2": (1.0, 0.0), "W/m²": (1.0, 0.0), "kW/m2": (1000.0, 0.0), "kW/m²": (1000.0, 0.0)}
# Energies over a period: joules and watt hours become watts with its length (see `to_canonical`).
_ENERGY_J = {"J/m2": 1.0, "kJ/m2": 1e3, "MJ/m2": 1e6, "J/cm2": 1e4, "Wh/m2": 3600.0, "kWh/m2": 3.6e6}
_TEMPERATURE = {
    "C": (1.0, 0.0),
    "°C": (1.0, 0.0),
    "degC": (1.0, 0.0),
    "K": (1.0, -273.15),
    "F": (5 / 9, -160 / 9),
    "°F": (5 / 9, -160 / 9),
}
_SPEED = {"m/s": (1.0, 0.0), "km/h": (1 / 3.6, 0.0), "kn": (1852 / 3600, 0.0), "mph": (0.44704, 0.0)}
_PRESSURE = {
    "Pa": (1.0, 0.0),
    "hPa": (100.0, 0.0),
    "mbar": (100.0, 0.0),
    "kPa": (1000.0, 0.0),
    "bar": (1e5, 0.0),
    "mmHg": (133.322387415, 0.0),
}
_SHARE = {"pu": (1.0, 0.0), "%": (0.01, 0.0)}

KINDS: Mapping[str, Kind] = {
    "ghi_w_per_m2": Kind("W/m2", -30, 1800, _SUN, (-30, 1e-9), sun=True),
    "dni_w_per_m2": Kind("W/m2", -30, 1500, _SUN, (-30, 1e-9), sun=True),
    "dhi_w_per_m2": Kind("W/m2", -30, 1200, _SUN, (-30, 1e-9), sun=True),
    "temperature_c": Kind("C", -70, 60, _TEMPERATURE, None, 8.0),
    "dew_point_c": Kind("C", -90, 45, _TEMPERATURE, None, 10.0),
    "wind_speed_m_per_s": Kind("m/s", 0, 60, _SPEED, (-0.01, 0.5), 15.0),
    "pressure_pa": Kind("Pa", 40_000, 110_000, _PRESSURE, None, 1500.0),
    "relative_humidity_pu": Kind("pu", 0, 1.1, _SHARE, (0.99, 1.1)),
}
IRRADIANCES = ("ghi_w_per_m2", "dni_w_per_m2", "dhi_w_per_m2")


def units_of(column: str) -> tuple[str, ...]:
    """Units in which a column may be written."""
    kind = KINDS[column]
    return (*kind.units, *(_ENERGY_J if kind.sun else ()))


def to_canonical(values: np.ndarray, column: str, unit: str, step_s: int) -> np.ndarray:
    """Values of a column in the unit of its name; energies of a period of `step_s` become mean power."""
    kind = KINDS[column]
    if kind.sun and unit in _ENERGY_J:
        return values * (_ENERGY_J[unit] / step_s)
    factor, offset = kind.units[unit]
    return values * factor + offset


def without_codes(raw: np.ndarray, values: np.ndarray, column: str) -> np.ndarray:
    """A copy of the values with NaN for every code that means "missing"; `raw` are the values as they are written."""
    kind = KINDS[column]
    coded = np.isin(raw, list(CODES)) & ((values < kind.low) | (values > kind.high))
    return np.where(coded, np.nan, values)


def likely_unit(values: np.ndarray, column: str) -> str:
    """The unit that values seem to have if it is plainly not that of the column's name, else empty.

    Irradiance that never exceeds 2 is kW/m²; a median temperature above 150 is kelvin, one of 60–150 °F; and so on.
    """
    good = values[np.isfinite(values)]
    if len(good) < 24:
        return ""
    middle, top = float(np.median(good)), float(good.max())
    if column in IRRADIANCES:
        return "kW/m2" if 0.05 < top <= 2 else ""
    if column in ("temperature_c", "dew_point_c"):
        return "K" if middle > 150 else "F" if middle > 60 else ""
    if column == "pressure_pa":
        return "hPa" if 400 <= middle <= 1100 else "kPa" if 40 <= middle <= 110 else ""
    if column == "relative_humidity_pu":
        return "%" if top > 2 else ""
    return ""
