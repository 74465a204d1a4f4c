"""What users bring: a meter (energy at any step) and reports of output (tonnes by day or month), as CSV or Parquet.

The first column holds the stamps of period starts, local to the case unless they say otherwise; every other column is
a key unit, by its id or one of its names. A cell without a value is a gap. Steps are even, a day at most, with whole
periods missing or not; or months, each stamped at its first day (2025-01). Nothing is below zero; energy beyond what
twice the nominal power of a load could draw is taken for another unit, and refused.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from dispatch.case.files import LARGEST_TABLE, decode, read_bytes
from dispatch.case.names import nearest
from dispatch.case.raw_table import Picked, RawTable, read_csv, read_parquet
from dispatch.case.stamps import period_starts, utc_instants
from dispatch.errors import CaseError, Fault, Where
from dispatch.production.units import KeyUnit

METER_UNITS = {"MWh": 1.0, "kWh": 1e-3, "GWh": 1e3}
POWER_UNITS = {"MW": 1.0, "kW": 1e-3}
LONGEST_STEP_H = 24.0
MOST_POWER_PU = 2.0
_FORMATS = (".csv", ".parquet")


@dataclass(frozen=True, eq=False)
class Records:
    """start, end: (n,) datetime64[s] UTC, rising; values: unit id → (n,) float, NaN for a gap; raw: for messages."""

    file: Path
    start: np.ndarray
    end: np.ndarray
    values: dict[str, np.ndarray]
    raw: RawTable

    @property
    def hours(self) -> np.ndarray:
        """(n,) length of each period."""
        return (self.end - self.start).astype(np.int64) / 3600

    def known(self, unit: str) -> np.ndarray:
        """(n,) whether there is a value."""
        return np.isfinite(self.values[unit]) if unit in self.values else np.zeros(len(self.start), dtype=bool)


def read_meter(path: Path, units: Sequence[KeyUnit], zone: str, unit: str = "MWh") -> Records:
    """Energy in MWh. `unit` is that of the file: MWh, kWh or GWh a period, or MW or kW on average. Raises CaseError."""
    known = (*METER_UNITS, *POWER_UNITS)
    if unit not in known:
        where = Where(entity="--meter-unit")
        raise CaseError(Fault.of("unknown_unit", where, value=unit, name="meter", nearest=nearest(unit, known)))
    faults: list[Fault] = []
    found = _read(path, units, zone, "meter", faults)
    if found is None or faults:
        raise CaseError(faults)
    factor = METER_UNITS[unit] if unit in METER_UNITS else POWER_UNITS[unit] * found.hours
    energy = Records(found.file, found.start, found.end, {k: v * factor for k, v in found.values.items()}, found.raw)
    faults = list(_beyond(energy, found, units, unit))
    if faults:
        raise CaseError(faults)
    return energy


def read_output(path: Path, units: Sequence[KeyUnit], zone: str) -> Records:
    """Tonnes by local day or month. Raises CaseError."""
    faults: list[Fault] = []
    found = _read(path, units, zone, "output", faults)
    if found is not None and not faults:
        local = pd.DatetimeIndex(found.start, tz="UTC").tz_convert(zone)
        off = np.flatnonzero((local != local.normalize()) | (found.hours < 23))
        if off.size:
            value = f"{found.hours[off[0]]:g} h, {local[off[0]].isoformat()}"
            faults.append(Fault.of("output_step", found.raw.at(int(off[0])), value=value))
    if found is None or faults:
        raise CaseError(faults)
    return found


def _read(path: Path, units: Sequence[KeyUnit], zone: str, what: str, faults: list[Fault]) -> Records | None:
    asked = Where(entity=what)
    if path.suffix.lower() not in _FORMATS:
        faults.append(Fault.of("not_a_table_file", asked, value=str(path), name=path.name))
        return None
    data = read_bytes(path, asked, LARGEST_TABLE, faults)
    if data is None or (path.suffix.lower() == ".csv" and decode(data, path, what, faults) is None):
        return None
    reader = read_csv if path.suffix.lower() == ".csv" else read_parquet
    raw = reader(data, path, what, faults, Picked(gaps=True))
    axis = None if raw is None else _axis(raw, zone, faults)
    if raw is None or axis is None:
        return None
    values = _by_unit(raw, units, faults)
    for name, column in raw.columns.items():
        negative = np.flatnonzero(column < 0)
        if negative.size:
            value = float(column[negative[0]])
            faults.append(
                Fault.of("negative_cell", raw.at(int(negative[0]), name), value=value, count=len(negative), limit="≥ 0")
            )
    return Records(path, *axis, values, raw)


def _by_unit(raw: RawTable, units: Sequence[KeyUnit], faults: list[Fault]) -> dict[str, np.ndarray]:
    """Columns under the ids of their units."""
    names = {name: unit.id for unit in units for name in (unit.load.en, unit.load.zh, unit.id) if name}
    found: dict[str, np.ndarray] = {}
    for column, values in raw.columns.items():
        where = Where(raw.file, 1, f"{raw.entity} column '{column}'")
        if column not in names:
            faults.append(Fault.of("not_a_key_unit", where, value=column, name=column, nearest=nearest(column, names)))
        elif names[column] in found:
            faults.append(Fault.of("duplicate_column", where, value=column, column=names[column]))
        else:
            found[names[column]] = values
    return found


def _axis(raw: RawTable, zone: str, faults: list[Fault]) -> tuple[np.ndarray, np.ndarray] | None:
    """Starts and ends of all periods: months where every stamp is that of a first day, else even steps."""
    found: list[Fault] = []
    instants = utc_instants(raw, zone, found)
    if instants is None:
        faults += found
        return None
    local = instants.tz_convert(zone)
    months = bool(((local.day == 1) & (local == local.normalize())).all())
    if months and len(local) > 0 and (len(local) == 1 or bool((np.diff(_months(local)) > 0).all())):
        end = (local + pd.offsets.MonthBegin(1)).tz_convert("UTC")
        return _seconds(instants), _seconds(end)
    even = period_starts(raw, zone, "start", faults, gaps=True)
    if even is None:
        return None
    step = even[1] - even[0][-1]
    if step > np.timedelta64(round(LONGEST_STEP_H * 3600), "s"):
        faults.append(
            Fault.of(
                "meter_step", raw.at(0), value=f"{step.astype(np.int64) / 3600:g} h", limit=f"≤ {LONGEST_STEP_H:g} h"
            )
        )
        return None
    return even[0], even[0] + step


def _months(local: pd.DatetimeIndex) -> np.ndarray:
    return np.asarray(12 * local.year + local.month)


def _seconds(index: pd.DatetimeIndex) -> np.ndarray:
    return index.tz_convert("UTC").tz_localize(None).to_numpy().astype("datetime64[s]")


def _beyond(energy: Records, written: Records, units: Sequence[KeyUnit], unit: str) -> list[Fault]:
    """Values that no load of this size could draw: most likely another unit than was said."""
    faults = []
    for one in units:
        most = MOST_POWER_PU * one.load.p_nom_mw * energy.hours
        values = energy.values.get(one.id)
        over = np.array([], dtype=int) if values is None else np.flatnonzero(values > most)
        if over.size:
            at = int(over[0])
            faults.append(
                Fault.of(
                    "meter_beyond_load",
                    energy.raw.at(at, one.id),
                    value=float(written.values[one.id][at]),
                    limit=f"≤ {most[at]:.6g} MWh",
                    unit=unit,
                    count=len(over),
                )
            )
    return faults
