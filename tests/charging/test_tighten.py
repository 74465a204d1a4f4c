"""Paces that cars can keep: the rule by hand, and 3,000 piles for two weeks at 15 minutes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from dispatch.charging.disaggregate import Schedule
from dispatch.charging.fleet import nameplate_mw
from dispatch.charging.tighten import MOST_ROUNDS, UNSERVED_LIMIT_PU, slower, tighten
from dispatch.families.charging.entity import Charging
from dispatch.horizon import Horizon
from dispatch.solve.pipeline import solve_case
from dispatch.studies.charging_stations import allotted, keepable, schedule_of
from tests.support import hours, market, system, table


def fleet(**more: Any) -> Charging:
    return Charging.model_validate({"id": "ev", "load": "ev", "piles": 40, "seed": 1, **more})


def test_the_rule() -> None:
    """Nothing within the limit; else by limit/unserved, between 0.4 and 0.85."""
    now = fleet(pace_pu=0.5)
    assert slower(now, 0.01, 0.01) is now
    assert [slower(now, u, 0.01).pace_pu for u in (0.011, 0.02, 0.5)] == pytest.approx([0.425, 0.25, 0.2])


def test_it_ends_even_where_nothing_helps() -> None:
    """A dispatcher that never charges for a week: much is unserved however slow, and it says so."""
    nothing = np.zeros(168)
    found = tighten([fleet()], 2030, lambda _: {"ev": Schedule(0.0, nothing + 1, nothing, nothing, nothing)})
    assert not found.converged
    assert len(found.rounds) == MOST_ROUNDS
    assert found.rounds[-1].unserved_pu["ev"] > 0.5


def night(piles: int, days: int, pace: float, **more: Any) -> Any:
    """A case whose prices follow the time of use, with noise against flat optima, from 2 March on."""
    rng = np.random.default_rng(0)
    tariff = np.repeat([300, 150, 300, 600, 300, 150, 300, 600], [8, 16, 4, 8, 12, 16, 8, 24])
    price = np.tile(tariff, days) + rng.uniform(0, 30, 96 * days)
    size = nameplate_mw(fleet(piles=piles))
    case = system(
        table(0.25, start="2030-03-02", price=price), corridor=[market("s/price", buys=True)],
        load=[{"id": "ev", "kind": "ev", "bus": "a", "p_nom_mw": 2 * size, "p_pu": "charging/ev"}],
        charging=[{"id": "ev", "load": "ev", "piles": piles, "seed": 1, "pace_pu": pace, **more}],
        time={"start": "2030-01-01T00:00+08:00", "end": "2031-01-01T00:00+08:00"},
    )  # fmt: skip
    return case, Horizon.regular("2030-03-02", 96 * days, 0.25)


def test_three_thousand_piles_keep_the_schedule_of_two_weeks() -> None:
    """At the pace of the default at most 1 % of what managed cars want goes unserved, and yet most of their energy
    moves.

    What is handed out is the schedule, less what was refused.
    """
    case, axis = night(3000, 14, Charging.model_fields["pace_pu"].default)
    solved = solve_case(case, axis)
    (done,) = allotted(solved)["ev"]
    assert done.unserved_pu <= UNSERVED_LIMIT_PU
    table_of = solved.tables["charging"]
    moved = table_of.of("ev", "down_mw").sum() / table_of.of("ev", "managed_mw").sum()
    assert moved > 0.7
    asked = schedule_of(solved, case.charging[0], 0)
    assert done.charged_kw * 0.25 == pytest.approx(asked.charge_kw * 0.25 - done.refused_kwh, abs=1e-6)


@pytest.mark.parametrize("v2g", [0.0, 0.3])
def test_a_pace_is_found(v2g: float) -> None:
    """From full pace, 600 piles for a week."""
    case, axis = night(600, 7, 1.0, v2g_share_pu=v2g)
    slow, found = keepable(case, axis)
    assert found.converged
    assert 2 <= len(found.rounds) <= 6
    assert found.rounds[0].unserved_pu["ev"] > UNSERVED_LIMIT_PU >= found.rounds[-1].unserved_pu["ev"]
    assert slow.charging[0].pace_pu == found.fleets[0].pace_pu < 0.4
    assert found.allotments["ev"].unserved_pu == found.rounds[-1].unserved_pu["ev"]


def test_paces_are_found_on_one_segment() -> None:
    case, _ = night(40, 1, 1.0)
    with pytest.raises(ValueError, match="one segment"):
        keepable(case, Horizon.chain([hours(1), hours(1, start="2030-02-01")]))
