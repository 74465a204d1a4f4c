"""A site behind its meter by hand: energy by the hour, the largest mean of an interval by the month.

372 h are half of January: two hours of weight 372 are charged for one month.
"""

from __future__ import annotations

from typing import Any

import pytest

from dispatch.case.schema import Case
from dispatch.errors import SeriesError
from dispatch.horizon import Horizon
from dispatch.series.assemble import Series, assemble_series
from tests.sizing_parts import candidate
from tests.support import close, demand, expect, hours, solve, system, table

MONTH = hours(1, 1, weight=372)


def supply(**more: Any) -> dict[str, Any]:
    return {"id": "grid", "bus": "a", "p_nom_mw": 100, "energy_price_cny_per_mwh": 500,
            "demand_charge_cny_per_kw_month": 30, **more}  # fmt: skip


def plant(need: list[float], step_h: float = 1.0, start: str = "2030-01-01", **more: Any) -> Case:
    """A load of so many MW and whatever else is behind the meter `grid`."""
    rest = {"meter": [supply()], **more}
    return system(table(step_h, start=start, need=need), load=[demand(1, p_pu="s/need")], **rest)


def test_energy_and_maximum_demand() -> None:
    """5 and 15 MW: 20 MWh at 500, 372 times, and 15,000 kW at 30. No less than for 20 MW where 20 are contracted.

    One more MWh costs 500 in the first hour; in the second it also lifts the peak: 30,000 CNY/MW over 372 h.
    """
    solved = solve(plant([5, 15]), MONTH)
    expect(solved, {"cost": 372 * 20 * 500 + 15_000 * 30, "meter.import_mw[grid]": [5, 15],
                    "meter.energy_price_cny_per_mwh[grid]": [500, 500],
                    "bill_total.peak_mw[grid 2030-01]": 15, "bill_total.charge_cny[grid 2030-01]": 450_000,
                    "price.price_cny_per_mwh[a]": [500, 500 + 30_000 / 372]})  # fmt: skip
    floor = plant([5, 15], meter=[supply(demand_min_mw=20)])
    expect(solve(floor, MONTH), {"cost": 372 * 20 * 500 + 20_000 * 30, "bill_total.peak_mw[grid 2030-01]": 20})


def test_a_week_pays_its_share_of_the_month() -> None:
    """24 of 744 h, once: 24/744 of a month. A whole February pays exactly one, whatever its days."""
    expect(solve(plant([10] * 24), hours(*[1.0] * 24)), {"cost": 24 * 5000 + 10_000 * 30 * 24 / 744})
    february = plant([10] * 672, start="2030-02-01")
    expect(solve(february, hours(*[1.0] * 672, start="2030-02-01")), {"cost": 672 * 5000 + 10_000 * 30})


def test_storage_behind_the_meter_sizes_itself() -> None:
    """0 and 12 MW; lossless storage over ten years without interest, 744 h of 8,760.

    A MW cuts the peak by 30,000 CNY until both hours draw alike: 6 MW, 6 MWh. At 1,500 CNY/kW + 2,500 CNY/kWh it costs
    1000 · 4,000/10 · 744/8760 = 33,973 CNY: too much. At 1,000 + 1,000 it costs 16,986: built, and the peak is 6 MW.
    """
    for per_kw, per_kwh, size in ((1500, 2500, 0), (1000, 1000, 6)):
        store = candidate(capex_cny_per_kw=per_kw, capex_cny_per_kwh=per_kwh)
        case = plant([0, 12], storage=[store], sizing={"discount_rate": 0})
        paid = size * 100 * (per_kw + per_kwh) * 744 / 8760
        expect(solve(case, MONTH), {"cost": 372 * 12 * 500 + (12_000 - 1000 * size) * 30 + paid,
                                    "storage_segment.built_mw[new]": [size],
                                    "bill_total.peak_mw[grid 2030-01]": 12 - size})  # fmt: skip


def test_time_of_use_by_hand() -> None:
    """Peak : flat : valley = 1.5 : 1 : 0.5 on 300 CNY/MWh: a MWh moved from valley to peak earns 300, losses apart.

    10 MW that lose 10 % each way draw 10 MWh at 150 and save 8.1 at 450; no demand charge.
    """
    tariff = supply(demand_charge_cny_per_kw_month=0, energy_price_cny_per_mwh="s/price")
    store = candidate(build_max_mw=0, p_nom_mw=10, e_nom_mwh=100, eta_charge=0.9, eta_discharge=0.9)
    case = system(table(need=[20, 20], price=[150, 450]), load=[demand(1, p_pu="s/need")], storage=[store],
                  meter=[tariff])  # fmt: skip
    expect(solve(case, MONTH), {"cost": 372 * (20 * 600 + 10 * 150 - 8.1 * 450), "meter.import_mw[grid]": [30, 11.9]})


def test_demand_is_a_mean_over_the_billing_interval() -> None:
    """Quarters of 0, 20, 0 and 12 MW. By quarters the peak is 20, by halves 10, by the hour 8."""
    quarters = hours(0.25, 0.25, 0.25, 0.25, weight=744)
    for minutes, peak in ((15, 20), (30, 10), (60, 8)):
        case = plant([0, 20, 0, 12], 0.25, meter=[supply(billing_interval_min=minutes)])
        expect(solve(case, quarters), {"cost": 744 * 8 * 500 + peak * 30_000, "bill_total.peak_mw[grid 2030-01]": peak})


def test_intervals_follow_the_clock_and_steps_that_differ() -> None:
    """From 00:15: a quarter of 8, then 4 and 20 in the half hour from 00:30, then an hour of 9: 8, 12 and 9."""
    axis = hours(0.25, 0.25, 0.25, 1, start="2030-01-01 00:15")
    need = table(0.25, start="2030-01-01 00:15", need=[8, 4, 20, 9, 9, 9, 9])
    case = system(need, load=[demand(1, p_pu="s/need")], meter=[supply(billing_interval_min=30)])
    expect(solve(case, axis), {"bill_total.peak_mw[grid 2030-01]": 12})


def test_readings_stamped_by_their_start() -> None:
    check_stamp("start", 20, 4)


def test_readings_stamped_by_their_end() -> None:
    check_stamp("end", 6, 20)


def check_stamp(stamp: str, january: float, february: float) -> None:
    """22:00 6 MW, 23:00 20 MW, then 4 MW in February. Read at the end, that from 23:00 is stamped 1 February."""
    case = plant([6, 20, 4], start="2030-01-31 22:00", meter=[supply(reading_stamp=stamp, billing_interval_min=60)])
    solved = solve(case, hours(1, 1, 1, start="2030-01-31 22:00"))
    shares = (2 / 744, 1 / 672) if stamp == "start" else (1 / 744, 2 / 672)
    expect(solved, {"bill_total.peak_mw[grid 2030-01]": january, "bill_total.peak_mw[grid 2030-02]": february,
                    "cost": 15_000 + 30_000 * (january * shares[0] + february * shares[1])})  # fmt: skip


def test_two_meters_and_two_segments_have_bills_of_their_own() -> None:
    """Bus b draws 3 MW through a second meter with another charge; the second segment counts twice."""
    twice = Horizon.chain([hours(1, weight=1), hours(1, weight=2, start="2030-01-01 01:00")])
    meters = [supply(), supply(id="other", bus="b", demand_charge_cny_per_kw_month=20)]
    case = system(table(need=[5, 8]), buses="ab", load=[demand(1, p_pu="s/need"), demand(3, "b", "shop")], meter=meters)
    solved = solve(case, twice)
    expect(solved, {"bill_total.peak_mw[grid 2030-01 (1)]": 5, "bill_total.peak_mw[grid 2030-01 (2)]": 8,
                    "bill_total.peak_mw[other 2030-01 (2)]": 3, "meter.import_mw[other]": [3, 3],
                    "cost": 500 * (5 + 16 + 9) + (30_000 * (5 + 16) + 20_000 * 9) / 744})  # fmt: skip


def test_what_is_left_over_is_given_back() -> None:
    """PV of 10 MW on a load of 4: 2 MW may be given back at 100, 4 are curtailed; at night 4 are drawn, once at 500."""
    pv = {"id": "pv", "technology": "pv", "bus": "a", "p_nom_mw": 10, "p_max_pu": "s/sun"}
    tariff = supply(export_max_mw=2, feed_in_price_cny_per_mwh=100, demand_charge_cny_per_kw_month=0)
    case = system(table(sun=[1, 0]), load=[demand(4)], renewable=[pv], meter=[tariff])
    solved = solve(case, hours(1, 1, weight=3))
    expect(solved, {"cost": 3 * (2000 - 200), "meter.import_mw[grid]": [0, 4], "meter.export_mw[grid]": [2, 0]})
    assert solved.costs_cny["meter.feed_in"] == close(-600)
    assert solved.costs_cny["meter.energy"] == close(6000)


def test_the_supply_is_limited() -> None:
    """3 MW of supply for 5 MW of load: 2 are not served, at 20,000 CNY/MWh."""
    case = plant([5, 5], meter=[supply(p_nom_mw=3, demand_charge_cny_per_kw_month=0)])
    expect(solve(case, hours(1, 1)), {"cost": 2 * (1500 + 40_000)})


def test_nothing_flows_backwards_through_an_import() -> None:
    """PV that must run beyond what may be given back: it cannot flow backwards through the import of the meter."""
    pv = {"id": "pv", "technology": "pv", "bus": "a", "p_nom_mw": 5, "curtailment_cost_cny_per_mwh": 50}
    tariff = supply(export_max_mw=2, feed_in_price_cny_per_mwh=500, demand_charge_cny_per_kw_month=0)
    case = system(table(need=[0, 0]), load=[demand(1, p_pu="s/need")], renewable=[pv], meter=[tariff])
    expect(solve(case, hours(1, 1)), {"cost": 2 * (-1000 + 150), "meter.import_mw[grid]": [0, 0]})


def test_a_bill_is_money_of_its_own_year() -> None:
    """10 MW for a month in 2030 and in 2031, at 25 %: each bill says 300,000, the objective counts the second 0.8."""
    case = plant([10] * (8760 + 2))
    both = Horizon.chain([MONTH, hours(1, 1, weight=372, start="2031-01-01")]).discounted(0.25)
    solved = solve(case, both)
    expect(solved, {"cost": 1.8 * (744 * 5000 + 300_000), "bill_total.charge_cny[grid 2030-01 (1)]": 300_000,
                    "bill_total.charge_cny[grid 2031-01 (2)]": 300_000})  # fmt: skip


def test_steps_that_do_not_fit_the_interval_are_refused() -> None:
    """Of steps of 10 min the second lies in two intervals of 15 min: 3, 9 and 3 MW make two means of 5 MW, not 3 and 6.

    Steps that divide the interval, counted from its beginning, and multiples of it fit.
    """

    def steps(step_min: float, interval: int, start: str = "00:00") -> Series:
        case = plant([3] * 48, meter=[supply(billing_interval_min=interval)])
        return assemble_series(case, Horizon.from_steps(f"2030-01-01 {start}", [step_min / 60] * 6))

    for wrong in ((10, 15), (30, 20), (10, 20, "00:05")):
        with pytest.raises(SeriesError) as refused:
            steps(*wrong)  # type: ignore[arg-type]
        assert [fault.code for fault in refused.value.faults] == ["billing_step"]
        assert refused.value.faults[0].text("zh") != refused.value.faults[0].text("en")
    for right in ((5, 15), (5, 15, "00:05"), (10, 20), (15, 15), (60, 15), (30, 15, "00:05")):
        assert steps(*right).horizon.periods == 6  # type: ignore[arg-type]
