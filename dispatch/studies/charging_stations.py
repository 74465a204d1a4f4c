"""From a dispatched case to single charging piles: what the schedule means for every car, and a pace that cars can
keep.

    shares = allotted(solved)                       {fleet: Allotment} of a solved case
    case, found = keepable(case, horizon)           the case with paces at which at most 1 % goes unserved
    table = station_table(solved)                   one row a station (a fleet without stations is one)

`station_table` sets what happens without a dispatcher (at once) beside what the schedule makes of it: fleet, station,
piles, rated_mw, limit_mw, wanted_mwh and unserved_mwh of the cars that take part, peak_at_once_mw, peak_mw (means of
steps, all cars), energy_mwh, utilisation_pu (of the ratings, over the horizon), overload_at_once_h, overload_h.
Energies and hours with the weights of segments; of the fleet as drawn, whatever the size of its load.

Every segment of the horizon is handed out on its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

import numpy as np
import pandas as pd

from dispatch.case.schema import Case
from dispatch.charging.disaggregate import Allotment, Schedule, disaggregate
from dispatch.charging.envelopes import calendar_year
from dispatch.charging.fleet import YEAR_H, nameplate_mw, simulate
from dispatch.charging.stations import stations_of, whole_fleet
from dispatch.charging.tighten import UNSERVED_LIMIT_PU, Tightened, tighten
from dispatch.families.charging.entity import Charging
from dispatch.families.charging.rows import rated_mw
from dispatch.families.flexible.entity import enabled
from dispatch.horizon import Horizon
from dispatch.results.tables import Table, Tables
from dispatch.series.assemble import Series
from dispatch.solve.pipeline import solve_case


class Answered(Protocol):
    """A case with its answer: a `Solved`, or a run read from disk."""

    @property
    def case(self) -> Case: ...
    @property
    def series(self) -> Series: ...
    @property
    def tables(self) -> Tables: ...


def allotted(answer: Answered) -> dict[str, list[Allotment]]:
    """What every fleet's schedule gives to its cars, segment by segment."""
    year = calendar_year(answer.case)
    found = {}
    for fleet in enabled(answer.case.charging):
        sessions = simulate(fleet, year)
        found[fleet.id] = [
            disaggregate(fleet, sessions, schedule_of(answer, fleet, g)) for g in range(answer.series.horizon.segments)
        ]
    return found


def station_table(answer: Answered) -> pd.DataFrame:
    """What happened at every station; empty where nothing charges. See the module."""
    horizon = answer.series.horizon
    rows = [
        _stations(fleet, shares, horizon)
        for fleet, shares in zip(enabled(answer.case.charging), allotted(answer).values(), strict=True)
    ]
    return pd.concat(rows, ignore_index=True) if rows else pd.DataFrame()


def _stations(fleet: Charging, shares: list[Allotment], horizon: Horizon) -> pd.DataFrame:
    found = stations_of(fleet)
    stations = whole_fleet(fleet) if found is None else found
    parts = [share.stations for share in shares]
    count = horizon.count[horizon.segment_first_period]

    def total(name: str) -> np.ndarray:
        return np.asarray(sum(w * getattr(part, name) for w, part in zip(count, parts, strict=True)))

    def most(name: str) -> np.ndarray:
        return np.asarray(np.max([getattr(part, name) for part in parts], axis=0))

    energy = total("energy_kwh") / 1000
    return pd.DataFrame(
        {
            "fleet": fleet.id,
            "station": np.arange(1, len(stations) + 1),
            "piles": np.bincount(stations.of_pile, minlength=len(stations)),
            "rated_mw": stations.rated_kw / 1000,
            "limit_mw": stations.limit_kw / 1000,
            "wanted_mwh": total("wanted_kwh") / 1000,
            "unserved_mwh": total("unserved_kwh") / 1000,
            "peak_at_once_mw": most("peak_at_once_kw") / 1000,
            "peak_mw": most("peak_kw") / 1000,
            "energy_mwh": energy,
            "utilisation_pu": 1000 * energy / (stations.rated_kw * horizon.hours),
            "overload_at_once_h": total("overload_at_once_h"),
            "overload_h": total("overload_h"),
        }
    )


def keepable(case: Case, horizon: Horizon, *, limit_pu: float = UNSERVED_LIMIT_PU) -> tuple[Case, Tightened]:
    """The case with slower fleets where cars could not keep the schedule of a horizon of one segment."""
    if horizon.segments != 1:
        raise ValueError("paces are found on one segment")

    def dispatch(fleets: tuple[Charging, ...]) -> Mapping[str, Schedule]:
        solved = solve_case(with_fleets(case, fleets), horizon)
        return {fleet.id: schedule_of(solved, fleet, 0) for fleet in fleets}

    found = tighten(enabled(case.charging), calendar_year(case), dispatch, limit_pu)
    return with_fleets(case, found.fleets), found


def with_fleets(case: Case, fleets: tuple[Charging, ...]) -> Case:
    """The case with these in the place of those with the same id."""
    changed = {fleet.id: fleet for fleet in fleets}
    return case.model_copy(update={"charging": tuple(changed.get(fleet.id, fleet) for fleet in case.charging)})


def schedule_of(answer: Answered, fleet: Charging, segment: int) -> Schedule:
    """A fleet's schedule in one segment, scaled from its load to the ratings of the fleet, kW."""
    horizon, table = answer.series.horizon, answer.tables["charging"]
    inside = horizon.segment == segment
    managed, down, up, give, restore = (
        _column(table, fleet.id, name)[inside] / _scale(answer.case, fleet)
        for name in ("managed_mw", "down_mw", "up_mw", "give_mw", "restore_mw")
    )
    return Schedule(
        _since_new_year_h(horizon, segment),
        horizon.dt_h[inside],
        1000 * np.maximum(managed - down + up, 0.0),
        1000 * give,
        1000 * restore,
    )


def _column(table: Table, label: str, name: str) -> np.ndarray:
    """(N,) values, 0 where the fleet has none."""
    values = table.of(label, name) if name in table.columns else np.zeros(1)
    return np.nan_to_num(np.broadcast_to(values, (len(table.time) if table.time is not None else 0,)))


def _scale(case: Case, fleet: Charging) -> float:
    """Ratings that the load represents per rating of the fleet."""
    load = next(load for load in case.load if load.id == fleet.load)
    return rated_mw(load) / nameplate_mw(fleet)


def _since_new_year_h(horizon: Horizon, segment: int) -> float:
    first = pd.Timestamp(horizon.start[horizon.segment_first_period[segment]], tz="UTC").tz_convert(horizon.zone)
    new_year = pd.Timestamp(first.year, 1, 1, tz=horizon.zone)
    hours = (first - new_year).total_seconds() / 3600
    after_february = first.is_leap_year and hours >= 59 * 24
    return (hours - 24.0 * after_february) % YEAR_H
