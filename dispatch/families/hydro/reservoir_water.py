"""Water of reservoirs over a run, in hm³."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from dispatch.families.hydro.entity import Reservoir
from dispatch.results.study_area import StudyArea

HM3_PER_M3S_H = 0.0036


@dataclass(frozen=True, eq=False)
class ReservoirWater:
    """(n,) each: own inflow, arrivals from upstream, spilled, released in all, volume at begin and end."""

    inflow: np.ndarray
    arrived: np.ndarray
    spilled: np.ndarray
    released: np.ndarray
    begin: np.ndarray
    end: np.ndarray

    @property
    def turbined(self) -> np.ndarray:
        return self.released - self.spilled


def reservoir_water(area: StudyArea, lakes: Sequence[Reservoir]) -> ReservoirWater:
    """What came, went and is left, in the order of the reservoirs."""
    hm3 = HM3_PER_M3S_H * area.horizon.energy_h
    columns = ("inflow_m3s", "arrivals_m3s", "spill_m3s", "release_m3s")
    state, horizon = area.answer.tables["reservoir_state"], area.horizon
    volume = np.array([state.of(lake.id, "volume_hm3") for lake in lakes])
    begin, end = volume[:, horizon.segment_start[0]], volume[:, horizon.segment_end[-1]]
    inflow, arrived, spilled, released = (area.rows("reservoir", name, lakes) @ hm3 for name in columns)
    return ReservoirWater(inflow, arrived, spilled, released, begin, end)
