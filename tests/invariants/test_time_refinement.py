"""Cutting steps finer changes nothing that is known exactly: states at shared instants, and the optimum where data is
flat.

Fixed dispatch first (nothing to decide, so states are physics), then optima. The same four hours are cut five ways.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from dispatch.case.schema import Case
from dispatch.horizon import Horizon
from tests.random_cases import FAMILIES, random_case
from tests.support import close, demand, hours, market, solve, system, table, unit

CUTS = {
    "2 h": (2.0, 2.0),
    "1 h": (1.0,) * 4,
    "30 min": (0.5,) * 8,
    "uneven": (0.5, 1.5, 0.25, 0.75, 1.0),
    "uneven again": (2.0, 0.25, 0.25, 0.5, 1.0),
}


def at_shared_instants(axis: Horizon, states: np.ndarray) -> np.ndarray:
    """Values at 0, 2 and 4 h."""
    since = (axis.boundary_time - axis.start[0]).astype(float) / 3600
    return states[[int(np.flatnonzero(since == h)[0]) for h in (0, 2, 4)]]


@pytest.mark.parametrize("cut", CUTS.values(), ids=CUTS)
def test_standing_loss_decays_alike(cut: tuple[float, ...]) -> None:
    """100·0.95^t of an idle store, and what it is worth: 0.95^(4 − t) of the price paid at the end."""
    store = {"id": "heat", "technology": "heat", "bus": "a", "p_nom_mw": 0, "e_nom_mwh": 200,
    "standing_loss_per_h": 0.05,
             "soc_initial_mwh": 100}  # fmt: skip
    solved = solve(system(storage=[store], load=[demand(1)]), hours(*cut))
    soc = at_shared_instants(solved.horizon, solved.tables["storage_state"].of("heat", "soc_mwh"))
    assert soc == close([100, 100 * 0.95**2, 100 * 0.95**4])


@pytest.mark.parametrize("cut", CUTS.values(), ids=CUTS)
def test_forced_charging_fills_alike(cut: tuple[float, ...]) -> None:
    """Must-run power of 8, then 2 MW has nowhere to go but the store (η 0.9): 10 + 0.9·(16, 20) MWh."""
    store = {"id": "bat", "technology": "lfp", "bus": "a", "p_nom_mw": 10, "e_nom_mwh": 100, "eta_charge": 0.9,
             "soc_initial_mwh": 10}  # fmt: skip
    forced = {"id": "ror", "technology": "ror", "bus": "a", "p_nom_mw": 10, "p_min_pu": "s/p", "p_max_pu": "s/p"}
    solved = solve(system(table(2, p=[0.8, 0.2]), storage=[store], renewable=[forced]), hours(*cut))
    soc = at_shared_instants(solved.horizon, solved.tables["storage_state"].of("bat", "soc_mwh"))
    assert soc == close([10, 10 + 0.9 * 16, 10 + 0.9 * 20])


def test_charging_with_a_standing_loss_converges_at_first_order() -> None:
    """(storage.1) lets what flows within a step lose nothing in that step: halving the step halves the difference.

    Charging 8 MW for 4 h at 5 %/h: exactly 8·(1 − 0.95⁴)/(−ln 0.95); a step of Δ adds half a step's loss.
    """
    store = {"id": "heat", "technology": "heat", "bus": "a", "p_nom_mw": 10, "e_nom_mwh": 100,
    "standing_loss_per_h": 0.05,
             "soc_initial_mwh": 0}  # fmt: skip
    forced = {"id": "ror", "technology": "ror", "bus": "a", "p_nom_mw": 8, "p_min_pu": 1}
    exact = 8 * (1 - 0.95**4) / -np.log(0.95)
    excess = []
    for step in (1.0, 0.5, 0.25):
        solved = solve(system(storage=[store], renewable=[forced]), hours(*[step] * round(4 / step)))
        excess.append(solved.tables["storage_state"].of("heat", "soc_mwh")[-1] - exact)
    assert excess[0] > 0
    assert excess[1] / excess[0] == pytest.approx(0.5, abs=0.01)
    assert excess[2] / excess[1] == pytest.approx(0.5, abs=0.01)


@pytest.mark.parametrize("cut", CUTS.values(), ids=CUTS)
@pytest.mark.parametrize(("delay_h", "past"), [(0.0, 20), (1.5, 20), (0.7, None), (3.3, None)])
def test_water_arrives_alike(cut: tuple[float, ...], delay_h: float, past: float | None) -> None:
    """A forced release of 40, then 100 m³/s over a delay: the same volumes above and below at 0, 2 and 4 h.

    A release that is even over a coarse step stays even when the step is cut, so the shifted curve is the same curve.
    """
    upper = {"id": "up", "volume_max_hm3": 9, "volume_initial_hm3": 5, "inflow_m3s": 30, "release_min_m3s": "s/q",
             "release_max_m3s": "s/q", "downstream": "low", "travel_time_h": delay_h,
             "past_release_m3s": past}  # fmt: skip
    lower = {"id": "low", "volume_max_hm3": 9, "volume_initial_hm3": 1, "inflow_m3s": 5, "spill_max_m3s": 0}
    solved = solve(system(table(2, q=[40, 100]), reservoir=[upper, lower]), hours(*cut))
    volumes = solved.tables["reservoir_state"]
    curve = released(delay_h, past)
    assert at_shared_instants(solved.horizon, volumes.of("up", "volume_hm3")) == close([5, 4.928, 4.424])
    below = [1 + 0.0036 * (5 * h + curve(h)) for h in (0, 2, 4)]
    assert at_shared_instants(solved.horizon, volumes.of("low", "volume_hm3")) == close(below)


def released(delay_h: float, past: float | None) -> Any:
    """h → m³/s·h that have passed the lower dam since the start: the released curve, shifted."""

    def out(h: float) -> float:
        if h < 0:
            return past * h if past is not None else out(h + 4) - 280
        return 40 * min(h, 2) + 100 * max(h - 2, 0)

    return lambda h: out(h - delay_h) - out(-delay_h)


def flat_over_two_hours(seed: int, chosen: set[str]) -> Case:
    """A random system whose series hold for two hours at a time and whose parts do not feel the length of a step."""
    case = random_case(seed, chosen)
    columns = {k: np.repeat(v[::2], 2) for k, v in case.series["s"].columns.items()}
    made = case.model_dump(exclude={"series"})
    for store in made["storage"]:
        store["standing_loss_per_h"] = 0.0
    for plant in made["thermal"]:
        plant["ramp_up_pu_per_h"] = plant["ramp_down_pu_per_h"] = None
    for corridor in made["corridor"]:
        corridor["ramp_mw_per_h"] = None
    return Case.model_validate({**made, "series": {"s": table(repeat="day", **columns)}})


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("family", FAMILIES)
def test_the_optimum_is_the_same_where_data_is_flat(family: str, seed: int) -> None:
    """The mean of a fine dispatch over a coarse step is a coarse dispatch of the same cost, starts
    included; and back.
    """
    case = flat_over_two_hours(seed, {family, "thermal", "renewable"})
    costs = [solve(case, hours(*cut)).bound_cny for cut in CUTS.values()]
    assert costs == [close(costs[0], rel=1e-8)] * len(costs)


def test_a_ramp_is_a_rate() -> None:
    """Ten MW/h from hour to hour and from quarter to quarter: the same line through the middles of the periods.

    Export rises from 0 at the ramp as far as the day goes; after the middle of the last step it is rate × elapsed time.
    """
    for steps in ((1.0,) * 4, (0.5,) * 8, (0.25, 0.75, 1.0, 1.5, 0.5)):
        ends = np.cumsum(steps)
        middles = ends - np.asarray(steps) / 2
        first = {"id": "gone", "technology": "wind", "bus": "a", "p_nom_mw": 100, "p_max_pu": 1}
        corridor = market(100, ramp_mw_per_h=10)
        open_at_first = table(0.25, on=[0.0] * round(steps[0] / 0.25) + [1.0] * (16 - round(steps[0] / 0.25)))
        case = system(open_at_first, renewable=[{**first, "p_max_pu": "s/on"}], corridor=[corridor])
        exported = solve(case, hours(*steps)).tables["corridor"].of("market", "export_mw")
        assert exported == close(10 * (middles - middles[0]))


def test_a_thermal_fleet_on_line_ramps_at_a_rate() -> None:
    """The same for a fleet that stays on line: 0.2/h of 100 MW, from 0 at the first middle."""
    for steps in ((1.0,) * 4, (0.5,) * 8):
        middles = np.cumsum(steps) - np.asarray(steps) / 2
        fleet = unit(
            "coal", 100, 10, ramp_up_pu_per_h=0.2, committed_min_pu=1.0, p_initial_mw=0, committed_initial_mw=0
        )
        solved = solve(system(thermal=[fleet], corridor=[market(100)]), hours(*steps))
        assert solved.tables["thermal"].of("coal", "p_mw") == close(20 * (middles - middles[0]))
