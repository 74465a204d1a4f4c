"""A series file → TimeTable: plain tables (CSV, Parquet) and weather files (EPW, TMY2, TMY3, PVGIS, NSRDB).

In a plain table the first column holds the stamps, whatever its name; every other column is numeric and complete. The
meaning of the numbers is given by the spec in the case file. A weather file contains this information itself; it
gives the columns of `dispatch.measured.columns`, in their units::

    series:
      profiles: {file: profiles.csv, zone: Asia/Shanghai, stamp: end, quantity: mean, repeat: year}
      qiaojia: {file: qiaojia.epw}
      mast: {file: mast.csv, zone: Asia/Shanghai, columns: {wind_speed_m_per_s: WS80},
             units: {wind_speed_m_per_s: km/h}, quality: check, repair: [gaps, spikes], longest_gap_h: 6}

A missing value is a fault unless its repair is requested. Notes, findings and repairs are listed in
`TimeTable.findings`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Literal

import numpy as np
from pydantic import Field

from dispatch.case.files import LARGEST_TABLE, decode, read_bytes
from dispatch.case.names import nearest
from dispatch.case.raw_table import Picked, read_csv, read_parquet
from dispatch.case.settings import Section
from dispatch.case.stamps import period_starts
from dispatch.case.table import Quantity, Repeat, TimeTable
from dispatch.case.zones import is_zone, zone_names
from dispatch.errors import Fault, Where
from dispatch.measured.axis import EvenTable, on_grid, winter_offset_s
from dispatch.measured.columns import KINDS, to_canonical, units_of, without_codes
from dispatch.measured.examine import Wishes, examine
from dispatch.measured.finding import Finding, Site
from dispatch.measured.repair import Repair
from dispatch.measured.sniff import EXTENSIONS
from dispatch.measured.weather import choose_format, read_weather

# A table measured farther than this from where it is used is another place's weather.
FARTHEST_DEG = 0.5


class SeriesSpec(Section):
    """A series table on file.

    `file` is relative to the YAML file that names it. `zone` is the zone of stamps without an offset; a weather file
    knows its own, and a typical year begins with the new year of `zone`. `stamp` says whether stamps open (start) or
    close (end) their period. `quantity` is mean (MW, per unit, m³/s), sum (MWh, hm³ a period) or instant (a reading at
    the stamp). `repeat` lets a day or a year stand for any other. `format` is auto (by extension, and by the first
    lines of .csv and .json), csv, parquet, epw, tmy2, tmy3, pvgis or nsrdb. `columns` picks and names columns of a
    plain table: our name → its name there; `units` says in which unit a column of weather is written (K, hPa, km/h,
    kW/m2, MJ/m2 …). `lat`, `lon` and `altitude_m` place a plain table under the sun. `quality` check looks for gaps,
    spikes, stuck sensors and slips of the clock (always for weather, unless off). `repair` lists what may be
    changed: gaps, spikes, stuck, zone, night, negative; gaps up to `longest_gap_h` are interpolated, longer ones take
    the days around.
    """

    file: str = Field(min_length=1)
    zone: str | None = None
    stamp: Literal["start", "end"] = "start"
    quantity: Quantity = "mean"
    repeat: Repeat = "no"
    format: Literal["auto", "csv", "parquet", "epw", "tmy2", "tmy3", "pvgis", "nsrdb"] = "auto"
    columns: dict[str, str] = Field(default_factory=dict)
    units: dict[str, str] = Field(default_factory=dict)
    lat: Annotated[float, Field(ge=-90, le=90)] | None = None
    lon: Annotated[float, Field(ge=-180, le=180)] | None = None
    altitude_m: Annotated[float, Field(ge=-430, le=6000)] = 0.0
    quality: Literal["auto", "check", "off"] = "auto"
    repair: tuple[Repair, ...] = ()
    longest_gap_h: Annotated[float, Field(gt=0, le=72)] = 6.0

    def wishes(self, weather: bool) -> Wishes:
        """What is asked of the table; weather is looked at unless that is turned off."""
        check = self.quality == "check" or (weather and self.quality == "auto")
        return Wishes(check, self.repair, self.longest_gap_h)

    @property
    def site(self) -> Site | None:
        """Where a plain table was measured."""
        return None if self.lat is None or self.lon is None else Site(self.lat, self.lon, self.altitude_m)


def read_table(name: str, spec: SeriesSpec, asked: Where, faults: list[Fault]) -> TimeTable | None:
    """The table that a spec describes, or None and every fault of the file; `asked` is the place of the spec."""
    path = (asked.file.parent if asked.file else Path()) / spec.file
    if spec.zone is not None and not is_zone(spec.zone):
        known = nearest(spec.zone, zone_names())
        faults.append(Fault.of("unknown_zone", asked, value=spec.zone, name=spec.zone, nearest=known))
        return None
    if not _units_known(spec, asked, faults):
        return None
    if spec.format == "auto" and path.suffix.lower() not in EXTENSIONS:
        faults.append(Fault.of("unknown_format", asked, value=spec.file, name=path.name))
        return None
    data = read_bytes(path, asked, LARGEST_TABLE, faults)
    chosen = None if data is None else choose_format(spec.format, data, path, name, asked, faults)
    if data is None or chosen is None:
        return None
    kind, notes = chosen
    if kind in ("csv", "parquet"):
        return _plain(name, spec, data, path, kind, faults)
    repeat = spec.repeat if "repeat" in spec.model_fields_set else None
    read = read_weather(data, path, name, kind, spec.zone, repeat, faults)
    if read is None:
        return None
    sampled, site = read
    if not _same_place(spec, site, asked, faults):
        return None
    return _examined(name, spec, sampled, site, path, (*notes, *sampled.notes), True, faults)


def _plain(name: str, spec: SeriesSpec, data: bytes, path: Path, kind: str, faults: list[Fault]) -> TimeTable | None:
    entity = f"series '{name}'"
    if kind == "csv" and decode(data, path, entity, faults) is None:
        return None
    picked = Picked(spec.columns, "gaps" in spec.repair)
    raw = (read_csv if kind == "csv" else read_parquet)(data, path, entity, faults, picked)
    axis = None if raw is None else period_starts(raw, spec.zone, spec.stamp, faults, gaps=picked.gaps)
    if raw is None or axis is None:
        return None
    start, end = axis
    step_s = int((end - start[-1]).astype(np.int64))
    columns = {column: _in_canonical(values, column, spec, step_s) for column, values in raw.columns.items()}
    if not _needs_a_look(spec, columns):
        return TimeTable(start, end, columns, spec.quantity, spec.repeat, str(path), raw.lines, site=spec.site)
    lines = np.arange(1, len(start) + 1) if raw.lines is None else raw.lines
    columns, lines, start = on_grid(start, step_s, columns, lines)
    sampled = EvenTable(start, step_s, columns, lines, spec.repeat != "no", winter_offset_s(spec.zone))
    return _examined(name, spec, sampled, spec.site, path, (), False, faults)


def _needs_a_look(spec: SeriesSpec, columns: Mapping[str, np.ndarray]) -> bool:
    """Whether anything is asked of a plain table, or it holds weather, whose units and codes are always looked at."""
    return spec.quality == "check" or bool(spec.repair) or any(column in KINDS for column in columns)


def _in_canonical(values: np.ndarray, column: str, spec: SeriesSpec, step_s: int) -> np.ndarray:
    """Weather in the unit of its name, NaN for codes that mean "missing"; other columns as they are."""
    if column not in KINDS:
        return values
    unit = spec.units.get(column, KINDS[column].unit)
    return without_codes(values, to_canonical(values, column, unit, step_s), column)


def _examined(
    name: str,
    spec: SeriesSpec,
    sampled: EvenTable,
    site: Site | None,
    path: Path,
    notes: tuple[Finding, ...],
    weather: bool,
    faults: list[Fault],
) -> TimeTable | None:
    wishes = spec.wishes(weather or any(column in KINDS for column in sampled.columns))
    result = examine(name, sampled, site, wishes, Where(path, 0, f"series '{name}'"), faults)
    if result is None:
        return None
    sound, findings = result
    end = sound.start[-1] + np.timedelta64(sound.step_s, "s")
    repeat: Repeat = spec.repeat if not weather else "year" if sound.typical else "no"
    quantity: Quantity = "mean" if weather else spec.quantity
    lines = sound.lines
    if site is not None:
        site = replace(site, reading_offset_min=0.0)  # means by now
    all_findings = (*notes, *findings)
    return TimeTable(
        sound.start, end, sound.columns, quantity, repeat, str(path), lines, all_findings, site, wishes.check
    )


def _same_place(spec: SeriesSpec, site: Site, asked: Where, faults: list[Fault]) -> bool:
    """Whether the spec says nothing of the place, or the same as the file."""
    given = spec.site
    if given is None or max(abs(given.lat - site.lat), abs(given.lon - site.lon)) <= FARTHEST_DEG:
        return True
    stated = f"{site.lat:g}°, {site.lon:g}°"
    faults.append(
        Fault.of("site_mismatch", asked, value=f"{given.lat:g}°, {given.lon:g}°", limit=stated, place=site.name)
    )
    return False


def _units_known(spec: SeriesSpec, asked: Where, faults: list[Fault]) -> bool:
    """Whether every unit is one that its column can be in."""
    sound = True
    for column, unit in spec.units.items():
        if column not in KINDS:
            known = nearest(column, KINDS)
            faults.append(Fault.of("unit_without_quantity", asked, value=column, name=column, nearest=known))
        elif unit not in units_of(column):
            faults.append(Fault.of("unknown_unit", asked, value=unit, name=column, nearest=units_of(column)))
        else:
            continue
        sound = False
    return sound
