"""Case and horizon → Series: every value that may vary, aligned on the horizon or refused."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import get_args

import numpy as np
import pandas as pd
from pydantic import BaseModel

from dispatch.case.entity import Entity
from dispatch.case.names import label_of, nearest
from dispatch.case.schema import Case
from dispatch.case.table import TimeTable
from dispatch.case.varying import Monthly, Resample, SeriesRef
from dispatch.errors import Fault, SeriesError, Where
from dispatch.families.rooms import MODELLED
from dispatch.horizon import Horizon
from dispatch.series.modelled import make_tables, references
from dispatch.series.resample import BoundaryPlace, NoReading, NotCovered, PeriodPlace


class Series:
    """Arrays of a case on a horizon. `of` gives one entity's field, `stack` that of a whole family.

    Period fields have shape (N,), boundary fields (N+G,). Nothing is resampled twice.
    """

    def __init__(self, case: Case, horizon: Horizon):
        self.case = case
        self.horizon = horizon
        self._columns: dict[tuple[str, str, str], np.ndarray] = {}
        self._period_places: dict[str, PeriodPlace] = {}
        self._boundary_places: dict[str, BoundaryPlace] = {}

    def beside(self, case: Case, horizon: Horizon | None = None) -> Series:
        """These series for a case that differs in nothing that they are made from; columns are not made again.

        horizon: one of the same periods and segments, which may count otherwise (weights, discount).
        """
        other = Series(case, self.horizon if horizon is None else horizon)
        other._columns, other._period_places = self._columns, self._period_places
        other._boundary_places = self._boundary_places
        other.modelled = self.modelled
        return other

    @cached_property
    def modelled(self) -> dict[tuple[str, str], TimeTable]:
        """(family, id) → table of every series that the case makes and refers to."""
        return make_tables(self.case, references(self.case))

    def of(self, entity: BaseModel, field: str) -> np.ndarray:
        """(N,) or (N+G,) values of a varying field. Raises SeriesError where the data does not cover it."""
        value = getattr(entity, field)
        to = resample_of(type(entity), field)
        size = self.horizon.periods if to == "period" else self.horizon.boundaries
        if isinstance(value, SeriesRef):
            return value.scale * self._column(entity, field, value, to)
        if isinstance(value, Monthly):
            stamps = self.horizon.start if to == "period" else self.horizon.boundary_time
            month = pd.DatetimeIndex(stamps, tz="UTC").tz_convert(self.horizon.zone).month.to_numpy()
            return np.asarray(value.scale * np.asarray(value.monthly)[month - 1])
        return np.full(size, float(value))

    def stack(self, entities: Sequence[Entity], field: str) -> np.ndarray:
        """(n, N) or (n, N+G) values of a field, one row an entity; (0, N) for none."""
        rows = [self.of(e, field) for e in entities]
        return np.array(rows) if rows else np.zeros((0, self.horizon.periods))

    def _column(self, entity: BaseModel, field: str, ref: SeriesRef, to: str) -> np.ndarray:
        name, column = ref.address(self.case.hydrology)
        key = (name, column, to)
        if key not in self._columns:
            made = name in MODELLED
            table = self.modelled.get((name, column)) if made else self.case.series.get(name)
            if table is None or column not in table.columns:
                raise SeriesError(_unknown(self.case, entity, field, name, column))
            try:
                # Tables that are made have one column each, and may have axes of their own.
                self._columns[key] = self._read(f"{name}/{column}" if made else name, table, column, to)
            except (NotCovered, NoReading) as reason:
                source = table.origin or f"{name}/{column}" if made else name
                raise SeriesError(_unusable(reason, self.horizon, label_of(entity, field), source, table)) from None
        return self._columns[key]

    def _read(self, name: str, table: TimeTable, column: str, to: str) -> np.ndarray:
        if to == "period":
            if name not in self._period_places:
                self._period_places[name] = PeriodPlace.find(table, self.horizon)
            return self._period_places[name].mean(column)
        if name not in self._boundary_places:
            self._boundary_places[name] = BoundaryPlace.find(table, self.horizon)
        return self._boundary_places[name].reading(column)


def resample_of(kind: type[BaseModel], field: str) -> str:
    """How a field of an entity lands on the horizon: `period` or `boundary`."""
    info = kind.model_fields[field]
    # Of `BoundaryValue | None`, pydantic leaves the mark inside the union.
    inside = [mark for part in get_args(info.annotation) for mark in getattr(part, "__metadata__", ())]
    marks = [m for m in (*info.metadata, *inside) if isinstance(m, Resample)]
    return marks[0].to if marks else "period"


def _unknown(case: Case, entity: BaseModel, field: str, name: str, column: str) -> Fault:
    where = Where(entity=label_of(entity, field))
    if name in MODELLED:
        known = nearest(column, (made.id for made in getattr(case, name)))
        return Fault.of("unknown_entity", where, value=column, family=name, name=column, nearest=known)
    if name not in case.series:
        return Fault.of("unknown_series", where, value=name, name=name, nearest=nearest(name, case.series))
    known = nearest(column, case.series[name].columns)
    return Fault.of("unknown_column", where, value=column, table=name, name=column, nearest=known)


def _unusable(reason: Exception, horizon: Horizon, label: str, name: str, table: TimeTable) -> Fault:
    where = Where(entity=label)
    if isinstance(reason, NoReading):
        return Fault.of("sum_at_instant", where, value=name, table=name)
    zone = horizon.zone
    start, end = (pd.Timestamp(t, tz="UTC").tz_convert(zone).isoformat() for t in (horizon.start[0], horizon.end[-1]))
    first, last = (pd.Timestamp(t, tz="UTC").tz_convert(zone).isoformat() for t in (table.start[0], table.end))
    return Fault.of(
        "series_not_covering",
        where,
        value=f"{start} … {end}",
        limit=f"{first} … {last}",
        table=name,
        start=start,
        end=end,
    )


def assemble_series(case: Case, horizon: Horizon) -> Series:
    """Resolve every varying field of every entity once, so that all faults are raised together.

    Raises SeriesError with every series that is missing or too short.
    """
    from dispatch.series.limits import check_values

    series = Series(case, horizon)
    check_values(series)
    return series
