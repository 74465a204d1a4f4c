"""Windows of the local calendar by pandas' own periods, energy in windows that roll, and shares that are off line.

A period belongs to the window in which it starts; a window ends with its segment.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from dispatch.audit.recorder import Array
from dispatch.horizon import Horizon

_PERIODS = {"day": "D", "week": "W-SUN", "month": "M", "year": "Y"}
_SEASONS = {5: "normal", 6: "wet", 7: "wet", 8: "wet", 9: "wet", 10: "wet", 11: "normal late"}


@dataclass(frozen=True, eq=False)
class Calendar:
    """names: of the windows in order; of: (N,) window of each period; weight: (w,) of the segment of each."""

    horizon: Horizon
    names: tuple[str, ...]
    of: Array
    weight: Array
    segment: Array

    def energy(self, power_mw: Array) -> Array:
        """(w,) MWh of (N,) MW."""
        total = np.zeros(len(self.names))
        np.add.at(total, self.of, self.horizon.dt_h * power_mw)
        return total


def calendar(horizon: Horizon, kind: str) -> Calendar:
    """The windows of a kind."""
    stamps = horizon.local_time().tz_localize(None).floor("8h")
    day, at = np.unique(stamps, return_inverse=True)
    names = [_name(pd.Timestamp(stamp), kind) for stamp in day]
    several = horizon.segments > 1
    full = [f"{names[k]} ({g + 1})" if several else names[k] for k, g in zip(at, horizon.segment, strict=True)]
    order = list(dict.fromkeys(full))
    of = pd.Index(order).get_indexer(pd.Index(full))
    first = np.unique(of, return_index=True)[1]
    return Calendar(horizon, tuple(order), of, horizon.weight[first], horizon.segment[first])


def _name(stamp: pd.Timestamp, kind: str) -> str:
    if kind == "shift":
        return stamp.strftime("%Y-%m-%dT%H")
    if kind == "two_days":
        return str((stamp.normalize() - pd.Timedelta(days=stamp.toordinal() % 2)).date())
    if kind == "season":
        return f"{(stamp + pd.DateOffset(months=1)).year} {_SEASONS.get(stamp.month, 'dry')}"
    period = stamp.to_period(_PERIODS[kind])
    return str(period.start_time.date()) if kind == "week" else str(period)


def rolled(horizon: Horizon, power_mw: Array, length_h: float) -> tuple[Array, Array, Array]:
    """(energy, hours, period in which they end) of every window of `length_h` that begins or ends at a boundary."""
    energies, hours, last = [], [], []
    for g in range(horizon.segments):
        inside = np.flatnonzero(horizon.segment == g)
        edge = np.concatenate([[0.0], np.cumsum(horizon.dt_h[inside])])
        curve = np.concatenate([[0.0], np.cumsum((horizon.dt_h * power_mw)[inside])])
        span = min(length_h, edge[-1])
        begin = np.clip(np.concatenate([edge, edge - span]), 0.0, edge[-1] - span)
        energies.append(np.interp(begin + span, edge, curve) - np.interp(begin, edge, curve))
        hours.append(np.full(len(begin), span))
        # An end at a boundary closes the period before it.
        last.append(inside[np.clip(np.searchsorted(edge, begin + span - 1e-6) - 1, 0, len(inside) - 1)])
    return np.concatenate(energies), np.concatenate(hours), np.concatenate(last)
