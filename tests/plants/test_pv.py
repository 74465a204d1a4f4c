"""PV power against hand arithmetic, against pvlib's own ModelChain, and what must hold for any plant."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.errors import CaseError
from dispatch.plants import pv as module
from dispatch.plants.plane_of_array import Mounting
from dispatch.plants.pv import Shared, pv_power_pu
from dispatch.plants.thin_air import faiman_rise_ratio, sapm_rise_ratio
from dispatch.weather.site_weather import SiteWeather
from tests.plants.skies import NO_LOSS, clear_sky, pv, weather

# Over (0° N, 0° E) the sun culminated at 12:07:20 on 20 March 2025, 0.1° from the zenith: the middle of this period.
NOON = {
    "start": "2025-03-20T12:00",
    "step_s": 900,
    "ghi_w_per_m2": 1000.0,
    "dni_w_per_m2": 900.0,
    "dhi_w_per_m2": 100.0,
}
FLAT = {"tilt_deg": 0.0, "albedo_pu": 0.0, **NO_LOSS}


def at_noon(plant: dict[str, Any], **sky: Any) -> float:
    return float(pv_power_pu(pv(**plant), weather(**{**NOON, "temperature_c": 25.0, **sky}))[0])


def inverter(dc: float, efficiency: float = 0.96) -> float:
    """PVWatts Version 5 Manual, equations 12 to 15, with the AC rating as unit."""
    load = dc * efficiency
    return efficiency / 0.9637 * (-0.0162 * load - 0.0059 / load + 0.9858) * dc


def test_a_flat_panel_under_the_sun_by_hand() -> None:
    """900 W/m² from straight above and 100 around: 1,000 W/m² on the panel and, at no angle, behind its glass.

    Faiman in 2 m/s: 25 + 1000/(25 + 6.84·2) = 50.853 °C. DC: 0.8·(1 − 0.0035·25.853) = 0.72761. Inverter: 0.70020.
    """
    cell = 25 + 1000 / (25 + 6.84 * 2)
    dc = 0.8 * (1 - 0.0035 * (cell - 25))
    assert dc == pytest.approx(0.72761, abs=1e-5)
    assert inverter(dc) == pytest.approx(0.70020, abs=1e-5)
    assert at_noon({**FLAT, "dc_ac_ratio": 0.8}) == pytest.approx(inverter(dc), rel=1e-5)


def test_sapm_cell_temperature_by_hand() -> None:
    """Film at the back: 25 + 1000·exp(−3.56 − 0.075·2·(10/2)^(1/7)) + 3 K, wind carried from 2 m to 10 m."""
    cell = 25 + 1000 * math.exp(-3.56 - 0.075 * 2 * 5 ** (1 / 7)) + 3
    dc = 0.8 * (1 - 0.0035 * (cell - 25))
    assert at_noon({**FLAT, "dc_ac_ratio": 0.8, "temperature_model": "sapm"}) == pytest.approx(inverter(dc), rel=1e-5)


def test_the_inverter_clips_at_its_rating() -> None:
    assert at_noon({**FLAT, "dc_ac_ratio": 1.5}) == 1.0
    assert at_noon({**FLAT, "dc_ac_ratio": 1.1}) < 1.0


def test_an_inverter_in_thin_air_carries_less() -> None:
    """3,000 m is 1 km above 2,000 m: 5 % less; at 2,000 m nothing."""
    assert at_noon({**FLAT, "dc_ac_ratio": 1.6, "altitude_m": 3000}) == pytest.approx(0.95, abs=1e-12)
    assert at_noon({**FLAT, "dc_ac_ratio": 1.6, "altitude_m": 2000}) == 1.0
    derated = {**FLAT, "dc_ac_ratio": 1.6, "altitude_m": 2500, "inverter_derating_pu_per_km": 0.1}
    assert at_noon({**derated, "inverter_derating_from_m": 1000}) == pytest.approx(0.85, abs=1e-12)


def test_losses_multiply_on_the_dc_side() -> None:
    lossy = {"soiling_pu": 0.1, "mismatch_pu": 0.2, "wiring_pu": 0.25, "other_loss_pu": 0.5}
    cell = 25 + 1000 / (25 + 6.84 * 2)
    dc = 1.2 * (1 - 0.0035 * (cell - 25)) * (0.9 * 0.8 * 0.75 * 0.5)
    assert at_noon({**FLAT, **lossy}) == pytest.approx(inverter(dc), rel=1e-5)


def test_soiling_follows_the_local_month() -> None:
    """New year is 16:00 UTC in Shanghai: soiled in December, clean in January."""
    soiled = pv(**{**FLAT, "soiling_pu": {"monthly": [0.0] * 11 + [0.5]}, "dc_ac_ratio": 0.8})
    sky = clear_sky(27.0, 103.0, days=2, start="2025-12-30T16:00")
    dirty, clean = (pv_power_pu(soiled, sky, "Asia/Shanghai"), pv_power_pu(pv(**{**FLAT, "dc_ac_ratio": 0.8}), sky))
    last, first = dirty[:24], dirty[24:]
    assert first == pytest.approx(clean[24:])
    assert last.sum() == pytest.approx(0.5 * clean[:24].sum(), rel=0.03)
    assert last.max() < 0.55 * clean.max()


def test_altitude_cools_the_air_and_thins_it() -> None:
    """2,500 m above its weather: air 16.25 K colder, but the rise in 1,000 W/m² and 2 m/s grows from 25.85 to 28.94 K.

    U = 38.68, r = 0.7811: U′ = 14 + 11·r^(2/3) + 13.68·r^(4/5) = 34.56.
    """
    r = (1 - 0.0065 * 2500 / 288.15) ** 4.25588
    thin = 14 + 11 * r ** (2 / 3) + 13.68 * r**0.8
    assert thin == pytest.approx(34.56, abs=0.01)
    cell = 25 - 16.25 + 1000 / thin
    high = {**FLAT, "dc_ac_ratio": 0.8, "altitude_m": 2500}
    assert at_noon(high) == pytest.approx(inverter(0.8 * (1 - 0.0035 * (cell - 25))), rel=1e-5)


@pytest.mark.parametrize("altitude", [2000.0, 3000.0])
def test_thin_air_warms_modules_by_one_to_three_kelvin(altitude: float) -> None:
    wind = np.array([2.0])
    faiman = 800 / (25 + 6.84 * 2) * (faiman_rise_ratio(wind, altitude) - 1)
    sapm = 800 * math.exp(-3.56 - 0.075 * 2) * (sapm_rise_ratio(wind, altitude, -3.56, -0.075) - 1)
    assert 1 < faiman[0] < 3.1
    assert 1 < sapm[0] < 3.1
    assert faiman_rise_ratio(wind, 0.0)[0] == 1.0
    assert sapm_rise_ratio(wind, 0.0, -3.56, -0.075)[0] == 1.0


def frame_of(sky: SiteWeather) -> pd.DataFrame:
    """Weather as a ModelChain takes it, on the middles of its periods."""
    middle = pd.DatetimeIndex(sky.start + np.timedelta64(sky.step_s // 2, "s")).tz_localize("UTC")
    columns = {"ghi": sky.ghi_w_per_m2, "dni": sky.dni_w_per_m2, "dhi": sky.dhi_w_per_m2, "pressure": sky.pressure_pa,
               "temp_air": sky.temperature_c, "wind_speed": sky.wind_speed_m_per_s}  # fmt: skip
    return pd.DataFrame(columns, index=middle)


@pytest.mark.parametrize("tracking", ["fixed", "single_axis"])
@pytest.mark.parametrize(("thermal", "height"), [("faiman", 2.0), ("sapm", 10.0)])
def test_a_model_chain_gives_the_same_power(tracking: str, thermal: str, height: float) -> None:
    """At sea level, one-sided, with periods short enough: every step is then pvlib's own."""
    sky = clear_sky(27.0, 103.0, days=40, step_s=900, wind_height_m=height, wind_speed_m_per_s=3.0)
    # A sky without diffuse light is what pvlib's Perez cannot do.
    sky = replace(sky, dhi_w_per_m2=sky.dhi_w_per_m2 + 1e-6)
    plant = pv(tracking=tracking, temperature_model=thermal)
    chain = module.model_chain(plant, sky, "UTC").run_model(frame_of(sky))
    up = chain.results.solar_position["apparent_zenith"].to_numpy() < 90
    expected = np.where(up, chain.results.ac.to_numpy(), 0.0)
    got = pv_power_pu(plant, sky)
    assert got.max() > 0.5
    np.testing.assert_allclose(got, expected, atol=1e-9)


def test_coarse_periods_keep_sunrise_and_the_years_yield() -> None:
    """Hours and quarter hours of the same sky: within 0.5 % a year, and no hour of sunrise is dark."""
    fine, coarse = (clear_sky(27.0, 103.0, step_s=step) for step in (900, 3600))
    plant = pv(dc_ac_ratio=0.8, **NO_LOSS)
    quarter, hour = pv_power_pu(plant, fine), pv_power_pu(plant, coarse)
    assert hour.mean() == pytest.approx(quarter.mean(), rel=5e-3)
    lit = quarter.reshape(-1, 4).mean(axis=1)
    assert np.abs(hour - lit).max() < 0.03
    assert (hour[lit > 0.01] > 0).all()


def test_sub_steps_keep_the_means_of_their_period() -> None:
    """Where the sun is up at all, all of a period's light falls while it is."""
    sky = clear_sky(27.0, 103.0, days=20)
    sun = module.sky_of(sky, "erbs")
    lit = np.bincount(sun.period, minlength=sun.periods) > 0
    partly = lit & (np.bincount(sun.period, minlength=sun.periods) < sun.steps)
    assert partly.sum() >= 20
    for on_steps, mean in ((sun.ghi, sky.ghi_w_per_m2), (sun.dhi, sky.dhi_w_per_m2), (sun.dni, sky.dni_w_per_m2)):
        assert sun.mean(on_steps)[lit] == pytest.approx(mean[lit], rel=1e-12)
        assert (sun.mean(on_steps)[~lit] == 0).all()


@pytest.mark.parametrize(("model", "within"), [("erbs", 0.06), ("dirint", 0.06)])
def test_global_irradiance_alone_is_decomposed(model: str, within: float) -> None:
    sky = clear_sky(27.0, 103.0)
    unknown = np.full(len(sky.start), np.nan)
    alone = replace(sky, dni_w_per_m2=unknown, dhi_w_per_m2=unknown)
    got, known = (pv_power_pu(pv(decomposition=model), each) for each in (alone, sky))
    assert np.isfinite(got).all()
    assert got.mean() == pytest.approx(known.mean(), rel=within)
    other = pv_power_pu(pv(decomposition="dirint" if model == "erbs" else "erbs"), alone)
    assert not np.allclose(got, other)


def test_two_faces_gain_more_over_bright_ground() -> None:
    sky = clear_sky(27.0, 103.0, days=30)
    plain, grass, snow = (
        pv_power_pu(pv(dc_ac_ratio=0.6, bifaciality_pu=share, albedo_pu=albedo), sky).mean()
        for share, albedo in ((0.0, 0.2), (0.7, 0.2), (0.7, 0.6))
    )
    assert 1.02 < grass / plain < 1.12
    assert snow > 1.05 * grass


def test_tracking_gains_and_obeys_its_limit() -> None:
    for lat in (-30.0, 27.0):
        sky = clear_sky(lat)
        fixed, turning, stiff = (
            pv_power_pu(pv(dc_ac_ratio=0.8, tilt_deg=min(abs(lat), 35.0), **more), sky).mean()
            for more in ({}, {"tracking": "single_axis"}, {"tracking": "single_axis", "max_angle_deg": 20.0})
        )
        assert turning > 1.03 * fixed
        assert stiff < turning


def test_fixed_modules_face_the_equator_unless_told() -> None:
    south = clear_sky(-30.0)
    asked, other = (pv_power_pu(pv(azimuth_deg=azimuth), south).mean() for azimuth in (0.0, 180.0))
    assert pv_power_pu(pv(), south).mean() == asked
    assert asked > 1.1 * other
    assert Mounting.of(pv(), 27.0).azimuth_deg == 180.0
    assert Mounting.of(pv(tracking="single_axis"), -30.0).azimuth_deg == 180.0


PLANTS = st.fixed_dictionaries(
    {
        "tilt_deg": st.floats(0, 90), "azimuth_deg": st.floats(0, 360), "dc_ac_ratio": st.floats(0.3, 2.5),
        "tracking": st.sampled_from(["fixed", "single_axis"]), "bifaciality_pu": st.sampled_from([0.0, 0.7]),
        "altitude_m": st.floats(0, 5000), "temperature_model": st.sampled_from(["faiman", "sapm"]),
        "soiling_pu": st.floats(0, 0.5),
    }
)  # fmt: skip
SKY = clear_sky(27.0, 103.0, days=3)


@settings(max_examples=40, deadline=None)
@given(PLANTS, st.floats(0, 0.5))
def test_any_plant(fields: dict[str, Any], more: float) -> None:
    """Between nothing and the rating, dark at night, and never more for more loss."""
    power = pv_power_pu(pv(**fields), SKY)
    assert (power >= 0).all()
    assert (power <= 1).all()
    assert (power[SKY.ghi_w_per_m2 == 0] == 0).all()
    soiled = pv_power_pu(pv(**{**fields, "soiling_pu": fields["soiling_pu"] + more * (1 - fields["soiling_pu"])}), SKY)
    assert (soiled <= power + 1e-12).all()


def test_plants_of_one_mounting_share_their_irradiance() -> None:
    shared = Shared()
    for ratio in (1.0, 1.3):
        module.calibrated(pv(dc_ac_ratio=ratio), SKY, "UTC", shared)
    module.calibrated(pv(tilt_deg=10.0), SKY, "UTC", shared)
    assert (len(shared.skies), len(shared.planes)) == (1, 2)


def test_a_known_yield_is_met_after_clipping() -> None:
    sky = clear_sky(27.0, 103.0)
    free = pv_power_pu(pv(dc_ac_ratio=1.5), sky).mean() * 8760
    power, found = module.calibrated(pv(dc_ac_ratio=1.5, full_load_hours_h=1.05 * free), sky, "UTC", Shared())
    assert power.mean() * 8760 == pytest.approx(1.05 * free, rel=1e-6)
    assert power.max() == 1.0
    # What is clipped cannot grow: the factor must exceed the ratio of yields.
    assert found.factor > 1.06
    assert (found.before_h, found.after_h) == (pytest.approx(free), pytest.approx(1.05 * free, rel=1e-6))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"ghi_w_per_m2": np.nan}, "weather_lacks"),
        ({"ghi_w_per_m2": 0.0}, "weather_lacks"),
        ({"wind_speed_m_per_s": np.nan}, "weather_lacks"),
        ({"temperature_c": np.nan}, "weather_lacks"),
    ],
)
def test_weather_that_lacks_something_is_refused(change: dict[str, float], code: str) -> None:
    changed = {name: np.full(len(SKY.start), value) for name, value in change.items()}
    with pytest.raises(CaseError) as refused:
        pv_power_pu(pv(), replace(SKY, **changed))
    (fault,) = refused.value.faults
    assert fault.code == code
    assert fault.value == next(iter(change))
    assert fault.where.entity == "pv_plant 'p' weather"
