"""Run-of-river plants: flow over design flow, per unit of the rating.

    (river.1)  p_max_pu[t] = min(1, max(0, flow[t] − ecological) / design) · availability[month]

The design flow is given, or found (Brent's method) such that a normal year has the given full-load hours; the same
design flow is used for dry and wet years, whose hours follow from their flow. Hours fall as the design flow rises,
from those of the days with any water to spare down to none, so there is exactly one solution or, for too many hours,
a fault.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.optimize import brentq

from dispatch.case.names import label_of
from dispatch.case.schema import Case
from dispatch.case.table import TimeTable
from dispatch.case.varying import Monthly
from dispatch.constants import HOURS_PER_YEAR
from dispatch.errors import Fault, SeriesError, Where
from dispatch.families.catchment.entity import Catchment
from dispatch.families.river_plant.entity import RiverPlant
from dispatch.water.catchment import catchment_flow, yearly_table
from dispatch.water.daily import DAYS_PER_YEAR, MONTH_DAYS


def make_river_plants(case: Case, plants: Sequence[RiverPlant]) -> dict[str, TimeTable]:
    """Availability of each plant in the hydrology of the case. Raises SeriesError with all that have no answer."""
    made: dict[str, TimeTable] = {}
    faults: list[Fault] = []
    for plant in plants:
        try:
            available = river_availability(case, plant, case.hydrology)
        except SeriesError as error:
            faults += error.faults
        else:
            made[plant.id] = yearly_table(plant.id, available, case.time.zone)
    if faults:
        raise SeriesError(faults)
    return made


def river_availability(case: Case, plant: RiverPlant, hydrology: str) -> np.ndarray:
    """(n,) p_max_pu over the year, (river.1)."""
    catchment = _catchment(case, plant)
    design = plant.design_m3s or design_flow(case, plant)
    flow = catchment_flow(catchment, case.synthesis.seed, hydrology)
    return _per_unit(plant, flow, design)


def design_flow(case: Case, plant: RiverPlant) -> float:
    """m³/s at which a plant runs full, from the full-load hours of a normal year. Raises SeriesError beyond reach."""
    flow = catchment_flow(_catchment(case, plant), case.synthesis.seed, "normal")
    wanted = plant.full_load_hours_h or 0.0
    spare = np.maximum(flow - plant.ecological_m3s, 0.0)
    most = full_load_hours(_per_unit(plant, np.where(spare > 0, np.inf, 0.0), 1.0))
    if not 0 < wanted < most:
        where = Where(entity=label_of(plant, "full_load_hours_h"))
        raise SeriesError(Fault.of("hours_out_of_reach", where, value=wanted, limit=f"> 0, < {most:.5g}"))

    def missing(log_design: float) -> float:
        return full_load_hours(_per_unit(plant, flow, float(np.exp(log_design)))) - wanted

    # At the least spare flow all days with water run full; at far more than the greatest, none runs to speak of.
    low, high = np.log(spare[spare > 0].min()), np.log(spare.max() * HOURS_PER_YEAR / wanted) + 1.0
    return float(np.exp(brentq(missing, low - 1.0, high, xtol=1e-13, rtol=1e-14)))


def full_load_hours(available: np.ndarray) -> float:
    """Hours of a year at full power that give the same energy."""
    return float(available.mean()) * HOURS_PER_YEAR


def _per_unit(plant: RiverPlant, flow: np.ndarray, design: float) -> np.ndarray:
    spare = np.maximum(flow - plant.ecological_m3s, 0.0)
    return np.asarray(np.minimum(spare / design, 1.0) * _availability(plant, len(flow)))


def _availability(plant: RiverPlant, size: int) -> np.ndarray | float:
    """What is in service: one share, or one a month."""
    share = plant.availability_pu
    if not isinstance(share, Monthly):
        return share
    return share.scale * np.repeat(np.array(share.monthly), MONTH_DAYS * (size // DAYS_PER_YEAR))


def _catchment(case: Case, plant: RiverPlant) -> Catchment:
    """The catchment of a plant; `check_case` has checked that it exists."""
    return next(c for c in case.catchment if c.id == plant.catchment)
