"""Navigation by hand: how far the release may move when the tail level may move by a metre.

The tailwater curve: 0, 100, 300, 700 m³/s stand at 0, 1, 2, 3 m, and 400 m³/s more are another metre from there on. One
metre above release q is  U(q) = min(100 + 2q, q + 400): concave, so the straight lines are the rule itself. Two metres
above is  U(U(q)) = min(300 + 4q, 500 + 2q, 800 + q). Turbines make 2 MW of a m³/s; there is water for all of them.
"""

from __future__ import annotations

from typing import Any

from dispatch.case.schema import Case
from dispatch.horizon import Horizon
from tests.support import expect, hours, market, solve, system, table

TAIL = {"id": "tail", "x": [0, 100, 300, 700], "y": [0, 1, 2, 3]}


def navigable(prices: list[float], step_h: float = 1.0, **ramps: Any) -> Case:
    lake = {"id": "lake", "volume_max_hm3": 1000, "volume_initial_hm3": 500, "spill_max_m3s": 0, "tailwater": "tail"}
    house = {"id": "house", "reservoir": "lake", "bus": "a", "p_nom_mw": 1e4, "turbine_max_m3s": 1000,
             "productivity_mw_per_m3s": 2}  # fmt: skip
    return system(
        table(step_h, p=prices), reservoir=[{**lake, **ramps}], powerhouse=[house], corridor=[market("s/p")],
        curve=[TAIL],
    )  # fmt: skip


def test_the_dear_hour_takes_what_the_cheap_one_allows() -> None:
    """Prices −150, 100: a m³/s more in the cheap hour costs 300 and allows 2 more (400) up to 300 m³/s, then 1 (200).

    300 and 700 m³/s: 300·300 − 700·200 = −50,000; the other way round it is the same.
    """
    rising = solve(navigable([-150, 100], tail_ramp_m_per_h=1), hours(1, 1))
    expect(rising, {"cost": -50_000, "reservoir.release_m3s[lake]": [300, 700]})
    falling = solve(navigable([100, -150], tail_ramp_m_per_h=1), hours(1, 1))
    expect(falling, {"cost": -50_000, "reservoir.release_m3s[lake]": [700, 300]})


def test_where_the_river_is_wide_a_metre_is_many_m3s() -> None:
    """Prices −90, 100: now the flat part pays too (180 against 200), up to what the turbines take: 600, 1,000."""
    solved = solve(navigable([-90, 100], tail_ramp_m_per_h=1), hours(1, 1))
    expect(solved, {"cost": 600 * 180 - 1000 * 200, "reservoir.release_m3s[lake]": [600, 1000]})


def test_within_an_hour_counts_every_pair_of_quarters() -> None:
    """Prices −300, 0, 0, 0, 0, 100 over quarters of an hour: the last is an hour from the second, which is near the
    first.

    So release 5 ≤ U(release 1) ≤ U(U(release 0)): a m³/s more at first costs 600/4 and allows 4 more (800/4) up to 100,
    then 2. All between stand at U(100) = 300: as high as the first allows, as low as the last does. It earns
    ¼·(700·200 − 100·600) = 20,000.
    """
    case = navigable([-300, 0, 0, 0, 0, 100], 0.25, tail_ramp_m_per_h=1)
    expect(
        solve(case, hours(*[0.25] * 6)),
        {"cost": -20_000, "reservoir.release_m3s[lake]": [100, 300, 300, 300, 300, 700]},
    )
    turned = navigable([100, 0, 0, 0, 0, -300], 0.25, tail_ramp_m_per_h=1)
    expect(
        solve(turned, hours(*[0.25] * 6)),
        {"cost": -20_000, "reservoir.release_m3s[lake]": [700, 300, 300, 300, 300, 100]},
    )


def test_a_jump_is_allowed_once_an_hour() -> None:
    """Prices −300, 100, 100, 100, 100, 100 over quarters: four dear ones lie within the hour, the fifth needs their
    level.

    A m³/s more at first costs 150 and allows 2 more in each of four quarters (400) and 4 in the last while that grows
    by 2 for each of the others (200, up to 100 m³/s), then still 400 + 100 up to 250, where the last is full, 400 up to
    300, and 200 beyond, where all grow by 1, up to 600: all dear ones at 1,000 m³/s.
    """
    case = navigable([-300, 100, 100, 100, 100, 100], 0.25, tail_ramp_m_per_h=1)
    expect(
        solve(case, hours(*[0.25] * 6)),
        {"cost": 0.25 * (600 * 600 - 5 * 1000 * 200), "reservoir.release_m3s[lake]": [600] + [1000] * 5},
    )


def test_coarse_steps_have_the_ramp_of_their_length() -> None:
    """Two steps of 2 h have middles 2 h apart and may differ by 2 m. Prices −250, 100: 500 against 4·200, then 2·200.

    100 and 700 m³/s: 2 h·(100·500 − 700·200) = −180,000.
    """
    case = navigable([-250, -250, 100, 100], tail_ramp_m_per_h=1)
    expect(solve(case, hours(2, 2)), {"cost": -180_000, "reservoir.release_m3s[lake]": [100, 700]})


def test_an_hour_ends_with_its_segment() -> None:
    """The same two hours as segments of their own: nothing holds the one by the other."""
    chain = Horizon.chain([hours(1), hours(1, weight=2, start="2030-01-01 01:00")])
    case = navigable([-150, 100], tail_ramp_m_per_h=1)
    expect(solve(case, chain), {"cost": -2 * 200_000, "reservoir.release_m3s[lake]": [0, 1000]})


def test_a_day_has_its_own_limit() -> None:
    """One metre a day; steps of 12 h from midnight, prices 100, −150 on the first day, 1, 1 on the second.

    300 and 700 m³/s as above on the first day, all the turbines take on the second: 12·(300·300 − 700·200 − 2·2,000).
    """
    case = navigable([100] * 12 + [-150] * 12 + [1] * 24, tail_ramp_m_per_day=1)
    expect(
        solve(case, hours(12, 12, 12, 12)),
        {"cost": 12 * (90_000 - 140_000 - 4000), "reservoir.release_m3s[lake]": [700, 300, 1000, 1000]},
    )


def test_a_day_is_a_local_one() -> None:
    """Two hours around local midnight (UTC+8), prices −150, 100: on two days, so nothing is held."""
    around = Horizon.regular("2030-01-01 23:00", 2, 1.0)
    case = navigable([0] * 23 + [-150, 100], tail_ramp_m_per_day=1)
    expect(solve(case, around), {"cost": -200_000, "reservoir.release_m3s[lake]": [0, 1000]})
    before = Horizon.regular("2030-01-01 22:00", 2, 1.0)
    case = navigable([0] * 22 + [-150, 100], tail_ramp_m_per_day=1)
    expect(solve(case, before), {"cost": -50_000, "reservoir.release_m3s[lake]": [300, 700]})
