"""Clock errors detected from the sun: the measured day should begin, peak and end when the sun does.

For each day d and each slip s (multiples of 15 min up to ±12 h), the clear sky C moved by s is compared with the
measured GHI:

    fit[d, s] = (Σ G·C_s)² / (Σ G² · Σ C_s²)                                              (clock.1)
    score[d, s] = w[d] · fit[d, s],   w = (clearness)² · max(0, (max_s fit − 0.95)/0.05)      (clock.2)

so that clear days decide and overcast ones hardly count. The slips of the days are the path of largest Σ score less
`_SWITCH` for each change (Viterbi): a clock that is wrong throughout is one level, summer time two changes, each found
to the day. A slip is reported from 30 min on: mountains and regular afternoon clouds move the centre of a day by up to
a quarter of an hour. A positive slip is a clock that is ahead: by that clock the sun seems to rise late.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from dispatch.measured.finding import Site
from dispatch.measured.sky import clear_sky, elevation, fine_starts

_FINE_S = 900
_MOST_SLIP_MIN = 720
_SWITCH = 0.35
_REPORTED_MIN = 30
_FEWEST_DAYS = 5
_FEWEST_WEIGHT = 1.0


@dataclass(frozen=True)
class Slip:
    """Days [first, last] of periods (positions, inclusive) in which the clock is `minutes` ahead."""

    first: int
    last: int
    minutes: int


def find_slips(start: np.ndarray, step_s: int, ghi: np.ndarray, site: Site) -> list[Slip]:
    """Intervals with a wrong clock, none if too few days are clear enough; NaN in `ghi` (n,) is left out."""
    if step_s % _FINE_S or 86_400 % step_s or step_s > 3600 or np.isfinite(ghi).sum() < _FEWEST_DAYS * 86_400 // step_s:
        return []
    days = _solar_days(start, step_s, site)
    levels = np.arange(-_MOST_SLIP_MIN, _MOST_SLIP_MIN + 1, _FINE_S // 60)
    score = _scores(start, step_s, ghi, site, days, levels)
    weight = score.max(axis=1)
    if (weight > 0.2).sum() < _FEWEST_DAYS or weight.sum() < _FEWEST_WEIGHT:
        return []
    path = levels[_best_path(score)]
    slips: list[Slip] = []
    changes = [0, *(np.flatnonzero(np.diff(path)) + 1), len(path)]
    for begin, end in pairwise(changes):
        minutes = int(path[begin])
        if abs(minutes) >= _REPORTED_MIN:
            periods = np.flatnonzero((days >= begin) & (days < end))
            slips.append(Slip(int(periods[0]), int(periods[-1]), minutes))
    return slips


def _solar_days(start: np.ndarray, step_s: int, site: Site) -> np.ndarray:
    """(n,) number of the local solar day of every period, from 0; midnight of the sun is at −lon/15 h."""
    offset_s = round(site.lon / 15 * 3600)
    seconds = start.astype("datetime64[s]").astype(np.int64) + offset_s + step_s // 2
    day = seconds // 86_400
    return np.asarray(day - day[0])


def _scores(
    start: np.ndarray, step_s: int, ghi: np.ndarray, site: Site, days: np.ndarray, levels: np.ndarray
) -> np.ndarray:
    """(days, levels) weighted fits, (clock.1) and (clock.2)."""
    reach = _MOST_SLIP_MIN * 60 // _FINE_S
    parts = step_s // _FINE_S
    margin = np.arange(1, reach + 1) * np.timedelta64(_FINE_S, "s")
    inner = fine_starts(start, step_s, _FINE_S)
    fine = np.concatenate([inner[0] - margin[::-1], inner, inner[-1] + margin])
    clear = clear_sky(elevation(fine, _FINE_S, site))
    running = np.concatenate([[0.0], np.cumsum(clear)])
    good = np.isfinite(ghi)
    value = np.where(good, np.maximum(ghi, 0.0), 0.0)
    count = int(days[-1]) + 1
    energy = np.bincount(days, value**2, count)
    fit = np.zeros((count, len(levels)))
    clearness = np.zeros_like(fit)
    for k, minutes in enumerate(levels):
        # A clock that is ahead by s stamps at t what happened at t − s.
        begin = np.arange(len(start)) * parts + reach - minutes * 60 // _FINE_S
        moved = np.where(good, (running[begin + parts] - running[begin]) / parts, 0.0)
        cross, own = np.bincount(days, value * moved, count), np.bincount(days, moved**2, count)
        fit[:, k] = np.divide(cross**2, energy * own, out=np.zeros(count), where=energy * own > 0)
        total = np.bincount(days, moved, count)
        clearness[:, k] = np.divide(np.bincount(days, value, count), total, out=np.zeros(count), where=total > 0)
    sure = np.clip((fit.max(axis=1) - 0.95) / 0.05, 0.0, 1.0)
    whole = np.bincount(days, good, count) >= 0.9 * 86_400 / step_s
    weight = np.where(whole, np.clip(clearness.min(axis=1), 0.0, 1.0) ** 2 * sure, 0.0)
    return weight[:, None] * fit


def _best_path(score: np.ndarray) -> np.ndarray:
    """(days,) positions of the levels on the best path, by dynamic programming."""
    count = len(score)
    came = np.zeros(score.shape, dtype=np.int64)
    best = score[0].copy()
    for day in range(1, count):
        top = int(np.argmax(best))
        stay = best >= best[top] - _SWITCH
        came[day] = np.where(stay, np.arange(score.shape[1]), top)
        best = np.where(stay, best, best[top] - _SWITCH) + score[day]
    path = np.zeros(count, dtype=np.int64)
    path[-1] = int(np.argmax(best))
    for day in range(count - 1, 0, -1):
        path[day - 1] = came[day, path[day]]
    return path
