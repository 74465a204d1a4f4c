"""Reservoirs in cascade and the powerhouses on them.

    V[end] = V[start] + 0.0036·Δt·(inflow + arrivals − release + lifted in − lifted out)        hm³ from m³/s and h
    release = Σ turbine of its powerhouses + spill        arrivals = Σ releases above, late by their travel time
    turbine ≤ turbine_max, productivity · turbine ≤ p_max_pu · p_nom, pump ≤ pump_max, spill ≤ spill_max, all ≥ 0
    release + shortfall ≥ release_min, release ≤ release_max, |release[a] − release[b]| ≤ ramp · Δ
    0 ≤ shortfall ≤ release_min        p = generated − pump_mw_per_m3s · pump
    generated = productivity · turbine, or a column of its own between 0 and the rating where it follows from `head`

Volume limits by season, start, end and cycle as in `state`, levels as in `level`. Cost: O&M per MWh generated, spilled
and missed water per hm³, less the value of the water left at the end of every segment.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from dispatch.audit.reader import Reader
from dispatch.audit.recorder import Array, Recorder
from dispatch.audit.state import audit_state, audit_state_value
from dispatch.audit.view import View
from dispatch.families.hydro.entity import Powerhouse, Reservoir
from dispatch.families.hydro.replay.arrivals import delayed
from dispatch.families.hydro.replay.head import head_values, held, is_modelled
from dispatch.families.hydro.replay.level import audit_flood, audit_tail, narrowed
from dispatch.families.hydro.replay.pinned import audit_pins, given_volumes

# A flow of 1 m³/s fills 3,600 m³ in an hour; 1 hm³ is a million.
M3S_H_IN_HM3 = 3600 / 1e6


def audit_hydro(recorder: Recorder, reader: Reader) -> None:
    """Powerhouses first, then the water that they use."""
    lakes = View.of(recorder, reader, "reservoir", recorder.case.reservoir)
    houses = View.of(recorder, reader, "powerhouse", recorder.case.powerhouse)
    if not lakes.assets:
        return
    turbine = houses.read("turbine_m3s")
    pump = houses.read_where(houses.which(lambda h: h.pump_max_m3s > 0), "pump_m3s")
    _audit_powerhouses(houses, turbine, pump)
    at = {lake.id: i for i, lake in enumerate(lakes.assets)}
    below = [at.get(lake.downstream or "", -1) for lake in lakes.assets]
    home = [at[h.reservoir] for h in houses.assets]
    spill = lakes.read("spill_m3s")
    release = spill + _gathered(turbine, home, len(below))
    arrivals = np.zeros_like(release)
    for lake, flow, lower in zip(lakes.assets, release, below, strict=True):
        if lower >= 0:
            arrivals[lower] += delayed(flow, recorder.horizon, lake.travel_time_h, lake.past_release_m3s)
    lifted = _gathered(pump, home, len(below)), _gathered(pump, [below[i] for i in home], len(below))
    _audit_releases(lakes, release, spill)
    audit_tail(lakes, release)
    _audit_water(lakes, release, arrivals, *lifted)


def _gathered(flows: Array, to: Sequence[int], count: int) -> Array:
    """(count, N) sum of the flows that go to each reservoir; −1 is nowhere."""
    total = np.zeros((count, flows.shape[1]))
    for flow, lake in zip(flows, to, strict=True):
        if lake >= 0:
            total[lake] += flow
    return total


def _audit_powerhouses(houses: View[Powerhouse], turbine: Array, pump: Array) -> None:
    if not houses.assets:
        return
    recorder, nothing = houses.recorder, np.zeros((1, 1))
    productivity = houses.series("productivity_mw_per_m3s")
    rated = houses.each(lambda h: h.p_nom_mw) * houses.series("p_max_pu")
    lift = houses.each(lambda h: h.pump_mw_per_m3s or 0.0)
    generated = productivity * turbine
    headed = houses.which(lambda h: is_modelled(recorder.case, h))
    generated[headed] = houses.where(headed).read("generated_mw")
    houses.within("turbine_limit", nothing, turbine, houses.each(lambda h: h.turbine_max_m3s))
    # The solver holds m³/s; in MW that is as much more as the plant makes of one.
    houses.at_least("power_limit", generated, nothing)
    houses.at_most("power_limit", generated, rated, rated + productivity)
    houses.within("pump_limit", nothing, pump, houses.each(lambda h: h.pump_max_m3s))
    houses.same("power", houses.read("p_mw"), generated - lift * pump)
    houses.cost("operation", recorder.horizon.cost_h * houses.series("marginal_cost_cny_per_mwh") * generated)
    recorder.inject([h.bus for h in houses.assets], houses.read("p_mw"), np.abs(generated) + lift * np.abs(pump))


def _audit_releases(lakes: View[Reservoir], release: Array, spill: Array) -> None:
    """Spill, minimum and maximum release, ramps; what each costs."""
    horizon, nothing = lakes.recorder.horizon, np.zeros((1, 1))
    hm3 = M3S_H_IN_HM3 * horizon.cost_h
    spill_max = lakes.each(lambda r: r.spill_max_m3s)
    capped = ~np.isnan(spill_max[:, 0])
    lakes.at_least("spill_limit", spill, nothing)
    lakes.where(capped).at_most("spill_limit", spill[capped], spill_max[capped])
    lakes.same("release", lakes.read("release_m3s"), release)
    least = lakes.series("release_min_m3s")
    soft = lakes.which(lambda r: r.release_shortfall_cost_cny_per_hm3 is not None and r.release_min_m3s != 0.0)
    shortfall = lakes.read_where(soft, "shortfall_m3s")
    lakes.where(soft).within("shortfall_limit", nothing, shortfall[soft], least[soft])
    lakes.at_least("release_min", release + shortfall, least)
    limited = lakes.which(lambda r: r.release_max_m3s is not None)
    lakes.where(limited).at_most("release_max", release[limited], lakes.where(limited).series("release_max_m3s"))
    ramp = lakes.each(lambda r: r.release_ramp_m3s_per_h)
    ramped = ~np.isnan(ramp[:, 0])
    change = np.abs(release[ramped][:, horizon.step_after] - release[ramped][:, horizon.step_before])
    lakes.where(ramped).at_most("release_ramp", change, ramp[ramped] * horizon.step_h, on="step")
    lakes.cost("spill", hm3 * lakes.each(lambda r: r.spill_cost_cny_per_hm3) * spill)
    lakes.cost("shortfall", hm3 * lakes.each(lambda r: r.release_shortfall_cost_cny_per_hm3 or 0.0) * shortfall)


def _audit_water(lakes: View[Reservoir], release: Array, arrivals: Array, lifted_in: Array, lifted_out: Array) -> None:
    """Volume balance, volume limits, water value."""
    horizon = lakes.recorder.horizon
    inflow, volume = lakes.series("inflow_m3s"), lakes.read("volume_hm3", "boundary")
    lakes.same("inflow", lakes.read("inflow_m3s"), inflow)
    # A difference of cumulative volumes, so it rounds with the largest flow, not with its own.
    lakes.equal("arrivals", lakes.read("arrivals_m3s"), arrivals, arrivals.max(axis=1, keepdims=True))
    hm3 = M3S_H_IN_HM3 * horizon.dt_h
    net = inflow + arrivals - release + lifted_in - lifted_out
    moved = np.abs(inflow) + arrivals + release + lifted_in + lifted_out
    expected = volume[:, horizon.first_boundary] + hm3 * net
    lakes.equal("volume_balance", volume[:, horizon.last_boundary], expected, hm3 * moved)
    cyclic = lakes.which(lambda r: r.cyclic)
    low, high = audit_state(
        lakes,
        "volume",
        volume,
        *narrowed(lakes, lakes.series("volume_min_hm3"), lakes.series("volume_max_hm3")),
        lakes.each(lambda r: r.volume_initial_hm3),
        lakes.each(lambda r: r.volume_terminal_min_hm3),
        cyclic,
    )
    left, value = lakes.each(lambda r: r.water_value_cny_per_hm3), lakes.read("water_value_cny_per_hm3")
    dearer = audit_flood(lakes, volume)
    low, high = audit_pins(lakes, volume, *held(lakes, low, high))
    audit_state_value(
        lakes, "water_value", value, np.ones((1, 1)), left, volume, low, high, cyclic, dearer, head_values(lakes)
    )
    weight = horizon.weight[horizon.segment_last_period]
    # What is given at the end has the same value for every answer and is no cost.
    chosen = np.isnan(given_volumes(lakes)[:, horizon.segment_end])
    lakes.cost("water_left", -weight * left * chosen * volume[:, horizon.segment_end])
