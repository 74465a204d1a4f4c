"""Irradiance on the plane of an array: sun position, decomposition, transposition, ground reflection on the rear."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pvlib
from pvlib import iam, irradiance, solarposition, tracking
from pvlib.bifacial import infinite_sheds

from dispatch.families.pv_plant.entity import PvPlant
from dispatch.weather.site_weather import SiteWeather

TRANSPOSITION = "perez"


SUBSTEP_S = 900


# Two modules upright, centre 2.5 m above ground, as where crops grow below [engineering estimate].
ROW_WIDTH_M = 4.0


ROW_HEIGHT_M = 2.5


_SUN_DOWN_DEG = 90.0


# Refraction lifts the sun by 0.6°, more in cold dense air.
_NEAR_HORIZON_DEG = 2.0


HIGHEST_FACTOR = 100.0


@dataclass(frozen=True, eq=False)
class Sky:
    """Sun and irradiance on the m sunlit sub-steps of n periods; `period` says which, `steps` how many a period has."""

    time: pd.DatetimeIndex
    period: np.ndarray
    periods: int
    steps: int
    zenith_deg: np.ndarray
    azimuth_deg: np.ndarray
    ghi: np.ndarray
    dni: np.ndarray
    dhi: np.ndarray
    dni_extra: np.ndarray
    airmass: np.ndarray

    def mean(self, values: np.ndarray) -> np.ndarray:
        """(m,) on sub-steps → (n,) means over periods; the rest of a period is dark."""
        return np.bincount(self.period, values, self.periods) / self.steps


@dataclass(frozen=True)
class Mounting:
    """Mounting of modules and irradiance on their rear; plants of one site with the same mounting share their
    irradiance."""

    tracking: bool
    tilt_deg: float
    azimuth_deg: float
    max_angle_deg: float
    ground_cover_ratio: float
    albedo_pu: float
    bifacial: bool

    @classmethod
    def of(cls, plant: PvPlant, lat: float) -> Mounting:
        """The mounting of a plant; without an azimuth fixed modules face the equator and axes lie north–south."""
        turns = plant.tracking == "single_axis"
        equator = 180.0 if turns or lat >= 0 else 0.0
        azimuth = equator if plant.azimuth_deg is None else plant.azimuth_deg
        tilt, angle = (0.0, plant.max_angle_deg) if turns else (plant.tilt_deg, 0.0)
        bifacial = plant.bifaciality_pu > 0
        rows = plant.ground_cover_ratio if turns or bifacial else 0.0
        return cls(turns, tilt, azimuth, angle, rows, plant.albedo_pu, bifacial)


@dataclass(frozen=True, eq=False)
class Plane:
    """(n,) irradiance of a mounting: beam and diffuse on its front, what of them passes the glass, and on its back."""

    beam: np.ndarray
    diffuse: np.ndarray
    effective: np.ndarray
    rear: np.ndarray

    @property
    def front(self) -> np.ndarray:
        """(n,) in the plane of array."""
        return self.beam + self.diffuse


def sky_of(weather: SiteWeather, decomposition: str) -> Sky:
    """Sun and irradiance on sunlit sub-steps (pv.1, pv.2)."""
    n, steps = len(weather.start), -(-weather.step_s // SUBSTEP_S)
    times, period, zenith, azimuth = _sunlit(weather, steps)
    lit = np.bincount(period, minlength=n)
    cosine = np.bincount(period, np.cos(np.radians(zenith)), n) / np.maximum(lit, 1)
    share = np.divide(steps, lit, out=np.zeros(n), where=lit > 0)
    ghi = weather.ghi_w_per_m2 * share
    dni, dhi = weather.dni_w_per_m2 * share, weather.dhi_w_per_m2 * share
    if has_only_ghi(weather):
        dni, dhi = decomposed(weather, ghi, cosine, decomposition)
    extra = np.asarray(irradiance.get_extra_radiation(times))
    airmass = np.asarray(pvlib.atmosphere.get_relative_airmass(zenith))
    # A sensor that lags at sunrise must not make a beam stronger than outside the atmosphere.
    beam = np.minimum(dni[period], extra)
    return Sky(times, period, n, steps, zenith, azimuth, ghi[period], beam, dhi[period], extra, airmass)


def _sunlit(weather: SiteWeather, steps: int) -> tuple[pd.DatetimeIndex, np.ndarray, np.ndarray, np.ndarray]:
    """Middles of the sub-steps with the sun up, their periods, apparent zenith and azimuth in degrees (pv.1)."""
    site = weather.site
    middle_s = (np.arange(steps) + 0.5) * (weather.step_s / steps)
    stamps = weather.start.astype("datetime64[ms]")[:, None] + (1000 * middle_s).astype("timedelta64[ms]")
    times = pd.DatetimeIndex(stamps.ravel(), tz="UTC")
    # A fast position of the sun (0.01°) selects the steps for which the accurate one is computed.
    rough = solarposition.ephemeris(times, site.lat, site.lon)["elevation"].to_numpy()
    near = np.flatnonzero(rough > -_NEAR_HORIZON_DEG)
    period = near // steps
    sun = solarposition.get_solarposition(
        times[near],
        site.lat,
        site.lon,
        altitude=site.altitude_m,
        pressure=weather.pressure_pa[period],
        temperature=weather.temperature_c[period],
        method="nrel_numpy",
    )
    zenith = sun["apparent_zenith"].to_numpy()
    up = zenith < _SUN_DOWN_DEG
    return times[near[up]], period[up], zenith[up], sun["azimuth"].to_numpy()[up]


def decomposed(weather: SiteWeather, ghi: np.ndarray, cosine: np.ndarray, model: str) -> tuple[np.ndarray, np.ndarray]:
    """(n,) DNI and DHI of the sunlit part of each period from its GHI and mean cosine of zenith (pv.2)."""
    zenith = np.degrees(np.arccos(np.clip(cosine, 0, 1)))
    middle = weather.start + np.timedelta64(weather.step_s // 2, "s")
    times = pd.DatetimeIndex(middle).tz_localize("UTC")
    if model == "erbs":
        dni = np.asarray(irradiance.erbs(ghi, zenith, times)["dni"])
    else:
        series = (pd.Series(values, index=times) for values in (ghi, zenith))
        dni = np.nan_to_num(irradiance.dirint(*series, times, pressure=weather.pressure_pa).to_numpy())
    dni = np.clip(dni, 0, np.divide(ghi, cosine, out=np.zeros_like(ghi), where=cosine > 0))
    return dni, ghi - dni * cosine


def plane_of_array(sky: Sky, mounting: Mounting, model: str = TRANSPOSITION) -> Plane:
    """Irradiance on a mounting, means over periods (pv.3–5)."""
    tilt: float | np.ndarray = mounting.tilt_deg
    azimuth: float | np.ndarray = mounting.azimuth_deg
    if mounting.tracking:
        turned = tracking.singleaxis(
            sky.zenith_deg,
            sky.azimuth_deg,
            axis_azimuth=azimuth,
            max_angle=mounting.max_angle_deg,
            backtrack=True,
            gcr=mounting.ground_cover_ratio,
        )
        tilt, azimuth = np.asarray(turned["surface_tilt"]), np.asarray(turned["surface_azimuth"])
    front = irradiance.get_total_irradiance(
        tilt,
        azimuth,
        sky.zenith_deg,
        sky.azimuth_deg,
        sky.dni,
        sky.ghi,
        sky.dhi,
        dni_extra=sky.dni_extra,
        airmass=sky.airmass,
        albedo=mounting.albedo_pu,
        model=model,
    )
    beam = np.asarray(front["poa_direct"])
    # Perez divides by the diffuse irradiance; a sky without any adds none.
    diffuse = np.where(sky.dhi > 0, front["poa_sky_diffuse"], 0.0) + np.asarray(front["poa_ground_diffuse"])
    through = iam.physical(irradiance.aoi(tilt, azimuth, sky.zenith_deg, sky.azimuth_deg))
    rear = _rear(sky, mounting, tilt, azimuth) if mounting.bifacial else np.zeros_like(beam)
    return Plane(sky.mean(beam), sky.mean(diffuse), sky.mean(through * beam + diffuse), sky.mean(rear))


def _rear(sky: Sky, mounting: Mounting, tilt: float | np.ndarray, azimuth: float | np.ndarray) -> np.ndarray:
    """(m,) irradiance on the backs of endless rows (pv.5)."""
    ratio = mounting.ground_cover_ratio
    back = infinite_sheds.get_irradiance_poa(
        180.0 - tilt,
        (azimuth + 180.0) % 360.0,
        sky.zenith_deg,
        sky.azimuth_deg,
        ratio,
        ROW_HEIGHT_M,
        ROW_WIDTH_M / ratio,
        sky.ghi,
        sky.dhi,
        sky.dni,
        mounting.albedo_pu,
        model="haydavies",
        dni_extra=sky.dni_extra,
    )
    return np.asarray(back["poa_global"])


def has_only_ghi(weather: SiteWeather) -> bool:
    return not (np.isfinite(weather.dni_w_per_m2).all() and np.isfinite(weather.dhi_w_per_m2).all())
