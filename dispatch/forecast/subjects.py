"""What is forecast in a case: plants, inflows and loads whose values change over time, with the truth about them.

Truth is the available power of a plant, the natural inflow of a reservoir and the demand of a load, on quarter-hours.
A plant counts as out of service where its power has been zero for `OUTAGE_H` hours or more (or all of a shorter
span): its owner knows that, so its forecast is zero too. Constants are not forecast.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from dispatch.case.entity import Entity
from dispatch.case.names import nearest
from dispatch.case.schema import Case
from dispatch.case.technology import is_pv, is_river, is_wind
from dispatch.case.varying import Monthly, SeriesRef
from dispatch.errors import CaseError, Fault, SeriesError, Where
from dispatch.families.hydro.entity import Reservoir
from dispatch.families.load.entity import Load
from dispatch.families.renewable.entity import Renewable
from dispatch.forecast.error_model import STEP_S, STEPS_A_DAY
from dispatch.forecast.noise import Place
from dispatch.horizon import Horizon
from dispatch.series.assemble import Series
from dispatch.weather.sky import sky_of

KINDS = ("wind", "pv", "hydro", "inflow", "load")
FIELDS = {"renewable": "p_max_pu", "reservoir": "inflow_m3s", "load": "p_pu"}
OUTAGE_H = 168
_LOOK_BACK_DAYS = 3
_CLEAR_W_PER_M2 = 1000.0
_ENVELOPE_DAYS = 15


@dataclass(frozen=True, eq=False)
class Subject:
    """One thing that is forecast.

    capacity: what errors are measured by: rating of a plant in MW, greatest demand of a load, mean inflow. actual:
    (N,) in `unit`; before: (M,) the same on the periods that end where the horizon begins, NaN where the case does
    not know; clear: (M+N,) clear sky over 1,000 W/m² for PV, else None.
    """

    kind: str
    family: str
    entity: Entity
    county: str
    unit: str
    capacity: float
    place: Place | None
    actual: np.ndarray
    before: np.ndarray
    clear: np.ndarray | None = None

    @property
    def id(self) -> str:
        return self.entity.id

    @property
    def known(self) -> np.ndarray:
        """(M+N,) the truth from before the horizon on."""
        return np.concatenate([self.before, self.actual])


def find_subjects(case: Case, horizon: Horizon, kinds: Collection[str] = KINDS) -> list[Subject]:
    """Everything of these kinds that is forecast, in the order of the case; `horizon` has equal steps.

    Raises SeriesError if the series do not cover the horizon, CaseError if there is nothing to forecast.
    """
    step_s = round(float(horizon.dt_h[0]) * 3600)
    back = _LOOK_BACK_DAYS * 86_400 // step_s
    earlier = pd.Timestamp(horizon.start[0], tz="UTC") - pd.Timedelta(seconds=back * step_s)
    ahead = Horizon.regular(earlier, back, step_s / 3600, zone=horizon.zone)
    reaching = _reaching_back(case, ahead, horizon)
    found = [
        _subject(case, kind, family, entity, _truth(reaching, entity, FIELDS[family], back + horizon.periods), back)
        for family, entity, kind in _varying(case)
        if kind in kinds
    ]
    if not found:
        raise CaseError(Fault.of("nothing_to_forecast", Where(entity="forecast"), value=", ".join(kinds)))
    return [replace(s, clear=_clear(s, case, ahead, horizon)) if s.kind == "pv" else s for s in found]


def check_kinds(kinds: Sequence[str]) -> tuple[str, ...]:
    """The requested kinds that exist. Raises CaseError naming those that do not."""
    wrong = [k for k in kinds if k not in KINDS]
    if wrong:
        where = Where(entity="--kind")
        raise CaseError([Fault.of("unknown_kind", where, value=k, name=k, nearest=nearest(k, KINDS)) for k in wrong])
    return tuple(k for k in KINDS if k in kinds)


def _varying(case: Case) -> list[tuple[str, Entity, str]]:
    """(family, entity, kind) of everything with a value that changes over time."""
    found: list[tuple[str, Entity, str]] = []
    for plant in case.renewable:
        kind = "wind" if is_wind(plant.technology) else "pv" if is_pv(plant.technology) else "hydro"
        if kind != "hydro" or is_river(plant.technology):
            found.append(("renewable", plant, kind))
    found += [("reservoir", lake, "inflow") for lake in case.reservoir]
    found += [("load", load, "load") for load in case.load]
    return [
        (family, entity, kind)
        for family, entity, kind in found
        if isinstance(getattr(entity, FIELDS[family]), SeriesRef | Monthly) and getattr(entity, "p_nom_mw", 1.0) > 0
    ]


def _reaching_back(case: Case, ahead: Horizon, horizon: Horizon) -> list[Series]:
    """Series that begin ever later: `_LOOK_BACK_DAYS` before the horizon, a day less …, with the horizon."""
    step_h, zone, a_day = float(horizon.dt_h[0]), horizon.zone, ahead.periods // _LOOK_BACK_DAYS
    earlier = [
        Horizon.regular(_utc(ahead.start[i]), ahead.periods - i + horizon.periods, step_h, zone=zone)
        for i in range(0, _LOOK_BACK_DAYS * a_day, a_day)
    ]
    return [Series(case, span) for span in (*earlier, horizon)]


def _utc(stamp: np.datetime64) -> pd.Timestamp:
    return pd.Timestamp(stamp, tz="UTC")


def _truth(reaching: Sequence[Series], entity: Entity, field: str, size: int) -> np.ndarray:
    """(M+N,) values of a field, NaN for days before the horizon that the case does not know."""
    for series in reaching[:-1]:
        try:
            known = series.of(entity, field)
        except SeriesError:
            continue
        return np.concatenate([np.full(size - len(known), np.nan), known])
    known = reaching[-1].of(entity, field)
    return np.concatenate([np.full(size - len(known), np.nan), known])


def _subject(case: Case, kind: str, family: str, entity: Entity, truth: np.ndarray, back: int) -> Subject:
    scale = float(getattr(entity, "p_nom_mw", 1.0))
    before, actual = scale * truth[:back], scale * truth[back:]
    capacity = scale if kind in ("wind", "pv", "hydro") else actual.mean() if kind == "inflow" else actual.max()
    bus = next((b for b in case.bus if b.id == _bus_of(case, entity)), None)
    place = _site(case, entity)
    if place is None and bus is not None and bus.lat is not None and bus.lon is not None:
        place = (bus.lat, bus.lon)
    unit = "m3/s" if kind == "inflow" else "MW"
    return Subject(kind, family, entity, bus.county if bus else "", unit, float(capacity), place, actual, before)


def _bus_of(case: Case, entity: Entity) -> str:
    if isinstance(entity, Reservoir):
        return next((house.bus for house in case.powerhouse if house.reservoir == entity.id), "")
    assert isinstance(entity, Renewable | Load)
    return entity.bus


def _site(case: Case, entity: Entity) -> Place | None:
    """Coordinates of the weather that a plant's series is made from."""
    value = getattr(entity, "p_max_pu", None)
    if not isinstance(value, SeriesRef):
        return None
    family, name = value.address(case.hydrology)
    if family not in ("pv_plant", "wind_farm"):
        return None
    weather = next((made.weather for made in getattr(case, family) if made.id == name), "")
    return next(((site.lat, site.lon) for site in case.weather if site.id == weather), None)


def in_service(values: np.ndarray, step_h: float) -> np.ndarray:
    """(n,) False within intervals of zero that last `OUTAGE_H` or the whole span."""
    nothing = values == 0
    edges = np.flatnonzero(np.diff(np.concatenate([[False], nothing, [False]]).astype(np.int8)))
    alive = np.ones(len(values), dtype=bool)
    longest = min(OUTAGE_H / step_h, int(np.isfinite(values).sum()))
    for begin, end in edges.reshape(-1, 2):
        if end - begin >= longest:
            alive[begin:end] = False
    return alive


def _clear(subject: Subject, case: Case, ahead: Horizon, horizon: Horizon) -> np.ndarray:
    """(M+N,) clear sky over 1,000 W/m²; without coordinates the plant's own best output at that time of day."""
    if subject.place is None:
        return _envelope(subject.known / subject.capacity, round(24 / float(horizon.dt_h[0])))
    start = np.concatenate([ahead.start, horizon.start])
    step_s = round(float(horizon.dt_h[0]) * 3600)
    altitude = next((w.altitude_m for w in case.weather if (w.lat, w.lon) == subject.place), 0.0)
    sky = sky_of(*subject.place, altitude, start, step_s)
    return np.minimum(sky.ghi / _CLEAR_W_PER_M2, 1.0)


def _envelope(pu: np.ndarray, steps_a_day: int) -> np.ndarray:
    """(n,) the most that was seen at each time of day within `_ENVELOPE_DAYS` before and after."""
    days = -(-len(pu) // steps_a_day)
    table = np.zeros(days * steps_a_day)
    table[: len(pu)] = np.nan_to_num(pu)
    by_day = pd.DataFrame(table.reshape(days, steps_a_day))
    most = by_day.rolling(2 * _ENVELOPE_DAYS + 1, center=True, min_periods=1).max().to_numpy()
    return np.minimum(most.ravel()[: len(pu)], 1.0)


def quarter_hours(stamps: np.ndarray) -> np.ndarray:
    """Stamps as quarter-hours counted from 1970."""
    return np.asarray(stamps.astype("datetime64[s]").astype(np.int64) // STEP_S)


__all__ = ["FIELDS", "KINDS", "STEPS_A_DAY", "Subject", "check_kinds", "find_subjects", "in_service", "quarter_hours"]
