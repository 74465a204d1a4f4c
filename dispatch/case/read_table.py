"""A series file, CSV or Parquet, → TimeTable.

The first column holds the stamps, whatever its name; every other column is numeric and complete. What the numbers mean
is said by the spec in the case file::

    series:
      profiles: {file: profiles.csv, zone: Asia/Shanghai, stamp: end, quantity: mean, repeat: year}
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field

from dispatch.case.files import LARGEST_TABLE, decode, read_bytes
from dispatch.case.names import nearest
from dispatch.case.raw_table import read_csv, read_parquet
from dispatch.case.schema import Section
from dispatch.case.stamps import period_starts
from dispatch.case.table import Quantity, Repeat, TimeTable
from dispatch.case.zones import is_zone, zone_names
from dispatch.errors import Fault, Where


class SeriesSpec(Section):
    """A series table on file.

    `file` is relative to the YAML file that names it. `zone` is the zone of stamps without an offset. `stamp` says
    whether stamps open (start) or close (end) their period. `quantity` is mean (MW, per unit, m³/s), sum (MWh, hm³ a
    period) or instant (a reading at the stamp). `repeat` lets a day or a year stand for any other.
    """

    file: str = Field(min_length=1)
    zone: str | None = None
    stamp: Literal["start", "end"] = "start"
    quantity: Quantity = "mean"
    repeat: Repeat = "no"


def read_table(name: str, spec: SeriesSpec, asked: Where, faults: list[Fault]) -> TimeTable | None:
    """The table that a spec describes, or None and every fault of the file; `asked` is the place of the spec."""
    entity = f"series '{name}'"
    path = (asked.file.parent if asked.file else Path()) / spec.file
    reader = {".csv": read_csv, ".parquet": read_parquet}.get(path.suffix.lower())
    if spec.zone is not None and not is_zone(spec.zone):
        known = nearest(spec.zone, zone_names())
        faults.append(Fault.of("unknown_zone", asked, value=spec.zone, name=spec.zone, nearest=known))
        return None
    if reader is None:
        faults.append(Fault.of("unknown_format", asked, value=spec.file, name=path.name))
        return None
    data = read_bytes(path, asked, LARGEST_TABLE, faults)
    if data is None or (reader is read_csv and decode(data, path, entity, faults) is None):
        return None
    raw = reader(data, path, entity, faults)
    if raw is None:
        return None
    axis = period_starts(raw, spec.zone, spec.stamp, faults)
    if axis is None:
        return None
    return TimeTable(axis[0], axis[1], raw.columns, spec.quantity, spec.repeat, str(path), raw.lines)
