"""Calibration of a plant to a known yield (full-load hours of a year) by one factor, which is reported.

    full-load hours = 8760 · mean(p_pu)                                       (calibrate.1)
    hours(factor) = target, found by Brent's method within [lowest, highest]  (calibrate.2)

`hours` must grow with the factor between both ends. A target that no factor reaches is a fault that gives the range
that can be reached.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.optimize import brentq

from dispatch.case.entity import Entity
from dispatch.case.names import label_of
from dispatch.constants import HOURS_PER_YEAR
from dispatch.errors import CaseError, Fault, Where
from dispatch.weather.site_weather import SiteWeather

# Beyond this a factor hides an error in the data of a plant or its weather rather than what a model leaves out.
USUAL_FACTOR = (0.85, 1.15)
_DAYS_PER_YEAR = 365.25
_TOLERANCE = 1e-9


@dataclass(frozen=True)
class Calibration:
    """Calibration of a plant: target full-load hours (h/yr), modelled hours before and after, the factor.

    NaN if the weather does not span whole years.
    """

    plant: str
    target_h: float | None
    before_h: float
    after_h: float
    factor: float


def full_load_hours(p_pu: np.ndarray) -> float:
    """Hours a year (calibrate.1) of a series that spans whole years."""
    return HOURS_PER_YEAR * float(p_pu.mean())


def spans_years(weather: SiteWeather) -> bool:
    """Whether the weather spans whole years, so that full-load hours are defined."""
    days = len(weather.start) * weather.step_s / 86_400
    years = round(days / _DAYS_PER_YEAR)
    # Years of 365 or 366 days; readings at stamps lose their last period.
    return years >= 1 and 365 * years - 0.05 <= days <= 366 * years


def require_whole_years(plant: Entity, weather: SiteWeather) -> None:
    """Raise CaseError where full-load hours cannot be met, because the weather does not span whole years."""
    if not spans_years(weather):
        days = len(weather.start) * weather.step_s / 86_400
        raise CaseError(Fault.of("yield_needs_year", _where(plant), value=f"{days:.6g} d", name=weather.site.id))


def as_modelled(plant: Entity, p_pu: np.ndarray, weather: SiteWeather) -> Calibration:
    """Result of the model for a plant without a known yield."""
    hours = full_load_hours(p_pu) if spans_years(weather) else np.nan
    return Calibration(plant.id, None, hours, hours, 1.0)


def fit_factor(plant: Entity, target_h: float, hours: Callable[[float], float], lowest: float, highest: float) -> float:
    """The factor that gives `target_h` (calibrate.2). Raises CaseError if there is none."""
    low, high = hours(lowest), hours(highest)
    if not low <= target_h <= high:
        limit = f"{low:.5g} … {high:.5g} h"
        raise CaseError(Fault.of("yield_out_of_reach", _where(plant), value=target_h, limit=limit))
    if high == low:
        return highest
    return float(brentq(lambda factor: hours(factor) - target_h, lowest, highest, xtol=_TOLERANCE, rtol=_TOLERANCE))


def frame(found: Iterable[Calibration]) -> pd.DataFrame:
    """One row a plant: plant, target_h (NaN where none is known), before_h, after_h, factor."""
    columns = ["plant", "target_h", "before_h", "after_h", "factor"]
    rows = [
        [one.plant, np.nan if one.target_h is None else one.target_h, one.before_h, one.after_h, one.factor]
        for one in found
    ]
    return pd.DataFrame(rows, columns=columns)


def usual(factor: float) -> bool:
    """Whether a factor lies within `USUAL_FACTOR`."""
    return USUAL_FACTOR[0] <= factor <= USUAL_FACTOR[1]


def unusual_factors(plants: Iterable[Entity], report: pd.DataFrame) -> list[Fault]:
    """What a reader should know of a calibration: every factor that is not usual. Nothing is refused for it."""
    by_plant = report.set_index("plant")["factor"].to_dict()
    low, high = USUAL_FACTOR
    return [
        Fault.of("unusual_factor", _where(plant), value=round(by_plant[plant.id], 4), limit=f"{low} … {high}")
        for plant in plants
        if plant.id in by_plant and not usual(by_plant[plant.id])
    ]


def _where(plant: Entity) -> Where:
    return Where(entity=label_of(plant, "full_load_hours_h"))
