"""Faults of water: curves and who names them, levels, navigation, catchments and the plants on them."""

from __future__ import annotations

from typing import Any

from tests.rejects.small_case import Wrong

_LOWER = "    volume_max_hm3: 5\n"
BOWL = "curve:\n  - {id: bowl, x: [100, 110, 120], y: [0, 2, 6]}\n"
RIVER = """\
catchment:
  - {id: creek, mean_m3s: 4, shape: {monthly: [1, 1, 1, 1, 2, 3, 4, 4, 3, 2, 1, 1]}}
river_plant:
  - {id: mill, catchment: creek, design_m3s: 6}
"""


def at_lower(
    code: str,
    field: str,
    lines: str,
    at: str | int,
    value: Any = None,
    *,
    curve: str = BOWL,
    free: bool = False,
    **more: Any,
) -> Wrong:
    """The lower reservoir with more fields, and curves; `free` without its initial volume."""
    also = (("case.yaml", "facts:\n", curve + "facts:\n"),)
    if free:
        also = (*also, ("case.yaml", "    volume_initial_hm3: 3\n", ""))
    entity = f"reservoir 'lower' {field}" if field else "curve 'bowl' " + ("x" if code == "curve_unordered" else "y")
    return Wrong(code, entity, old=_LOWER, new=_LOWER + lines, at=at, value=value, also=also, **more)


def at_river(code: str, entity: str, old: str, new: str, at: str, value: Any = None, **more: Any) -> Wrong:
    """A creek with a mill, one thing of it changed."""
    assert old in RIVER
    return Wrong(code, entity, old="facts:\n", new=RIVER.replace(old, new, 1) + "facts:\n", at=at, value=value, **more)


def bowl(x: str, y: str) -> str:
    return f"curve:\n  - {{id: bowl, x: {x}, y: {y}}}\n"


_STORE, _TAIL = "    level_storage: bowl\n", "    tailwater: bowl\n"
WATER = [
    Wrong("head_without_plant", "head.method", old="facts:\n", new="head: {method: hull}\nfacts:\n", at="head:",
          value="hull"),
    at_lower("unknown_entity", "level_storage", "    level_storage: bow\n", "level_storage", "bow", told_in="bowl"),
    at_lower("unknown_entity", "tailwater", "    tailwater: tub\n", "tailwater", "tub", told_in="curve tub"),
    at_lower("missing_companion", "level_max_m", "    level_max_m: 110\n", "level_max_m: 110", limit="level_storage"),
    at_lower("missing_companion", "tail_ramp_m_per_h", "    tail_ramp_m_per_h: 1\n", "tail_ramp", limit="tailwater"),
    at_lower("missing_companion", "flood_excess_cost_cny_per_hm3_h",
             _STORE + "    flood_excess_cost_cny_per_hm3_h: 9\n", "flood_excess", limit="flood_limit_m"),
    at_lower("level_outside_curve", "level_max_m", _STORE + "    level_max_m: 121\n", "level_max_m: 121", 121.0,
             limit="≤ level_storage = 120"),
    at_lower("level_outside_curve", "flood_limit_m",
             _STORE + "    flood_limit_m: 99\n    flood_excess_cost_cny_per_hm3_h: 9\n", "flood_limit_m: 99", 99.0,
             limit="≥ level_storage = 100"),
    at_lower("crossed_limits", "level_min_m", _STORE + "    level_min_m: 113\n    level_max_m: 112.5\n",
             "level_min_m", 113.0, limit="≤ level_max_m = 112.5", free=True),
    at_lower("start_outside_limits", "volume_initial_hm3", _STORE + "    level_max_m: 110\n", "volume_initial_hm3: 3",
             3.0, limit="≤ V(level_max_m) = 2"),
    at_lower("start_outside_limits", "volume_initial_hm3", _STORE + "    level_min_m: 115\n", "volume_initial_hm3: 3",
             3.0, limit="≥ V(level_min_m) = 4"),
    at_lower("start_outside_limits", "volume_initial_hm3", _STORE + "    flood_limit_m: 110\n",
             "volume_initial_hm3: 3", 3.0, limit="≤ V(flood_limit_m) = 2"),
    at_lower("terminal_outside_limits", "volume_terminal_min_hm3",
             _STORE + "    level_max_m: 115\n    volume_terminal_min_hm3: 4.5\n", "volume_terminal", 4.5,
             limit="≤ V(level_max_m) = 4"),
    at_lower("crossed_limits", "level_min_m", _STORE + "    level_min_m: 119\n", "level_min_m", 119.0,
             limit="≤ Z(volume_max_hm3) = 117.5", free=True),
    at_lower("curve_lengths", "", _STORE, "id: bowl", 2, curve=bowl("[100, 110, 120]", "[0, 2]"), limit="3"),
    at_lower("curve_unordered", "", _STORE, "id: bowl", 110.0, curve=bowl("[100, 110, 110]", "[0, 2, 3]"),
             limit="> 110"),
    at_lower("curve_falling", "", _STORE, "id: bowl", 2.0, curve=bowl("[100, 110, 120]", "[0, 2, 2]"), limit="> 2",
             told_in="level_storage"),
    at_lower("curve_falling", "", _TAIL, "id: bowl", 1.0, curve=bowl("[100, 110, 120]", "[0, 2, 1]"), limit="≥ 2",
             told_in="tailwater"),
    at_lower("curve_falling", "", _TAIL + "    tail_ramp_m_per_h: 1\n", "id: bowl", 2.0,
             curve=bowl("[100, 110, 120]", "[0, 2, 2]"), limit="> 2"),
    at_river("unknown_entity", "river_plant 'mill' catchment", "catchment: creek", "catchment: crek", "crek", "crek",
             told_in="creek"),
    at_river("one_of_two", "river_plant 'mill' design_m3s", ", design_m3s: 6", "", "id: mill"),
    at_river("one_of_two", "river_plant 'mill' design_m3s", "design_m3s: 6", "design_m3s: 6, full_load_hours_h: 9",
             "id: mill"),
    at_river("out_of_limits", "river_plant 'mill' design_m3s", "design_m3s: 6", "design_m3s: 0", "id: mill", 0.0,
             limit="> 0"),
    at_river("one_of_two", "catchment 'creek' shape", ", shape: {monthly: [1, 1, 1, 1, 2, 3, 4, 4, 3, 2, 1, 1]}", "",
             "id: creek"),
    at_river("not_thirty_six", "catchment 'creek' ten_day_shape",
             "shape: {monthly: [1, 1, 1, 1, 2, 3, 4, 4, 3, 2, 1, 1]}", "ten_day_shape: [1, 2, 3]", "id: creek", 3),
    at_river("out_of_limits", "catchment 'creek' shape", "[1, 1,", "[-1, 1,", "id: creek", -1.0, limit="≥ 0, Σ > 0"),
    at_river("out_of_limits", "catchment 'creek' daily_memory", "mean_m3s: 4", "mean_m3s: 4, daily_memory: 1",
             "id: creek", 1, limit="< 1"),
    at_river("crossed_limits", "catchment 'creek' dry_pu", "mean_m3s: 4", "mean_m3s: 4, normal_pu: 0.7", "id: creek",
             0.8, limit="≤ normal_pu = 0.7"),
]  # fmt: skip
