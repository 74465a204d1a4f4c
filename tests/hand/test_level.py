"""Levels by hand: rule curves through the level–storage curve, flood limits, hard and at a price.

The curve: 100 m is empty, 110 m holds 1 hm³, 120 m holds 3. Turbines take at most 100 m³/s, 0.36 hm³ in an hour, and
earn 55,555.6 CNY/hm³ at 100 CNY/MWh, as in `test_reservoir`.
"""

from __future__ import annotations

from typing import Any

from dispatch.case.schema import Case
from dispatch.horizon import Horizon
from tests.hand.test_reservoir import M, house, lake
from tests.support import close, expect, hours, market, solve, system, table

LEVELS = {"id": "levels", "x": [100, 110, 120], "y": [0, 1, 3]}


def levelled(series: Any = None, **more: Any) -> Case:
    basin = lake(volume_max_hm3=3, level_storage="levels", **more)
    return system(series, reservoir=[basin], powerhouse=[house()], corridor=[market(100)], curve=[LEVELS])


def test_levels_limit_the_volume_and_the_narrower_counts() -> None:
    """Between 105 m (0.5 hm³; the volume may fall to 0.2) and 110 m (1 hm³; 3 are allowed), from 1 hm³, inflow 50
    m³/s, 3 h.

    Worth 60,000 CNY/hm³ left, the lake ends full and what flows in passes: −(0.54·55,555.6 + 60,000). Worth nothing, it
    ends at 0.5:
    1.04 hm³ are turbined, 96.3 m³/s.
    """
    limits = {"level_min_m": 105, "volume_min_hm3": 0.2, "level_max_m": 110, "volume_initial_hm3": 1, "inflow_m3s": 50}
    kept, sold = (solve(levelled(**limits, water_value_cny_per_hm3=value), hours(1, 1, 1)) for value in (60_000, 0))
    assert kept.objective_cny == close(-0.54 * 200 / M - 60_000)
    assert kept.tables["reservoir_state"].of("lake", "volume_hm3")[3] == close(1)
    assert sold.objective_cny == close(-1.04 * 200 / M)
    assert sold.tables["reservoir_state"].of("lake", "volume_hm3")[3] == close(0.5)


def test_narrower_volumes_count_beside_levels() -> None:
    """The same lake between 0.6 and 0.9 hm³, although its levels would allow 0.5 to 1."""
    limits = {"level_min_m": 105, "volume_min_hm3": 0.6, "level_max_m": 110, "volume_max_hm3": 0.9}
    for value, end in ((60_000, 0.9), (0, 0.6)):
        basin = lake(**limits, level_storage="levels", volume_initial_hm3=0.8, inflow_m3s=50,
                     water_value_cny_per_hm3=value)  # fmt: skip
        solved = solve(
            system(reservoir=[basin], powerhouse=[house()], corridor=[market(100)], curve=[LEVELS]), hours(1, 1, 1)
        )
        assert solved.tables["reservoir_state"].of("lake", "volume_hm3")[3] == close(end)


def test_a_flood_limit_without_a_price_is_kept() -> None:
    """115 m (2 hm³) until 31 May, 105 m (0.5 hm³) from 1 June; 0.8 hm³ at 31 May 22:00, no inflow, water worth 10⁶.

    By midnight 0.3 hm³ must go, no more do: −(0.3·55,555.6 + 500,000).
    """
    limit = {"monthly": [115] * 5 + [105] * 7}
    case = levelled(volume_initial_hm3=0.8, flood_limit_m=limit, water_value_cny_per_hm3=1e6)
    solved = solve(case, Horizon.regular("2030-05-31 22:00", 4, 1.0))
    assert solved.objective_cny == close(-0.3 * 200 / M - 500_000)
    assert solved.tables["reservoir_state"].of("lake", "volume_hm3")[2:] == close([0.5, 0.5, 0.5])


def test_above_the_flood_limit_every_hm3_and_hour_costs() -> None:
    """From 1 hm³, limit 105 m (0.5 hm³), 10,000 CNY/hm³·h above it; left water is worth 60,000; 1 h + 1 h, weight 3.

    A hm³ turbined in hour 0 gains 55,555.6 − 60,000 + 1.5·10,000 (it would stand high from the middle of hour 0 on):
    all 0.36 go. In hour 1 it gains −4,444.4 + 0.5·10,000 down to the limit, and loses below: 0.14 go. Excess 0.5,
    0.14, 0: 3·10,000·((0.5 + 0.14)/2 + 0.14/2) = 11,700 to pay, 3·0.5·55,555.6 earned, 3·0.5·60,000 left.
    One more hm³ in hour 1 is turbined; in hour 0 it waits until then, at 10,000.
    """
    soft = {"flood_limit_m": 105, "flood_excess_cost_cny_per_hm3_h": 10_000, "water_value_cny_per_hm3": 60_000}
    solved = solve(levelled(volume_initial_hm3=1, **soft), hours(1, 1, weight=3))
    expect(
        solved,
        {
            "cost": 11_700 - 3 * 0.5 * 200 / M - 90_000,
            "powerhouse.turbine_m3s[house]": [100, 0.14 / M],
            "reservoir_state.flood_excess_hm3[lake]": [0.5, 0.14, 0],
            "reservoir_state.volume_hm3[lake]": [1, 0.64, 0.5],
            "reservoir.water_value_cny_per_hm3[lake]": [200 / M - 10_000, 200 / M],
        },
    )
    assert solved.costs_cny["reservoir.flood"] == close(11_700)


def test_a_flood_limit_that_falls_is_paid_from_its_boundary_on() -> None:
    """Limit 120 m, 110 m and 110 m at the three boundaries, 1.5 hm³, nothing may leave, 1 h and 3 h, 100 CNY/hm³·h.

    0.5 hm³ too much at the second and third boundary: 100·(0.25·1 + 0.5·3) = 175.
    """
    levels = table(z=[120, 110, 110, 110, 110], quantity="instant")
    case = levelled(
        levels, volume_initial_hm3=1.5, release_max_m3s=0, flood_limit_m="s/z", flood_excess_cost_cny_per_hm3_h=100
    )
    expect(solve(case, hours(1, 3)), {"cost": 175, "reservoir_state.flood_excess_hm3[lake]": [0, 0.5, 0.5]})
