"""Tables → arrays aligned by label and time with the case, or NaN and a failed check.

tables.missing   the table of a family that the case has
tables.labels    the assets of a table are those of the case
tables.time      its stamps and segments are those of the horizon
tables.columns   a column that the case needs
tables.numbers   every value that the case needs is a finite number
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
import pandas as pd

from dispatch.audit.recorder import Array, On, Recorder
from dispatch.audit.verdict import Check
from dispatch.case.reference import references_of
from dispatch.case.schema import Case
from dispatch.families.register import NODE
from dispatch.families.rooms import ENTITIES, entities_of, families_in, rooms_with
from dispatch.horizon import Horizon
from dispatch.results.tables import Table

_SUFFIX: dict[On, str] = {"period": "", "step": "", "boundary": "_state", "segment": "_segment", "whole": "_total"}


class Reader:
    """Judges the frame of every table (labels, times) once; `priced` are the buses that have a price."""

    def __init__(self, recorder: Recorder):
        self._recorder = recorder
        self._rows: dict[str, dict[str, int]] = {}
        self.priced = _used_buses(recorder.case)

    def read(self, family: str, known: Sequence[str], wanted: Sequence[str], column: str, on: On = "period") -> Array:
        """(n, n_t) of the `wanted` assets (n, 1 for `whole`); `known` are all that the family's table must have."""
        name, horizon = family + _SUFFIX[on], self._recorder.horizon
        count = {"boundary": horizon.boundaries, "segment": horizon.segments, "whole": 1}.get(on, horizon.periods)
        found = np.full((len(wanted), count), np.nan)
        if wanted:
            rows = self._frame(name, known, on)
            values = self._values(name, column, (len(self._labels(name)), count))
            if values is not None:
                for i, label in enumerate(wanted):
                    if label in rows:
                        found[i] = values[rows[label]]
            if on == "step":
                found = found[:, horizon.step_after]
            if rows and values is not None:
                self._count_numbers(name, column, wanted, found, on)
        return found

    def _labels(self, name: str) -> tuple[str, ...]:
        return tuple(self._recorder.tables[name].labels) if name in self._recorder.tables else ()

    def _frame(self, name: str, known: Sequence[str], on: On) -> dict[str, int]:
        """Row of every label; judges presence, labels and times the first time."""
        if name not in self._rows:
            table = self._recorder.tables.optional(name)
            self._note("tables.missing", name, table is None)
            self._rows[name] = {}
            if table is not None:
                labels = tuple(table.labels)
                wrong = sorted(set(known) ^ set(labels)) or _repeated(labels)
                self._note("tables.labels", f"{name}: {', '.join(wrong)}" if wrong else name, len(wrong))
                self._rows[name] = {label: i for i, label in enumerate(labels)}
                if on != "whole":
                    self._judge_time(name, table, on)
        return self._rows[name]

    def _judge_time(self, name: str, table: Table, on: On) -> None:
        axis: On = on if on in ("boundary", "segment") else "period"
        expected, segment = _axis(self._recorder.horizon, axis)
        stamps = _utc(table.time)
        if stamps is None or len(stamps) != len(expected):
            found = 0 if stamps is None else len(stamps)
            self._recorder.record(
                Check("tables.time", abs(len(expected) - found) or 1, 0, name, "", found, len(expected))
            )
            return
        hours = (stamps - expected).astype("timedelta64[s]").astype(float) / 3600
        wrong = hours != 0
        if self._recorder.horizon.segments > 1:
            given = np.asarray(table.segment)
            wrong = wrong | (given != segment if given.shape == segment.shape else True)
        at = int(wrong.argmax())
        self._recorder.record(
            Check("tables.time", int(wrong.sum()), 0, name, self._recorder.stamp(axis, at), float(hours[at]), 0.0)
        )

    def _values(self, name: str, column: str, shape: tuple[int, int]) -> Array | None:
        """(labels, n_t) numbers of a column; None where it is not there or not an array of that shape."""
        table = self._recorder.tables.optional(name)
        if table is None:
            return None
        self._note("tables.columns", f"{name}.{column}", column not in table.columns)
        if column not in table.columns:
            return None
        try:
            values = np.asarray(table.columns[column], dtype=float)
        except (TypeError, ValueError):
            values = np.full(shape, np.nan)
        readable = values.shape == shape or (values.shape == shape[:1] and shape[1] == 1)
        self._note("tables.numbers", f"{name}.{column}", not readable)
        return values.reshape(shape) if readable else None

    def _count_numbers(self, name: str, column: str, wanted: Sequence[str], found: Array, on: On) -> None:
        bad = ~np.isfinite(found)
        asset, moment = divmod(int(bad.argmax()), bad.shape[1]) if bad.size else (0, 0)
        place = f"{name}.{column}: {wanted[asset]}" if bad.any() else f"{name}.{column}"
        stamp = self._recorder.stamp(on, moment) if bad.any() else ""
        self._recorder.record(Check("tables.numbers", int(bad.sum()), 0, place, stamp))

    def _note(self, check: str, place: str, wrong: int) -> None:
        """A count of what is wrong with the shape of a table; none is allowed."""
        self._recorder.record(Check(check, int(wrong), 0, place))


def _used_buses(case: Case) -> tuple[str, ...]:
    """Buses with something on them: those that have a balance, and so a price."""
    used = {
        name
        for room in rooms_with("replay")
        for family in families_in(room)
        for reference in references_of(ENTITIES[family])
        if NODE in reference.families
        for asset in entities_of(case, family)
        for name in reference.names(asset)
    }
    return tuple(bus.id for bus in case.bus if bus.id in used)


def _repeated(labels: Sequence[str]) -> list[str]:
    return sorted(label for label, count in Counter(labels).items() if count > 1)


def _axis(horizon: Horizon, on: On) -> tuple[Array, Array]:
    """(stamps, segment numbers) of the positions of an axis."""
    if on == "segment":
        return horizon.start[horizon.segment_first_period], np.arange(horizon.segments)
    if on != "boundary":
        return horizon.start, horizon.segment
    segment = np.empty(horizon.boundaries, dtype=np.int64)
    segment[horizon.first_boundary] = segment[horizon.last_boundary] = horizon.segment
    return horizon.boundary_time, segment


def _utc(time: pd.DatetimeIndex | None) -> Array | None:
    """datetime64[s] UTC; None for stamps that are missing or name no zone."""
    if not isinstance(time, pd.DatetimeIndex) or time.tz is None:
        return None
    return time.tz_convert("UTC").tz_localize(None).to_numpy().astype("datetime64[s]")
