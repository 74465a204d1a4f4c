"""Rows of the fault table for weather files and for what a series may ask of a table.

The small case gets one more series, `site`, in a file of its own; texts are made cheaply, for nothing here looks at
the weather.
"""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

from tests.rejects.small_case import Wrong

SITE, EPW_SITE = "series 'site'", "LOCATION,昭通,YN,CHN,made,0,27.3,103.7,8.0,1950"
DAYS = [date(2022, 1, 1) + timedelta(days=i) for i in range(365)]
SUN = [max(0, 600 - 100 * abs(hour - 12)) for hour in range(24)]


def epw(site: str = EPW_SITE, years: tuple[int, int] = (2009, 2012), periods: str = "1") -> str:
    head = [site, *["-"] * 6, f"DATA PERIODS,1,{periods},Data,Sunday,1/1,12/31"]
    rows = [
        f"{years[d.month % 2]},{d.month},{d.day},{h + 1},60,x,{10 + (h * 7 + d.day) % 9},5,60,80000,0,0,300,{SUN[h]},"
        f"{SUN[h] // 2},{SUN[h] // 2},0,0,0,0,180,{2 + (h + d.day) % 5},5,5,20,77777,9,9,10,0.1,0,88,0.2,0,0"
        for d in DAYS
        for h in range(24)
    ]
    return "\n".join([*head, *rows]) + "\n"


def tmy3() -> str:
    names = "Date (MM/DD/YYYY),Time (HH:MM),GHI (W/m^2),DNI (W/m^2),DHI (W/m^2),Dry-bulb (C),Wspd (m/s)"
    rows = [f"{d:%m/%d/%Y},{h + 1:02d}:00,{SUN[h]},0,{SUN[h]},{h},{h % 7}" for d in DAYS for h in range(24)]
    return "\n".join(['566860,"ZHAOTONG",YN,8.0,27.3,103.7,1950', names, *rows]) + "\n"


def nsrdb(zone: int = 8) -> str:
    head = [
        "Source,Location ID,City,State,Country,Latitude,Longitude,Time Zone,Elevation,Local Time Zone",
        f"NSRDB,1,-,-,-,27.3,103.7,{zone},1950,8",
        "Year,Month,Day,Hour,Minute,GHI,DNI,DHI,Temperature,Wind Speed",
    ]
    rows = [f"2022,{d.month},{d.day},{h},30,{SUN[h]},0,{SUN[h]},{h},{h % 7}" for d in DAYS for h in range(24)]
    return "\n".join([*head, *rows]) + "\n"


def pvgis(hourly_slope: int | None = None) -> str:
    head = ["Latitude (decimal degrees): 27.3", "Longitude (decimal degrees): 103.7", "Elevation (m): 1950"]
    if hourly_slope is None:
        head += ["month,year", *(f"{m},2009" for m in range(1, 13)), "time(UTC),T2m,G(h),Gb(n),Gd(h),WS10m"]
    else:
        head += ["Radiation database: x", "", f"Slope: {hourly_slope} deg.", "time,G(i),H_sun,T2m,WS10m,Int"]
    rows = [f"2009{d:%m%d}:{h:02d}00,{h},{SUN[h]},0,{SUN[h]},{h % 7}" for d in DAYS for h in range(24)]
    return "\r\n".join([*head, *rows, ""])


def table(columns: dict[str, str]) -> str:
    rows = [f"2022-01-{1 + i // 24:02d} {i % 24:02d}:00,{','.join(c[i % 24] for c in cells)}" for i in range(72)
            for cells in [[value.split() for value in columns.values()]]]  # fmt: skip
    return "\n".join([",".join(["time", *columns]), *rows]) + "\n"


WARM = " ".join(str(280 + h % 9) for h in range(24))
COLD = " ".join(str(10 + h % 9) for h in range(24))
RECORDS = [{"time(UTC)": "20090101:0000", "T2m": 1}, {"time(UTC)": "20090101:0100"}]
EPW, TMY3, NSRDB, PVGIS = epw(), tmy3(), nsrdb(), pvgis()
STATION = "weather:\n  - {id: ws, lat: 27.3, lon: 105.0, table: site}\nrenewable:\n"


def weather(
    code: str, file: str, text: str | bytes, column: str = "", at: str | int = "", value: Any = None, spec: str = "",
    **more: Any,
) -> Wrong:  # fmt: skip
    """A fault in the weather file itself."""
    series = ("case.yaml", "series:\n", f"series:\n  site: {{file: {file}{spec}}}\n")
    entity = f"{SITE} column '{column}'" if column else SITE
    also = (series, *more.pop("also", ()))
    return Wrong(code, entity, file, new=text, at=at, value=value, also=also, **more)


def in_spec(code: str, file: str, text: str, spec: str, entity: str = SITE, value: Any = None, **more: Any) -> Wrong:
    """A fault in what the case asks of the file; it stands in the line of the series, or at `at`."""
    text_as = more.pop("text_as", file)
    line = f"  site: {{file: {file}{spec}}}\n"
    also = (*more.pop("also", ()),)
    return Wrong(
        code, entity, old="series:\n", new=f"series:\n{line}", at=more.pop("at", f"site: {{file: {file}"), value=value,
        extra=((text_as, text),), also=also, **more,
    )  # fmt: skip


def without(text: str, first: int, last: int) -> str:
    """A text without some of its lines, numbered from 1."""
    lines = text.splitlines(keepends=True)
    return "".join(lines[: first - 1] + lines[last:])


def changed(text: str, line: int, old: str, new: str, times: int = 1) -> str:
    """A text with something replaced in some lines."""
    lines = text.splitlines(keepends=True)
    for number in range(line - 1, line - 1 + times):
        assert old in lines[number], lines[number]
        lines[number] = lines[number].replace(old, new, 1)
    return "".join(lines)


FILES = [
    weather("weather_header", "w.epw", epw("PLACE,x,y"), at=1, value="PLACE,x,y", told_in="LOCATION"),
    weather("weather_header", "w.epw", epw(EPW_SITE.replace("27.3", "27°18'")), at=1, value="27°18'", told_in="lat"),
    weather("weather_header", "w.csv", TMY3.replace("Time (HH:MM)", "Hour"), spec=", format: tmy3", at=2),
    weather("weather_header", "w.csv", NSRDB.replace("Hour,Minute", "Hour,Min"), at=3, told_in="Minute"),
    weather("weather_header", "w.tm2", "no station\n", at=1, value="no station"),
    weather("weather_header", "w.csv", PVGIS.replace("time(UTC)", "stamp"), told_in="time"),
    weather("impossible_site", "w.epw", epw(EPW_SITE.replace("27.3", "127.3")), at=1, value=127.3, limit="-90…90"),
    weather("impossible_site", "w.epw", epw(EPW_SITE.replace("8.0", "28.0")), at=1, value=28.0, told_in="offset_h"),
    weather("weather_not_hourly", "w.epw", epw(periods="4"), at=8, value="4", limit="1"),
    weather("empty_table", "w.epw", "\n", at=1),
    weather("empty_table", "w.epw", "\n".join(EPW.splitlines()[:8]), at=8),
    weather("not_utf8", "w.epw", EPW.encode().replace("昭通".encode(), b"\xff\xff\xff"), at=1, value="0xff"),
    weather("ragged_row", "w.epw", EPW[:-60], at=8768, limit="35 cells"),
    weather("ragged_row", "w.csv", TMY3[:-8], at=8762, limit="7 cells"),
    weather("missing_rows", "w.epw", without(EPW, 8768, 8768), at=8768, value=1, told_in="repair: [gaps]"),
    weather("missing_rows", "w.epw", without(EPW, 500, 509), at=500, value=10, told_in="2022-01-21T11:00+08:00"),
    weather("too_few_rows", "w.epw", without(EPW, 2000, 8768), at=1999, value=1991, limit="≥ 4380"),
    weather("duplicate_stamp", "w.epw", changed(EPW, 40, "2012,1,2,8,", "2012,1,2,7,"), at=40,
            value="2012-01-02 06:00"),
    weather("unordered_stamp", "w.csv", changed(NSRDB, 60, "2022,1,3,8,", "2022,1,1,8,"), spec=", repeat: no", at=60),
    weather("mixed_years", "w.epw", changed(EPW, 100, "2012,", "1999,", 48), at=100, value=1999, limit="2012"),
    weather("unreadable_stamp", "w.epw", changed(EPW, 100, "2012,1,4,", "2012,1,44,"), at=100),
    weather("unreadable_stamp", "w.csv", changed(TMY3, 50, "01/02/2022", "31/12/2022"), at=50),
    weather("not_number_cell", "w.epw", changed(EPW, 10, ",80000,", ",n/a,"), "pressure_pa", 10, "n/a"),
    weather("missing_values", "w.epw", changed(EPW, 10, ",60,80000,", ",60,999999,", 5), "pressure_pa", 10, 5,
            told_in="5 h"),
    weather("missing_values", "w.csv", changed(NSRDB, 70, ",30,0,", ",30,-9999,"), "ghi_w_per_m2", 70, 1),
    weather("missing_values", "w.csv", table({"wind_speed_m_per_s": COLD}).replace("05:00,15", "05:00,-999"),
            "wind_speed_m_per_s", 7, 3, spec=", zone: Asia/Shanghai"),
    weather("gap_too_long", "w.epw", without(EPW, 1000, 2000), at=1000, value=1001, spec=", repair: [gaps]"),
    weather("wrong_unit", "w.csv", table({"temperature_c": WARM}), "temperature_c", 2, 283.5, told_in="units: {temper",
            limit="C", spec=", zone: Asia/Shanghai"),
    weather("wrong_unit", "w.csv", table({"ghi_w_per_m2": " ".join(str(s / 1000) for s in SUN)}), "ghi_w_per_m2", 2,
            0.6, told_in="kW/m2", spec=", zone: Asia/Shanghai"),
    weather("wrong_unit", "w.csv", table({"pressure_pa": " ".join(str(800 + h) for h in range(24))}), "pressure_pa", 2,
            811.5, told_in="hPa", spec=", zone: Asia/Shanghai"),
    weather("missing_column", "w.csv", table({"T": COLD}), at=1, value="Temp",
            spec=", zone: Asia/Shanghai, columns: {temperature_c: Temp}", told_in="write one of: T"),
    weather("not_pvgis_json", "w.json", json.dumps({"type": "FeatureCollection"}), at=1),
    weather("not_pvgis_json", "w.json", "[1, 2]", at=1),
    weather("not_pvgis_json", "w.json", '{"inputs": {', at=1),
    weather("not_pvgis_json", "w.json", json.dumps({
        "inputs": {"location": {"latitude": 27.3, "longitude": 103.7, "elevation": 1950}},
        "outputs": {"tmy_hourly": RECORDS}, "meta": {"inputs": {}}}), at=1),
    weather("tilted_irradiance", "w.csv", pvgis(35), value=35.0, limit="0°"),
    weather("zone_between_steps", "w.csv", PVGIS, at=1, value="Asia/Kolkata", spec=", zone: Asia/Kolkata"),
    weather("typical_year_once", "w.epw", EPW, at=9, value="no", spec=", repeat: no"),
]  # fmt: skip
WISHES = [
    in_spec("wrong_format", "w.epw", PVGIS, "", value="epw", limit="pvgis"),
    in_spec("wrong_format", "w.csv", EPW, ", format: csv", value="csv", limit="epw"),
    in_spec("wrong_format", "w.csv", NSRDB, ", format: tmy3", value="tmy3", limit="nsrdb"),
    in_spec("unknown_format", "w.txt", EPW, "", value="w.txt", told_in="format:"),
    in_spec("not_a_choice", "w.epw", EPW, ", repair: [everything]", f"{SITE} repair.0", "everything", told_in="gaps"),
    in_spec("not_a_choice", "w.epw", EPW, ", format: epw3", f"{SITE} format", "epw3", told_in="epw"),
    in_spec("unknown_unit", "w.csv", table({"temperature_c": WARM}), ", units: {temperature_c: kelvin}", value="kelvin",
            told_in="K"),
    in_spec("unit_without_quantity", "w.csv", table({"x": COLD}), ", units: {x: K}", value="x"),
    in_spec("site_mismatch", "w.epw", EPW, ", lat: 40, lon: 103.7", value="40°, 103.7°", limit="27.3°, 103.7°"),
    weather("repair_needs_site", "w.csv", table({"ghi_w_per_m2": " ".join(map(str, SUN))}), value="zone",
            spec=", zone: Asia/Shanghai, repair: [zone]", told_in="lat and lon"),
    in_spec("site_mismatch", "w.epw", EPW, "", "weather 'ws' table", "27.3°, 105°", limit="27.3°, 103.7°",
            at="id: ws", also=(("case.yaml", "renewable:\n", STATION),)),
    in_spec("station_differs", "w.epw", EPW, "", "weather 'ws' altitude_m", 0.0, at="id: ws",
            told_in="altitude_m: 1950", limit="1950 ± 200 m",
            also=(("case.yaml", "renewable:\n", STATION.replace("105.0", "103.7")),)),
    in_spec("station_differs", "w.epw", EPW, "", "weather 'ws' wind_height_m", 80.0, at="id: ws", limit="10 m",
            told_in="wind_height_m: 10", also=(("case.yaml", "renewable:\n", STATION.replace(
                "lon: 105", "lon: 103.7, altitude_m: 1800, wind_height_m: 80")),)),
    in_spec("unknown_series", "w.epw", EPW, "", "weather 'ws' table", "sote", at="id: ws", told_in="site",
            also=(("case.yaml", "renewable:\n", STATION.replace("table: site", "table: sote")),)),
    in_spec("not_whole_repeat", "w.csv", nsrdb(0), ", repeat: year", at="w.csv", limit="365 d",
            told_in="zone: Asia/Shanghai"),
]  # fmt: skip
WEATHER = [*FILES, *WISHES]
