"""Rows of the fault table for flexible industrial loads."""

from __future__ import annotations

from typing import Any

from tests.rejects.small_case import Wrong

INDUSTRY_PART = """\
potline:
  - {id: pots, load: smelter}
furnace:
  - {id: oven, load: silicon, fleet: month, online_min_pu: 0.3}
batch_fleet:
  - {id: anodes, load: graphite}
shiftable:
  - {id: mill, load: town, target_window: shift}
facts:
"""
LOADS = """\
  - {id: smelter, kind: aluminium, bus: north, p_nom_mw: 9}
  - {id: silicon, kind: silicon, bus: north, p_nom_mw: 3}
  - {id: graphite, kind: graphite, bus: south, p_nom_mw: 3}
line:
"""


def changed(code: str, entity: str, old: str, new: str, at: str, value: Any = None, **more: Any) -> Wrong:
    """The small case with loads of these kinds, one thing of them changed."""
    assert old in INDUSTRY_PART
    also = (("case.yaml", "\nline:\n", "\n" + LOADS),)
    return Wrong(
        code, entity, old="facts:\n", new=INDUSTRY_PART.replace(old, new), at=at, value=value, also=also, **more
    )


def pots(code: str, field: str, spelled: str, value: Any, **more: Any) -> Wrong:
    return changed(
        code, f"potline 'pots' {field}", "load: smelter", f"load: smelter, {spelled}", "id: pots", value, **more
    )


INDUSTRY = [
    changed("unknown_entity", "furnace 'oven' load", "load: silicon", "load: silicone", "id: oven", "silicone",
            told_in="silicon"),
    changed("load_bent_twice", "shiftable 'mill' load", "load: town", "load: smelter", "id: mill", "smelter",
            told_in="potline 'pots'"),
    changed("not_a_choice", "shiftable 'mill' target_window", "shift}", "shifts}", "id: mill", "shifts",
            told_in="shift"),
    changed("missing_companion", "shiftable 'mill' target_pu", "target_window: shift",
            "target_pu: 0.9, lost_cost_cny_per_t: 5", "id: mill",
            0.9, told_in="mwh_per_t"),
    changed("missing_companion", "batch_fleet 'anodes' target_pu", "load: graphite",
            "load: graphite, target_pu: 0.9, product_value_cny_per_t: 0", "id: anodes", 0.9,
            told_in="lost_cost_cny_per_t"),
    changed("batch_too_long", "batch_fleet 'anodes' hold_share", "load: graphite", "load: graphite, hold_share: 0.75",
            "id: anodes", 1.1),
    changed("crossed_limits", "batch_fleet 'anodes' deep_min_pu", "load: graphite", "load: graphite, deep_min_pu: 0.7",
            "id: anodes", 0.7, limit="≤ band_min_pu = 0.6"),
    changed("crossed_limits", "furnace 'oven' online_min_pu", "fleet: month", "available_pu: 0.2", "id: oven", 0.3,
            limit="≤ available_pu = 0.2"),
    changed("out_of_limits", "furnace 'oven' available_pu", "fleet: month", "available_pu: 1.2", "id: oven", 1.2,
            limit="≤ 1"),
    pots("depths_unordered", "duration_h", "duration_h: [4, 2]", [4.0, 2.0], told_in="[0.1, 0.2, 0.3]"),
    pots("depths_unordered", "duration_h", "duration_h: [1, 2, 4]", [1.0, 2.0, 4.0]),
    pots("crossed_limits", "heat_initial_h", "heat_initial_h: 0.3", 0.3, limit="≤ heat_max_h = 0.25"),
    pots("crossed_limits", "heat_min_h", "heat_initial_h: -0.5", -0.4, limit="≤ heat_initial_h = -0.5"),
    pots("crossed_limits", "shed_armed_pu", "shed_armed_pu: 0.4", 0.4, limit="≤ shed_max_pu = 0.3"),
    pots("out_of_limits", "wear_cost_cny_per_mwh", "wear_cost_cny_per_mwh: -1", -1.0, limit="≥ 0"),
    pots("out_of_limits", "heat_min_h", "heat_min_h: 0.1", 0.1, limit="≤ 0"),
]  # fmt: skip
