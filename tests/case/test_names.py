"""Names as a user reads them."""

from __future__ import annotations

import pytest

from dispatch.case.names import nearest, unit_of
from dispatch.families.pv_plant.entity import PvPlant
from dispatch.families.weather.entity import Weather


@pytest.mark.parametrize(
    ("field", "unit"),
    [
        ("wind_speed_m_per_s", "m/s"), ("ghi_kwh_per_m2", "kWh/m²"), ("tail_ramp_m_per_h", "m/h"), ("altitude_m", "m"),
        ("tail_ramp_m_per_day", "m/d"), ("inverter_derating_pu_per_km", "per unit per km"), ("tilt_deg", "°"),
        ("temperature_coefficient_per_k", "per unit per K"), ("flood_excess_cost_cny_per_hm3_h", "CNY/(hm³·h)"),
        ("travel_time_h", "h"), ("time_limit_s", "s"), ("ramp_mw_per_h", "MW/h"), ("standing_loss_per_h", "1/h"),
        ("max_units", ""),
    ],
)  # fmt: skip
def test_a_name_says_its_whole_unit(field: str, unit: str) -> None:
    assert unit_of(field) == unit


def test_the_beginning_of_a_name_finds_it() -> None:
    assert nearest("ghi", Weather.model_fields) == ("ghi_kwh_per_m2",)
    assert nearest("tilt", PvPlant.model_fields) == ("tilt_deg",)
    assert nearest("zzz", ["a", "b"]) == ("a", "b")
