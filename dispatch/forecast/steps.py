"""The axis of a long table: one step, no row twice, no period left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from dispatch.errors import Fault

if TYPE_CHECKING:
    from dispatch.forecast.read import Rows

SHORTEST_S, LONGEST_S = 300, 6 * 3600


def check_steps(rows: Rows, zone: str, gaps: bool, faults: list[Fault]) -> int | None:
    """Seconds of a period, or None and a fault for rows off the axis, rows twice or periods left out."""
    step = _step(rows, faults)
    if step is None:
        return None
    series = _codes(rows.name, rows.kind)
    order = np.lexsort((rows.valid, rows.issue, series))
    same = (np.diff(series[order]) == 0) & (np.diff(rows.issue[order]) == 0)
    apart = np.diff(rows.valid[order])
    twice = same & (apart == 0)
    if _tell(rows, order, twice, "forecast_twice", zone, faults):
        return None
    if gaps:
        return step
    holes = same & (apart > step)
    if _tell(rows, order, holes, "forecast_gap", zone, faults, step):
        return None
    by_valid = np.lexsort((rows.issue, rows.valid, series))
    left_out = (np.diff(series[by_valid]) == 0) & (np.diff(rows.valid[by_valid]) > step)
    return None if _tell(rows, by_valid, left_out, "forecast_gap", zone, faults, step) else step


def _step(rows: Rows, faults: list[Fault]) -> int | None:
    """The usual distance of periods in seconds; a fault where rows do not lie on it."""
    apart = _distances(rows)
    if not len(apart):
        faults.append(Fault.of("table_too_short", rows.at(0), value=len(np.unique(rows.valid))))
        return None
    lengths, times = np.unique(apart, return_counts=True)
    step = int(lengths[np.argmax(times)])
    off = (rows.valid - rows.valid.min()) % step != 0
    if not SHORTEST_S <= step <= LONGEST_S or off.any():
        row = int(np.argmax(off))
        value = f"{pd.Timestamp(rows.valid[row], unit='s', tz='UTC').isoformat()}"
        limit = f"{step / 60:g} min" if off.any() else "5 min … 6 h"
        faults.append(Fault.of("forecast_overlapping_periods", rows.at(row), value=value, limit=limit, count=off.sum()))
        return None
    return step


def _distances(rows: Rows) -> np.ndarray:
    """Seconds between neighbouring periods of an issue; of an entity where every issue has but one period."""
    series = _codes(rows.name, rows.kind)
    for keys in ((rows.valid, rows.issue, series), (rows.valid, series)):
        order = np.lexsort(keys)
        same = np.logical_and.reduce([np.diff(key[order]) == 0 for key in keys[1:]])
        apart = np.diff(rows.valid[order])[same]
        if (apart > 0).any():
            return np.asarray(apart[apart > 0])
    return np.zeros(0, dtype=np.int64)


def _tell(
    rows: Rows, order: np.ndarray, wrong: np.ndarray, code: str, zone: str, faults: list[Fault], step: int = 0
) -> bool:
    """Whether any neighbours in an order are wrong; if so one fault at the first (in the file) of the later rows."""
    if not wrong.any():
        return False
    later = order[1:][wrong]
    row = int(later.min())
    before = int(order[:-1][wrong][int(np.argmin(later))])
    missing = pd.Timestamp(rows.valid[before] + step, unit="s", tz="UTC").tz_convert(zone).isoformat()
    value = pd.Timestamp(rows.valid[row], unit="s", tz="UTC").tz_convert(zone).isoformat()
    faults.append(Fault.of(code, rows.at(row), value=value, count=int(wrong.sum()), expected=missing))
    return True


def _codes(*words: np.ndarray) -> np.ndarray:
    """(n,) one number for each combination of words."""
    code = np.zeros(len(words[0]), dtype=np.int64)
    for word in words:
        numbers, labels = pd.factorize(word)
        code = code * len(labels) + numbers
    return code
