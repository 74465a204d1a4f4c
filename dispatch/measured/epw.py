"""EnergyPlus weather files (EPW): eight header lines, then 8,760 hours, each stamped at its end in winter time.

Header: LOCATION, city, state, country, source, WMO, latitude, longitude, hours ahead of UTC, altitude. Fields of a row
(number, unit, code for "missing"): dry bulb 7 °C 99.9, dew point 8 °C 99.9, relative humidity 9 % 999, pressure 10 Pa
999999, GHI 14, DNI 15, DHI 16 Wh/m² 9999, wind 22 m/s 999. Wind is measured at 10 m. (EnergyPlus, Auxiliary Programs,
weather data format.)
"""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import numpy as np

from dispatch.measured.columns import IRRADIANCES
from dispatch.measured.sheet import Sheet, Text, column_of, even_rows, numbers_ok, site_of

HEADER_LINES = 8
_FEWEST_CELLS, _MOST_CELLS = 22, 35
_POSITIONS = {
    "year": 0,
    "month": 1,
    "day": 2,
    "hour": 3,
    "temperature_c": 6,
    "dew_point_c": 7,
    "relative_humidity_pu": 8,
    "pressure_pa": 9,
    "ghi_w_per_m2": 13,
    "dni_w_per_m2": 14,
    "dhi_w_per_m2": 15,
    "wind_speed_m_per_s": 21,
}
_PVLIB = {
    "temperature_c": ("temp_air", 1.0),
    "dew_point_c": ("temp_dew", 1.0),
    "pressure_pa": ("atmospheric_pressure", 1.0),
    "relative_humidity_pu": ("relative_humidity", 0.01),
    "ghi_w_per_m2": ("ghi", 1.0),
    "dni_w_per_m2": ("dni", 1.0),
    "dhi_w_per_m2": ("dhi", 1.0),
    "wind_speed_m_per_s": ("wind_speed", 1.0),
}


def read_epw(text: Text) -> Sheet | None:
    """The rows of an EPW file, or None and faults."""
    from pvlib.iotools import read_epw as read

    head = next(csv.reader(text.lines[:1]), [])
    if len(head) < 10 or head[0].strip().upper() != "LOCATION":
        text.refuse("weather_header", 1, value=text.lines[0][:60] if text.lines else "", format="epw", what="LOCATION")
        return None
    cells = {"name": head[1], "lat": head[6], "lon": head[7], "offset_h": head[8], "altitude_m": head[9]}
    site = site_of(text, 1, cells)
    if site is None or not _is_hourly(text):
        return None
    rows = [(n, line.split(",")) for n, line in enumerate(text.lines, 1) if n > HEADER_LINES and line.strip()]
    if not even_rows(text, rows, max(len(rows[0][1]), _FEWEST_CELLS) if rows else 0):
        return None
    if not numbers_ok(text, [row for _, row in rows], [n for n, _ in rows], _POSITIONS):
        return None
    location = f"LOCATION,x,x,x,x,0,{site.lat},{site.lon},0,{site.altitude_m}\n"
    blank = "\n".join(["-"] * (HEADER_LINES - 1))
    body = "\n".join(",".join(row[:_MOST_CELLS]) for _, row in rows)
    if not _calendar_ok(text, rows):
        return None
    frame, _ = read(io.StringIO(f"{location}{blank}\n{body}\n"))
    columns = {
        name: column_of(frame[theirs].to_numpy(dtype=float), name, factor) for name, (theirs, factor) in _PVLIB.items()
    }
    present = {name: values for name, values in columns.items() if np.isfinite(values).any() or name in IRRADIANCES}
    offset_s = round(3600 * float(site.offset_h or 0.0))
    year, month, day, hour = (frame[part].to_numpy(dtype=np.int64) for part in ("year", "month", "day", "hour"))
    lines = np.array([n for n, _ in rows])
    site = replace(site, wind_height_m=10.0)
    return Sheet("epw", site, offset_s, 3600, year, month, day, (hour - 1) * 3600, present, lines)


def _is_hourly(text: Text) -> bool:
    """Whether the header does not promise more than one record an hour."""
    for number, line in enumerate(text.lines[:HEADER_LINES], 1):
        cells = [cell.strip() for cell in line.split(",")]
        if cells[0].upper() == "DATA PERIODS" and len(cells) > 2 and cells[2] not in ("", "1"):
            text.refuse("weather_not_hourly", number, value=cells[2], limit="1")
            return False
    return True


def _calendar_ok(text: Text, rows: list[tuple[int, list[str]]]) -> bool:
    """Whether every row has a date that exists and an hour from 1 to 24."""
    for line, row in rows:
        stamp = [cell.strip() for cell in row[:4]]
        if not is_date(stamp[:3]) or not stamp[3].isdigit() or not 1 <= int(stamp[3]) <= 24:
            text.refuse("unreadable_stamp", line, value=",".join(stamp), count=1)
            return False
    return True


def is_date(parts: list[str]) -> bool:
    """Whether year, month and day are whole numbers of a day that exists."""
    try:
        np.datetime64(f"{int(parts[0]):04d}-{int(parts[1]):02d}-{int(parts[2]):02d}")
    except (ValueError, IndexError):
        return False
    return True
