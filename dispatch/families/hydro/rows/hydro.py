"""Reservoirs in cascade and their powerhouses.

Sets: r reservoir, h powerhouse (with its reservoir), t period, b boundary. Columns:

    volume_hm3[r,b]      within the seasonal limits of volume and level (initial and terminal conditions are bounds, and
                         so are volumes given for the ends of segments, `dispatch.families.hydro.pins`)
    spill_m3s[r,t]       ≥ 0
    turbine_m3s[h,t]     ≤ what the machines take and what p_nom allows
    pump_m3s[h,t]        ≥ 0, from the reservoir below into this one, where a powerhouse can pump
    shortfall_m3s[r,t]   ≥ 0, missing minimum release, where it may be missed at a price

With release[r,t] = Σ turbine over its powerhouses + spill, and arrivals as in `travel`:

    (hydro.1) V[end t] = V[start t] + 0.0036·Δt·(inflow + arrivals − release + pumped in − pumped out)
    (hydro.2) release_min ≤ release + shortfall
    (hydro.3) release ≤ release_max
    (hydro.4) |release[a] − release[b]| ≤ ramp · Δ       for neighbouring periods b, a
    (hydro.5) V[start of g] = V[end of g]                for cyclic reservoirs

0.0036 turns m³/s·h into hm³. Power is generation − pump_mw_per_m3s × pumping; generation is productivity × turbine
flow, or follows from head (`head`), for the plants whose head is modelled. Cost: O&M, spill, missed release, minus
the water value of what is left at the end of every segment, unless that is given.

Dual of (hydro.1), sign changed and divided by the weight: `water_value_cny_per_hm3`, what one more hm³ saves.
"""

from __future__ import annotations

import numpy as np

from dispatch.case.schema import Case
from dispatch.families.hydro.entity import Reservoir
from dispatch.families.hydro.pins import pinned_volumes
from dispatch.families.hydro.rows.cascade import Cascade
from dispatch.families.hydro.rows.flood import add_flood_limits
from dispatch.families.hydro.rows.head import add_generated, add_head
from dispatch.families.hydro.rows.headroom import PowerhouseHeadroom
from dispatch.families.hydro.rows.limits import HM3_PER_M3S_H, turbine_limit, volume_bounds
from dispatch.families.hydro.rows.navigation import add_navigation
from dispatch.program.components import Rule
from dispatch.program.formulation import Formulation
from dispatch.series.assemble import Series
from dispatch.water.head import HeadPlant, modelled_plants


def add_rows(m: Formulation, case: Case, series: Series) -> None:
    """Powerhouses, then the reservoirs that feed them, then the rules on what is released."""
    if not case.reservoir:
        return
    cascade, plants = Cascade.of(case, m.horizon), modelled_plants(case)
    _add_powerhouses(m, cascade, series, plants)
    release = _add_reservoirs(m, cascade, series)
    if plants:
        add_head(m, case, series, plants, volume_bounds(cascade.lakes, series))
    _add_release_limits(m, cascade.lakes, series, release)
    _add_release_minimum(m, cascade.lakes, series, release)
    add_flood_limits(m, case, series, volume_bounds(cascade.lakes, series)[1])
    add_navigation(m, case, release)


def _add_powerhouses(m: Formulation, cascade: Cascade, series: Series, plants: tuple[HeadPlant, ...]) -> None:
    houses, pumping = cascade.houses, cascade.pumping
    f, T = m.family("powerhouse"), m.period
    H, P = (
        f.axis("powerhouse", [h.id for h in houses]),
        f.axis("pumping", [h.id for h in pumping], index_name="powerhouse"),
    )
    headed = frozenset(plant.house.id for plant in plants)
    constant = np.array([h.id not in headed for h in houses], dtype=float).reshape(-1, 1)
    productivity = f.param("productivity", (H, T), constant * series.stack(houses, "productivity_mw_per_m3s"))
    marginal = f.param("marginal_cost", (H, T), series.stack(houses, "marginal_cost_cny_per_mwh"))
    lift = f.param("pump_mw_per_m3s", (P,), [h.pump_mw_per_m3s or 0.0 for h in pumping])
    pumps = f.members("pumps", H, P, np.array([houses.index(h) for h in pumping], dtype=np.int64))
    turbine = f.var("turbine_m3s", (H, T), upper=turbine_limit(houses, series, headed))
    pump = f.var("pump_m3s", (P, T), upper=np.array([h.pump_max_m3s for h in pumping]).reshape(-1, 1))

    def turbined(h, t):
        return productivity[h, t] * turbine[h, t]

    m.inject(H, [h.bus for h in houses], turbined)
    generation = add_generated(m, houses, plants, series, turbined) if plants else turbined

    def p_mw(h, t):
        return generation(h, t) - sum(lift[p] * pump[p, t] for p in pumps[h])

    f.cost("operation", (H, T), lambda h, t: m.cost_h[t] * marginal[h, t] * generation(h, t))
    f.quantity("p_mw", (H, T), p_mw)
    m.inject(P, [h.bus for h in pumping], lambda p, t: -lift[p] * pump[p, t])
    m.outputs["powerhouse"] = PowerhouseHeadroom(m, series, generation, headed)


def _add_reservoirs(m: Formulation, cascade: Cascade, series: Series) -> Rule:
    """Volume balance, cycle, spill and end value; returns the rule for a reservoir's release."""
    lakes, of = cascade.lakes, m.families["powerhouse"]
    f, T = m.family("reservoir"), m.period
    R, H = f.axis("reservoir", [lake.id for lake in lakes]), of.axis_of["powerhouse"]
    turbine, pump = of.var_of["turbine_m3s"], of.var_of["pump_m3s"]
    spill_max = np.array([[np.inf if lake.spill_max_m3s is None else lake.spill_max_m3s] for lake in lakes])
    volume = f.var("volume_hm3", (R, m.boundary), *volume_bounds(lakes, series))
    spill = f.var("spill_m3s", (R, T), upper=spill_max)
    houses_of = f.members("houses_of", R, H, cascade.home)
    pumps_in = f.members("pumps_in", R, of.axis_of["pumping"], cascade.pump_home)
    pumps_out = f.members("pumps_out", R, of.axis_of["pumping"], cascade.below[cascade.pump_home])
    inflow = f.param("inflow_m3s", (R, T), series.stack(lakes, "inflow_m3s"))
    arrivals = _arrivals(m, cascade)

    def release(r, t):
        return sum(turbine[h, t] for h in houses_of[r]) + spill[r, t]

    def volume_balance(r, t):  # (hydro.1)
        pumped = sum(pump[p, t] for p in pumps_in[r]) - sum(pump[p, t] for p in pumps_out[r])
        net = inflow[r, t] + arrivals(r, t) - release(r, t) + pumped
        return volume[r, m.end[t]] == volume[r, m.start[t]] + HM3_PER_M3S_H * m.dt_h[t] * net

    def cycle(r, g):  # (hydro.5)
        return volume[r, m.segment_start[g]] == volume[r, m.segment_end[g]]

    cyclic = f.axis("cyclic", [lake.id for lake in lakes if lake.cyclic], index_name="reservoir")
    spill_cost = f.param("spill_cost", (R,), [lake.spill_cost_cny_per_hm3 for lake in lakes])
    # What is given at the end is no choice: as a constant it would only hide the costs.
    chosen = np.isnan(pinned_volumes(series.case, m.horizon, [lake.id for lake in lakes])[1])
    water_value = np.array([[lake.water_value_cny_per_hm3] for lake in lakes])
    value = f.param("water_value", (R, m.segment), water_value * chosen)
    f.constraint("volume_balance", (R, T), volume_balance)
    f.constraint("cycle", (cyclic, m.segment), cycle)
    f.cost("spill", (R, T), lambda r, t: m.cost_h[t] * HM3_PER_M3S_H * spill_cost[r] * spill[r, t])
    f.cost("water_left", (R, m.segment), lambda r, g: -m.segment_weight[g] * value[r, g] * volume[r, m.segment_end[g]])
    f.given("inflow_m3s", (R, T), series.stack(lakes, "inflow_m3s"))
    f.quantity("release_m3s", (R, T), release)
    f.quantity("arrivals_m3s", (R, T), arrivals)
    f.dual("volume_balance", "water_value_cny_per_hm3", -m.horizon.weight)
    return release


def _arrivals(m: Formulation, cascade: Cascade) -> Rule:
    """The rule for what arrives at a reservoir from those above it: by turbine, by spill, from before the horizon."""
    f, of, T = m.families["reservoir"], m.families["powerhouse"], m.period
    R, H, J = f.axis_of["reservoir"], of.axis_of["powerhouse"], f.axis("lag", cascade.lags)
    turbine, spill = of.var_of["turbine_m3s"], f.var_of["spill_m3s"]
    lag, share = f.param("lag", (R, T, J), cascade.sources()), f.param("share", (R, T, J), cascade.shares())
    home, past = f.param("home", (H,), cascade.home, target=R), f.param("past", (R, T), cascade.past_arrivals_m3s())
    upper, feeding = np.flatnonzero(cascade.below >= 0), np.flatnonzero(cascade.below[cascade.home] >= 0)
    into = f.members("into", R, R, cascade.below[upper], upper)
    houses_above = f.members("houses_above", R, H, cascade.below[cascade.home][feeding], feeding)

    def arrivals(r, t):
        turbined = sum(share[home[h], t, j] * turbine[h, lag[home[h], t, j]] for h in houses_above[r] for j in J.set)
        spilled = sum(share[k, t, j] * spill[k, lag[k, t, j]] for k in into[r] for j in J.set)
        return past[r, t] + turbined + spilled

    return arrivals


def _add_release_limits(m: Formulation, lakes: tuple[Reservoir, ...], series: Series, release: Rule) -> None:
    """(hydro.3) and (hydro.4)."""
    f, T, K = m.families["reservoir"], m.period, m.step
    capped = [lake for lake in lakes if lake.release_max_m3s is not None]
    ramped = [lake for lake in lakes if lake.release_ramp_m3s_per_h is not None]
    C = f.axis("capped", [lake.id for lake in capped], index_name="reservoir")
    A = f.axis("ramped", [lake.id for lake in ramped], index_name="reservoir")
    most = f.param("release_max_m3s", (C, T), series.stack(capped, "release_max_m3s"))
    ramp = f.param("release_ramp_m3s_per_h", (A,), [lake.release_ramp_m3s_per_h or 0.0 for lake in ramped])

    def release_max(r, t):  # (hydro.3)
        return release(r, t) <= most[r, t]

    def release_ramp(r, k):  # (hydro.4)
        return (-ramp[r] * m.step_h[k], release(r, m.after[k]) - release(r, m.before[k]), ramp[r] * m.step_h[k])

    f.constraint("release_max", (C, T), release_max)
    f.constraint("release_ramp", (A, K), release_ramp)


def _add_release_minimum(m: Formulation, lakes: tuple[Reservoir, ...], series: Series, release: Rule) -> None:
    """(hydro.2), with a shortfall for the reservoirs that may miss it at a price."""
    f, T = m.families["reservoir"], m.period
    floored = [lake for lake in lakes if lake.release_min_m3s != 0.0]
    soft = [lake for lake in floored if lake.release_shortfall_cost_cny_per_hm3 is not None]
    F = f.axis("floored", [lake.id for lake in floored], index_name="reservoir")
    S = f.axis("soft", [lake.id for lake in soft], index_name="reservoir")
    soft_of = f.members("soft_of", F, S, np.array([floored.index(lake) for lake in soft], dtype=np.int64))
    least = f.param("release_min_m3s", (F, T), series.stack(floored, "release_min_m3s"))
    price = f.param("shortfall_cost", (S,), [lake.release_shortfall_cost_cny_per_hm3 or 0.0 for lake in soft])
    shortfall = f.var("shortfall_m3s", (S, T), upper=series.stack(soft, "release_min_m3s"))

    def release_min(r, t):  # (hydro.2)
        return least[r, t] <= release(r, t) + sum(shortfall[k, t] for k in soft_of[r])

    f.constraint("release_min", (F, T), release_min)
    f.cost("shortfall", (S, T), lambda r, t: m.cost_h[t] * HM3_PER_M3S_H * price[r] * shortfall[r, t])
