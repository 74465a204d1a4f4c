"""Capacity on line as the simulation reads it from a run."""

from __future__ import annotations

import numpy as np

from dispatch.frequency.groups import Reported
from tests.hand.test_head import valley
from tests.support import close, hours, market, solve


def test_powerhouses_with_and_without_head_are_on_line_with_what_they_make() -> None:
    """100 m³/s each at 100 CNY/MWh: 0.8·59.982 = 47.9856 MW from head, 0.3·100 = 30 MW at constant productivity.

    Without security nothing is committed: each turns with its output. Inertia 4 s and 2 s, so 4·47.9856 + 2·30 MW·s.
    """
    case = valley(
        lakes=({}, {"id": "pond", "level_storage": None, "tailwater": None}),
        houses=({}, {"id": "mill", "reservoir": "pond", "efficiency_constant": None, "productivity_mw_per_m3s": 0.3}),
        corridor=[market(100)],
        responder=[
            {"id": "house", "asset": "powerhouse/house", "inertia_h_s": 4, "services": ("hydro_governor",)},
            {"id": "mill", "asset": "powerhouse/mill", "inertia_h_s": 2, "services": ("hydro_governor",)},
        ],
        contingency=[{"id": "trip", "direction": "deficit", "size_mw": 1}],
        response={"millisecond_share": 0.1, "simulate": True, "shortfall_cost_cny_per_mw_h": 1},
    )
    solved = solve(case, hours(1))
    assert np.isnan(solved.tables["powerhouse"].of("mill", "generated_mw")).all(), "the premise"
    held = Reported(solved.case, solved.series, solved.tables)
    assert {x.id: held.online(x)[0] for x in held.responders} == {"house": close(47.9856), "mill": close(30)}
    assert held.machines_kinetic()[0] == close(4 * 47.9856 + 2 * 30)
