"""Inflow years: means to the digit, never negative, smooth, and the same bytes for the same seed whoever else is
there."""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.case.schema import Case
from dispatch.families.catchment.entity import Catchment
from dispatch.horizon import Horizon
from dispatch.series.assemble import assemble_series
from dispatch.water.catchment import HYDROLOGIES, catchment_flow, daily_noise, daily_shape, make_catchments
from dispatch.water.daily import MONTH_DAYS, TEN_DAY_DAYS, block_means, smooth_year, with_block_means
from tests.support import system

YUNNAN = [1688, 1327, 1405, 1527, 2224, 4549, 6894, 9501, 8807, 5100, 2856, 1886]
MONTHLY = np.array(YUNNAN) * 365 / (np.array(YUNNAN) @ MONTH_DAYS)


def catchment(**more: Any) -> Catchment:
    shape = {} if "ten_day_shape" in more else {"shape": {"monthly": YUNNAN}}
    return Catchment.model_validate({"id": "river", "mean_m3s": 4190, **shape, **more})


def case_of(*catchments: Catchment, hydrology: str = "normal", **more: Any) -> Case:
    made = system(catchment=[c.model_dump() for c in catchments], **more)
    return made.model_copy(update={"hydrology": hydrology})


flows = st.lists(st.floats(0, 1e4).map(lambda f: round(f, 3)), min_size=12, max_size=12).filter(any)


@given(flows)
def test_a_smooth_year_keeps_every_mean_and_no_day_runs_backwards(monthly: list[float]) -> None:
    daily = smooth_year(np.array(monthly), MONTH_DAYS)
    assert block_means(daily, MONTH_DAYS) == pytest.approx(monthly, rel=1e-9, abs=1e-9 * max(monthly))
    assert (daily >= 0).all()


@given(st.lists(st.floats(0.1, 1e3), min_size=36, max_size=36))
def test_ten_day_means_are_kept_too(flows: list[float]) -> None:
    daily = smooth_year(np.array(flows), TEN_DAY_DAYS)
    assert block_means(daily, TEN_DAY_DAYS) == pytest.approx(flows, rel=1e-9)
    assert TEN_DAY_DAYS.sum() == 365
    assert len(daily) == 365


@given(flows, st.sampled_from(HYDROLOGIES), st.integers(0, 2**32 - 1), st.floats(0, 1), st.floats(0, 0.99))
def test_a_year_has_the_months_of_the_case_whatever_the_days_do(
    monthly: list[float], hydrology: str, seed: int, sigma: float, memory: float
) -> None:
    river = catchment(shape={"monthly": monthly}, daily_sigma_pu=sigma, daily_memory=memory, wet_pu=1.3)
    flow = catchment_flow(river, seed, hydrology)
    factor = {"dry": 0.8, "normal": 1.0, "wet": 1.3}[hydrology]
    wanted = 4190 * factor * np.array(monthly) * 365 / (np.array(monthly) @ MONTH_DAYS)
    assert flow.mean() == pytest.approx(4190 * factor, rel=1e-9)
    assert block_means(flow, MONTH_DAYS) == pytest.approx(wanted, rel=1e-9, abs=1e-9 * wanted.max())
    assert (flow >= 0).all()


def test_days_lean_towards_the_next_month() -> None:
    """No steps between months: no day differs from the next by more than the months' slopes allow, the year closes."""
    daily = daily_shape(catchment())
    turned = np.diff(np.append(daily, daily[0]))
    assert np.abs(turned).max() < 0.045
    assert daily[150] < daily[165] < daily[180]


def test_without_noise_only_the_shape_is_left() -> None:
    calm = catchment(daily_sigma_pu=0)
    assert catchment_flow(calm, 1, "wet") == pytest.approx(4190 * 1.2 * daily_shape(calm), rel=1e-12)
    assert (catchment_flow(calm, 1, "dry") == catchment_flow(calm, 2, "dry")).all()


def test_bending_reaches_any_means() -> None:
    rng = np.random.default_rng(3)
    wild = rng.uniform(0.1, 9, 365)
    bent = with_block_means(wild, MONTHLY, MONTH_DAYS)
    assert block_means(bent, MONTH_DAYS) == pytest.approx(MONTHLY, rel=1e-12)
    # Smooth: what days have in common with their neighbours stays, also across the ends of months.
    ratio = bent / wild
    assert np.abs(np.diff(np.log(ratio))).max() < 0.1


def test_a_dry_year_is_drier_than_a_normal_one() -> None:
    rivers = [catchment(), catchment(id="brook", mean_m3s=3, dry_pu=0.7, normal_pu=0.95, wet_pu=1.4)]
    for river in rivers:
        dry, normal, wet = (catchment_flow(river, 2025, year).mean() for year in HYDROLOGIES)
        assert dry < normal < wet


def test_same_seed_same_bytes_whoever_else_is_there() -> None:
    """The first bytes are written down: another version of the product or of numpy that changes them changes every
    case."""
    river, other = catchment(), catchment(id="brook")
    alone = make_catchments(case_of(river), [river])["river"]
    together = make_catchments(case_of(other, river), [other, river])["river"]
    assert alone.columns["river"].tobytes() == together.columns["river"].tobytes()
    digest = hashlib.sha256(daily_noise(river, 2025, "normal").round(9).tobytes()).hexdigest()
    assert digest[:16] == "f28e9f6349cce96c"


def test_another_seed_is_another_year_with_the_same_months() -> None:
    one, other = (catchment_flow(catchment(), seed, "normal") for seed in (1, 2))
    assert np.abs(one / other - 1).mean() > 0.02
    assert block_means(one, MONTH_DAYS) == pytest.approx(block_means(other, MONTH_DAYS), rel=1e-12)
    dry, normal = (catchment_flow(catchment(), 1, year) for year in ("dry", "normal"))
    assert np.abs(dry / normal / 0.8 - 1).mean() > 0.02


def test_noise_has_the_spread_memory_and_neighbours_it_is_asked_for() -> None:
    """Over 300 seeds: coefficient of variation 0.2, mean 1, memory 0.8, correlation √(0.6·0.6) between two."""
    pair = [catchment(id=name, daily_sigma_pu=0.2, daily_memory=0.8) for name in ("a", "b")]
    noise = np.array([[daily_noise(c, seed, "wet") for c in pair] for seed in range(300)])
    assert noise.mean() == pytest.approx(1, abs=0.005)
    assert noise.std() == pytest.approx(0.2, rel=0.03)
    z = np.log(noise)
    z -= z.mean()
    assert (z * np.roll(z, 1, axis=2)).mean() / z.var() == pytest.approx(0.8, abs=0.01)
    assert (z[:, 0] * z[:, 1]).mean() / z.var() == pytest.approx(0.6, abs=0.03)
    lonely = [catchment(id=name, regional_pu=0) for name in ("a", "b")]
    apart = np.log([[daily_noise(c, seed, "wet") for c in lonely] for seed in range(300)])
    assert np.corrcoef(apart[:, 0].ravel(), apart[:, 1].ravel())[0, 1] == pytest.approx(0, abs=0.05)


@pytest.mark.parametrize(("step", "per_day"), [("1h", 24), ("15min", 96)])
def test_within_the_day_flow_runs_smoothly_around_the_mean_of_the_day(step: str, per_day: int) -> None:
    days, fine = catchment_flow(catchment(), 7, "wet"), catchment_flow(catchment(step=step), 7, "wet")
    assert fine.reshape(365, per_day).mean(axis=1) == pytest.approx(days, rel=1e-9)
    assert np.abs(np.diff(fine)).max() < np.abs(np.diff(days)).max() / per_day * 4
    assert (fine >= 0).all()


def test_a_ten_day_shape_sets_the_ten_day_means_of_a_calm_year() -> None:
    flows = [float(10 + i % 7) for i in range(36)]
    calm = catchment(ten_day_shape=flows, daily_sigma_pu=0)
    wanted = 4190 * np.array(flows) * 365 / (np.array(flows) @ TEN_DAY_DAYS)
    assert block_means(catchment_flow(calm, 1, "normal"), TEN_DAY_DAYS) == pytest.approx(wanted, rel=1e-9)


def test_a_reservoir_gets_the_inflow_of_its_catchment_in_local_days() -> None:
    """Over the first two days of a year in the case's zone, quarter-hourly; the leap day reads 28 February."""
    lake = {"id": "lake", "volume_max_hm3": 1, "inflow_m3s": "catchment/river"}
    case = case_of(catchment(), reservoir=[lake], hydrology="wet")
    flow = catchment_flow(catchment(), case.synthesis.seed, "wet")
    series = assemble_series(case, Horizon.regular("2030-01-01", 192, 0.25))
    assert (series.of(case.reservoir[0], "inflow_m3s") == np.repeat(flow[:2], 96)).all()
    leap = assemble_series(case, Horizon.regular("2028-02-28", 3, 24.0))
    assert leap.of(case.reservoir[0], "inflow_m3s") == pytest.approx(flow[[58, 58, 59]], rel=1e-12)
