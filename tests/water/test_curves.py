"""Curves as functions: straight between points, going on beyond them, and honest about where they end."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.families.curve.entity import Curve
from dispatch.water.curves import CurveFunction


def curve(x: list[float], y: list[float], margin_pu: float = 0.2) -> CurveFunction:
    return CurveFunction(np.array(x, dtype=float), np.array(y, dtype=float), margin_pu)


BENT = curve([0, 10, 30], [100, 120, 130])


def test_between_points_it_is_straight_and_beyond_them_it_goes_on() -> None:
    """Slopes 2 and ½; the margin is 20 % of 30 on either side."""
    assert BENT([-6, 0, 5, 10, 20, 30, 36]).tolist() == [88, 100, 110, 120, 125, 130, 133]
    assert BENT.evaluate(5) == 110
    assert (BENT.low, BENT.high) == (-6, 36)
    assert BENT(np.zeros((2, 3))).shape == (2, 3)


def test_slopes_are_one_sided_at_points() -> None:
    assert BENT.slope([-3, 0, 5, 10, 20, 30, 33]).tolist() == [2, 2, 2, 0.5, 0.5, 0.5, 0.5]
    assert BENT.slope([-3, 0, 5, 10, 20, 30, 33], side="left").tolist() == [2, 2, 2, 2, 0.5, 0.5, 0.5]


@pytest.mark.parametrize("x", [-6.1, 36.1, np.nan, np.inf])
def test_nobody_knows_what_is_farther_out(x: float) -> None:
    for ask in (BENT, BENT.slope):
        with pytest.raises(ValueError, match="reaches from -6 to 36"):
            ask([5.0, x])
    with pytest.raises(ValueError, match="reaches from -6 to 36"):
        BENT.inverse([110.0, 133.5 if x > 0 else 87.0])


def test_only_what_increases_has_an_inverse() -> None:
    flat = curve([0, 1, 2], [5, 5, 6])
    assert not flat.increasing
    with pytest.raises(ValueError, match="increases strictly"):
        flat.inverse(5)


@pytest.mark.parametrize(("x", "y"), [([0, 0], [1, 2]), ([1, 0], [1, 2]), ([0, 1], [1, 2, 3]), ([0, 1], [1, np.nan])])
def test_points_that_make_no_curve_are_refused(x: list[float], y: list[float]) -> None:
    with pytest.raises(ValueError, match="a curve"):
        curve(x, y)


def test_the_function_of_a_curve_of_the_case() -> None:
    level = CurveFunction.of(Curve(id="lake", x=(540, 550, 600), y=(5112, 5974, 11574)))
    assert level(550) == 5974
    assert level.concave is False
    assert CurveFunction.of(Curve(id="tail", x=(1380, 2420, 4050), y=(265.7, 267.5, 269.5))).concave


steps = st.lists(st.floats(0.01, 50), min_size=2, max_size=8)


@given(steps, steps, st.floats(0, 1))
def test_the_inverse_undoes_the_curve(dx: list[float], dy: list[float], at: float) -> None:
    n = min(len(dx), len(dy))
    made = curve(np.cumsum(dx[:n]).tolist(), (7 + np.cumsum(dy[:n])).tolist())
    x = made.low + at * (made.high - made.low)
    assert made.inverse(made(x)) == pytest.approx(x, rel=1e-9, abs=1e-7)
    assert made.inverse(made([made.low, made.high])) == pytest.approx([made.low, made.high], rel=1e-9, abs=1e-7)
