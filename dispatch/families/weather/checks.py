"""A weather site and the measured table that it names: the table is there and was measured there, at that height."""

from __future__ import annotations

from collections.abc import Iterator

from dispatch.case.names import nearest
from dispatch.case.places import Places
from dispatch.case.read_table import FARTHEST_DEG
from dispatch.case.rules import Checks
from dispatch.case.schema import Case
from dispatch.errors import Fault
from dispatch.families.weather.entity import Weather
from dispatch.measured.finding import Site

# Density of air changes by 2 % over so many metres.
FARTHEST_M = 200.0


def faults(case: Case, at: Places) -> Iterator[Fault]:
    """Faults of every weather site that names a table."""
    for site in case.weather:
        table = case.series.get(site.table)
        if not site.table:
            continue
        if table is None:
            if not at.is_unread("series", site.table):
                known = nearest(site.table, case.series)
                where = at.of(site, "table")
                yield Fault.of("unknown_series", where, value=site.table, name=site.table, nearest=known)
            continue
        if table.site is not None and _apart(site, table.site):
            declared = f"{table.site.lat:g}°, {table.site.lon:g}°"
            here = f"{site.lat:g}°, {site.lon:g}°"
            yield Fault.of("site_mismatch", at.of(site, "table"), value=here, limit=declared, place=table.site.name)
        # Only the header of a weather file gives its zone, its altitude and its anemometer.
        elif table.site is not None and table.site.offset_h is not None:
            yield from _heights(site, table.site, at)


def _heights(site: Weather, station: Site, at: Places) -> Iterator[Fault]:
    """Values of the site, given or default, against the header of the file."""
    if abs(site.altitude_m - station.altitude_m) > FARTHEST_M:
        limit = f"{station.altitude_m:g} ± {FARTHEST_M:g} m"
        where = at.of(site, "altitude_m")
        yield Fault.of(
            "station_differs", where, value=site.altitude_m, limit=limit, field="altitude_m", told=station.altitude_m
        )
    if station.wind_height_m is not None and site.wind_height_m != station.wind_height_m:
        limit, where = f"{station.wind_height_m:g} m", at.of(site, "wind_height_m")
        params = {"field": "wind_height_m", "told": station.wind_height_m}
        yield Fault.of("station_differs", where, value=site.wind_height_m, limit=limit, **params)


def _apart(site: Weather, station: Site) -> bool:
    return max(abs(site.lat - station.lat), abs(site.lon - station.lon)) > FARTHEST_DEG


CHECKS = Checks(faults=faults)
