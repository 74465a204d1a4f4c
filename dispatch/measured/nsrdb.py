"""National Solar Radiation Database, PSM3 and PSM4 (SAM format): names and values of the site, column names, rows.

Stamps are in `Time Zone` (0 for UTC), in the middle of an hour (minute 30) or at the start of a half or a quarter;
they are moved to the start of their period. Irradiances are satellite readings at the stamp, which `moment` converts
to means of the period. Pressure mbar, humidity %, missing -9999.
"""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import numpy as np

from dispatch.measured.epw import is_date
from dispatch.measured.sheet import Sheet, Text, column_of, even_rows, numbers_ok, site_of

_STAMP = ("Year", "Month", "Day", "Hour", "Minute")
_SITE = {
    "name": "Location ID",
    "lat": "Latitude",
    "lon": "Longitude",
    "offset_h": "Time Zone",
    "altitude_m": "Elevation",
}
_COLUMNS = {
    "ghi_w_per_m2": ("GHI", "ghi", 1.0),
    "dni_w_per_m2": ("DNI", "dni", 1.0),
    "dhi_w_per_m2": ("DHI", "dhi", 1.0),
    "temperature_c": ("Temperature", "temp_air", 1.0),
    "dew_point_c": ("Dew Point", "temp_dew", 1.0),
    "relative_humidity_pu": ("Relative Humidity", "relative_humidity", 0.01),
    "pressure_pa": ("Pressure", "pressure", 100.0),
    "wind_speed_m_per_s": ("Wind Speed", "wind_speed", 1.0),
}


def read_nsrdb(text: Text) -> Sheet | None:
    """The rows of an NSRDB file, or None and faults."""
    from pvlib.iotools import read_nsrdb_psm4 as read

    parsed = list(csv.reader(text.lines))
    if len(parsed) < 3 or not set(_SITE.values()) <= set(parsed[0]) or tuple(parsed[2][:5]) != _STAMP:
        text.refuse("weather_header", min(3, len(parsed)), format="nsrdb", what=",".join(_STAMP))
        return None
    head = dict(zip(parsed[0], parsed[1], strict=False))
    site = site_of(text, 2, {name: head.get(theirs, "") for name, theirs in _SITE.items()})
    names = parsed[2]
    while names and not names[-1].strip():
        names = names[:-1]  # SAM files pad lines with commas
    rows = [(n, row[: len(names)]) for n, row in enumerate(parsed, 1) if n > 3 and any(row)]
    if site is None or not even_rows(text, rows, len(names)) or not _calendar_ok(text, rows):
        return None
    wanted = {name: names.index(theirs) for name, (theirs, _, _) in _COLUMNS.items() if theirs in names}
    lines = [n for n, _ in rows]
    if not numbers_ok(text, [row for _, row in rows], lines, wanted):
        return None
    out = io.StringIO()
    needed = [*range(5), *wanted.values()]
    clean = ["Latitude,Longitude,Elevation,Time Zone,Local Time Zone", f"{site.lat},{site.lon},0,0,0"]
    csv.writer(out, lineterminator="\n").writerows([[row[i] for i in needed] for row in [names, *(r for _, r in rows)]])
    frame, _ = read(io.StringIO("\n".join([*clean, out.getvalue()])))
    columns = {
        name: column_of(frame[_COLUMNS[name][1]].to_numpy(dtype=float), name, _COLUMNS[name][2]) for name in wanted
    }
    year, month, day, hour, minute = (frame[part].to_numpy(dtype=np.int64) for part in _STAMP)
    step_s = _step_s(hour, minute)
    read_at = hour * 3600 + minute * 60
    second = read_at // step_s * step_s
    late = float(np.median(read_at - second) - step_s / 2) / 60
    site = replace(site, reading_offset_min=late)
    offset_s = round(3600 * float(site.offset_h or 0.0))
    return Sheet("nsrdb", site, offset_s, step_s, year, month, day, second, columns, np.array(lines))


def _step_s(hour: np.ndarray, minute: np.ndarray) -> int:
    """The usual step between rows."""
    steps = np.diff((hour * 60 + minute) * 60)
    return int(np.median(steps[steps > 0])) if (steps > 0).any() else 3600


def _calendar_ok(text: Text, rows: list[tuple[int, list[str]]]) -> bool:
    """Whether every row has a date, an hour below 24 and a minute below 60."""
    for line, row in rows:
        stamp = row[:5]
        clock = all(part.strip().isdigit() for part in stamp[3:]) and int(stamp[3]) < 24 and int(stamp[4]) < 60
        if not clock or not is_date(stamp[:3]):
            text.refuse("unreadable_stamp", line, value=",".join(stamp), count=1)
            return False
    return True
