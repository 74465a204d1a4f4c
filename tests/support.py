"""Small cases, their answers and the comparison of both routes: what tests of the model share."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pyomo.environ as pyo
import pytest
from pyomo.repn.standard_repn import generate_standard_repn

from dispatch.audit import audit_run
from dispatch.case.schema import Case
from dispatch.case.settings import Solver
from dispatch.case.table import TimeTable
from dispatch.horizon import Horizon
from dispatch.program.build import build_model
from dispatch.program.compile import compile_program
from dispatch.program.components import Axis
from dispatch.program.formulation import Formulation
from dispatch.program.linear_program import Layout, LinearProgram
from dispatch.program.rowwise import Rowwise
from dispatch.series.assemble import assemble_series
from dispatch.solve.pipeline import Solved, solve_case

START = "2030-01-01"
ZONE = "Asia/Shanghai"


def hours(*dt_h: float, weight: float = 1.0, start: str = START) -> Horizon:
    """Periods of the given lengths."""
    return Horizon.from_steps(start, dt_h, weight=weight)


def table(
    step_h: float = 1.0, *, start: str = START, quantity: Any = "mean", repeat: Any = "no", **columns: Any
) -> TimeTable:
    """A series table of equal steps."""
    size = len(next(iter(columns.values())))
    index = pd.date_range(start, periods=size, freq=pd.Timedelta(hours=step_h), tz=ZONE)
    return TimeTable.from_frame(pd.DataFrame(columns, index=index, dtype=float), quantity, repeat)


def system(
    series: TimeTable | dict[str, TimeTable] | None = None, buses: str = "a", **families: list[dict[str, Any]]
) -> Case:
    """A case on buses named by single letters; one table is called `s`."""
    tables = {"s": series} if isinstance(series, TimeTable) else series or {}
    families.setdefault("bus", [{"id": b} for b in buses])
    return Case.model_validate({"name": "test", "series": tables, **families})


def unit(id: str, p_nom: float, cost: float | str, bus: str = "a", **more: Any) -> dict[str, Any]:
    """A thermal plant that needs no commitment unless `more` says so."""
    return {"id": id, "technology": "coal", "bus": bus, "p_nom_mw": p_nom, "fuel_cost_cny_per_mwh": cost, **more}


def demand(p: float, bus: str = "a", id: str = "city", **more: Any) -> dict[str, Any]:
    """A load; unserved energy costs 20,000 CNY/MWh unless `more` says otherwise."""
    return {"id": id, "kind": "city", "bus": bus, "p_nom_mw": p, **more}


def market(price: float | str, bus: str = "a", p_nom: float = 1e4, id: str = "market", **more: Any) -> dict[str, Any]:
    """A corridor that buys everything at a price, and sells at it with `buys=True`."""
    both = {"p_min_pu": -1.0, "import_price_cny_per_mwh": price} if more.pop("buys", False) else {}
    return {"id": id, "bus": bus, "p_nom_mw": p_nom, "price_cny_per_mwh": price, **both, **more}


def solve(case: Case, horizon: Horizon, solver: str = "simplex") -> Solved:
    """Solve, and insist on the certificate and the audit."""
    solved = solve_case(case, horizon, solver=Solver(name=solver))
    assert solved.certificate.passed, solved.certificate
    insist_on_audit(solved)
    return solved


def insist_on_audit(solved: Solved) -> None:
    """The replay agrees with what was solved."""
    audit = audit_run(
        solved.case, solved.series, solved.tables, solved.costs_cny, solved.objective_cny, solved.certificate
    )
    assert audit.passed, [check.text() for check in audit.failed]


def column(solved: Solved, name: str, label: str) -> np.ndarray:
    """`column(solved, "storage_state.soc_mwh", "bat")`: one asset's values over time."""
    family, _, quantity = name.partition(".")
    return solved.tables[family].of(label, quantity)


def close(expected: Any, rel: float = 1e-9, abs: float = 1e-7) -> Any:
    """`pytest.approx` at the precision of a simplex vertex."""
    wanted = np.asarray(expected, dtype=float) if np.ndim(expected) else expected
    return pytest.approx(wanted, rel=rel, abs=abs, nan_ok=True)


def expect(solved: Solved, values: dict[str, Any]) -> None:
    """`{"storage.p_mw[bat]": [...], "cost": 12}`: compare each with the solution, all named in one failure."""
    wrong = []
    for name, wanted in values.items():
        if name == "cost":
            found: Any = solved.objective_cny
        elif name == "bound":
            found = solved.bound_cny
        else:
            path, _, label = name.removesuffix("]").partition("[")
            found = column(solved, path, label)
        if found != close(wanted):
            wrong.append(f"{name}: {found} instead of {wanted}")
    assert not wrong, "; ".join(wrong)


def plain_layouts(name: str, size: int) -> dict[str, Layout]:
    """One family of `size` numbered things."""
    return {f"x.{name}": Layout(f"x.{name}", 0, (Axis("number", size, None, None),))}


def manufactured(
    c: Any, matrix: Any, rows: tuple[Any, Any], columns: tuple[Any, Any], c0: float = 0.0
) -> LinearProgram:
    """A linear program straight from arrays; `matrix` is dense, (rows, columns)."""
    c, dense = np.asarray(c, dtype=float), np.asarray(matrix, dtype=float)
    row, index = np.nonzero(dense)
    start = np.concatenate([[0], np.cumsum(np.bincount(row, minlength=len(dense)))]).astype(np.int32)
    made = Rowwise(start, index.astype(np.int32), dense[row, index], (len(dense), len(c)))
    row_lower, row_upper = (np.broadcast_to(np.asarray(v, dtype=float), made.shape[0]).copy() for v in rows)
    low, high = (np.broadcast_to(np.asarray(v, dtype=float), len(c)).copy() for v in columns)
    return LinearProgram(
        c0, c, made, row_lower, row_upper, low, high,
        plain_layouts("column", len(c)), plain_layouts("row", made.shape[0]), hours(1.0),
    )  # fmt: skip


def both_routes(case: Case, horizon: Horizon) -> tuple[LinearProgram, Formulation]:
    """(tiled program, the filled Pyomo formulation) of a case."""
    series = assemble_series(case, horizon)
    filled = build_model(case, series, "pyomo")
    filled.add_objective()
    return compile_program(build_model(case, series)), filled


def route_differences(program: LinearProgram, filled: Formulation) -> list[str]:
    """Every row, bound and cost in which the tiled program differs from the ordinary Pyomo model."""
    variables, wrong = _variables(program, filled)
    wrong += _row_differences(program, filled, variables)
    constant, cost = _dense(filled.pyomo.find_component("cost_cny").expr, variables, len(program.c))
    for j in np.flatnonzero(~np.isclose(cost, program.c, rtol=1e-12, atol=1e-12)):
        wrong.append(f"cost of {program.column_name(int(j))}: {program.c[j]} tiled, {cost[j]} Pyomo")
    if not np.isclose(constant, program.c0, rtol=1e-12, atol=1e-9):
        wrong.append(f"constant cost: {program.c0} tiled, {constant} Pyomo")
    return wrong


def _variables(program: LinearProgram, filled: Formulation) -> tuple[dict[int, int], list[str]]:
    """Column number of every Pyomo variable (by id), found by its index and not by its order; differing bounds."""
    numbers: dict[int, int] = {}
    wrong = []
    for family in filled.columns:
        layout = program.columns[family.name]
        assert len(family.component) == layout.size, family.name
        for position, at in enumerate(np.ndindex(layout.shape)):
            variable = family.component[_key(layout.axes, at)]
            number = layout.offset + position
            numbers[id(variable)] = number
            bounds = (program.column_lower[number], program.column_upper[number])
            if bounds != _numbers(variable.lb, variable.ub):
                wrong.append(f"bounds of {program.column_name(number)}: {bounds} tiled, {variable.bounds} Pyomo")
    assert len(numbers) == len(program.c)
    return numbers, wrong


def _row_differences(program: LinearProgram, filled: Formulation, variables: dict[int, int]) -> list[str]:
    wrong = []
    dense = program.matrix.toarray()
    seen = 0
    for family in filled.rows:
        owner, name = family.name.split(".")
        component = filled.families[owner].block.find_component(name)
        layout = program.rows[family.name]
        for position, at in enumerate(np.ndindex(layout.shape)):
            made = component[_key(layout.axes, at)]
            number = layout.offset + position
            constant, row = _dense(made.body, variables, len(program.c))
            low, high = _numbers(pyo.value(made.lower), pyo.value(made.upper))
            bounds = (program.row_lower[number], program.row_upper[number])
            if not np.allclose(row, dense[number], rtol=1e-12, atol=1e-12):
                wrong.append(f"coefficients of {program.row_name(number)}")
            if not np.allclose((low - constant, high - constant), bounds, rtol=1e-12, atol=1e-9):
                wrong.append(f"bounds of {program.row_name(number)}: {bounds} tiled, {(low, high)} Pyomo")
            seen += 1
    assert seen == len(program.row_lower)
    return wrong


def _dense(expression: Any, variables: dict[int, int], size: int) -> tuple[float, np.ndarray]:
    form = generate_standard_repn(expression, compute_values=True)
    assert form.nonlinear_expr is None
    row = np.zeros(size)
    for factor, variable in zip(form.linear_coefs, form.linear_vars, strict=True):
        row[variables[id(variable)]] += factor
    return float(form.constant), row


def _key(axes: tuple[Axis, ...], at: tuple[int, ...]) -> Any:
    keys = tuple(axis.key(i) for axis, i in zip(axes, at, strict=True))
    return keys if len(keys) > 1 else keys[0]


def _numbers(low: float | None, high: float | None) -> tuple[float, float]:
    return (-np.inf if low is None else float(low), np.inf if high is None else float(high))
