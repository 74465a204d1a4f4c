"""A clean year of weather made by formula, and writers of every format that the product reads.

The year is that of a station in Zhaotong, hour by hour in its own winter time. Irradiance closes exactly, days are
clear or cloudy by turns, nothing is stuck, nothing leaps.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from dispatch.measured.finding import Site
from dispatch.measured.sky import sun_over

STATION = Site(27.34, 103.72, 1950.0, 8.0, "Zhaotong", 10.0)
MONTH_YEARS = (2007, 2012, 2009, 2015, 2011, 2008, 2014, 2010, 2013, 2006, 2016, 2009)
HOURS = 8760


@dataclass(frozen=True, eq=False)
class Year:
    """8,760 hours from local new year. columns: canonical name → (8760,), rounded as files round them."""

    site: Site
    columns: Mapping[str, np.ndarray]

    def with_column(self, name: str, values: np.ndarray) -> Year:
        return replace(self, columns={**self.columns, name: values})

    @property
    def calendar(self) -> np.ndarray:
        """(8760, 4) year, month, day and hour (0–23) of the start of every hour, months from different years."""
        stamps = pd.date_range("2022-01-01", periods=HOURS, freq="1h")
        years = np.array(MONTH_YEARS)[stamps.month - 1]
        return np.stack([years, stamps.month, stamps.day, stamps.hour], axis=1)


def clean_year(site: Site = STATION, seed: int = 7, reading_min: float = 0.0) -> Year:
    """The year at a site; `reading_min` puts the sun where it is so many minutes after the middle of each hour."""
    random = np.random.default_rng(seed)
    offset = np.timedelta64(round(3600 * (site.offset_h or 0.0)), "s")
    start = np.datetime64("2022-01-01T00:00:00", "s") - offset + np.arange(HOURS) * np.timedelta64(1, "h")
    sun = sun_over(start + np.timedelta64(round(60 * reading_min), "s"), 3600, site)
    days = random.choice([1.0, 0.75, 0.4, 0.2], HOURS // 24, p=[0.4, 0.25, 0.2, 0.15])
    share = np.repeat(days, 24) * random.uniform(0.97, 1.03, HOURS)
    ghi = np.round(sun.clear * share)
    beam = np.where(sun.highest > 12, np.maximum(share - 0.25, 0.0), 0.0)
    dni = np.round(beam * 1000 * np.minimum(1, sun.cosine * 3))
    dni = np.minimum(dni, np.floor(0.9 * ghi / np.maximum(sun.cosine, 0.05)))
    dhi = np.round(np.maximum(ghi - dni * sun.cosine, 0.0))
    hour, day = np.arange(HOURS) % 24, np.arange(HOURS) // 24
    noise = _smooth(random.normal(size=HOURS), 12)
    temperature = 12 - 8 * np.cos(2 * np.pi * (day - 15) / 365) - 5 * np.cos(2 * np.pi * (hour - 3) / 24) + 1.5 * noise
    wind = np.abs(3.5 + np.cos(2 * np.pi * (hour - 15) / 24) + 1.5 * _smooth(random.normal(size=HOURS), 6))
    pressure = 80_000 + 400 * _smooth(random.normal(size=HOURS), 48)
    humidity = np.clip(0.65 - 0.2 * np.cos(2 * np.pi * (hour - 15) / 24) + 0.1 * noise, 0.05, 0.98)
    return Year(site, {
        "ghi_w_per_m2": ghi, "dni_w_per_m2": dni, "dhi_w_per_m2": dhi, "temperature_c": np.round(temperature, 1),
        "dew_point_c": np.round(temperature - 6 - noise, 1), "relative_humidity_pu": np.round(humidity, 2),
        "pressure_pa": np.round(pressure, -2), "wind_speed_m_per_s": np.round(wind, 1),
    })  # fmt: skip


def _smooth(white: np.ndarray, hours: int) -> np.ndarray:
    """Unit-variance noise that lasts for some hours, and a little that does not."""
    kernel = np.exp(-np.arange(5 * hours) / hours)
    slow = np.convolve(np.concatenate([white, white]), kernel)[len(white) : 2 * len(white)]
    return slow / slow.std() + 0.1 * white


def epw(year: Year, calendar: np.ndarray | None = None) -> str:
    """EnergyPlus weather file."""
    site, c = year.site, year.columns
    head = [f"LOCATION,{site.name},Yunnan,CHN,made,566860,{site.lat},{site.lon},{site.offset_h},{site.altitude_m}",
            "DESIGN CONDITIONS,0", "TYPICAL/EXTREME PERIODS,0", "GROUND TEMPERATURES,0",
            "HOLIDAYS/DAYLIGHT SAVINGS,No,0,0,0", "COMMENTS 1,made", "COMMENTS 2,",
            "DATA PERIODS,1,1,Data,Sunday,1/1,12/31"]  # fmt: skip
    rows = []
    for i, (y, m, d, h) in enumerate(year.calendar if calendar is None else calendar):
        rows.append(
            f"{y},{m},{d},{h + 1},60,?9?9,{c['temperature_c'][i]:g},{c['dew_point_c'][i]:g},"
            f"{100 * c['relative_humidity_pu'][i]:g},{c['pressure_pa'][i]:.10g},0,0,300,{c['ghi_w_per_m2'][i]:g},"
            f"{c['dni_w_per_m2'][i]:g},{c['dhi_w_per_m2'][i]:g},0,0,0,0,180,{c['wind_speed_m_per_s'][i]:g},"
            "5,5,20,77777,9,999999999,10,0.1,0,88,0.2,0,0"
        )
    return "\n".join([*head, *rows]) + "\n"


def tmy3(year: Year) -> str:
    """TMY3, hours stamped 01:00 to 24:00."""
    site, c = year.site, year.columns
    head = f'566860,"{site.name}",YN,{site.offset_h},{site.lat},{site.lon},{site.altitude_m}'
    names = ("Date (MM/DD/YYYY),Time (HH:MM),ETR (W/m^2),GHI (W/m^2),GHI source,DNI (W/m^2),DHI (W/m^2),Dry-bulb (C),"
             "Dew-point (C),RHum (%),Pressure (mbar),Wspd (m/s)")  # fmt: skip
    rows = [
        f"{m:02d}/{d:02d}/{y},{h + 1:02d}:00,0,{c['ghi_w_per_m2'][i]:g},1,{c['dni_w_per_m2'][i]:g},"
        f"{c['dhi_w_per_m2'][i]:g},{c['temperature_c'][i]:g},{c['dew_point_c'][i]:g},"
        f"{100 * c['relative_humidity_pu'][i]:g},{c['pressure_pa'][i] / 100:.10g},{c['wind_speed_m_per_s'][i]:g}"
        for i, (y, m, d, h) in enumerate(year.calendar)
    ]
    return "\n".join([head, names, *rows]) + "\n"


def tmy2(year: Year) -> str:
    """TMY2, fixed width; degrees and minutes, tenths."""
    site, c = year.site, year.columns
    lat, lon = divmod(round(abs(site.lat) * 60), 60), divmod(round(abs(site.lon) * 60), 60)
    head = (f" 56686 {site.name:<22} YN {site.offset_h:3.0f} {'N' if site.lat >= 0 else 'S'} {lat[0]:2d} {lat[1]:2d} "
            f"{'E' if site.lon >= 0 else 'W'} {lon[0]:3d} {lon[1]:2d} {site.altitude_m:5.0f}")  # fmt: skip
    rows = []
    for i, (y, m, d, h) in enumerate(year.calendar):
        tenths = {name: round(10 * c[name][i]) for name in ("temperature_c", "dew_point_c", "wind_speed_m_per_s")}
        rows.append(
            f" {y - 1960:2d}{m:2d}{d:2d}{h + 1:2d}{0:4d}{0:4d}{c['ghi_w_per_m2'][i]:4.0f}A1"
            f"{c['dni_w_per_m2'][i]:4.0f}A1{c['dhi_w_per_m2'][i]:4.0f}A1{0:4d}A1{0:4d}A1{0:4d}A1{0:4d}A1{5:2d}A1{5:2d}A1{tenths['temperature_c']:4d}A1"
            f"{tenths['dew_point_c']:4d}A1{100 * c['relative_humidity_pu'][i]:3.0f}A1{c['pressure_pa'][i] / 100:4.0f}A1"
            f"{180:3d}A1{tenths['wind_speed_m_per_s']:3d}A1{241:4d}A1{77777:5d}A1{9999999999:10d}{10:3d}A1{100:3d}A1"
            f"{0:3d}A1{88:2d}A1"
        )
    return "\n".join([head, *rows]) + "\n"


def nsrdb(year: Year, calendar: np.ndarray | None = None, minute: int = 30) -> str:
    """NSRDB PSM3/PSM4 in SAM's CSV, hours stamped in their middle."""
    site, c = year.site, year.columns
    head = [
        "Source,Location ID,City,State,Country,Latitude,Longitude,Time Zone,Elevation,Local Time Zone,Version",
        f"NSRDB,1,-,-,-,{site.lat},{site.lon},{site.offset_h:g},{site.altitude_m:.0f},{site.offset_h:g},3.2.0",
        "Year,Month,Day,Hour,Minute,GHI,DNI,DHI,Temperature,Dew Point,Relative Humidity,Pressure,Wind Speed",
    ]
    rows = [
        f"{y},{m},{d},{h},{minute},{c['ghi_w_per_m2'][i]:g},{c['dni_w_per_m2'][i]:g},{c['dhi_w_per_m2'][i]:g},"
        f"{c['temperature_c'][i]:g},{c['dew_point_c'][i]:g},{100 * c['relative_humidity_pu'][i]:g},"
        f"{c['pressure_pa'][i] / 100:.10g},{c['wind_speed_m_per_s'][i]:g}"
        for i, (y, m, d, h) in enumerate(year.calendar if calendar is None else calendar)
    ]
    return "\n".join([*head, *rows]) + "\n"


def pvgis_records(year: Year) -> list[dict[str, float | str]]:
    """Records of a PVGIS typical year; the year of the site must be in UTC."""
    c = year.columns
    return [
        {"time(UTC)": f"{y}{m:02d}{d:02d}:{h:02d}00", "T2m": c["temperature_c"][i],
         "RH": 100 * c["relative_humidity_pu"][i], "G(h)": c["ghi_w_per_m2"][i], "Gb(n)": c["dni_w_per_m2"][i],
         "Gd(h)": c["dhi_w_per_m2"][i], "IR(h)": 300.0, "WS10m": c["wind_speed_m_per_s"][i], "WD10m": 180.0,
         "SP": c["pressure_pa"][i]}
        for i, (y, m, d, h) in enumerate(year.calendar)
    ]  # fmt: skip


def pvgis_tmy_csv(year: Year, offset_h: float = 0.5) -> str:
    site, records = year.site, pvgis_records(year)
    head = [f"Latitude (decimal degrees): {site.lat}", f"Longitude (decimal degrees): {site.lon}",
            f"Elevation (m): {site.altitude_m}", f"Irradiance Time Offset (h): {offset_h}", "month,year",
            *(f"{m},{y}" for m, y in enumerate(MONTH_YEARS, 1)), ",".join(records[0])]  # fmt: skip
    rows = [",".join(str(value) for value in record.values()) for record in records]
    return "\r\n".join([*head, *rows, "", "T2m: 2-m air temperature (degree Celsius)", ""])


def pvgis_tmy_json(year: Year, offset_h: float = 0.5) -> str:
    site = year.site
    location = {"latitude": site.lat, "longitude": site.lon, "elevation": site.altitude_m,
                "irradiance_time_offset": offset_h}  # fmt: skip
    months = [{"month": m, "year": y} for m, y in enumerate(MONTH_YEARS, 1)]
    outputs = {"months_selected": months, "tmy_hourly": pvgis_records(year)}
    return json.dumps({"inputs": {"location": location}, "outputs": outputs, "meta": {"inputs": {}}})


def pvgis_hourly_records(year: Year, minute: int) -> list[dict[str, float | str]]:
    """An hourly series for a horizontal plane in 2022; the beam is what the direct normal gives at the reading."""
    c = year.columns
    start = np.datetime64("2022-01-01T00:00:00", "s") + np.arange(HOURS) * np.timedelta64(1, "h")
    sun = sun_over(start + np.timedelta64(60 * minute - 150, "s"), 300, year.site)
    stamps = pd.DatetimeIndex(start)
    return [
        {"time": f"{stamp:%Y%m%d:%H}{minute:02d}", "Gb(i)": round(c["dni_w_per_m2"][i] * sun.cosine[i], 4),
         "Gd(i)": c["dhi_w_per_m2"][i], "Gr(i)": 0.0, "H_sun": round(max(sun.highest[i], 0.0), 4),
         "T2m": c["temperature_c"][i], "WS10m": c["wind_speed_m_per_s"][i], "Int": 0}
        for i, stamp in enumerate(stamps)
    ]  # fmt: skip


def pvgis_hourly_csv(year: Year, minute: int = 10, slope: str = "0 deg. ") -> str:
    site, records = year.site, pvgis_hourly_records(year, minute)
    head = [f"Latitude (decimal degrees):\t{site.lat}", f"Longitude (decimal degrees):\t{site.lon}",
            f"Elevation (m):\t{site.altitude_m}", "Radiation database:\tPVGIS-SARAH3", "", "", f"Slope: {slope}",
            "Azimuth: 0 deg. ", ",".join(records[0])]  # fmt: skip
    rows = [",".join(str(value) for value in record.values()) for record in records]
    return "\r\n".join([*head, *rows, "", "H_sun: Sun height (degree)", ""])


def pvgis_hourly_json(year: Year, minute: int = 10) -> str:
    site = year.site
    inputs = {"location": {"latitude": site.lat, "longitude": site.lon, "elevation": site.altitude_m},
              "mounting_system": {"fixed": {"slope": {"value": 0}}}}  # fmt: skip
    outputs = {"hourly": pvgis_hourly_records(year, minute)}
    return json.dumps({"inputs": inputs, "outputs": outputs, "meta": {"inputs": {}}})


def plain(year: Year, names: Sequence[str] = (), zone_offset: str = "+08:00") -> str:
    """A plain CSV of canonical columns in 2022."""
    wanted = names or list(year.columns)
    stamps = pd.date_range("2022-01-01", periods=HOURS, freq="1h")
    rows = [
        f"{stamp:%Y-%m-%dT%H:%M}{zone_offset}," + ",".join(f"{year.columns[n][i]:g}" for n in wanted)
        for i, stamp in enumerate(stamps)
    ]
    return "\n".join([",".join(["time", *wanted]), *rows]) + "\n"
