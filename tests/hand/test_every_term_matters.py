"""No mathematics without a case solved by hand: every mutant of the builder makes a hand-worked case fail.

A new row, cost, bound, number or dual that no case in this folder depends on fails here, named.
"""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import dispatch.families
from dispatch.families.rooms import families_in
from tests.everything import AXIS, shaved_everything
from tests.families.brought import rooms_with_hand_cases
from tests.hand.footprints import Case, cases_of, likely
from tests.hand.mutants import Mutant, every_mutant, mutated
from tests.support import both_routes

MODULES = {
    "renewable": ("renewable",),
    "powerhouse": ("reservoir", "cascade", "head"),
    "reservoir": ("reservoir", "cascade", "level", "navigation", "head"),
    "storage": ("storage", "sizing", "response_machines", "response"),
    "site": ("sizing",),
    "target": ("sizing",),
    "meter": ("meter",),
    "bill": ("meter",),
    "thermal": ("thermal",),
    "load": ("load", "network"),
    "computing": ("computing",),
    "computing_window": ("computing",),
    "charging": ("charging",),
    "offer": ("virtual_plant",),
    "virtual_plant": ("virtual_plant",),
    "member": ("virtual_plant",),
    "line": ("network", "kirchhoff"),
    "link": ("network",),
    "corridor": ("corridor", "storage"),
    **{
        f"{kind}{part}": (kind,)
        for kind in ("potline", "furnace", "batch_fleet", "shiftable")
        for part in ("", "_window", "_stretch", "_start")
    },
    **dict.fromkeys(
        ("response", "responder", "response_profile", "security", "contingency", "instant"),
        ("response_losses", "response_machines", "response"),
    ),
    "price": ("load", "network"),
    "peak": ("peak",),
    "time": ("renewable", "storage", "reservoir", "thermal", "cascade"),
    **{
        family: (f"tests.families.{room}.test_hand",)
        for room in rooms_with_hand_cases()
        for family in families_in(room)
    },
}

METHODS = ("constraint", "cost", "var", "quantity", "given", "dual", "param", "members")

# Mutants that change no optimum, each with the reason.
EQUIVALENT = {
    "number wrong: peak.slack_mw": "nothing or infinitely much, whatever it is multiplied by",
    "number wrong: peak.step_slack_mw": "nothing or infinitely much, whatever it is multiplied by",
    "column lower freed: peak.residual_mw": "its lower bound is minus infinity already",
    "column lower freed: peak.top_mw": "its lower bound is minus infinity already",
    "column lower freed: peak.bottom_mw": "its lower bound is minus infinity already",
    "column lower freed: peak.measure_mw": "its lower bound is minus infinity already",
    "column lower freed: peak.shortage_sum": "a sum of what is not negative",
    "column lower freed: peak.curtailed_sum": "a sum of what is not negative",
    "number wrong: contingency.rocof_limit": "nothing and infinity stay what they are",
    "number wrong: contingency.steady_limit": "nothing and infinity stay what they are",
    "number wrong: instant.limit": "nothing and infinity stay what they are",
    "column lower freed: responder.own_online_mw": "what runs is on line, and nothing runs below nothing",
    "column lower freed: contingency.size_mw": "it has no lower bound: imports lost are less than nothing lost",
    "column lower freed: contingency.kinetic_mw_s": "it has no lower bound",
    "column lower freed: response_profile.total_mw": "a sum of what is not negative",
    "column lower freed: security.kinetic_mw_s": "a sum of what is not negative",
    "column upper freed: storage.built_mw": "what opens no year stands nowhere, and what stands has limits of its own",
    "column upper freed: storage.built_mwh": "what opens no year stands nowhere, and what stands has limits of its own",
    "column upper freed: site.built_mw": "what opens no year stands nowhere, and connections have limits of their own",
    "column lower freed: storage.installed_mwh": "it is the sum of what was built, which is not negative",
    "column lower freed: site.connection_mw": "it is the sum of what stood and what was built",
    "column lower freed: target.counted_mw": "it equals what stands",
    "column lower freed: target.rated_mw": "it equals what stands",
    "column lower freed: target.carried_mw": "only a high one is of use",
    "column lower freed: target.counted_mwh": "it equals what stands",
    "column upper freed: potline_stretch.restarted_pu": "only what stands for plants that decide nothing is limited",
    "column upper freed: furnace_stretch.restarted_pu": "only what stands for plants that decide nothing is limited",
    "column upper freed: offer.begun": "no more need begin than is called, and that is at most all of it",
    "column lower freed: virtual_plant.less_mw": "its bounds are those of everything that can be called or come back",
    "column upper freed: virtual_plant.less_mw": "its bounds are those of everything that can be called or come back",
    "column lower freed: potline.used_mwh": "only differences of what has been used count",
    "column upper freed: potline.used_mwh": "only differences of what has been used count",
    "column upper freed: charging.give_mw": "(charging.3) holds the sum of both within the same limit",
    "column upper freed: charging.restore_mw": "(charging.3) holds the sum of both within the same limit",
    "column upper freed: reservoir.shortfall_m3s": "no release is negative, so no more than the minimum can be missing",
    "column upper freed: reservoir.flood_excess_hm3": "no volume is above its own limit, so no more can be in excess",
    "column lower freed: powerhouse.generated_mw": "no less is made than a flow makes, and no flow is negative",
    "column lower freed: reservoir.volume_mean_hm3": "it is the mean of two volumes within limits of their own",
    "column upper freed: reservoir.volume_mean_hm3": "it is the mean of two volumes within limits of their own",
    "number wrong: reservoir.within_hour": "the periods of an hour in another order",
    "column lower freed: reservoir.hour_least_m3s": "only a high one is of use",
    "column lower freed: reservoir.hour_greatest_m3s": "no release is negative, and it is above one",
    "column lower freed: reservoir.day_least_m3s": "only a high one is of use",
    "column lower freed: reservoir.day_greatest_m3s": "no release is negative, and it is above one",
}


def hand_cases(family: str) -> list[Case]:
    """All hand-worked cases of a family's modules."""
    return [case for module in MODULES[family] for case in cases_of(module)]


def test_the_case_that_has_everything_has_everything() -> None:
    """Whatever name a block adds to the model occurs in the case that mutants are enumerated on.

    Names made at run time are listed; the mutants above show that they occur.
    """
    written, unnamed = set(), set()
    for file in Path(dispatch.families.__path__[0]).rglob("*.py"):
        room = file.relative_to(dispatch.families.__path__[0]).parts
        if not {"rows", "rows.py", "headroom.py"} & set(room):
            continue
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr in METHODS:
                name = call.args[0]
                if isinstance(name, ast.Constant):
                    written.add((call.func.attr, name.value))
                else:
                    unnamed.add((room[0] if file.stem == "rows" else file.stem, call.func.attr))
    assert unnamed == {
        ("corridor", "var"), ("corridor", "members"), ("kirchhoff", "members"), ("queue", "var"),
        ("computing", "param"), ("computing", "members"), ("peak", "members"),
        ("plan", "var"), ("plan", "param"), ("plan", "cost"), ("plan", "members"), ("plan", "constraint"),
        ("machines", "param"), ("machines", "members"), ("machines", "constraint"),
        ("headroom", "param"), ("headroom", "members"), ("headroom", "constraint"),
        ("totals", "members"), ("contingencies", "param"), ("contingencies", "members"), ("frequency", "param"),
        ("frequency", "members"), ("candidate", "param"),
    }  # fmt: skip
    program, filled = both_routes(shaved_everything(), AXIS)
    known = {
        "constraint": program.rows,
        "cost": program.costs,
        "var": program.columns,
        "quantity": [rows.name for rows in filled.quantities],
        "given": [given.name for given in filled.given],
        "dual": [dual.rows for dual in filled.duals],
        "param": [str(m) for m in every_mutant() if m.kind == "number wrong:"],
        "members": [str(m) for m in every_mutant() if m.kind == "members emptied:"],
    }
    missing = {(m, n) for m, n in written if not any(k.endswith(f".{n}") for k in known[m])}
    assert not missing
    assert all(layout.size for layout in (*program.rows.values(), *program.columns.values()))
    assert all(term.value.any() or term.constant for term in program.costs.values())


def notices(case: Case, mutant: Mutant) -> bool:
    """Whether a case fails under a mutant, by its own values or because nothing can be solved."""
    try:
        with mutated(mutant):
            case()
    except (Exception, pytest.fail.Exception):  # noqa: BLE001 - a mutant may break anything; that it does is the point
        return True
    return False


@pytest.mark.parametrize("mutant", every_mutant(), ids=str)
def test_a_hand_worked_case_notices(mutant: Mutant) -> None:
    noticed = any(notices(case, mutant) for case in likely(hand_cases(mutant.family), mutant))
    assert noticed != (str(mutant) in EQUIVALENT)
