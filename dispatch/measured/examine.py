"""A table on its axis, examined and repaired as the case wishes: what is left without a value is a fault.

Readings of satellites become means (`moment`) last of all: checks and repairs see what the file has.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from dispatch.errors import Fault, Where
from dispatch.measured.axis import Laid, gap_faults
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
    name: str, laid: Laid, site: Site | None, wishes: Wishes, place: Where, faults: list[Fault]
) -> tuple[Laid, tuple[Finding, ...]] | None:
    """The table as it may be used and what there is to say of it; None and faults where it cannot be used.

    `place` is the file and how faults name the series. A typical year is examined as a circle.
    """
    readings = Readings(name, laid.start, laid.step_s, laid.columns, laid.offset_s, site, laid.typical)
    found = [*_wrong_units(laid, place), *_missing_site(site, wishes, place)]
    if found:
        faults += found
        return None
    findings = quality(readings) if wishes.check else []
    if wishes.check and site is None and any(column in IRRADIANCES for column in laid.columns):
        findings.insert(0, Finding("note_no_site", name))
    if wishes.repair:
        readings, done = repaired(readings, wishes.repair, wishes.longest_gap_h)
        laid = replace(laid, start=readings.start, columns=dict(readings.columns))
        findings += done
    left = gap_faults(place, laid, "gaps" in wishes.repair)
    faults += left
    if left:
        return None
    return (laid if site is None else with_means(laid, site)), tuple(findings)


def _wrong_units(laid: Laid, place: Where) -> Iterator[Fault]:
    """A fault for every column of weather whose numbers are plainly in another unit."""
    for name, values in laid.columns.items():
        unit = likely_unit(values, name) if name in KINDS else ""
        if unit:
            line = int(laid.lines[laid.lines > 0][0]) if (laid.lines > 0).any() else 0
            where = Where(place.file, line, f"{place.entity} column '{name}'")
            middle = float(np.nanmedian(values)) if name != "ghi_w_per_m2" else float(np.nanmax(values))
            yield Fault.of("wrong_unit", where, value=round(middle, 3), limit=KINDS[name].unit, unit=unit, name=name)


def _missing_site(site: Site | None, wishes: Wishes, place: Where) -> Iterator[Fault]:
    for repair in wishes.repair:
        if repair in _NEEDS_SITE and site is None:
            yield Fault.of("repair_needs_site", place, value=repair, repair=repair)
