"""Wind power against hand arithmetic, against windpowerlib itself, and what must hold for any farm."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from windpowerlib.power_output import power_curve

from dispatch.errors import CaseError
from dispatch.plants import wind as module
from dispatch.plants.air import density
from dispatch.plants.wind import RIDGE_TURBINES, PowerCurve, SiteCurve, curve_of, turbines, wind_power_pu
from dispatch.weather.site_weather import SiteWeather
from tests.plants.skies import CALM_FARM, farm, weather

# Wind is given at the hub and air has 1.225 kg/m³ there, so that the curve alone is seen.
HUB = 100.0


def at_hub(wind: Any, rho: float = 1.225, **more: Any) -> SiteWeather:
    """Weather with this wind and density at a hub of 100 m."""
    speeds = np.atleast_1d(np.asarray(wind, dtype=float))
    lapse = 0.0065 * (HUB - 2)
    temperature = 15.0
    hub_k = temperature + 273.15 - lapse
    rise = np.exp(-9.80665 * HUB / (287.05 * (temperature + 273.15 - 0.0065 * HUB / 2)))
    site = weather(periods=len(speeds), temperature_c=temperature, pressure_pa=rho * 287.05 * hub_k / rise, **more)
    return replace(site, wind_speed_m_per_s=speeds, wind_height_m=HUB)


def power(
    wind: Any, rho: float = 1.225, zone: str = "UTC", weather_at: dict[str, Any] | None = None, **fields: Any
) -> np.ndarray:
    return wind_power_pu(
        farm(**{"hub_height_m": HUB, **CALM_FARM, **fields}), at_hub(wind, rho, **(weather_at or {})), zone
    )


def test_logarithmic_profile_by_hand() -> None:
    """From 10 m to 100 m over 0.1 m: ln(1000)/ln(100) = 1.5; 6 m/s become 9, and 9.9 on a ridge with a tenth more."""
    low = replace(at_hub([6.0]), wind_height_m=10.0)
    assert module.hub_wind(farm(hub_height_m=HUB), low) == pytest.approx([9.0])
    assert module.hub_wind(farm(hub_height_m=HUB, speed_up=1.1), low) == pytest.approx([9.9])


def test_density_at_the_hub_by_hand() -> None:
    """Site at 2,000 m, 78.5 kPa and 10 °C; ridge at 2,400 m with a hub of 100 m: 498 m above the thermometer.

    T = 283.15 − 3.237 = 279.913 K; the layer's mean is 283.15 − 1.625 K: p = 78,500·exp(−9.80665·500/(287.05·281.525))
    = 73,879 Pa; ρ = 73,879/(287.05·279.913) = 0.91947.
    """
    sky = weather(site={"altitude_m": 2000}, pressure_pa=78_500.0, temperature_c=10.0)
    assert module.hub_density(farm(altitude_m=2400, hub_height_m=HUB), sky)[0] == pytest.approx(0.91947, abs=2e-5)


def test_air_at_2500_m_by_hand() -> None:
    """V126/3450 at 0.957 kg/m³. Its curve has 0.1171 at 5 and 0.1594 at 5.5 m/s, and is rated from 12 m/s on.

    Below 7.5 m/s speeds grow by (1.225/0.957)^(1/3): 5.429 and 5.972 m/s; half-way, at 5.7003, is the mean 0.1383.
    At 12 m/s the exponent is (1 + 4.5/5)/3 = 0.6333: 12·1.28004^0.6333 = 14.03 m/s is where rated power begins.
    """
    curve = curve_of(farm())
    i = int(np.flatnonzero(curve.speed_m_per_s == 5.0)[0])
    mean = curve.power_pu[i : i + 2].mean()
    third = (1.225 / 0.957) ** (1 / 3)
    assert third == pytest.approx(1.08578, abs=1e-5)
    assert power(5.25 * third, 0.957) == pytest.approx([mean], rel=1e-6)
    assert mean == pytest.approx(0.1383, abs=1e-4)
    later = 12 * (1.225 / 0.957) ** (1.9 / 3)
    assert later == pytest.approx(14.03, abs=0.005)
    assert power([later, 20.0], 0.957) == pytest.approx([1.0, 1.0])
    assert power(0.999 * later, 0.957)[0] < 1.0
    # 10.5 m/s (0.9757) moves to 11.978 and 11 m/s (0.9951) to 12.652.
    assert power(12.0, 0.957) == pytest.approx([0.9757 + 0.022 / 0.674 * 0.0194], abs=1e-4)
    assert power(12.0, 0.957, density_correction="none") == pytest.approx([1.0])


def test_equivalent_speed_is_the_curve_at_a_lower_wind() -> None:
    curve = curve_of(farm())
    wind = np.linspace(3.5, 22.0, 60)
    expected = np.interp(wind * (0.957 / 1.225) ** (1 / 3), curve.speed_m_per_s, curve.power_pu)
    assert power(wind, 0.957, density_correction="equivalent_speed") == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("turbine", RIDGE_TURBINES)
def test_windpowerlib_gives_the_same_power(turbine: str) -> None:
    """Up to where one of the two cut-outs stops the turbine; densities from a cold low day to a warm high one."""
    rng = np.random.default_rng(3)
    curve = curve_of(farm(turbine=turbine))
    rho = rng.uniform(0.82, 1.35, 3000)
    wind = rng.uniform(0, 35, 3000)
    got = SiteCurve(curve, rho).power_pu(wind)
    theirs = power_curve(wind, curve.speed_m_per_s, curve.power_pu, rho, density_correction=True)
    last = curve.cut_out_m_per_s
    both = wind <= np.minimum(last, last * (1.225 / rho) ** (2 / 3))
    np.testing.assert_allclose(got[both], theirs[both], atol=1e-9)
    assert (got[wind > last] == 0).all()
    plain = SiteCurve(curve, rho, "none").power_pu(wind)
    np.testing.assert_allclose(plain, power_curve(wind, curve.speed_m_per_s, curve.power_pu), atol=1e-12)


def test_losses_follow_the_month() -> None:
    """Icing of 10 % in December, January and February, nothing else; wake 8 % and other 5 % all year."""
    icing = {"monthly": [0.1, 0.1] + [0.0] * 9 + [0.1]}
    year = {"start": "2025-01-01T00:00", "step_s": 3600}
    p = power(np.full(8760, 20.0), weather_at=year, icing_loss_pu=icing, wake_loss_pu=0.08, other_loss_pu=0.05)
    month = (
        np.arange(np.datetime64("2025-01-01T00"), np.datetime64("2026-01-01T00")).astype("datetime64[M]").astype(int)
        % 12
    )
    cold = np.isin(month, (11, 0, 1))
    assert p[~cold] == pytest.approx(0.92 * 0.95)
    assert p[cold] == pytest.approx(0.92 * 0.95 * 0.9)


def test_months_are_local() -> None:
    """The last eight hours of a UTC November are December in Shanghai."""
    icing = {"monthly": [0.0] * 11 + [0.5]}
    at = {"start": "2025-11-30T12:00", "step_s": 3600}
    p = power(np.full(8, 20.0), zone="Asia/Shanghai", weather_at=at, icing_loss_pu=icing)
    assert p == pytest.approx([1.0] * 4 + [0.5] * 4)


def test_a_storm_stops_the_turbine_and_restart_waits() -> None:
    wind = [20.0, 22.5, 22.6, 22.0, 19.0, 18.0, 21.0, 23.0]
    assert power(wind) == pytest.approx([1, 1, 0, 1, 1, 1, 1, 0])
    assert power(wind, restart_m_per_s=18.0) == pytest.approx([1, 1, 0, 0, 0, 1, 1, 0])


def test_thin_air_does_not_move_the_cut_out() -> None:
    assert power([22.5, 22.51], 0.957) == pytest.approx([1.0, 0.0])
    assert power([22.5, 22.51], 1.35) == pytest.approx([1.0, 0.0])


FARMS = st.fixed_dictionaries(
    {
        "turbine": st.sampled_from(RIDGE_TURBINES),
        "density_correction": st.sampled_from(["site_curve", "equivalent_speed", "none"]),
        "wake_loss_pu": st.floats(0, 0.9),
        "other_loss_pu": st.floats(0, 1),
    }
)


@settings(max_examples=40, deadline=None)
@given(FARMS, st.floats(0.75, 1.4), st.floats(0, 0.9))
def test_any_farm(fields: dict[str, Any], rho: float, more: float) -> None:
    """Between nothing and the rating; never less for more wind below rated; zero beyond cut-out; less for more loss."""
    wind = np.linspace(0, 40, 801)
    p = power(wind, rho, **fields)
    curve = curve_of(farm(turbine=fields["turbine"]))
    assert (p >= 0).all()
    assert (p <= 1).all()
    assert (p[wind > curve.cut_out_m_per_s] == 0).all()
    rising = p[wind <= min(curve.cut_out_m_per_s, 11.0)]
    assert (np.diff(rising) >= -1e-12).all()
    wake = fields["wake_loss_pu"] + more * (1 - fields["wake_loss_pu"]) * 0.99
    assert (power(wind, rho, **{**fields, "wake_loss_pu": min(wake, 0.99)}) <= p + 1e-12).all()


def test_thinner_air_never_gives_more() -> None:
    wind = np.linspace(0, 22, 200)
    dense, thin, thinnest = (power(wind, rho) for rho in (1.225, 1.007, 0.909))
    assert (thin <= dense + 1e-12).all()
    assert (thinnest <= thin + 1e-12).all()


def test_the_bundled_curves_are_whole() -> None:
    assert len(RIDGE_TURBINES) >= 8
    assert set(RIDGE_TURBINES) <= set(turbines())
    for name in turbines():
        curve = curve_of(farm(turbine=name, hub_height_m=150))
        assert 20 <= curve.cut_out_m_per_s <= 35
        assert (np.diff(curve.speed_m_per_s) > 0).all()
        assert (curve.power_pu.min(), curve.power_pu.max()) == (pytest.approx(0.0, abs=0.05), 1.0)
    rated = [curve_of(farm(turbine=name)).rated_w / 1e6 for name in RIDGE_TURBINES]
    assert (min(rated), max(rated)) == (pytest.approx(1.8), pytest.approx(6.15))


def gusty(seed: int = 1) -> SiteWeather:
    """A year of Weibull winds (shape 2) around 7 m/s at the hub."""
    wind = 7.9 * np.random.default_rng(seed).weibull(2.0, 8760)
    return at_hub(wind, 0.957, start="2025-01-01T00:00", step_s=3600)


@pytest.mark.parametrize("speed_up", [0.8, 1.0, 1.7])
@pytest.mark.parametrize("hours", [1200.0, 2350.0, 3600.0])
def test_a_known_yield_fits_the_speed_up(hours: float, speed_up: float) -> None:
    wanted = farm(hub_height_m=HUB, full_load_hours_h=hours, speed_up=speed_up)
    p, found = module.calibrated(wanted, gusty(), "UTC")
    assert p.mean() * 8760 == pytest.approx(hours, rel=1e-6)
    same = farm(hub_height_m=HUB, speed_up=speed_up * found.factor)
    assert wind_power_pu(same, gusty()) == pytest.approx(p, abs=1e-9)
    assert found.before_h == pytest.approx(
        wind_power_pu(farm(hub_height_m=HUB, speed_up=speed_up), gusty()).mean() * 8760
    )


def test_a_yield_beyond_the_storms_is_out_of_reach() -> None:
    """More speed-up also means more storms: the most that any gives is told."""
    with pytest.raises(CaseError) as refused:
        module.calibrated(farm(hub_height_m=HUB, full_load_hours_h=8000), gusty(), "UTC")
    (fault,) = refused.value.faults
    assert fault.code == "yield_out_of_reach"
    assert fault.value == 8000
    most = float(fault.limit.split("…")[1].split()[0])
    reachable = module.calibrated(farm(hub_height_m=HUB, full_load_hours_h=most - 1), gusty(), "UTC")[0]
    assert reachable.mean() * 8760 == pytest.approx(most - 1, rel=1e-6)


@pytest.mark.parametrize(
    ("fields", "sky", "code", "entity", "message"),
    [
        ({"turbine": "V126/3350"}, {}, "unknown_turbine", "wind_farm 'f' turbine", "V126/3450"),
        # The library's curve of this one ends at 16.5 m/s.
        ({"turbine": "V90/2000"}, {}, "unknown_turbine", "wind_farm 'f' turbine", "V90/2000/GS"),
        ({"hub_height_m": 60.0}, {}, "hub_below_blades", "wind_farm 'f' hub_height_m", "> 63 m"),
        ({"roughness_length_m": 3.0}, {"wind_height_m": 2.0}, "wind_below_roughness", "roughness_length_m", "< 2 m"),
        ({}, {"wind_speed_m_per_s": 0.0}, "weather_lacks", "wind_farm 'f' weather", "wind_speed_m_per_s"),
        ({}, {"wind_speed_m_per_s": np.nan}, "weather_lacks", "wind_farm 'f' weather", "wind_speed_m_per_s"),
        ({}, {"pressure_pa": np.nan}, "weather_lacks", "wind_farm 'f' weather", "pressure_pa"),
        ({"full_load_hours_h": 2000.0}, {}, "yield_needs_year", "wind_farm 'f' full_load_hours_h", "whole years"),
    ],
)
def test_faults(fields: dict[str, Any], sky: dict[str, Any], code: str, entity: str, message: str) -> None:
    with pytest.raises(CaseError) as refused:
        wind_power_pu(farm(**fields), weather(**sky))
    (fault,) = refused.value.faults
    assert fault.code == code
    assert entity in fault.where.entity
    assert message in str(fault)
    assert fault.text("zh") != str(fault)


def test_density_of_the_standard_atmosphere() -> None:
    assert density(np.array([101_325.0]), np.array([15.0]))[0] == pytest.approx(1.225, abs=1e-4)


def test_a_site_curve_needs_no_more_than_two_points() -> None:
    curve = PowerCurve("straight", 1e6, 0.0, np.array([5.0, 15.0]), np.array([0.0, 1.0]))
    assert SiteCurve(curve, np.full(3, 1.225)).power_pu(np.array([4.0, 10.0, 15.0])) == pytest.approx([0.0, 0.5, 1.0])
