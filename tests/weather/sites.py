"""Sites and cases that the tests of the weather share."""

from __future__ import annotations

from typing import Any

from dispatch.case.schema import Case
from dispatch.case.table import TimeTable
from dispatch.families.weather.entity import Weather
from dispatch.weather.site_weather import SiteWeather
from dispatch.weather.year import weather_of

WARMTH_C = (2.2, 4.2, 8.5, 12.6, 15.7, 18.0, 19.5, 19.0, 15.9, 12.0, 7.7, 3.6)
RIDGE_WIND = (8.4, 8.7, 8.6, 7.9, 6.8, 5.8, 5.2, 5.1, 5.3, 5.9, 6.9, 7.9)
DRY_WINTER = (1.3, 1.3, 1.4, 1.3, 1.0, 0.7, 0.75, 0.75, 0.6, 0.7, 1.0, 1.2)


def site(id: str = "plateau", **more: Any) -> dict[str, Any]:
    """A county on the plateau with a sunny winter."""
    return {
        "id": id,
        "lat": 27.32,
        "lon": 103.71,
        "altitude_m": 1920.0,
        "ghi_kwh_per_m2": 1350.0,
        "sun_hours_h": 1902.0,
        "temperature_c": {"monthly": WARMTH_C},
        "wind_speed_m_per_s": {"monthly": RIDGE_WIND},
        "sunshine_shape": {"monthly": DRY_WINTER},
        **more,
    }


GORGE = site("gorge", lat=28.11, lon=104.23, altitude_m=470.0, ghi_kwh_per_m2=950.0, sun_hours_h=950.0)
BARE = {"ghi_kwh_per_m2": None, "sun_hours_h": None, "temperature_c": None, "wind_speed_m_per_s": None}


def case_of(*sites: dict[str, Any], seed: int = 7, zone: str = "Asia/Shanghai", **more: Any) -> Case:
    """A case with these sites; `more`: series, synthesis.correlation_km as `km`, time step as `step`."""
    synthesis = {"seed": seed, "correlation_km": more.pop("km", 150.0)}
    time = {"zone": zone, "step": more.pop("step", "15min")}
    bus = [{"id": "a"}]
    return Case.model_validate(
        {"name": "w", "bus": bus, "weather": list(sites), "synthesis": synthesis, "time": time, **more}
    )


def weather(*sites: dict[str, Any], **more: Any) -> dict[str, SiteWeather]:
    """The weather of sites."""
    case = case_of(*sites, **more)
    return weather_of(case, case.weather)


def measured(table: TimeTable, step: str = "1h", **more: Any) -> SiteWeather:
    """The weather of a site that names this table."""
    return weather(site(table="met", **more), series={"met": table}, step=step)["plateau"]


def entity(**more: Any) -> Weather:
    return Weather.model_validate(site(**more))
