"""Thermal plant: output, commitment, starts, ramps. b, a are neighbouring periods, Δ the hours between their middles.

    0 ≤ p ≤ p_max_pu · p_nom                          committed_min_pu · p_nom ≤ committed ≤ p_max_pu · p_nom
    p_min_pu · committed ≤ p ≤ committed              started ≥ 0, stopped = started − (committed[a] − committed[b]) ≥ 0
    p[a] ≤ p[b] − p_min·stopped  + u·stay + max(u, p_min)·started          u = min(1, ramp_up · Δ)
    p[a] ≥ p[b] + p_min·started  − d·stay − max(d, p_min)·stopped          d = min(1, ramp_down · Δ)

with stay = committed[a] − started: what is on line in both periods. A plant with a known output before the horizon
reaches no further in the first period of a segment than its ramp allows. Cost: fuel and other per MWh, no-load per
committed MW and hour, start per started MW (times the weight, not the hours).
"""

from __future__ import annotations

import numpy as np

from dispatch.audit.reader import Reader
from dispatch.audit.recorder import Array, Recorder
from dispatch.audit.view import View
from dispatch.families.response.expected.live import priced_assets
from dispatch.families.thermal.entity import Thermal


def audit_rows(recorder: Recorder, reader: Reader) -> None:
    """Output of all plants, commitment of those that have any."""
    plants = View.of(recorder, reader, "thermal", recorder.case.thermal)
    if not plants.assets:
        return
    hours, buses = recorder.horizon.cost_h, [p.bus for p in plants.assets]
    p_mw = plants.read("p_mw")
    high = plants.each(lambda p: p.p_nom_mw) * plants.series("p_max_pu")
    plants.within("power_limit", np.zeros((1, 1)), p_mw, high)
    low, high = _audit_start(plants, p_mw, high)
    fuel, other = plants.series("fuel_cost_cny_per_mwh"), plants.series("other_cost_cny_per_mwh")
    plants.cost("fuel", hours * fuel * p_mw)
    plants.cost("other", hours * other * p_mw)
    recorder.inject(buses, p_mw)
    committing = plants.which(_commits)
    if committing.any():
        _audit_commitment(plants.where(committing), p_mw[committing])
    # What is held ready or keeps frequency has a marginal value besides that of energy.
    priced = priced_assets(recorder.case)
    committing = committing | plants.which(lambda p: ("thermal", p.id) in priced)
    free = plants.where(~committing)
    reduced = hours * (fuel + other - plants.prices(buses))
    free.optimal("price", *(values[~committing] for values in (reduced, p_mw, low, high)))


def _commits(plant: Thermal) -> bool:
    """Whether anything about a plant depends on what is on line."""
    ramps = plant.ramp_up_pu_per_h or plant.ramp_down_pu_per_h
    return bool(plant.p_min_pu or plant.start_cost_cny_per_mw or plant.no_load_cost_cny_per_mw_h or ramps)


def _share_in(ramp_pu_per_h: Array, span_h: Array) -> Array:
    """(n, K) share of what is on line that a ramp moves in a span; all of it without a ramp (NaN)."""
    return np.minimum(1.0, np.where(np.isnan(ramp_pu_per_h), np.inf, ramp_pu_per_h) * span_h)


def _audit_start(plants: View[Thermal], p_mw: Array, high: Array) -> tuple[Array, Array]:
    """What the output before the horizon allows in the first period; returns the limits that result."""
    horizon = plants.recorder.horizon
    first = horizon.segment_first_period
    before = plants.each(lambda p: p.p_initial_mw)
    online = plants.each(lambda p: p.p_nom_mw if p.committed_initial_mw is None else p.committed_initial_mw)
    span = horizon.dt_h[first]
    top = before + online * _share_in(plants.each(lambda p: p.ramp_up_pu_per_h), span)
    bottom = before - online * _share_in(plants.each(lambda p: p.ramp_down_pu_per_h), span)
    top = np.fmin(high[:, first], top)
    # Availability wins over the ramp: a plant that fails may drop as fast as it must.
    bottom = np.fmax(0.0, np.minimum(top, bottom))
    known = ~np.isnan(before[:, 0])
    size = plants.each(lambda p: p.p_nom_mw)[known]
    plants.where(known).at_most("initial", p_mw[known][:, first], top[known], size, "start")
    plants.where(known).at_least("initial", p_mw[known][:, first], bottom[known], size, "start")
    low, high = np.zeros_like(high), high.copy()
    low[:, first], high[:, first] = bottom, top
    return low, high


def _audit_commitment(plants: View[Thermal], p_mw: Array) -> None:
    horizon, hours, nothing = plants.recorder.horizon, plants.recorder.horizon.cost_h, np.zeros((1, 1))
    p_nom, p_min = plants.each(lambda p: p.p_nom_mw), plants.each(lambda p: p.p_min_pu)
    committed, started = plants.read("committed_mw"), plants.read("started_mw", "step")
    least, most = plants.series("committed_min_pu"), plants.series("p_max_pu")
    plants.within("commitment_limit", p_nom * least, committed, p_nom * most)
    plants.at_most("enough_committed", p_mw, committed, p_nom)
    plants.at_least("minimum_load", p_mw, p_min * committed, p_nom)
    plants.at_least("start", started, nothing, on="step")
    stopped = started - (committed[:, horizon.step_after] - committed[:, horizon.step_before])
    plants.at_least("stop", stopped, nothing, p_nom, "step")
    _audit_ramps(plants, p_mw, committed, started, stopped)
    weight = horizon.weight[horizon.step_after]
    plants.cost("no_load", hours * plants.each(lambda p: p.no_load_cost_cny_per_mw_h) * committed)
    plants.cost("start", weight * plants.each(lambda p: p.start_cost_cny_per_mw) * started)


def _audit_ramps(plants: View[Thermal], p_mw: Array, committed: Array, started: Array, stopped: Array) -> None:
    horizon = plants.recorder.horizon
    before, after = p_mw[:, horizon.step_before], p_mw[:, horizon.step_after]
    stay = committed[:, horizon.step_after] - started
    p_nom, p_min = plants.each(lambda p: p.p_nom_mw), plants.each(lambda p: p.p_min_pu)
    ramp_up, ramp_down = plants.each(lambda p: p.ramp_up_pu_per_h), plants.each(lambda p: p.ramp_down_pu_per_h)
    up, down = _share_in(ramp_up, horizon.step_h), _share_in(ramp_down, horizon.step_h)
    highest = before - p_min * stopped + up * stay + np.maximum(up, p_min) * started
    lowest = before + p_min * started - down * stay - np.maximum(down, p_min) * stopped
    rising, falling = ~np.isnan(ramp_up[:, 0]), ~np.isnan(ramp_down[:, 0])
    plants.where(rising).at_most("ramp_up", after[rising], highest[rising], p_nom[rising], "step")
    plants.where(falling).at_least("ramp_down", after[falling], lowest[falling], p_nom[falling], "step")
