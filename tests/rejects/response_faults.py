"""Rows of the fault table for the millisecond response."""

from __future__ import annotations

from typing import Any

from tests.rejects.small_case import Wrong

PART = """\
response: {external_profile: external_primary}
response_profile:
  - {id: swift, tier: T1, direction: both, dead_time_s: 0.02, ramp_s: 0.05}
responder:
  - {id: town_shed, asset: load/town, services: [load_shed]}
contingency:
  - {id: trip, direction: deficit, size_mw: 3}
  - {id: lost, direction: surplus, asset: load/town, share_pu: 0.5}
facts:
"""


def changed(code: str, entity: str, old: str, new: str, at: str, value: Any = None, **more: Any) -> Wrong:
    """The small case with a response, one thing of it changed."""
    assert old in PART
    return Wrong(code, entity, old="facts:\n", new=PART.replace(old, new), at=at, value=value, **more)


RESPONSE = [
    changed("unknown_profile", "response.external_profile", "external_primary}", "external_primry}", "external_primry",
            "external_primry", told_in="external_primary"),
    changed("unknown_profile", "responder 'town_shed' services", "[load_shed]", "[load_shd]", "id: town_shed",
            "load_shd", told_in="load_shed"),
    changed("unknown_entity", "responder 'town_shed' asset", "asset: load/town, services", "asset: load/twn, services",
            "id: town_shed", "twn", told_in="town"),
    changed("asset_of_no_use", "responder 'town_shed' asset", "asset: load/town, services",
            "asset: bus/north, services", "id: town_shed", "bus/north", told_in="storage"),
    changed("asset_responds_twice", "responder 'again' asset", "contingency:\n",
            "  - {id: again, asset: load/town}\ncontingency:\n", "id: again", "load/town", told_in="town_shed"),
    changed("load_responds_bent", "responder 'town_shed' asset", "facts:\n",
            "furnace:\n  - {id: arc, load: town}\nfacts:\n",
            "id: town_shed", "load/town", told_in="furnace/arc"),
    changed("load_responds_promised", "responder 'town_shed' asset", "facts:\n",
            "virtual_plant:\n  - {id: many, loads: [town], share_pu: 0.5}\n"
            "offer:\n  - {id: evening, virtual_plant: many, price_cny_per_mwh: 500}\nfacts:\n",
            "id: town_shed", "load/town", told_in="many"),
    changed("inertia_without_store", "responder 'town_shed' services", "[load_shed]", "[virtual_inertia]",
            "id: town_shed", "virtual_inertia"),
    changed("contradictory_direction", "responder 'town_shed' services", "direction: both, dead",
            "direction: down, dead",
            "id: town_shed", "swift", also=(("case.yaml", "[load_shed]", "[swift]"),)),
    changed("contingency_without_size", "contingency 'trip' size_mw", ", size_mw: 3", "", "id: trip"),
    changed("missing_companion", "contingency 'trip' units", "size_mw: 3", "size_mw: 3, units: 2", "id: trip", 2,
            told_in="asset"),
    changed("contradictory_direction", "contingency 'lost' direction", "surplus, asset", "deficit, asset", "id: lost",
            "deficit", told_in="surplus"),
    changed("out_of_limits", "contingency 'trip' size_mw", "size_mw: 3", "size_mw: -3", "id: trip", -3, limit="≥ 0"),
    changed("no_instants", "response.instants_s", "{external_profile: external_primary}",
            "{security: true, instants_s: []}", "instants_s", []),
    changed("nothing_to_lose", "response.security", "{external_profile: external_primary}",
            "{security: true, system: islanded}", "security", True, told_in="islanded",
            also=(("case.yaml", "deficit, size_mw: 3}", "deficit, size_mw: 3, system: interconnected}"),
                  ("case.yaml", "share_pu: 0.5}", "share_pu: 0.5, enabled: false}"))),
    changed("limit_beyond_span", "response.limit_ms", "{external_profile: external_primary}",
            "{simulate: true, simulation_s: 5, limit_ms: 8000}", "limit_ms", 8000,
            limit="≤ 1000 · simulation_s = 5000"),
    changed("outlasts_backing", "response.steady_s", "{external_profile: external_primary}",
            "{security: true, steady_s: 90}", "steady_s", 90, limit="≤ 60 s", told_in="load_shed"),
    changed("outlasts_backing", "response.instants_s", "{external_profile: external_primary}",
            "{security: true, instants_s: [1, 120]}", "instants_s", 120, limit="≤ 60 s", told_in="load_shed"),
    changed("unknown_area", "response.areas", "{external_profile: external_primary}", "{areas: [hom]}", "areas", "hom",
            told_in="home"),
    changed("store_without_energy", "responder 'town_shed' services", "asset: load/town, services: [load_shed]",
            "asset: storage/bat1, services: [lfp_fast]", "id: town_shed", "lfp_fast", limit="e_nom_mwh > 0",
            also=(("case.yaml", "e_nom_mwh: 20", "e_nom_mwh: 0"),
                  ("case.yaml", "soc_initial_mwh: 10", "soc_initial_mwh: 0"))),
    changed("backing_too_long", "responder 'town_shed' services", "asset: load/town, services: [load_shed]}",
            "asset: potline/al, services: [secondary]}\npotline:\n  - {id: al, load: town, mwh_per_t: 13}",
            "id: town_shed", 2, told_in="al",
            also=(("case.yaml", "  - {id: swift,", "  - {id: secondary, tier: T1, backing_h: 2}\n  - {id: swift,"),)),
]  # fmt: skip
