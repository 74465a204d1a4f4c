"""Plants that run within a band of what is on line, and below it only briefly: what furnaces and batch fleets share.

Sets: i plant, t period, b boundary, k pair of neighbours, c ⊂ i plants whose share on line is a decision (`fleet`).
N what could run (MW): the nominal power for c, the baseline D for the others; idle the share of N off line, 0 for the
others. Bounds: down ≤ (1 − deep_min)·D and up ≤ (band_max − 1)·D; for c down ≤ D and up ≤ band_max·N − D. State, from 0
at the start of a segment, MWh that were drawn less than the bottom of the band:

    deep_mwh[i,b] ≥ 0

Rows:

    (banded.1) Δt·p ≥ Δt·band_min·N·(1 − idle) − (deep[end] − deep[start])
    (banded.2) deep[end] ≥ deep[start]                       and budgets in rolling windows (`rolling`):
               (band_min − deep_min)·deep_h of N·(1 − idle) in any deep_h + recovery_h hours
    (banded.3) p ≥ deep_min·N·(1 − idle)                     for c, as is
    (banded.4) p ≤ band_max·N·(1 − idle)
    (banded.5) |e[after] − e[before]| ≤ ramp·Δ·N             e = up − down, where the ramp is slower than the swing

So a plant may go all the way down for deep_h hours, or half the way twice as long: a linear stand-in for a clock.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np

from dispatch.case.schema import Case
from dispatch.families.flexible.entity import Banded
from dispatch.families.flexible.rows.demand_response import (
    FlexibleLoads,
    add_flexible_columns,
    add_flexible_draw,
    add_wear,
    demand_of,
    loads_of,
)
from dispatch.families.flexible.rows.online_share import Fleets, add_fleets
from dispatch.families.flexible.rows.production import add_production
from dispatch.families.flexible.rows.rolling import Budget, add_budgets, state_limits
from dispatch.program.components import Rule
from dispatch.program.formulation import Formulation
from dispatch.series.assemble import Series

E = TypeVar("E", bound=Banded)


@dataclass(frozen=True, eq=False)
class Choice:
    """How much may be on line: kinds of window, least and most share off line (n, N), what coming back costs a MW."""

    kinds: Sequence[str]
    least_off: np.ndarray
    most_off: np.ndarray
    restart_cny_per_mw: Sequence[float]


def add_banded(
    m: Formulation, kind: str, plants: tuple[E, ...], case: Case, series: Series, choice: Choice | None = None
) -> None:
    """Columns, rows and costs of all plants of a kind; `choice` for those that may decide how much is on line."""
    demand = demand_of(plants, case, series)
    deciding = np.array([[choice is not None and choice.kinds[i] != "none"] for i in range(len(plants))])
    nominal = np.array([[load.p_nom_mw] for load in loads_of(plants, case)])
    base = np.where(deciding, nominal, demand)
    deep_min, band_max = (np.array([[getattr(x, name)] for x in plants]) for name in ("deep_min_pu", "band_max_pu"))
    down_max = np.where(deciding, demand, (1 - deep_min) * demand)
    up_max = np.maximum(band_max * base - demand, 0.0)
    flexible = add_flexible_columns(m, kind, plants, case, series, down_max, up_max)
    fleets = None
    if choice is not None:
        fleets = add_fleets(flexible, choice.kinds, choice.least_off, choice.most_off, choice.restart_cny_per_mw)
    p_mw = add_flexible_draw(flexible)
    add_wear(flexible, series)
    add_band(flexible, base, p_mw, fleets)
    add_ramp(flexible, base)
    add_production(flexible, p_mw)


def add_band(flexible: FlexibleLoads[Any], base: np.ndarray, p_mw: Rule, fleets: Fleets | None) -> None:
    m, f, F, T = flexible.m, flexible.f, flexible.axis, flexible.m.period
    idle = None if fleets is None else fleets.idle
    bottom = f.param("bottom_mw", (F, T), flexible.numbers(lambda x: x.band_min_pu) * base)
    brief = flexible.numbers(lambda x: x.deep_h > 0)
    deep = f.var("deep_mwh", (F, m.boundary), upper=np.where(brief > 0, state_limits(flexible), 0.0))

    def on_line(i: Any, t: Any) -> Any:
        return 1 if idle is None else 1 - idle(i, t)

    def band(i: Any, t: Any) -> Any:  # (banded.1)
        below = deep[i, m.end[t]] - deep[i, m.start[t]]
        return m.dt_h[t] * p_mw(i, t) + below - m.dt_h[t] * bottom[i, t] * on_line(i, t) >= 0

    def onward(i: Any, t: Any) -> Any:  # (banded.2)
        return deep[i, m.end[t]] >= deep[i, m.start[t]]

    f.constraint("band", (F, T), band)
    f.constraint("onward", (F, T), onward)
    budgets = [
        Budget(i, x.deep_h + x.recovery_h, x.band_min_pu - x.deep_min_pu, x.deep_h)
        for i, x in enumerate(flexible.plants)
        if x.deep_h > 0
    ]
    add_budgets(flexible, deep, base, budgets, idle)
    if fleets is not None:
        _add_fleet_limits(flexible, base, p_mw, fleets)


def _add_fleet_limits(flexible: FlexibleLoads[Any], base: np.ndarray, p_mw: Rule, fleets: Fleets) -> None:
    f, C, T = flexible.f, fleets.axis, flexible.m.period
    chosen = [flexible.axis.labels.index(label) for label in C.labels] if flexible.axis.labels and C.labels else []
    floor, top = (
        np.array([[getattr(flexible.plants[i], name)] for i in chosen]) * base[chosen]
        for name in ("deep_min_pu", "band_max_pu")
    )
    least, most = f.param("floor_mw", (C, T), floor), f.param("top_mw", (C, T), top)
    f.constraint("floor", (C, T), lambda i, t: p_mw(i, t) >= least[i, t] * (1 - fleets.idle(i, t)))  # (banded.3)
    f.constraint("top", (C, T), lambda i, t: p_mw(i, t) <= most[i, t] * (1 - fleets.idle(i, t)))  # (banded.4)


def add_ramp(flexible: FlexibleLoads[Any], base: np.ndarray) -> None:
    m, f = flexible.m, flexible.f
    quickest = float(m.horizon.step_h.min(initial=np.inf))
    slow = [
        i
        for i, x in enumerate(flexible.plants)
        if x.ramp_pu_per_h is not None and x.ramp_pu_per_h * quickest < x.band_max_pu - x.deep_min_pu
    ]
    if not slow:
        return
    per_h = np.array([[flexible.plants[i].ramp_pu_per_h] for i in slow], dtype=float)
    size = np.maximum(base[:, m.horizon.step_before], base[:, m.horizon.step_after])[slow]
    R = flexible.some("ramped", [flexible.plants[i] for i in slow])
    limit = f.param("ramp_mw", (R, m.step), per_h * m.horizon.step_h * size)

    def ramp(i: Any, k: Any) -> Any:  # (banded.5)
        after = flexible.up(i, m.after[k]) - flexible.down(i, m.after[k])
        return (-limit[i, k], after - flexible.up(i, m.before[k]) + flexible.down(i, m.before[k]), limit[i, k])

    f.constraint("ramp", (R, m.step), ramp)
