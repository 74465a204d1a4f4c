"""Typical days, the calendar of mainland China, and the spans of a run."""

from __future__ import annotations

from datetime import date

import numpy as np

from dispatch.case.schema import Case
from dispatch.horizon import Horizon
from dispatch.shaving.calendar import first_of_spring_festival, is_workday
from dispatch.shaving.curves import study_area_of
from dispatch.shaving.spans import spans_of
from dispatch.shaving.typical import EIGHT, TYPICAL, typical_days, typical_table
from tests.support import demand, solve, system, table, unit


def test_workdays_of_a_published_year() -> None:
    """2025 (国办发明电〔2024〕12号): 26 January, a Sunday, is worked; 28 January to 4 February are off."""
    days = [date(2025, 1, 26), date(2025, 1, 27), date(2025, 1, 28), date(2025, 2, 4), date(2025, 2, 5),
            date(2025, 10, 8), date(2025, 10, 11), date(2025, 10, 12)]  # fmt: skip
    assert is_workday(days) == [True, True, False, False, True, False, True, False]


def test_first_days_of_spring_festival() -> None:
    """正月初一 of five years, as in any almanac."""
    known = {2023: (1, 22), 2024: (2, 10), 2025: (1, 29), 2026: (2, 17), 2030: (2, 3)}
    assert {year: first_of_spring_festival(year) for year in known} == {y: date(y, *md) for y, md in known.items()}


def year_of(load: np.ndarray, wind: np.ndarray) -> Case:
    """A year of 6 h steps with a load and wind."""
    return system(
        table(6.0, l=load, w=wind),
        thermal=[unit("g", 1e4, 300)],
        renewable=[{"id": "w", "technology": "wind", "bus": "a", "p_nom_mw": 1, "p_max_pu": "s/w"}],
        load=[demand(1, p_pu="s/l")],
    )


def test_typical_days_by_their_rules() -> None:
    """Load 100 on workdays and 80 else, 20 more in June–October; six days are made to stand out.

    15 July is the hottest by load (500 MWh more) of days without wind; on 16 July it is hotter, but wind blows. 20
    December has the largest net load, 10 April the most wind. Of each sort all other days are equal: the first counts.
    """
    horizon = Horizon.regular("2030-01-01", 1460, 6.0)
    local = horizon.local_time()
    days = [d.date() for d in local]
    load = np.where(is_workday(days), 100.0, 80.0) + np.where((local.month >= 6) & (local.month <= 10), 20.0, 0.0)
    wind = np.where(np.isin(local.month, (6, 7, 8, 9)) & (local.day % 2 == 0), 0.9, 0.1)
    for day, more, blown in ((date(2030, 7, 15), 20, 0.1), (date(2030, 7, 16), 30, 0.9), (date(2030, 12, 20), 90, 0.0),
                             (date(2030, 4, 10), 0, 1.0)):  # fmt: skip
        chosen = np.array([d == day for d in days])
        load[chosen] += more
        wind[chosen] = blown
    area = study_area_of(solve(year_of(load, wind), horizon))
    found = {day.name: day.date.date().isoformat() for day in typical_days(area.answer)}
    assert set(found) == set(TYPICAL)
    assert found["heat_calm"] == "2030-07-15"
    assert found["net_load_max"] == "2030-12-20"
    assert found["new_energy_max"] == "2030-04-10"
    assert found["spring_festival"] == "2030-02-03"
    assert found["dry_holiday"] == "2030-01-01"
    assert found["dry_workday"] == "2030-01-02"
    frame = typical_table(typical_days(area.answer)).set_index("name")
    assert frame.loc["wet_holiday", "season"] == "wet"
    assert not frame.loc["wet_holiday", "workday"]
    assert frame.loc["normal_workday", ["season", "workday"]].tolist() == ["normal", True]
    assert len(EIGHT) == 8


def test_the_day_nearest_to_the_mean_is_typical() -> None:
    """Workdays of 10, 12, 20 and 13 MW: mean 13.75, the fourth is nearest."""
    horizon = Horizon.regular("2030-07-08", 16, 6.0)
    load = np.repeat([10.0, 12.0, 20.0, 13.0], 4)
    case = system(table(6.0, start="2030-07-08", l=load), thermal=[unit("g", 99, 1)], load=[demand(1, p_pu="s/l")])
    found = {day.name: day.date.day for day in typical_days(solve(case, horizon))}
    assert found == {"wet_workday": 11, "heat_calm": 10, "net_load_max": 10}


def test_a_run_without_a_whole_day_has_no_typical_days() -> None:
    case = system(thermal=[unit("g", 99, 1)], load=[demand(1)])
    assert typical_days(solve(case, Horizon.regular("2030-07-08 06:00", 4, 6.0))) == ()


def test_spans_know_whether_they_are_whole() -> None:
    """From 31 January noon to 2 March: February is whole, the first day and both other months are not."""
    horizon = Horizon.regular("2028-01-31 12:00", 4 * 30 + 2 + 4, 6.0)
    whole = {s.label: s.whole for s in spans_of(horizon)}
    assert whole["2028-02"]
    assert whole["2028-02-29"]
    assert not whole["2028-01-31"]
    assert not whole["2028-01"]
    assert not whole["2028-03"]
    assert not whole["dry"]
    assert not whole["2028"]
    assert sum(len(s.periods) for s in spans_of(horizon, ["day"])) == horizon.periods


def test_days_of_segments_are_told_apart() -> None:
    """The same day under two hydrologies; the dry season takes January and December, apart."""
    one, two = (Horizon.from_steps("2030-01-01", [6.0] * 4, label=name) for name in ("dry", "wet"))
    december = Horizon.from_steps("2030-12-01", [12.0] * 2)
    chain = Horizon.chain([one, two, december])
    assert [s.label for s in spans_of(chain, ["day"])] == ["2030-01-01 dry", "2030-01-01 wet", "2030-12-01 3"]
    season = spans_of(chain, ["season"])
    assert [(s.label, len(s.periods)) for s in season] == [("dry", 10)]
    assert season[0].periods.tolist() == list(range(10))
