"""Axes: means keep energy, states are read at the edges of groups, windows and days fall where the clock says."""

from __future__ import annotations

import numpy as np
import pytest

from dispatch.horizon import Horizon
from dispatch.present.run_page.axis import NATIVE_UP_TO, by_clock, interval, main_axis, native
from dispatch.present.run_page.windows import special_days, weeks


def two_segments() -> Horizon:
    return Horizon.chain(
        [
            Horizon.from_steps("2030-01-01 22:30", [0.25, 0.25, 1, 1, 0.5], label="one"),
            Horizon.from_steps("2030-01-02 23:00", [0.5, 0.5, 2], label="two"),
        ]
    )


@pytest.mark.parametrize("minutes", [60, 1440])
def test_means_keep_energy(minutes: int) -> None:
    horizon = two_segments()
    axis, power = by_clock(horizon, minutes), np.arange(8.0) ** 2
    assert axis.mean(power) @ axis.hours == pytest.approx(power @ horizon.dt_h)
    assert axis.hours.sum() == pytest.approx(horizon.dt_h.sum())


def test_groups_end_at_midnight_and_with_their_segment() -> None:
    axis = by_clock(two_segments(), 1440)
    assert axis.first.tolist() == [0, 3, 5, 7]
    assert axis.ranges() == [[0, 0, 2, 0, 3], [1, 2, 4, 3, 6]]


def test_states_are_read_where_groups_begin_and_segments_end() -> None:
    horizon = two_segments()
    axis = by_clock(horizon, 1440)
    assert axis.read(np.arange(horizon.boundaries)).tolist() == [0, 3, 5, 6, 8, 9]


def test_a_stretch_reads_its_own_states() -> None:
    horizon = two_segments()
    assert interval(horizon, 1, 3).read(np.arange(10.0)).tolist() == [1, 2, 3]
    assert interval(horizon, 6, 8).ranges() == [[1, 0, 2, 0, 3]]


def test_native_is_untouched() -> None:
    horizon = two_segments()
    assert native(horizon).mean(np.arange(8.0)).tolist() == list(range(8))
    assert native(horizon).read(np.arange(10.0)).tolist() == list(range(10))


def test_long_horizons_are_thinned() -> None:
    assert len(main_axis(Horizon.regular("2030-01-01", NATIVE_UP_TO, 0.25)).first) == NATIVE_UP_TO
    assert len(main_axis(Horizon.regular("2030-01-01", 35_040, 0.25)).first) == 8760


def test_days_follow_the_local_clock() -> None:
    axis = by_clock(Horizon.regular("2030-01-01", 48, 1.0, zone="Asia/Shanghai"), 1440)
    assert axis.first.tolist() == [0, 24]


@pytest.mark.parametrize(("days", "sizes"), [(1, [1]), (8, [8]), (9, [9]), (17, [7, 7, 3]), (365, [7] * 51 + [8])])
def test_weeks(days: int, sizes: list[int]) -> None:
    found = weeks(native(Horizon.regular("2030-01-01", 24 * days, 1.0)))
    assert [(w.stop - w.begin) / 24 for w in found] == sizes


def test_each_segment_is_its_own_window() -> None:
    found = weeks(native(two_segments()))
    assert [(w.begin, w.stop) for w in found] == [(0, 5), (5, 8)]
    assert found[0].label == ("one 1月1日至1月2日", "one 1 Jan – 2 Jan")


def test_special_days() -> None:
    horizon = Horizon.regular("2030-01-01", 24 * 20, 1.0)
    load = np.full(480, 50.0)
    load[24 * 3 + 5] = 90.0
    load[24 * 7 + 5 : 24 * 7 + 9] = 10.0
    load[24 * 7 + 4], load[24 * 7 + 9] = 30.0, 30.0
    load[24 * 12 + 3 :] -= 39.5
    found = special_days(native(horizon), load)
    assert {key: int(axis.first[0]) // 24 for key, (axis, _) in found.items()} == {"peak": 3, "valley": 7, "ramp": 3}
    assert found["peak"][1].label.zh == "净负荷最高日（1月4日）"


def test_a_step_between_segments_is_no_ramp() -> None:
    load = np.array([1.0, 1, 1, 1, 1, 99, 99, 100])
    axis, _ = special_days(native(two_segments()), load)["ramp"]
    assert axis.first[0] == 7
