"""What must hold of any system: more inertia, more response, faster response never make it worse.

Each is said of what it is true for. A delay or a slow governor can make a system swing, and then "more" may overshoot;
so the gain of what follows frequency is kept in the range where a governor is stable.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.frequency import Cases, Group, HydroGovernor, Inverter, Steps, Triggered, simulate

COUNT = 24
SOME = settings(max_examples=10, deadline=None)
SPAN = Steps.even(10.0, 0.005)
seeds = st.integers(0, 10_000)


def systems(seed: int) -> Cases:
    """Islands with a shed by signal, a battery on droop and a governor."""
    rng = np.random.default_rng(seed)

    def some(low: float, high: float) -> np.ndarray:
        return rng.uniform(low, high, COUNT)

    shed, battery, hydro = some(0, 20), some(5, 30), some(10, 40)
    groups = [
        Group("shed", Triggered(0.1, 0.1), shed, shed),
        Group("battery", Inverter(0.05, 0.05), battery, battery, dead_band_hz=0.033, droop_mw_per_hz=2 * battery),
        Group("hydro", HydroGovernor(), hydro, hydro, 8 * hydro, 0.05),
    ]
    lost = some(30, 60) * rng.choice([-1, 1], COUNT)
    return Cases(50.0, lost, some(2000, 6000), some(5, 20), groups)


def resized(cases: Cases, name: str, factor: float) -> Cases:
    """The same with one group larger in every respect."""
    sizes = ("up_mw", "down_mw", "rated_mw", "droop_mw_per_hz", "inertia_mw_s_per_hz")

    def larger(group: Group) -> Group:
        more: dict[str, Any] = {size: factor * np.asarray(getattr(group, size)) for size in sizes}
        return replace(group, **more)

    return replace(cases, groups=[larger(g) if g.name == name else g for g in cases.groups])


def worst(cases: Cases) -> np.ndarray:
    return np.abs(simulate(cases, SPAN).nadir_hz)


@SOME
@given(seeds, st.floats(1.05, 3))
def test_more_inertia_never_deepens_rocof(seed: int, factor: float) -> None:
    cases = systems(seed)
    heavier = replace(cases, kinetic_mw_s=factor * cases.kinetic_mw_s)
    light, heavy = simulate(cases, SPAN), simulate(heavier, SPAN)
    assert (heavy.rocof_hz_s <= light.rocof_hz_s + 1e-9).all()
    assert np.allclose(heavy.rocof_initial_hz_s * factor, light.rocof_initial_hz_s)


@SOME
@given(seeds, st.floats(1.05, 1.5), st.sampled_from(["shed", "battery"]))
def test_more_response_never_deepens_the_nadir(seed: int, factor: float, name: str) -> None:
    cases = systems(seed)
    assert (worst(resized(cases, name, factor)) <= worst(cases) + 1e-9).all()


@SOME
@given(seeds, st.floats(0.0, 1.0))
def test_faster_never_worse(seed: int, factor: float) -> None:
    """The same power by signal, sooner and more steeply."""
    cases = systems(seed)
    slow = [replace(g, control=Triggered(0.3, 1.0)) if g.name == "shed" else g for g in cases.groups]
    fast = [replace(g, control=Triggered(0.3 * factor, factor)) if g.name == "shed" else g for g in cases.groups]
    assert (worst(replace(cases, groups=fast)) <= worst(replace(cases, groups=slow)) + 1e-9).all()


@SOME
@given(seeds)
def test_a_slower_resource_never_raises_what_is_there_at_the_limit(seed: int) -> None:
    """Before its dead time a resource gives nothing, whatever its size."""
    cases = systems(seed)
    late = Group("late", Triggered(cases.limit_s, 1.0), 500.0, 500.0)
    before, after = (simulate(replace(cases, groups=g), Steps(1.0)) for g in (cases.groups, [*cases.groups, late]))
    assert np.array_equal(before.delivered_mw.sum(axis=0), after.delivered_mw.sum(axis=0))


def test_a_group_of_members_is_the_sum_of_its_devices() -> None:
    """Governors with different shares of headroom: one chain behind added-up demands, or one chain each."""
    one, rng = np.ones(1), np.random.default_rng(3)
    up, rated = rng.uniform(1, 20, (5, 1)), rng.uniform(50, 200, (5, 1))
    apart = [Group(f"g{i}", HydroGovernor(), up[i], up[i], rated[i], 0.05) for i in range(5)]
    joined = [Group("g", HydroGovernor(), up, up, rated, 0.05)]
    found = [simulate(Cases(50.0, 60 * one, 2000 * one, 10 * one, groups)) for groups in (apart, joined)]
    assert found[0].nadir_hz == pytest.approx(found[1].nadir_hz, abs=1e-10)
    assert found[0].energy_mwh.sum() == pytest.approx(found[1].energy_mwh.sum(), rel=1e-9)


def test_a_sudden_signal_and_virtual_inertia_share_the_work() -> None:
    """Virtual inertia behind a short lag is inertia: the trace is that of a system with E_k + K_v·f0/2."""
    one = np.ones(1)
    virtual = Group("virtual", Inverter(0.0, 0.002), 1e4, 1e4, inertia_mw_s_per_hz=40.0)
    with_it = simulate(Cases(50.0, 60 * one, 2000 * one, 10 * one, [virtual]), Steps(5.0))
    heavier = simulate(Cases(50.0, 60 * one, 3000 * one, 10 * one), Steps(5.0))
    assert with_it.nadir_hz == pytest.approx(heavier.nadir_hz, rel=2e-3)
