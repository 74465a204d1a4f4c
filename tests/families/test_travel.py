"""Every cubic metre arrives once, whatever the delay and the steps."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.families.hydro.rows.travel import travel
from dispatch.horizon import Horizon
from tests.random_cases import horizons
from tests.support import hours

delays = st.integers(0, 60).map(lambda k: k / 10)
"""Hours in steps of six minutes: whole, fractional, and longer than a short segment."""


def dense(axis: Horizon, delay_h: float, wrap: bool) -> tuple[np.ndarray, np.ndarray]:
    """((N, N) share of arrivals of t from release in u, (N,) from before)."""
    found = travel(axis, delay_h, wrap)
    share = np.zeros((axis.periods, axis.periods))
    for t in range(axis.periods):
        np.add.at(share[t], found.source[t], found.share[t])
    return share, found.before


@given(horizons(), delays)
def test_wrapped_water_is_conserved(axis: Horizon, delay_h: float) -> None:
    """Σ_t Δt(t)·share[t,u] = Δt(u): all that leaves arrives; every arriving flow is a mean of releases."""
    share, before = dense(axis, delay_h, wrap=True)
    assert np.allclose(axis.dt_h @ share, axis.dt_h, atol=1e-12)
    assert np.allclose(share.sum(axis=1), 1, atol=1e-12)
    assert not before.any()
    assert (share[axis.segment[:, None] != axis.segment] == 0).all()


@given(horizons(), delays)
def test_with_a_past_the_rest_was_released_before(axis: Horizon, delay_h: float) -> None:
    """Shares and what comes from before add up to 1; what arrives too late is missing in Σ_t, never counted twice."""
    share, before = dense(axis, delay_h, wrap=False)
    assert np.allclose(share.sum(axis=1) + before, 1, atol=1e-12)
    assert (axis.dt_h @ share <= axis.dt_h + 1e-12).all()
    assert np.tril(np.ones_like(share))[share > 0].all()


@given(horizons(segments=1), delays)
def test_arrivals_are_those_of_a_slow_simulation(axis: Horizon, delay_h: float) -> None:
    """Three-minute pieces of water carried one by one give the same means."""
    piece_h = 0.05
    pieces = np.rint(axis.dt_h / piece_h).astype(int)
    release = 10.0 + np.arange(axis.periods) ** 2
    flow = np.repeat(release, pieces)
    late = round(delay_h / piece_h)
    past = np.concatenate([np.full(late, 7.0), flow])[: len(flow)]
    turned = np.roll(flow, late % len(flow))
    for wrap, stream in ((False, past), (True, turned)):
        share, before = dense(axis, delay_h, wrap)
        edge = np.concatenate([[0], np.cumsum(pieces)])
        means = [stream[a:b].mean() for a, b in pairwise(edge)]
        assert share @ release + 7.0 * before == pytest.approx(means, abs=1e-9)


def test_no_delay_is_the_identity() -> None:
    share, before = dense(hours(1, 0.25, 2), 0.0, wrap=False)
    assert (share == np.eye(3)).all()
    assert not before.any()
