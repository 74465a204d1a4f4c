"""Rows of the fault table for candidates, sites, targets and meters."""

from __future__ import annotations

from typing import Any

from tests.rejects.small_case import Wrong

STORES = """\
  - {id: packs, technology: lfp, bus: north, p_nom_mw: 0, e_nom_mwh: 0, cyclic: true, build_max_mw: 9, site: yard}
  - {id: drums, technology: vrfb, bus: north, p_nom_mw: 0, e_nom_mwh: 0, cyclic: true, build_max_mw: 5, site: yard}
thermal:
"""
PART = """\
site: [{id: yard, connection_max_mw: 12, connection_mw: 2}]
storage_share: [{id: vrfb, share_min_pu: 0.2, share_max_pu: 0.7}, {id: lfp, share_min_pu: 0.1}]
targets: {new_storage_mw: 5, new_storage_year: 2030}
sizing: {discount_rate: 0.07}
meter: [{id: gate, bus: south, p_nom_mw: 5, energy_price_cny_per_mwh: 500, demand_charge_cny_per_kw_month: 30}]
facts:
"""


def changed(
    code: str, entity: str, old: str, new: str, at: str, value: Any = None, share: str = "lfp", **more: Any
) -> Wrong:  # fmt: skip
    """The small case with two candidates at one site, one thing of them changed."""
    assert old in PART + STORES
    also = (("case.yaml", "thermal:\n", STORES.replace(old, new)),)
    part = PART.replace("{id: lfp,", f"{{id: {share},").replace(old, new)
    return Wrong(code, entity, old="facts:\n", new=part, at=at, value=value, also=also, **more)


SIZING = [
    changed("candidate_without_cost", "storage 'packs' capex_cny_per_kw", "technology: lfp", "technology: sand, "
            "capex_cny_per_kwh: 1, life_years: 9, duration_max_h: 3", "id: packs", told_in="lfp, vrfb",
            share="sand"),
    changed("candidate_not_cyclic", "storage 'packs' cyclic", "cyclic: true, build_max_mw: 9", "build_max_mw: 9",
            "id: packs", False),
    changed("candidate_with_state", "storage 'packs' soc_initial_mwh", "build_max_mw: 9",
            "build_max_mw: 9, soc_initial_mwh: 0", "id: packs", 0.0),
    changed("candidate_cannot_charge", "storage 'packs' p_charge_nom_mw", "bus: north, p_nom_mw: 0, e_nom_mwh: 0, "
            "cyclic: true, build_max_mw: 9", "bus: north, p_nom_mw: 1, p_charge_nom_mw: 0, e_nom_mwh: 0, cyclic: true, "
            "build_max_mw: 9", "id: packs", 0.0),
    changed("missing_companion", "storage 'packs' build_min_mw", "build_max_mw: 9", "build_min_mw: 2", "id: packs", 2.0,
            told_in="build_max_mw"),
    changed("crossed_limits", "storage 'packs' build_min_mw", "build_max_mw: 9", "build_max_mw: 9, build_min_mw: 10",
            "id: packs", 10.0, told_in="build_max_mw"),
    changed("crossed_limits", "storage 'packs' duration_min_h", "build_max_mw: 9",
            "build_max_mw: 9, duration_max_h: 0.2",
            "id: packs", 0.5),
    changed("unknown_entity", "storage 'packs' site", "build_max_mw: 9, site: yard", "build_max_mw: 9, site: yrad",
            "id: packs", "yrad", told_in="yard"),
    changed("site_at_two_buses", "storage 'drums' bus", "technology: vrfb, bus: north", "technology: vrfb, bus: south",
            "id: drums", "south", limit="north"),
    changed("crossed_limits", "site 'yard' connection_mw", "connection_mw: 2", "connection_mw: 20", "id: yard", 20.0),
    changed("site_too_small", "site 'yard' connection_max_mw", "bus: north, p_nom_mw: 0, e_nom_mwh: 0, "
            "cyclic: true, build_max_mw: 9", "bus: north, p_nom_mw: 13, e_nom_mwh: 13, cyclic: true, build_max_mw: 9",
            "id: yard", 12.0, limit="≥ 13", told_in="13 MW"),
    changed("share_of_nothing", "storage_share 'vrfb' id", "technology: vrfb", "technology: lfp", "share", "vrfb",
            told_in="lfp"),
    changed("shares_beyond_one", "storage_share 'lfp' share_min_pu", "share_min_pu: 0.1", "share_min_pu: 0.9", "share",
            1.1, limit="≤ 1"),
    changed("crossed_limits", "storage_share 'vrfb' share_min_pu", "share_min_pu: 0.2", "share_min_pu: 0.8", "share",
            0.8),
    changed("unknown_key", "targets.new_storage_mww", "new_storage_mw: 5", "new_storage_mww: 5", "targets:",
            "new_storage_mww", told_in="new_storage_mw"),
    changed("out_of_limits", "sizing.discount_rate", "discount_rate: 0.07", "discount_rate: 7", "sizing:", 7,
            limit="≤ 0.5"),
    changed("unknown_bus", "meter 'gate' bus", "bus: south, p_nom_mw: 5", "bus: sotuh, p_nom_mw: 5", "id: gate",
            "sotuh", told_in="south"),
    changed("feed_in_above_price", "meter 'gate' feed_in_price_cny_per_mwh", "p_nom_mw: 5", "p_nom_mw: 5, "
            "export_max_mw: 1, feed_in_price_cny_per_mwh: 600", "id: gate", 600.0,
            limit="≤ energy_price_cny_per_mwh = 500"),
]  # fmt: skip
