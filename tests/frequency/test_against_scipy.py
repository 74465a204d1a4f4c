"""Battery, hydro and a mix of both against an independent integration with right-hand sides written here.

The equations are those of the specification, with the derivative of frequency inside the reference of the battery; the
integrator is scipy's DOP853 at 1e-10, dead times by the method of steps (every dead time one call, the solution before
it as dense output). 1e-4 Hz is asked for; what is seen is 1e-6 Hz.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from dispatch.frequency import Cases, Group, HydroGovernor, Inverter, SteamGovernor, Steps, Triggered, trace

F0, LOST, KINETIC, DAMPING = 50.0, 100.0, 3000.0, 12.0
BAND_B, BAND_H = 0.033, 0.05
SPAN_S = 20.0
Past = Callable[[float], float]


def dead(value: float, band: float) -> float:
    """Dead band."""
    return value - float(np.clip(value, -band, band))


def battery(state: np.ndarray, delayed: float, slope: float, size: dict[str, float]) -> tuple[list[float], float]:
    """T_b·P' = sat(−K·db(Δf)) − 2·H_v·S/f0·Δf' − P; delivered is what the converter can."""
    asked = float(np.clip(-size["K"] * dead(delayed, BAND_B), -size["R"], size["R"]))
    rate = (asked - size["Kv"] * slope - state[0]) / size["T"]
    return [rate], float(np.clip(state[0], -size["R"], size["R"]))


def hydro(state: np.ndarray, delta: float, size: dict[str, float]) -> tuple[list[float], float]:
    """u, g, x of the specification in per unit of S."""
    u, g, x = state
    c_p, c_t, reset, servo, water = 0.04, 0.4, 6.0, 0.3, 1.5
    e = float(np.clip(-dead(delta, BAND_H) / (F0 * c_p), -size["R"] / size["S"], size["R"] / size["S"]))
    du = (e - u) / (reset * c_t / c_p)
    c = u + reset * du
    return [du, (c - g) / servo, 2 * (3 * g - x) / water], size["S"] * (x - 2 * g)


def first_of(solution: Callable[[float], np.ndarray]) -> Past:
    """Frequency of a dense output."""
    return lambda t: float(solution(t)[0])


def integrate(lost: float, b: dict[str, float] | None, h: dict[str, float] | None, dead_s: float) -> Past:
    """Δf(t) with a battery, a hydro plant or both."""
    pieces: list[tuple[float, Past]] = []

    def past(t: float) -> float:
        return 0.0 if t <= 0 else float(next(p for end, p in pieces if t <= end + 1e-12)(t))

    def right(t: float, y: np.ndarray) -> list[float]:
        power, at, rates = 0.0, 1, []
        if b is not None:
            power += float(np.clip(y[at], -b["R"], b["R"]))
            at += 1
        if h is not None:
            moved, made = hydro(y[at : at + 3], y[0], h)
            power, rates = power + made, moved
        slope = F0 / (2 * KINETIC) * (power - lost - DAMPING * y[0])
        if b is not None:
            seen = past(t - dead_s) if dead_s else y[0]
            rates = battery(y[1:2], seen, slope, b)[0] + rates
        return [slope, *rates]

    state = np.zeros(1 + (b is not None) + 3 * (h is not None))
    began, piece = 0.0, dead_s or SPAN_S
    while began < SPAN_S - 1e-9:
        end = min(began + piece, SPAN_S)
        found = solve_ivp(right, (began, end), state, "DOP853", dense_output=True, rtol=1e-10, atol=1e-12, max_step=0.1)
        pieces.append((end, first_of(found.sol)))
        state, began = found.y[:, -1], end
    return past


BATTERY = {"R": 60.0, "K": 200.0, "Kv": 0.0, "T": 0.05}
FORMING = {"R": 60.0, "K": 200.0, "Kv": 48.0, "T": 0.05}
HYDRO = {"S": 400.0, "R": 45.0}


def groups(b: dict[str, float] | None, h: dict[str, float] | None, dead_s: float) -> list[Group]:
    found = []
    if b is not None:
        control = Inverter(dead_s, b["T"])
        found.append(Group("battery", control, b["R"], b["R"], b["R"], BAND_B, b["K"], b["Kv"]))
    if h is not None:
        found.append(Group("hydro", HydroGovernor(0.04, 0.4, 6.0, 0.3, 1.5), h["R"], h["R"], h["S"], BAND_H))
    return found


@pytest.mark.parametrize(
    ("b", "h", "dead_s"),
    [
        pytest.param(BATTERY, None, 0.0, id="battery"),
        pytest.param(BATTERY, None, 0.2, id="battery, dead time"),
        pytest.param(FORMING, None, 0.0, id="battery with virtual inertia"),
        pytest.param(None, HYDRO, 0.0, id="hydro"),
        pytest.param(BATTERY, HYDRO, 0.2, id="mixed"),
        pytest.param(FORMING, HYDRO, 0.0, id="mixed with virtual inertia"),
    ],
)
def test_the_whole_trace_agrees(b: dict[str, float] | None, h: dict[str, float] | None, dead_s: float) -> None:
    lost = LOST if dead_s else -LOST
    one = np.ones(1)
    cases = Cases(F0, lost * one, KINETIC * one, DAMPING * one, groups(b, h, dead_s))
    instants, deviation, _ = trace(cases, Steps(SPAN_S), every_s=0.1)
    exact = integrate(lost, b, h, dead_s)
    wrong = np.abs(deviation[:, 0] - [exact(t) for t in instants])
    assert wrong.max() < 1e-4, wrong.max()
    assert wrong.max() < 2e-5, wrong.max()


def test_steam_and_shed_agree() -> None:
    """A reheat turbine, and a load shed by its own trigger between two steps."""
    one = np.ones(1)
    steam = Group("steam", SteamGovernor(0.05, 0.2, 8.0, 0.3), 50.0, 50.0, 600.0, BAND_B)
    shed = Group("shed", Triggered(0.13, 0.02, 0.15), 30.0)
    instants, deviation, _ = trace(
        Cases(F0, LOST * one, KINETIC * one, DAMPING * one, [steam, shed]), Steps(SPAN_S), every_s=0.1
    )

    def right(t: float, y: np.ndarray, since: float) -> list[float]:
        e = float(np.clip(-dead(y[0], BAND_B) / (F0 * 0.05) * 600, -50, 50))
        given = 30 * float(np.clip((t - since - 0.13) / 0.02, 0, 1))
        power = 0.3 * y[1] + 0.7 * y[2] + given
        return [F0 / (2 * KINETIC) * (power - LOST - DAMPING * y[0]), (e - y[1]) / 0.2, (y[1] - y[2]) / 8.0]

    def reached(t: float, y: np.ndarray, since: float) -> float:
        return y[0] + 0.15

    reached.terminal = True  # type: ignore[attr-defined]
    how = {"method": "DOP853", "dense_output": True, "rtol": 1e-10, "atol": 1e-12, "max_step": 0.02}
    before = solve_ivp(right, (0, SPAN_S), np.zeros(3), events=reached, args=(np.inf,), **how)
    since = before.t[-1]
    after = solve_ivp(right, (since, SPAN_S), before.y[:, -1], args=(since,), **how)
    exact = [(before if t <= since else after).sol(t)[0] for t in instants]
    assert np.abs(deviation[:, 0] - exact).max() < 2e-5
