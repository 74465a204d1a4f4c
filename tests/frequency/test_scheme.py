"""The scheme: closed form, order under halved steps, chunks, mirrors, triggers between steps."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from dispatch.frequency import Cases, Group, HydroGovernor, Inverter, SteamGovernor, Steps, Triggered, simulate, trace
from dispatch.frequency.cases import Control
from dispatch.frequency.simulate import step_error_hz

ONE = np.ones(1)


def one_case(lost: float = 100.0, kinetic: float = 3000.0, damping: float = 12.0, *groups: Group) -> Cases:
    return Cases(50.0, lost * ONE, kinetic * ONE, damping * ONE, groups)


def test_closed_form() -> None:
    """Two services that ramp: RoCoF 50·500/(2·20,000) = 0.625 Hz/s; nadir where 300 + 40·t = 500, t = 5 s:
    50/40,000·(500·5 − 300·4.9 − 40·25/2) = 0.6625 Hz.
    """
    services = Group("fast", Triggered(0.0, 0.2), 300.0), Group("slow", Triggered(0.0, 10.0), 400.0)
    found = simulate(one_case(500.0, 20_000.0, 0.0, *services), Steps(5.5))
    assert found.rocof_initial_hz_s[0] == pytest.approx(0.625, abs=1e-12)
    assert found.nadir_hz[0] == pytest.approx(-0.6625, abs=1e-9)
    assert found.nadir_s[0] == pytest.approx(5.0, abs=0.0051)
    assert found.delivered_mw[:, 0] == pytest.approx([300.0, 8.0])
    assert found.energy_mwh[0, 0] * 3600 == pytest.approx(300 * 5.4)


CONTROLS: dict[str, tuple[Control, dict[str, Any]]] = {
    "inverter": (Inverter(0.1, 0.05), {"droop_mw_per_hz": 200.0}),
    "no dead time": (Inverter(0.0, 0.05), {"droop_mw_per_hz": 200.0}),
    "virtual inertia": (Inverter(0.0, 0.05), {"inertia_mw_s_per_hz": 40.0}),
    "delayed inertia": (Inverter(0.1, 0.05), {"inertia_mw_s_per_hz": 40.0}),
    "hydro": (HydroGovernor(), {"rated_mw": 400.0}),
    "hydro with a gate rate": (HydroGovernor(gate_rate_pu_s=0.02), {"rated_mw": 400.0}),
    "steam": (SteamGovernor(), {"rated_mw": 400.0}),
}


@pytest.mark.parametrize("name", [name for name in CONTROLS if "rate" not in name])
def test_halving_the_steps_quarters_the_error(name: str) -> None:
    """Order 2, smooth: no dead band, no limit is met. Differences of three grids, each half of the one before."""
    control, sizes = CONTROLS[name]
    assert orders(Group(name, control, 1e4, 1e4, **sizes)) == pytest.approx(2.0, abs=0.25)


@pytest.mark.parametrize("name", list(CONTROLS))
def test_bends_do_not_cost_the_order(name: str) -> None:
    """Dead band and headroom are met between steps: what is lost in the one step is of h²; over three halvings the
    error falls by 4³ within a factor of 3.
    """
    control, sizes = CONTROLS[name]
    errors = refinements(Group(name, control, 25.0, 25.0, dead_band_hz=0.05, **sizes), 5)
    assert errors[3] < errors[0] / 4**3 * 3


def test_the_order_holds_where_a_trigger_falls_between_steps() -> None:
    errors = refinements(Group("shed", Triggered(0.1, 0.05, 0.17), 60.0), 5)
    assert errors[3] < errors[0] / 4**3 * 3


def refinements(group: Group, grids: int) -> np.ndarray:
    """Largest difference of traces on neighbouring grids, the coarsest 20 ms."""
    runs = []
    for k in range(grids):
        _, deviation, _ = trace(one_case(100.0, 3000.0, 12.0, group), Steps.even(8.0, 0.02 / 2**k), every_s=0.1)
        runs.append(deviation[:, 0])
    return np.array([np.abs(a - b).max() for a, b in pairwise(runs)])


def orders(group: Group) -> float:
    errors = refinements(group, 5)
    return float(np.log2(errors[-2] / errors[-1]))


def mixed(count: int, seed: int = 1) -> Cases:
    """Random systems with every kind of device."""
    rng = np.random.default_rng(seed)

    def some(low: float, high: float) -> np.ndarray:
        return rng.uniform(low, high, count)

    services = [
        Group("shed", Triggered(0.13, 0.02, 0.15), some(0, 30)),
        Group("signal", Triggered(0.05, 0.1), some(0, 30), some(0, 30)),
        Group("battery", Inverter(0.05, 0.05), some(0, 30), some(0, 30), 30.0, 0.033, some(50, 200)),
        Group("forming", Inverter(0.0, 0.05), some(0, 30), some(0, 30), inertia_mw_s_per_hz=some(0, 20)),
        Group("hydro", HydroGovernor(), some(0, 50), some(0, 50), some(200, 400), 0.05),
        Group("steam", SteamGovernor(), some(0, 50), some(0, 50), some(200, 400), 0.033),
    ]
    lost = some(50, 150) * rng.choice([-1, 1], count)
    return Cases(50.0, lost, some(2000, 6000), some(5, 20), services)


def test_growing_steps_are_as_good_as_a_millisecond_throughout() -> None:
    cases = mixed(40)
    grown, even = simulate(cases, Steps(25.0)), simulate(cases, Steps.even(25.0, 0.001))
    for name in ("nadir_hz", "beyond_hz", "rocof_hz_s", "settled_hz"):
        assert np.abs(getattr(grown, name) - getattr(even, name)).max() < 2e-5, name
    assert np.abs(grown.energy_mwh - even.energy_mwh).max() < 1e-5
    assert step_error_hz(cases, grown, Steps(25.0)) < 2e-5


def test_chunks_threads_and_repeats_change_nothing() -> None:
    cases = mixed(30)
    whole = simulate(cases, Steps(6.0), threads=1)
    again = simulate(cases.pick(np.arange(60) % 30), Steps(6.0), threads=2, chunk=7)
    assert np.array_equal(again.nadir_hz, np.tile(whole.nadir_hz, 2))
    assert np.array_equal(again.energy_mwh, np.tile(whole.energy_mwh, 2))


def test_a_surplus_is_a_deficit_upside_down() -> None:
    cases = mixed(30)
    turned = replace(
        cases, lost_mw=-cases.lost_mw,
        groups=tuple(replace(g, up_mw=g.down_mw, down_mw=g.up_mw) for g in cases.groups),
    )  # fmt: skip
    one, other = simulate(cases, Steps(6.0)), simulate(turned, Steps(6.0))
    assert np.array_equal(one.nadir_hz, -other.nadir_hz)
    assert np.array_equal(one.delivered_mw, other.delivered_mw)


def test_power_never_exceeds_the_armed_headroom() -> None:
    cases = mixed(30)
    _, _, power = trace(cases, Steps(20.0))
    deficit = np.where(cases.lost_mw > 0, 1, -1)
    for group, made in zip(cases.groups, power, strict=True):
        if isinstance(group.control, HydroGovernor):
            continue  # the water column may overshoot for a moment; the gate does not
        most = np.where(cases.lost_mw > 0, group.up_mw, group.down_mw)
        assert (made * deficit <= most + 1e-9).all(), group.name


def test_an_inverter_answers_a_step_after_its_dead_time() -> None:
    """Nothing before the dead time, 1 − 1/e of a sudden demand one lag later (the demand saturates at once)."""
    group = Group("battery", Inverter(0.2, 0.1), 10.0, 10.0, droop_mw_per_hz=1e9)
    instants, _, power = trace(one_case(100.0, 3000.0, 0.0, group), Steps(1.0), every_s=0.001)
    made = power[0, :, 0]
    assert made[instants < 0.2].max() == 0
    assert np.interp(0.3, instants, made) == pytest.approx(10 * (1 - np.exp(-1)), abs=0.06)


def test_what_cannot_be_simulated_is_refused() -> None:
    with pytest.raises(ValueError, match="kinetic"):
        one_case(1.0, 0.0)
    with pytest.raises(ValueError, match="finite"):
        one_case(np.nan)
    with pytest.raises(ValueError, match="transient"):
        simulate(one_case(1.0, 100.0, 0.0, Group("g", HydroGovernor(0.5, 0.1))))
