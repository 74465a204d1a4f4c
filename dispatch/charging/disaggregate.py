"""Disaggregation of the schedule of a fleet to its cars, step by step, without look-ahead: least laxity first.

In a step the schedule has some energy for the cars that are there. Car i still wants r, can take h = min(r, P · time
plugged in this step), and leaves D hours after the end of the step; what it could idle after it is its laxity

    ℓ = D − (r − x) / P          x in [0, h] what it is given; it can be filled in the end exactly if ℓ ≥ 0

Cars are given x(λ) = clip(r − P·(D − λ), 0, h), which lifts the least ℓ to a common level λ, chosen so that Σ x is what
the schedule has (Σ x(λ) is piecewise linear and increasing: one sort finds λ exactly).

Why not earliest deadline first? That is optimal where one car could take all the power there is. With a rating for
each pile it would fill an almost full car that leaves early before an almost empty one that leaves a little later and
can then no longer be filled. Laxity accounts for both. Levelling it is optimal without knowledge of future arrivals:
of two cars with ℓ₁ < ℓ₂ and room for both, moving a sliver of energy from 2 to 1 raises the lesser laxity, so an
allotment that does not level has a smaller least laxity than one that does; and as long as the least is ≥ 0 nobody is
lost. It also keeps as many cars hungry as possible, which a schedule with more power later needs.

Lending is the same the other way around: of the full cars that lend, those with the greatest laxity give first, none
more than its depth nor what it can still be given back before it leaves; restoring is again least laxity first.

At stations with a connection of their own the level is one for all as far as every station stays within what is left
of its connection (`stations`); who stands where that is not so shares what is left there, by the same rule, and the
rest goes to the others. A connection holds the mean power of a step.

What no car can take is *refused* (the schedule had too much, and it is not offered again), what is asked back in vain
is *missed*, what a car leaves without is *unserved*. A car that is there when the schedule begins has been charged at
once until then.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from dispatch.charging.fleet import YEAR_H, Sessions
from dispatch.charging.stations import AtStations, Stations, drawn_at_once_kw, stations_of, whole_fleet
from dispatch.families.charging.entity import Charging


@dataclass(frozen=True, eq=False)
class Allotment:
    """Who got what. sessions: the managed ones that were there; wanted_kwh, unserved_kwh: (n,) of each, at the pile;
    refused_kwh, missed_kwh: (steps,); charged_kw, given_kw: (steps,) what cars drew (restored included) and gave;
    stations: the same by station, all cars included."""

    sessions: Sessions
    wanted_kwh: np.ndarray
    unserved_kwh: np.ndarray
    refused_kwh: np.ndarray
    missed_kwh: np.ndarray
    charged_kw: np.ndarray
    given_kw: np.ndarray
    stations: AtStations

    @property
    def unserved_pu(self) -> float:
        """Unserved energy per unit of what managed cars wanted."""
        return float(self.unserved_kwh.sum() / max(self.wanted_kwh.sum(), 1e-9))


@dataclass(frozen=True, eq=False)
class Schedule:
    """What the dispatcher asks of a fleet from `start_h` hours after local new year on. dt_h, charge_kw (of the cars
    that wait), give_kw and restore_kw (of those that lend): (steps,)."""

    start_h: float
    dt_h: np.ndarray
    charge_kw: np.ndarray
    give_kw: np.ndarray
    restore_kw: np.ndarray

    @property
    def edge_h(self) -> np.ndarray:
        """(steps + 1,) hours since local new year."""
        return self.start_h + np.concatenate([[0.0], np.cumsum(self.dt_h)])


@dataclass(eq=False)
class _Rooms:
    """What is left of connections while a schedule is handed out, and what it has taken: (stations, steps); of:
    (piles,) the station of each."""

    of: np.ndarray
    room_kw: np.ndarray
    taken_kw: np.ndarray

    def level(
        self,
        cars: Sessions,
        k: int,
        hours: float,
        rest: np.ndarray,
        after_h: np.ndarray,
        most: np.ndarray,
        budget: float,
    ) -> np.ndarray:
        """`level_laxity` within the rooms of step k, which it takes up."""
        at, room = self.of[cars.pile], self.room_kw[:, k] * hours
        given, full = level_laxity(rest, cars.p_kw, after_h, most, budget), np.zeros(len(room), dtype=bool)
        while (over := ~full & (np.bincount(at, given, len(room)) > room * (1 + 1e-9) + 1e-9)).any():
            for s in np.flatnonzero(over):
                here = at == s
                given[here] = level_laxity(rest[here], cars.p_kw[here], after_h[here], most[here], room[s])
            full |= over
            free = ~full[at]
            left = max(budget - float(given[~free].sum()), 0.0)
            given[free] = level_laxity(rest[free], cars.p_kw[free], after_h[free], most[free], left)
        taken = np.bincount(at, given, len(room)) / hours
        self.room_kw[:, k] = np.maximum(self.room_kw[:, k] - taken, 0.0)
        self.taken_kw[:, k] += taken
        return given


def disaggregate(fleet: Charging, sessions: Sessions, schedule: Schedule) -> Allotment:
    """Hand a schedule out to the sessions of a year (of `simulate`)."""
    everybody = overlapping(sessions, schedule.start_h, float(schedule.edge_h[-1]))
    mine = everybody.where(everybody.managed)
    waiting, lending = np.flatnonzero(~mine.lends), np.flatnonzero(mine.lends)
    before = np.minimum(mine.energy_kwh, mine.p_kw * np.maximum(schedule.start_h - mine.come_h, 0.0))
    wanted = mine.energy_kwh - before
    unserved = np.zeros(len(mine))
    stations = stations_of(fleet) or whole_fleet(fleet)
    others_kw = drawn_at_once_kw(stations, everybody.where(~everybody.managed | everybody.lends), schedule.edge_h)
    room_kw = np.maximum(stations.limit_kw[:, None] - others_kw, 0.0)
    rooms = _Rooms(stations.of_pile, room_kw.copy(), np.zeros_like(room_kw))
    unserved[waiting], refused, charged = _charge(mine.where(waiting), wanted[waiting], schedule, rooms)
    unserved[lending], vain, missed, restored, given = _lend(fleet, mine.where(lending), schedule, rooms)
    by_station = _at_stations(stations, mine, wanted, unserved, everybody, others_kw + rooms.taken_kw, schedule)
    return Allotment(mine, wanted, unserved, refused + vain, missed, charged + restored, given, by_station)


def _at_stations(
    stations: Stations,
    mine: Sessions,
    wanted_kwh: np.ndarray,
    unserved_kwh: np.ndarray,
    everybody: Sessions,
    taken_kw: np.ndarray,
    schedule: Schedule,
) -> AtStations:
    at_once_kw = drawn_at_once_kw(stations, everybody, schedule.edge_h)
    station, limit_kw = stations.of_pile[mine.pile], stations.limit_kw[:, None] * (1 + 1e-9)
    return AtStations(
        np.bincount(station, wanted_kwh, len(stations)),
        np.bincount(station, unserved_kwh, len(stations)),
        at_once_kw.max(axis=1),
        taken_kw.max(axis=1),
        taken_kw @ schedule.dt_h,
        (at_once_kw > limit_kw) @ schedule.dt_h,
        (taken_kw > limit_kw) @ schedule.dt_h,
    )


def _charge(
    cars: Sessions, wanted: np.ndarray, schedule: Schedule, rooms: _Rooms
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(unserved by car, refused by step, drawn by step) of the cars that wait."""
    rest, steps = wanted.copy(), len(schedule.dt_h)
    refused, drawn = np.zeros(steps), np.zeros(steps)
    for k, there, plugged_h, after_h in _walk(cars.come_h, cars.leave_h, schedule.edge_h):
        some, hours = cars.where(there), float(schedule.dt_h[k])
        most, budget = np.minimum(rest[there], some.p_kw * plugged_h), float(schedule.charge_kw[k]) * hours
        given = rooms.level(some, k, hours, rest[there], after_h, most, budget)
        rest[there] -= given
        refused[k], drawn[k] = max(budget - given.sum(), 0.0), given.sum() / hours
    return _lost(rest, cars, schedule), refused, drawn


def _lend(fleet: Charging, cars: Sessions, schedule: Schedule, rooms: _Rooms) -> tuple[np.ndarray, ...]:
    """(unserved by car, refused, missed, restored, given by step) of the cars that lend once they are full."""
    trip, steps = fleet.eta_charge * fleet.eta_discharge, len(schedule.dt_h)
    depth = fleet.v2g_depth_kwh * fleet.eta_discharge
    full_h = cars.come_h + cars.energy_kwh / cars.p_kw
    owed = np.zeros(len(cars))
    refused, missed, restored, given = (np.zeros(steps) for _ in range(4))
    for k, there, plugged_h, after_h in _walk(full_h, cars.leave_h, schedule.edge_h):
        some, length_h = cars.where(there), float(schedule.dt_h[k])
        p, asked, budget = some.p_kw, schedule.give_kw[k] * length_h, float(schedule.restore_kw[k]) * length_h
        back = rooms.level(some, k, length_h, owed[there], after_h, np.minimum(owed[there], p * plugged_h), budget)
        owed[there] -= back
        spare_h = after_h - owed[there] / p
        most = np.minimum(depth - owed[there] * trip, np.minimum(p * plugged_h - back, trip * p * spare_h)).clip(0)
        # Lowering the greatest laxities to a level is lifting the least of their negatives.
        lent = level_laxity(most, trip * p, most / (trip * p) - spare_h, most, asked)
        owed[there] += lent / trip
        refused[k], missed[k] = max(budget - back.sum(), 0.0), max(asked - lent.sum(), 0.0)
        restored[k], given[k] = back.sum() / length_h, lent.sum() / length_h
    return _lost(owed, cars, schedule), refused, missed, restored, given


def _lost(rest: np.ndarray, cars: Sessions, schedule: Schedule) -> np.ndarray:
    """(n,) what each leaves without, or, still there at the end, can no longer be given."""
    possible = cars.p_kw * np.maximum(cars.leave_h - schedule.edge_h[-1], 0.0)
    lost = np.maximum(rest - possible, 0.0)
    return np.where(lost > 1e-9 * cars.energy_kwh, lost, 0.0)


def _walk(
    from_h: np.ndarray, to_h: np.ndarray, edge_h: np.ndarray
) -> Iterator[tuple[int, np.ndarray, np.ndarray, np.ndarray]]:
    """(step, who is there, hours there within it, hours left after it, negative for who leaves within it)."""
    order = np.argsort(from_h, kind="stable")
    sorted_h = from_h[order]
    there, entered = np.zeros(0, dtype=np.int64), 0
    for k in range(len(edge_h) - 1):
        begin, finish = edge_h[k], edge_h[k + 1]
        until = int(np.searchsorted(sorted_h, finish))
        there = np.concatenate([there[to_h[there] > begin], order[entered:until]])
        entered = until
        inside = np.minimum(to_h[there], finish) - np.maximum(from_h[there], begin)
        yield k, there, np.maximum(inside, 0.0), to_h[there] - finish


def level_laxity(
    rest_kwh: np.ndarray, p_kw: np.ndarray, after_h: np.ndarray, most_kwh: np.ndarray, budget_kwh: float
) -> np.ndarray:
    """(n,) kWh: x = clip(r − P·(D − λ), 0, most) with Σ x = budget, or `most` where that is less."""
    if budget_kwh >= most_kwh.sum():
        return most_kwh
    begins, ends = after_h - rest_kwh / p_kw, after_h - (rest_kwh - most_kwh) / p_kw
    level = np.concatenate([begins, ends])
    order = np.argsort(level, kind="stable")
    level, slope = level[order], np.cumsum(np.concatenate([p_kw, -p_kw])[order])
    given = np.concatenate([[0.0], np.cumsum(slope[:-1] * np.diff(level))])
    at = max(int(np.searchsorted(given, budget_kwh, side="right")) - 1, 0)
    found = level[at] + (budget_kwh - given[at]) / slope[at] if slope[at] > 1e-9 else level[at]
    return np.asarray(np.clip(p_kw * (found - begins), 0.0, most_kwh))


def overlapping(sessions: Sessions, start_h: float, end_h: float) -> Sessions:
    """The sessions that overlap a span of hours; the year comes again on both sides."""
    parts = []
    for turn_h in (-YEAR_H, 0.0, YEAR_H):
        here = (sessions.leave_h + turn_h > start_h) & (sessions.come_h + turn_h < end_h)
        some = sessions.where(here)
        parts.append(some.later(turn_h))
    return Sessions(*(np.concatenate([getattr(p, name) for p in parts]) for name in sessions.__dataclass_fields__))
