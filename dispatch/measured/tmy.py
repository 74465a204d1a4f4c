"""Typical meteorological years of the United States: TMY2 (fixed width) and TMY3 (CSV). Hours stamped at their end.

TMY2, one header line and 8,760 records: GHI, DNI, DHI Wh/m², dry bulb and dew point 0.1 °C, humidity %, pressure mbar,
wind 0.1 m/s; missing 9999 (User's Manual for TMY2s, NREL 1995, doi:10.2172/87130). TMY3, two header lines: units are
in the names; missing -9900 (Users Manual for TMY3, NREL 2008, doi:10.2172/928611).
"""

from __future__ import annotations

import csv
import io
import re
import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np

from dispatch.measured.epw import is_date
from dispatch.measured.finding import Site
from dispatch.measured.sheet import Sheet, Text, column_of, even_rows, numbers_ok, site_of

_TMY3_DATE, _TMY3_TIME = "Date (MM/DD/YYYY)", "Time (HH:MM)"
_TMY3 = {
    "ghi_w_per_m2": ("GHI (W/m^2)", "ghi", 1.0),
    "dni_w_per_m2": ("DNI (W/m^2)", "dni", 1.0),
    "dhi_w_per_m2": ("DHI (W/m^2)", "dhi", 1.0),
    "temperature_c": ("Dry-bulb (C)", "temp_air", 1.0),
    "dew_point_c": ("Dew-point (C)", "temp_dew", 1.0),
    "relative_humidity_pu": ("RHum (%)", "relative_humidity", 0.01),
    "pressure_pa": ("Pressure (mbar)", "pressure", 100.0),
    "wind_speed_m_per_s": ("Wspd (m/s)", "wind_speed", 1.0),
}
_STAMP = re.compile(r"(\d\d)/(\d\d)/(\d{4})")
_CLOCK = re.compile(r"(\d\d):(\d\d)")

_TMY2_SITE = re.compile(
    r"^ ?(?P<wban>\d{5}) (?P<name>.{22}) .{2} +(?P<offset_h>\S+) (?P<ns>[NS]) +(?P<latd>\d+) +(?P<latm>\d+) "
    r"(?P<ew>[EW]) +(?P<lond>\d+) +(?P<lonm>\d+) +(?P<altitude_m>-?\d+)\s*$"
)
# name → first and last character (from 0) in a record, pvlib's name, factor.
_TMY2 = {
    "ghi_w_per_m2": (17, 21, "GHI", 1.0),
    "dni_w_per_m2": (23, 27, "DNI", 1.0),
    "dhi_w_per_m2": (29, 33, "DHI", 1.0),
    "temperature_c": (67, 71, "DryBulb", 0.1),
    "dew_point_c": (73, 77, "DewPoint", 0.1),
    "relative_humidity_pu": (79, 82, "RHum", 0.01),
    "pressure_pa": (84, 88, "Pressure", 100.0),
    "wind_speed_m_per_s": (95, 98, "Wspd", 0.1),
}
_TMY2_WIDTH = 142


def read_tmy3(text: Text) -> Sheet | None:
    """The rows of a TMY3 file, or None and faults."""
    from pvlib.iotools import read_tmy3 as read

    parsed = list(csv.reader(text.lines))
    if len(parsed) < 2 or len(parsed[0]) < 7 or parsed[1][:2] != [_TMY3_DATE, _TMY3_TIME]:
        text.refuse("weather_header", min(2, len(parsed)), format="tmy3", what=f"{_TMY3_DATE},{_TMY3_TIME}")
        return None
    head = parsed[0]
    cells = {"name": head[1], "offset_h": head[3], "lat": head[4], "lon": head[5], "altitude_m": head[6]}
    site = site_of(text, 1, cells)
    names = parsed[1]
    rows = [(n, row) for n, row in enumerate(parsed, 1) if n > 2 and row]
    if site is None or not even_rows(text, rows, len(names)):
        return None
    wanted = {name: names.index(theirs) for name, (theirs, _, _) in _TMY3.items() if theirs in names}
    lines = [n for n, _ in rows]
    calendar = _tmy3_calendar(text, rows)
    if calendar is None or not numbers_ok(text, [row for _, row in rows], lines, wanted):
        return None
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([names, *(row for _, row in rows)])
    frame, _ = read(io.StringIO(f"0,x,x,0,{site.lat},{site.lon},{site.altitude_m}\n{out.getvalue()}"))
    columns = {name: column_of(frame[_TMY3[name][1]].to_numpy(dtype=float), name, _TMY3[name][2]) for name in wanted}
    return _sheet("tmy3", site, calendar, columns, np.array(lines))


def _tmy3_calendar(text: Text, rows: list[tuple[int, list[str]]]) -> np.ndarray | None:
    """(n, 4) year, month, day and hour (from 1) of the end of every row, or None and a fault."""
    found = []
    for line, row in rows:
        date, clock = _STAMP.fullmatch(row[0].strip()), _CLOCK.fullmatch(row[1].strip())
        if (
            date is None
            or clock is None
            or clock[2] != "00"
            or not 1 <= int(clock[1]) <= 24
            or not is_date([date[3], date[1], date[2]])
        ):
            text.refuse("unreadable_stamp", line, value=f"{row[0]} {row[1]}", count=1)
            return None
        found.append((int(date[3]), int(date[1]), int(date[2]), int(clock[1])))
    return np.array(found, dtype=np.int64)


def read_tmy2(text: Text) -> Sheet | None:
    """The rows of a TMY2 file, or None and faults."""
    from pvlib.iotools import read_tmy2 as read

    head = _TMY2_SITE.match(text.lines[0]) if text.lines else None
    if head is None:
        text.refuse("weather_header", 1, value=text.lines[0][:60] if text.lines else "", format="tmy2", what="WBAN")
        return None
    site = site_of(text, 1, _tmy2_cells(head))
    rows = [(n, line) for n, line in enumerate(text.lines, 1) if n > 1 and line.strip()]
    if site is None or not _tmy2_rows_ok(text, rows):
        return None
    lines = [n for n, _ in rows]
    cells = [[line[a:b] for a, b, _, _ in _TMY2.values()] for _, line in rows]
    if not numbers_ok(text, cells, lines, {name: i for i, name in enumerate(_TMY2)}):
        return None
    # pvlib reads a path only, and names of one word only.
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "x.tm2"
        body = "\n".join(line for _, line in rows)
        copy.write_text(f" 00000 x x 0 N 0 0 E 0 0 0\n{body}\n", encoding="ascii", errors="replace")
        frame, _ = read(copy)
    columns = {
        name: column_of(frame[theirs].to_numpy(dtype=float), name, factor)
        for name, (_, _, theirs, factor) in _TMY2.items()
    }
    calendar = frame[["year", "month", "day", "hour"]].to_numpy(dtype=np.int64, copy=True)
    calendar[:, 0] += 1900
    return _sheet("tmy2", site, calendar, columns, np.array(lines))


def _tmy2_cells(head: re.Match[str]) -> dict[str, str]:
    """Header cells in degrees and metres."""
    lat = (float(head["latd"]) + float(head["latm"]) / 60) * (1 if head["ns"] == "N" else -1)
    lon = (float(head["lond"]) + float(head["lonm"]) / 60) * (1 if head["ew"] == "E" else -1)
    return {
        "name": head["name"],
        "lat": str(lat),
        "lon": str(lon),
        "offset_h": head["offset_h"],
        "altitude_m": head["altitude_m"],
    }


def _tmy2_rows_ok(text: Text, rows: list[tuple[int, str]]) -> bool:
    """Whether every record is whole and has a date and an hour."""
    for line, record in rows:
        if len(record) < _TMY2_WIDTH:
            text.refuse("ragged_row", line, value=len(record), limit=f"{_TMY2_WIDTH} characters")
            return False
        stamp = [record[i : i + 2].strip() for i in (1, 3, 5, 7)]
        sound = all(part.isdigit() for part in stamp)
        if not sound or not (1 <= int(stamp[1]) <= 12 and 1 <= int(stamp[2]) <= 31 and 1 <= int(stamp[3]) <= 24):
            text.refuse("unreadable_stamp", line, value=record[1:9], count=1)
            return False
    if not rows:
        text.refuse("empty_table", 1)
    return bool(rows)


def _sheet(kind: str, site: Site, calendar: np.ndarray, columns: dict[str, np.ndarray], lines: np.ndarray) -> Sheet:
    year, month, day, hour = calendar.T
    offset_s = round(3600 * float(site.offset_h or 0.0))
    site = replace(site, wind_height_m=10.0)
    return Sheet(kind, site, offset_s, 3600, year, month, day, (hour - 1) * 3600, columns, lines, typical=True)
