"""Rows of the fault table for virtual plants and their offers."""

from __future__ import annotations

from typing import Any

from tests.rejects.small_case import Wrong

PART = """\
virtual_plant:
  - {id: yard, loads: [town, kiln], load_share_pu: [0.1, 0.5]}
  - {id: hills, county: uphill, kinds: [cem*], share_pu: 0.3}
offer:
  - {id: peak, virtual_plant: yard, price_cny_per_kw_event: 0.02}
  - {id: night, virtual_plant: hills, direction: fill}
facts:
"""
LOADS = """\
  - {id: kiln, kind: cement, bus: north, p_nom_mw: 9}
line:
"""
COUNTY = ("case.yaml", "  - {id: north, area: home}", "  - {id: north, area: home, county: uphill}")


def changed(code: str, entity: str, old: str, new: str, at: str, value: Any = None, **more: Any) -> Wrong:
    """The small case with two virtual plants, one thing of them changed."""
    assert old in PART + LOADS
    also = (("case.yaml", "line:\n", LOADS.replace(old, new)), COUNTY)
    return Wrong(code, entity, old="facts:\n", new=PART.replace(old, new), at=at, value=value, also=also, **more)


FURNACE = "furnace:\n  - {id: arc, load: town}\nfacts:"
VIRTUAL = [
    changed("unknown_entity", "virtual_plant 'yard' loads", "[town, kiln]", "[town, klin]", "id: yard", "klin",
            told_in="kiln"),
    changed("member_shares_differ", "virtual_plant 'yard' load_share_pu", "[0.1, 0.5]", "[0.1]", "id: yard", 1,
            told_in="2 values"),
    changed("unknown_county", "virtual_plant 'hills' county", "county: uphill", "county: uphil", "id: hills", "uphil",
            told_in="uphill"),
    changed("missing_companion", "virtual_plant 'hills' kinds", "county: uphill, ", "", "id: hills", ["cem*"],
            told_in="county"),
    changed("kind_not_here", "virtual_plant 'hills' kinds", "[cem*]", "[cem*, cemnt]", "id: hills", "cemnt",
            told_in="cement"),
    changed("virtual_plant_empty", "virtual_plant 'hills'", ", county: uphill, kinds: [cem*], share_pu: 0.3", "",
            "id: hills"),
    changed("virtual_plant_small", "virtual_plant 'hills'", "share_pu: 0.3", "share_pu: 0.1", "id: hills", 0.9,
            limit="≥ 1 MW"),
    changed("load_bent_twice", "virtual_plant 'yard' loads", "facts:", FURNACE, "id: yard", "town",
            told_in="furnace 'arc'"),
    changed("load_promised_twice", "virtual_plant 'hills' kinds", "share_pu: 0.3", "share_pu: 0.6", "id: hills", 1.1,
            told_in="yard, hills"),
    changed("unknown_entity", "offer 'night' virtual_plant", "virtual_plant: hills", "virtual_plant: hils", "id: night",
            "hils", told_in="hills"),
    changed("out_of_limits", "offer 'peak' price_cny_per_kw_event", "0.02", "-0.02", "id: peak", -0.02, limit="≥ 0"),
    changed("out_of_limits", "offer 'peak' p_max_mw", "price_cny", "p_max_mw: 0.5, price_cny", "id: peak", 0.5,
            limit="≥ 1"),
    changed("not_a_choice", "offer 'night' direction", "direction: fill", "direction: up", "id: night", "up"),
]  # fmt: skip
