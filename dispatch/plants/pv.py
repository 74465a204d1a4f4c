"""Weather → available AC power of a PV plant, per unit of its AC rating. The only plant module that imports pvlib.

n periods of weather, m sunlit sub-steps of them (at most 15 min each, taken at their middle, so that a coarse period of
sunrise or sunset has the sun where it was and not where the clock's middle is). All irradiance in W/m².

    (pv.1)  sun: NREL SPA at the site's latitude, longitude, pressure and temperature. A period's DNI, DHI and GHI fall
            on its sunlit sub-steps alone, so that their means stay as given. No sunlit sub-step, no power.
    (pv.2)  GHI alone (DNI or DHI unknown, NaN): Erbs or DIRINT on the mean cosine of the sunlit part.
    (pv.3)  plane of array G: Perez (1990), as PVWatts has it; Hay–Davies, pvlib's default, lacks the bright horizon,
            which tilted modules see in winter. Tracking about one axis with backtracking.
    (pv.4)  effective irradiance E = IAM(θ)·G_beam + G_diffuse, IAM of glass by Fresnel and Bouguer (n = 1.526).
    (pv.5)  bifacial: E += φ·(1 − s)·E_rear; E_rear on the back of endless rows (infinite sheds), φ the bifaciality,
            s = 10 % shade and mismatch of the structure [engineering estimate].
    (pv.6)  cell temperature: Faiman or SAPM in the air at the plant's altitude, its rise times U/U′ (`thin_air`).
    (pv.7)  P_dc = k·E/1000·(1 + γ·(T_cell − 25))·dc_ac_ratio·∏(1 − loss) as PVWatts; losses are soiling by month,
            mismatch, wiring, other; k = 1, or the one factor that meets `full_load_hours_h` after (pv.8).
    (pv.8)  P_ac = min(η(P_dc)·P_dc, 1, 1 − a·max(0, altitude − from)): PVWatts inverter, its rating, its derating in
            thin air.

(pv.1–3) are computed once for all plants that share a site and a mounting, which a ModelChain cannot do; bifacial gain
and thin air it cannot express. DC, losses and inverter run in a ModelChain, and `model_chain(…).run_model` gives the
same power from the same weather where none of that matters (tested to 1e-9).

Sources: Dobos, PVWatts Version 5 Manual, NREL/TP-6A20-62641 (2014); Perez et al., Solar Energy 44 (1990); Faiman,
Progress in Photovoltaics 16 (2008); Mikofski et al., PVSC (2019), infinite sheds; Anderson and Mikofski,
NREL/TP-5K00-76626 (2020), tracking.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd
import pvlib
from pvlib import temperature
from pvlib.location import Location
from pvlib.modelchain import ModelChain
from pvlib.pvsystem import Array, FixedMount, PVSystem, SingleAxisTrackerMount

from dispatch.case.schema import Case
from dispatch.case.table import TimeTable
from dispatch.families.pv_plant.entity import PvPlant
from dispatch.plants.air import temperature_at
from dispatch.plants.calibrate import (
    Calibration,
    as_modelled,
    fit_factor,
    frame,
    full_load_hours,
    require_whole_years,
)
from dispatch.plants.maker import Made, make_all, require_known
from dispatch.plants.months import kept, month_of
from dispatch.plants.plane_of_array import (
    HIGHEST_FACTOR,
    TRANSPOSITION,
    Mounting,
    Plane,
    Sky,
    has_only_ghi,
    plane_of_array,
    sky_of,
)
from dispatch.plants.thin_air import FAIMAN, FAIMAN_WIND_M, SAPM_WIND_M, faiman_rise_ratio, sapm_rise_ratio
from dispatch.weather.site_weather import SiteWeather

REAR_LOSS_PU = 0.10


_WIND_PROFILE_EXPONENT = 1 / 7


_NEEDS = ("ghi_w_per_m2", "temperature_c", "wind_speed_m_per_s", "pressure_pa")


@dataclass(eq=False)
class Shared:
    """What plants have in common within one run: skies by site and decomposition, planes by sky and mounting."""

    skies: dict[tuple[int, str], Sky] = field(default_factory=dict)
    planes: dict[tuple[int, str, Mounting], Plane] = field(default_factory=dict)

    def plane(self, plant: PvPlant, weather: SiteWeather) -> Plane:
        """The irradiance of a plant; two weathers are the same where they are one object."""
        sky_key = (id(weather), plant.decomposition if has_only_ghi(weather) else "")
        mounting = Mounting.of(plant, weather.site.lat)
        key = (*sky_key, mounting)
        if key not in self.planes:
            if sky_key not in self.skies:
                self.skies[sky_key] = sky_of(weather, plant.decomposition)
            self.planes[key] = plane_of_array(self.skies[sky_key], mounting)
        return self.planes[key]


def make_pv(case: Case, plants: Sequence[PvPlant]) -> dict[str, TimeTable]:
    """id → availability per unit of the AC rating, on the periods of the plant's weather."""
    return {name: made.table for name, made in _make(case, plants).items()}


def calibration(case: Case) -> pd.DataFrame:
    """One row a PV plant: full-load hours wanted, before and after, and the factor on its DC power."""
    return frame(made.calibration for made in _make(case, case.pv_plant).values())


def _make(case: Case, plants: Sequence[PvPlant]) -> dict[str, Made]:
    shared = Shared()

    def one(plant: PvPlant, weather: SiteWeather) -> tuple[np.ndarray, Calibration]:
        return calibrated(plant, weather, case.time.zone, shared)

    def seen(weather: SiteWeather) -> SiteWeather:
        return undivided(case, weather)

    return make_all(case, plants, one, f"pv pvlib-{pvlib.__version__}", seen)


def undivided(case: Case, weather: SiteWeather) -> SiteWeather:
    """The weather without DNI and DHI if its table has neither: each plant decomposes GHI with its own model."""
    table = case.series.get(weather.site.table)
    if table is None or {"dni_w_per_m2", "dhi_w_per_m2"} & table.columns.keys():
        return weather
    unknown = np.full(len(weather.start), np.nan)
    return replace(weather, dni_w_per_m2=unknown, dhi_w_per_m2=unknown)


def pv_power_pu(plant: PvPlant, weather: SiteWeather, zone: str = "UTC") -> np.ndarray:
    """(n,) available AC power over the AC rating; `zone` defines when months begin. Raises CaseError."""
    return calibrated(plant, weather, zone, Shared())[0]


def calibrated(plant: PvPlant, weather: SiteWeather, zone: str, shared: Shared) -> tuple[np.ndarray, Calibration]:
    """Power per unit and what was found for its yield (pv.7, pv.8)."""
    require_known(plant, weather, *_NEEDS)
    chain = model_chain(plant, weather, zone)
    limit = min(1.0, derating(plant, weather))
    dc = dc_power_pu(plant, weather, chain, shared)

    def ac(factor: float) -> np.ndarray:
        # At twice its rating the inverter has long been at its limit; its efficiency curve is no law beyond.
        supplied = np.minimum(factor * dc, 2 / plant.inverter_efficiency)
        return np.minimum(np.asarray(chain.system.get_ac("pvwatts", supplied)), limit)

    before = ac(1.0)
    if plant.full_load_hours_h is None:
        return before, as_modelled(plant, before, weather)
    require_whole_years(plant, weather)
    factor = fit_factor(plant, plant.full_load_hours_h, lambda k: full_load_hours(ac(k)), 0.0, HIGHEST_FACTOR)
    after = ac(factor)
    found = plant.id, plant.full_load_hours_h, full_load_hours(before), full_load_hours(after), factor
    return after, Calibration(*found)


def altitude_of(plant: PvPlant, weather: SiteWeather) -> float:
    """The plant's altitude in m, that of its weather where it has none."""
    return weather.site.altitude_m if plant.altitude_m is None else plant.altitude_m


def derating(plant: PvPlant, weather: SiteWeather) -> float:
    """Share of its rating that an inverter cooled by thin air may carry (pv.8)."""
    above_km = max(0.0, altitude_of(plant, weather) - plant.inverter_derating_from_m) / 1000
    return max(0.0, 1 - plant.inverter_derating_pu_per_km * above_km)


def cell_temperature_c(plant: PvPlant, weather: SiteWeather, poa: np.ndarray) -> np.ndarray:
    """(n,) °C under `poa` W/m² in the air at the plant's altitude (pv.6)."""
    altitude = altitude_of(plant, weather)
    air = temperature_at(weather.temperature_c, weather.site.altitude_m, altitude)
    height = FAIMAN_WIND_M if plant.temperature_model == "faiman" else SAPM_WIND_M
    wind = pvlib.atmosphere.windspeed_powerlaw(
        weather.wind_speed_m_per_s, weather.wind_height_m, height, exponent=_WIND_PROFILE_EXPONENT
    )
    if plant.temperature_model == "faiman":
        at_sea = temperature.faiman(poa, air, wind, **FAIMAN)
        return air + (at_sea - air) * faiman_rise_ratio(wind, altitude)
    shape = _sapm_parameters(plant)
    back = temperature.sapm_module(poa, air, wind, shape["a"], shape["b"])
    back = air + (back - air) * sapm_rise_ratio(wind, altitude, shape["a"], shape["b"])
    return temperature.sapm_cell_from_module(back, poa, shape["deltaT"])


def _sapm_parameters(plant: PvPlant) -> dict[str, float]:
    """Bifacial modules have glass on both sides, others a film."""
    kind = "open_rack_glass_glass" if plant.bifaciality_pu > 0 else "open_rack_glass_polymer"
    return dict(temperature.TEMPERATURE_MODEL_PARAMETERS["sapm"][kind])


def model_chain(plant: PvPlant, weather: SiteWeather, zone: str) -> ModelChain:
    """The plant as a pvlib ModelChain of 1 W AC: PVWatts DC, losses by month, PVWatts inverter (pv.7, pv.8)."""
    site = weather.site
    left = kept((plant.soiling_pu, plant.mismatch_pu, plant.wiring_pu, plant.other_loss_pu), month_of(weather, zone))
    mounting = Mounting.of(plant, site.lat)
    mount = (
        SingleAxisTrackerMount(
            axis_azimuth=mounting.azimuth_deg, max_angle=mounting.max_angle_deg, gcr=mounting.ground_cover_ratio
        )
        if mounting.tracking
        else FixedMount(mounting.tilt_deg, mounting.azimuth_deg)
    )
    thermal = dict(FAIMAN) if plant.temperature_model == "faiman" else _sapm_parameters(plant)
    module = {"pdc0": plant.dc_ac_ratio, "gamma_pdc": plant.temperature_coefficient_per_k}
    array = Array(mount, plant.albedo_pu, module_parameters=module, temperature_model_parameters=thermal)
    # The PVWatts inverter is rated on its DC side.
    inverter = {"pdc0": 1 / plant.inverter_efficiency, "eta_inv_nom": plant.inverter_efficiency}
    system = PVSystem([array], inverter_parameters=inverter)

    def lose(chain: ModelChain) -> None:
        chain.results.losses = left
        chain.results.dc = chain.results.dc * left

    return ModelChain(
        system,
        Location(site.lat, site.lon, altitude=site.altitude_m),
        transposition_model=TRANSPOSITION,
        dc_model="pvwatts",
        ac_model="pvwatts",
        aoi_model="physical",
        spectral_model="no_loss",
        temperature_model=plant.temperature_model,
        losses_model=lose,
    )


def dc_power_pu(plant: PvPlant, weather: SiteWeather, chain: ModelChain, shared: Shared) -> np.ndarray:
    """(n,) DC power after losses over the AC rating (pv.4–7 with k = 1)."""
    plane = shared.plane(plant, weather)
    gain = plant.bifaciality_pu * (1 - REAR_LOSS_PU)
    data = pd.DataFrame(
        {
            "effective_irradiance": plane.effective + gain * plane.rear,
            "cell_temperature": cell_temperature_c(plant, weather, plane.front + gain * plane.rear),
        },
        index=pd.DatetimeIndex(weather.start).tz_localize("UTC"),
    )
    chain.run_model_from_effective_irradiance(data)
    return np.maximum(0.0, chain.results.dc.to_numpy())
