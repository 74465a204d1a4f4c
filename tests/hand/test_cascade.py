"""Travel of water between reservoirs, by hand: whole and fractional hours, past releases, wrap-around, uneven steps.

`upper` releases a given profile (its least and largest release are the same series); `lower` keeps what arrives.
"""

from __future__ import annotations

from typing import Any

from dispatch.case.schema import Case
from tests.support import expect, hours, market, solve, system, table

M = 0.0036


def chain(release: list[float], step_h: float = 1.0, **more: Any) -> Case:
    upper = {"id": "upper", "volume_max_hm3": 10, "volume_initial_hm3": 5, "release_min_m3s": "s/q",
    "release_max_m3s": "s/q",
             "downstream": "lower", **more}  # fmt: skip
    lower = {"id": "lower", "volume_max_hm3": 10, "volume_initial_hm3": 1, "spill_max_m3s": 0}
    return system(table(step_h, q=release), reservoir=[upper, lower])


def volumes(arrivals: list[float], dt_h: list[float]) -> list[float]:
    total, found = 1.0, [1.0]
    for flow, dt in zip(arrivals, dt_h, strict=True):
        total += M * dt * flow
        found.append(total)
    return found


def test_whole_hours_delay_the_release() -> None:
    """10, 20, 30, 40 m³/s take 2 h; 30 m³/s flowed before: 30, 30, 10, 20 arrive and stay: 1 + 0.0036·(30, 60, 70,
    90).
    """
    arrivals = [30, 30, 10, 20]
    expect(
        solve(chain([10, 20, 30, 40], travel_time_h=2, past_release_m3s=30), hours(1, 1, 1, 1)),
        {
            "reservoir.release_m3s[upper]": [10, 20, 30, 40],
            "reservoir.arrivals_m3s[upper]": [0, 0, 0, 0],
            "reservoir_state.volume_hm3[lower]": volumes(arrivals, [1] * 4),
            "reservoir_state.volume_hm3[upper]": [5, 5 - 10 * M, 5 - 30 * M, 5 - 60 * M, 5 - 100 * M],
        },
    )


def test_part_of_an_hour_splits_the_release() -> None:
    """1½ h: half of what left two hours before and half of the hour before. Past 30: 30, 20, 15, 25."""
    expect(
        solve(chain([10, 20, 30, 40], travel_time_h=1.5, past_release_m3s=30), hours(1, 1, 1, 1)),
        {"reservoir_state.volume_hm3[lower]": volumes([30, 20, 15, 25], [1] * 4)},
    )


def test_without_a_past_the_segment_closes_on_itself() -> None:
    """As before, but hour 0 gets halves of hours 2 and 3 (30, 40): 35, 25, 15, 25; their sum is the
    sum released, 100.
    """
    arrivals = [35, 25, 15, 25]
    expect(
        solve(chain([10, 20, 30, 40], travel_time_h=1.5), hours(1, 1, 1, 1)),
        {
            "reservoir.arrivals_m3s[lower]": arrivals,
            "reservoir_state.volume_hm3[lower]": volumes(arrivals, [1] * 4),
        },
    )


def test_a_delay_longer_than_the_segment() -> None:
    """5 h on a segment of 4: with a past only the past arrives; wrapped, it is a delay of 1 h: 40, 10, 20, 30."""
    for past, arrivals in ((30.0, [30] * 4), (None, [40, 10, 20, 30])):
        more = {} if past is None else {"past_release_m3s": past}
        expect(
            solve(chain([10, 20, 30, 40], travel_time_h=5, **more), hours(1, 1, 1, 1)),
            {"reservoir_state.volume_hm3[lower]": volumes(arrivals, [1] * 4)},
        )


def test_uneven_steps_share_by_overlap() -> None:
    """Steps 1, 2, 1 h release 10, 20, 40; 1½ h on the way; 30 before.

    At the lower dam 30 pass until 1.5 h, 10 until 2.5 h, 20 until 4.5 h. Means: [0,1) 30; [1,3) (½·30 + 1·10 + ½·20)/2
    = 17.5; [3,4) 20.
    """
    expect(
        solve(chain([10, 20, 20, 40], travel_time_h=1.5, past_release_m3s=30), hours(1, 2, 1)),
        {"reservoir_state.volume_hm3[lower]": volumes([30, 17.5, 20], [1, 2, 1])},
    )


def test_turbined_water_works_twice() -> None:
    """0.36 hm³ (100 m³/s·h) above, turbines 1 MW per m³/s above, 2 below (up to 60 m³/s), 1 h between, 3 h at 100.

    What leaves in hours 0 and 1 runs through both plants, the 10 m³/s that flow in in hour 2 come too late for the
    second: 100·(1 + 2)·100 + 10·100 = 31,000 earned. A hm³ above is worth 300/0.0036 in hours 0 and 1, 100/0.0036 in
    hour 2; below 200/0.0036.
    """
    lakes = [
        {"id": "upper", "volume_max_hm3": 1, "volume_initial_hm3": 0.36, "downstream": "lower", "travel_time_h": 1,
         "past_release_m3s": 0, "spill_max_m3s": 0, "inflow_m3s": "s/i"},
        {"id": "lower", "volume_max_hm3": 1, "volume_initial_hm3": 0},
    ]  # fmt: skip
    plant = {"bus": "a", "p_nom_mw": 1000, "turbine_max_m3s": 100}
    houses = [
        {"id": "one", "reservoir": "upper", "productivity_mw_per_m3s": 1, **plant},
        {"id": "two", "reservoir": "lower", "productivity_mw_per_m3s": 2, **plant, "turbine_max_m3s": 60},
    ]
    case = system(table(i=[0, 0, 10]), reservoir=lakes, powerhouse=houses, corridor=[market(100)])
    solved = solve(case, hours(1, 1, 1))
    expect(
        solved,
        {
            "cost": -31_000,
            "reservoir.water_value_cny_per_hm3[upper]": [300 / M, 300 / M, 100 / M],
            "reservoir.water_value_cny_per_hm3[lower]": [200 / M] * 3,
        },
    )
    arrivals, release = (
        solved.tables["reservoir"].of(k, q) for k, q in (("lower", "arrivals_m3s"), ("upper", "release_m3s"))
    )
    assert arrivals.tolist() == [0, *release[:2]]


def test_two_rivers_meet() -> None:
    """20 m³/s spilled above reach the confluence after 1 h, 30 turbined on the other arm at once: 30, 50; power is
    free.
    """
    arms = [
        {"id": "spills", "volume_max_hm3": 5, "volume_initial_hm3": 5, "release_min_m3s": 20, "release_max_m3s": 20,
         "downstream": "meet", "travel_time_h": 1, "past_release_m3s": 0},
        {"id": "turbines", "volume_max_hm3": 5, "volume_initial_hm3": 5, "release_min_m3s": 30, "release_max_m3s": 30,
         "downstream": "meet", "spill_max_m3s": 0},
        {"id": "meet", "volume_max_hm3": 5, "volume_initial_hm3": 1, "spill_max_m3s": 0},
    ]  # fmt: skip
    plant = {"id": "house", "reservoir": "turbines", "bus": "a", "p_nom_mw": 1000, "turbine_max_m3s": 100,
             "productivity_mw_per_m3s": 1}  # fmt: skip
    expect(
        solve(system(reservoir=arms, powerhouse=[plant], corridor=[market(1)]), hours(1, 1)),
        {
            "cost": -60,
            "reservoir.arrivals_m3s[meet]": [30, 50],
            "reservoir_state.volume_hm3[meet]": [1, 1 + 30 * M, 1 + 80 * M],
        },
    )
