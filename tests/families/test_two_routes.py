"""One model, two routes: the tiled arrays are the matrix that ordinary Pyomo makes of the same rules."""

from __future__ import annotations

import pyomo.environ as pyo
import pytest
from hypothesis import given, settings

from dispatch.case.schema import Case
from dispatch.horizon import Horizon
from dispatch.program.build import as_pyomo
from dispatch.series.assemble import assemble_series
from tests.everything import AXIS, everything
from tests.random_cases import FAMILIES, cases, horizons, random_case
from tests.support import both_routes, close, hours, route_differences, solve

SHORT = Horizon.chain([hours(1, 0.5, 2, 0.25, weight=2), hours(2, 1, start="2030-01-05")])


def test_everything_at_once_is_the_same_matrix() -> None:
    assert not route_differences(*both_routes(everything(), AXIS))


@pytest.mark.parametrize("family", FAMILIES)
def test_every_family_alone_is_the_same_matrix(family: str) -> None:
    assert not route_differences(*both_routes(random_case(7, {family}), SHORT))


@settings(max_examples=25, deadline=None)
@given(cases(), horizons())
def test_random_systems_are_the_same_matrix(case: Case, horizon: Horizon) -> None:
    assert not route_differences(*both_routes(case, horizon))


def test_the_comparison_sees_a_difference_of_every_kind() -> None:
    """A comparison that finds nothing proves nothing until it has found something."""
    program, filled = both_routes(random_case(3, {"storage", "corridor"}), hours(1, 1))
    assert not route_differences(program, filled)
    for array, prefix in (
        (program.c, "cost of"),
        (program.matrix.data, "coefficients of"),
        (program.row_lower, "bounds of"),
        (program.column_upper, "bounds of"),
    ):
        at = abs(array).argmin() if prefix == "bounds of" else 0
        kept, array[at] = array[at], array[at] + 0.5
        assert any(found.startswith(prefix) for found in route_differences(program, filled))
        array[at] = kept
    assert not route_differences(program, filled)


@pytest.mark.parametrize("name", ["appsi_highs", "highs"])
def test_an_ordinary_pyomo_solver_finds_the_same_optimum(name: str) -> None:
    """`as_pyomo` is a ConcreteModel like any other: its objective in CNY is that of the arrays."""
    series = assemble_series(everything(), SHORT)
    model = as_pyomo(everything(), series)
    result = pyo.SolverFactory(name).solve(model)
    assert pyo.check_optimal_termination(result)
    assert pyo.value(model.cost_cny) == close(solve(everything(), SHORT).bound_cny, rel=1e-8)


@pytest.mark.parametrize("seed", range(4))
def test_random_systems_have_the_same_optimum(seed: int) -> None:
    case = random_case(seed)
    model = as_pyomo(case, assemble_series(case, SHORT))
    pyo.SolverFactory("appsi_highs").solve(model)
    assert pyo.value(model.cost_cny) == close(solve(case, SHORT).bound_cny, rel=1e-8)


def test_pyomo_can_print_the_model(capsys: pytest.CaptureFixture[str]) -> None:
    as_pyomo(
        random_case(1, {"storage"}, buses=1), assemble_series(random_case(1, {"storage"}, buses=1), hours(1))
    ).pprint()
    assert "soc_balance" in capsys.readouterr().out
