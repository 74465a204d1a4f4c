"""Monthly means → a smooth series by day, or within the day, that preserves them and is never negative.

The cumulative volume, known at the ends of the months, is joined by a curve on a year that turns around; its increments
over the days are the daily flows. Whatever curve it is, the means are kept, because it goes through the given volumes.
A periodic cubic spline makes the flow run on without steps or kinks, but may ring below zero beside a dry month; a
monotone cubic (PCHIP, Fritsch and Carlson 1980) never falls, so its flow is never negative, but has kinks. What is
taken is the spline, mixed with as little of the monotone curve as keeps every flow at 0 or above: mostly none.
"""

from __future__ import annotations

import numpy as np
from scipy.interpolate import CubicSpline, PchipInterpolator

DAYS_PER_YEAR = 365
MONTH_DAYS = np.array([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
TEN_DAY_DAYS = np.concatenate([[10, 10, days - 20] for days in MONTH_DAYS])


def smooth_year(mean: np.ndarray, length: np.ndarray, per_length: int = 1) -> np.ndarray:
    """(Σ length · per_length,) flows whose means over consecutive spans of `length` units are `mean`, all ≥ 0.

    per_length: how many values a unit of length is cut into (96 quarters of an hour a day).
    """
    edge = np.concatenate([[0.0], np.cumsum(length)])
    volume = np.concatenate([[0.0], np.cumsum(mean * length)])
    at = np.linspace(0.0, edge[-1], round(edge[-1]) * per_length + 1)
    smooth, monotone = (np.diff(curve(edge, volume, at)) * per_length for curve in (_spline, _monotone))
    # Both keep the means, so does every mixture. The monotone curve falls by round-off at most.
    monotone = np.maximum(monotone, 0.0)
    below = smooth < 0
    share = float(np.max(smooth[below] / (smooth[below] - monotone[below]), initial=0.0))
    return np.asarray(np.maximum((1 - share) * smooth + share * monotone, 0.0))


def _spline(edge: np.ndarray, volume: np.ndarray, at: np.ndarray) -> np.ndarray:
    """A periodic cubic spline of what the volume is ahead of a steady flow."""
    steady = volume[-1] / edge[-1]
    ahead = volume - steady * edge
    ahead[-1] = ahead[0]
    return np.asarray(CubicSpline(edge, ahead, bc_type="periodic")(at) + steady * at)


def _monotone(edge: np.ndarray, volume: np.ndarray, at: np.ndarray) -> np.ndarray:
    """One turn before and one after make it periodic."""
    edges = np.concatenate([edge[:-1] - edge[-1], edge, edge[1:] + edge[-1]])
    volumes = np.concatenate([volume[:-1] - volume[-1], volume, volume[1:] + volume[-1]])
    return np.asarray(PchipInterpolator(edges, volumes)(at))


def block_means(values: np.ndarray, length: np.ndarray) -> np.ndarray:
    """(blocks,) means of values over consecutive blocks of `length` of them."""
    first = np.concatenate([[0], np.cumsum(length)[:-1]])
    return np.asarray(np.add.reduceat(values, first) / length)


def with_block_means(values: np.ndarray, mean: np.ndarray, length: np.ndarray, rounds: int = 12) -> np.ndarray:
    """The same course, scaled smoothly until its block means are `mean` (blocks whose mean is 0 become 0).

    Each round multiplies by a smooth curve through the ratios that are still missing; what is left after the last,
    some 1e-6, is a factor per block.
    """
    for last in range(rounds + 1):
        found = block_means(values, length)
        ratio = np.divide(mean, found, out=np.zeros_like(mean), where=found > 0)
        values = values * (np.repeat(ratio, length) if last == rounds else smooth_year(ratio, length))
    return values
