"""Weather → available power of a wind farm, per unit of its rating. The only module that imports windpowerlib.

n periods. v in m/s, ρ in kg/m³ at hub height, ρ0 = 1.225.

    (wind.1)  v = speed_up·v_site·ln(h_hub/z0)/ln(h_site/z0)                      logarithmic profile
    (wind.2)  ρ = p/(R·T), both carried from the site to the hub                  (air.1–3)
    (wind.3)  P(v, ρ): the curve's powers stand at speeds v_i·(ρ0/ρ)^m(v_i), straight in between. `site_curve`: m = 1/3
              up to 7.5 m/s, 2/3 from 12.5 m/s, linear between. `equivalent_speed`: m = 1/3 throughout, which is
              P(v·(ρ/ρ0)^(1/3)) of IEC 61400-12-1
    (wind.4)  P = 0 above the cut-out speed, which density does not move; and after it until v ≤ restart_m_per_s
    (wind.5)  p_pu = P/P_rated·(1 − wake)·(1 − icing)·(1 − other), wake and icing by month

Rated power is the highest of the curve; thin air does not lower it, it is only reached later. `site_curve` is what
windpowerlib's `density_correction` does with one interpolation a period in a Python loop; here one array operation does
all periods, with the same result to round-off up to the cut-out. There windpowerlib lets the cut-out move with density
(a 25 m/s machine runs to 29.5 m/s at 0.957 kg/m³), while a controller measures wind and not pressure; where air is
denser than ρ0, rated power is held up to the cut-out. `site_curve` is the default, as m = 1/3 promises too much near
rated speed.

`full_load_hours_h` fits the speed-up, since wind on a ridge is the most uncertain quantity.

Power curves are those of the OpenEnergy Database's wind turbine library, © Reiner Lemoine Institut, ODbL 1.0, read
through windpowerlib (MIT) and not copied; each cites its maker's sheet there. Curves that end before 20 m/s are
incomplete and left out.

Sources: Svenningsen, Power Curve Air Density Correction, EMD (2010); IEC 61400-12-1; Hau, Windkraftanlagen, chapter 13.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
import pandas as pd
import windpowerlib
from windpowerlib.wind_speed import logarithmic_profile

from dispatch.case.names import label_of, nearest
from dispatch.case.schema import Case
from dispatch.case.table import TimeTable
from dispatch.errors import CaseError, Fault, Where
from dispatch.families.wind_farm.entity import WindFarm
from dispatch.plants.air import density, pressure_at, temperature_at
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
from dispatch.weather.atmosphere import STANDARD_DENSITY_KG_PER_M3
from dispatch.weather.site_weather import SiteWeather

# Large rotors for their rating, as ridges with thin air want; 1.8 to 6.2 MW. Any other curve may be named.
RIDGE_TURBINES = (
    "V100/1800",
    "MM100/2000",
    "SWT113/2300",
    "N117/2400",
    "GE120/2500",
    "N131/3000",
    "SWT142/3150",
    "GE130/3200",
    "V126/3450",
    "N131/3600",
    "E-141/4200",
    "S152/6330",
)
_LOWEST_CUT_OUT_M_PER_S = 20.0
_TEMPERATURE_HEIGHT_M = 2.0
_EXPONENT_SPEEDS_M_PER_S, _EXPONENTS = (7.5, 12.5), (1 / 3, 2 / 3)
_SPEED_UPS = (0.05, 10.0)
_STRIDE = 1.15
_NEEDS = ("wind_speed_m_per_s", "temperature_c", "pressure_pa")


@dataclass(frozen=True, eq=False)
class PowerCurve:
    """Speeds (k,) in m/s, powers (k,) over the rated power, up to the cut-out speed, at ρ0."""

    turbine: str
    rated_w: float
    rotor_m: float
    speed_m_per_s: np.ndarray
    power_pu: np.ndarray

    @property
    def cut_out_m_per_s(self) -> float:
        """The highest speed at which the turbine runs."""
        return float(self.speed_m_per_s[-1])


@dataclass(frozen=True, eq=False)
class SiteCurve:
    """A power curve in air of density (n,): what (wind.3) and (wind.4) make of it."""

    curve: PowerCurve
    density_kg_per_m3: np.ndarray
    correction: str = "site_curve"
    restart_m_per_s: float | None = None

    @cached_property
    def speeds(self) -> np.ndarray:
        """(k, n) speeds at which the curve's powers are reached in each period."""
        standard = self.curve.speed_m_per_s
        exponent = np.interp(standard, _EXPONENT_SPEEDS_M_PER_S, _EXPONENTS)
        if self.correction != "site_curve":
            exponent = np.full(len(standard), 1 / 3 if self.correction == "equivalent_speed" else 0.0)
        logarithm = np.log(STANDARD_DENSITY_KG_PER_M3 / self.density_kg_per_m3)
        return standard[:, None] * np.exp(exponent[:, None] * logarithm)

    def power_pu(self, wind: np.ndarray) -> np.ndarray:
        """(n,) power over the rating at (n,) hub-height wind."""
        speeds, powers = self.speeds, self.curve.power_pu
        below = (speeds <= wind).sum(axis=0) - 1
        i = np.clip(below, 0, len(powers) - 2)
        left, right = (np.take_along_axis(speeds, (i + k)[None], axis=0)[0] for k in (0, 1))
        share = np.clip((wind - left) / (right - left), 0.0, 1.0)
        power = powers[i] + share * (powers[i + 1] - powers[i])
        power[(below < 0) | self.stopped(wind)] = 0.0
        return power

    def stopped(self, wind: np.ndarray) -> np.ndarray:
        """(n,) whether the turbine is stopped by a storm (wind.4)."""
        over = wind > self.curve.cut_out_m_per_s
        if self.restart_m_per_s is None:
            return over
        # The last event before each period decides: a storm stops, calmer wind starts again.
        event = np.where(over, 1, np.where(wind <= self.restart_m_per_s, -1, 0))
        last = np.maximum.accumulate(np.where(event != 0, np.arange(len(wind)), -1))
        return (last >= 0) & (event[last] == 1)


def make_wind(case: Case, farms: Sequence[WindFarm]) -> dict[str, TimeTable]:
    """id → availability per unit of the rating, on the periods of the farm's weather."""
    return {name: made.table for name, made in _make(case, farms).items()}


def calibration(case: Case) -> pd.DataFrame:
    """One row a wind farm: full-load hours wanted, before and after, the factor on its speed-up, and that speed-up."""
    found = frame(made.calibration for made in _make(case, case.wind_farm).values())
    return found.assign(speed_up=found["factor"] * np.array([farm.speed_up for farm in case.wind_farm], dtype=float))


def _make(case: Case, farms: Sequence[WindFarm]) -> dict[str, Made]:
    def one(farm: WindFarm, weather: SiteWeather) -> tuple[np.ndarray, Calibration]:
        return calibrated(farm, weather, case.time.zone)

    return make_all(case, farms, one, f"wind windpowerlib-{windpowerlib.__version__}")


def wind_power_pu(farm: WindFarm, weather: SiteWeather, zone: str = "UTC") -> np.ndarray:
    """(n,) available power over the rating; `zone` defines when months begin. Raises CaseError."""
    return calibrated(farm, weather, zone)[0]


def calibrated(farm: WindFarm, weather: SiteWeather, zone: str) -> tuple[np.ndarray, Calibration]:
    """Power per unit and what was found for its yield; the factor is on the farm's `speed_up`."""
    require_known(farm, weather, *_NEEDS)
    site_curve = SiteCurve(curve_of(farm), hub_density(farm, weather), farm.density_correction, farm.restart_m_per_s)
    wind = hub_wind(farm, weather)
    left = kept((farm.wake_loss_pu, farm.icing_loss_pu, farm.other_loss_pu), month_of(weather, zone))

    def power(factor: float) -> np.ndarray:
        return site_curve.power_pu(factor * wind) * left

    before = power(1.0)
    if farm.full_load_hours_h is None:
        return before, as_modelled(farm, before, weather)
    require_whole_years(farm, weather)
    factor = _fit(farm, farm.full_load_hours_h, lambda k: full_load_hours(power(k)))
    after = power(factor)
    found = farm.id, farm.full_load_hours_h, full_load_hours(before), full_load_hours(after), factor
    return after, Calibration(*found)


def _fit(farm: WindFarm, target_h: float, hours: Callable[[float], float]) -> float:
    """The smallest factor that gives the hours: energy rises with wind only until storms stop the turbines."""
    lowest, highest = (bound / farm.speed_up for bound in _SPEED_UPS)
    best, most = lowest, hours(lowest)
    factor = lowest
    while most < target_h and factor < highest:
        before, factor = factor, min(factor * _STRIDE, highest)
        if (here := hours(factor)) >= target_h:
            return fit_factor(farm, target_h, hours, before, factor)
        if here > most:
            best, most = factor, here
    return fit_factor(farm, target_h, hours, lowest, best)


@cache
def turbines() -> tuple[str, ...]:
    """Names of every complete power curve of the library."""
    names = windpowerlib.get_turbine_types(print_out=False)
    with_curve = names.loc[names["has_power_curve"], "turbine_type"]
    return tuple(sorted(name for name in with_curve if _curve(name) is not None))


@cache
def _curve(turbine: str) -> PowerCurve | None:
    """The curve of a turbine of the library, None where it ends too early to be whole."""
    # The library rejects a hub below the rotor's radius; `curve_of` reports that itself.
    machine = windpowerlib.WindTurbine(hub_height=1e4, turbine_type=turbine)
    speed, power = (machine.power_curve[name].to_numpy(dtype=float) for name in ("wind_speed", "value"))
    last = int(np.flatnonzero(power > 0)[-1]) + 1
    if speed[last - 1] < _LOWEST_CUT_OUT_M_PER_S:
        return None
    rated = float(power.max())
    return PowerCurve(turbine, rated, float(machine.rotor_diameter or 0.0), speed[:last], power[:last] / rated)


def curve_of(farm: WindFarm) -> PowerCurve:
    """The power curve of a farm. Raises CaseError if it does not exist or the blades would touch the ground."""
    curve = _curve(farm.turbine) if farm.turbine in turbines() else None
    if curve is None:
        where = Where(entity=label_of(farm, "turbine"))
        close = nearest(farm.turbine, turbines())
        raise CaseError(Fault.of("unknown_turbine", where, value=farm.turbine, name=farm.turbine, nearest=close))
    if farm.hub_height_m <= curve.rotor_m / 2:
        where = Where(entity=label_of(farm, "hub_height_m"))
        limit = f"> {curve.rotor_m / 2:g} m"
        raise CaseError(Fault.of("hub_below_blades", where, value=farm.hub_height_m, limit=limit, name=farm.turbine))
    return curve


def hub_wind(farm: WindFarm, weather: SiteWeather) -> np.ndarray:
    """(n,) m/s at hub height (wind.1)."""
    if weather.wind_height_m <= farm.roughness_length_m:
        where = Where(entity=label_of(farm, "roughness_length_m"))
        limit = f"< {weather.wind_height_m:g} m"
        value = farm.roughness_length_m
        raise CaseError(Fault.of("wind_below_roughness", where, value=value, limit=limit, name=weather.site.id))
    at_hub = logarithmic_profile(
        weather.wind_speed_m_per_s, weather.wind_height_m, farm.hub_height_m, farm.roughness_length_m
    )
    return farm.speed_up * at_hub


def hub_density(farm: WindFarm, weather: SiteWeather) -> np.ndarray:
    """(n,) kg/m³ at hub height (wind.2)."""
    site_m = weather.site.altitude_m
    hub_m = (site_m if farm.altitude_m is None else farm.altitude_m) + farm.hub_height_m
    at_hub = temperature_at(weather.temperature_c, site_m + _TEMPERATURE_HEIGHT_M, hub_m)
    return density(pressure_at(weather.pressure_pa, weather.temperature_c, site_m, hub_m), at_hub)
