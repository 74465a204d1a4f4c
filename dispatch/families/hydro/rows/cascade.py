"""Who is upstream of whom: the topology of reservoirs and powerhouses as positions, and the water on its way."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dispatch.case.schema import Case
from dispatch.families.hydro.entity import Powerhouse, Reservoir
from dispatch.families.hydro.rows.travel import Travel, travel
from dispatch.horizon import Horizon


@dataclass(frozen=True, eq=False)
class Cascade:
    """Positions are those of `lakes`, `houses` and `pumping`; −1 below the last dam.

    below: (lakes,) the reservoir that each flows into; home, pump_home: reservoir of every house, pumping house;
    routes: travel of the water released by each reservoir.
    """

    lakes: tuple[Reservoir, ...]
    houses: tuple[Powerhouse, ...]
    pumping: tuple[Powerhouse, ...]
    below: np.ndarray
    home: np.ndarray
    pump_home: np.ndarray
    routes: tuple[Travel, ...]

    @classmethod
    def of(cls, case: Case, horizon: Horizon) -> Cascade:
        """The cascade of a case; its references have been checked before."""
        number = {lake.id: i for i, lake in enumerate(case.reservoir)}
        pumping = tuple(h for h in case.powerhouse if h.pump_max_m3s > 0)
        return cls(
            case.reservoir,
            case.powerhouse,
            pumping,
            _integers(number[lake.downstream] if lake.downstream else -1 for lake in case.reservoir),
            _integers(number[h.reservoir] for h in case.powerhouse),
            _integers(number[h.reservoir] for h in pumping),
            tuple(travel(horizon, lake.travel_time_h, lake.past_release_m3s is None) for lake in case.reservoir),
        )

    @property
    def lags(self) -> int:
        """Most periods that feed one arrival."""
        return max(route.source.shape[1] for route in self.routes)

    def sources(self) -> np.ndarray:
        """(lakes, N, lags) period in which what now arrives below was released."""
        return np.array(
            [np.pad(r.source, ((0, 0), (0, self.lags - r.source.shape[1])), mode="edge") for r in self.routes]
        )

    def shares(self) -> np.ndarray:
        """(lakes, N, lags) share of that period's release, 0 where unused."""
        return np.array([np.pad(r.share, ((0, 0), (0, self.lags - r.share.shape[1]))) for r in self.routes])

    def past_arrivals_m3s(self) -> np.ndarray:
        """(lakes, N) what arrives at each reservoir although it was released above it before the segment."""
        arriving = np.zeros((len(self.lakes), len(self.routes[0].before)))
        for lake, route, lower in zip(self.lakes, self.routes, self.below, strict=True):
            if lower >= 0 and lake.past_release_m3s is not None:
                arriving[lower] += lake.past_release_m3s * route.before
        return arriving


def _integers(values: object) -> np.ndarray:
    return np.fromiter(values, dtype=np.int64)  # type: ignore[call-overload]
