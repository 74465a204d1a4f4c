"""How far the release may move: never farther than the true curve allows, always as far as standing still."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.water.curves import CurveFunction
from dispatch.water.tail_room import TailRoom, release_above, tail_room

XIANGJIABA = ([1380, 2420, 4050, 6160, 8040, 10200], [265.7, 267.5, 269.5, 271.5, 273, 274.5])
XILUODU = ([1500, 4000, 6000, 8000, 10000], [380.39, 381.82, 383.62, 385.62, 387.55])


def curve(points: tuple[list[float], list[float]]) -> CurveFunction:
    return CurveFunction(*(np.array(p, dtype=float) for p in points))


def given_away_m(tailwater: CurveFunction, room: TailRoom, change_m: float) -> np.ndarray:
    """m of level that the lines keep back, over the part of the curve where the change stays on it."""
    far = CurveFunction(tailwater.x, tailwater.y, np.inf)
    flow = np.linspace(tailwater.x[0], tailwater.x[-1], 4001)
    flow = flow[release_above(tailwater, flow, change_m) <= tailwater.x[-1]]
    return np.asarray(change_m - (far(room.highest(flow)) - far(flow)))


def test_where_the_rule_is_concave_the_lines_are_the_rule() -> None:
    """0, 100, 300, 700 m³/s at 0, 1, 2, 3 m: a metre above q is min(100 + 2q, q + 400), two are
    min(300 + 4q, 500 + 2q, 800 + q).
    """
    river = curve(([0, 100, 300, 700], [0, 1, 2, 3]))
    flow = np.linspace(0, 2000, 401)
    for change, wanted in ((1, [100 + 2 * flow, flow + 400]), (2, [300 + 4 * flow, 500 + 2 * flow, 800 + flow])):
        assert tail_room(river, change).highest(flow) == pytest.approx(np.min(wanted, axis=0), rel=1e-9)
        assert release_above(river, flow, change) == pytest.approx(np.min(wanted, axis=0), rel=1e-9)


@pytest.mark.parametrize(
    ("points", "change", "mean", "most"),
    [(XIANGJIABA, 1.0, 0.05, 0.175), (XIANGJIABA, 4.5, 0.045, 0.15), (XILUODU, 1.0, 0.15, 0.43)],
)
def test_what_is_given_away_at_the_dams_of_the_jinsha(
    points: tuple[list[float], list[float]], change: float, mean: float, most: float
) -> None:
    """m of level; the curve of Xiluodu bends the other way in the middle, so more is lost there."""
    lost = given_away_m(curve(points), tail_room(curve(points), change), change)
    assert lost.mean() < mean
    assert lost.max() < most
    assert lost.min() > -1e-9


increasing = st.lists(st.tuples(st.floats(50, 3000), st.floats(0.05, 3)), min_size=1, max_size=7)


@settings(deadline=None, max_examples=25)
@given(st.floats(0, 2000), increasing, st.floats(0.05, 6))
def test_the_lines_are_safe_for_any_river(start: float, rises: list[tuple[float, float]], change: float) -> None:
    """Also where the curve is not that of a river: q ≤ g(q) ≤ U(q), and g rises with q."""
    dx, dy = np.array(rises).T
    river = curve((np.cumsum([start, *dx]).tolist(), np.cumsum([100, *dy]).tolist()))
    room = tail_room(river, change)
    flow = np.linspace(0, 4 * river.x[-1], 2001)
    slack = 1e-7 * (1 + river.x[-1])
    assert (room.highest(flow) <= release_above(river, flow, change) + slack).all()
    assert (room.highest(flow) >= flow - slack).all()
    assert (room.slope >= 1 - 1e-7).all()


@settings(deadline=None, max_examples=10)
@given(st.floats(1.0, 3.0), st.floats(50, 800), st.floats(0.2, 2))
def test_little_is_lost_on_a_rating_curve(exponent: float, factor: float, change: float) -> None:
    """q = c·h^β through 40 points up to 8 m: a fine curve of a real river, of which three lines keep most."""
    height = np.linspace(0.3, 8, 40)
    river = curve(((factor * height**exponent).tolist(), height.tolist()))
    lost = given_away_m(river, tail_room(river, change), change)
    assert lost.mean() < 0.12 * change


def test_a_curve_that_stands_still_has_no_lines() -> None:
    with pytest.raises(ValueError, match="increase strictly"):
        tail_room(curve(([0, 1, 2], [0, 0, 1])), 1.0)
