"""Formulation → LinearProgram: tile every family and lay its rows below the others."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Literal

import numpy as np

from dispatch.program.broadcast import Term
from dispatch.program.components import Columns, Rows
from dispatch.program.formulation import Formulation
from dispatch.program.linear_program import CostTerm, Layout, LinearProgram
from dispatch.program.rowwise import Band, lay_band, stack_bands
from dispatch.program.template import Tiler, rows_in

# What the input checks let pass as rounding (`dispatch.case.rules.TOLERANCE`) may not stop the solver.
ROUNDING = 1e-9


def compile_program(model: Formulation) -> LinearProgram:
    """The arrays of a formulation, whichever route its Pyomo model took."""
    columns, rows = _layouts(model.columns), _layouts(model.rows)
    total, height = (sum(layout.size for layout in layouts.values()) for layouts in (columns, rows))
    if max(total, height) >= 2**31:
        raise ValueError(f"{total} columns and {height} rows are more than HiGHS can number")
    tiler = Tiler(model, {name: layout.offset for name, layout in columns.items()})
    row_lower, row_upper = np.empty(height), np.empty(height)
    bands = []
    for family in model.rows:
        layout = rows[family.name]
        here = slice(layout.offset, layout.offset + layout.size)
        terms, row_lower[here], row_upper[here] = tiler.tile(family)
        bands.append(lay_band(terms, layout.shape) if rows_in(family) else Band.empty())
    column_upper = _bounds(model.columns, "upper", total)
    costs = {family.name: _cost(*tiler.tile_linear(family)) for family in model.costs}
    return LinearProgram(
        c0=sum(cost.constant for cost in costs.values()),
        c=_prices(costs.values(), total),
        matrix=stack_bands(bands, total),
        row_lower=row_lower,
        row_upper=row_upper,
        column_lower=_uncrossed(_bounds(model.columns, "lower", total), column_upper),
        column_upper=column_upper,
        columns=columns,
        rows=rows,
        horizon=model.horizon,
        costs=costs,
        duals=tuple(model.duals),
        opposed=tuple(model.opposed),
    )


def renew_rows(model: Formulation, program: LinearProgram, names: Iterable[str]) -> LinearProgram:
    """The same program with the rows of some families evaluated again, after their params were renewed."""
    tiler = Tiler(model, {name: layout.offset for name, layout in program.columns.items()})
    row_lower, row_upper, matrix = program.row_lower.copy(), program.row_upper.copy(), program.matrix
    wanted = set(names)
    for family in (rows for rows in model.rows if rows.name in wanted):
        layout = program.rows[family.name]
        terms, low, high = tiler.tile(family)
        layout.of(row_lower)[...], layout.of(row_upper)[...] = (v.reshape(layout.shape) for v in (low, high))
        matrix = matrix.with_rows(layout.offset, lay_band(terms, layout.shape))
    return replace(program, matrix=matrix, row_lower=row_lower, row_upper=row_upper)


def _layouts(families: Sequence[Columns | Rows]) -> dict[str, Layout]:
    layouts: dict[str, Layout] = {}
    offset = 0
    for family in families:
        if family.name in layouts:
            raise ValueError(f"two families are called {family.name!r}")
        layouts[family.name] = Layout(family.name, offset, family.axes)
        offset += layouts[family.name].size
    return layouts


def _bounds(families: Sequence[Columns], side: Literal["lower", "upper"], total: int) -> np.ndarray:
    """(total,) bounds of all columns; those of a family may be one number for all of it."""
    bounds, offset = np.empty(total), 0
    for family in families:
        own = family.lower if side == "lower" else family.upper
        bounds[offset : offset + own.size].reshape(own.shape)[...] = own
        offset += own.size
    return bounds


def _uncrossed(lower: np.ndarray, upper: np.ndarray) -> np.ndarray:
    """Lower bounds that exceed the upper ones by rounding only (2.1 > 3·0.7) brought down to them, in place."""
    crossed = np.flatnonzero(lower > upper)
    rounding = crossed[lower[crossed] - upper[crossed] <= ROUNDING * (1 + np.abs(upper[crossed]))]
    lower[rounding] = upper[rounding]
    return lower


def _cost(terms: Sequence[Term], constant: np.ndarray) -> CostTerm:
    spread = [np.broadcast_arrays(term.column, term.value) for term in terms]
    column = [c.ravel() for c, _ in spread] or [np.zeros(0, np.int32)]
    value = [v.ravel() for _, v in spread] or [np.zeros(0)]
    return CostTerm(np.concatenate(column), np.concatenate(value), float(constant.sum()))


def _prices(costs: Iterable[CostTerm], total: int) -> np.ndarray:
    """(total,) cost of every column."""
    c = np.zeros(total)
    for cost in costs:
        if len(cost.column):
            first, last = cost.column.min(), cost.column.max() + 1
            c[first:last] += np.bincount(cost.column - first, cost.value, minlength=last - first)
    return c


def evaluate_quantities(model: Formulation, program: LinearProgram, x: np.ndarray) -> dict[str, np.ndarray]:
    """Every derived quantity at a solution, by name, in the shape of its axes."""
    tiler = Tiler(model, {name: layout.offset for name, layout in program.columns.items()})
    values = {}
    for family in model.quantities:
        terms, constant = tiler.tile_linear(family)
        total = np.array(constant)
        for term in terms:
            moved = term.value * x[term.column]
            if term.row is None:
                total += moved
            else:
                row, moved = np.broadcast_arrays(np.ravel_multi_index(term.row, total.shape), moved)
                total += np.bincount(row.ravel(), moved.ravel(), minlength=total.size).reshape(total.shape)
        values[family.name] = total
    return values
