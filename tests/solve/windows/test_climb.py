"""From long steps to short ones."""

from __future__ import annotations

import numpy as np
import pytest

from dispatch.solve.windows import climb as climbing
from dispatch.solve.windows.climb import coarse_links
from dispatch.solve.windows.coarse import GONE, coarsen
from dispatch.solve.windows.links import find_links
from dispatch.solve.windows.split import split_program, window_edges
from dispatch.solve.windows.start import state_of
from tests.solve.windows.programs import GAP, in_windows, method, random_program, whole


@pytest.mark.parametrize("seed", [6, 10])
def test_the_answer_at_half_hours_is_that_of_the_whole(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Four days at 30 min, after the same at 6 and 2 h."""
    monkeypatch.setattr(climbing, "STEPS_H", (6.0, 2.0))
    program = random_program(seed, periods=4 * 48, step_h=0.5)
    solution, outcome = in_windows(program)
    assert outcome.closed
    assert outcome.gap <= GAP
    assert solution.objective == pytest.approx(whole(program).objective, rel=2e-6)


def test_states_are_the_same_at_every_step() -> None:
    """What a coarse dispatch hands over is what the same dispatch, spread over its periods, hands over."""
    program = random_program(2, periods=4 * 48, step_h=0.5)
    split = split_program(program, window_edges(program.horizon, 1))
    links = find_links(program, split)
    coarse = coarsen(program, 12, split.edge)
    x = np.random.default_rng(3).random(len(coarse.program.c))
    fine, between = state_of(links, coarse.spread(x)), state_of(coarse_links(links, coarse), x)
    there = links.states.column < 0
    assert there.any()
    assert np.allclose(fine[there], between[there])
    copied = np.flatnonzero(~there)
    kept = coarse.column[links.states.column[copied]] != GONE
    assert np.allclose(fine[copied[kept]], between[copied[kept]])


def test_seeds_are_states_of_their_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(climbing, "STEPS_H", (6.0, 2.0))
    made = method(random_program(6, periods=4 * 48, step_h=0.5))
    assert any(len(own) for own in made._seeds)
    for window, own in zip(made.windows, made._seeds, strict=True):
        assert all(len(at) == len(window.state) for at in own)
