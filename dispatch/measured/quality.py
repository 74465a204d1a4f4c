"""Quality checks of a measured table: gaps, spikes, stuck sensors, clock errors, impossible irradiance.

This module lists the checks; each module documents its own. Nothing is changed here: see `repair`.
"""

from __future__ import annotations

from itertools import chain

import numpy as np

from dispatch.measured.finding import Finding
from dispatch.measured.marks import Mark, Readings, findings_of
from dispatch.measured.sensors import sensor_marks
from dispatch.measured.sunlight import sunlight_marks


def marks_of(readings: Readings) -> list[Mark]:
    """Every mark of a table; two checks that mark the same for the same reason are one."""
    return _joined(list(chain(sensor_marks(readings), sunlight_marks(readings))))


def quality(readings: Readings) -> list[Finding]:
    """Every finding of a table, in the order of columns and time."""
    return findings_of(readings, marks_of(readings))


def _joined(marks: list[Mark]) -> list[Mark]:
    """One mark `beyond` a column: the limits of the sun include those of the sensor."""
    beyond: dict[str, Mark] = {}
    rest = []
    for mark in marks:
        if mark.kind != "beyond":
            rest.append(mark)
        elif mark.column not in beyond:
            beyond[mark.column] = mark
        else:
            first = beyond[mark.column]
            where = np.logical_or(first.where, mark.where)
            beyond[mark.column] = Mark("beyond", mark.column, where, mark.value, mark.limit)
    return [*rest, *beyond.values()]
