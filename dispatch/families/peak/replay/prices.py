"""What a goal that is held adds to prices, and what counts in its curve: other families ask for it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from dispatch.audit.reader import Reader
from dispatch.audit.recorder import Array, Recorder
from dispatch.case.technology import is_pv, is_wind
from dispatch.families.bus.expected import study_area_buses
from dispatch.families.network.entity import Line
from dispatch.families.peak.replay.reading import reported
from dispatch.families.renewable.entity import Renewable


def held_price(recorder: Recorder, goal: str) -> float:
    """CNY that holding a goal adds to each unit of it in the last solve; 0 where nothing is held, NaN if unknown."""
    if recorder.case.objective.goal != "peak":
        return 0.0
    stated = reported(recorder, "stage", "price_cny")
    return max(stated.get(goal, 0.0), 0.0) if stated else np.nan


def curve_price(recorder: Recorder, reader: Reader, counted: Sequence[bool]) -> Array:
    """(n, N) CNY/MWh that a MW given to the curve saves in the last solve, through what its windows are held at; 0 for
    assets that do not count and where no curve is held.
    """
    curve = (recorder.case.objective.curve,)
    price = np.zeros((1, recorder.horizon.periods))
    if recorder.case.objective.goal == "peak" and any(counted):
        price = reader.read("peak", curve, curve, "residual_price_cny_per_mwh")
    return np.where(np.array(counted, dtype=bool)[:, None], price, 0.0)


def in_residual(recorder: Recorder, plant: Renewable) -> bool:
    """Whether the power of a renewable plant counts in the curve `residual`, and that curve is the objective."""
    varying = is_wind(plant.technology) or is_pv(plant.technology)
    return recorder.case.objective.curve == "residual" and plant.bus in study_area_buses(recorder.case) and not varying


def leaves_residual(recorder: Recorder, line: Line) -> bool:
    """Whether what a line sends away counts in the curve `residual`, and that curve is the objective."""
    home = study_area_buses(recorder.case)
    leaving = line.one_way and (line.bus0 in home) > (line.bus1 in home)
    return recorder.case.objective.curve == "residual" and leaving
