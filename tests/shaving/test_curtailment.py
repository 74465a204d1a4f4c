"""Why wind and sun were lost, and what water was spilled that turbines could have used: one small system a reason."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from dispatch.case.schema import Case
from dispatch.results.study_area import Answer
from dispatch.results.tables import Tables
from dispatch.shaving import indicators as ind
from dispatch.shaving.curtailment import REASONS, curtailment_table, spill_table
from dispatch.shaving.curves import study_area_of
from dispatch.shaving.spans import spans_of
from tests.support import close, demand, hours, market, solve, system, table, unit


def wind(p_nom: float, bus: str = "a", **more: Any) -> dict[str, Any]:
    return {"id": "w", "technology": "wind", "bus": bus, "p_nom_mw": p_nom, **more}


def reasons(case: Case) -> dict[str, float]:
    """MWh by reason of one hour, those that are not 0; they add up to what was curtailed."""
    area = study_area_of(solve(case, hours(1)))
    row = curtailment_table([area], spans_of(area.horizon, ["all"])).iloc[0]
    found = {reason: float(row[f"{reason}_mwh"]) for reason in REASONS}
    assert sum(found.values()) == close(row["curtailed_mwh"])
    assert row["used_mwh"] + row["curtailed_mwh"] == close(row["available_mwh"])
    assert row["used_pu"] + row["curtailed_pu"] == close(1.0)
    return {reason: round(mwh, 6) for reason, mwh in found.items() if abs(mwh) > 1e-6}


def line(p_nom: float, **more: Any) -> dict[str, Any]:
    return {"id": "l", "bus0": "a", "bus1": "b", "p_nom_mw": p_nom, **more}


def test_a_full_line() -> None:
    """100 MW of wind at a, 80 MW of load at b behind a line of 30 MW, where coal at 300 serves the rest."""
    case = system(buses="ab", renewable=[wind(100)], line=[line(30)], thermal=[unit("g", 100, 300, "b")],
                  load=[demand(80, "b")])  # fmt: skip
    assert reasons(case) == {"network": 70}


def test_losses_alone_are_no_full_line() -> None:
    """Behind a line that loses 10 % all load is served by wind: 80/0.9 go, the rest has no taker.

    The wind costs 100, so the price beyond the line is 111: no more than 100 after losses.
    """
    case = system(
        buses="ab",
        renewable=[wind(100, marginal_cost_cny_per_mwh=100)],
        line=[line(200, loss_pu=0.1)],
        load=[demand(80, "b")],
    )
    assert reasons(case) == {"market": round(100 - 80 / 0.9, 6)}


def test_a_negative_price() -> None:
    """The market would take 100 MW, but wants 50 CNY/MWh for it; curtailing costs 20."""
    case = system(renewable=[wind(100, curtailment_cost_cny_per_mwh=20)], load=[demand(30)],
                  corridor=[market(-50, p_nom=100)])  # fmt: skip
    assert reasons(case) == {"market": 70}


def test_minimum_output_comes_before_the_want_of_a_taker() -> None:
    """100 MW of wind, 60 MW of load, 40 of them from coal that cannot go lower: 80 lost, 40 of them to the coal."""
    case = system(
        renewable=[wind(100)], load=[demand(60)],
        thermal=[unit("g", 100, 300, p_min_pu=0.4, committed_min_pu=1.0, no_load_cost_cny_per_mw_h=1)],
    )  # fmt: skip
    assert reasons(case) == {"minimum_output": 40, "market": 40}


def test_water_that_cannot_wait() -> None:
    """A full lake without a spillway must turn 30 m³/s into 30 MW beside 100 MW of wind for 50 MW of load."""
    case = system(
        renewable=[wind(100)], load=[demand(50)],
        reservoir=[{"id": "lake", "volume_max_hm3": 1, "volume_initial_hm3": 1, "volume_terminal_min_hm3": 1,
                    "inflow_m3s": 30, "spill_max_m3s": 0}],
        powerhouse=[{"id": "falls", "reservoir": "lake", "bus": "a", "p_nom_mw": 60, "turbine_max_m3s": 60,
                     "productivity_mw_per_m3s": 1}],
    )  # fmt: skip
    assert reasons(case) == {"water": 30, "market": 50}


def test_without_prices_no_reason_is_claimed() -> None:
    solved = solve(system(renewable=[wind(100)], load=[demand(30)]), hours(1))
    tables = Tables({name: solved.tables[name] for name in solved.tables if name != "price"})
    area = study_area_of(Answer(solved.case, solved.series, tables))
    row = curtailment_table([area], spans_of(area.horizon, ["all"])).iloc[0]
    assert (row["unknown_mwh"], row["curtailed_mwh"]) == close((70, 70))


def test_spill_counts_only_what_the_turbines_could_have_used() -> None:
    """Inflow 30, then 90 m³/s into a full lake; turbines take 60 m³/s, 1 MW each; load 20, then 60.

    Hour 0: 20 turned, 10 spilled, turbines had 40 to spare: 10 MWh count. Hour 1: 60 turned, 30 spilled, none to
    spare. 弃水率 10 / (80 + 10); 0.0036 · 40 = 0.144 hm³ were spilled in all.
    """
    case = system(
        table(q=[30, 90], l=[20, 60]), load=[demand(1, p_pu="s/l")],
        reservoir=[{"id": "lake", "volume_max_hm3": 1, "volume_initial_hm3": 1, "volume_terminal_min_hm3": 1,
                    "volume_min_hm3": 1, "inflow_m3s": "s/q"}],
        powerhouse=[{"id": "falls", "reservoir": "lake", "bus": "a", "p_nom_mw": 60, "turbine_max_m3s": 60,
                     "productivity_mw_per_m3s": 1}],
        renewable=[{"id": "brook", "technology": "hydro_run_of_river", "bus": "a", "p_nom_mw": 5}],
    )  # fmt: skip
    case = case.model_copy(
        update={"renewable": (case.renewable[0].model_copy(update={"marginal_cost_cny_per_mwh": 9.0}),)}
    )
    area = study_area_of(solve(case, hours(1, 1)))
    frame = spill_table(area, spans_of(area.horizon, ["all"])).set_index("id")
    assert frame.loc["lake", ["generated_mwh", "spilled_mwh", "spilled_hm3"]].tolist() == close([80, 10, 0.144])
    assert frame.loc["lake", "spilled_pu"] == close(10 / 90)
    assert frame.loc["brook", ["generated_mwh", "spilled_mwh", "spilled_pu"]].tolist() == close([0, 10, 1])


@pytest.mark.parametrize(
    ("spill", "flow", "power", "made"), [(10, 4, 100, 8), (10, 40, 5, 5), (3, 40, 100, 6), (3, -1, 100, 0)]
)
def test_usable_spill_is_the_least_of_spill_flow_and_power(
    spill: float, flow: float, power: float, made: float
) -> None:
    frame = ind.usable_spill_mw(*(np.array([float(x)]) for x in (spill, flow, power, 2.0)))
    assert frame == close([made])
