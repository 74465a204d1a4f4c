"""Flexible loads in the model: nothing of them where they are off, windows of the calendar and windows that roll."""

from __future__ import annotations

import numpy as np
import pytest

from dispatch.case.schema import Case
from dispatch.families.batch_fleet.entity import BatchFleet
from dispatch.families.batch_fleet.rows import BatchCurve
from dispatch.families.flexible.rows.windows import calendar, rolling
from dispatch.families.rooms import FLEXIBLE
from dispatch.horizon import Horizon
from dispatch.program.build import build_model
from dispatch.program.compile import compile_program
from dispatch.series.assemble import assemble_series
from tests.everything import AXIS, everything
from tests.support import hours

# Charging fleets make the demand of their loads, so they cannot be left out; their hand cases have them off.
REMOVABLE = [kind for kind in FLEXIBLE if kind != "charging"]


def with_none_bent(case: Case, gone: str) -> Case:
    """All flexible loads switched off, and those of one kind left out; no virtual plants."""
    changed = {
        kind: tuple(e.model_copy(update={"enabled": False}) for e in getattr(case, kind) if kind != gone)
        for kind in FLEXIBLE
    }
    return case.model_copy(update={**changed, "virtual_plant": (), "offer": ()})


@pytest.mark.parametrize("kind", REMOVABLE)
def test_what_is_off_is_as_if_it_were_not_there(kind: str) -> None:
    """The same matrix, bounds and costs, number by number."""
    here, gone = (with_none_bent(everything(), left_out) for left_out in ("", kind))
    one, other = (compile_program(build_model(c, assemble_series(c, AXIS))) for c in (here, gone))
    assert list(one.columns) == list(other.columns)
    assert list(one.rows) == list(other.rows)
    assert list(one.costs) == list(other.costs)
    for name in ("c", "row_lower", "row_upper", "column_lower", "column_upper"):
        assert np.array_equal(getattr(one, name), getattr(other, name))
    assert np.array_equal(one.matrix.data, other.matrix.data)
    assert np.array_equal(one.matrix.indices, other.matrix.indices)
    assert one.c0 == other.c0


def test_windows_of_the_calendar_are_those_of_the_zone() -> None:
    """22 h on 30 April to 3 h on 1 May in steps of 1 h, then Sunday noon to Monday noon: local, cut by segments."""
    axis = Horizon.chain([hours(*[1] * 5, start="2030-04-30 22:00"), hours(12, 12, start="2030-12-01 12:00")])
    expected = {
        "shift": ("2030-04-30T16 (1)", "2030-05-01T00 (1)", "2030-12-01T08 (2)", "2030-12-02T00 (2)"),
        "day": ("2030-04-30 (1)", "2030-05-01 (1)", "2030-12-01 (2)", "2030-12-02 (2)"),
        "two_days": ("2030-04-29 (1)", "2030-05-01 (1)", "2030-12-01 (2)"),
        "week": ("2030-04-29 (1)", "2030-11-25 (2)", "2030-12-02 (2)"),
        "month": ("2030-04 (1)", "2030-05 (1)", "2030-12 (2)"),
        "season": ("2030 dry (1)", "2030 normal (1)", "2031 dry (2)"),
        "year": ("2030 (1)", "2030 (2)"),
    }
    for window, labels in expected.items():
        found = calendar(axis, window)
        assert found.labels == labels, window
        assert (np.diff(found.number) >= 0).all()
    assert list(calendar(axis, "month").number) == [0, 0, 1, 1, 1, 2, 2]


def test_no_position_of_a_window_is_worse_than_those_that_are_tried() -> None:
    """Random power on random steps: the most energy in any window by the minute is that of a window of the list."""
    rng = np.random.default_rng(3)
    for length in (0.4, 1.0, 2.6, 7.3, 50.0):
        steps = rng.choice([0.25, 0.5, 1.0, 1.5, 3.0], 12)
        power, axis = rng.uniform(0, 10, 12), hours(*steps)
        edge = np.concatenate([[0], np.cumsum(steps)])
        curve = np.concatenate([[0], np.cumsum(steps * power)])
        span = min(length, edge[-1])
        begin = np.arange(0, edge[-1] - span + 1e-9, 1 / 60)
        brute = (np.interp(begin + span, edge, curve) - np.interp(begin, edge, curve)).max()
        rolls = rolling(axis, length)
        at = np.append(curve, curve[-1])
        ends = at[rolls.boundary] + rolls.share * (at[rolls.boundary + 1] - at[rolls.boundary])
        assert (ends[:, 1] - ends[:, 0]).max() == pytest.approx(brute, rel=1e-3)
        assert (ends[:, 1] - ends[:, 0]).max() >= brute - 1e-9


@pytest.mark.parametrize(
    "shape", [{}, {"ramp_share": 0, "hold_share": 1}, {"ramp_share": 1, "hold_share": 0}, {"taper_to_pu": 0.0}]
)
def test_the_draw_of_batches_is_the_integral_of_their_curve(shape: dict[str, float]) -> None:
    """Mean over (start, end) of one MWh started evenly over (begin, until), by a sum over 4,000 × 400 points."""
    fleet = BatchFleet.model_validate({"id": "x", "load": "y", "batch_h": 50, **shape})
    curve = BatchCurve(fleet)
    corners = np.cumsum([0, fleet.ramp_share, fleet.hold_share, 1 - fleet.ramp_share - fleet.hold_share])
    power = [fleet.ramp_from_pu, 1, 1, fleet.taper_to_pu]
    x = (np.arange(200_000) + 0.5) / 200_000
    mean = np.interp(x, corners, power).mean()
    for start, end, begin, until in ((0, 1, 0, 6), (3, 5, 0, 6), (20, 26, 6, 12), (49, 58, 0, 6), (60, 61, 0, 6)):
        t = start + (np.arange(4000) + 0.5) / 4000 * (end - start)
        s = begin + (np.arange(400) + 0.5) / 400 * (until - begin)
        age = (t[:, None] - s) / 50
        brute = np.where((age >= 0) & (age <= 1), np.interp(age, corners, power), 0).mean() / (50 * mean)
        found = curve.mean_mw(*(np.array(float(v)) for v in (start, end, begin, until)))
        assert found == pytest.approx(brute, abs=2e-6)
    halves = [curve.mean_mw(*(np.array(float(v)) for v in (a, a + 1, 0, 6))) for a in (10, 11)]
    assert np.mean(halves) == pytest.approx(curve.mean_mw(*(np.array(float(v)) for v in (10, 12, 0, 6))), rel=1e-12)
