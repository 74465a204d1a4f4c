"""What is simulated: cases (a period × a contingency) side by side, the same groups of devices in each of them.

    Cases    B systems, every array (B,)
    Group    devices with equal controllers as one, its size an array over the cases

A **group** adds up devices of one controller, exactly: behind dead time, dead band and saturation everything is linear
with the same time constants, so that only what is asked for has to be added up. Its sizes are (B,) or, where devices
reach their headroom at different deviations (governors, whose droop is fixed while headroom is what their loading
leaves), (members, B). Two things stay approximate for groups of unequal devices: the rate limit of gates, and the
common limit of droop and virtual inertia in one inverter; `from_run` asks for neither.

Signs: `lost_mw` > 0 is a deficit (a unit trips, frequency falls), < 0 a surplus (an export line trips). `up_mw` and
`down_mw` are armed headroom, both ≥ 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np


@dataclass(frozen=True)
class Inverter:
    """Battery, flywheel, supercapacitor: dead time, first-order lag; droop and virtual inertia are sizes of a group.

    dead_s: measurement and communication; lag_s: converter and its control.
    """

    dead_s: float = 0.0
    lag_s: float = 0.05


@dataclass(frozen=True)
class HydroGovernor:
    """Permanent and transient droop, reset time of the dashpot, gate servo (lag, rate), water column."""

    droop_pu: float = 0.04
    transient_droop_pu: float = 0.4
    reset_s: float = 6.0
    gate_s: float = 0.3
    water_s: float = 1.5
    gate_rate_pu_s: float | None = None
    dead_s: float = 0.0


@dataclass(frozen=True)
class SteamGovernor:
    """Droop, valve servo, reheater; `high_pressure_share` of the power follows the valve at once."""

    droop_pu: float = 0.05
    valve_s: float = 0.2
    reheat_s: float = 8.0
    high_pressure_share: float = 0.3
    dead_s: float = 0.0


@dataclass(frozen=True)
class Triggered:
    """All of the headroom at once when the deviation reaches `trigger_hz`: dead time, then a straight ramp.

    trigger_hz 0: by the signal of the event itself (a protection scheme), at instant 0. Potline shed, charging
    dropped, HVDC modulation, inverters with a stored set-point.
    """

    dead_s: float = 0.0
    ramp_s: float = 0.0
    trigger_hz: float = 0.0


Control = Inverter | HydroGovernor | SteamGovernor | Triggered


@dataclass(frozen=True, eq=False)
class Group:
    """Devices with one controller; numbers, arrays (B,) or (members, B).

    rated_mw: what per-unit droop refers to (on-line capacity of governors); up_mw, down_mw: armed headroom;
    droop_mw_per_hz, inertia_mw_s_per_hz: gains of inverters, the latter 2·H_v·S/f0; backing_mwh: energy behind it.
    """

    name: str
    control: Control
    up_mw: np.ndarray | float = 0.0
    down_mw: np.ndarray | float = 0.0
    rated_mw: np.ndarray | float = 0.0
    dead_band_hz: float = 0.0
    droop_mw_per_hz: np.ndarray | float = 0.0
    inertia_mw_s_per_hz: np.ndarray | float = 0.0
    backing_mwh: np.ndarray | float = np.inf
    storage: bool = False

    def over(self, count: int) -> Group:
        """The same with every size as an array over the cases."""
        sized = {}
        for name in _SIZES:
            size = np.asarray(getattr(self, name), dtype=float)
            if np.isnan(size).any():
                raise ValueError(f"{self.name}: {name} is not a number")
            sized[name] = np.broadcast_to(size, (*size.shape[:-1], count))
        return replace(self, **sized)  # type: ignore[arg-type]

    def pick(self, at: np.ndarray | slice) -> Group:
        """Some of the cases."""
        return replace(self, **{name: getattr(self, name)[..., at] for name in _SIZES})


_SIZES = ("up_mw", "down_mw", "rated_mw", "droop_mw_per_hz", "inertia_mw_s_per_hz", "backing_mwh")


@dataclass(frozen=True, eq=False)
class Cases:
    """B systems after an event.

    lost_mw: signed size of the contingency; kinetic_mw_s: of all that still turns; damping_mw_per_hz: D·P_load/f0;
    limit_s: the instant at which delivered megawatts are read.
    """

    f0_hz: float
    lost_mw: np.ndarray
    kinetic_mw_s: np.ndarray
    damping_mw_per_hz: np.ndarray
    groups: Sequence[Group] = ()
    limit_s: float = 0.2

    def __post_init__(self) -> None:
        shapes = {np.shape(a) for a in (self.lost_mw, self.kinetic_mw_s, self.damping_mw_per_hz)}
        if shapes != {(self.count,)}:
            raise ValueError("lost_mw, kinetic_mw_s and damping_mw_per_hz must have one value a case")
        if not (self.kinetic_mw_s > 0).all():
            raise ValueError("every case needs kinetic energy: without any, frequency has no derivative")
        numbers = (self.lost_mw, self.kinetic_mw_s, self.damping_mw_per_hz)
        if not all(np.isfinite(a).all() for a in numbers):
            raise ValueError("a case holds a number that is not finite")
        object.__setattr__(self, "groups", tuple(group.over(self.count) for group in self.groups))

    @property
    def count(self) -> int:
        """B."""
        return len(self.lost_mw)

    def pick(self, at: np.ndarray | slice) -> Cases:
        """Some of the cases."""
        kept = {name: getattr(self, name)[at] for name in ("lost_mw", "kinetic_mw_s", "damping_mw_per_hz")}
        return replace(self, **kept, groups=tuple(group.pick(at) for group in self.groups))

    def numbers(self) -> np.ndarray:
        """(B, numbers) everything that distinguishes one case from another."""
        own = [self.lost_mw, self.kinetic_mw_s, self.damping_mw_per_hz]
        kept = [name for name in _SIZES if name != "backing_mwh"]
        return np.vstack([*own, *(getattr(g, name) for g in self.groups for name in kept)]).T
