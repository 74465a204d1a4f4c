"""What is read of a 96-point file so far, and whether it is whole: every day has its 96 points, once, in order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np

from dispatch.errors import Fault
from dispatch.shaving.points import LABELS, POINTS
from dispatch.shaving.points_grid import Grid, Row


@dataclass(frozen=True)
class Wishes:
    """Requirements on a table. columns: those to read (all); unit: of columns without a unit of their own."""

    columns: tuple[str, ...] = ()
    unit: str | None = None
    zone: str = "Asia/Shanghai"
    sheet: str | None = None
    encoding: str = "utf-8"
    negative: bool = False


@dataclass(frozen=True)
class Point:
    """One value: its day and point, and its place in the table."""

    day: date
    point: int
    row: Row
    column: int


@dataclass(eq=False)
class Reading:
    """What is read of a file so far. values: name → points and MW of each, in the order of the file."""

    grid: Grid
    wishes: Wishes
    faults: list[Fault] = field(default_factory=list)
    values: dict[str, list[tuple[Point, float]]] = field(default_factory=dict)

    def report(self, code: str, found: Sequence[tuple[Row, int | None, Any]], **params: Any) -> None:
        """One fault for all places of a kind, at the first of them."""
        if found:
            row, column, value = found[0]
            self.faults.append(Fault.of(code, self.grid.at(row, column), value=value, count=len(found), **params))


def check_order(reading: Reading, name: str, places: Sequence[Point]) -> None:
    """Every day its 96 points, once and in order, and no day left out."""
    if not places:
        return
    number = np.array([place.day.toordinal() * POINTS + place.point - 1 for place in places])
    repeated = np.ones(len(number), dtype=bool)
    repeated[np.unique(number, return_index=True)[1]] = False
    kinds = {"points_duplicate": repeated, "points_order": np.append(False, np.diff(number) < 0) & ~repeated}
    for code, wrong in kinds.items():
        found = [places[int(i)] for i in np.flatnonzero(wrong)]
        reading.report(code, [(p.row, p.column, _stamp_text(p)) for p in found])
    _check_whole(reading, name, places, np.unique(number))


def _check_whole(reading: Reading, name: str, places: Sequence[Point], there: np.ndarray) -> None:
    """Faults of days with fewer points, and of days that are missing; `there`: points of all time, sorted."""
    days, counts = np.unique(there // POINTS, return_counts=True)
    short = [int(day) for day in days[counts < POINTS]]
    if short:
        held = set((there[there // POINTS == short[0]] % POINTS).tolist())
        missing = tuple(LABELS[k] for k in range(POINTS) if k not in held)
        at = next(place for place in places if place.day.toordinal() == short[0])
        day = date.fromordinal(short[0]).isoformat()
        where, found = reading.grid.at(at.row), len(held)
        reading.faults.append(
            Fault.of(
                "points_missing",
                where,
                value=found,
                name=name,
                day=day,
                found=found,
                missing=missing[:5],
                days=len(short),
            )
        )
    gaps = sorted(set(range(int(days[0]), int(days[-1]) + 1)) - set(days.tolist()))
    if gaps:
        first = date.fromordinal(gaps[0])
        at = next(place for place in places if place.day > first)
        code = "points_leap_day" if (first.month, first.day) == (2, 29) else "points_day_missing"
        where = reading.grid.at(at.row)
        reading.faults.append(Fault.of(code, where, value=first.isoformat(), day=first.isoformat(), count=len(gaps)))


def _stamp_text(place: Point) -> str:
    return f"{place.day.isoformat()} {LABELS[place.point - 1]}"
