"""Who responds, what can be lost and who is a member, as the audit derives it: by hand, and beside the model's own."""

from __future__ import annotations

from typing import Any

import pytest

from dispatch.case.schema import Case
from dispatch.families.response import resolve
from dispatch.families.response.expected.live import WAYS, live_of, priced_assets, shedding_lines
from dispatch.families.response.expected.losses import contingencies_of
from dispatch.families.response.expected.responders import profiles_of, responders_of
from dispatch.families.virtual_plant import members
from dispatch.families.virtual_plant.expected import members_of
from tests.audit.rich_case import rich_case
from tests.everything import everything
from tests.frequency.islands import island
from tests.support import demand, system, unit


def yard(response: dict[str, Any] | None = None, **more: Any) -> Case:
    """Home on bus a, and bus z beyond it; a hydro plant of three units of 230 MW beside a coal unit of 500 MW."""
    families: dict[str, Any] = {
        "bus": [{"id": "a", "area": "home", "county": "north"}, {"id": "z", "area": "far", "county": "north"}],
        "home_area": "home",
        "reservoir": [{"id": "lake", "volume_max_hm3": 10, "volume_initial_hm3": 5}],
        "powerhouse": [{"id": "dam", "reservoir": "lake", "bus": "a", "p_nom_mw": 690, "turbine_max_m3s": 2000,
                        "productivity_mw_per_m3s": 0.5}],
        "thermal": [unit("coal", 500, 300, technology="coal"), unit("far", 900, 300, "z", technology="coal")],
        "storage": [{"id": "battery", "technology": "lfp_2h", "bus": "a", "p_nom_mw": 50, "e_nom_mwh": 100},
                    {"id": "wheel", "technology": "flywheel", "bus": "z", "p_nom_mw": 5, "e_nom_mwh": 1}],
        "load": [demand(300, "a", "city"), demand(80, "a", "works", kind="industry"), demand(900, "z", "beyond")],
        "corridor": [{"id": "east", "bus": "a", "p_nom_mw": 100}, {"id": "west", "bus": "a", "p_nom_mw": 60,
                                                                   "p_min_pu": -0.5}],
    }  # fmt: skip
    return system(response={"security": True, **(response or {})}, **{**families, **more})


def losses(case: Case) -> dict[str, tuple[str, float, str]]:
    """Contingency → (asset, share, direction)."""
    return {c.id: (f"{c.family}/{c.asset.id}" if c.asset else "", c.share_pu, c.way) for c in contingencies_of(case)}


def test_nothing_is_expected_where_nothing_is_asked() -> None:
    case = yard({"security": False})
    assert not responders_of(case)
    assert not contingencies_of(case)
    assert not live_of(case, "up")
    assert not priced_assets(case)


def test_the_largest_unit_and_every_pole() -> None:
    """690 MW of hydro are three units of 230 (typical 300 MW), 500 MW of coal are one (typical 600)."""
    case = yard()
    assert losses(case) == {
        "largest_unit": ("thermal/coal", 1.0, "up"), "east_pole": ("corridor/east", 0.5, "down"),
        "west_pole": ("corridor/west", 0.5, "down"), "west_pole_import": ("corridor/west", 0.5, "up"),
    }  # fmt: skip
    assert contingencies_of(case)[0].entity.size_mw == 500
    hydro = yard(thermal=[])
    assert losses(hydro)["largest_unit"] == ("powerhouse/dam", pytest.approx(1 / 3), "up")
    assert contingencies_of(hydro)[0].one_of_several


def test_an_island_loses_its_largest_unit_and_load() -> None:
    case = yard({"system": "islanded"})
    assert losses(case) == {"largest_unit": ("thermal/coal", 1.0, "up"), "largest_load": ("load/city", 1.0, "down")}
    assert {r.id for r in responders_of(case)} == {"battery", "dam", "coal"}


def test_what_the_case_names_is_lost_and_nothing_else() -> None:
    """A contingency of another system, or one that is disabled, keeps others from being derived."""
    named = [
        {"id": "half", "direction": "deficit", "asset": "thermal/coal", "units": 2},
        {"id": "away", "direction": "deficit", "size_mw": 5, "system": "islanded"},
        {"id": "off", "direction": "deficit", "size_mw": 5, "enabled": False},
    ]
    assert losses(yard(contingency=named)) == {"half": ("thermal/coal", 0.5, "up")}
    assert losses(yard(contingency=named[1:])) == {}
    assert losses(yard({"derive_contingencies": False})) == {}


def test_losing_exports_is_a_surplus_and_losing_imports_a_deficit() -> None:
    signs = {c.id: c.carried_sign for c in contingencies_of(yard())}
    assert signs == {"largest_unit": 1.0, "east_pole": 1.0, "west_pole": 1.0, "west_pole_import": -1.0}


def test_technologies_respond_unless_the_case_names_or_silences_them() -> None:
    """Loads and corridors respond on request only; the battery far away is outside the home area."""
    assert {r.id: [s.id for s in r.services] for r in responders_of(yard())} == {
        "battery": ["battery:lfp_fast"], "dam": ["dam:hydro_governor"], "coal": ["coal:steam_governor"],
    }  # fmt: skip
    named = [{"id": "battery", "asset": "thermal/coal", "services": ["steam_governor"], "inertia_h_s": 6.0},
            {"id": "quiet", "asset": "powerhouse/dam", "enabled": False},
            {"id": "drop", "asset": "load/works"}]  # fmt: skip
    found = {r.id: r for r in responders_of(yard(responder=named))}
    assert set(found) == {"battery", "drop", "storage.battery"}
    assert (found["battery"].inertia_h_s, found["battery"].share_max_pu) == (6.0, 0.1)
    assert found["drop"].inertia_h_s == 0.0
    assert {r.id for r in responders_of(yard({"areas": ["far"]}))} == {"wheel", "far"}


def test_a_profile_takes_over_what_the_case_leaves_blank() -> None:
    """An override keeps the catalogue's numbers; another tier brings its backing; a new one starts from its tier."""
    case = yard(response_profile=[
        {"id": "lfp_fast", "dead_time_s": 0.3}, {"id": "steam_governor", "tier": "T3"}, {"id": "own", "tier": "T2"},
    ])  # fmt: skip
    found = profiles_of(case)
    assert (found["lfp_fast"].dead_time_s, found["lfp_fast"].ramp_s) == (0.3, 0.1)
    assert found["lfp_fast"].backing_h == pytest.approx(60 / 3600)
    assert (found["steam_governor"].backing_h, found["steam_governor"].ramp_s) == (0.75, 28.0)
    assert (found["own"].dead_time_s, found["own"].controller) == (2.0, "hydro_governor")


def test_a_service_that_comes_too_late_is_not_live() -> None:
    """Within 200 ms only the battery; where frequency is limited the governors help as well."""
    assert [s.id for _, s in live_of(yard({"security": False, "millisecond_share": 0.2}), "up")] == ["battery:lfp_fast"]
    assert {s.id for _, s in live_of(yard(), "up")} == {"battery:lfp_fast", "dam:hydro_governor", "coal:steam_governor"}
    assert not live_of(yard(contingency=[{"id": "x", "direction": "surplus", "size_mw": 5}]), "up")


def test_members_by_name_and_by_kind() -> None:
    """A name with a share of its own goes before a kind; a kind holds within its county."""
    plant = {"id": "vpp", "loads": ["works", "beyond"], "load_share_pu": [0.4, 0.2], "county": "north",
             "kinds": ["city*"], "share_pu": 0.1}  # fmt: skip
    case = yard(virtual_plant=[plant])
    assert [(m.load.id, m.share_pu) for m in members_of(case.virtual_plant[0], case)] == [
        ("city", 0.1), ("works", 0.4), ("beyond", 0.2),
    ]  # fmt: skip
    plain = yard(virtual_plant=[{**plant, "load_share_pu": [], "kinds": [], "county": ""}])
    assert [(m.load.id, m.share_pu) for m in members_of(plain.virtual_plant[0], plain)] == [
        ("works", 0.1), ("beyond", 0.1),
    ]  # fmt: skip


CASES = {
    "everything": everything, "rich": rich_case, "island": island, "yard": yard,
    "islanded": lambda: yard({"system": "islanded"}), "areas": lambda: yard({"areas": ["far", "home"]}),
    "milliseconds": lambda: yard({"security": False, "millisecond_share": 0.2}),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_both_derivations_agree(name: str) -> None:
    """Two routes, one answer: where they differ, one of them has misread the rules."""
    case = CASES[name]()
    assert profiles_of(case) == resolve.resolved_profiles(case)
    for mine, theirs in zip(responders_of(case), resolve.resolved_responders(case), strict=True):
        assert [s.id for s in mine.services] == [s.id for s in theirs.services]
        for field in ("id", "family", "asset", "share_max_pu", "cost_cny_per_mw_h", "inertia_h_s", "load_min_pu"):
            assert getattr(mine, field) == getattr(theirs, field), field
    for found, other in zip(contingencies_of(case), resolve.resolved_contingencies(case), strict=True):
        for field in ("id", "way", "family", "asset", "share_pu", "fixed"):
            assert getattr(found, field) == getattr(other, field), field
        assert found.carried_sign == other.sign
        assert found.entity.size_mw == other.entity.size_mw
    for way in WAYS:
        assert [s.id for _, s in live_of(case, way)] == [s.id for _, s in resolve.live_services(case, way)]
    assert priced_assets(case) == resolve.priced_by_response(case)
    assert shedding_lines(case) == resolve.shed_lines(case)
    for plant in case.virtual_plant:
        theirs_too = [(m.load.id, m.share_pu) for m in members.members_of(plant, case)]
        assert [(m.load.id, m.share_pu) for m in members_of(plant, case)] == theirs_too
