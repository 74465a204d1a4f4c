"""The controllers, stepped: what each group of devices delivers at the end of a step.

All cases are mirrored to deficits (`swing`): y ≤ 0 Hz is what frequency falls by, up is what helps. With the dead band
db(y) = y − clip(y, −b, b) and headroom as sat(·) = clip(·, −down, up), in MW:

    inverter  (dev.1)   T·P' = sat(−K·db(y(t − d))) − P
              (dev.2)   W = −K_v·(y(t − d) − v)/T,  T·v' = y(t − d) − v      K_v·y' through the same lag, no derivative
              (dev.3)   delivered sat(P + W)
    hydro     (dev.4)   E = sat(−db(y)·S/(f0·R_p))
              (dev.5)   (T_r·R_t/R_p)·u' = E − u,  c = u + (R_p/R_t)·(E − u)  transient droop
              (dev.6)   g' = clip((c − g)/T_g, ∓rate·S)
              (dev.7)   (T_w/2)·x' = 3·g − x,  delivered x − 2·g              water column
    steam     (dev.8)   T_v·g' = E − g,  T_rh·z' = g − z,  delivered F·g + (1 − F)·z
    triggered (dev.9)   delivered R·clip((t − t* − d)/ramp, 0, 1),  t* the first instant with y ≤ −trigger (0 for 0)

Saturation at E bounds what a governor is asked for: since R_p ≤ R_t, u and c stay between 0 and E, so there is no
wind-up, and g never leaves the headroom; while the gate moves the water column delivers less (it may dip below 0).

Every first-order lag is advanced exactly for an input that is straight over the step, so that time constants far below
the step do no harm. Triggered devices give their exact mean over the step: the integral I(s) = s̄²/(2·ramp) +
max(s − ramp, 0), s̄ = clip(s, 0, ramp); an instant between two steps costs nothing.
"""

from __future__ import annotations

import math
from typing import Protocol

import numpy as np

from dispatch.frequency.cases import Group, HydroGovernor, Inverter, SteamGovernor, Triggered
from dispatch.frequency.past import Past

# Virtual inertia is a filtered derivative: without a lag it would be an algebraic loop.
LEAST_LAG_S = 1e-3


class Lag:
    """T·y' = u − y, exact for straight u: y ← a·y + b0·u0 + b1·u1. The state is kept from phase to phase."""

    def __init__(self, count: int, time_s: float):
        self.y, self._spare, self.time_s = np.zeros(count), np.empty(count), time_s
        self._a = self._b0 = self._b1 = 0.0

    def begin(self, step_s: float) -> None:
        """Coefficients of a step."""
        ratio = step_s / self.time_s if self.time_s > 0 else math.inf
        self._a = math.exp(-ratio)
        gone = -math.expm1(-ratio)
        self._b1 = 1 - gone / ratio
        self._b0 = gone - self._b1

    def advance(self, u0: np.ndarray, u1: np.ndarray) -> np.ndarray:
        """The state at the end of the step."""
        self.y *= self._a
        self.y += np.multiply(u0, self._b0, out=self._spare)
        self.y += np.multiply(u1, self._b1, out=self._spare)
        return self.y


class Device(Protocol):
    """What `swing` asks of a controller that follows frequency. power: (B,) MW now; made: MW·s since the start."""

    power: np.ndarray

    def begin(self, step_s: float) -> None:
        """A phase with this step begins."""

    def advance(self, past: Past) -> None:
        """One step; the newest row of the past is the predicted end of it."""


class _Droop:
    """Dead time, dead band, gain, saturation: u0 and u1 are what is asked for at both ends of the step.

    With members, gains and limits are (members, B) and what they ask for is added up: the lags behind it are linear and
    the same for all, so that the sum through one chain is the sum of the chains.
    """

    def __init__(self, group: Group, gain: np.ndarray, dead_s: float):
        self._band, self._dead_s = group.dead_band_hz, dead_s
        up, down, gain = np.broadcast_arrays(np.atleast_2d(group.up_mw), np.atleast_2d(group.down_mw), gain)
        live = [i for i in range(len(gain)) if gain[i].any() and (up[i].any() or down[i].any())]
        self._members = [(-gain[i], up[i], -down[i]) for i in live]
        count = gain.shape[1]
        self.u0, self.u1, self._beyond, self._spare = (np.zeros(count) for _ in range(4))

    def ask(self, past: Past) -> None:
        self.u0, self.u1 = self.u1, self.u0
        y, asked = delayed(past, self._dead_s, self._beyond), self.u1
        if self._band:
            np.clip(y, -self._band, self._band, out=self._spare)
            y = np.subtract(y, self._spare, out=self._beyond)
        asked[:] = 0.0
        for gain, up, down in self._members:
            one = np.multiply(y, gain, out=self._spare)
            np.minimum(one, up, out=one)
            asked += np.maximum(one, down, out=one)


def _total(size: np.ndarray | float) -> np.ndarray:
    """(B,) of all members."""
    return np.asarray(np.atleast_2d(size).sum(axis=0))


def delayed(past: Past, dead_s: float, spare: np.ndarray, before: int = 0) -> np.ndarray:
    """(B,) the deviation `dead_s` ago; `spare` is written where two rows are mixed."""
    row, other, part = past.look(dead_s, before)
    if other is None:
        return row
    np.subtract(other, row, out=spare)
    spare *= part
    spare += row
    return spare


class InverterDevice:
    """(dev.1) … (dev.3)."""

    def __init__(self, group: Group, control: Inverter):
        gain, inertia = np.atleast_2d(group.droop_mw_per_hz), _total(group.inertia_mw_s_per_hz)
        count, lag_s = len(inertia), control.lag_s
        self._droop = _Droop(group, gain, control.dead_s) if gain.any() else None
        self._lag = Lag(count, lag_s)
        self._wash = Lag(count, max(lag_s, LEAST_LAG_S)) if inertia.any() else None
        self._inertia = inertia / max(lag_s, LEAST_LAG_S)
        self._up, self._down, self._dead_s = _total(group.up_mw), -_total(group.down_mw), control.dead_s
        self._first, self._second = np.empty(count), np.empty(count)
        self.power = np.zeros(count)

    def begin(self, step_s: float) -> None:
        for lag in (self._lag, self._wash):
            if lag is not None:
                lag.begin(step_s)

    def advance(self, past: Past) -> None:
        if self._droop is not None:
            self._droop.ask(past)
            self._lag.advance(self._droop.u0, self._droop.u1)
        if self._wash is None:
            self.power = self._lag.y
            return
        y0 = delayed(past, self._dead_s, self._first, before=1)
        y1 = delayed(past, self._dead_s, self._second)
        v = self._wash.advance(y0, y1)
        power = np.subtract(v, y1, out=self._first)
        power *= self._inertia
        power += self._lag.y
        np.minimum(power, self._up, out=power)
        self.power = np.maximum(power, self._down, out=power)


class HydroDevice:
    """(dev.4) … (dev.7)."""

    def __init__(self, group: Group, control: HydroGovernor, f0_hz: float):
        rated = np.atleast_2d(group.rated_mw)
        count, ratio = rated.shape[1], control.droop_pu / control.transient_droop_pu
        if ratio > 1:
            raise ValueError(f"{group.name}: the transient droop must not be below the permanent one")
        self._droop = _Droop(group, rated / (f0_hz * control.droop_pu), control.dead_s)
        self._dashpot, self._servo = Lag(count, control.reset_s / ratio), Lag(count, control.gate_s)
        self._water, self._ratio = Lag(count, control.water_s / 2), ratio
        self._c0, self._c1, self._before, self.power = (np.zeros(count) for _ in range(4))
        self._rate = None if control.gate_rate_pu_s is None else control.gate_rate_pu_s * rated.sum(axis=0)
        self._most = self._rate

    def begin(self, step_s: float) -> None:
        for lag in (self._dashpot, self._servo, self._water):
            lag.begin(step_s)
        self._most = None if self._rate is None else self._rate * step_s

    def advance(self, past: Past) -> None:
        self._droop.ask(past)
        asked = self._droop.u1
        u = self._dashpot.advance(self._droop.u0, asked)
        self._c0, self._c1 = self._c1, self._c0
        c = np.subtract(asked, u, out=self._c1)
        c *= self._ratio
        c += u
        before = self._before
        np.copyto(before, self._servo.y)
        gate = self._servo.advance(self._c0, c)
        if self._most is not None:
            np.minimum(gate, before + self._most, out=gate)
            np.maximum(gate, before - self._most, out=gate)
        before *= 3
        np.multiply(gate, 3, out=self.power)
        column = self._water.advance(before, self.power)
        np.multiply(gate, -2, out=self.power)
        self.power += column


class SteamDevice:
    """(dev.8)."""

    def __init__(self, group: Group, control: SteamGovernor, f0_hz: float):
        rated = np.atleast_2d(group.rated_mw)
        count = rated.shape[1]
        self._droop = _Droop(group, rated / (f0_hz * control.droop_pu), control.dead_s)
        self._valve, self._reheater = Lag(count, control.valve_s), Lag(count, control.reheat_s)
        self._share, self._before = control.high_pressure_share, np.zeros(count)
        self.power, self._spare = np.zeros(count), np.empty(count)

    def begin(self, step_s: float) -> None:
        self._valve.begin(step_s)
        self._reheater.begin(step_s)

    def advance(self, past: Past) -> None:
        self._droop.ask(past)
        np.copyto(self._before, self._valve.y)
        valve = self._valve.advance(self._droop.u0, self._droop.u1)
        slow = self._reheater.advance(self._before, valve)
        np.multiply(slow, 1 - self._share, out=self.power)
        self.power += np.multiply(valve, self._share, out=self._spare)


class TriggeredDevice:
    """(dev.9). `since`: instants of the trigger, ∞ where it has not come; `given`: ∫ of the delivered share, s."""

    def __init__(self, group: Group, control: Triggered):
        self.size, self._control = _total(group.up_mw), control
        self.at_event = control.trigger_hz <= 0
        count = len(self.size)
        self.since = np.full(1 if self.at_event else count, 0.0 if self.at_event else np.inf)
        self.given = np.zeros_like(self.since)
        self._waiting = not self.at_event
        self._asleep = self._waiting

    def mean_mw(self, end_s: float, step_s: float) -> np.ndarray | None:
        """(B,) mean power over the step that ends at `end_s`; None while nothing was triggered."""
        if self._asleep:
            return None
        done = self._integral(end_s)
        share = (done - self.given) / step_s
        self.given = done
        return self.size * share

    def watch(self, y0: np.ndarray, y1: np.ndarray, end_s: float, step_s: float) -> None:
        """Latch the instant at which the deviation passed the trigger within a step."""
        if not self._waiting:
            return
        level = -self._control.trigger_hz
        passed = np.flatnonzero((y1 <= level) & np.isinf(self.since))
        if not len(passed):
            return
        y0, y1 = y0[passed], y1[passed]
        self.since[passed] = end_s - step_s * (level - y1) / np.maximum(y0 - y1, 1e-300)
        self._asleep, self._waiting = False, bool(np.isinf(self.since).any())

    def share_at(self, time_s: float) -> np.ndarray:
        """(B,) or (1,) share of the size that is delivered at an instant."""
        control = self._control
        late = time_s - self.since - control.dead_s
        if control.ramp_s <= 0:
            return (late >= 0).astype(float)
        return np.clip(late / control.ramp_s, 0.0, 1.0)

    def _integral(self, time_s: float) -> np.ndarray:
        control = self._control
        late = np.maximum(time_s - self.since - control.dead_s, 0.0)
        if control.ramp_s <= 0:
            return late
        rising = np.minimum(late, control.ramp_s)
        return np.asarray(rising * rising / (2 * control.ramp_s) + (late - rising))


def device(group: Group, f0_hz: float) -> InverterDevice | HydroDevice | SteamDevice | TriggeredDevice:
    """The stepped controller of a group."""
    match group.control:
        case Inverter() as control:
            return InverterDevice(group, control)
        case HydroGovernor() as control:
            return HydroDevice(group, control, f0_hz)
        case SteamGovernor() as control:
            return SteamDevice(group, control, f0_hz)
        case Triggered() as control:
            return TriggeredDevice(group, control)
