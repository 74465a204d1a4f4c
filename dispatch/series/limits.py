"""Values over time against their limits: what constants cannot show when a case is checked.

Every varying field of every entity is resolved on the horizon; then the rules of `dispatch.case.rules` are judged on
the arrays, and what rooms ask of the periods. All faults are raised together, each at the first period
where a limit is broken.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from dispatch.case.check import violation_fault
from dispatch.case.entity import Entity
from dispatch.case.names import label_of
from dispatch.case.rules import Violation, When, room_checks, violations
from dispatch.case.varying import Monthly, SeriesRef
from dispatch.errors import Fault, SeriesError, Where
from dispatch.families.rooms import entities
from dispatch.series.assemble import Series, resample_of

_VARYING = SeriesRef | Monthly


def check_values(series: Series) -> None:
    """Raise SeriesError with every series that does not cover the horizon and every value beyond its limits."""
    resolved: dict[tuple[int, str], np.ndarray] = {}
    faults: list[Fault] = []
    for entity, field in varying_fields(series):
        try:
            resolved[id(entity), field] = series.of(entity, field)
        except SeriesError as error:
            faults += error.faults

    def look(entity: Entity, field: str, when: When) -> Any:
        value = getattr(entity, field)
        if not isinstance(value, _VARYING):
            return value
        values = resolved.get((id(entity), field))
        return None if values is None else values[_instants(series, when)]

    faults = list(_once_a_table(faults))
    faults += [_fault(broken, series) for broken in violations(series.case, look)]
    for checks in room_checks():
        faults += checks.horizon_faults(series.case, series.horizon)
    if faults:
        raise SeriesError(faults)


def varying_fields(series: Series) -> Iterator[tuple[Entity, str]]:
    """(entity, field) of everything in the case that changes over time."""
    for _, entity in entities(series.case):
        for field, value in entity:
            if isinstance(value, _VARYING):
                yield entity, field


def _once_a_table(faults: Iterable[Fault]) -> Iterator[Fault]:
    """A table that is too short is one fault, however many fields read it."""
    short: set[object] = set()
    for fault in faults:
        table = (fault.params or {}).get("table")
        if fault.code != "series_not_covering" or table not in short:
            yield fault
        if fault.code == "series_not_covering":
            short.add(table)


def _instants(series: Series, when: When) -> Any:
    """Which values of a boundary field a rule is about."""
    horizon = series.horizon
    return {"always": slice(None), "start": horizon.segment_start, "end": horizon.segment_end}[when]


def _fault(broken: Violation, series: Series) -> Fault:
    """The fault with the local time of the first broken value, and the row of the file that shows it best."""
    entity, rule = broken.entity, broken.rule
    label = label_of(entity, rule.field)
    file, line = _source(broken, series)
    if broken.at is not None:
        horizon = series.horizon
        fields = [f for f in (rule.field, *rule.others) if isinstance(getattr(entity, f), _VARYING)]
        on_periods = resample_of(type(entity), fields[0]) == "period"
        stamps = (horizon.start if on_periods else horizon.boundary_time)[_instants(series, rule.when)]
        local = pd.Timestamp(stamps[broken.at], tz="UTC").tz_convert(horizon.zone)
        label += f" at {local:%Y-%m-%d %H:%M%z}"
    return violation_fault(broken, Where(file, line, label))


def _source(broken: Violation, series: Series) -> tuple[Path | None, int]:
    """File and line of the column behind a value beyond a fixed limit: that of its greatest or least value."""
    value = getattr(broken.entity, broken.rule.field)
    if not isinstance(value, SeriesRef) or (broken.rule.others and not broken.rule.own):
        return None, 0
    name, column = value.address(series.case.hydrology)
    table = series.case.series.get(name)
    if table is None or not table.origin:
        return None, 0
    signed = table.columns[column] * value.scale
    row = int(np.argmax(signed) if broken.rule.sign == "≤" else np.argmin(signed))
    return Path(table.origin), 0 if table.lines is None else int(table.lines[row])
