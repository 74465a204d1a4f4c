"""Indicators of a run as tidy frames, the study area and every county, span by span.

    indicator_table   one row an area, span and curve: the figures of `indicators`
    change_table      one row an area and span: what regulation did to the net load, in two stages
    depth_table       one row a plant and span: regulation depth
    contribution_table one row an area, span and resource; contributions of an area and span add up to `spread_mw`

Common columns: area (`home` or a county), span (all, year, season, month, day, typical), label, whole. Instants are
local starts of periods. Energies carry the weights of the run; extremes do not.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from dispatch.families import roles
from dispatch.families.declare import Role
from dispatch.horizon import Horizon
from dispatch.results.installed_capacity import power_mw
from dispatch.shaving import indicators as ind
from dispatch.shaving.curves import CURVES, Region, Resource
from dispatch.shaving.spans import Span, spans_of

RAMPS_H = {"15min": 0.25, "1h": 1.0, "3h": 3.0}


def indicator_table(regions: Iterable[Region], spans: Sequence[Span], curves: Sequence[str] = CURVES) -> pd.DataFrame:
    """max, min, mean (MW), energy (MWh), spread, rates, instants and largest ramps of every curve.

    `day_spread_max_mw` and `day_spread_mean_mw` are the largest and the mean of the whole days of the span
    (最大日峰谷差, 平均日峰谷差), NaN where it holds none.
    """
    rows = []
    for region in regions:
        horizon = region.horizon
        partners = {name: _partner(horizon, hours) for name, hours in RAMPS_H.items()}
        local, whole = horizon.local_time(), [span for span in spans_of(horizon, ["day"]) if span.whole]
        for curve in curves:
            power = region.curves[curve]
            days = _Days.of(whole, power)
            for span in spans:
                head = {"area": region.id, **_head(span), "curve": curve}
                rows.append(
                    head | _figures(power, span, horizon, local) | _ramps(power, span, partners) | days.within(span)
                )
    return pd.DataFrame(rows)


def change_table(regions: Iterable[Region], spans: Sequence[Span]) -> pd.DataFrame:
    """Net load before and after: with storage and flexible loads (`net_load_after`), then with water (`residual`).

    peak_cut_mw and valley_fill_mw are positive where regulation lowers the peak and raises the valley.
    """
    rows = []
    for region in regions:
        for span in spans:
            before = region.curves["net_load_before"][span.periods]
            for stage in ("net_load_after", "residual"):
                after = region.curves[stage][span.periods]
                rows.append(
                    {
                        "area": region.id,
                        **_head(span),
                        "after": stage,
                        "max_before_mw": before.max(),
                        "max_after_mw": after.max(),
                        "min_before_mw": before.min(),
                        "min_after_mw": after.min(),
                        "spread_before_mw": ind.spread_mw(before),
                        "spread_after_mw": ind.spread_mw(after),
                        "peak_cut_mw": before.max() - after.max(),
                        "peak_cut_pu": ind.peak_cut_pu(before, after),
                        "valley_fill_mw": after.min() - before.min(),
                        "valley_fill_pu": ind.valley_fill_pu(before, after),
                    }
                )
    return pd.DataFrame(rows)


def depth_table(area: Region, spans: Sequence[Span]) -> pd.DataFrame:
    """调峰深度 of every hydro, river and thermal plant and store of an area: p_nom, largest, smallest, depth."""
    rated: dict[tuple[str, str], float] = {}
    for flow in roles.flows(Role.GENERATION):
        rated |= {(roles.kind_of(flow), e.id): e.p_nom_mw for e in area.members(flow.family)}
    for flow in roles.flows(Role.STORAGE):
        stores = area.members(flow.family)
        sizes = zip(stores, power_mw(area, stores), strict=True)
        rated |= {(roles.kind_of(flow), s.id): float(p) for s, p in sizes}
    plants = [r for r in area.resources if (r.kind, r.id) in rated]
    rows = []
    for span in spans:
        for plant in plants:
            power, p_nom = plant.p_mw[span.periods], rated[plant.kind, plant.id]
            rows.append(
                {
                    "area": area.id,
                    **_head(span),
                    **_who(plant),
                    "p_nom_mw": p_nom,
                    "max_mw": power.max(),
                    "min_mw": power.min(),
                    "depth_pu": ind.depth_pu(power, p_nom),
                }
            )
    return pd.DataFrame(rows)


def contribution_table(regions: Iterable[Region], spans: Sequence[Span]) -> pd.DataFrame:
    """(shaving.6) of every resource, with the instants of the largest and smallest net load of the span fixed.

    Terms that are losses or curtailment count as well, so that contribution_mw adds up to spread_mw and contribution_pu
    to 1. NaN per unit where the net load does not vary.
    """
    rows = []
    for region in regions:
        net, local, resources = region.curves["net_load_before"], region.horizon.local_time(), region.resources
        powers = np.array([r.p_mw for r in resources])
        for span in spans:
            peak, valley = (int(span.periods[i]) for i in ind.peak_and_valley(net[span.periods]))
            gives, spread = ind.contribution_mw(powers, peak, valley), float(net[peak] - net[valley])
            when = {"peak_at": local[peak], "valley_at": local[valley], "spread_mw": spread}
            for resource, p_peak, p_valley, given in zip(
                resources, powers[:, peak], powers[:, valley], gives, strict=True
            ):
                rows.append(
                    {
                        "area": region.id,
                        **_head(span),
                        **when,
                        **_who(resource),
                        "p_peak_mw": p_peak,
                        "p_valley_mw": p_valley,
                        "contribution_mw": given,
                        "contribution_pu": ind.ratio(float(given), spread),
                    }
                )
    return pd.DataFrame(rows)


def _head(span: Span) -> dict[str, Any]:
    return {"span": span.kind, "label": span.label, "whole": span.whole}


def _who(resource: Resource) -> dict[str, str]:
    return {
        "kind": resource.kind,
        "id": resource.id,
        "zh": resource.zh or resource.id,
        "en": resource.en or resource.id,
    }


def _figures(power: np.ndarray, span: Span, horizon: Horizon, local: pd.DatetimeIndex) -> dict[str, Any]:
    p, hours = power[span.periods], horizon.energy_h[span.periods]
    peak, valley = ind.peak_and_valley(p)
    return {
        "max_mw": p[peak],
        "max_at": local[span.periods[peak]],
        "min_mw": p[valley],
        "min_at": local[span.periods[valley]],
        "mean_mw": ind.mean_mw(p, hours),
        "energy_mwh": float(p @ hours),
        "spread_mw": ind.spread_mw(p),
        "spread_pu": ind.spread_pu(p),
        "load_factor_pu": ind.load_factor_pu(p, hours),
        "min_load_pu": ind.min_load_pu(p),
    }


def _partner(horizon: Horizon, hours: float) -> np.ndarray:
    """(N,) number of the period of the same segment and length that begins `hours` later, −1 where there is none."""
    offset = np.timedelta64(round(3600 * hours), "s")
    partner = np.full(horizon.periods, -1, dtype=np.int64)
    for g in range(horizon.segments):
        inside = np.flatnonzero(horizon.segment == g)
        start = horizon.start[inside]
        at = np.minimum(np.searchsorted(start, start + offset), len(start) - 1)
        same = (start[at] == start + offset) & np.isclose(horizon.dt_h[inside], horizon.dt_h[inside[at]])
        same &= horizon.dt_h[inside] <= hours + 1e-9
        partner[inside[same]] = inside[at[same]]
    return partner


def _ramps(power: np.ndarray, span: Span, partners: dict[str, np.ndarray]) -> dict[str, float]:
    """(shaving.12) largest rise and fall between periods that both lie in the span."""
    ramps: dict[str, float] = {}
    for name, partner in partners.items():
        later = partner[span.periods]
        chosen = (later >= 0) & _among(later, span.periods)
        up, down = ind.ramp_mw(power[span.periods[chosen]], power[later[chosen]])
        ramps |= {f"ramp_up_{name}_mw": up, f"ramp_down_{name}_mw": down}
    return ramps


def _among(numbers: np.ndarray, increasing: np.ndarray) -> np.ndarray:
    """Which of some numbers are in an increasing array."""
    at = np.minimum(np.searchsorted(increasing, numbers), len(increasing) - 1)
    return np.asarray(increasing[at] == numbers)


@dataclass(frozen=True, eq=False)
class _Days:
    """Whole days of a run: first period of each, and the spread of a curve within each."""

    first: np.ndarray
    spread_mw: np.ndarray

    @classmethod
    def of(cls, days: Sequence[Span], power: np.ndarray) -> _Days:
        first = np.array([day.periods[0] for day in days], dtype=np.int64)
        return cls(first, np.array([ind.spread_mw(power[day.periods]) for day in days]))

    def within(self, span: Span) -> dict[str, float]:
        """Largest and mean spread of the whole days that begin in a span."""
        chosen = self.spread_mw[_among(self.first, span.periods)] if len(self.first) else self.spread_mw
        largest, mean = (float(chosen.max()), float(chosen.mean())) if len(chosen) else (float("nan"),) * 2
        return {"day_spread_max_mw": largest, "day_spread_mean_mw": mean}
