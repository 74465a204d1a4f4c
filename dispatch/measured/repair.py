"""Repairs, made only on request and always listed: what was changed, where, how many values, and how.

In this order: the clock (`zone`: rows move to when they were true), impossible values and `spikes`, `stuck`
intervals, `night` and `negative` irradiance (set to zero), `gaps`. Values removed as spike or stuck leave a gap, and
every gap made by a repair is filled; gaps of the file itself only with `gaps`.

Gaps up to `longest_gap_h` are interpolated linearly; longer ones take the mean of the same time of day on the
`_AROUND` days before and after them. Irradiance is filled as a share k of the clear sky C, k = G/C, so that a filled
day has the correct length:

    G[t] = k[t]·C[t],   k in a straight line from the last to the next daylight reading, or the mean k of that time of
    day

A gap longer than `_LONGEST_DAYS` is not filled: it remains a fault. The result is the same on every
machine.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from typing import Literal

import numpy as np

from dispatch.measured.axis import local_text
from dispatch.measured.columns import IRRADIANCES
from dispatch.measured.finding import Finding
from dispatch.measured.marks import Mark, Readings, runs
from dispatch.measured.quality import marks_of
from dispatch.measured.sky import Sun, sun_over
from dispatch.measured.sunlight import clock_marks, highest_possible

Repair = Literal["gaps", "spikes", "stuck", "zone", "night", "negative"]
_TAKEN_OUT = {"spikes": ("spike", "beyond"), "stuck": ("stuck",)}
_AROUND = 15
_LONGEST_DAYS = 31
_LEAST_CLEAR = 20.0


def repaired(readings: Readings, asked: Collection[Repair], longest_gap_h: float) -> tuple[Readings, list[Finding]]:
    """The table with the requested repairs, and what was done. Gaps that cannot be filled stay NaN."""
    done: list[Finding] = []
    emptied = np.zeros(len(readings.start), dtype=bool)
    if "zone" in asked:
        readings, emptied, moved = _on_the_sun(readings)
        done += moved
    marks = marks_of(readings) if {"spikes", "stuck", "night"} & set(asked) else []
    columns = {name: values.copy() for name, values in readings.columns.items()}
    holes = {name: emptied.copy() for name in columns}
    for name in columns:
        for mark in marks:
            if mark.column == name and any(mark.kind in _TAKEN_OUT[r] for r in ("spikes", "stuck") if r in asked):
                holes[name] |= mark.where
        done += _zeros(readings, name, columns[name], marks, asked)
        if "gaps" in asked:
            holes[name] |= np.isnan(columns[name])
        columns[name][holes[name]] = np.nan
    sun = _sun(readings) if any(name in IRRADIANCES and holes[name].any() for name in columns) else None
    for name, hole in holes.items():
        if hole.any():
            done += _fill(readings, name, columns[name], hole, sun if name in IRRADIANCES else None, longest_gap_h)
    return replace(readings, columns=columns), done


def _told(readings: Readings, column: str, where: np.ndarray, method: str, value: float | None = None) -> Finding:
    places = np.flatnonzero(where)
    first, last = (local_text(readings.start[i], readings.offset_s) for i in (places[0], places[-1]))
    params = {"method": method}
    return Finding("repaired", readings.name, column, first, last, len(places), value, params=params)


def _zeros(
    readings: Readings, name: str, values: np.ndarray, marks: list[Mark], asked: Collection[Repair]
) -> Iterator[Finding]:
    """Set irradiance at night and below zero to zero, in place."""
    if name not in IRRADIANCES:
        return
    wrong = np.zeros(len(values), dtype=bool)
    if "night" in asked:
        for mark in marks:
            if mark.kind == "night" and mark.column == name:
                wrong |= mark.where
    if "negative" in asked:
        wrong |= values < 0
    if wrong.any():
        values[wrong] = 0.0
        yield _told(readings, name, wrong, "zero")


def _sun(readings: Readings) -> Sun | None:
    """The sun over the table, None where the site is not known."""
    if readings.site is None:
        return None
    late = np.timedelta64(round(readings.site.reading_offset_min * 60), "s")
    return sun_over(readings.start + late, readings.step_s, readings.site)


def _fill(
    readings: Readings, name: str, values: np.ndarray, holes: np.ndarray, sun: Sun | None, longest_gap_h: float
) -> Iterator[Finding]:
    """Fill holes in place: each from what was measured, none from what was filled."""
    short, long = _by_length(readings, values, holes, longest_gap_h)
    share, clear, most = values.copy(), np.ones(len(values)), np.full(len(values), np.inf)
    if sun is not None:
        clear = sun.extra * sun.cosine**0.2 if name == "dni_w_per_m2" else sun.clear
        light = sun.clear > _LEAST_CLEAR
        share = np.where(light, np.divide(values, clear, out=np.full(len(values), np.nan), where=light), np.nan)
        most = np.where(sun.clear > 0, highest_possible(name, sun), 0.0)
    for where, fill, method in (
        (short, _straight(share, readings.cyclic), "interpolated" if sun is None else "clear_sky"),
        (long, _same_hour(share, long, readings), "days" if sun is None else "clear_sky_days"),
    ):
        filled = where & np.isfinite(fill)
        if filled.any():
            values[filled] = np.minimum(fill * clear, most)[filled]
            yield _told(readings, name, filled, method)


def _by_length(
    readings: Readings, values: np.ndarray, holes: np.ndarray, longest_gap_h: float
) -> tuple[np.ndarray, np.ndarray]:
    """Holes to be interpolated and holes to be filled from other days; too long ones are in neither.

    The length is that of the whole run without a value, which for a year that repeats may run over its end.
    """
    missing = np.isnan(values)
    count = len(missing)
    lengths = np.zeros(count, dtype=np.int64)
    found = runs(missing)
    for first, last in found:
        lengths[first : last + 1] = last - first + 1
    if readings.cyclic and missing[0] and missing[-1] and len(found) > 1:
        joined = lengths[0] + lengths[-1]
        lengths[: found[0][1] + 1] = lengths[found[-1][0] :] = joined
    hours = lengths * readings.step_s / 3600
    short = holes & (hours <= longest_gap_h)
    return short, holes & ~short & (hours <= _LONGEST_DAYS * 24)


def _straight(values: np.ndarray, cyclic: bool) -> np.ndarray:
    """Straight lines between finite values; beyond the first and last their own value, or around the year."""
    good = np.flatnonzero(np.isfinite(values))
    if not len(good):
        return np.full(len(values), np.nan)
    at = np.arange(len(values), dtype=float)
    if cyclic:
        return np.interp(at, good, values[good], period=len(values))
    return np.interp(at, good, values[good])


def _same_hour(values: np.ndarray, long: np.ndarray, readings: Readings) -> np.ndarray:
    """(n,) mean of the same time of day on the 15 days before and after each hole, NaN elsewhere and without any."""
    filled = np.full(len(values), np.nan)
    day = 86_400 // readings.step_s
    count = len(values)
    for first, last in runs(long):
        reach = (last - first) // day + 1
        steps = np.arange(1, _AROUND + reach + 1) * day
        for at in range(first, last + 1):
            places = np.concatenate([at - steps, at + steps])
            near = (places >= first - _AROUND * day) & (places <= last + _AROUND * day)
            places = places[near]
            places = places % count if readings.cyclic else places[(places >= 0) & (places < count)]
            found = values[places]
            found = found[np.isfinite(found)]
            if len(found):
                filled[at] = found.mean()
    if np.isfinite(filled).any():
        # Daylight at an hour that was dark on the days around has no share: the nearest one is used.
        filled = np.where(long & np.isnan(filled), _straight(np.where(long, filled, np.nan), False), filled)
    return filled


def _on_the_sun(readings: Readings) -> tuple[Readings, np.ndarray, list[Finding]]:
    """The table with its rows moved to when they were true, interval by interval, and where that left nothing."""
    done = []
    emptied = np.zeros(len(readings.start), dtype=bool)
    for mark in list(clock_marks(readings)):
        if mark.kind == "zone" and not readings.cyclic:
            readings = replace(readings, start=readings.start - np.timedelta64(mark.minutes, "m"))
        else:
            everywhere = {"": np.ones(len(readings.start))}
            emptied |= np.isnan(_moved(everywhere, mark, readings.step_s)[""])
            readings = replace(readings, columns=_moved(readings.columns, mark, readings.step_s))
        done.append(_told(readings, "", mark.where, "moved", float(-mark.minutes)))
    return readings, emptied, done


def _moved(columns: Mapping[str, np.ndarray], mark: Mark, step_s: int) -> dict[str, np.ndarray]:
    """Columns with the rows of an interval taken from `minutes` later; between two periods, shares of both.

    A year that repeats turns; at the edge of an interval, what would come from beyond it is missing.
    """
    count = len(mark.where)
    shift, rest = divmod(mark.minutes * 60, step_s)
    part = rest / step_s
    at = np.arange(count)
    whole = bool(mark.where.all())
    moved = {}
    for name, values in columns.items():
        inside = values if whole else np.where(mark.where, values, np.nan)
        early, late = inside[(at + shift) % count], inside[(at + shift + 1) % count]
        taken = early if part == 0 else (1 - part) * early + part * late
        moved[name] = taken if whole else np.where(mark.where, taken, values)
    return moved
