"""Meter and reports → a model of every key unit, with what was left out and why.

An interval of the reports counts where the meter covers it without a gap. Periods of the meter lie within one interval
each: a period that runs past midnight, or past the end of a month, cannot be split and is a fault.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from dispatch.errors import CaseError, Fault, Where
from dispatch.production.model import Intervals, ProductionModel, Unfit, fit_model
from dispatch.production.records import Records
from dispatch.production.units import KeyUnit


@dataclass(frozen=True, eq=False)
class Learnt:
    """Models by unit id; left_out: unit id → intervals that have no energy or no output."""

    models: dict[str, ProductionModel]
    left_out: dict[str, int]


def learn(
    meter: Records,
    output: Records,
    units: Sequence[KeyUnit],
    zone: str,
    *,
    confidence: float = 0.95,
    months: Collection[int] = (),
    levels: str | None = None,
) -> Learnt:
    """A model of every unit that is in both files. Raises CaseError with every unit without a model."""
    _refuse_crossing(meter, output, zone)
    both = [unit for unit in units if unit.id in meter.values and unit.id in output.values]
    faults: list[Fault] = []
    if not both:
        reported_units = ", ".join(output.values) or "-"
        faults.append(
            Fault.of("output_unmatched", Where(output.file, 1, "output"), value=reported_units, meter=meter.file.name)
        )
    models, left_out = {}, {}
    for unit in both:
        data = matched(meter, output, unit.id, zone)
        left_out[unit.id] = int(len(output.start) - len(data.hours))
        try:
            models[unit.id] = fit_model(data, confidence, months, levels)
        except Unfit as no:
            where = Where(output.file, 1, f"output column '{unit.id}'")
            faults.append(Fault.of(no.code, where, value=no.value, limit=no.limit))
    if faults:
        raise CaseError(faults)
    return Learnt(models, left_out)


def matched(meter: Records, output: Records, unit: str, zone: str) -> Intervals:
    """Intervals of the reports that the meter covers."""
    known = meter.known(unit)
    inside = np.searchsorted(output.start, meter.start, side="right") - 1
    within = (inside >= 0) & (meter.end <= output.end[inside]) & known
    size = len(output.start)
    energy = np.bincount(inside[within], meter.values[unit][within], minlength=size)
    hours = np.bincount(inside[within], meter.hours[within], minlength=size)
    whole = (np.abs(hours - output.hours) < 1e-6) & output.known(unit)
    start = pd.DatetimeIndex(output.start[whole], tz="UTC").tz_convert(zone)
    return Intervals(start, output.hours[whole], energy[whole], output.values[unit][whole])


def _refuse_crossing(meter: Records, output: Records, zone: str) -> None:
    edges = np.unique(np.concatenate([output.start, output.end]))
    after = np.searchsorted(edges, meter.start, side="right")
    wrong = np.flatnonzero((after < len(edges)) & (edges[np.minimum(after, len(edges) - 1)] < meter.end))
    if wrong.size:
        at = int(wrong[0])
        local = pd.Timestamp(meter.start[at], tz="UTC").tz_convert(zone)
        value = f"{local.isoformat()}, {meter.hours[at]:g} h"
        raise CaseError(Fault.of("meter_crosses", meter.raw.at(at), value=value, count=len(wrong)))
