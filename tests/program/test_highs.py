"""What HiGHS says and what becomes of it: statuses, options, refused numbers, repeated solves, methods."""

from __future__ import annotations

from typing import Any

import highspy
import numpy as np
import pytest

from dispatch.case.settings import Solver
from dispatch.errors import InfeasibleError, SolveError
from dispatch.horizon import Horizon
from dispatch.program.certificate import certify
from dispatch.program.explain import explain_infeasible
from dispatch.program.highs import HighsSession, solve_program
from dispatch.program.linear_program import LinearProgram
from dispatch.program.solution import Status
from dispatch.solve.pipeline import solve_case
from tests.random_cases import random_case
from tests.support import both_routes, close, demand, hours, manufactured, solve, system, table, unit

INF = np.inf
METHODS = ("simplex", "ipx", "ipx_crossover", "hipo", "hipo_crossover")


def hard() -> LinearProgram:
    """A feasible random program of some size: 0 is allowed, and the best is far from it."""
    rng = np.random.default_rng(5)
    dense = rng.random((300, 400)) * (rng.random((300, 400)) < 0.3)
    return manufactured(-rng.random(400), dense, (-INF, 1 + 10 * rng.random(300)), (0, 5))


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("presolve", [True, False])
def test_each_end_has_its_status(method: str, presolve: bool) -> None:
    """x + y = 3 within [0, 1]² cannot be; −x falls for ever along x = y; and one that can be solved."""
    options = Solver.model_validate({"name": method, "presolve": presolve})
    ends = {
        Status.INFEASIBLE: manufactured([1, 1], [[1, 1], [1, -1]], ([3, -1], [3, 1]), (0, 1)),
        Status.UNBOUNDED: manufactured([-1, -1], [[1, -1], [1, -2]], ([0, -INF], [0, 5]), (0, INF)),
        Status.OPTIMAL: manufactured([1, 2], [[1, 1]], (1, INF), (0, INF)),
    }
    for status, program in ends.items():
        solution = solve_program(program, options)
        assert solution.status == status
        assert (solution.objective == close(1, rel=1e-6)) == (status == Status.OPTIMAL)
        if status != Status.OPTIMAL:
            assert np.isnan(solution.objective)
            assert not solution.x.any()


def test_a_time_limit_without_an_answer_has_no_values() -> None:
    solution = solve_program(hard(), Solver(name="ipx", time_limit_s=1e-6))
    assert solution.status == Status.FAILED
    assert "limit" in solution.message.lower()
    assert np.isnan(solution.objective)


def test_a_limit_with_an_answer_says_that_it_is_not_the_best() -> None:
    """Primal simplex starts feasible at 0; after ten iterations it has a dispatch, and no proof."""
    session = HighsSession(hard(), Solver(name="simplex", presolve=False))
    session._set("simplex_strategy", 4)
    session._set("simplex_iteration_limit", 10)
    stopped = session.solve()
    assert stopped.status == Status.FEASIBLE_AT_LIMIT
    assert (session.program.matrix @ stopped.x <= session.program.row_upper + 1e-6).all()
    best = solve_program(hard())
    assert best.status == Status.OPTIMAL
    assert best.objective < stopped.objective < 0


def test_a_time_limit_is_counted_anew_for_every_solve() -> None:
    session = HighsSession(hard(), Solver(name="simplex", time_limit_s=30))
    spent = 0.0
    for _ in range(3):
        assert session.solve().status == Status.OPTIMAL
        spent += session._highs.getRunTime()
    assert session._highs.getOptionValue("time_limit")[1] > 30


def test_a_case_reports_its_end_by_exit_code() -> None:
    """Forced power with nowhere to go: 3. Stopped at a limit: 4."""
    forced = {"id": "ror", "technology": "ror", "bus": "a", "p_nom_mw": 8, "p_min_pu": 1}
    with pytest.raises(InfeasibleError) as infeasible:
        solve_case(system(renewable=[forced], load=[demand(1)]), hours(1))
    assert infeasible.value.exit_code == 3
    with pytest.raises(SolveError) as stopped:
        solve_case(random_case(1), hours(*[1] * 12), solver=Solver(name="ipx", time_limit_s=1e-6))
    assert stopped.value.exit_code == 4


@pytest.mark.parametrize(
    ("name", "value"), [("misspelt", 1), ("presolve", "perhaps"), ("time_limit", "long"), ("threads", -3)]
)
def test_an_option_that_highs_does_not_take_raises(name: str, value: Any) -> None:
    with pytest.raises((SolveError, TypeError), match=name):
        HighsSession(manufactured([1], [[1]], (1, 2), (0, 5)))._set(name, value)


@pytest.mark.parametrize(
    ("program", "message"),
    [
        (manufactured([np.nan, 1], [[1, 1]], (1, INF), (0, INF)), "finite"),
        (manufactured([INF, 1], [[1, 1]], (1, INF), (0, INF)), "finite"),
        (manufactured([1, 1], [[np.nan, 1]], (1, INF), (0, INF)), "finite"),
        (manufactured([1, 1], [[1, 1]], (np.nan, INF), (0, INF)), "accept"),
        (manufactured([1, 1], [[1, 1]], (1, INF), (np.nan, INF)), "accept"),
        (manufactured([1, 1], [[1, 1e-12]], (1, INF), (0, INF)), "coefficient range"),
        (manufactured([1, 1], [[1, 1e16]], (1, INF), (0, INF)), "coefficient range"),
        (manufactured([1, 1], [[1, 1]], (1, INF), ([0, 3], [INF, 2])), r"limits of x.column\[1\]"),
    ],
    ids=["nan cost", "infinite cost", "nan coefficient", "nan row", "nan bound", "tiny", "huge", "crossed"],
)
def test_numbers_that_are_none_are_refused(program: LinearProgram, message: str) -> None:
    """HiGHS takes a NaN cost and calls the result optimal; it drops tiny coefficients with a warning only."""
    with pytest.raises(SolveError, match=message):
        solve_program(program)


@pytest.mark.parametrize(("row", "status"), [((0, 2), Status.OPTIMAL), ((1, 2), Status.INFEASIBLE)])
def test_a_program_without_columns(row: tuple[float, float], status: Status) -> None:
    """Nothing to decide: the constant is the cost, unless a row asks for more than nothing."""
    solution = solve_program(manufactured([], np.zeros((1, 0)), row, (0, 1), c0=5))
    assert solution.status == status
    assert (solution.objective == 5) == (status == Status.OPTIMAL)


def test_changed_bounds_are_solved_again_from_the_basis() -> None:
    """Re-solving gives what a new session gives, in fewer iterations, and the program follows its bounds."""
    session = HighsSession(hard(), Solver(name="simplex"))
    session.solve()
    some = np.arange(0, 400, 40)
    session.change_column_bounds(some, np.zeros(10), np.full(10, 0.1))
    again, fresh = session.solve(), solve_program(session.program, Solver(name="simplex"))
    assert (session.program.column_upper[some] == 0.1).all()
    assert again.objective == close(fresh.objective, rel=1e-9)
    assert (again.x[some] <= 0.1 + 1e-9).all()
    session.close_columns(some)
    assert not session.solve().x[some].any()


def test_bounds_that_highs_does_not_take_raise() -> None:
    session = HighsSession(hard())
    for number, limit in ((999, 1.0), (0, np.nan)):
        with pytest.raises(SolveError, match="bounds"):
            session.change_column_bounds(np.array([number]), np.zeros(1), np.full(1, limit))
    assert (session.program.column_upper == 5).all()


def test_rounding_may_cross_bounds() -> None:
    """3·0.7 = 2.0999… and the end must hold 2.1 MWh: allowed by the case, so solved; a true contradiction is named."""
    store = {
        "id": "bat",
        "technology": "lfp",
        "bus": "a",
        "p_nom_mw": 1,
        "e_nom_mwh": 3,
        "soc_max_pu": 0.7,
        "soc_terminal_min_mwh": 2.1,
    }
    assert 3 * 0.7 < 2.1
    solve(system(storage=[store], thermal=[unit("gas", 9, 1)]), hours(1, 1, 1))


def test_methods_agree() -> None:
    """Every method, with and without crossover, to 1e-6; each is certified on the way."""
    axis = Horizon.chain([hours(*[1.0] * 12), hours(*[0.5] * 12, start="2030-01-04", weight=3)])
    program, _ = both_routes(random_case(11), axis)
    found = {m: solve_program(program, Solver.model_validate({"name": m})) for m in METHODS}
    assert {s.status for s in found.values()} == {Status.OPTIMAL}
    assert {s.solver for s in found.values()} >= {"simplex", "ipx_crossover", "hipo_crossover"}
    for solution in found.values():
        assert solution.objective == pytest.approx(found["simplex"].objective, rel=1e-6)


def test_the_log_is_heard_line_by_line() -> None:
    lines: list[str] = []
    HighsSession(hard(), Solver(name="simplex"), lines.append).solve()
    assert any("simplex" in line.lower() or "highs" in line.lower() for line in lines)


def test_a_case_without_anything_to_decide() -> None:
    """One bus, nothing on it: no rows, no columns, no cost, and nothing breaks on the way."""
    empty = solve_case(system(), hours(1, 1))
    assert empty.program.shape == (0, 0, 0)
    assert empty.objective_cny == 0
    assert not empty.tables


def test_a_profile_over_no_assets_of_a_family_is_no_family() -> None:
    """Families that a case does not have leave no rows, no columns and no tables."""
    solved = solve(system(table(d=[1, 2]), load=[demand(3, p_pu="s/d")], thermal=[unit("gas", 9, 1)]), hours(1, 1))
    assert set(solved.program.columns) == {"load.unserved_mw", "thermal.p_mw"}
    assert set(solved.program.rows) == {"price.power_balance"}
    assert set(solved.tables) == {"load", "thermal", "price"}


def test_a_basis_that_drifted_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the point from a basis broke a row: solved from scratch, with the same answer; a fresh one is kept."""
    session = HighsSession(hard(), Solver(name="simplex"))
    asked: list[int] = []
    monkeypatch.setattr(HighsSession, "_breaks_a_row", lambda self: bool(asked.append(1) or True))
    fresh = session.solve()
    assert not asked
    session.renew(hard(), near=True)
    again = session.solve()
    assert asked == [1]
    assert again.objective == close(fresh.objective)
    assert again.iterations > 0


def test_a_program_called_infeasible_in_which_nothing_is_missing_is_a_fault_of_the_solver() -> None:
    """What has a dispatch is never told as impossible: nothing is missed there (exit code 4, not 3)."""
    assert explain_infeasible(hard(), Solver()) == []


def test_a_barrier_that_calls_a_program_infeasible_is_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its verdict is put before simplex, which finds the dispatch that there is."""
    ended: list[highspy.HighsModelStatus] = []

    def run(session: HighsSession, own=HighsSession._run) -> highspy.HighsModelStatus:
        ended.append(own(session))
        return ended[-1] if len(ended) > 1 else highspy.HighsModelStatus.kInfeasible

    monkeypatch.setattr(HighsSession, "_run", run)
    asked = HighsSession(hard(), Solver(name="ipx", presolve=False)).solve()
    assert (len(ended), asked.status, asked.solver) == (2, Status.OPTIMAL, "simplex")


@pytest.mark.parametrize(("wrong", "solves"), [(0.0, 1), (0.1, 2)])
def test_what_a_barrier_doubts_is_judged_by_its_certificate(
    monkeypatch: pytest.MonkeyPatch, wrong: float, solves: int
) -> None:
    """A point that is optimal counts as such; one that is not is finished by crossover."""
    ended: list[highspy.HighsModelStatus] = []

    def run(session: HighsSession, own=HighsSession._run) -> highspy.HighsModelStatus:
        ended.append(own(session))
        return ended[-1] if len(ended) > 1 else highspy.HighsModelStatus.kUnknown

    monkeypatch.setattr(HighsSession, "_run", run)
    if wrong:
        monkeypatch.setattr(HighsSession, "_is_certified", _off_by(wrong))
    found = HighsSession(hard(), Solver(name="ipx")).solve()
    assert (len(ended), found.status) == (solves, Status.OPTIMAL)
    assert found.solver == ("ipx" if solves == 1 else "ipx_crossover")


def _off_by(wrong: float) -> Any:
    """The certificate of a point whose first column is off by so much."""

    def is_certified(session: HighsSession) -> bool:
        found = session._highs.getSolution()
        x = np.asarray(found.col_value, dtype=float)
        x[0] += wrong
        return certify(session.program, x, np.asarray(found.row_dual, dtype=float)).passed

    return is_certified
