"""Quality check and repair of a table on its axis, as configured in the case: remaining missing values are faults.

Satellite readings are converted to means (`moment`) at the end, so that checks and repairs work on the values of the
file.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from dispatch.errors import Fault, Where
from dispatch.measured.axis import EvenTable, gap_faults
from dispatch.measured.columns import IRRADIANCES, KINDS, likely_unit
from dispatch.measured.finding import Finding, Site
from dispatch.measured.marks import Readings
from dispatch.measured.moment import with_means
from dispatch.measured.quality import quality
from dispatch.measured.repair import Repair, repaired

_NEEDS_SITE = ("zone", "night")


@dataclass(frozen=True)
class Wishes:
    """What a case asks of a table: whether to look for what is odd, which repairs, which gaps are short."""

    check: bool = False
    repair: tuple[Repair, ...] = ()
    longest_gap_h: float = 6.0


def examine(
    name: str, sampled: EvenTable, site: Site | None, wishes: Wishes, place: Where, faults: list[Fault]
) -> tuple[EvenTable, tuple[Finding, ...]] | None:
    """The usable table and its findings; None and faults if it cannot be used.

    `place` is the file and the name of the series in faults. A typical year is treated as cyclic.
    """
    readings = Readings(name, sampled.start, sampled.step_s, sampled.columns, sampled.offset_s, site, sampled.typical)
    found = [*_wrong_units(sampled, place), *_missing_site(site, wishes, place)]
    if found:
        faults += found
        return None
    findings = quality(readings) if wishes.check else []
    if wishes.check and site is None and any(column in IRRADIANCES for column in sampled.columns):
        findings.insert(0, Finding("note_no_site", name))
    if wishes.repair:
        readings, done = repaired(readings, wishes.repair, wishes.longest_gap_h)
        sampled = replace(sampled, start=readings.start, columns=dict(readings.columns))
        findings += done
    left = gap_faults(place, sampled, "gaps" in wishes.repair)
    faults += left
    if left:
        return None
    return (sampled if site is None else with_means(sampled, site)), tuple(findings)


def _wrong_units(sampled: EvenTable, place: Where) -> Iterator[Fault]:
    """A fault for every column of weather whose numbers are plainly in another unit."""
    for name, values in sampled.columns.items():
        unit = likely_unit(values, name) if name in KINDS else ""
        if unit:
            line = int(sampled.lines[sampled.lines > 0][0]) if (sampled.lines > 0).any() else 0
            where = Where(place.file, line, f"{place.entity} column '{name}'")
            middle = float(np.nanmedian(values)) if name != "ghi_w_per_m2" else float(np.nanmax(values))
            yield Fault.of("wrong_unit", where, value=round(middle, 3), limit=KINDS[name].unit, unit=unit, name=name)


def _missing_site(site: Site | None, wishes: Wishes, place: Where) -> Iterator[Fault]:
    for repair in wishes.repair:
        if repair in _NEEDS_SITE and site is None:
            yield Fault.of("repair_needs_site", place, value=repair, repair=repair)
