"""Many cases → figures of each: equal ones once, in chunks that fit the cache, on all cores.

    found = simulate(cases, steps=Steps(), threads=2)

A chunk of 4,096 cases keeps the arrays of a step in the second-level cache; numpy lets go of the interpreter lock in
arrays of this size, so that chunks run side by side in threads.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields

import numpy as np

from dispatch.frequency.cases import Cases
from dispatch.frequency.measure import Meter
from dispatch.frequency.steps import Steps
from dispatch.frequency.swing import Swing, mirrored

CHUNK = 4096


@dataclass(frozen=True, eq=False)
class Found:
    """Figures of B cases; the deviation of a deficit is negative, of a surplus positive.

    nadir_hz, nadir_s: largest deviation towards the event and its instant; beyond_hz: towards the other side;
    rocof_hz_s: largest over 0.5 s, rocof_initial_hz_s: at the first instant, both ≥ 0; settled_hz: mean of the last
    5 s; delivered_mw, energy_mwh: (groups, B), at `limit_s` and over the span, positive where they help.
    """

    nadir_hz: np.ndarray
    nadir_s: np.ndarray
    beyond_hz: np.ndarray
    rocof_hz_s: np.ndarray
    rocof_initial_hz_s: np.ndarray
    settled_hz: np.ndarray
    delivered_mw: np.ndarray
    energy_mwh: np.ndarray

    def pick(self, at: np.ndarray) -> Found:
        """Some of the cases, or the same ones again."""
        return Found(*(getattr(self, f.name)[..., at] for f in fields(self)))


def simulate(cases: Cases, steps: Steps | None = None, *, threads: int | None = None, chunk: int = CHUNK) -> Found:
    """Figures of every case; equal cases are simulated once."""
    steps = steps or Steps()
    _, first, back = np.unique(cases.numbers(), axis=0, return_index=True, return_inverse=True)
    distinct = cases.pick(first)
    parts = [distinct.pick(slice(at, at + chunk)) for at in range(0, distinct.count, chunk)]
    workers = min(threads or os.cpu_count() or 1, len(parts))
    if workers <= 1:
        found = [_chunk(part, steps) for part in parts]
    else:
        with ThreadPoolExecutor(workers) as pool:
            found = list(pool.map(lambda part: _chunk(part, steps), parts))
    joined = [np.concatenate([getattr(f, name.name) for f in found], axis=-1) for name in fields(Found)]
    return Found(*joined).pick(back.ravel())


def _chunk(cases: Cases, steps: Steps) -> Found:
    """One chunk from the event to the end."""
    turned, sign = mirrored(cases)
    meter = Meter(cases.count, steps.span_s)
    swing = Swing(turned, steps, meter)
    swing.run()
    return Found(
        nadir_hz=sign * meter.lowest,
        nadir_s=meter.lowest_s,
        beyond_hz=sign * meter.highest,
        rocof_hz_s=meter.rocof(),
        rocof_initial_hz_s=turned.f0_hz * turned.lost_mw / (2 * turned.kinetic_mw_s),
        settled_hz=sign * meter.settled(),
        delivered_mw=_rows(meter.delivered, cases.count),
        energy_mwh=_rows(swing.energies_mwh(), cases.count),
    )


def _rows(values: list[np.ndarray], count: int) -> np.ndarray:
    return np.array([np.broadcast_to(v, (count,)) for v in values]).reshape(len(values), count)


def trace(cases: Cases, steps: Steps | None = None, every_s: float = 0.01) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(instants s, Δf (n, B) Hz, power (groups, n, B) MW into the grid) of some cases, samples `every_s` apart."""
    steps = steps or Steps()
    turned, sign = mirrored(cases)
    instants: list[float] = []
    deviation: list[np.ndarray] = []
    powers: list[np.ndarray] = []

    def watch(time_s: float, y: np.ndarray, power: list[np.ndarray]) -> None:
        if not instants or time_s - instants[-1] > every_s * (1 - 1e-6):
            instants.append(time_s)
            deviation.append(sign * y)
            powers.append(sign * _rows(power, cases.count))

    Swing(turned, steps, Meter(cases.count, steps.span_s), watch).run()
    return np.array(instants), np.array(deviation), np.stack(powers, axis=1)


def step_error_hz(cases: Cases, found: Found, steps: Steps | None = None, worst: int = 16) -> float:
    """How far the deepest deviations move when every step is halved, Hz, of the worst few cases; what remains of it in
    the shorter steps is a quarter.
    """
    steps = steps or Steps()
    at = np.argsort(-np.abs(found.nadir_hz))[:worst]
    finer = simulate(cases.pick(at), steps.halved(), threads=1)
    return float(np.abs(finer.nadir_hz - found.nadir_hz[at]).max(initial=0.0))
