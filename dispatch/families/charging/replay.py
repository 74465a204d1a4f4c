"""Fleets of charging points, held against the sessions that they were drawn from.

Every session of the year, one by one (the model adds up where their sum turns). P the rating, Q the rating planned
with, [a, d] the stay, E the energy, f = a + E/P when it is full if charged at once:

    profile, managed    P on [a, f], of all and of those that wait        plugged  Q on [a, d]      lending  Q on [f, d]
    w(t) = min(E, P·(t − a)) − max(0, E − Q·(d − t))                      z(t) = min(D/η_c, Q·(t − f)/η, Q·(d − t))

    0 ≤ owed(t) ≤ Σ w(t)                         0 ≤ lent(t) ≤ Σ z(t)        every quarter-hour, also inside long
                                                                             periods, through which both run straight
    owed[end] = owed[start] + Δt·(down − up)     lent[end] = lent[start] + Δt·(give/η − restore)
    both 0 at the ends of every segment, or equal there
    down ≤ managed, up ≤ plugged − managed       give + restore ≤ lending

The demand of the load is the profile. Cost: wear half each way, and wear of what is given.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache

import numpy as np
import pandas as pd

from dispatch.audit.reader import Reader
from dispatch.audit.recorder import Array, Recorder
from dispatch.audit.view import View
from dispatch.case.table import TimeTable
from dispatch.charging.envelopes import calendar_year
from dispatch.charging.fleet import FILLED_AT_MOST, YEAR_H, Sessions, nameplate_mw, simulate
from dispatch.families.charging.entity import Charging
from dispatch.families.flexible.replay.demand_response import audit_demand_response, audit_wear, read_flexible
from dispatch.horizon import Horizon
from dispatch.series.resample import BoundaryPlace, PeriodPlace

QUARTER_H = 0.25
QUARTERS = round(YEAR_H / QUARTER_H)


def audit_rows(recorder: Recorder, reader: Reader) -> None:
    """All checks of fleets that are switched on."""
    fleets = [fleet for fleet in recorder.case.charging if fleet.enabled]
    if not fleets:
        return
    year = calendar_year(recorder.case)
    curves = [year_curves(fleet, year, recorder.case.time.zone) for fleet in fleets]
    flexible = read_flexible(recorder, reader, "charging", fleets)
    view = flexible.view
    rated = np.array([[load.p_nom_mw * getattr(load.p_pu, "scale", np.nan)] for load in flexible.loads])
    profile, managed, plugged, lending = (
        rated * np.array([PeriodPlace.find(table, recorder.horizon).mean(name) for table, _ in curves])
        for name in ("profile", "managed", "plugged", "lending")
    )
    view.equal("profile", flexible.demand, profile, profile)
    view.equal("managed", view.read("managed_mw"), managed, managed)
    audit_demand_response(flexible, managed, (plugged - managed).clip(min=0.0))
    audit_wear(flexible)
    readings = [readings for _, readings in curves]
    _audit_state(view, "owed", recorder.horizon.dt_h * (flexible.down - flexible.up), rated, readings)
    giving = view.which(lambda fleet: fleet.v2g_share_pu > 0)
    if giving.any():
        some = [table for table, yes in zip(readings, giving, strict=True) if yes]
        _audit_lending(view.where(giving), lending[giving], rated[giving], some)


def _audit_lending(view: View[Charging], lending: Array, rated: Array, readings: list[TimeTable]) -> None:
    recorder, nothing = view.recorder, np.zeros((1, 1))
    give, restore = view.read("give_mw"), view.read("restore_mw")
    view.within("lending_limit", nothing, give, lending)
    view.within("lending_limit", nothing, restore, lending)
    view.at_most("lending_limit", give + restore, lending)
    trip = view.each(lambda fleet: fleet.eta_charge * fleet.eta_discharge)
    _audit_state(view, "lent", recorder.horizon.dt_h * (give / trip - restore), rated, readings)
    view.cost("giving", recorder.horizon.cost_h * view.each(lambda fleet: fleet.v2g_wear_cost_cny_per_mwh) * give)
    bus_of = {load.id: load.bus for load in recorder.case.load}
    recorder.inject([bus_of[fleet.load] for fleet in view.assets], give - restore, give + restore)


def _audit_state(view: View[Charging], name: str, gain: Array, rated: Array, readings: list[TimeTable]) -> None:
    """Balance, limits at every quarter-hour, and the ends of segments."""
    horizon, nothing = view.recorder.horizon, np.zeros((1, 1))
    state = view.read(f"{name}_mwh", "boundary")
    before = state[:, horizon.first_boundary]
    view.equal(f"{name}_balance", state[:, horizon.last_boundary], before + gain, np.abs(gain) + np.abs(before))
    view.at_least(f"{name}_room", state, nothing, on="boundary")
    for g in range(horizon.segments):
        boundaries = np.arange(int(horizon.segment_start[g]), int(horizon.segment_end[g]) + 1)
        time_s = horizon.boundary_time[boundaries].astype(np.int64)
        clock_s = np.arange(time_s[0] // 900 * 900, time_s[-1] + 900, 900)
        instants = np.unique(np.concatenate([time_s, clock_s[(clock_s > time_s[0]) & (clock_s < time_s[-1])]]))
        stamp = pd.Timestamp(int(instants[0]), unit="s", tz="UTC")
        axis = Horizon.from_steps(stamp, np.diff(instants) / 3600, zone=horizon.zone)
        limit = rated * np.array([BoundaryPlace.find(table, axis).reading(name) for table in readings])
        there = np.array([np.interp(instants, time_s, row[boundaries]) for row in state])
        view.at_most(f"{name}_room", there, limit, on="whole")
    first, last = state[:, horizon.segment_start], state[:, horizon.segment_end]
    cyclic = view.which(lambda fleet: fleet.cyclic)
    view.where(cyclic).equal(f"{name}_ends", last[cyclic], first[cyclic], nothing, "end")
    view.where(~cyclic).equal(f"{name}_ends", last[~cyclic], nothing, nothing, "end")
    view.where(~cyclic).equal(f"{name}_ends", first[~cyclic], nothing, nothing, "start")


@lru_cache(maxsize=64)
def year_curves(fleet: Charging, year: int, zone: str) -> tuple[TimeTable, TimeTable]:
    """(means, readings) on the quarter-hours of a year, per MW of the ratings."""
    every = simulate(fleet, year)
    waiting, lenders = every.where(every.managed & ~every.lends), every.where(every.lends)
    full = lenders.come_h + lenders.energy_kwh / lenders.p_kw
    slow, most = planned_kw(waiting, fleet), fleet.pace_pu * lenders.p_kw
    means = {
        "profile": _drawn(every.come_h, every.come_h + every.energy_kwh / every.p_kw, every.p_kw),
        "managed": _drawn(waiting.come_h, waiting.come_h + waiting.energy_kwh / waiting.p_kw, waiting.p_kw),
        "plugged": _drawn(waiting.come_h, waiting.leave_h, slow),
        "lending": _drawn(full, lenders.leave_h, most),
    }

    def owed(i: Array, t: Array) -> Array:
        early = np.minimum(waiting.energy_kwh[i], waiting.p_kw[i] * (t - waiting.come_h[i]))
        late = (waiting.energy_kwh[i] - slow[i] * (waiting.leave_h[i] - t)).clip(min=0.0)
        return np.asarray(early - late)

    def lent(i: Array, t: Array) -> Array:
        given = most[i] * (t - full[i]) / (fleet.eta_charge * fleet.eta_discharge)
        deep = np.minimum(fleet.v2g_depth_kwh / fleet.eta_charge, most[i] * (lenders.leave_h[i] - t))
        return np.minimum(given, deep)

    readings = {"owed": _sum_at(waiting.come_h, waiting.leave_h, owed), "lent": _sum_at(full, lenders.leave_h, lent)}
    new_year = pd.Timestamp(year, 1, 1, tz=zone).tz_convert("UTC").tz_localize(None)
    start = np.datetime64(new_year, "s") + np.arange(QUARTERS) * np.timedelta64(900, "s")
    end, size = start[-1] + np.timedelta64(900, "s"), 1000 * nameplate_mw(fleet)
    means, readings = ({name: v / size for name, v in found.items()} for found in (means, readings))
    return TimeTable(start, end, means, "mean", "year"), TimeTable(start, end, readings, "instant", "year")


def planned_kw(sessions: Sessions, fleet: Charging) -> Array:
    """(n,) Q."""
    enough = sessions.energy_kwh / (sessions.leave_h - sessions.come_h) / FILLED_AT_MOST
    return np.minimum(np.maximum(fleet.pace_pu * sessions.p_kw, enough), sessions.p_kw)


def _drawn(from_h: Array, to_h: Array, p_kw: Array) -> Array:
    """Mean kW in every quarter-hour of a year of all sessions that draw p between two times, one by one."""
    total = np.zeros(QUARTERS)
    for some in _chunks(len(from_h)):
        begin, finish = from_h[some] / QUARTER_H, to_h[some] / QUARTER_H
        first = np.floor(begin).astype(np.int64)
        i, k = _each(first, np.ceil(finish).astype(np.int64) - 1)
        part = np.minimum(finish[i], k + 1) - np.maximum(begin[i], k)
        total += np.bincount(k % QUARTERS, p_kw[some][i] * part, QUARTERS)
    return total


def _sum_at(from_h: Array, to_h: Array, kwh: Callable[[Array, Array], Array]) -> Array:
    """Σ kwh(session, hour) over the sessions that are there, at the beginning of every quarter-hour of a year."""
    total = np.zeros(QUARTERS)
    for some in _chunks(len(from_h)):
        first = np.ceil(from_h[some] / QUARTER_H).astype(np.int64)
        i, k = _each(first, np.floor(to_h[some] / QUARTER_H).astype(np.int64))
        total += np.bincount(k % QUARTERS, kwh(some.start + i, k * QUARTER_H).clip(min=0.0), QUARTERS)
    return total


def _chunks(n: int) -> Iterator[slice]:
    """Sessions by the hundred thousand: each has some fifty quarter-hours."""
    return (slice(at, min(at + 100_000, n)) for at in range(0, n, 100_000))


def _each(first: Array, last: Array) -> tuple[Array, Array]:
    """(session, k) for every whole number k from first to last of each."""
    count = np.maximum(last - first + 1, 0)
    i = np.repeat(np.arange(len(first)), count)
    return i, first[i] + np.arange(len(i)) - np.repeat(np.cumsum(count) - count, count)
