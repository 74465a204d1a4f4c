"""Levels over time: outside the curve, against volumes and ends of segments; what standing high costs on any steps."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dispatch.case import load_case, validate_case
from dispatch.case.check import check_case
from dispatch.case.schema import Case
from dispatch.case.time_axis import horizon_of
from dispatch.errors import SeriesError
from dispatch.horizon import Horizon
from dispatch.series.assemble import assemble_series
from dispatch.water.level_limits import level_bounds
from tests.rejects.small_case import write_case
from tests.support import close, hours, solve, system, table

BOWL = {"id": "bowl", "x": [100, 110, 120], "y": [0, 2, 6]}
HOURS = Horizon.regular("2030-01-01", 24, 1.0)


def case_of(levels: list[float], **more: Any) -> Case:
    """A reservoir whose `s/z` are levels."""
    lake = {"id": "lake", "volume_max_hm3": 6, "level_storage": "bowl", **more}
    load = [{"id": "l", "kind": "k", "bus": "a", "p_nom_mw": 1}]
    return system(table(z=levels), reservoir=[lake], curve=[BOWL], load=load)


def day(value: float, hour: int, at: float) -> list[float]:
    return [at if h == hour else value for h in range(24)]


@pytest.mark.parametrize(
    ("levels", "fields", "code", "field", "hour", "value", "limit"),
    [
        (day(110, 9, 121), {"level_max_m": "s/z"}, "level_outside_curve", "level_max_m", 9, 121,
         "≤ level_storage = 120"),
        (day(110, 9, 99), {"level_min_m": "s/z"}, "level_outside_curve", "level_min_m", 9, 99, "≥ level_storage = 100"),
        (day(110, 9, 99), {"flood_limit_m": "s/z", "flood_excess_cost_cny_per_hm3_h": 1}, "level_outside_curve",
         "flood_limit_m", 9, 99, "≥ level_storage = 100"),
        (day(110, 5, 105), {"level_max_m": "s/z", "volume_min_hm3": 1.5}, "crossed_limits", "level_max_m", 5, 105,
         "≥ Z(volume_min_hm3) = 107.5"),
        (day(110, 5, 105), {"flood_limit_m": "s/z", "level_min_m": 106}, "crossed_limits", "level_min_m", 5, 106,
         "≤ flood_limit_m = 105"),
        (day(110, 0, 105), {"level_max_m": "s/z", "volume_initial_hm3": 1.5}, "start_outside_limits",
         "volume_initial_hm3", 0, 1.5, "≤ V(level_max_m) = 1"),
        (day(110, 23, 105), {"level_max_m": "s/z", "volume_terminal_min_hm3": 1.5}, "terminal_outside_limits",
         "volume_terminal_min_hm3", 24, 1.5, "≤ V(level_max_m) = 1"),
        (day(105, 23, 115), {"level_min_m": "s/z", "volume_initial_hm3": 1.5, "cyclic": True},
         "terminal_outside_limits", "volume_initial_hm3", 24, 1.5, "≥ V(level_min_m) = 4"),
        (day(110, 23, 105), {"flood_limit_m": "s/z", "volume_initial_hm3": 1.5, "cyclic": True},
         "terminal_outside_limits", "volume_initial_hm3", 24, 1.5, "≤ V(flood_limit_m) = 1"),
    ],
)  # fmt: skip
def test_a_level_that_cannot_be(
    levels: list[float], fields: dict[str, Any], code: str, field: str, hour: int, value: float, limit: str
) -> None:
    case = case_of(levels, **fields)
    validate_case(case)
    with pytest.raises(SeriesError) as caught:
        assemble_series(case, HOURS)
    (fault,) = caught.value.faults
    assert (fault.code, fault.value, fault.limit) == (code, pytest.approx(value), limit)
    assert fault.where.entity == f"reservoir 'lake' {field} at 2030-01-{1 + hour // 24:02d} {hour % 24:02d}:00+0800"


def test_a_flood_limit_with_a_price_may_lie_below_everything() -> None:
    case = case_of(
        day(110, 0, 101), flood_limit_m="s/z", flood_excess_cost_cny_per_hm3_h=1, volume_initial_hm3=5,
        volume_min_hm3=3, volume_terminal_min_hm3=5, level_min_m=112,
    )  # fmt: skip
    validate_case(case)
    assemble_series(case, HOURS)


def test_the_row_of_the_level_is_named(tmp_path: Path) -> None:
    """Line 35 of the file holds the level that is not on the curve."""
    write_case(tmp_path)
    (tmp_path / "levels.csv").write_text(
        "time,z\n"
        + "".join(f"2030-01-{1 + h // 24:02d} {h % 24:02d}:00,{130 if h == 33 else 115}\n" for h in range(48))
    )
    text = (tmp_path / "case.yaml").read_text()
    text = text.replace("series:\n", "series:\n  levels: {file: levels.csv, zone: Asia/Shanghai}\n")
    text = text.replace(
        "    volume_max_hm3: 5\n", "    volume_max_hm3: 5\n    level_storage: bowl\n    level_max_m: levels/z\n"
    )
    text += "curve:\n  - {id: bowl, x: [100, 110, 120], y: [0, 2, 6]}\n"
    (tmp_path / "case.yaml").write_text(text)
    case = load_case(tmp_path)
    with pytest.raises(SeriesError) as caught:
        assemble_series(case, horizon_of(case))
    (fault,) = caught.value.faults
    assert (fault.where.file, fault.where.line) == (tmp_path / "levels.csv", 35)
    assert fault.where.entity == "reservoir 'lower' level_max_m at 2030-01-02 09:00+0800"


def test_faults_of_a_curve_are_not_echoed_by_those_who_use_it() -> None:
    """A curve that is none makes one fault; levels are judged when there is a curve to judge them by."""
    bad = {**BOWL, "x": [100, 120, 110]}
    case = case_of([110] * 24, level_max_m=200, volume_initial_hm3=5).model_dump()
    faults = check_case(Case.model_validate({**case, "curve": [bad], "series": {"s": table(z=[110] * 24)}}))
    assert [f.code for f in faults] == ["curve_unordered"]


def test_bounds_are_those_of_levels_and_volumes_together() -> None:
    case = case_of([105] * 12 + [115] * 12, level_min_m="s/z", flood_limit_m=118)
    lake = case.reservoir[0]
    series = assemble_series(case, HOURS)
    low, high = level_bounds(case, lake, series.of, np.full(25, 1.5), np.full(25, 6.0))
    assert low == close([1.5] * 12 + [4.0] * 13)
    assert high == close([5.2] * 25)


@pytest.mark.parametrize("steps", [[6.0] * 4, [1.0] * 24, [0.25] * 96, [0.5, 1.5, 4, 3, 6, 0.25, 0.75, 8]])
def test_standing_high_costs_the_same_on_any_steps(steps: list[float]) -> None:
    """From 3 hm³ an inflow of 25 m³/s lifts the lake to 5.16 hm³ in a day, all above 110 m (2 hm³), at 7 CNY/hm³·h.

    7·24·(1 + 3.16)/2 = 349.44, because the volume runs straight. Weight 2.
    """
    case = case_of(
        [110] * 25, volume_initial_hm3=3, inflow_m3s=25, release_max_m3s=0, flood_limit_m=110,
        flood_excess_cost_cny_per_hm3_h=7,
    )  # fmt: skip
    case = case.model_copy(update={"load": ()})
    assert solve(case, hours(*steps, weight=2)).objective_cny == close(2 * 349.44)
