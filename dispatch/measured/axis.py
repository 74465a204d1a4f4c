"""The rows of a weather file on an even axis of period starts in UTC.

A typical year is mapped to the 365 days of `REFERENCE_YEAR` from local new year: period k begins k·step after it, in
the winter time of the table (the file's own, or that of the zone given in the case, to which the year is shifted
cyclically: periods beyond one end fill the gap at the other). 29 February is left out. An actual interval of time
keeps its dates. Gaps become NaN in every column.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from dispatch.errors import Fault, Where
from dispatch.measured.finding import Finding
from dispatch.measured.sheet import Sheet, Text

# Two years from a leap year, when the position of the sun on a date is the average over years.
REFERENCE_YEAR = 2022
_DAY_S = 86_400
_YEAR_S = 365 * _DAY_S


@dataclass(frozen=True, eq=False)
class EvenTable:
    """Columns on an even axis, NaN in gaps. start: (n,) datetime64[s] UTC; lines: (n,), 0 if there is no row."""

    start: np.ndarray
    step_s: int
    columns: dict[str, np.ndarray]
    lines: np.ndarray
    typical: bool
    offset_s: int
    notes: tuple[Finding, ...] = ()


def is_typical(sheet: Sheet) -> bool:
    """Whether months come from different years: declared by the file, or years change while dates only rise."""
    if sheet.typical is not None:
        return sheet.typical
    order = (sheet.month * 32 + sheet.day) * _DAY_S + sheet.second
    return bool((np.diff(order) >= 0).all() and (np.diff(sheet.year) != 0).any())


def to_even_axis(sheet: Sheet, text: Text, zone: str | None, repeat: str | None) -> EvenTable | None:
    """The sheet on its axis, or None and faults. `repeat` is what the case asks for, None where it leaves that open."""
    typical = is_typical(sheet)
    if typical and repeat in ("no", "day"):
        text.refuse("typical_year_once", int(sheet.lines[0]), value=repeat, limit="repeat: year", years=_years(sheet))
        return None
    if typical and not _one_year_a_month(sheet, text):
        return None
    return _typical_year(sheet, text, zone, typical) if typical or repeat == "year" else _dated_rows(sheet, text)


def _years(sheet: Sheet) -> str:
    first, last = int(sheet.year.min()), int(sheet.year.max())
    return str(first) if first == last else f"{first}–{last}"


def _one_year_a_month(sheet: Sheet, text: Text) -> bool:
    for month in range(1, 13):
        inside = np.flatnonzero(sheet.month == month)
        odd = inside[sheet.year[inside] != sheet.year[inside[0]]] if len(inside) else inside
        # Hours of a neighbouring zone may stick out by a few, as in years that were turned from UTC.
        if len(odd) and len(odd) * sheet.step_s > _DAY_S and len(inside) - len(odd) > 24:
            row = int(odd[0])
            text.refuse(
                "mixed_years",
                int(sheet.lines[row]),
                value=int(sheet.year[row]),
                limit=str(sheet.year[inside[0]]),
                month=month,
            )
            return False
    return True


def _typical_year(sheet: Sheet, text: Text, zone: str | None, typical: bool) -> EvenTable | None:
    leap = (sheet.month == 2) & (sheet.day == 29)
    days = np.cumsum([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30])[sheet.month - 1] + sheet.day - 1
    place = (days * _DAY_S + sheet.second) // sheet.step_s
    kept = np.flatnonzero(~leap)
    twice = _first_repeat(place[kept])
    if twice is not None:
        row = int(kept[twice[0]])
        text.refuse("duplicate_stamp", int(sheet.lines[row]), value=_stamp(sheet, row), count=twice[1])
        return None
    count = _YEAR_S // sheet.step_s
    if len(kept) < count / 2:
        text.refuse(
            "too_few_rows",
            int(sheet.lines[-1]),
            value=len(kept),
            limit=f"≥ {count // 2}",
            count=count,
            last=_stamp(sheet, len(sheet.year) - 1),
        )
        return None
    offset_s = sheet.offset_s if zone is None else winter_offset_s(zone)
    turn = (offset_s - sheet.offset_s) // sheet.step_s
    if turn * sheet.step_s != offset_s - sheet.offset_s:
        text.refuse("zone_between_steps", 1, value=zone, limit=f"{sheet.step_s / 60:g} min", zone=zone)
        return None
    at = (place[kept] + turn) % count
    columns = {name: _put(values[kept], at, count, np.nan) for name, values in sheet.columns.items()}
    lines = _put(sheet.lines[kept], at, count, 0)
    first = np.datetime64(f"{REFERENCE_YEAR}-01-01T00:00:00", "s") - np.timedelta64(offset_s, "s")
    start = first + np.arange(count) * np.timedelta64(sheet.step_s, "s")
    sign = "+" if offset_s >= 0 else "−"
    offset = f"{sign}{abs(offset_s) // 3600:02d}:{abs(offset_s) % 3600 // 60:02d}"
    notes = [Finding("note_typical", text.entity, params={"years": _years(sheet), "offset": offset})]
    if leap.any():
        notes.append(Finding("note_leap_day", text.entity, count=int(leap.sum())))
    return EvenTable(start, sheet.step_s, columns, lines, True, offset_s, tuple(notes))


def _dated_rows(sheet: Sheet, text: Text) -> EvenTable | None:
    months = (sheet.year - 1970) * 12 + sheet.month - 1
    dates = months.astype("datetime64[M]").astype("datetime64[D]") + (sheet.day - 1)
    start = dates.astype("datetime64[s]") + (sheet.second - sheet.offset_s).astype("timedelta64[s]")
    steps = np.diff(start).astype(np.int64)
    for code, wrong in (("unordered_stamp", steps < 0), ("duplicate_stamp", steps == 0)):
        if wrong.any():
            row = int(np.argmax(wrong)) + 1
            text.refuse(code, int(sheet.lines[row]), value=_stamp(sheet, row), count=int(wrong.sum()))
            return None
    columns, lines, whole = on_grid(start, sheet.step_s, sheet.columns, sheet.lines)
    note = Finding("note_actual", text.entity, params={"years": _years(sheet)})
    return EvenTable(whole, sheet.step_s, columns, lines, False, sheet.offset_s, (note,))


def on_grid(
    start: np.ndarray, step_s: int, columns: dict[str, np.ndarray], lines: np.ndarray
) -> tuple[dict[str, np.ndarray], np.ndarray, np.ndarray]:
    """Columns, lines and starts of increasing stamps, multiples of a step apart, with NaN and line 0 in the holes."""
    at = (start - start[0]).astype(np.int64) // step_s
    count = int(at[-1]) + 1
    whole = start[0] + np.arange(count) * np.timedelta64(step_s, "s")
    return {k: _put(v, at, count, np.nan) for k, v in columns.items()}, _put(lines, at, count, 0), whole


def _put(values: np.ndarray, at: np.ndarray, count: int, empty: float) -> np.ndarray:
    whole = np.full(count, empty, dtype=values.dtype)
    whole[at] = values
    return whole


def _first_repeat(place: np.ndarray) -> tuple[int, int] | None:
    """Position of the first value that occurred before, and how many do so."""
    _, first = np.unique(place, return_index=True)
    again = np.setdiff1d(np.arange(len(place)), first)
    return (int(again[0]), len(again)) if len(again) else None


def _stamp(sheet: Sheet, row: int) -> str:
    second = int(sheet.second[row])
    clock = f"{second // 3600:02d}:{second % 3600 // 60:02d}"
    return f"{sheet.year[row]:04d}-{sheet.month[row]:02d}-{sheet.day[row]:02d} {clock}"


def gap_faults(place: Where, sampled: EvenTable, tried: bool) -> list[Fault]:
    """A fault for the missing rows of a table, and one for each column with further gaps.

    tried: whether gaps were to be filled, so that those left are too long for that.
    """
    absent = (sampled.lines == 0) & np.logical_or.reduce([np.isnan(values) for values in sampled.columns.values()])
    faults = []
    if absent.any():
        row = int(np.argmax(absent))
        before = sampled.lines[:row][sampled.lines[:row] > 0]
        where = replace(place, line=int(before[-1]) + 1 if len(before) else 1)
        faults.append(_gap("gap_too_long" if tried else "missing_rows", where, sampled, absent))
    for name, values in sampled.columns.items():
        missing = np.isnan(values) & ~absent
        if missing.any():
            line = int(sampled.lines[int(np.argmax(missing))])
            where = replace(place, line=line, entity=f"{place.entity} column '{name}'")
            faults.append(_gap("gap_too_long" if tried else "missing_values", where, sampled, missing))
    return faults


def _gap(code: str, where: Where, sampled: EvenTable, missing: np.ndarray) -> Fault:
    edges = np.flatnonzero(np.diff(np.concatenate([[0], missing.astype(np.int8), [0]])))
    hours = round(float((edges[1::2] - edges[::2]).max()) * sampled.step_s / 3600, 2)
    first = local_text(sampled.start[int(np.argmax(missing))], sampled.offset_s)
    return Fault.of(code, where, value=int(missing.sum()), count=int(missing.sum()), first=first, hours=hours)


def winter_offset_s(zone: str | None) -> int:
    """Seconds ahead of UTC of a zone on new year of the reference year, 0 for none."""
    there = None if zone is None else pd.Timestamp(REFERENCE_YEAR, 1, 1, tz=ZoneInfo(zone)).utcoffset()
    return 0 if there is None else int(there.total_seconds())


def local_text(instant: np.datetime64, offset_s: int) -> str:
    """ISO 8601 of an instant, `offset_s` ahead of UTC."""
    local = (instant + np.timedelta64(offset_s, "s")).astype("datetime64[m]")
    sign = "+" if offset_s >= 0 else "-"
    return f"{local}{sign}{abs(offset_s) // 3600:02d}:{abs(offset_s) % 3600 // 60:02d}"
