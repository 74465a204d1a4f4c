"""Potlines: heat, depth and duration, the metal of the day, ramps, what is held ready to be shed.

heat[end] = heat[start]·e^(−Δt/τ) + ∫ (up − down − unserved + frozen)·e^(−(Δt − s)/τ) ds        MWh
in its band of the cells on line, given at the start, near zero at the end and zero where cells come or go
frozen ≤ unserved      Σ over a day of (down − up)·Δt ≤ (1 − daily target) of the cells on line
each depth of the table no longer than its duration, as energy in windows that roll; |Δ(up − down)| ≤ ramp
armed ≤ shed ≤ shed_max·p, and shed_hours later the cells on line are still above the bottom of the band
"""

from __future__ import annotations

import numpy as np

from dispatch.audit.reader import Reader
from dispatch.audit.recorder import Array, Recorder
from dispatch.families.flexible.replay.calendar import calendar, rolled
from dispatch.families.flexible.replay.demand_response import (
    FlexibleResults,
    audit_demand_response,
    audit_wear,
    audit_windows,
    read_flexible,
)
from dispatch.families.flexible.replay.online_share import audit_fleet
from dispatch.families.potline.entity import Potline
from dispatch.families.response.expected.live import shedding_lines


def audit_rows(recorder: Recorder, reader: Reader) -> None:
    """All checks of potlines that are switched on."""
    lines = [line for line in recorder.case.potline if line.enabled]
    if not lines:
        return
    flexible = read_flexible(recorder, reader, "potline", lines)
    each = flexible.view.each
    idle, changes = audit_fleet(
        flexible,
        lambda x: x.curtailment,
        0 * flexible.demand,
        0 * flexible.demand + each(lambda x: 1 - x.online_min_pu),
        lambda x: x.restart_cost_cny_per_cell / x.cell_mw,
        lambda x: (x.online_initial_pu, x.online_terminal_pu),
    )
    on_line = flexible.demand * (1 - idle)
    drawn = audit_demand_response(
        flexible, each(lambda x: x.depth_down_pu) * on_line, each(lambda x: x.depth_up_pu) * on_line, idle
    )
    audit_wear(flexible)
    _audit_heat(flexible, on_line, idle, changes)
    _audit_durations(flexible, idle)
    _audit_days(flexible, on_line)
    _audit_ramp(flexible)
    _audit_shed(flexible, on_line, drawn)
    audit_windows(flexible, drawn)


def _audit_heat(flexible: FlexibleResults[Potline], on_line: Array, idle: Array, changes: Array) -> None:
    view, horizon = flexible.view, flexible.recorder.horizon
    heat, frozen = view.read("heat_mwh", "boundary"), view.read("frozen_mw")
    tau = view.each(lambda x: x.heat_time_constant_h)
    net = flexible.up - flexible.down - flexible.unserved + frozen
    # The steady state that this net power would reach, and the way there.
    aim = tau * net
    expected = aim + (heat[:, horizon.first_boundary] - aim) * np.exp(-horizon.dt_h / tau)
    size = horizon.dt_h * (flexible.up + flexible.down + flexible.unserved + frozen)
    view.equal("heat_balance", heat[:, horizon.last_boundary], expected, size)
    view.within("frozen", np.zeros((1, 1)), frozen, flexible.unserved)
    view.cost("freeze", horizon.cost_h * view.each(lambda x: x.freeze_cost_cny_per_mwh) * frozen)
    cold, warm = view.each(lambda x: x.heat_min_h), view.each(lambda x: x.heat_max_h)
    first, last = horizon.segment_start, horizon.segment_end
    for side in (horizon.first_boundary, horizon.last_boundary):
        inside = ~np.isin(side, first)
        view.within("heat_limit", cold * on_line[:, inside], heat[:, side[inside]], warm * on_line[:, inside])
    began = horizon.segment_first_period
    online = view.each(lambda x: 1.0 if x.curtailment == "none" else x.online_initial_pu)
    given = flexible.demand[:, began] * online * view.each(lambda x: x.heat_initial_h)
    view.equal("heat_initial", heat[:, first], given, np.abs(given), on="start")
    band = view.each(lambda x: x.heat_terminal_h) * on_line[:, horizon.segment_last_period]
    view.at_most("heat_terminal", np.abs(heat[:, last]), band, on="end")
    between = np.abs(np.where(changes, heat[:, horizon.last_boundary], 0.0))[changes.any(axis=1)]
    view.where(np.asarray(changes.any(axis=1))).at_most("heat_handover", between, np.zeros((1, 1)))
    least = _least_beside(flexible, flexible.demand)
    with np.errstate(all="ignore"):
        hours = np.where(least > 0, heat / least, 0.0)
    view.same("heat_hours", view.read("heat_h", "boundary"), hours, "boundary")


def _least_beside(flexible: FlexibleResults[Potline], power_mw: Array) -> Array:
    """(n, N+G) the smaller of what is before and after a boundary."""
    horizon = flexible.recorder.horizon
    before, after = (np.full((len(power_mw), horizon.boundaries), np.inf) for _ in range(2))
    before[:, horizon.last_boundary], after[:, horizon.first_boundary] = power_mw, power_mw
    return np.minimum(before, after)


def _audit_durations(flexible: FlexibleResults[Potline], idle: Array) -> None:
    """A depth may use its own energy in the longest window in which the next shallower one still fits; the shallowest
    in its duration and the recovery after it."""
    horizon = flexible.recorder.horizon
    for i, line in enumerate(flexible.view.assets):
        shallower = None
        for depth, hours in zip(line.duration_depth_pu, line.duration_h, strict=True):
            window = hours + line.recovery_h if shallower is None else depth * hours / shallower
            used, span, end = rolled(horizon, flexible.down[i], window)
            asked, _, _ = rolled(horizon, flexible.demand[i], window)
            budget = depth * hours * asked / span * (1 - idle[i, end])
            excess, size = (used - budget).reshape(1, -1), asked.reshape(1, -1)
            worst = int(np.argmax(excess))
            at = slice(worst, worst + 1)
            flexible.recorder.compare(
                "potline.duration", excess[:, at], used[None, at], budget[None, at], size[:, at], (line.id,), "whole"
            )
            shallower = depth
    one = flexible.view.which(lambda x: _has_budget(x))
    if not one.any():
        return
    used_mwh = flexible.view.where(one).read("used_mwh", "boundary")
    energy = horizon.dt_h * flexible.down[one]
    total = np.zeros_like(used_mwh)
    for t in range(horizon.periods):
        total[:, horizon.last_boundary[t]] = total[:, horizon.first_boundary[t]] + energy[:, t]
    flexible.view.where(one).equal("used", used_mwh, total, total, "boundary")


def _has_budget(line: Potline) -> bool:
    """Whether any budget can be exceeded within the depth that the line allows, so that its use is counted."""
    shallower = None
    for depth, hours in zip(line.duration_depth_pu, line.duration_h, strict=True):
        window = hours + line.recovery_h if shallower is None else depth * hours / shallower
        if line.depth_down_pu * window > depth * hours * (1 + 1e-9):
            return True
        shallower = depth
    return False


def _audit_days(flexible: FlexibleResults[Potline], on_line: Array) -> None:
    days = calendar(flexible.recorder.horizon, "day")
    size = np.array([days.energy(row) for row in flexible.demand])
    less = np.array([days.energy(row) for row in flexible.down - flexible.up])
    free = flexible.view.each(lambda x: 1 - x.daily_target_pu) * np.array([days.energy(row) for row in on_line])
    excess = (less - free) / (1 + size)
    for i, name in enumerate(flexible.view.ids):
        at = int(np.argmax(excess[i]))
        one = slice(at, at + 1)
        flexible.recorder.compare(
            "potline.daily_target",
            (less - free)[i : i + 1, one],
            less[i : i + 1, one],
            free[i : i + 1, one],
            size[i : i + 1, one],
            (name,),
            "whole",
        )


def _audit_ramp(flexible: FlexibleResults[Potline]) -> None:
    view, horizon = flexible.view, flexible.recorder.horizon
    ramp = view.each(lambda x: x.ramp_pu_per_h)
    some = ~np.isnan(ramp[:, 0])
    change = np.abs(np.diff(flexible.up - flexible.down, axis=1))[:, horizon.step_before]
    larger = np.maximum(flexible.demand[:, horizon.step_before], flexible.demand[:, horizon.step_after])
    view.where(some).at_most("ramp", change[some], (ramp * horizon.step_h * larger)[some], larger[some], "step")


def _audit_shed(flexible: FlexibleResults[Potline], on_line: Array, drawn: Array) -> None:
    view, horizon = flexible.view, flexible.recorder.horizon
    selling = shedding_lines(flexible.recorder.case)
    some = view.which(lambda x: x.shed_armed_pu != 0.0 or x.id in selling)
    armed = view.where(some)
    if not armed.assets:
        return
    shed, demand = armed.read("shed_mw"), flexible.demand[some]
    armed.at_least("shed_armed", shed, armed.series("shed_armed_pu") * demand)
    armed.at_most("shed_limit", shed, armed.each(lambda x: x.shed_max_pu) * drawn[some], demand)
    tau, hours = armed.each(lambda x: x.heat_time_constant_h), armed.each(lambda x: x.shed_hours_h)
    aim = tau * (flexible.up - flexible.down)[some] - tau * shed
    heat, bottom = armed.read("heat_mwh", "boundary"), armed.each(lambda x: x.heat_min_h) * on_line[some]
    for side in (horizon.first_boundary, horizon.last_boundary):
        left = aim + (heat[:, side] - aim) * np.exp(-hours / tau)
        armed.at_least("shed_backing", left, bottom, demand)
    view.cost("armed", horizon.cost_h * armed.each(lambda x: x.shed_cost_cny_per_mw_h) * shed)
