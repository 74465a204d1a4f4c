"""Checks of irradiance against the sun: clock, impossible values, values at night, consistency of the three components.

Limits are those of the BSRN quality control (Long and Shi 2008, "extremely rare"), with μ the mean cosine of the
zenith and E0 the extraterrestrial normal irradiance of a period:

    GHI ≤ 1.2·E0·μ^1.2 + 50,   DHI ≤ 0.75·E0·μ^1.2 + 30,   DNI ≤ 0.95·E0·μ^0.2 + 10 W/m²        (sunlight.1)
    |GHI − (DNI·μ + DHI)| ≤ 50 + 0.08·(DNI·μ + DHI) W/m², above 10° of elevation                 (sunlight.2)
    GHI, DNI, DHI ≤ 20 W/m² while the sun is below −3°;   ≥ −4 W/m² at any time               (sunlight.3)

(Pyranometers cool below zero at night by a few W/m².) Where the clock is wrong, the true position of the sun is used.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from dispatch.measured.clock import find_slips
from dispatch.measured.columns import IRRADIANCES
from dispatch.measured.finding import Site
from dispatch.measured.marks import Mark, Readings
from dispatch.measured.sky import Sun, sun_over

LOWEST = -4.0
NIGHT_LIMIT = 20.0
_NIGHT_DEG = -3.0
_CLOSURE = (50.0, 0.08)


def sunlight_marks(readings: Readings) -> Iterator[Mark]:
    """Negative values always; the rest where the site is known."""
    present = [name for name in IRRADIANCES if name in readings.columns]
    for name in present:
        values = readings.columns[name]
        wrong = values < LOWEST
        if wrong.any():
            yield Mark("negative", name, wrong, float(np.nanmin(values)), LOWEST)
    if not present or readings.site is None:
        return
    slips = list(clock_marks(readings))
    yield from slips
    sun = sun_of(readings, readings.site, slips)
    for name in present:
        yield from _beyond(name, readings.columns[name], sun)
        yield from _night(name, readings.columns[name], sun)
    if len(present) == len(IRRADIANCES):
        yield from _closure(readings, sun)


def clock_marks(readings: Readings) -> Iterator[Mark]:
    """A mark for every interval with a wrong clock, as GHI shows it."""
    if "ghi_w_per_m2" not in readings.columns or readings.site is None:
        return
    late_s = round(readings.site.reading_offset_min * 60)
    start = readings.start + np.timedelta64(late_s, "s")
    slips = find_slips(start, readings.step_s, readings.columns["ghi_w_per_m2"], readings.site)
    whole = len(slips) == 1 and slips[0].first == 0 and slips[0].last == len(readings.start) - 1
    for slip in slips:
        where = np.zeros(len(readings.start), dtype=bool)
        where[slip.first : slip.last + 1] = True
        yield Mark("zone" if whole else "clock_shift", "", where, float(slip.minutes), 0.0, slip.minutes)


def sun_of(readings: Readings, site: Site, slips: list[Mark]) -> Sun:
    """The sun over the periods as they really were."""
    seconds = np.full(len(readings.start), round(site.reading_offset_min * 60), dtype=np.int64)
    for slip in slips:
        seconds[slip.where] -= slip.minutes * 60
    return sun_over(readings.start + seconds.astype("timedelta64[s]"), readings.step_s, site)


def highest_possible(name: str, sun: Sun) -> np.ndarray:
    """(n,) upper limit of an irradiance, (sunlight.1)."""
    factor, power, margin = {
        "ghi_w_per_m2": (1.2, 1.2, 50.0),
        "dhi_w_per_m2": (0.75, 1.2, 30.0),
        "dni_w_per_m2": (0.95, 0.2, 10.0),
    }[name]
    return factor * sun.extra * sun.cosine**power + margin


def _beyond(name: str, values: np.ndarray, sun: Sun) -> Iterator[Mark]:
    limit = highest_possible(name, sun)
    wrong = (values > limit) & (sun.highest > _NIGHT_DEG)
    if wrong.any():
        worst = int(np.nanargmax(np.where(wrong, values - limit, -np.inf)))
        yield Mark("beyond", name, wrong, float(values[worst]), float(round(limit[worst], 1)))


def _night(name: str, values: np.ndarray, sun: Sun) -> Iterator[Mark]:
    wrong = (values > NIGHT_LIMIT) & (sun.highest <= _NIGHT_DEG)
    if wrong.any():
        yield Mark("night", name, wrong, float(np.nanmax(values[wrong])), NIGHT_LIMIT)


def _closure(readings: Readings, sun: Sun) -> Iterator[Mark]:
    ghi, dni, dhi = (readings.columns[name] for name in IRRADIANCES)
    together = dni * sun.cosine + dhi
    margin = _CLOSURE[0] + _CLOSURE[1] * together
    away = np.abs(ghi - together)
    possible = [readings.columns[name] <= highest_possible(name, sun) for name in IRRADIANCES]
    wrong = (away > margin) & (sun.highest > 10.0) & sun.up & np.logical_and.reduce(possible)
    if wrong.any():
        worst = int(np.nanargmax(np.where(wrong, away - margin, -np.inf)))
        yield Mark("closure", "", wrong, float(round(away[worst], 1)), float(round(margin[worst], 1)))
