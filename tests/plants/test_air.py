"""Air by altitude against the tabulated standard atmosphere."""

from __future__ import annotations

import numpy as np
import pytest

from dispatch.plants.air import density, pressure_at, standard_density_ratio, temperature_at
from dispatch.weather.atmosphere import STANDARD_DENSITY_KG_PER_M3


@pytest.mark.parametrize(("altitude", "tabulated"), [(0, 1.225), (2000, 1.0066), (2500, 0.9570), (3000, 0.9093)])
def test_standard_density(altitude: float, tabulated: float) -> None:
    """ICAO Doc 7488, kg/m³."""
    assert STANDARD_DENSITY_KG_PER_M3 * standard_density_ratio(altitude) == pytest.approx(tabulated, rel=3e-4)


@pytest.mark.parametrize(
    ("altitude", "celsius", "pascal"), [(500, 11.75, 95_461), (2000, 2.0, 79_501), (3000, -4.5, 70_121)]
)
def test_carried_from_sea_level(altitude: float, celsius: float, pascal: float) -> None:
    """The standard atmosphere's own pressure, from that at the sea: a mean temperature of the layer is enough."""
    warm, sea = np.array([15.0]), np.array([101_325.0])
    assert temperature_at(warm, 0, altitude)[0] == pytest.approx(celsius)
    assert pressure_at(sea, warm, 0, altitude)[0] == pytest.approx(pascal, rel=3e-4)


def test_there_and_back() -> None:
    cold, thin = np.array([3.0]), np.array([75_000.0])
    up = pressure_at(thin, cold, 2400, 2900), temperature_at(cold, 2400, 2900)
    assert pressure_at(*up, 2900, 2400)[0] == pytest.approx(75_000.0)
    assert density(*up)[0] < density(thin, cold)[0]
