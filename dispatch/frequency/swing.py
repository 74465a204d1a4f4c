"""The swing equation of one centre of inertia, stepped for many cases at once.

    (swing.1)   Δf' = f0/(2·E_k)·(Σ P_droop + Σ P_triggered − P_L − D·P_load·Δf/f0)

Every case is mirrored to a deficit: a surplus is a deficit with Δf and the two directions of headroom exchanged.

**Scheme.** With k = f0/(2·E_k), d = D·P_load/f0 and P̄ the exact mean of the triggered power over the step,

    predict     y* = y + h·k·(P_n + P̄ − P_L − d·y)
    controllers P_{n+1} from y* (`devices`: exact for inputs that are straight over the step)
    correct     y_{n+1} = y + h·k·((P_n + P_{n+1})/2 + P̄ − P_L − d·(y + y_{n+1})/2)

The controllers are evaluated once a step. Their error from y* is of h², which moves y_{n+1} by h³: the scheme is of
second order, and stays so where dead bands and limits bend the equations, since a bend costs h² in the one step that
has it. Higher orders would fall back to this at the first bend. Without droop and damping every step is exact.

Stability asks h·γ < 2·T for virtual inertia that is γ times the real one behind a lag T; steps are kept to a quarter of
that (`longest_step_s`). The delayed and filtered loops of droop are slower by orders of magnitude.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from dispatch.frequency.cases import Cases, Inverter
from dispatch.frequency.devices import LEAST_LAG_S, Device, TriggeredDevice, device
from dispatch.frequency.measure import Meter
from dispatch.frequency.past import Past
from dispatch.frequency.steps import FOREVER, ROUNDING, Steps

Watcher = Callable[[float, np.ndarray, list[np.ndarray]], None]
"""Called after every step with the instant, Δf (mirrored) and the power of every group now."""


def mirrored(cases: Cases) -> tuple[Cases, np.ndarray]:
    """(all cases as deficits, (B,) +1 where the deviation is as it was, −1 where it was turned round)."""
    sign = np.where(cases.lost_mw < 0, -1.0, 1.0)
    turned = sign < 0
    groups = []
    for group in cases.groups:
        up, down = np.asarray(group.up_mw), np.asarray(group.down_mw)
        groups.append(replace(group, up_mw=np.where(turned, down, up), down_mw=np.where(turned, up, down)))
    return replace(cases, lost_mw=np.abs(cases.lost_mw), groups=groups), sign


def longest_step_s(cases: Cases) -> float:
    """The longest step at which virtual inertia stays stable with room to spare."""
    longest = FOREVER
    for group in cases.groups:
        gain = np.asarray(group.inertia_mw_s_per_hz)
        if isinstance(group.control, Inverter) and gain.any():
            ratio = float((gain * cases.f0_hz / (2 * cases.kinetic_mw_s)).max())
            longest = min(longest, max(group.control.lag_s, LEAST_LAG_S) / (2 * max(1.0, ratio)))
    return longest


class Swing:
    """One chunk of mirrored cases in motion."""

    def __init__(self, cases: Cases, steps: Steps, meter: Meter, watcher: Watcher | None = None):
        if cases.limit_s > steps.span_s + ROUNDING:
            raise ValueError(f"delivered megawatts are read after {cases.limit_s:g} s, beyond the span")
        self.cases, self._steps, self._meter, self._watcher = cases, steps, meter, watcher
        self.devices = [device(group, cases.f0_hz) for group in cases.groups]
        self._followers: list[Device] = [d for d in self.devices if not isinstance(d, TriggeredDevice)]
        self._triggered = [d for d in self.devices if isinstance(d, TriggeredDevice)]
        self._k = cases.f0_hz / (2 * cases.kinetic_mw_s)
        self._power, self._next, self._push, self._spare = (np.zeros(cases.count) for _ in range(4))
        self.made = [np.zeros(cases.count) for _ in self._followers]

    def run(self) -> None:
        """From the event to the end of the span."""
        runs = self._steps.runs(longest_step_s(self.cases))
        longest = max((getattr(g.control, "dead_s", 0.0) for g in self.cases.groups), default=0.0)
        past = Past(self.cases.count, longest, runs[0][1])
        self._watch(0.0, past.now)
        began = 0.0
        for count, step_s in runs:
            if step_s != past.step_s:
                past.coarsen(step_s)
            self._phase(past, began, count, step_s)
            began += count * step_s

    def _phase(self, past: Past, began: float, count: int, step_s: float) -> None:
        """So many equal steps."""
        half = step_s * self._k * self.cases.damping_mw_per_hz / 2
        keep, gain = (1 - half) / (1 + half), step_s * self._k / (1 + half)
        free, slope = 1 - 2 * half, step_s * self._k
        first = [follower.power.copy() for follower in self._followers]
        sums = [np.zeros(self.cases.count) for _ in self._followers]
        for follower in self._followers:
            follower.begin(step_s)
        for n in range(1, count + 1):
            end = began + n * step_s
            y0 = past.now
            at_limit = end - step_s < self.cases.limit_s - ROUNDING <= end
            earlier = [follower.power.copy() for follower in self._followers] if at_limit else []
            self._pushed(end, step_s)
            y1 = past.forward()
            self._predict(y0, y1, free, slope)
            self._follow(past, sums)
            self._correct(y0, y1, keep, gain)
            for one in self._triggered:
                one.watch(y0, y1, end, step_s)
            self._meter.step(end, step_s, y0, y1)
            self._watch(end, y1)
            if at_limit:
                part = (self.cases.limit_s - end) / step_s + 1
                self._meter.at_limit(self._between(earlier, self.cases.limit_s, part))
        for made, total, before, follower in zip(self.made, sums, first, self._followers, strict=True):
            made += step_s * (total + (before - follower.power) / 2)

    def _pushed(self, end_s: float, step_s: float) -> None:
        """Triggered mean power over the step, less what was lost."""
        np.negative(self.cases.lost_mw, out=self._push)
        for one in self._triggered:
            mean = one.mean_mw(end_s, step_s)
            if mean is not None:
                self._push += mean

    def _predict(self, y0: np.ndarray, y1: np.ndarray, free: np.ndarray, slope: np.ndarray) -> None:
        np.add(self._power, self._push, out=y1)
        y1 *= slope
        y1 += np.multiply(y0, free, out=self._spare)

    def _follow(self, past: Past, sums: list[np.ndarray]) -> None:
        """All controllers one step on."""
        self._next[:] = 0.0
        for follower, total in zip(self._followers, sums, strict=True):
            follower.advance(past)
            self._next += follower.power
            total += follower.power

    def _correct(self, y0: np.ndarray, y1: np.ndarray, keep: np.ndarray, gain: np.ndarray) -> None:
        np.add(self._power, self._next, out=y1)
        y1 *= 0.5
        y1 += self._push
        y1 *= gain
        y1 += np.multiply(y0, keep, out=self._spare)
        self._power, self._next = self._next, self._power

    def powers(self, time_s: float) -> list[np.ndarray]:
        """(B,) of every group at an instant that was just reached."""
        return [d.size * d.share_at(time_s) if isinstance(d, TriggeredDevice) else d.power.copy() for d in self.devices]

    def _between(self, before: list[np.ndarray], time_s: float, part: float) -> list[np.ndarray]:
        """(B,) of every group within the step that was just taken: triggers exactly, others on the straight line."""
        part = min(part, 1.0)
        earlier = iter(before)
        return [
            d.size * d.share_at(time_s)
            if isinstance(d, TriggeredDevice)
            else (1 - part) * next(earlier) + part * d.power
            for d in self.devices
        ]

    def energies_mwh(self) -> list[np.ndarray]:
        """(B,) of every group, from the event to the end."""
        made = iter(self.made)
        return [(d.size * d.given if isinstance(d, TriggeredDevice) else next(made)) / 3600 for d in self.devices]

    def _watch(self, time_s: float, y: np.ndarray) -> None:
        if self._watcher is not None:
            self._watcher(time_s, y, self.powers(time_s))
