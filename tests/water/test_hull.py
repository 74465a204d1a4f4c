"""True power at the points of the tables, and window hulls: always above it, as close as they are said to be."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.families.hydro.entity import Powerhouse
from dispatch.water import hull
from dispatch.water.curves import CurveFunction
from dispatch.water.head import HeadPlant
from dispatch.water.hull import window_hull
from tests.water.jinsha import RIVERS, plant

# (plant, volume 10⁸ m³, own flow, release, head m, MW): the head is a difference of two tabulated levels.
TABULATED = [
    ("baihetan", 190.06, 4000, 8000, 825 - 596.17, 7780.22),  # 8.5 · 4,000 · 228.83 / 1,000
    ("baihetan", 85.70, 2000, 4000, 765 - 589.32, 2986.56),
    ("baihetan", 115.06, 900, 900, 785 - 581.55, 1556.3925),
    ("baihetan", 115.06, 8621, 8000, 785 - 596.17, 13_837.179155),  # expected 0.9122 of 16,000 MW are more
    ("baihetan", 85.70, 8621, 10_000, 765 - 599.49, 12_055.636364),  # (0.75 + 0.15·0.51/22) of 16,000; 12,128 by flow
    ("xiluodu", 115.74, 7749, 6000, 600 - 383.62, 13_860.0),  # full
    ("xiluodu", 69.23, 3000, 4000, 560 - 381.82, 4543.59),
    ("xiluodu", 69.23, 7749, 8000, 560 - 385.62, 11_485.80027),
    ("xiangjiaba", 49.77, 7040, 8040, 380 - 273, 6400.0),  # 6,402.88 by flow
    ("xiangjiaba", 40.74, 1700, 2420, 370 - 267.5, 1481.125),
]


@pytest.mark.parametrize(("name", "volume", "flow", "release", "head", "power"), TABULATED)
def test_true_power_at_tabulated_points(
    name: str, volume: float, flow: float, release: float, head: float, power: float
) -> None:
    one, at = plant(name), (np.array([100 * volume]), np.array([float(release)]))
    assert one.head_m(*at) == pytest.approx([head], rel=1e-12)
    assert one.true_mw(np.array([float(flow)]), *at) == pytest.approx([power], rel=1e-9)


def test_expected_output_stays_above_its_last_point_and_falls_below_its_first() -> None:
    """202 m and more: 1; 165 m: 0.75, and by 0.15/22 m less below; availability caps it."""
    one = plant("baihetan")
    assert one.output_pu(np.array([300.0, 202, 187, 165, 160])) == pytest.approx(
        [1, 1, 0.9, 0.75, 0.75 - 5 * 0.15 / 22]
    )
    full = np.array([8621.0]), np.array([19006.0]), np.array([8000.0])
    assert one.true_mw(*full, 0.5) == pytest.approx([8000.0])


# Mean and largest error by half-width of the level window, per cent: the figures known for the three plants.
# Energy-weighted as in the audit; the largest relative to the true power of the same flow and level.
FIGURES = {1.0: (0.05, 0.5), 3.0: (0.33, 2.0), 10.0: (1.4, 7.0), None: (5.0, 27.0)}
MIDDLE = {"baihetan": 800.0, "xiluodu": 570.0, "xiangjiaba": 375.0}


def hull_error(name: str, band_m: float | None) -> tuple[float, float, float, int]:
    """(mean, largest error, energy-weighted mean, all per cent, planes) over flows from the least release to full."""
    river, one = RIVERS[name], plant(name)
    middle, half = MIDDLE[name], 1e3 if band_m is None else band_m
    low, high = np.clip([middle - half, middle + half], river.level_m[0], river.level_m[-1])
    reach = float(one.level(low)), float(one.level(high))
    found = window_hull(one, *reach)
    flow, volume = np.meshgrid(np.linspace(river.least_m3s, river.turbine_max_m3s, 97), np.linspace(*reach, 61))
    true = one.true_mw(flow, volume, flow)
    wrong = found.at(flow, volume) - true
    assert wrong.min() > -1e-4 * one.house.p_nom_mw
    relative = 100 * wrong / true
    return float(relative.mean()), float(relative.max()), float(100 * wrong.sum() / true.sum()), len(found.flow)


@pytest.mark.parametrize("name", RIVERS)
@pytest.mark.parametrize("band_m", FIGURES)
def test_the_whole_hull_errs_as_known(name: str, band_m: float | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hull, "MOST_FACETS", 400)
    monkeypatch.setattr(hull, "WORTH_PU", 1e-9)
    _, largest, energy, _ = hull_error(name, band_m)
    known_mean, known_largest = FIGURES[band_m]
    assert energy <= known_mean
    assert largest <= known_largest


@pytest.mark.parametrize("name", RIVERS)
@pytest.mark.parametrize("band_m", FIGURES)
def test_thinning_loses_what_it_says(name: str, band_m: float | None, monkeypatch: pytest.MonkeyPatch) -> None:
    """At most six planes, and at most a fifth of a per cent more error on average."""
    thin = hull_error(name, band_m)
    monkeypatch.setattr(hull, "MOST_FACETS", 400)
    monkeypatch.setattr(hull, "WORTH_PU", 1e-9)
    whole = hull_error(name, band_m)
    assert thin[3] <= 6 < whole[3]
    assert thin[0] - whole[0] <= 0.2
    assert thin[1] - whole[1] <= 1.0


@pytest.mark.parametrize("name", RIVERS)
def test_what_the_machines_make_is_never_too_little(name: str) -> None:
    """Where they take the whole flow; and at the lowest level and the full flow it is just enough."""
    one, river = plant(name, 2), RIVERS[name]
    low, high = float(one.level(river.level_m[0])), float(one.level(river.level_m[-1]))
    found = window_hull(one, low, high)
    volume = np.linspace(low, high, 41)
    for share in np.linspace(0, 1, 31):
        flow = share * one.full_flow_m3s(volume)
        assert (found.least * flow <= one.true_mw(flow, volume, 2 * flow) * (1 + 1e-4)).all()
    assert found.least * flow[0] == pytest.approx(one.true_mw(flow, volume, 2 * flow)[0], rel=1e-3)


def test_one_volume_and_no_flow() -> None:
    """A window of one volume gives planes without a slope of volume; a plant without turbines makes nothing."""
    one = plant("baihetan")
    found = window_hull(one, 15_000.0, 15_000.0)
    assert (found.volume == 0).all()
    flow = np.linspace(0, 8621, 40)
    true = one.true_mw(flow, np.full(40, 15_000.0), flow)
    wrong = found.at(flow, np.full(40, 15_000.0)) - true
    assert wrong.min() > -1e-2
    assert (wrong[4:] / true[4:]).max() < 0.01
    none = HeadPlant(one.house.model_copy(update={"turbine_max_m3s": 0.0}), 0, 8.5, one.level, one.tailwater, None, 1.0)
    assert window_hull(none, 10_000.0, 15_000.0).at(np.zeros(3), np.full(3, 12_000.0)).tolist() == [0, 0, 0]


@st.composite
def plants(draw: st.DrawFn) -> HeadPlant:
    """Any plant: curves of two to six points, concave or not, with or without expected output."""
    size = draw(st.integers(2, 6))
    rising = st.lists(st.floats(0.5, 20), min_size=size, max_size=size)
    level = CurveFunction(500 + np.cumsum(draw(rising)), np.cumsum(draw(rising)) * 50)
    tail = CurveFunction(np.cumsum(draw(rising)) * 100, 400 + np.cumsum(draw(rising)) / 4)
    output = CurveFunction(np.array([80.0, 100, 120]), np.array([0.6, draw(st.floats(0.6, 1)), 1.0]))
    flow = draw(st.floats(10, 2000))
    house = Powerhouse(
        id="h", reservoir="r", bus="a", p_nom_mw=flow * draw(st.floats(0.3, 2)), turbine_max_m3s=flow,
        productivity_mw_per_m3s=1,
    )  # fmt: skip
    return HeadPlant(
        house, 0, 8.5, level, tail, draw(st.sampled_from([None, output])), draw(st.sampled_from([1.0, 2.0]))
    )


@settings(max_examples=60, deadline=None)
@given(plants(), st.floats(0, 1), st.floats(0, 1))
def test_the_hull_lies_above_whatever_the_plant(one: HeadPlant, left: float, right: float) -> None:
    ends = one.level.y[0] + np.sort([left, right]) * (one.level.y[-1] - one.level.y[0])
    found = window_hull(one, float(ends[0]), float(ends[1]))
    flow, volume = np.meshgrid(np.linspace(0, one.house.turbine_max_m3s, 53), np.linspace(ends[0], ends[1], 29))
    true = one.true_mw(flow, volume, one.share * flow)
    assert (found.at(flow, volume) - true).min() >= -2e-3 * max(true.max(), 1e-6)
