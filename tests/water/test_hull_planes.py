"""Windows of time and the planes in them; tangents touch the true power where they say they do."""

from __future__ import annotations

import numpy as np
import pytest

from dispatch.horizon import Horizon
from dispatch.water.hull import window_hull
from dispatch.water.tangent import SLOTS, TOUCHES, tangent_planes
from dispatch.water.windows import HULL_SLOTS, hull_planes, window_of
from tests.water.jinsha import RIVERS, plant

YEAR = Horizon.regular("2030-01-01", 365, 24.0)


def test_windows_follow_the_local_calendar() -> None:
    assert len(np.unique(window_of(YEAR, "month"))) == 12
    assert np.bincount(window_of(YEAR, "month")).tolist() == [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    # 2030 begins on a Tuesday: six days of the week begun in 2029, 51 whole weeks, two days.
    assert np.bincount(window_of(YEAR, "week")).tolist() == [6] + [7] * 51 + [2]
    assert not window_of(YEAR, "all").any()


def test_segments_never_share_a_window() -> None:
    twice = Horizon.chain([Horizon.regular("2030-01-01", 4, 6.0), Horizon.regular("2030-01-01", 4, 6.0)])
    for window in ("week", "month", "all"):
        assert window_of(twice, window).tolist() == [0] * 4 + [1] * 4  # type: ignore[arg-type]


def test_every_period_has_the_planes_of_its_window() -> None:
    """The hull of a month reaches from the lowest to the highest limit of any of its boundaries."""
    one = plant("baihetan", 2)
    low = np.full((1, YEAR.boundaries), 9000.0)
    high = np.full((1, YEAR.boundaries), 18_000.0)
    low[0, 10], high[0, 31] = 8800.0, 18_500.0  # within January; the last instant of January, the first of February
    planes = hull_planes((one,), "month", YEAR, low, high)
    assert planes.flow.shape == (HULL_SLOTS, 365)
    for day, reach in ((3, (8800.0, 18_500.0)), (40, (9000.0, 18_500.0)), (80, (9000.0, 18_000.0))):
        wanted = window_hull(one, *reach)
        known = np.isfinite(planes.upper[:, day])
        assert planes.flow[known, day] == pytest.approx(wanted.flow)
        assert planes.upper[known, day] == pytest.approx(wanted.upper)
        assert planes.lower[:, day].tolist() == [-np.inf] * (HULL_SLOTS - 1) + [0]
        assert planes.flow[-1, day] == wanted.least


def test_padded_slots_say_nothing() -> None:
    one = plant("xiluodu")
    limits = np.full((1, YEAR.boundaries), 8000.0)
    planes = hull_planes((one, one), "all", YEAR, limits, limits + 500).padded(9)
    assert planes.plant.tolist() == [0] * 9 + [1] * 9
    silent = np.isposinf(planes.upper[:, 0]) & np.isneginf(planes.lower[:, 0])
    assert silent.sum() >= 4
    for array in (planes.flow, planes.volume, planes.release):
        assert not array[silent].any()


@pytest.mark.parametrize("name", RIVERS)
def test_a_tangent_touches_power_and_its_slopes(name: str) -> None:
    """At the point: the value, and ∂p/∂q, ∂p/∂V, ∂p/∂Q by central differences of the true power."""
    one, river = plant(name, 2), RIVERS[name]
    rng = np.random.default_rng(3)
    volume = rng.uniform(river.volume_hm3[0] + 50, river.volume_hm3[-1] - 50, 40)
    flow = rng.uniform(0.05, 0.9, 40) * one.full_flow_m3s(volume)
    release = 2 * flow + rng.uniform(0, 500, 40)
    planes = tangent_planes((one,), flow[None], volume[None], release[None], volume[None])
    value = planes.flow[0] * flow + planes.volume[0] * volume - planes.release[0] * release + planes.upper[0]

    def power(q: float = 0.0, v: float = 0.0, r: float = 0.0) -> np.ndarray:
        return one.power_mw(flow + q, one.head_m(volume + v, release + r))

    assert value == pytest.approx(power(), rel=1e-12)
    assert planes.flow[0] == pytest.approx((power(q=1) - power(q=-1)) / 2, rel=1e-9)
    # Where a difference straddles a bend of a curve it is neither slope; there are few of those.
    per_hm3, per_m3s = (power(v=0.01) - power(v=-0.01)) / 0.02, (power(r=0.01) - power(r=-0.01)) / 0.02
    assert np.isclose(planes.volume[0], per_hm3, rtol=1e-5).mean() > 0.9
    assert np.isclose(-planes.release[0], per_m3s, rtol=1e-5).mean() > 0.9
    assert (planes.flow[-1] * flow + planes.lower[-1] <= value).all()


@pytest.mark.parametrize("name", RIVERS)
def test_the_other_tangents_touch_at_their_flows(name: str) -> None:
    """At the last volume, with both banks moving alike, each plane gives the true power of its flow and none is
    below.
    """
    one, river = plant(name, 2), RIVERS[name]
    volume = np.linspace(river.volume_hm3[0], river.volume_hm3[-1], 9)
    full = one.full_flow_m3s(volume)
    flow = 0.5 * full
    planes = tangent_planes((one,), flow[None], volume[None], 2 * flow[None], volume[None] - 50)
    assert len(planes.flow) == SLOTS
    for share in np.linspace(0, 1, 21):
        q = share * full
        allowed = (planes.flow * q + planes.volume * volume - planes.release * 2 * q + planes.upper)[:-1].min(axis=0)
        true = one.true_mw(q, volume, 2 * q)
        assert (allowed >= true - 0.004 * one.house.p_nom_mw).all()
        if share in TOUCHES:
            assert allowed == pytest.approx(true, rel=6e-3)
        assert (planes.flow[-1] * q + planes.lower[-1] <= true + 1e-6).all()


def test_expected_output_is_touched_at_the_full_flow() -> None:
    """The last plane but one is p ≤ p_nom·o at the head that the full flow leaves, with its slope in level and
    river.
    """
    one = plant("baihetan", 1)
    volume = np.array([8800.0])
    full = one.full_flow_m3s(volume)
    planes = tangent_planes((one,), 0.4 * full[None], volume[None], 0.4 * full[None], volume[None])

    def cap(v: float, r: float) -> float:
        head = one.head_m(volume + v, full + r)
        return float(16_000 * one.output_pu(head)[0])

    at = planes.volume[-2, 0] * volume[0] - planes.release[-2, 0] * full[0] + planes.upper[-2, 0]
    assert at == pytest.approx(cap(0, 0), rel=1e-12)
    assert planes.flow[-2, 0] == 0
    assert planes.volume[-2, 0] == pytest.approx((cap(1, 0) - cap(-1, 0)) / 2, rel=1e-9)
    assert -planes.release[-2, 0] == pytest.approx((cap(0, 1) - cap(0, -1)) / 2, rel=1e-9)


def test_a_lake_without_flow_has_planes_too() -> None:
    one = plant("xiangjiaba", 2)
    none, volume = np.zeros((1, 3)), np.full((1, 3), 4600.0)
    planes = tangent_planes((one,), none + 1e-4, volume, none, volume)
    assert (planes.volume[:-2] == 0).all()
    assert (planes.release[0] == 0).all()
    assert np.isfinite(planes.upper[:-1]).all()
