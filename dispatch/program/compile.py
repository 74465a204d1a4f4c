"""Formulation → LinearProgram: tile every family and lay the triplets side by side."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from scipy import sparse

from dispatch.blocks.formulation import Columns, Formulation, Rows
from dispatch.program.linear_program import CostTerm, Layout, LinearProgram
from dispatch.program.template import Tiled, Tiler


def compile_program(sheet: Formulation) -> LinearProgram:
    """The arrays of a formulation, whichever route its Pyomo model took."""
    columns = _layouts(sheet.columns)
    total = sum(layout.size for layout in columns.values())
    tiler = Tiler(sheet, {name: layout.offset for name, layout in columns.items()})
    tiled = [tiler.tile(rows) for rows in sheet.rows]
    blocks = [_matrix(t, total) for t, _, _ in tiled]
    costs = {rows.name: _cost(tiler.tile_linear(rows)) for rows in sheet.costs}
    return LinearProgram(
        c0=sum(cost.constant for cost in costs.values()),
        c=np.bincount(
            _joined([cost.column for cost in costs.values()]).astype(np.int64),
            _joined([cost.value for cost in costs.values()]),
            minlength=total,
        ),
        matrix=sparse.vstack(blocks, format="csr") if blocks else sparse.csr_array((0, total)),
        row_lower=_joined([low for _, low, _ in tiled]),
        row_upper=_joined([high for _, _, high in tiled]),
        column_lower=_joined([c.lower.ravel() for c in sheet.columns]),
        column_upper=_joined([c.upper.ravel() for c in sheet.columns]),
        columns=columns,
        rows=_layouts(sheet.rows),
        horizon=sheet.horizon,
        costs=costs,
        duals=tuple(sheet.duals),
        opposed=tuple(sheet.opposed),
    )


def _layouts(families: Sequence[Columns | Rows]) -> dict[str, Layout]:
    layouts: dict[str, Layout] = {}
    offset = 0
    for family in families:
        if family.name in layouts:
            raise ValueError(f"two families are called {family.name!r}")
        layouts[family.name] = Layout(family.name, offset, family.axes)
        offset += layouts[family.name].size
    return layouts


def _matrix(tiled: Tiled, columns: int) -> sparse.csr_array:
    """Rows of one family; entries of the same row and column add up, zeros vanish."""
    made = sparse.coo_array((tiled.value, (tiled.row, tiled.column)), shape=(tiled.rows, columns)).tocsr()
    made.sum_duplicates()
    made.eliminate_zeros()
    return made


def _cost(tiled: Tiled) -> CostTerm:
    return CostTerm(tiled.column, tiled.value, float(tiled.constant.sum()))


def evaluate_quantities(sheet: Formulation, program: LinearProgram, x: np.ndarray) -> dict[str, np.ndarray]:
    """Every derived quantity at a solution, by name, in the shape of its axes."""
    tiler = Tiler(sheet, {name: layout.offset for name, layout in program.columns.items()})
    values = {}
    for rows in sheet.quantities:
        tiled = tiler.tile_linear(rows)
        shape = tuple(a.size for a in rows.axes)
        moved = np.bincount(tiled.row, tiled.value * x[tiled.column], minlength=tiled.rows)
        values[rows.name] = (tiled.constant + moved).reshape(shape)
    return values


_joined: Callable[[list[np.ndarray]], np.ndarray] = lambda parts: np.concatenate(parts) if parts else np.zeros(0)  # noqa: E731
