"""Reported prices are derivatives: a little more and a little less of a thing moves the cost by its price, with its
sign.

Differences are taken both ways. Where the cost bends at the point itself the two differ and the price lies between
them; random data bends nowhere in particular, so the tests ask for equality at most points and for the bracket at all.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from dispatch.case.entity import Entity
from dispatch.case.schema import Case
from dispatch.case.varying import SeriesRef
from dispatch.horizon import Horizon
from dispatch.program.build import build_model
from dispatch.program.compile import compile_program
from dispatch.program.highs import solve_program
from dispatch.series.assemble import Series, assemble_series
from tests.random_cases import random_case
from tests.support import close, demand, hours, market, solve, system, table, unit

AXIS = Horizon.chain([hours(1, 0.5, 2, weight=2), hours(1, 1, weight=3, start="2030-01-05 08:00")])
STEP = 1e-3


def one_sided(base: float, changed: Callable[[float], Case]) -> tuple[float, float]:
    """(slope below, slope above) of the least cost in the amount that `changed(amount)` adds."""
    below, above = (least_cost(changed(amount)) for amount in (-STEP, STEP))
    return (base - below) / STEP, (above - base) / STEP


def bracketed(price: float, slopes: tuple[float, float], per: float = 1.0) -> bool:
    """Cost is convex in a right-hand side: slope below ≤ price ≤ slope above. Returns whether they agree."""
    below, above = slopes[0] / per, slopes[1] / per
    slack = 1e-5 * (1 + abs(price)) + 1e-3
    assert below - slack <= price <= above + slack, (below, price, above)
    return abs(above - below) <= slack


def over_the_axis(case: Case, values: np.ndarray) -> tuple[Case, SeriesRef]:
    """The case with a table that holds `values` (one a period), and the reference to it."""
    stamps = np.datetime64("2029-12-31T16:00:00") + np.arange(48 * 6) * np.timedelta64(30, "m")
    inside = (stamps[:, None] >= AXIS.start) & (stamps[:, None] < AXIS.end)
    made = {**case.series, "over": table(0.5, x=inside.astype(float) @ values)}
    return case.model_copy(update={"series": made}), SeriesRef(series="over/x")


def with_field(case: Case, family: str, name: str, field: str, value: Any) -> Case:
    """The case with one field of one asset changed."""
    assets = [a.model_copy(update={field: value}) if a.id == name else a for a in getattr(case, family)]
    return case.model_copy(update={family: tuple(assets)})


def moved(case: Case, asset: Entity, field: str, shift: np.ndarray) -> Case:
    """The case with `shift` (one a period) added to a varying field of an asset."""
    made, reference = over_the_axis(case, Series(case, AXIS).of(asset, field) + shift)
    return with_field(made, type(asset).__name__.lower(), asset.id, field, reference)


def least_cost(case: Case) -> float:
    """The optimum of the linear program, certified but without the tables around it."""
    return solve_program(compile_program(build_model(case, assemble_series(case, AXIS)))).objective


@pytest.mark.parametrize("seed", range(2))
def test_a_price_is_what_one_more_mw_costs(seed: int) -> None:
    """Demand at one bus in one period up and down by 1 kW; cost per MWh, the weight of the segment taken out."""
    case = random_case(seed)
    solved, base, agreed = solve(case, AXIS), least_cost(case), []
    for load in case.load:
        for t in range(AXIS.periods):
            shift = np.eye(AXIS.periods)[t] / load.p_nom_mw
            slopes = one_sided(base, lambda amount, load=load, shift=shift: moved(case, load, "p_pu", amount * shift))
            price = solved.tables["price"].of(load.bus, "price_cny_per_mwh")[t]
            agreed.append(bracketed(price, slopes, AXIS.cost_h[t]))
    assert np.mean(agreed) > 0.8


@pytest.mark.parametrize("seed", range(3))
def test_a_water_value_is_what_one_more_hm3_saves(seed: int) -> None:
    """Inflow of one reservoir in one period up and down; per hm³, not per m³/s; the weight taken out; saving is
    positive.
    """
    case = random_case(seed, {"hydro", "thermal", "storage"})
    solved, base, agreed = solve(case, AXIS), least_cost(case), []
    for lake in case.reservoir:
        for t in range(AXIS.periods):
            shift = np.eye(AXIS.periods)[t] / (0.0036 * AXIS.dt_h[t])
            slopes = one_sided(
                base, lambda amount, lake=lake, shift=shift: moved(case, lake, "inflow_m3s", amount * shift)
            )
            value = solved.tables["reservoir"].of(lake.id, "water_value_cny_per_hm3")[t]
            agreed.append(bracketed(-value, slopes, AXIS.weight[t]))
    assert np.mean(agreed) > 0.6


@pytest.mark.parametrize("seed", range(3))
def test_a_stored_mwh_saves_its_value(seed: int) -> None:
    """The right-hand side of (storage.1): a MWh that appears in the store, at every period of every store."""
    case = random_case(seed, {"storage", "thermal", "renewable", "corridor"})
    solved, agreed = solve(case, AXIS), []
    program = solved.program
    rows = np.arange(len(program.row_lower))
    for store, numbers in zip(case.storage, program.rows["storage.soc_balance"].of(rows), strict=True):
        for t, row in enumerate(numbers):
            at_row = (rows == row).astype(float)
            costs = [
                solve_program(
                    replace(program, row_lower=program.row_lower + k * at_row, row_upper=program.row_upper + k * at_row)
                ).objective
                for k in (-STEP, STEP)
            ]
            slopes = (solved.objective_cny - costs[0]) / STEP, (costs[1] - solved.objective_cny) / STEP
            value = solved.tables["storage"].of(store.id, "soc_value_cny_per_mwh")[t]
            if np.isfinite(costs).all():
                agreed.append(bracketed(-value, slopes, AXIS.weight[t]))
    assert np.mean(agreed) > 0.6


@pytest.mark.parametrize("seed", range(3))
def test_a_known_start_is_worth_what_the_store_says(seed: int) -> None:
    """One more MWh at the start of every segment saves Σ weight · (1 − loss)^Δt · value of the first period."""
    case = random_case(seed, {"storage", "thermal", "renewable"})
    solved, base = solve(case, AXIS), least_cost(case)
    known = [store for store in case.storage if store.soc_initial_mwh is not None]
    for store in known:
        slopes = one_sided(base, lambda amount, store=store: with_field(
            case, "storage", store.id, "soc_initial_mwh", store.soc_initial_mwh + amount))  # fmt: skip
        first = AXIS.segment_first_period
        kept = (1 - store.standing_loss_per_h) ** AXIS.dt_h[first]
        value = solved.tables["storage"].of(store.id, "soc_value_cny_per_mwh")[first]
        bracketed(-float((AXIS.weight[first] * kept * value).sum()), slopes)


@pytest.mark.parametrize("seed", range(6))
def test_an_energy_price_is_what_one_more_mwh_owed_costs(seed: int) -> None:
    """energy_min_mwh is per year: one more MWh over the horizon is 8,760 / hours more a year. Cost rises: positive."""
    case = random_case(seed, {"corridor", "thermal"})
    solved, base, share = solve(case, AXIS), least_cost(case), AXIS.hours / 8760
    for owing in (k for k in case.corridor if k.energy_min_mwh is not None):
        slopes = one_sided(base, lambda amount, owing=owing: with_field(
            case, "corridor", owing.id, "energy_min_mwh", owing.energy_min_mwh + amount / share))  # fmt: skip
        price = float(solved.tables["corridor_total"].of(owing.id, "energy_price_cny_per_mwh"))
        assert price >= -1e-9
        bracketed(price, slopes)


def test_signs_by_hand() -> None:
    """A MW of demand costs, a hm³, a stored MWh save, a MWh owed costs: all four positive where they are scarce.

    Coal at 300 is marginal; the turbine makes 2 MW per m³/s; the store discharges at 0.8; the corridor pays 200.
    """
    case = system(
        thermal=[unit("coal", 1000, 300)],
        load=[demand(500)],
        reservoir=[{"id": "lake", "volume_max_hm3": 1, "volume_initial_hm3": 0.1}],
        powerhouse=[{"id": "house", "reservoir": "lake", "bus": "a", "p_nom_mw": 100, "turbine_max_m3s": 50,
                     "productivity_mw_per_m3s": 2}],
        storage=[{"id": "bat", "technology": "lfp", "bus": "a", "p_nom_mw": 50, "e_nom_mwh": 100, "eta_discharge": 0.8,
                  "soc_initial_mwh": 10}],
        corridor=[market(200, energy_min_mwh=8760)],
    )  # fmt: skip
    solved = solve(case, hours(1, 1))
    assert solved.tables["price"].of("a", "price_cny_per_mwh") == close([300, 300])
    assert solved.tables["reservoir"].of("lake", "water_value_cny_per_hm3") == close([600 / 0.0036] * 2)
    assert solved.tables["storage"].of("bat", "soc_value_cny_per_mwh") == close([240, 240])
    assert solved.tables["corridor_total"].of("market", "energy_price_cny_per_mwh") == close(100)
