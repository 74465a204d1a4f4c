"""Verdicts on simulated cases, and the margins that cover what a centre-of-inertia model leaves out.

A single mass has no swings between machines, no voltage dependence and ideal turbines. Against the time-domain
simulation of the IEEE 39-bus system (constant-power loads) it is too favourable by 7.8 % in the nadir, 3.9 % in the
settled deviation and 1.9 % in RoCoF (tests/peers/test_andes_frequency.py); voltage-dependent loads only help. So
figures are enlarged before they are compared with limits:

    deviation   1.10 · max(|nadir|, |overshoot|) ≤ deviation_max
    steady      1.05 · |settled| ≤ steady_max
    RoCoF       1.02 · largest over 0.5 s ≤ RoCoF_max
    share       delivered at the limit ≥ ρ_ms · P_L
    energy      used until the backing ends, at most over the span, ≤ what backs it, every group

Tables show what was simulated, not the enlarged figures.

**Storage under the grid codes.** Both rules are step tests of the device, so they are judged in closed form for what a
case arms (`StepTest`): output begins after the dead time, is at 90 % a ramp or 2.3 lags later, within 1 % after 4.6.
A case passes where every armed service of storage passes; a case that arms none passes.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from dispatch.families.response.entity import Response, ResponseProfile
from dispatch.frequency.cases import Cases
from dispatch.frequency.simulate import Found

NADIR_MARGIN_PU, STEADY_MARGIN_PU, ROCOF_MARGIN_PU = 0.10, 0.05, 0.02
SHARE_TOLERANCE_PU = 1e-4
ARMED_MW = 1e-3


@dataclass(frozen=True)
class StepTest:
    """A device on a step of frequency beyond its headroom, s: 10 % (lag), 90 % (rise), within 1 % (settle)."""

    lag_s: float
    rise_s: float
    settle_s: float

    @classmethod
    def of(cls, profile: ResponseProfile) -> StepTest:
        """The slower of set-point ramp and first-order lag, after the dead time."""
        dead, ramp, lag = profile.dead_time_s or 0.0, profile.ramp_s or 0.0, profile.lag_s or 0.0
        return cls(*(dead + max(at * ramp, -math.log(1 - at) * lag) for at in (0.1, 0.9, 0.99)))

    @property
    def gbt40595(self) -> bool:
        """GB/T 40595-2021, storage: lag ≤ 1 s, rise ≤ 3 s, settle ≤ 4 s."""
        return self.lag_s <= 1 and self.rise_s <= 3 and self.settle_s <= 4


def southern_rule(profile: ResponseProfile) -> bool:
    """Southern-region storage rule: lag ≤ 1 s, settle ≤ 4 s, dead band 0.033–0.05 Hz, droop 0.5–3 %."""
    test, band, droop = StepTest.of(profile), profile.dead_band_hz, profile.droop_pu
    return (
        test.lag_s <= 1
        and test.settle_s <= 4
        and (band is None or 0.033 - 1e-9 <= band <= 0.05 + 1e-9)
        and (droop is None or 0.005 <= droop <= 0.03)
    )


@dataclass(frozen=True, eq=False)
class Verdicts:
    """(B,) each, true where a case passes. need: (B,) factor by which the worst figure misses its limit, 1 at it;
    need_ms likewise for the millisecond share.
    """

    deviation: np.ndarray
    rocof: np.ndarray
    steady: np.ndarray
    share: np.ndarray
    energy: np.ndarray
    southern: np.ndarray
    gbt40595: np.ndarray
    need: np.ndarray
    need_ms: np.ndarray

    @property
    def limits(self) -> np.ndarray:
        """(B,) whether all frequency limits hold: a larger loss in the model may mend what does not."""
        return self.deviation & self.rocof & self.steady

    @property
    def frequency(self) -> np.ndarray:
        """(B,) whether all frequency limits hold and energy suffices."""
        return self.limits & self.energy


def judge(
    settings: Response, cases: Cases, found: Found, required_ms_mw: np.ndarray, profiles: dict[str, ResponseProfile]
) -> Verdicts:
    """Every case against the limits of `response`."""
    worst = np.maximum(np.abs(found.nadir_hz), np.abs(found.beyond_hz))
    needs = np.array(
        [
            (1 + NADIR_MARGIN_PU) * worst / settings.deviation_max_hz,
            (1 + ROCOF_MARGIN_PU) * found.rocof_hz_s / settings.rocof_max_hz_s,
            (1 + STEADY_MARGIN_PU) * np.abs(found.settled_hz) / settings.steady_max_hz,
        ]
    )
    deviation, rocof, steady = needs <= 1 + 1e-9
    delivered = delivered_mw(cases, found, profiles)
    need_ms = required_ms_mw / np.maximum(delivered, 1e-9)
    need_ms[required_ms_mw <= ARMED_MW] = 0.0
    southern, gbt40595 = _codes(cases, profiles)
    return Verdicts(
        deviation=deviation,
        rocof=rocof,
        steady=steady,
        share=need_ms <= 1 + SHARE_TOLERANCE_PU,
        energy=_backed(cases, found),
        southern=southern,
        gbt40595=gbt40595,
        need=needs.max(axis=0),
        need_ms=need_ms,
    )


def delivered_mw(cases: Cases, found: Found, profiles: dict[str, ResponseProfile]) -> np.ndarray:
    """(B,) MW at the limit of everything but virtual inertia, which the share does not count: it is kinetic energy; the
    dip of a water column is no answer to a loss, but nothing is taken off the others for it.
    """
    total = np.zeros(cases.count)
    for group, power in zip(cases.groups, found.delivered_mw, strict=True):
        if group.name not in profiles or profiles[group.name].tier != "T0":
            total += np.maximum(power, 0.0)
    return total


def _backed(cases: Cases, found: Found) -> np.ndarray:
    """(B,) whether no group uses more energy than is behind it."""
    fine = np.ones(cases.count, dtype=bool)
    for group, used in zip(cases.groups, found.energy_mwh, strict=True):
        fine &= used <= np.asarray(group.backing_mwh) * (1 + 1e-6) + 1e-6
    return fine


def _codes(cases: Cases, profiles: dict[str, ResponseProfile]) -> tuple[np.ndarray, np.ndarray]:
    """(B,) whether all armed storage keeps the southern rule, and GB/T 40595."""
    southern, national = np.ones(cases.count, dtype=bool), np.ones(cases.count, dtype=bool)
    for group in cases.groups:
        if group.storage and group.name in profiles:
            profile = profiles[group.name]
            idle = np.maximum(group.up_mw, group.down_mw).reshape(-1, cases.count).sum(axis=0) <= ARMED_MW
            southern &= idle | southern_rule(profile)
            national &= idle | StepTest.of(profile).gbt40595
    return southern, national
