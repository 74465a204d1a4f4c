"""Splitting, linking and coarsening, where the answer can be seen."""

from __future__ import annotations

import numpy as np
import pytest

from dispatch.case.settings import Solver
from dispatch.horizon import Horizon
from dispatch.program.build import build_model
from dispatch.program.compile import compile_program
from dispatch.program.linear_program import LinearProgram
from dispatch.program.solution import Status
from dispatch.series.assemble import assemble_series
from dispatch.solve.windows.coarse import coarsen
from dispatch.solve.windows.links import find_links
from dispatch.solve.windows.method import WindowMethod
from dispatch.solve.windows.session import WindowSession
from dispatch.solve.windows.split import MASTER, split_program, window_edges
from dispatch.solve.windows.start import state_of
from tests.solve.windows.programs import random_program, whole
from tests.support import demand, hours, market, system, table, unit


def one_store(days: int, **more: object) -> LinearProgram:
    """A store between a dear and a cheap half of every day; 1 MWh in, 1 out."""
    bat = {
        "id": "bat",
        "technology": "lfp",
        "bus": "a",
        "p_nom_mw": 1.0,
        "e_nom_mwh": 4.0,
        "eta_charge": 1.0,
        "eta_discharge": 1.0,
        **more,
    }
    case = system(
        table(6.0, price=[100, 300, 100, 300] * days),
        storage=[bat],
        load=[demand(2.0)],
        thermal=[unit("coal", 10.0, 500.0)],
        corridor=[market("s/price", buys=True)],
    )
    return compile_program(build_model(case, assemble_series(case, hours(*[6.0] * 4 * days))))


def test_windows_begin_at_local_midnight_and_at_segments() -> None:
    one = Horizon.regular("2030-01-01 06:00", 24 * 10, 1.0)
    assert window_edges(one, 3).tolist() == [0, 66, 138, 210, 240]
    two = Horizon.chain([Horizon.regular("2030-01-01", 24, 1.0), Horizon.regular("2030-06-01", 48, 1.0)])
    assert window_edges(two, 7).tolist() == [0, 24, 72]
    assert window_edges(two, 1).tolist() == [0, 24, 48, 72]


def test_a_store_hands_over_one_state_a_boundary() -> None:
    program = one_store(3, cyclic=False)
    split = split_program(program, window_edges(program.horizon, 1))
    links = find_links(program, split)
    assert [program.column_name(int(c)) for c in links.states.column] == [
        "storage.soc_mwh[bat, 2030-01-02T00:00+08:00]",
        "storage.soc_mwh[bat, 2030-01-03T00:00+08:00]",
    ]
    assert links.states.upper.tolist() == [4.0, 4.0]
    assert not len(links.dropped)


def test_a_cycle_over_the_horizon_is_shared() -> None:
    program = one_store(3, cyclic=True)
    links = find_links(program, split_program(program, window_edges(program.horizon, 1)))
    assert [program.row_name(int(r)) for r in links.master.row] == ["storage.cycle[bat, 0]"]
    assert links.states.count == 4


def test_water_under_way_belongs_to_the_state_that_is_handed_over() -> None:
    """Stored and under way together are what all balances behind a boundary take from before it."""
    program = random_program(2)
    split = split_program(program, window_edges(program.horizon, 1))
    links = find_links(program, split)
    x = np.random.default_rng(1).random(len(program.c))
    state = state_of(links, x)
    matrix = program.matrix.tocsr()
    total = links.outgoing
    for s in np.flatnonzero(links.states.column == MASTER):
        if links.states.row[s] in links.master.row:
            continue
        mine = total.state == s
        rows = links.incoming.row[np.isin(links.incoming.of, np.flatnonzero(links.incoming.state == s))]
        columns = np.unique(total.column[mine])
        assert np.isclose(state[s], (matrix[rows][:, columns] @ x[columns]).sum())


def test_without_loss_the_steps_of_a_day_add_up() -> None:
    """Prices equal within a block: the coarse optimum is that of the program."""
    program = one_store(3, cyclic=True)
    coarse = coarsen(program, 1, window_edges(program.horizon, 1))
    assert whole(coarse.program).objective == whole(program).objective
    assert np.array_equal(coarse.spread(np.arange(len(program.c))), np.arange(len(program.c)))


def test_a_short_horizon_is_solved_whole() -> None:
    program = one_store(2, cyclic=True)
    session = WindowSession(program, Solver(threads=1), days=1.0)
    solution = session.solve()
    assert session.last is not None
    assert session.last.why == "the horizon is short"
    assert solution.objective == whole(program).objective


def test_a_case_without_an_answer_is_infeasible() -> None:
    program = random_program(6)
    session = WindowSession(program, Solver(threads=1), days=1.0)
    columns = np.arange(len(program.c))
    session.change_column_bounds(columns, program.column_lower, np.minimum(program.column_upper, program.column_lower))
    assert session.solve().status == Status.INFEASIBLE


def test_closed_columns_stay_closed() -> None:
    program = random_program(9)
    session = WindowSession(program, Solver(threads=1), days=1.0)
    first = session.solve()
    used = np.flatnonzero((first.x > 1e-3) & (program.column_lower == 0))[:3]
    session.close_columns(used)
    second = session.solve()
    assert session.last is not None
    assert session.last.closed
    assert (second.x[used] <= 1e-9).all()
    assert second.objective >= first.objective - 1e-6 * abs(first.objective)


def test_out_of_time_there_is_an_answer_or_a_status_but_no_fault() -> None:
    program = random_program(9)
    for limit in (1e-3, 0.05):
        session = WindowSession(program, Solver(threads=1, time_limit_s=limit), days=1.0)
        assert session.solve().status in (Status.OPTIMAL, Status.FEASIBLE_AT_LIMIT)


def test_the_best_schedule_at_the_limit_is_whole_and_proven(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stopped after some passes: every row holds, and the gap that is said is the one that is proven."""
    program = random_program(9)
    optimum = whole(program).objective
    made = WindowMethod(program, threads=1, days=1.0)
    monkeypatch.setattr(made, "_late", lambda: False)
    passes = iter([False] * 8 * len(made.windows))
    monkeypatch.setattr(made._solvers, "_stop", lambda: next(passes, True))
    outcome = made.solve(1e-9)
    assert not outcome.closed
    assert outcome.certificate is not None
    assert outcome.certificate.primal <= 1e-6
    assert outcome.certificate.proven_bound <= optimum + 1e-8 * abs(optimum)
    assert optimum <= outcome.certificate.objective + 1e-6 * abs(optimum)
    assert outcome.gap > 1e-9
