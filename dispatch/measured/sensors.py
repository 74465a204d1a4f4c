"""Checks of a single sensor from its own column: gaps, impossible values, spikes, stuck values.

Spike: the difference r from the running median of five exceeds max(3·q, J) (4·q where the quantity is unknown): q is
the 95 % quantile of |r| over the same month and hour of the day (of the whole table where there are fewer than 20),
so that a gusty afternoon is judged by gusty afternoons; J is the plausible jump of the quantity, a third of the span
from the 1st to the 99th percentile for columns of unknown quantity. Irradiance jumps with every cloud: only limits
count.

Stuck: a run of equal values longer than

- by the column's habit of repeating itself fewer than one in a thousand tables would hold, 1 + ln(0.001/n)/ln p, with
  p the share
  of equal neighbours in the second most repetitive twelfth of the table;
- twice the longest run of a usual twelfth (the median of the twelve), because habits come in spells;
- 4 values and 3 hours.

Calm, night, saturated air, zeros and the ends of a column's range may be constant naturally.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import pandas as pd

from dispatch.measured.columns import IRRADIANCES, KINDS
from dispatch.measured.marks import Mark, Readings, one_a_run, runs

_SPIKE_FACTOR, _SPIKE_FACTOR_UNKNOWN, _SPIKE_QUANTILE = 3.0, 4.0, 0.95
_FEWEST_IN_GROUP = 20
_SPIKE_SHARE = 1 / 3
_FEWEST_FOR_SPIKES = 48
_CHANCE = 1e-3
_FEWEST_STUCK, _STUCK_S = 4, 3 * 3600
_STUCK_PARTS = 12


def sensor_marks(readings: Readings) -> Iterator[Mark]:
    """Gaps, limits, spikes and stuck intervals of every column."""
    for name, values in readings.columns.items():
        yield from _gaps(name, values)
        good = np.isfinite(values)
        if not good.any():
            continue
        if (values[good] == values[good][0]).all() and good.sum() > _FEWEST_STUCK:
            yield Mark("constant", name, good, float(values[good][0]))
            continue
        beyond = _impossible(name, values)
        yield from _limits(name, values, beyond)
        yield from _spikes(readings, name, np.where(beyond, np.nan, values))
        yield from _stuck(readings, name, values)


def _gaps(name: str, values: np.ndarray) -> Iterator[Mark]:
    missing = np.isnan(values)
    for mark in one_a_run(Mark("gap", name, missing)) if missing.any() else ():
        longest = runs(mark.where)
        yield Mark("gap", name, mark.where, float((longest[:, 1] - longest[:, 0] + 1).max()))


def _impossible(name: str, values: np.ndarray) -> np.ndarray:
    """(n,) whether values lie outside what is possible. Irradiance below zero is judged in `sunlight`."""
    if name not in KINDS:
        return np.zeros(len(values), dtype=bool)
    low = -math.inf if name in IRRADIANCES else KINDS[name].low
    return np.asarray((values < low) | (values > KINDS[name].high))


def _limits(name: str, values: np.ndarray, wrong: np.ndarray) -> Iterator[Mark]:
    if wrong.any():
        low, high = KINDS[name].low, KINDS[name].high
        worst = int(np.nanargmax(np.where(wrong, np.maximum(values - high, low - values), -math.inf)))
        yield Mark("beyond", name, wrong, float(values[worst]), high if values[worst] > high else low)


def _spikes(readings: Readings, name: str, values: np.ndarray) -> Iterator[Mark]:
    good = np.isfinite(values)
    if name in IRRADIANCES or name == "relative_humidity_pu" or good.sum() < _FEWEST_FOR_SPIKES:
        return
    median = pd.Series(values).rolling(5, center=True, min_periods=3).median().to_numpy()
    rest = np.abs(values - median)
    jump = (
        KINDS[name].jump if name in KINDS else _SPIKE_SHARE * float(np.subtract(*np.percentile(values[good], [99, 1])))
    )
    factor = _SPIKE_FACTOR if name in KINDS else _SPIKE_FACTOR_UNKNOWN
    limit = np.maximum(factor * _usual(readings, rest), jump)
    wrong = good & (rest > limit) & (jump > 0)
    if wrong.any():
        worst = int(np.nanargmax(np.where(wrong, rest, -1.0)))
        yield Mark("spike", name, wrong, float(values[worst]), float(median[worst]))


def _usual(readings: Readings, rest: np.ndarray) -> np.ndarray:
    """(n,) the 95 % quantile of |r| over the month and hour of each period."""
    local = pd.DatetimeIndex(readings.start + np.timedelta64(readings.offset_s, "s"))
    groups = pd.Series(rest).groupby(local.month.to_numpy() * 24 + local.hour.to_numpy())
    usual = groups.transform("quantile", _SPIKE_QUANTILE).to_numpy()
    enough = groups.transform("count").to_numpy() >= _FEWEST_IN_GROUP
    return np.where(enough, usual, np.nanquantile(rest, _SPIKE_QUANTILE))


def _stuck(readings: Readings, name: str, values: np.ndarray) -> Iterator[Mark]:
    same = np.append(False, values[1:] == values[:-1])
    trivial = _stands_still_naturally(name, values)
    same &= ~trivial
    by_chance = _longest_by_chance(same, ~trivial & np.isfinite(values))
    limit = max(by_chance, _longest_in_spells(same), _FEWEST_STUCK, _STUCK_S // readings.step_s)
    wrong = np.zeros(len(values), dtype=bool)
    for first, last in runs(same):
        if last - first + 2 > limit:
            wrong[first - 1 : last + 1] = True
    for mark in one_a_run(Mark("stuck", name, wrong)) if wrong.any() else ():
        yield Mark("stuck", name, mark.where, float(values[int(np.argmax(mark.where))]), float(limit))


def _stands_still_naturally(name: str, values: np.ndarray) -> np.ndarray:
    still = KINDS[name].still if name in KINDS else None
    if name in KINDS:
        return np.zeros(len(values), dtype=bool) if still is None else (values >= still[0]) & (values <= still[1])
    return (values == 0) | (values == np.nanmin(values)) | (values == np.nanmax(values))


def _longest_by_chance(same: np.ndarray, counted: np.ndarray) -> int:
    """Length of run that equal neighbours, at their usual share, reach in one table of a thousand."""
    parts = [
        (part.sum(), count.sum())
        for part, count in zip(np.array_split(same, _STUCK_PARTS), np.array_split(counted, _STUCK_PARTS), strict=True)
    ]
    shares = sorted(float(equal / count) for equal, count in parts if count > 0)
    share = shares[-2] if len(shares) > 1 else 0.0
    if share <= 0 or share >= 1:
        return _FEWEST_STUCK if share <= 0 else len(same)
    return math.ceil(1 + math.log(_CHANCE / len(same)) / math.log(share))


def _longest_in_spells(same: np.ndarray) -> int:
    """Twice the length of the longest run of a usual twelfth."""
    found = runs(same)
    if not len(found):
        return 0
    part = found[:, 0] * _STUCK_PARTS // len(same)
    longest = np.zeros(_STUCK_PARTS, dtype=np.int64)
    np.maximum.at(longest, part, found[:, 1] - found[:, 0] + 2)
    return 2 * int(np.median(longest))
