"""`weather_of`: the weather of sites of a case, measured where a site names a table, else a synthetic year."""

from __future__ import annotations

from collections.abc import Sequence

from dispatch.case.schema import Case
from dispatch.errors import CaseError, Fault
from dispatch.families.weather.entity import Weather
from dispatch.weather.observed import observed_weather
from dispatch.weather.site_weather import SiteWeather
from dispatch.weather.synthetic import synthetic_weather


def weather_of(case: Case, sites: Sequence[Weather]) -> dict[str, SiteWeather]:
    """Site id → its weather. Raises CaseError with every fault of every site."""
    faults: list[Fault] = []
    made: dict[str, SiteWeather] = {}
    for make, chosen in (
        (observed_weather, [site for site in sites if site.table]),
        (synthetic_weather, [site for site in sites if not site.table]),
    ):
        try:
            made |= make(case, chosen)
        except CaseError as error:
            faults += error.faults
    if faults:
        raise CaseError(faults)
    return {site.id: made[site.id] for site in sites}
