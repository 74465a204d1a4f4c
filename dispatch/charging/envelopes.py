"""Sessions → flexibility available to the dispatch, as a year of quarter-hour means and readings at their edges.

A session comes at a, leaves at d and takes E with at most P. Charged at once it has taken e⁺ = min(E, P·(t − a)). The
dispatcher plans with a lower rating Q = max(pace · P, E / (0.95·(d − a))), so that late charging is e⁻ = max(0,
E − Q·(d − t)). Any course between the two, never steeper than Q, is legal. What is *owed* against charging at once,
x = e⁺ − e, is then between 0 and

    w(t) = e⁺ − e⁻ = min(e⁺, e⁺ − E + Q·(d − t))                   0 before a and after d

A car that lends charges at once, is full at f = a + E/P, and until d may have given back up to D (grid side), which is
owed as D/η, η the round trip: z(t) = min(D/η, Q·(t − f)/η, Q·(d − t)), Q = pace · P. Sums over a fleet, with E⁺ and E⁻
the cumulative envelopes of the sum:

    profile(t)  mean power of all sessions, charged at once        the demand without a dispatcher
    managed(t)  that of the cars that wait
    plugged(t)  Q of the cars that wait and are plugged in         managed − down + up ≤ max(managed, plugged)
                (station by station within its connection: `stations`)
    owed(t)     Σ w = E⁺ − E⁻                                      0 ≤ x ≤ owed
    lending(t)  Q of the cars that are full and lend               given + restored ≤ lending
    lent(t)     Σ z                                                owed for lending ≤ lent

all per MW of nameplate (owed, lent: MWh per MW). Every course of single sessions sums to one within these; the
reverse is not true: the fleet is treated as one car that could charge with the power of all, full ones included.
`disaggregate` measures that and `tighten` corrects it. A slower pace is an inner approximation of each car, and the
sum of those comes closer to what single cars can do; a common factor on the whole envelope would cost far more
(docs/loads_charging.md). w and z are piecewise linear, so they are summed exactly from their kinks; the year closes
on itself.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from dispatch.cache import content_key, remembered
from dispatch.case.schema import Case
from dispatch.case.table import TimeTable
from dispatch.charging.fleet import FILLED_AT_MOST, LONGEST_STAY_H, YEAR_H, Sessions, nameplate_mw, simulate
from dispatch.charging.stations import stations_of
from dispatch.families.charging.entity import Charging

STEP_H = 0.25
# The year to draw where a case names no time.
DEFAULT_YEAR = 2030
NOT_OF_THE_CARS = {
    "id",
    "zh",
    "en",
    "source",
    "note",
    "load",
    "enabled",
    "cyclic",
    "wear_cost_cny_per_mwh",
    "v2g_wear_cost_cny_per_mwh",
}
MEANS = ("profile", "managed", "plugged", "lending")
READINGS = ("owed", "lent")


@dataclass(frozen=True, eq=False)
class Envelope:
    """Of one fleet, per MW of nameplate. means: columns of `MEANS`; readings: those of `READINGS`, at the edges of
    periods.
    """

    means: TimeTable
    readings: TimeTable


def calendar_year(case: Case) -> int:
    """Whose weekdays and festivals the sessions have: the year in which the case begins."""
    starts = [case.time.start, *(span.start for span in case.time.segments)]
    first = next((start for start in starts if start is not None), None)
    return DEFAULT_YEAR if first is None else pd.Timestamp(first).tz_convert(case.time.zone).year


def envelope_of(case: Case, fleet: Charging) -> Envelope:
    """The envelope of a fleet in the year of a case, kept by content."""
    year = calendar_year(case)
    identity = fleet.model_dump(exclude=NOT_OF_THE_CARS) | {"seed": fleet.seed, "drawn_as": fleet.id}
    arrays = remembered(content_key("charging-3", identity, year), lambda: summed(fleet, simulate(fleet, year)))
    new_year = pd.Timestamp(year, 1, 1, tz=case.time.zone).tz_convert("UTC").tz_localize(None)
    start = np.datetime64(new_year, "s") + np.arange(len(arrays["owed"])) * np.timedelta64(round(3600 * STEP_H), "s")
    end = start[-1] + np.timedelta64(round(3600 * STEP_H), "s")
    means, readings = ({name: arrays[name] for name in names} for names in (MEANS, READINGS))
    return Envelope(TimeTable(start, end, means, "mean", "year"), TimeTable(start, end, readings, "instant", "year"))


def summed(fleet: Charging, sessions: Sessions) -> dict[str, np.ndarray]:
    """(8760/STEP_H,) arrays of all sessions of a year, per MW of nameplate."""
    waiting, lending = sessions.where(sessions.managed & ~sessions.lends), sessions.where(sessions.lends)
    full_h = lending.come_h + lending.energy_kwh / lending.p_kw
    made = {
        "profile": _charged_at_once(sessions),
        "managed": _charged_at_once(waiting),
        "plugged": _plugged(fleet, sessions, waiting),
        "lending": _folded(_boxes(full_h, lending.leave_h, fleet.pace_pu * lending.p_kw)),
        "owed": _sum_of_lines(*owed_kinks(waiting, fleet)),
        "lent": _sum_of_lines(*lent_kinks(lending, fleet)),
    }
    # What rounding leaves of a sum that has gone back to nothing is nothing.
    size_kw = 1000 * nameplate_mw(fleet)
    return {name: np.where(values > 1e-9 * size_kw, values / size_kw, 0.0) for name, values in made.items()}


def _plugged(fleet: Charging, sessions: Sessions, waiting: Sessions) -> np.ndarray:
    """Σ Q of the cars that wait and are plugged in, at every station within what is left of its connection."""
    stations = stations_of(fleet)
    if stations is None or fleet.station_limit_pu == 1:
        return _folded(_boxes(waiting.come_h, waiting.leave_h, planned_kw(waiting, fleet)))
    others = sessions.where(~sessions.managed | sessions.lends)
    total = np.zeros(round(YEAR_H / STEP_H))
    for s, limit in enumerate(stations.limit_kw):
        here, there = (some.where(stations.of_pile[some.pile] == s) for some in (waiting, others))
        plugged = _folded(_boxes(here.come_h, here.leave_h, planned_kw(here, fleet)))
        room = limit - _charged_at_once(there)
        total += np.minimum(plugged, np.maximum(_charged_at_once(here), room))
    return total


def planned_kw(sessions: Sessions, fleet: Charging) -> np.ndarray:
    """(n,) Q: the share of the rating that is planned with, or more where the car needs more."""
    needed = sessions.energy_kwh / (FILLED_AT_MOST * (sessions.leave_h - sessions.come_h))
    return np.clip(fleet.pace_pu * sessions.p_kw, np.minimum(needed, sessions.p_kw), sessions.p_kw)


def owed_kinks(sessions: Sessions, fleet: Charging) -> tuple[np.ndarray, np.ndarray]:
    """(n, 4) hours at which w of each session may turn, in order, and (n, 4) kWh there; the first and last are 0."""
    p, energy, stay = (v[:, None] for v in (sessions.p_kw, sessions.energy_kwh, sessions.leave_h - sessions.come_h))
    planned = planned_kw(sessions, fleet)[:, None]
    after_h = np.sort(np.clip(np.hstack([0 * stay, energy / p, stay - energy / planned, stay]), 0.0, stay), axis=1)
    soon = np.minimum(energy, p * after_h)
    late = np.maximum(energy - planned * (stay - after_h), 0.0)
    return sessions.come_h[:, None] + after_h, soon - late


def lent_kinks(sessions: Sessions, fleet: Charging) -> tuple[np.ndarray, np.ndarray]:
    """The same of z: up at Q/η, flat at D/η, down at Q; a triangle where there is no time for all of it."""
    trip = fleet.eta_charge * fleet.eta_discharge
    planned = fleet.pace_pu * sessions.p_kw
    full_h = sessions.come_h + sessions.energy_kwh / sessions.p_kw
    free_h = sessions.leave_h - full_h
    # Up for u hours and down for u/η: together at most what is free.
    top = np.minimum(fleet.v2g_depth_kwh * fleet.eta_discharge / trip, planned * free_h / (1 + trip))
    up_h, down_h = top * trip / planned, top / planned
    at_h = np.stack([full_h, full_h + up_h, sessions.leave_h - down_h, sessions.leave_h], axis=1)
    return at_h, np.stack([0 * top, top, top, 0 * top], axis=1)


def _charged_at_once(sessions: Sessions) -> np.ndarray:
    return _folded(_boxes(sessions.come_h, sessions.come_h + sessions.energy_kwh / sessions.p_kw, sessions.p_kw))


def _sum_of_lines(at_h: np.ndarray, value: np.ndarray) -> np.ndarray:
    """Readings at the beginning of every step of Σ of the lines through (n, k) points, 0 outside."""
    length_h = np.diff(at_h, axis=1)
    slope = np.where(length_h > 1e-9, np.diff(value, axis=1) / np.maximum(length_h, 1e-9), 0.0)
    turn = np.diff(slope, axis=1, prepend=0.0, append=0.0)
    rise = STEP_H * np.cumsum(_means_of_jumps(at_h.ravel(), turn.ravel()))
    return _folded(np.concatenate([[0.0], rise[:-1]]))


def _boxes(from_h: np.ndarray, to_h: np.ndarray, height: np.ndarray) -> np.ndarray:
    """Mean over every step of Σ height on [from, to)."""
    return _means_of_jumps(np.concatenate([from_h, to_h]), np.concatenate([height, -height]))


def _means_of_jumps(at_h: np.ndarray, jump: np.ndarray) -> np.ndarray:
    """Mean over every step of the function that jumps by `jump` at `at_h`, from new year on, 3 days beyond the year."""
    steps = round((YEAR_H + LONGEST_STAY_H) / STEP_H)
    place = at_h / STEP_H
    step = np.minimum(place.astype(np.int64), steps - 1)
    whole = np.bincount(step, jump, minlength=steps)
    inside = np.bincount(step, jump * (step + 1 - place), minlength=steps)
    return np.asarray(np.cumsum(whole) - whole + inside)


def _folded(values: np.ndarray) -> np.ndarray:
    """Values beyond the end of the year, added to its beginning."""
    year = round(YEAR_H / STEP_H)
    folded = values[:year].copy()
    folded[: len(values) - year] += values[year:]
    return folded
