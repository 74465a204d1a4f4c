"""From a dispatched case to single charging piles: what the schedule means for every car, and a pace that cars can
keep.

    shares = allotted(solved)                       {fleet: Allotment} of a solved case
    case, found = keepable(case, horizon)           the case with paces at which at most 1 % goes unserved

Every segment of the horizon is handed out on its own.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from dispatch.blocks.flexible.charging import rated_mw
from dispatch.case.flexible import Charging, enabled
from dispatch.case.schema import Case
from dispatch.charging.disaggregate import Allotment, Schedule, disaggregate
from dispatch.charging.envelopes import calendar_year
from dispatch.charging.fleet import YEAR_H, nameplate_mw, simulate
from dispatch.charging.tighten import UNSERVED_LIMIT_PU, Tightened, tighten
from dispatch.horizon import Horizon
from dispatch.results import Table
from dispatch.solve import Solved, solve_case


def allotted(solved: Solved) -> dict[str, list[Allotment]]:
    """What every fleet's schedule gives to its cars, segment by segment."""
    year = calendar_year(solved.case)
    found = {}
    for fleet in enabled(solved.case.charging):
        sessions = simulate(fleet, year)
        found[fleet.id] = [
            disaggregate(fleet, sessions, schedule_of(solved, fleet, g)) for g in range(solved.horizon.segments)
        ]
    return found


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


def schedule_of(solved: Solved, fleet: Charging, segment: int) -> Schedule:
    """A fleet's schedule in one segment, scaled from its load to the ratings of the fleet, kW."""
    horizon, table = solved.horizon, solved.tables["charging"]
    inside = horizon.segment == segment
    managed, down, up, give, restore = (
        _column(table, fleet.id, name)[inside] / _scale(solved.case, fleet)
        for name in ("managed_mw", "down_mw", "up_mw", "give_mw", "restore_mw")
    )
    return Schedule(
        _since_new_year_h(horizon, segment), horizon.dt_h[inside], 1000 * np.maximum(managed - down + up, 0.0),
        1000 * give, 1000 * restore,
    )  # fmt: skip


def _column(table: Table, label: str, name: str) -> np.ndarray:
    """(N,) values, 0 where the fleet has none."""
    values = table.of(label, name) if name in table.columns else np.zeros(1)
    return np.nan_to_num(np.broadcast_to(values, (len(table.time) if table.time is not None else 0,)))


def _scale(case: Case, fleet: Charging) -> float:
    """Ratings that the load stands for per rating of the fleet."""
    load = next(load for load in case.load if load.id == fleet.load)
    return rated_mw(load) / nameplate_mw(fleet)


def _since_new_year_h(horizon: Horizon, segment: int) -> float:
    first = pd.Timestamp(horizon.start[horizon.segment_first_period[segment]], tz="UTC").tz_convert(horizon.zone)
    new_year = pd.Timestamp(first.year, 1, 1, tz=horizon.zone)
    hours = (first - new_year).total_seconds() / 3600
    after_february = first.is_leap_year and hours >= 59 * 24
    return (hours - 24.0 * after_february) % YEAR_H
