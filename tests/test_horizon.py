"""The time axis: periods, boundaries, segments, neighbours, blocks."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given

from dispatch.horizon import Horizon
from tests.random_cases import horizons
from tests.support import hours


def two_segments() -> Horizon:
    """Periods of 1, 2 | ½, ½, 3 h; the second weighs 4."""
    return Horizon.chain([hours(1, 2), hours(0.5, 0.5, 3, weight=4, start="2030-07-01 12:00")])


def test_positions_of_two_segments_by_hand() -> None:
    """Boundaries 0 1 2 | 3 4 5 6: period 2 opens boundary 3, not 2."""
    axis = two_segments()
    assert (axis.periods, axis.segments, axis.boundaries) == (5, 2, 7)
    assert axis.first_boundary.tolist() == [0, 1, 3, 4, 5]
    assert axis.last_boundary.tolist() == [1, 2, 4, 5, 6]
    assert axis.segment_first_period.tolist() == [0, 2]
    assert axis.segment_last_period.tolist() == [1, 4]
    assert axis.segment_start.tolist() == [0, 3]
    assert axis.segment_end.tolist() == [2, 6]


def test_neighbours_never_span_two_segments() -> None:
    """Pairs 0–1, 2–3, 3–4; the middles are (1 + 2)/2, ½, (½ + 3)/2 apart."""
    axis = two_segments()
    assert list(zip(axis.step_before.tolist(), axis.step_after.tolist(), strict=True)) == [(0, 1), (2, 3), (3, 4)]
    assert axis.step_h.tolist() == [1.5, 0.5, 1.75]


def test_hours_are_physics_and_weight_is_cost() -> None:
    axis = two_segments()
    assert axis.cost_h.tolist() == [1, 2, 2, 2, 12]
    assert axis.hours == 19
    assert axis.dt_h.sum() == 7


def test_stamps_are_utc_inside_and_local_outside() -> None:
    axis = two_segments()
    assert axis.start[0] == np.datetime64("2029-12-31T16:00:00")
    assert axis.local_time()[0] == pd.Timestamp("2030-01-01", tz="Asia/Shanghai")
    assert axis.end[1] == axis.start[0] + np.timedelta64(3, "h")
    assert axis.boundary_time[[2, 3]].tolist() == [axis.end[1].item(), axis.start[2].item()]


def test_a_zone_in_the_start_wins_over_the_local_one() -> None:
    assert Horizon.regular("2030-01-01T00:00+00:00", 1, 1.0).start[0] == np.datetime64("2030-01-01T00:00:00")
    assert Horizon.regular("2030-07-01", 1, 1.0, zone="Europe/Berlin").start[0] == np.datetime64("2030-06-30T22:00:00")


def test_the_day_of_the_clock_change_has_25_hours() -> None:
    """Elapsed hours count, not clock hours: 2030-10-27 in Berlin."""
    axis = Horizon.regular("2030-10-27", 25, 1.0, zone="Europe/Berlin")
    assert axis.local_time()[-1] == pd.Timestamp("2030-10-27 23:00", tz="Europe/Berlin")


def test_blocks_count_hours_from_the_start_of_their_segment() -> None:
    axis = Horizon.chain([hours(1, 0.5, 0.5, 1, 3, 1), hours(1, 1, start="2030-02-01 01:00")])
    assert axis.held_blocks(2).tolist() == [0, 0, 0, 1, 1, 3, 4, 4]


def test_blocks_of_a_third_of_an_hour_do_not_slip() -> None:
    """Twenty minutes are no binary fraction; after a day the 72nd block is still the 72nd."""
    axis = Horizon.regular("2030-01-01", 24 * 6, 1 / 6)
    assert axis.held_blocks(1 / 3).tolist() == [i // 2 for i in range(144)]


@given(horizons())
def test_boundaries_are_the_ends_of_periods(axis: Horizon) -> None:
    assert axis.boundaries == axis.periods + axis.segments == len(axis.boundary_time)
    assert (axis.boundary_time[axis.first_boundary] == axis.start).all()
    assert (axis.boundary_time[axis.last_boundary] == axis.end).all()
    assert len(axis.step_before) == axis.periods - axis.segments == len(axis.step_h)
    assert (axis.segment[axis.step_before] == axis.segment[axis.step_after]).all()
    assert (axis.end[axis.step_before] == axis.start[axis.step_after]).all()
    touched = np.unique(np.concatenate([axis.first_boundary, axis.last_boundary]))
    assert touched.tolist() == list(range(axis.boundaries))


@given(horizons())
def test_a_chain_of_the_segments_is_the_horizon(axis: Horizon) -> None:
    parts = [
        Horizon(axis.start[at], axis.dt_h[at], axis.weight[at], np.zeros(at.sum(), dtype=np.int64))
        for at in (axis.segment == g for g in range(axis.segments))
    ]
    again = Horizon.chain(parts)
    for name in ("start", "dt_h", "weight", "segment", "first_boundary", "step_before", "boundary_time"):
        assert (getattr(again, name) == getattr(axis, name)).all()


@pytest.mark.parametrize("dt_h", [[], [1, 0], [1, -1], [1, np.nan], [np.inf]])
def test_steps_that_are_none_are_refused(dt_h: list[float]) -> None:
    with pytest.raises(ValueError, match=r"period|dt_h"):
        hours(*dt_h)


@pytest.mark.parametrize("segment", [[1, 1], [0, 2], [0, 1, 0]])
def test_segments_out_of_order_are_refused(segment: list[int]) -> None:
    axis = hours(*[1.0] * len(segment))
    with pytest.raises(ValueError, match="numbered"):
        Horizon(axis.start, axis.dt_h, axis.weight, np.array(segment))


def test_arrays_of_different_length_are_refused() -> None:
    axis = hours(1, 1)
    with pytest.raises(ValueError, match="length"):
        Horizon(axis.start, axis.dt_h[:1], axis.weight, axis.segment)
