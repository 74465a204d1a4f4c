"""Nothing charges and discharges, or sends both ways, at once, even where burning would pay."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.case.schema import Case
from dispatch.case.settings import Solver
from dispatch.horizon import Horizon
from dispatch.program.complementarity import (
    AT_ONCE_MW,
    Directions,
    active_pairs,
    choose_directions,
    solve_complementary,
)
from dispatch.program.components import Axis
from dispatch.program.highs import HighsSession, solve_program
from dispatch.program.linear_program import Layout, LinearProgram
from dispatch.program.solution import Status
from tests.random_cases import random_case
from tests.support import both_routes, close, demand, hours, manufactured, market, solve, system, table, unit


def burner(**more: Any) -> dict[str, Any]:
    return {
        "id": "bat",
        "technology": "lfp",
        "bus": "a",
        "p_nom_mw": 10,
        "e_nom_mwh": 20,
        "eta_charge": 0.9,
        "eta_discharge": 0.9,
        "soc_initial_mwh": 10,
        **more,
    }


def paid_to_take() -> Case:
    """Someone pays for every MWh taken in hours 1 and 2; a small store fills, then could only burn."""
    return system(
        table(p=[50, -200, -200, 300]),
        storage=[burner(e_nom_mwh=5, soc_initial_mwh=5)],
        corridor=[market("s/p", buys=True)],
    )


def at_once(tables: Any) -> float:
    """The largest power, MW, that is taken and given at once."""
    pairs = [
        ("storage", "p_charge_mw", "p_discharge_mw"),
        ("line", "forward_mw", "backward_mw"),
        ("link", "forward_mw", "backward_mw"),
    ]
    worst = 0.0
    for name, one, other in pairs:
        if name in tables and one in tables[name].columns:
            both = np.minimum(tables[name].columns[one], tables[name].columns[other])
            worst = max(worst, float(np.nanmax(both, initial=0.0)))
    return worst


def test_the_linear_program_burns_where_that_pays() -> None:
    """The premise: without closing, the optimum charges and discharges at once."""
    program, _ = both_routes(paid_to_take(), hours(1, 1, 1, 1))
    solution = solve_program(program)
    closing = active_pairs(program, solution.x)[0]
    assert len(closing) > 0
    charge = program.columns["storage.p_charge_mw"]
    assert set(closing) <= set(range(charge.offset, charge.offset + 2 * charge.size))


def test_the_answer_does_not_and_both_costs_are_told() -> None:
    """The result is a dispatch, dearer than the bound, certified against the closed columns and audited."""
    solved = solve(paid_to_take(), hours(1, 1, 1, 1))
    assert at_once(solved.tables) <= AT_ONCE_MW
    assert solved.bound_cny < solved.objective_cny - 1
    assert solved.certificate.objective == close(solved.objective_cny)
    program, _ = both_routes(paid_to_take(), hours(1, 1, 1, 1))
    assert solved.bound_cny == close(solve_program(program).objective)


def test_the_answer_is_the_best_one_way_dispatch_of_this_case() -> None:
    """Every choice of a direction per hour, 2⁴ of them, solved one by one: none is cheaper."""
    axis = hours(1, 1, 1, 1)
    program, _ = both_routes(paid_to_take(), axis)
    pair = [program.columns[f"storage.p_{way}_mw"].offset + np.arange(4) for way in ("charge", "discharge")]
    best = np.inf
    for choice in range(16):
        session = HighsSession(program)
        session.close_columns(np.array([pair[choice >> t & 1][t] for t in range(4)]))
        best = min(best, session.solve().objective)
    assert solve(paid_to_take(), axis).objective_cny == close(best, rel=1e-8)


def test_nothing_is_closed_where_nothing_burns() -> None:
    """Positive prices: one solve, the bound is the cost, no limit is changed."""
    case = system(table(p=[50, 300]), storage=[burner()], corridor=[market("s/p", buys=True)])
    solved = solve(case, hours(1, 1))
    assert solved.bound_cny == close(solved.objective_cny)
    program, _ = both_routes(case, hours(1, 1))
    assert (solved.program.column_upper == program.column_upper).all()


def test_curtailment_that_costs_is_no_reason_to_burn() -> None:
    """40 MW of wind beside a load of 10, 500 CNY/MWh for what is left: filling the store is fine, burning is not."""
    wind = {"id": "wind", "technology": "wind", "bus": "a", "p_nom_mw": 40, "curtailment_cost_cny_per_mwh": 500}
    case = system(storage=[burner()], renewable=[wind], load=[demand(10)])
    solved = solve(case, hours(1, 1, 1))
    assert at_once(solved.tables) <= AT_ONCE_MW
    stored = solved.tables["storage_state"].of("bat", "soc_mwh")
    assert stored[-1] == close(20)
    assert solved.bound_cny < solved.objective_cny


@pytest.mark.parametrize("method", ["simplex", "hipo"])
def test_lossy_lines_do_not_burn_either(method: str) -> None:
    line = {"id": "ab", "bus0": "a", "bus1": "b", "p_nom_mw": 50, "loss_pu": 0.1}
    case = system(
        table(p=[-100, 100, -100]),
        buses="ab",
        line=[line],
        load=[demand(5, "b")],
        thermal=[unit("gas", 99, 300)],
        corridor=[market("s/p", buys=True)],
    )
    solved = solve(case, hours(1, 1, 1), method)
    assert at_once(solved.tables) <= AT_ONCE_MW
    assert solved.bound_cny < solved.objective_cny - 1


@pytest.mark.parametrize("seed", range(6))
def test_random_systems_end_one_way(seed: int) -> None:
    axis = Horizon.chain([hours(1, 0.5, 2, weight=2), hours(1, 2, start="2030-01-05 08:00")])
    solved = solve(random_case(seed), axis)
    assert at_once(solved.tables) <= AT_ONCE_MW
    assert solved.bound_cny <= solved.objective_cny + 1e-6 * (1 + abs(solved.objective_cny))


def test_a_session_keeps_its_closed_columns_for_the_certificate() -> None:
    program, _ = both_routes(paid_to_take(), hours(1, 1, 1, 1))
    session = HighsSession(program)
    solution, relaxed = solve_complementary(session)
    closed = np.flatnonzero(session.program.column_upper != program.column_upper)
    assert len(closed) > 0
    assert not solution.x[closed].any()
    assert relaxed is not None
    assert relaxed.passed
    assert relaxed.objective < solution.objective - 1


def opposed_pair() -> LinearProgram:
    """x + 2y ≥ 1.5, both in [0, 1], costs 1 and 2.1. Together: x = 1, y = 0.25, cost 1.525. Alone x cannot, y = 0.75
    costs 1.575. Closing the smaller, y, leaves nothing; the right choice is to close x."""
    made = manufactured([1.0, 2.1], [[1.0, 2.0]], (1.5, np.inf), (0.0, 1.0))
    one = Axis("asset", 1, ("a",), None), Axis("period", 1, None, None)
    columns = {"s.in": Layout("s.in", 0, one), "s.out": Layout("s.out", 1, one)}
    return replace(made, columns=columns, opposed=(("s.in", "s.out"),))


def test_where_the_smaller_cannot_be_closed_the_other_is() -> None:
    solution, relaxed = solve_complementary(HighsSession(opposed_pair()))
    assert relaxed is not None
    assert relaxed.objective == close(1.525)
    assert solution.x == close([0.0, 0.75])
    assert solution.objective == close(1.575)


def chain_of_burners(assets: int, periods: int, net_mw: float) -> LinearProgram:
    """Each pair carries `net_mw` and loses a tenth of what it sends; 1 MW more has to go, at 10 CNY, or is burned.

    Columns: excess w, forward f and backward b, both in [0, 10]; rows f − b = net and w + 0.1·Σ(f + b) = 1 + what the
    net flows lose. To burn 1 MW takes b = 5 in one pair, at 0.01 CNY a MW of the first and 0.01 more of each next one:
    the optimum burns in a single pair, and in the next where that is closed. One way, all f = net, b = 0, w = 1.
    """
    n = assets * periods
    costs = [10.0, *[0.0] * n, *(0.01 * (1 + np.arange(n)))]
    nets = np.hstack([np.zeros((n, 1)), np.eye(n), -np.eye(n)])
    loss = np.hstack([[1.0], np.full(2 * n, 0.1)])
    right = np.append(np.full(n, net_mw), 1 + 0.1 * net_mw * n)
    upper = np.append(np.inf, np.full(2 * n, 10.0))
    made = manufactured(costs, np.vstack([nets, loss]), (right, right), (0.0, upper))
    axes = Axis("asset", assets, tuple(f"l{k}" for k in range(assets)), None), Axis("period", periods, None, None)
    layouts = {name: Layout(name, at, axes) for name, at in (("line.f", 1), ("line.b", 1 + n))}
    return replace(made, columns=layouts, opposed=(("line.f", "line.b"),))


@pytest.mark.parametrize("net_mw", [0.5, 0.0])
@pytest.mark.parametrize(("assets", "periods"), [(30, 1), (1, 50), (3, 20)])
def test_burning_that_moves_from_pair_to_pair_ends(assets: int, periods: int, net_mw: float) -> None:
    """More pairs to burn in than rounds that close one at a time: none is left open."""
    program = chain_of_burners(assets, periods, net_mw)
    solution, relaxed = solve_complementary(HighsSession(program))
    assert solution.status == Status.OPTIMAL
    assert not active_pairs(program, solution.x).size
    assert relaxed is not None
    assert relaxed.objective == close(0.05)
    assert solution.objective == close(10)


def test_no_direction_will_do() -> None:
    """x + y ≥ 1.2 needs both: infeasible one way, and said so."""
    both = replace(opposed_pair(), matrix=manufactured([0, 0], [[1.0, 1.0]], (0, 0), (0, 1)).matrix)
    program = replace(both, row_lower=np.array([1.2]))
    assert choose_directions(program, np.array([[0], [1]]), Solver()) is None
    solution, _ = solve_complementary(HighsSession(program))
    assert solution.status == Status.INFEASIBLE


def best_of_all(program: LinearProgram) -> float:
    """The least cost over every choice of directions, by trying them all."""
    pairs = np.concatenate(
        [
            [program.columns[name].offset + np.arange(program.columns[name].size) for name in pair]
            for pair in program.opposed
        ],
        axis=1,
    )
    least = np.inf
    for choice in itertools.product((0, 1), repeat=pairs.shape[1]):
        upper = program.column_upper.copy()
        upper[pairs[np.array(choice), np.arange(pairs.shape[1])]] = 0.0
        found = solve_program(replace(program, column_upper=upper))
        least = min(least, found.objective if found.status == Status.OPTIMAL else np.inf)
    return least


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_searched_directions_are_the_best_there_are(seed: int) -> None:
    """Random prices of both signs, a store and a line to burn with: as trying every choice; closing may be dearer."""
    rng = np.random.default_rng(seed)
    case = system(
        table(p=rng.uniform(-300, 200, 4).round()),
        "ab",
        storage=[burner(e_nom_mwh=6, soc_initial_mwh=3)],
        corridor=[market("s/p", buys=True, p_nom=15)],
        load=[demand(4, bus="b")],
        line=[{"id": "ab", "bus0": "a", "bus1": "b", "p_nom_mw": 12, "loss_pu": 0.08}],
    )
    program, _ = both_routes(case, hours(1, 1, 1, 1))
    least = best_of_all(program)
    searched, _ = solve_complementary(HighsSession(program), Directions(search=8))
    closed, _ = solve_complementary(HighsSession(program))
    assert searched.objective == close(least)
    assert not active_pairs(program, searched.x).size
    assert closed.objective >= least - 1e-6 * (1 + abs(least))
