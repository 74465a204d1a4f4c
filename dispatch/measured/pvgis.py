"""PVGIS of the European Commission's JRC: typical years and hourly series, CSV or JSON, stamped in UTC.

A typical year (`tmy`) has G(h), Gb(n), Gd(h) W/m², T2m °C, RH %, SP Pa, WS10m m/s. An hourly series (`seriescalc`) is
for a plane; only a horizontal one (slope 0) can be used as weather: Gb(i) is then DNI·sin(H_sun), Gd(i) diffuse.
Irradiances are satellite readings so many minutes after the hour (`20050101:0010`, or `Irradiance Time Offset (h)`);
`moment` converts them to hourly means.
"""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from dispatch.measured.finding import Site
from dispatch.measured.sheet import Sheet, Text, column_of, even_rows, numbers_ok, site_of

_COLUMNS = {
    "ghi_w_per_m2": ("ghi", 1.0),
    "dni_w_per_m2": ("dni", 1.0),
    "dhi_w_per_m2": ("dhi", 1.0),
    "temperature_c": ("temp_air", 1.0),
    "relative_humidity_pu": ("relative_humidity", 0.01),
    "pressure_pa": ("pressure", 1.0),
    "wind_speed_m_per_s": ("wind_speed", 1.0),
}
_SITE = {"lat": "Latitude", "lon": "Longitude", "altitude_m": "Elevation"}
_STAMP = re.compile(r"\d{8}:\d{4}")
_LOWEST_SUN_DEG = 2.0


def read_pvgis(text: Text) -> Sheet | None:
    """The rows of a PVGIS file, or None and faults."""
    if text.file.suffix.lower() == ".json" or text.lines[0].lstrip().startswith("{"):
        return _read_json(text)
    return _read_csv(text)


def _read_csv(text: Text) -> Sheet | None:
    from pvlib.iotools import read_pvgis_hourly, read_pvgis_tmy

    heads = {
        line.split("(")[0].split(":")[0].strip(): line.rpartition(":")[2] for line in text.lines[:40] if ":" in line
    }
    site = _site(text, {name: heads.get(theirs, "") for name, theirs in _SITE.items()})
    first = next((n for n, line in enumerate(text.lines) if line.startswith(("time(UTC),", "time,"))), None)
    if site is None:
        return None
    if first is None:
        text.refuse("weather_header", len(text.lines), format="pvgis", what="time")
        return None
    names = text.lines[first].strip().split(",")
    rows = [(n, line.strip().split(",")) for n, line in _block(text, first)]
    if not _rows_ok(text, rows, names):
        return None
    lines = np.array([n for n, _ in rows])
    body = "".join(f"{','.join(row)}\n" for _, row in rows)
    typical = names[0] == "time(UTC)"
    head = f"Latitude: {site.lat}\nLongitude: {site.lon}\nElevation: {site.altitude_m}\n"
    if typical:
        months = "month,year\n" + "".join(f"{m},2000\n" for m in range(1, 13))
        # pvlib wants exactly 8,760 rows; those that it misses or has too many are added and cut.
        spare = "".join(f"{rows[-1][1][0]}{',0' * (len(names) - 1)}\n" for _ in range(8760 - len(rows)))
        whole = f"{head}{months}{','.join(names)}\n{''.join(body.splitlines(True)[:8760])}{spare}\n"
        frame = read_pvgis_tmy(io.BytesIO(whole.encode()), pvgis_format="csv")[0].iloc[: len(rows)]
        lines = lines[: len(frame)]
        minute = 60 * _number(heads.get("Irradiance Time Offset", "0"))
        return _sheet(frame, site, lines, True, minute)
    slope = _number(re.sub(r"deg\.?.*", "", heads.get("Slope", "0")))
    if "Int" not in names:  # pvlib asks for it
        names, body = [*names, "Int"], body.replace("\n", ",0\n")
    frame, _ = read_pvgis_hourly(io.StringIO(f"{head}Radiation database: x\n\n{','.join(names)}\n{body}\n"), "csv")
    return _horizontal(text, frame, slope, first + 1, site, lines)


def _block(text: Text, first: int) -> list[tuple[int, str]]:
    """(line, text) of the rows below the header, up to the blank line that ends them."""
    rows = []
    for number, line in enumerate(text.lines[first + 1 :], first + 2):
        if not line.strip():
            break
        rows.append((number, line))
    return rows


def _rows_ok(text: Text, rows: list[tuple[int, list[str]]], names: list[str]) -> bool:
    if not even_rows(text, rows, len(names)):
        return False
    stamps = pd.Series([row[0] if _STAMP.fullmatch(row[0]) else "" for _, row in rows])
    wrong = pd.to_datetime(stamps, format="%Y%m%d:%H%M", errors="coerce").isna()
    if wrong.any():
        first = int(wrong.to_numpy().argmax())
        text.refuse("unreadable_stamp", rows[first][0], value=rows[first][1][0], count=int(wrong.sum()))
        return False
    wanted = {name: i for i, name in enumerate(names) if i > 0}
    return numbers_ok(text, [row for _, row in rows], [n for n, _ in rows], wanted)


def _read_json(text: Text) -> Sheet | None:
    from pvlib.iotools import read_pvgis_hourly, read_pvgis_tmy

    try:
        tree: Any = json.loads("\n".join(text.lines))
        place = tree["inputs"]["location"]
        outputs = tree["outputs"]
        kind = next(key for key in ("tmy_hourly", "hourly") if key in outputs)
        records, meta_inputs = outputs[kind], tree["meta"]["inputs"]
    except (ValueError, KeyError, TypeError, StopIteration):
        text.refuse("not_pvgis_json", 1, limit="inputs, outputs, meta")
        return None
    site = _site(text, {name: str(place.get(theirs.lower(), "")) for name, theirs in _SITE.items()})
    if site is None or not _records_ok(text, records):
        return None
    clean = {
        "inputs": tree["inputs"],
        "meta": {"inputs": meta_inputs},
        "outputs": {kind: records, "months_selected": outputs.get("months_selected", [])},
    }
    lines = np.ones(len(records), dtype=np.int64)
    if kind == "tmy_hourly":
        frame, _ = read_pvgis_tmy(io.StringIO(json.dumps(clean)), pvgis_format="json")
        return _sheet(frame, site, lines, True, 60 * float(place.get("irradiance_time_offset", 0.0)))
    fixed = tree["inputs"].get("mounting_system", {}).get("fixed", {})
    for record in records:
        record.setdefault("Int", 0)
    frame, _ = read_pvgis_hourly(io.StringIO(json.dumps(clean)), "json")
    return _horizontal(text, frame, float(fixed.get("slope", {}).get("value", 0.0)), 1, site, lines)


def _records_ok(text: Text, records: Any) -> bool:
    """Whether the records are mappings with the same keys, a stamp and numbers."""
    if not isinstance(records, list) or not records or not all(isinstance(record, dict) for record in records):
        text.refuse("empty_table", 1)
        return False
    names = list(records[0])
    stamp = next((name for name in ("time(UTC)", "time") if name in names), "")
    if not stamp or any(record.keys() != records[0].keys() for record in records):
        text.refuse("not_pvgis_json", 1, limit="time")
        return False
    rows = [(1, [str(record[stamp]), *(str(record[n]) for n in names if n != stamp)]) for record in records]
    return _rows_ok(text, rows, [stamp, *(name for name in names if name != stamp)])


def _site(text: Text, cells: dict[str, str]) -> Site | None:
    site = site_of(text, 1, cells, zone_hours=False)
    return None if site is None else replace(site, offset_h=0.0, wind_height_m=10.0)


def _number(cell: str) -> float:
    """The number in a header cell, 0 if there is none."""
    try:
        return float(cell)
    except ValueError:
        return 0.0


def _horizontal(
    text: Text, frame: pd.DataFrame, slope: float, line: int, site: Site, lines: np.ndarray
) -> Sheet | None:
    """The sheet of an hourly series for a horizontal plane; a fault for a tilted one."""
    if slope != 0:
        text.refuse("tilted_irradiance", line, value=slope, limit="0°")
        return None
    frame = frame.copy()
    if "poa_direct" in frame:
        sine = np.sin(np.radians(frame["solar_elevation"].to_numpy(dtype=float)))
        beam = frame["poa_direct"].to_numpy(dtype=float)
        up = sine > np.sin(np.radians(_LOWEST_SUN_DEG))
        frame["dni"] = np.divide(beam, sine, out=np.zeros_like(beam), where=up)
        frame["dhi"] = frame["poa_sky_diffuse"]
        frame["ghi"] = beam + frame["dhi"].to_numpy(dtype=float)
    elif "poa_global" in frame:
        frame["ghi"] = frame["poa_global"]
    minute = float(np.median(pd.DatetimeIndex(frame.index).minute))
    return _sheet(frame, site, lines, False, minute)


def _sheet(frame: pd.DataFrame, site: Site, lines: np.ndarray, typical: bool, minute: float) -> Sheet:
    index = pd.DatetimeIndex(frame.index)
    columns = {
        name: column_of(frame[theirs].to_numpy(dtype=float), name, factor)
        for name, (theirs, factor) in _COLUMNS.items()
        if theirs in frame
    }
    site = replace(site, reading_offset_min=minute - 30.0)
    year, month, day = (np.asarray(part, dtype=np.int64) for part in (index.year, index.month, index.day))
    second = np.asarray(index.hour, dtype=np.int64) * 3600
    return Sheet("pvgis", site, 0, 3600, year, month, day, second, columns, lines, typical)
