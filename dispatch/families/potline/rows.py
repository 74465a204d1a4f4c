"""Aluminium potlines: electrolysis as a store of heat that works in both directions of the baseline.

Sets: i potline, t period, b boundary, k pair of neighbouring periods, d local day of a line, c ⊂ i lines with cells
that may be off line, a ⊂ i lines that hold power ready to be shed (armed, or sold as a millisecond response). D the
baseline, idle the share of cells off line (`fleet`), e = up − down. The heat x, in hours of the power of the cells on
line, obeys x' = −x/τ + (p − p̄)/p̄. Written for the line as a whole, H = x·p̄ in MWh, and solved exactly over a period,
so that refining time changes nothing:

    (potline.1) H[end] = κ·H[start] + τ(1 − κ)·(e − unserved + frozen)      κ = exp(−Δt/τ)

An outage cools the pots like any other reduction; what it takes beyond the band, the LP writes off as frozen:

    (potline.2) frozen ≤ unserved                                           at freeze_cost, above any other price

Columns, MW and MWh (D at a boundary is the smaller of its two neighbours):

    down_mw ≤ depth_down·D    up_mw ≤ depth_up·D    frozen_mw ≥ 0    shed_mw[a,t] ≥ armed·D
    heat_mwh[i,b] in [heat_min·D, heat_max·D]; at the start heat_initial, at the end ±heat_terminal
    used_mwh[i,b] what has been drawn less since the segment began

Rows:

    (potline.3) used[end] = used[start] + Δt·down      with budgets in rolling windows, see `budgets_of` and `rolling`
    (potline.4) Σ_t∈d −Δt·e ≤ (1 − daily_target)·Σ_t∈d Δt·D·(1 − idle)
    (potline.5) |e[after] − e[before]| ≤ ramp·Δ·D      the rectifiers' ramp, that of the whole line
    (potline.6) shed ≤ shed_max·p                      what may be dropped at once …
    (potline.7) κ'·H[b] + τ(1 − κ')·(e − shed) ≥ heat_min·D·(1 − idle)       κ' = exp(−shed_hours/τ), both ends of t
                                                       … leaves the line alive shed_hours later
    (potline.8) down ≤ depth_down·D·(1 − idle), up likewise; heat_min·D·(1 − idle) ≤ H ≤ heat_max·D·(1 − idle)   for c

Cells that leave take their heat with them, cells that come back are brought to heat before: where the number on line
changes, H = 0, so that nobody carries heat to the others. Energy targets and tonnes: `production`.

Which depth lasts how long: with the band alone, from x = 0, −10 % lasts 5.1 h, −20 % 2.2 h and −30 % 1.4 h, longer from
a warm line; the table of 4, 2 and 1 h is shorter at every depth, so it needs rows of its own.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from dispatch.case.schema import Case
from dispatch.families.flexible.entity import enabled
from dispatch.families.flexible.rows.demand_response import (
    FlexibleLoads,
    add_flexible_columns,
    add_flexible_draw,
    add_wear,
    demand_of,
)
from dispatch.families.flexible.rows.online_share import Fleets, add_fleets
from dispatch.families.flexible.rows.production import add_production, plant_windows
from dispatch.families.flexible.rows.rolling import Budget, add_budgets, state_limits
from dispatch.families.potline.entity import Potline
from dispatch.families.potline.headroom import PotlineHeadroom
from dispatch.families.response.resolve import shed_lines
from dispatch.horizon import Horizon
from dispatch.program.components import Rule
from dispatch.program.formulation import Formulation
from dispatch.series.assemble import Series


def add_rows(m: Formulation, case: Case, series: Series) -> None:
    """Columns, rows and costs of all potlines that are switched on."""
    lines = enabled(case.potline)
    if not lines:
        return
    demand = demand_of(lines, case, series)
    depth_down, depth_up = np.array([[[x.depth_down_pu], [x.depth_up_pu]] for x in lines]).transpose(1, 0, 2)
    flexible = add_flexible_columns(m, "potline", lines, case, series, depth_down * demand, depth_up * demand)
    least = np.zeros_like(demand)
    most = least + flexible.numbers(lambda x: 1 - x.online_min_pu)
    restart = [x.restart_cost_cny_per_cell / x.cell_mw for x in lines]
    fleets = add_fleets(flexible, [x.curtailment for x in lines], least, most, restart)
    idle = None if fleets is None else fleets.idle
    p_mw = add_flexible_draw(flexible, idle)
    add_wear(flexible, series)
    _add_heat(flexible, fleets)
    _add_durations(flexible, idle)
    _add_daily_target(flexible, idle)
    _add_ramp(flexible)
    _add_shed(flexible, series, p_mw, idle)
    if fleets is not None:
        _add_fewer_cells(flexible, fleets)
    add_production(flexible, p_mw)
    m.outputs["potline"] = PotlineHeadroom(flexible, series, idle)


def at_boundaries(horizon: Horizon, demand: np.ndarray) -> np.ndarray:
    """(n, N+G) the smaller of the values of both periods that meet at a boundary."""
    least = np.full((len(demand), horizon.boundaries), np.inf)
    least[:, horizon.first_boundary] = demand
    least[:, horizon.last_boundary] = np.minimum(least[:, horizon.last_boundary], demand)
    return least


def heat_limits(flexible: FlexibleLoads[Potline]) -> tuple[np.ndarray, np.ndarray]:
    """(n, N+G) band of the heat of whole lines, the terminal band included, MWh."""
    base, ends = at_boundaries(flexible.m.horizon, flexible.demand), flexible.m.horizon.segment_end
    low, high = flexible.numbers(lambda x: x.heat_min_h) * base, flexible.numbers(lambda x: x.heat_max_h) * base
    band = flexible.numbers(lambda x: x.heat_terminal_h) * base[:, ends]
    low[:, ends], high[:, ends] = np.maximum(low[:, ends], -band), np.minimum(high[:, ends], band)
    return low, high


def budgets_of(line: Potline, i: int, steady: bool) -> list[Budget]:
    """Budgets that hold each depth to its duration and allow each pair of the table by itself.

    The energy of a pair is depth·duration. A deeper pair is held to its energy in the longest window in which the next
    shallower depth still fits, E[i]/depth[i−1]; the shallowest in its duration and the recovery after it. Budgets that
    no reduction within `depth_down_pu` can exceed are left out; so are those that a longer window with no more energy
    implies, which it does where the baseline is `steady` (a budget is one of the mean baseline of its own window).
    """
    pairs = list(zip(line.duration_depth_pu, line.duration_h, strict=True))
    windows = [
        hours + line.recovery_h if n == 0 else depth * hours / pairs[n - 1][0] for n, (depth, hours) in enumerate(pairs)
    ]
    all_of_them = [Budget(i, window, *pair) for window, pair in zip(windows, pairs, strict=True)]
    real = [b for b in all_of_them if line.depth_down_pu * b.window_h > b.energy_h * (1 + 1e-9)]
    return [b for b in real if not (steady and any(other.implies(b) for other in real if other is not b))]


def _add_heat(flexible: FlexibleLoads[Potline], fleets: Fleets | None) -> None:
    m, f, F, lines = flexible.m, flexible.f, flexible.axis, flexible.plants
    horizon, tau = m.horizon, flexible.numbers(lambda x: x.heat_time_constant_h)
    low, high = heat_limits(flexible)
    online = flexible.numbers(lambda x: x.online_initial_pu if x.curtailment != "none" else 1.0)
    first = flexible.demand[:, horizon.segment_first_period] * online * flexible.numbers(lambda x: x.heat_initial_h)
    low[:, horizon.segment_start] = high[:, horizon.segment_start] = first
    if fleets is not None:
        inside = horizon.first_boundary[horizon.step_after]
        balanced = fleets.number[:, horizon.step_after] != fleets.number[:, horizon.step_before]
        low[:, inside], high[:, inside] = (
            np.where(balanced, 0.0, low[:, inside]),
            np.where(balanced, 0.0, high[:, inside]),
        )
    kept = f.param("kept", (F, m.period), np.exp(-horizon.dt_h / tau))
    gain = f.param("gain_h", (F, m.period), -tau * np.expm1(-horizon.dt_h / tau))
    heat = f.var("heat_mwh", (F, m.boundary), low, high)
    frozen = f.var("frozen_mw", (F, m.period))
    price = f.param("freeze_cost", (F,), [x.freeze_cost_cny_per_mwh for x in lines])

    def heat_balance(i: Any, t: Any) -> Any:  # (potline.1)
        net = flexible.up(i, t) - flexible.down(i, t) - flexible.unserved(i, t) + frozen[i, t]
        return heat[i, m.end[t]] == kept[i, t] * heat[i, m.start[t]] + gain[i, t] * net

    def outage(i: Any, t: Any) -> Any:  # (potline.2)
        return frozen[i, t] <= flexible.unserved(i, t)

    base = at_boundaries(horizon, flexible.demand)
    hours = f.param("per_mw", (F, m.boundary), np.divide(1.0, base, out=np.zeros_like(base), where=base > 0))
    f.constraint("heat_balance", (F, m.period), heat_balance)
    f.constraint("outage", (F, m.period), outage)
    f.cost("freeze", (F, m.period), lambda i, t: m.cost_h[t] * price[i] * frozen[i, t])
    f.quantity("heat_h", (F, m.boundary), lambda i, b: hours[i, b] * heat[i, b])


def _add_durations(flexible: FlexibleLoads[Potline], idle: Rule | None) -> None:
    budgets = [
        budget
        for i, line in enumerate(flexible.plants)
        for budget in budgets_of(line, i, bool(np.ptp(flexible.demand[i]) == 0))
    ]
    if not budgets:
        return
    m, f = flexible.m, flexible.f
    held = flexible.some("held", [flexible.plants[i] for i in sorted({budget.plant for budget in budgets})])
    used = f.var("used_mwh", (held, m.boundary), upper=state_limits(flexible))

    def use(i: Any, t: Any) -> Any:  # (potline.3)
        return used[i, m.end[t]] == used[i, m.start[t]] + m.dt_h[t] * flexible.down(i, t)

    f.constraint("use", (held, m.period), use)
    add_budgets(flexible, used, flexible.demand, budgets, idle)


def _add_daily_target(flexible: FlexibleLoads[Potline], idle: Rule | None) -> None:
    m, f = flexible.m, flexible.f
    days = plant_windows(flexible, ["day"] * len(flexible.plants))
    D = f.axis("day", days.labels)
    number = days.number.ravel()
    period = np.tile(np.arange(m.period.size), len(flexible.plants))
    periods = f.members("periods", D, m.period, number, period)
    line = f.param("line_of", (D,), days.plant, target=flexible.axis)
    free = np.array([1 - x.daily_target_pu for x in flexible.plants])[days.plant]
    most = f.param("daily_loss_mwh", (D,), free * days.baseline_mwh)
    morning = period[np.unique(number, return_index=True)[1]]
    first = None if idle is None else f.param("morning", (D,), morning, target=m.period)

    def daily_target(d: Any) -> Any:  # (potline.4)
        less = sum(m.dt_h[t] * (flexible.down(line[d], t) - flexible.up(line[d], t)) for t in periods[d])
        return less <= most[d] * (1 if first is None or idle is None else 1 - idle(line[d], first[d]))

    f.constraint("daily_target", (D,), daily_target)


def _add_ramp(flexible: FlexibleLoads[Potline]) -> None:
    """Lines whose ramp is slower than their whole swing, in the shortest step of the axis."""
    m, f = flexible.m, flexible.f
    quickest = float(m.horizon.step_h.min(initial=np.inf))
    slow = [
        i
        for i, x in enumerate(flexible.plants)
        if x.ramp_pu_per_h is not None and x.ramp_pu_per_h * quickest < x.depth_down_pu + x.depth_up_pu
    ]
    if not slow:
        return
    per_h = np.array([[flexible.plants[i].ramp_pu_per_h or 0.0] for i in slow])
    size = np.maximum(flexible.demand[:, m.horizon.step_before], flexible.demand[:, m.horizon.step_after])[slow]
    R = flexible.some("ramped", [flexible.plants[i] for i in slow])
    limit = f.param("ramp_mw", (R, m.step), per_h * m.horizon.step_h * size)

    def ramp(i: Any, k: Any) -> Any:  # (potline.5)
        after = flexible.up(i, m.after[k]) - flexible.down(i, m.after[k])
        return (-limit[i, k], after - flexible.up(i, m.before[k]) + flexible.down(i, m.before[k]), limit[i, k])

    f.constraint("ramp", (R, m.step), ramp)


def _add_shed(flexible: FlexibleLoads[Potline], series: Series, p_mw: Rule, idle: Rule | None) -> None:
    """Power that is held ready to be shed at once, for the lines of which that is asked."""
    m, f = flexible.m, flexible.f
    selling = shed_lines(series.case)
    asked = [i for i, x in enumerate(flexible.plants) if x.shed_armed_pu != 0.0 or x.id in selling]
    if not asked:
        return
    lines, demand = [flexible.plants[i] for i in asked], flexible.demand[asked]
    A, heat = flexible.some("armed", lines), f.var_of["heat_mwh"]
    shed = f.var("shed_mw", (A, m.period), series.stack(lines, "shed_armed_pu") * demand)
    most = f.param("shed_max_pu", (A,), [x.shed_max_pu for x in lines])
    tau, hours = (np.array([getattr(x, name) for x in lines]) for name in ("heat_time_constant_h", "shed_hours_h"))
    kept, gain = (
        f.param("shed_kept", (A,), np.exp(-hours / tau)),
        f.param("shed_gain_h", (A,), -tau * np.expm1(-hours / tau)),
    )
    least = f.param("shed_heat_mwh", (A, m.period), np.array([[x.heat_min_h] for x in lines]) * demand)
    price = f.param("shed_cost", (A,), [x.shed_cost_cny_per_mw_h for x in lines])

    def left_over(i: Any, b: Any, t: Any) -> Any:
        after = kept[i] * heat[i, b] + gain[i] * (flexible.up(i, t) - flexible.down(i, t) - shed[i, t])
        return after - least[i, t] * (1 if idle is None else 1 - idle(i, t)) >= 0

    f.constraint("shed_limit", (A, m.period), lambda i, t: shed[i, t] <= most[i] * p_mw(i, t))  # (potline.6)
    f.constraint("shed_at_start", (A, m.period), lambda i, t: left_over(i, m.start[t], t))  # (potline.7)
    f.constraint("shed_at_end", (A, m.period), lambda i, t: left_over(i, m.end[t], t))
    f.cost("armed", (A, m.period), lambda i, t: m.cost_h[t] * price[i] * shed[i, t])


def _add_fewer_cells(flexible: FlexibleLoads[Potline], fleets: Fleets) -> None:
    """(potline.8): what the bounds of a whole line say, for the cells that are on line."""
    m, f, C, T, B = flexible.m, flexible.f, fleets.axis, flexible.m.period, flexible.m.boundary
    chosen = [i for i, x in enumerate(flexible.plants) if x.curtailment != "none"]
    lines, horizon = [flexible.plants[i] for i in chosen], m.horizon
    low, high = heat_limits(flexible)
    least, most = f.param("least_heat_mwh", (C, B), low[chosen]), f.param("most_heat_mwh", (C, B), high[chosen])
    beside = np.empty(horizon.boundaries, dtype=np.int64)
    beside[horizon.last_boundary] = beside[horizon.first_boundary] = np.arange(horizon.periods)
    beside[horizon.segment_end] = horizon.segment_last_period
    at = f.param("beside", (B,), beside, target=T)
    depth = f.param("depth_mw", (C, T), np.array([[x.depth_down_pu] for x in lines]) * flexible.demand[chosen])
    rise = f.param("rise_mw", (C, T), np.array([[x.depth_up_pu] for x in lines]) * flexible.demand[chosen])
    heat = f.var_of["heat_mwh"]
    f.constraint("depth", (C, T), lambda i, t: flexible.down(i, t) <= depth[i, t] * (1 - fleets.idle(i, t)))
    f.constraint("rise", (C, T), lambda i, t: flexible.up(i, t) <= rise[i, t] * (1 - fleets.idle(i, t)))
    f.constraint("coldest", (C, B), lambda i, b: heat[i, b] >= least[i, b] * (1 - fleets.idle(i, at[b])))
    f.constraint("warmest", (C, B), lambda i, b: heat[i, b] <= most[i, b] * (1 - fleets.idle(i, at[b])))
