"""Columns on horizons: energy is conserved over any steps, boundaries read what opens at them, repeats line up."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.case.table import Quantity, Repeat, TimeTable
from dispatch.horizon import Horizon
from dispatch.series.resample import NoReading, NotCovered, boundary_reading, period_mean

ZONE = "Asia/Shanghai"


def table(
    values: list[float] | np.ndarray, freq: str = "1h", start: str = "2030-01-01", quantity: Quantity = "mean",
    repeat: Repeat = "no", zone: str = ZONE,
) -> TimeTable:  # fmt: skip
    index = pd.date_range(start, periods=len(values), freq=freq, tz=zone)
    return TimeTable.from_frame(pd.DataFrame({"a": np.asarray(values, dtype=float)}, index=index), quantity, repeat)


def mean(source: TimeTable, start: str, dt_h: list[float], zone: str = ZONE) -> np.ndarray:
    return period_mean(source, "a", Horizon.from_steps(start, dt_h, zone=zone))


def reading(source: TimeTable, start: str, dt_h: list[float], zone: str = ZONE) -> np.ndarray:
    return boundary_reading(source, "a", Horizon.from_steps(start, dt_h, zone=zone))


class TestPeriods:
    def test_hours_into_quarters_are_taken_as_they_stand(self) -> None:
        assert mean(table([0.1, 0.3]), "2030-01-01", [0.25] * 8).tolist() == [0.1] * 4 + [0.3] * 4

    def test_quarters_into_hours_are_averaged(self) -> None:
        assert mean(table([1, 2, 3, 6], "15min"), "2030-01-01", [1]) == pytest.approx([3])

    def test_steps_that_do_not_nest_weigh_by_overlap(self) -> None:
        # [0, 1.5 h) of hours 2, 8 is (2·1 + 8·0.5)/1.5; [1.5, 2 h) is 8
        assert mean(table([2, 8]), "2030-01-01", [1.5, 0.5]) == pytest.approx([4, 8])

    def test_sums_become_rates_per_hour(self) -> None:
        # 5 MWh in each half hour is 10 MW, whatever the step
        assert mean(table([5, 5, 5, 5], "30min", quantity="sum"), "2030-01-01", [1, 0.25, 0.75]) == pytest.approx(
            [10] * 3
        )

    def test_instants_run_straight_between_readings(self) -> None:
        # readings 0, 4 at 0 h, 1 h: mean of the first quarter is 0.5, of the second half 3; then held at 4
        got = mean(table([0, 4], quantity="instant"), "2030-01-01", [0.25, 0.25, 0.5, 1])
        assert got == pytest.approx([0.5, 1.5, 3, 4])

    def test_a_constant_stays_exactly_constant(self) -> None:
        got = mean(table([0.7] * 48), "2030-01-01T00:20", [0.35] * 100)
        assert got == pytest.approx(np.full(100, 0.7), rel=1e-14)

    @pytest.mark.parametrize(("start", "hours"), [("2029-12-31T23:00", 2), ("2030-01-01T01:00", 2)])
    def test_outside_the_data_is_refused(self, start: str, hours: int) -> None:
        with pytest.raises(NotCovered):
            mean(table([1, 2]), start, [1.0] * hours)


@settings(max_examples=150, deadline=None)
@given(
    values=st.lists(st.floats(-1e4, 1e4), min_size=2, max_size=40),
    source_min=st.sampled_from([5, 10, 15, 30, 60, 180]),
    parts=st.lists(st.integers(1, 50), min_size=1, max_size=60),
    quantity=st.sampled_from(["mean", "sum", "instant"]),
    offset=st.integers(0, 1000),
)
def test_energy_is_conserved_over_arbitrary_steps(
    values: list[float], source_min: int, parts: list[int], quantity: Quantity, offset: int
) -> None:
    """Σ mean·Δt over any steps is the integral of the column between the same two instants."""
    source = table(values, f"{source_min}min", quantity=quantity)
    total_s = len(values) * source_min * 60
    begin = offset * total_s // 2000
    edges = begin + np.floor(np.concatenate([[0], np.cumsum(parts)]) / sum(parts) * (total_s - begin))
    steps = np.diff(edges)
    steps = steps[steps > 0]
    start = pd.Timestamp("2030-01-01", tz=ZONE) + pd.Timedelta(seconds=begin)
    got = period_mean(source, "a", Horizon.from_steps(start, steps / 3600))
    fine = np.arange(begin, begin + steps.sum(), dtype=float)
    assert got @ steps == pytest.approx(_by_the_second(values, source_min * 60, quantity, fine), rel=1e-9, abs=1e-3)


def _by_the_second(values: list[float], step_s: int, quantity: str, at: np.ndarray) -> float:
    """The integral second by second, written another way: every second looks up its own value."""
    v = np.asarray(values, dtype=float)
    if quantity == "instant":
        middle = (at + 0.5) / step_s
        return float(np.interp(middle, np.arange(len(v)), v).sum())
    scale = 3600 / step_s if quantity == "sum" else 1.0
    return float(scale * v[(at // step_s).astype(int)].sum())


@settings(max_examples=50, deadline=None)
@given(values=st.lists(st.floats(0, 1), min_size=4, max_size=30), step=st.sampled_from([0.25, 0.4, 1.0, 1.5]))
def test_means_stay_within_what_they_are_means_of(values: list[float], step: float) -> None:
    count = int((len(values) - 1) / step)
    got = mean(table(values), "2030-01-01T00:30", [step] * count)
    assert got.min() >= min(values) - 1e-12
    assert got.max() <= max(values) + 1e-12


class TestBoundaries:
    def test_a_boundary_reads_the_period_that_it_opens(self) -> None:
        assert reading(table([1, 2]), "2030-01-01", [0.5] * 4).tolist() == [1, 1, 2, 2, 2]

    def test_instants_are_interpolated(self) -> None:
        assert reading(table([1, 2], quantity="instant"), "2030-01-01", [0.5, 0.5]) == pytest.approx([1, 1.5, 2])

    def test_a_repeated_table_of_instants_closes_on_itself(self) -> None:
        day = table(np.arange(24), quantity="instant", repeat="day")
        assert reading(day, "2030-03-01T23:00", [0.5, 0.5]) == pytest.approx([23, 11.5, 0])
        assert mean(day, "2030-03-01T23:00", [1, 1]) == pytest.approx([11.5, 0.5])

    def test_sums_have_no_reading(self) -> None:
        with pytest.raises(NoReading):
            reading(table([1, 2], quantity="sum"), "2030-01-01", [1])

    def test_every_segment_has_both_of_its_ends(self) -> None:
        parts = [Horizon.regular(start, 2, 1.0) for start in ("2030-01-01T00:00", "2030-01-01T04:00")]
        assert boundary_reading(table(np.arange(24)), "a", Horizon.chain(parts)).tolist() == [0, 1, 2, 4, 5, 6]


def year_of(values: np.ndarray, year: int = 2030, zone: str = ZONE) -> TimeTable:
    return table(values, "1h", f"{year}-01-01", repeat="year", zone=zone)


class TestRepeats:
    def test_a_day_repeats_by_the_clock(self) -> None:
        day = table(np.arange(24), repeat="day")
        assert mean(day, "2031-07-01T22:00", [1] * 4).tolist() == [22, 23, 0, 1]

    def test_a_day_follows_the_clock_through_its_changes(self) -> None:
        day = table(np.arange(24), repeat="day", zone="Europe/Berlin")
        assert mean(day, "2030-03-31T00:00", [1] * 4, "Europe/Berlin").tolist() == [0, 1, 3, 4]
        assert mean(day, "2030-10-27T01:00", [1] * 4, "Europe/Berlin").tolist() == [1, 2, 2, 3]

    def test_a_year_stands_for_itself(self) -> None:
        source = year_of(np.arange(8760))
        assert mean(source, "2030-01-01", [1] * 8760).tolist() == list(range(8760))

    def test_a_year_stands_for_itself_where_clocks_change(self) -> None:
        source = year_of(np.arange(8760), zone="Europe/Berlin")
        assert mean(source, "2030-01-01", [1] * 8760, "Europe/Berlin").tolist() == list(range(8760))

    def test_29_february_reads_28_february(self) -> None:
        source = year_of(np.repeat(np.arange(1, 366), 24))
        got = mean(source, "2028-01-01", [24] * 366)
        assert got[57:61].tolist() == [58, 59, 59, 60]
        assert (got[0], got[-1]) == (1, 365)

    def test_a_period_may_straddle_the_new_year(self) -> None:
        values = np.zeros(8760)
        values[0], values[-1] = 4, 2
        assert mean(year_of(values), "2031-12-31T23:00", [2]) == pytest.approx([3])
        assert mean(year_of(values), "2031-12-31T23:00", [1, 1]).tolist() == [2, 4]

    def test_a_table_that_is_no_year_is_refused(self) -> None:
        with pytest.raises(NotCovered):
            mean(table(np.arange(8784), repeat="year"), "2030-01-01", [1])
