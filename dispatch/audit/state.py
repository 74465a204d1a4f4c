"""Stored energy and stored water: limits, initial, terminal and cyclic conditions of a state, and its marginal value.

    low ≤ state ≤ high everywhere                   state[start of g] = initial, where given
    state[end of g] ≥ terminal, where given         state[end of g] = state[start of g], where cyclic

The reported value v (per unit of state, in a period) must not make it profitable to change the state within its
limits: at a boundary between periods b and a one more unit saves w·kept·v[a] later and costs w·v[b] before, w the
weight of the segment. At the end of a segment its value is `left` instead. Where cyclic, the two ends are linked and
are not checked separately.
"""

from __future__ import annotations

from typing import TypeVar

import numpy as np

from dispatch.audit.recorder import Array
from dispatch.audit.view import View
from dispatch.case.entity import Entity
from dispatch.families.response.expected.live import priced_assets

E = TypeVar("E", bound=Entity)


def audit_state(
    view: View[E], prefix: str, state: Array, low: Array, high: Array, initial: Array, terminal: Array, cyclic: Array
) -> tuple[Array, Array]:
    """Check a state (n, N+G); initial, terminal: (n, 1), NaN for none. Returns its limits with both ends narrowed."""
    horizon = view.recorder.horizon
    begin, end = horizon.segment_start, horizon.segment_end
    view.within(f"{prefix}_limit", low, state, high, on="boundary")
    starting, ending = ~np.isnan(initial[:, 0]), ~np.isnan(terminal[:, 0])
    given, first = initial[starting], state[starting][:, begin]
    view.where(starting).equal(f"{prefix}_initial", first, given, np.abs(given), on="start")
    view.where(ending).at_least(f"{prefix}_terminal", state[ending][:, end], terminal[ending], on="end")
    start, finish = state[cyclic][:, begin], state[cyclic][:, end]
    # A tie of two states has limit 0: what the solver holds is absolute.
    view.where(cyclic).equal(f"{prefix}_cycle", finish, start, np.zeros((1, 1)), on="end")
    low, high = low.copy(), high.copy()
    low[np.ix_(starting, begin)] = high[np.ix_(starting, begin)] = given
    low[np.ix_(ending, end)] = np.maximum(low[np.ix_(ending, end)], terminal[ending])
    return low, high


def audit_state_value(
    view: View[E],
    check: str,
    value: Array,
    kept: Array,
    left: Array,
    state: Array,
    low: Array,
    high: Array,
    cyclic: Array,
    dearer: tuple[Array, Array] | None = None,
    present: Array | None = None,
) -> None:
    """Check reported values (n, N) of a state; kept: share of a unit that remains after a period; left: value at the
    end.

    present: (n, N) saving per unit present during a period, counted half at either end. dearer: (states, costs) of
    the same shape: cost of every unit above such a state at its boundary.
    """
    horizon = view.recorder.horizon
    reduced = np.zeros_like(state)
    reduced[:, horizon.last_boundary] += horizon.weight * value
    reduced[:, horizon.first_boundary] -= horizon.weight * kept * value
    reduced[:, horizon.segment_end] -= horizon.weight[horizon.segment_last_period] * left
    if present is not None:
        reduced[:, horizon.last_boundary] -= horizon.weight * present / 2
        reduced[:, horizon.first_boundary] -= horizon.weight * present / 2
    for ends in (horizon.segment_start, horizon.segment_end):
        reduced[np.ix_(cyclic, ends)] = 0.0
    priced = priced_assets(view.recorder.case)
    backing = view.which(lambda asset: (view.family, asset.id) in priced)
    reduced[backing] = 0.0
    if dearer is None:
        view.optimal(check, reduced, state, low, high, on="boundary")
        return
    bend, price = dearer[0], dearer[1].copy()
    for ends in (horizon.segment_start, horizon.segment_end):
        price[np.ix_(cyclic, ends)] = 0.0
    price[backing] = 0.0

    def cost(at: Array) -> Array:
        return np.asarray(reduced * (at - state) + np.where(price > 0, price * (at - bend).clip(min=0), 0.0))

    # Straight on both sides of the bend: the best state is an end or the bend.
    best = np.minimum(np.minimum(cost(low), cost(high)), cost(np.clip(bend, low, high)))
    view.optimal(check, cost(state) - best, np.ones_like(state), np.zeros((1, 1)), np.ones((1, 1)), on="boundary")
