"""True power of a plant with head, from its flow, the volume of the lake and the total release.

    forebay_m   Z(V)    inverse of the level–storage curve, V the mean of the volumes at both ends of a period
    tailwater_m Zt(Q)   tailwater curve, Q all that the reservoir releases: every bank and the spill
    head_m      h = max(Z(V) − Zt(Q), 0)
    p_true_mw   min(K·q·h / 1000, p_nom·min(p_max_pu, o(h)))

K is the efficiency constant: 9.81 times the efficiency of turbine and generator, about 8.5; q the plant's own flow, o
the possible output of the machines at a head, per unit of the rating. Volumes and releases outside the range of a
curve use its end value. Above its last point o is constant, below its first point it continues linearly down to zero.

A plant needs an `efficiency_constant`, and its reservoir both curves; one that lacks them keeps its constant
productivity.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from dispatch.case.schema import Case
from dispatch.families.hydro.entity import Powerhouse
from dispatch.water.curves import CurveFunction

# Halving the largest flow so often leaves rounding.
_HALVINGS = 45


@dataclass(frozen=True, eq=False)
class HeadPlant:
    """A powerhouse with its curves; `lake` is the position of its reservoir in the case.

    share: flow of all banks of its reservoir per m³/s of its own flow, with all banks equally loaded.
    """

    house: Powerhouse
    lake: int
    efficiency_constant: float
    level: CurveFunction
    tailwater: CurveFunction
    output: CurveFunction | None
    share: float

    @property
    def key(self) -> tuple[object, ...]:
        """What the power of the plant depends on: the same for two banks that are alike."""
        curves = (self.level, self.tailwater, *((self.output,) if self.output else ()))
        points = tuple(array.tobytes() for curve in curves for array in (curve.x, curve.y))
        return (self.efficiency_constant, self.share, self.house.p_nom_mw, self.house.turbine_max_m3s, points)

    def forebay_m(self, volume_hm3: np.ndarray) -> np.ndarray:
        """Z(V), m."""
        lowest, highest = self.level(self.level.low), self.level(self.level.high)
        return self.level.inverse(np.clip(volume_hm3, lowest, highest))

    def forebay_slope(self, volume_hm3: np.ndarray) -> np.ndarray:
        """dZ/dV, m per hm³."""
        return np.asarray(1.0 / self.level.slope(self.forebay_m(volume_hm3)))

    def tailwater_m(self, release_m3s: np.ndarray) -> np.ndarray:
        """Zt(Q), m."""
        return self.tailwater(np.clip(release_m3s, self.tailwater.low, self.tailwater.high))

    def tailwater_slope(self, release_m3s: np.ndarray) -> np.ndarray:
        """dZt/dQ, m per m³/s; nothing beyond the curve."""
        inside = (release_m3s > self.tailwater.low) & (release_m3s < self.tailwater.high)
        at = np.clip(release_m3s, self.tailwater.low, self.tailwater.high)
        return np.where(inside, self.tailwater.slope(at), 0.0)

    def head_m(self, volume_hm3: np.ndarray, release_m3s: np.ndarray) -> np.ndarray:
        """h, m."""
        return np.maximum(self.forebay_m(volume_hm3) - self.tailwater_m(release_m3s), 0.0)

    def output_pu(self, head_m: np.ndarray) -> np.ndarray:
        """o(h), per unit of the rating; 1 for a plant without the curve."""
        if self.output is None:
            return np.ones_like(head_m)
        at = np.clip(head_m, self.output.low, self.output.x[-1])
        return np.maximum(self.output(at), 0.0)

    def output_slope(self, head_m: np.ndarray) -> np.ndarray:
        """do/dh per m; nothing above the last point."""
        if self.output is None:
            return np.zeros_like(head_m)
        inside = (head_m < self.output.x[-1]) & (head_m > self.output.low)
        return np.where(inside, self.output.slope(np.clip(head_m, self.output.low, self.output.x[-1])), 0.0)

    def power_mw(self, flow_m3s: np.ndarray, head_m: np.ndarray) -> np.ndarray:
        """K·q·h / 1000, MW."""
        return self.efficiency_constant * flow_m3s * head_m / 1000

    def full_flow_m3s(self, volume_hm3: np.ndarray) -> np.ndarray:
        """The largest flow that the machines take whole, all banks equally loaded: more would make no more power."""

        def taken(flow: np.ndarray) -> np.ndarray:
            head = self.head_m(volume_hm3, self.share * flow)
            return np.asarray(self.power_mw(flow, head) <= self.house.p_nom_mw * self.output_pu(head))

        low = np.zeros_like(volume_hm3)
        high = most = np.full_like(volume_hm3, self.house.turbine_max_m3s)
        for _ in range(_HALVINGS):
            flow = (low + high) / 2
            whole = taken(flow)
            low, high = np.where(whole, flow, low), np.where(whole, high, flow)
        return np.where(taken(most), most, low)

    def true_mw(
        self, flow_m3s: np.ndarray, volume_hm3: np.ndarray, release_m3s: np.ndarray, p_max_pu: np.ndarray | float = 1.0
    ) -> np.ndarray:
        """What the plant makes, MW."""
        head = self.head_m(volume_hm3, release_m3s)
        most = self.house.p_nom_mw * np.minimum(p_max_pu, self.output_pu(head))
        return np.minimum(self.power_mw(flow_m3s, head), most)


def head_plants(case: Case) -> tuple[HeadPlant, ...]:
    """Every powerhouse of the case whose true power is known, in its order; also where the case does not ask for
    head.
    """
    curves = {curve.id: CurveFunction.of(curve) for curve in case.curve}
    position = {lake.id: i for i, lake in enumerate(case.reservoir)}
    found = []
    for house in case.powerhouse:
        lake = case.reservoir[position[house.reservoir]]
        if house.efficiency_constant is None or lake.level_storage is None or lake.tailwater is None:
            continue
        together = sum(h.turbine_max_m3s for h in case.powerhouse if h.reservoir == house.reservoir)
        share = together / house.turbine_max_m3s if house.turbine_max_m3s else 1.0
        output = None if house.output_by_head is None else curves[house.output_by_head]
        found.append(
            HeadPlant(
                house,
                position[lake.id],
                house.efficiency_constant,
                curves[lake.level_storage],
                curves[lake.tailwater],
                output,
                share,
            )
        )
    return tuple(found)


def modelled_plants(case: Case) -> tuple[HeadPlant, ...]:
    """Plants whose power depends on head in the model: none with constant productivity."""
    return () if case.head.method == "constant" else head_plants(case)


@dataclass(frozen=True, eq=False)
class Planes:
    """lower ≤ p − (flow·q + volume·V − release·Q) ≤ upper, for every slot and period; MW, m³/s, hm³.

    All arrays are (slots, N); plant: (slots,) which plant a slot belongs to, plant by plant.
    An unused slot has infinite bounds and no coefficients.
    """

    plant: np.ndarray
    flow: np.ndarray
    volume: np.ndarray
    release: np.ndarray
    lower: np.ndarray
    upper: np.ndarray

    @classmethod
    def stack(cls, parts: Sequence[Planes]) -> Planes:
        """The planes of several plants, one below the other."""
        names = ("plant", "flow", "volume", "release", "lower", "upper")
        return cls(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))

    def padded(self, slots: int) -> Planes:
        """The same with this number of slots for every plant; added slots are unused."""
        parts = []
        for i in np.unique(self.plant):
            mine = self.plant == i
            more = slots - int(mine.sum())
            rest = [self.flow, self.volume, self.release, self.lower, self.upper]
            fill = (0.0, 0.0, 0.0, -np.inf, np.inf)
            arrays = (
                np.pad(v[mine], ((0, more), (0, 0)), constant_values=nothing)
                for v, nothing in zip(rest, fill, strict=True)
            )
            parts.append(Planes(np.full(slots, i), *arrays))
        return Planes.stack(parts)
