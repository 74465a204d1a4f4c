"""Rows of a file on the axis of the case: who they are about, in which unit, against which truth.

Nothing is matched approximately. An unknown name, an impossible unit, a number that looks like another unit, a period
that neither the case nor the file of actual values covers: each is a fault with file and line.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from dispatch.case.names import nearest
from dispatch.case.schema import Case
from dispatch.case.table import TimeTable
from dispatch.errors import CaseError, Fault, SeriesError, Where
from dispatch.forecast.read import Reading, Rows
from dispatch.forecast.subjects import Subject, find_subjects
from dispatch.horizon import Horizon
from dispatch.series.resample import NotCovered, PeriodPlace

UNITS = {"mw": 1.0, "kw": 1e-3, "gw": 1e3, "m3/s": 1.0, "m³/s": 1.0, "pu": 0.0}
_NO_UNIT = "?"
_FLOW_UNITS = ("m3/s", "m³/s")
# Beyond this share of its rating no plant is forecast; below these shares a number is taken for another unit.
_MOST_PU = 1.5
_LOOKS_PER_UNIT, _LOOKS_LARGER_UNIT, _MUCH_MORE = 1.2, 1 / 200, 10.0


@dataclass(frozen=True, eq=False)
class Points:
    """Forecasts of one subject, in its unit. (P,) each: seconds from 1970, position in the truth."""

    subject: Subject
    horizon: Horizon
    issue: np.ndarray
    valid: np.ndarray
    position: np.ndarray
    value: np.ndarray

    @property
    def lead_h(self) -> np.ndarray:
        """(P,) hours."""
        return (self.valid - self.issue) / 3600

    @property
    def step_s(self) -> int:
        return round(float(self.horizon.dt_h[0]) * 3600)


def align(rows: Rows, case: Case, reading: Reading, measured: Rows | None = None) -> list[Points]:
    """Points of every subject that a file is about. Raises CaseError or SeriesError with all faults."""
    horizon = _horizon_of(rows, case, measured)
    subjects = find_subjects(case, horizon)
    faults: list[Fault] = []
    found: list[Points] = []
    first = int(horizon.start[0].astype(np.int64))
    for name, kind, at in _groups(rows):
        subject = _subject(rows, name, kind, at, subjects, faults)
        if subject is None:
            continue
        if measured is not None:
            replaced = _measured(subject, measured, horizon, rows.at(int(at[0]), name), faults)
            if replaced is None:
                continue
            subject = replaced
        value = _in_its_unit(rows, at, subject, reading, faults)
        if value is not None:
            position = (rows.valid[at] - first) // rows.step_s
            found.append(Points(subject, horizon, rows.issue[at], rows.valid[at], position, value))
    if faults:
        raise CaseError(sorted(faults, key=lambda fault: fault.where.line))
    return found


def check_overlap(files: Sequence[tuple[Rows, list[Points]]]) -> None:
    """Raise CaseError where two files forecast the same periods of an entity in the same issues."""
    seen: dict[tuple[str, str], list[tuple[Rows, np.ndarray]]] = {}
    faults = []
    for rows, found in files:
        for points in found:
            label = (points.subject.family, points.subject.id)
            keys = np.unique(points.issue * (1 << 20) + (points.valid - points.issue) // 60)
            for other, known in seen.get(label, []):
                common = np.intersect1d(keys, known, assume_unique=True)
                if len(common):
                    row = int(np.argmax((rows.name == points.subject.id) & _has(rows, common)))
                    other_name = other.file.name
                    faults.append(
                        Fault.of(
                            "forecast_overlap", rows.at(row), value=_said(rows, row), name=other_name, count=len(common)
                        )
                    )
            seen.setdefault(label, []).append((rows, keys))
    if faults:
        raise CaseError(faults)


def _has(rows: Rows, keys: np.ndarray) -> np.ndarray:
    return np.isin(rows.issue * (1 << 20) + (rows.valid - rows.issue) // 60, keys)


def _said(rows: Rows, row: int) -> str:
    return pd.Timestamp(rows.valid[row], unit="s", tz="UTC").isoformat()


def _horizon_of(rows: Rows, case: Case, measured: Rows | None) -> Horizon:
    """The periods from the first to the last that a file forecasts; CaseError outside the horizon of the case."""
    first, last = int(rows.valid.min()), int(rows.valid.max())
    zone, time = case.time.zone, case.time
    spans = [(time.start, time.end)] if time.start and time.end else [(s.start, s.end) for s in time.segments]
    if spans and measured is None:
        begin, end = min(b for b, _ in spans if b), max(e for _, e in spans if e)
        if first < begin.timestamp() or last + rows.step_s > end.timestamp():
            row = int(np.argmax((rows.valid < begin.timestamp()) | (rows.valid + rows.step_s > end.timestamp())))
            said = pd.Timestamp(rows.valid[row], unit="s", tz="UTC").tz_convert(zone).isoformat()
            limit = f"{begin.isoformat()} … {end.isoformat()}"
            raise CaseError(Fault.of("forecast_outside_case", rows.at(row), value=said, limit=limit))
    count = (last - first) // rows.step_s + 1
    return Horizon.regular(pd.Timestamp(first, unit="s", tz="UTC"), count, rows.step_s / 3600, zone=zone)


def _groups(rows: Rows) -> Iterator[tuple[str, str, np.ndarray]]:
    """(entity, kind, positions of its rows)."""
    entity, names = pd.factorize(rows.name)
    kind, kinds = pd.factorize(rows.kind)
    code = entity * len(kinds) + kind
    order = np.argsort(code, kind="stable")
    starts = np.flatnonzero(np.diff(code[order], prepend=-1))
    for at in np.split(order, starts[1:]):
        yield str(names[entity[at[0]]]), str(kinds[kind[at[0]]]), at


def _subject(
    rows: Rows, name: str, kind: str, at: np.ndarray, subjects: Sequence[Subject], faults: list[Fault]
) -> Subject | None:
    meant = [s for s in subjects if s.id == name and kind in ("", s.kind)]
    where = rows.at(int(at[0]), name)
    if len(meant) == 1:
        return meant[0]
    if not meant:
        known = nearest(name, (s.id for s in subjects if kind in ("", s.kind)) if kind else (s.id for s in subjects))
        faults.append(Fault.of("forecast_unknown_entity", where, value=name, name=name, nearest=known))
    else:
        spelled = tuple(f"{s.kind}/{s.id}" for s in meant)
        faults.append(Fault.of("forecast_ambiguous_entity", where, value=name, name=name, nearest=spelled))
    return None


def _in_its_unit(
    rows: Rows, at: np.ndarray, subject: Subject, reading: Reading, faults: list[Fault]
) -> np.ndarray | None:
    """(P,) values in MW or m³/s, or None and a fault for a unit that cannot be."""
    said = [str(unit) for unit in pd.unique(rows.unit[at]) if unit] or ([reading.unit] if reading.unit else [])
    where = rows.at(int(at[0]), subject.id)
    allowed = _FLOW_UNITS if subject.kind == "inflow" else tuple(u for u in UNITS if u not in _FLOW_UNITS)
    if len(said) > 1 or (said and said[0].strip().lower() not in allowed):
        limit = ", ".join(allowed)
        faults.append(Fault.of("forecast_unit", where, value=", ".join(said), limit=limit, name=subject.id))
        return None
    unit = said[0].strip().lower() if said else ""
    factor = _rating(subject) if unit == "pu" else UNITS[unit] if unit else 1.0
    value = rows.value[at] * factor
    looks = _looks_like(value, subject, declared=bool(unit))
    if looks:
        row = int(at[np.argmax(np.abs(rows.value[at]))])
        limit = f"≤ {_MOST_PU:g} × {subject.capacity:.4g} {subject.unit}"
        where, most = rows.at(row, subject.id), float(rows.value[row])
        if looks == _NO_UNIT:
            faults.append(Fault.of("forecast_beyond_rating", where, value=most, limit=limit))
        else:
            faults.append(Fault.of("forecast_scale", where, value=most, limit=limit, unit=subject.unit, looks=looks))
        return None
    low = value < (-1e-6 if subject.kind != "inflow" else -np.inf) * max(subject.capacity, 1.0)
    if low.any():
        row = int(at[np.argmax(low)])
        faults.append(
            Fault.of("forecast_negative", rows.at(row, subject.id), value=float(rows.value[row]), count=int(low.sum()))
        )
        return None
    return value


def _rating(subject: Subject) -> float:
    return float(getattr(subject.entity, "p_nom_mw", 1.0))


def _looks_like(value: np.ndarray, subject: Subject, declared: bool) -> str:
    """The unit that values seem to be in, empty where the expected one will do."""
    most, truth = float(np.abs(value).max()), float(np.nanmax(np.abs(subject.actual)))
    size = max(subject.capacity, truth)
    # A flood may be far above the mean of an inflow, so that is no limit for it.
    if most > _MOST_PU * size * (20 if subject.kind == "inflow" else 1):
        return "kW" if most > 100 * size else _NO_UNIT
    if declared or subject.kind == "inflow" or not 0 < _MUCH_MORE * most < truth:
        return ""
    return "pu" if most <= _LOOKS_PER_UNIT else "GW" if most <= _LOOKS_LARGER_UNIT * size else ""


def _measured(subject: Subject, measured: Rows, horizon: Horizon, where: Where, faults: list[Fault]) -> Subject | None:
    """The subject with the truth of a file instead of the case's."""
    at = np.flatnonzero((measured.name == subject.id) & np.isin(measured.kind, ("", subject.kind)))
    file = measured.file.name
    if not len(at):
        known = nearest(subject.id, dict.fromkeys(map(str, measured.name)))
        faults.append(Fault.of("actual_missing", where, value=subject.id, name=subject.id, file=file, nearest=known))
        return None
    value = _in_its_unit(measured, at, subject, Reading(), faults)
    if value is None:
        return None
    order = at[np.argsort(measured.valid[at])]
    start = measured.valid[order].astype("M8[s]")
    table = TimeTable(
        start, start[-1] + np.timedelta64(measured.step_s, "s"), {"it": value[np.argsort(measured.valid[at])]}
    )
    step_s = round(float(horizon.dt_h[0]) * 3600)
    if step_s % measured.step_s:
        limit = f"≤ {step_s / 60:g} min"
        faults.append(
            Fault.of("actual_too_coarse", measured.at(int(at[0])), value=f"{measured.step_s / 60:g} min", limit=limit)
        )
        return None
    try:
        actual = PeriodPlace.find(table, horizon).mean("it")
    except NotCovered as reason:
        params = {"name": subject.id, "file": file, "span": str(reason)}
        faults.append(Fault.of("actual_not_covering", where, value=subject.id, **params))
        return None
    back = len(subject.before)
    earlier = pd.Timestamp(horizon.start[0], tz="UTC") - pd.Timedelta(seconds=back * step_s)
    before = np.full(back, np.nan)
    unknown = max(0, -(-int((start[0] - horizon.start[0]).astype("m8[s]").astype(int) + back * step_s) // step_s))
    if unknown < back:  # as far back as the file goes
        since = earlier + pd.Timedelta(seconds=unknown * step_s)
        rest = Horizon.regular(since, back - unknown, step_s / 3600, zone=horizon.zone)
        before[unknown:] = PeriodPlace.find(table, rest).mean("it")
    capacity = subject.capacity
    if subject.kind in ("inflow", "load"):
        capacity = float(actual.mean() if subject.kind == "inflow" else actual.max())
    return replace(subject, actual=actual, before=before, capacity=capacity)


__all__ = ["Points", "SeriesError", "align", "check_overlap"]
