"""The live table: energy and expected output of every key unit, seen from one instant.

    next_24h, next_7d    from `at` on, as scheduled
    month_to_date        from the first of the month until `at`: as metered, else as scheduled
    month                the whole month: to date, and the rest as scheduled

covered_pu is the share of the window that meter or schedule covers: energy and tonnes are those of that part, nothing
is scaled up. Tonnes follow from the model of the unit (`fitted`, with its band), else from the MWh per tonne of the
case (`nameplate`, without). The band is that of the conversion, not of what the schedule will turn out to be.
reported_t is the output already reported for the window.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from dispatch.horizon import Horizon
from dispatch.production.model import ProductionModel
from dispatch.production.records import Records
from dispatch.production.units import KeyUnit

WINDOWS = ("next_24h", "next_7d", "month_to_date", "month")
COLUMNS = (
    "unit",
    "kind",
    "window",
    "start",
    "end",
    "covered_pu",
    "metered_mwh",
    "scheduled_mwh",
    "energy_mwh",
    "output_t",
    "output_low_t",
    "output_high_t",
    "reported_t",
    "value_cny",
    "model",
)


@dataclass(frozen=True, eq=False)
class Powers:
    """(n,) periods with a mean power each, NaN where it is not known; start, end datetime64[s] UTC, without overlap."""

    start: np.ndarray
    end: np.ndarray
    power_mw: np.ndarray

    @classmethod
    def scheduled(cls, horizon: Horizon, power_mw: np.ndarray) -> Powers:
        order = np.argsort(horizon.start, kind="stable")
        return cls(horizon.start[order], horizon.end[order], power_mw[order])

    @classmethod
    def metered(cls, meter: Records, unit: str) -> Powers:
        return cls(meter.start, meter.end, meter.values[unit] / meter.hours)

    def within(self, edges: np.ndarray) -> np.ndarray:
        """(k,) mean power between (k + 1) edges, none of which lies inside a period; NaN where it is not known."""
        at = np.searchsorted(self.start, edges[:-1], side="right") - 1
        inside = (at >= 0) & (edges[:-1] < self.end[np.maximum(at, 0)])
        return np.where(inside, self.power_mw[np.maximum(at, 0)], np.nan)


def windows_at(at: pd.Timestamp) -> dict[str, tuple[pd.Timestamp, pd.Timestamp]]:
    """Start and end of every window, local."""
    month = at.normalize().replace(day=1)
    after = month + pd.offsets.MonthBegin(1)
    day, week = pd.Timedelta(hours=24), pd.Timedelta(days=7)
    spans = ((at, at + day), (at, at + week), (month, at), (month, after))
    return dict(zip(WINDOWS, spans, strict=True))


def live_table(
    units: Sequence[KeyUnit],
    horizon: Horizon,
    drawn: Mapping[str, np.ndarray],
    at: pd.Timestamp,
    *,
    meter: Records | None = None,
    output: Records | None = None,
    models: Mapping[str, ProductionModel] | None = None,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """One row a unit and window; `drawn` are (N,) MW of the schedule."""
    rows = []
    for unit in units:
        plan = Powers.scheduled(horizon, drawn[unit.id])
        seen = Powers.metered(meter, unit.id) if meter is not None and unit.id in meter.values else None
        model = (models or {}).get(unit.id)
        for window, (start, end) in windows_at(at).items():
            row: dict[str, object] = {"unit": unit.id, "kind": unit.kind, "window": window, "start": start, "end": end}
            energy = _energy(plan, seen, start, end, at)
            rows.append(
                row
                | energy.as_record()
                | _tonnes(unit, model, energy, confidence)
                | _reported(output, unit, start, end)
            )
    return pd.DataFrame(rows, columns=list(COLUMNS))


@dataclass(frozen=True, eq=False)
class _Energy:
    """What is known of a window: stamps and hours of the parts that are covered, energy of either source."""

    start: pd.DatetimeIndex
    hours: np.ndarray
    metered_mwh: float
    scheduled_mwh: float
    window_h: float

    @property
    def total_mwh(self) -> float:
        return self.metered_mwh + self.scheduled_mwh

    def as_record(self) -> dict[str, object]:
        covered = float(self.hours.sum()) / self.window_h if self.window_h > 0 else np.nan
        return {
            "covered_pu": covered,
            "metered_mwh": self.metered_mwh,
            "scheduled_mwh": self.scheduled_mwh,
            "energy_mwh": self.total_mwh,
        }


def _energy(plan: Powers, seen: Powers | None, start: pd.Timestamp, end: pd.Timestamp, at: pd.Timestamp) -> _Energy:
    """Metered until `at` where there is a meter, scheduled otherwise, cut at all edges of both and of days."""
    first, last, now = (_utc(stamp) for stamp in (start, end, at))
    days = pd.date_range(start.normalize(), end, freq="D")
    parts = [np.array([first, last, now]), plan.start, plan.end, np.array([_utc(day) for day in days])]
    parts += [] if seen is None else [seen.start, seen.end]
    edges = np.unique(np.concatenate(parts))
    edges = edges[(edges >= first) & (edges <= last)]
    hours = np.diff(edges).astype(np.int64) / 3600
    scheduled = plan.within(edges)
    metered = np.full(len(hours), np.nan) if seen is None else np.where(edges[:-1] < now, seen.within(edges), np.nan)
    taken = np.where(np.isnan(metered), scheduled, np.nan)
    covered = np.isfinite(metered) | np.isfinite(taken)
    begins = pd.DatetimeIndex(edges[:-1], tz="UTC").tz_convert(str(start.tz))
    return _Energy(
        begins[covered],
        hours[covered],
        float(np.nansum(metered * hours)),
        float(np.nansum(taken * hours)),
        float(hours.sum()),
    )


def _tonnes(unit: KeyUnit, model: ProductionModel | None, energy: _Energy, confidence: float) -> dict[str, object]:
    if model is None:
        tonnes, low, high = energy.total_mwh / unit.mwh_per_t, np.nan, np.nan
    else:
        tonnes, low, high = model.tonnes(energy.total_mwh, model.hours_by_level(energy.start, energy.hours), confidence)
    return {
        "output_t": tonnes,
        "output_low_t": low,
        "output_high_t": high,
        "value_cny": tonnes * unit.value_cny_per_t,
        "model": "nameplate" if model is None else "fitted",
    }


def _reported(output: Records | None, unit: KeyUnit, start: pd.Timestamp, end: pd.Timestamp) -> dict[str, object]:
    """Tonnes of the reports that lie within the window; NaN where there are none."""
    if output is None or unit.id not in output.values:
        return {"reported_t": np.nan}
    inside = (output.start >= _utc(start)) & (output.end <= _utc(end)) & output.known(unit.id)
    return {"reported_t": float(output.values[unit.id][inside].sum()) if inside.any() else np.nan}


def _utc(stamp: pd.Timestamp) -> np.datetime64:
    return stamp.tz_convert("UTC").tz_localize(None).to_datetime64().astype("datetime64[s]")
