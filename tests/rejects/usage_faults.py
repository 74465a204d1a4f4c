"""Rows of the fault table for data centres, charging fleets and demand by temperature."""

from __future__ import annotations

from typing import Any

from tests.rejects.small_case import Wrong

USAGE_PART = """\
computing:
  - {id: dc, load: servers, deadline_h: 6, green_share_pu: 0.3, green_plants: [pv1, falls], green_contract_pu: [0.6, 1]}
charging:
  - {id: ev, load: cars, piles: 40}
weather:
  - {id: site, lat: 27, lon: 103}
temperature_load:
  - {id: homes, weather: site, base_pu: daily/town}
facts:
"""
LOADS = """\
  - {id: servers, kind: data_centre, bus: north, p_nom_mw: 9}
  - {id: cars, kind: ev, bus: north, p_nom_mw: 3, p_pu: charging/ev}
line:
"""


def changed(code: str, entity: str, old: str, new: str, at: str, value: Any = None, **more: Any) -> Wrong:
    """The small case with loads of these kinds, one thing of them changed."""
    assert old in USAGE_PART + LOADS
    also = (("case.yaml", "line:\n", LOADS.replace(old, new)),)
    return Wrong(code, entity, old="facts:\n", new=USAGE_PART.replace(old, new), at=at, value=value, also=also, **more)


GREEN = "green_plants: [pv1, falls], green_contract_pu: [0.6, 1]"
OTHER = "  - {id: other, load: town, green_share_pu: 0.1, green_plants: [pv1], green_contract_pu: [0.5]}\ncharging:"
USAGE = [
    changed("green_plant_unknown", "computing 'dc' green_plants", "[pv1, falls]", "[pv1, fals]", "id: dc", "fals",
            told_in="falls"),
    changed("green_contracts_differ", "computing 'dc' green_contract_pu", "[0.6, 1]", "[0.6]", "id: dc", 1,
            told_in="2 values"),
    changed("green_without_plants", "computing 'dc' green_share_pu", GREEN, "note: x",
            "id: dc", 0.3),
    changed("green_sold_twice", "computing 'other' green_plants", "charging:", OTHER, "id: other", 1.1,
            told_in="dc, other"),
    changed("out_of_limits", "computing 'dc' deferrable_pu", "deadline_h: 6", "deferrable_pu: 1.2", "deferrable_pu",
            1.2, limit="≤ 1"),
    changed("out_of_limits", "computing 'dc' wear_cost_cny_per_mwh", "deadline_h: 6", "wear_cost_cny_per_mwh: -1",
            "wear", -1.0, limit="≥ 0"),
    changed("unknown_entity", "computing 'dc' load", "load: servers", "load: servants", "id: dc", "servants",
            told_in="servers"),
    changed("load_bent_twice", "charging 'ev' load", "load: servers", "load: cars", "id: ev", "cars"),
    changed("charging_without_its_profile", "load 'cars' p_pu", "p_pu: charging/ev", "p_pu: daily/town", "id: cars",
            "daily/town", limit="charging/ev"),
    changed("charging_without_its_profile", "load 'cars' p_pu", ", p_pu: charging/ev", "", "id: cars", 1.0),
    changed("charging_without_piles", "charging 'ev' home_share_pu", "piles: 40",
            "home_share_pu: 0, work_share_pu: 0, fast_share_pu: 0, heavy_share_pu: 0", "id: ev", 0),
    changed("out_of_limits", "charging 'ev' piles", "piles: 40", "piles: 0", "piles", 0, limit="≥ 1"),
    changed("out_of_limits", "charging 'ev' wear_cost_cny_per_mwh", "piles: 40", "wear_cost_cny_per_mwh: -1", "wear",
            -1.0, limit="≥ 0"),
    changed("unknown_entity", "temperature_load 'homes' weather", "weather: site", "weather: sight", "id: homes",
            "sight", told_in="site"),
    changed("crossed_limits", "temperature_load 'homes' heating_below_c", "base_pu", "heating_below_c: 30, base_pu",
            "heating_below_c", 30.0,
            limit="≤ cooling_above_c = 26"),
    changed("out_of_limits", "temperature_load 'homes' base_pu", "daily/town", "-1", "base_pu", -1.0, limit="≥ 0"),
    changed("unknown_series", "temperature_load 'homes' base_pu", "daily/town", "dayly/town", "base_pu", "dayly",
            told_in="daily"),
]  # fmt: skip
