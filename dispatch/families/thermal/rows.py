"""Thermal plant whose committed capacity is a continuous share of the fleet.

Sets: g plant, c ⊂ g plants that need commitment (minimum load, no-load or start cost, or ramps), t period, k pair of
neighbouring periods (b before, a after). Columns, MW:

    p_mw[g,t]           ≤ p_max_pu · p_nom
    committed_mw[c,t]   between committed_min_pu and p_max_pu of p_nom
    started_mw[c,k]     ≥ 0, capacity started between b and a

Rows, r the ramp per hour, Δ the hours between the middles of b and a, s = min(1, max(p_min, rΔ)) the output that newly
started (or stopping) capacity may have, stopped = started − (committed[a] − committed[b]):

    (thermal.1) p ≤ committed
    (thermal.2) p ≥ p_min · committed
    (thermal.3) stopped ≥ 0
    (thermal.4) p[a] − p[b] ≤ r_up·Δ·(committed[a] − started) + s·started − p_min·stopped
    (thermal.5) p[b] − p[a] ≤ r_down·Δ·(committed[a] − started) + s·stopped − p_min·started

What stays on line ramps at r, what starts goes at most to s, what stops comes from at most s. Known values before the
horizon are bounds of the first period (`initial_limits`). The first period of a segment is otherwise free. Reference:
Palmintier and Webster, "Heterogeneous unit clustering for efficient operational flexibility modeling" (2014), relaxed.
"""

from __future__ import annotations

import numpy as np

from dispatch.case.schema import Case
from dispatch.families.thermal.entity import Thermal
from dispatch.families.thermal.headroom import ThermalHeadroom
from dispatch.horizon import Horizon
from dispatch.program.formulation import Formulation
from dispatch.program.headroom import Commitment
from dispatch.series.assemble import Series


def needs_commitment(plant: Thermal) -> bool:
    """Whether committed capacity matters for this plant at all."""
    ramps = plant.ramp_up_pu_per_h is not None or plant.ramp_down_pu_per_h is not None
    return plant.p_min_pu > 0 or plant.start_cost_cny_per_mw > 0 or plant.no_load_cost_cny_per_mw_h > 0 or ramps


def ramp_pu(plant: Thermal, direction: str, step_h: np.ndarray) -> np.ndarray:
    """(K,) share of committed capacity that may change between two periods, at most 1; 1 without a ramp limit."""
    per_h = plant.ramp_up_pu_per_h if direction == "up" else plant.ramp_down_pu_per_h
    return np.ones_like(step_h) if per_h is None else np.minimum(1.0, per_h * step_h)


def initial_limits(plant: Thermal, low: np.ndarray, high: np.ndarray, horizon: Horizon) -> None:
    """Narrow the first period of every segment to what a ramp from `p_initial_mw` reaches (in place)."""
    if plant.p_initial_mw is None:
        return
    first = horizon.segment_first_period
    base = plant.p_nom_mw if plant.committed_initial_mw is None else plant.committed_initial_mw
    span = horizon.dt_h[first]
    high[first] = np.minimum(high[first], plant.p_initial_mw + base * ramp_pu(plant, "up", span))
    low[first] = np.maximum(
        low[first], np.minimum(high[first], plant.p_initial_mw - base * ramp_pu(plant, "down", span))
    )


def power_bounds(plants: tuple[Thermal, ...], series: Series) -> tuple[np.ndarray, np.ndarray]:
    """(n, N) lowest and highest output, MW."""
    p_nom = np.array([[p.p_nom_mw] for p in plants])
    high = p_nom * series.stack(plants, "p_max_pu")
    low = np.zeros_like(high)
    for i, plant in enumerate(plants):
        initial_limits(plant, low[i], high[i], series.horizon)
    return low, high


def add_rows(m: Formulation, case: Case, series: Series) -> None:
    """Columns, rows and costs of all thermal plants."""
    plants = case.thermal
    if not plants:
        return
    f = m.family("thermal")
    G, T = f.axis("thermal", [p.id for p in plants]), m.period
    fuel = f.param("fuel_cost", (G, T), series.stack(plants, "fuel_cost_cny_per_mwh"))
    other = f.param("other_cost", (G, T), series.stack(plants, "other_cost_cny_per_mwh"))
    low, high = power_bounds(plants, series)
    p_mw = f.var("p_mw", (G, T), low, high)
    f.cost("fuel", (G, T), lambda g, t: m.cost_h[t] * fuel[g, t] * p_mw[g, t])
    f.cost("other", (G, T), lambda g, t: m.cost_h[t] * other[g, t] * p_mw[g, t])
    m.inject(G, [p.bus for p in plants], lambda g, t: p_mw[g, t])
    commitment = _add_commitment(m, tuple(p for p in plants if needs_commitment(p)), series)
    m.outputs["thermal"] = ThermalHeadroom(m, series, lambda g, t: p_mw[g, t], commitment)


def _add_commitment(m: Formulation, plants: tuple[Thermal, ...], series: Series) -> Commitment | None:
    if not plants:
        return None
    f, T, K = m.families["thermal"], m.period, m.step
    C, p_mw = f.axis("thermal_committed", [p.id for p in plants], index_name="thermal"), f.var_of["p_mw"]
    p_nom = np.array([[p.p_nom_mw] for p in plants])
    p_min = f.param("p_min_pu", (C,), [p.p_min_pu for p in plants])
    rising = f.axis("rising", [p.id for p in plants if p.ramp_up_pu_per_h is not None], index_name="thermal")
    falling = f.axis("falling", [p.id for p in plants if p.ramp_down_pu_per_h is not None], index_name="thermal")
    climb, drop = (np.array([ramp_pu(p, way, m.horizon.step_h) for p in plants]) for way in ("up", "down"))
    lowest = np.array([[p.p_min_pu] for p in plants])
    up, up_edge = f.param("up", (C, K), climb), f.param("up_edge", (C, K), np.maximum(climb, lowest))
    down, down_edge = f.param("down", (C, K), drop), f.param("down_edge", (C, K), np.maximum(drop, lowest))
    no_load = f.param("no_load_cost", (C,), [p.no_load_cost_cny_per_mw_h for p in plants])
    start_cost = f.param("start_cost", (C,), [p.start_cost_cny_per_mw for p in plants])
    least = p_nom * series.stack(plants, "committed_min_pu")
    committed = f.var("committed_mw", (C, T), least, p_nom * series.stack(plants, "p_max_pu"))
    started = f.var("started_mw", (C, K))

    def stopped(c, k):
        return started[c, k] - (committed[c, m.after[k]] - committed[c, m.before[k]])

    def enough_committed(c, t):  # (thermal.1)
        return p_mw[c, t] <= committed[c, t]

    def minimum_load(c, t):  # (thermal.2)
        return p_mw[c, t] >= p_min[c] * committed[c, t]

    def stop(c, k):  # (thermal.3)
        return stopped(c, k) >= 0

    def ramp_up(c, k):  # (thermal.4)
        staying = committed[c, m.after[k]] - started[c, k]
        change = p_mw[c, m.after[k]] - p_mw[c, m.before[k]]
        return change <= up[c, k] * staying + up_edge[c, k] * started[c, k] - p_min[c] * stopped(c, k)

    def ramp_down(c, k):  # (thermal.5)
        staying = committed[c, m.after[k]] - started[c, k]
        change = p_mw[c, m.before[k]] - p_mw[c, m.after[k]]
        return change <= down[c, k] * staying + down_edge[c, k] * stopped(c, k) - p_min[c] * started[c, k]

    f.constraint("enough_committed", (C, T), enough_committed)
    f.constraint("minimum_load", (C, T), minimum_load)
    f.constraint("stop", (C, K), stop)
    f.constraint("ramp_up", (rising, K), ramp_up)
    f.constraint("ramp_down", (falling, K), ramp_down)
    f.cost("no_load", (C, T), lambda c, t: m.cost_h[t] * no_load[c] * committed[c, t])
    f.cost("start", (C, K), lambda c, k: m.step_weight[k] * start_cost[c] * started[c, k])
    return Commitment("committed", C, committed, p_min)
