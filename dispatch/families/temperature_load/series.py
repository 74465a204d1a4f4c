"""`temperature_load/<id>`: a base series and the weather of a site, on the finer of their two axes.

The result covers what the weather covers, and repeats where it does. Air temperature is constant over a step of the
weather, the base over a step of its table; both are exact means on the axis chosen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from dispatch.case.names import label_of
from dispatch.case.schema import Case
from dispatch.case.table import TimeTable
from dispatch.case.varying import Monthly, SeriesRef
from dispatch.demand.temperature import calibrated, lagged, response
from dispatch.errors import CaseError, Fault, SeriesError, Where
from dispatch.families.rooms import MODELLED
from dispatch.families.temperature_load.entity import TemperatureLoad
from dispatch.horizon import Horizon
from dispatch.series.resample import NotCovered, PeriodPlace
from dispatch.weather.site_weather import SiteWeather
from dispatch.weather.year import weather_of


def make_series(case: Case, loads: Sequence[TemperatureLoad]) -> Mapping[str, TimeTable]:
    """One table a load, per unit like its base. Raises CaseError or SeriesError."""
    named = {load.weather for load in loads}
    weather = weather_of(case, [site for site in case.weather if site.id in named])
    return {load.id: made_table(case, load, weather[load.weather]) for load in loads}


def made_table(case: Case, load: TemperatureLoad, weather: SiteWeather) -> TimeTable:
    """The demand of one load."""
    step_s = min(weather.step_s, _base_step_s(case, load))
    parts = weather.step_s // step_s
    air = np.repeat(weather.temperature_c, parts)
    axis = Horizon.from_steps(
        pd.Timestamp(weather.start[0], tz="UTC"), np.full(len(air), step_s / 3600), zone=case.time.zone
    )
    repeats = weather.repeat == "year"
    felt = lagged(air, step_s / 3600, load.time_constant_h, repeats=repeats)
    factor = response(felt, load.heating_pu_per_k, load.cooling_pu_per_k, load.heating_below_c, load.cooling_above_c)
    values = calibrated(_base(case, load, axis), factor, step_s / 3600, load.full_load_hours_h)
    return TimeTable(axis.start, axis.end[-1], {load.id: values}, "mean", weather.repeat)


def _base_step_s(case: Case, load: TemperatureLoad) -> int:
    """Step of the base's table where it divides the weather's; what does not vary within an hour asks for no more."""
    if not isinstance(load.base_pu, SeriesRef):
        return 3600
    return _table(case, load, load.base_pu).step_s


def _base(case: Case, load: TemperatureLoad, axis: Horizon) -> np.ndarray:
    """(n,) base on the axis."""
    value = load.base_pu
    if isinstance(value, Monthly):
        return np.asarray(value.scale * np.asarray(value.monthly)[axis.local_time().month.to_numpy() - 1])
    if not isinstance(value, SeriesRef):
        return np.full(axis.periods, float(value))
    table, column = _table(case, load, value), value.address(case.hydrology)[1]
    try:
        return np.asarray(value.scale * PeriodPlace.find(table, axis).mean(column))
    except NotCovered:
        start, end = (f"{t}Z" for t in (axis.start[0], axis.end[-1]))
        name, where = value.address(case.hydrology)[0], Where(entity=label_of(load, "base_pu"))
        limit = f"{table.start[0]}Z … {table.end}Z"
        covered = f"{start} … {end}"
        fault = Fault.of("series_not_covering", where, value=covered, limit=limit, table=name, start=start, end=end)
        raise SeriesError(fault) from None


def _table(case: Case, load: TemperatureLoad, ref: SeriesRef) -> TimeTable:
    name, _ = ref.address(case.hydrology)
    if name in MODELLED or name not in case.series:
        where, known = Where(entity=label_of(load, "base_pu")), tuple(case.series)
        raise CaseError([Fault.of("unknown_series", where, value=name, name=name, nearest=known[:5])])
    return case.series[name]
